"""What an owner reads on their own page: each unit, what is asked, what was agreed. Nothing internal, nobody's private data."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.choices import OfferStatus, Verb
from popups.models import Event, History, Offer, Tenancy
from popups.moments import midnight
from popups.reports.hosting import Own, for_host, in_bare_units
from popups.reports.proposals import Change, days_of, differences_of
from popups.rules.offers import may_owner_decline
from vacancies.choices import OwnerStage, ProposalKind, ProposalState
from vacancies.models import ClosedPeriod, Owner, Proposal, Unit
from vacancies.reports.owners import owned_since
from vacancies.rules.owner_page import own_stops
from vacancies.rules.talks import stage_of
from vacancies.sure import sure

LOOK_BACK = timedelta(days=90)  # what was answered or is over stays in sight for a season
SHOWN_PROPOSALS = 5
STANDING: dict[OwnerStage, str | Promise] = {
    OwnerStage.NOT_ASKED: _("The town office has not asked you yet. You may propose terms at any time."),
    OwnerStage.CONTACTED: _("The town office would like to know whether it may be used for a while. If it may, propose your terms below; if not, say no there."),
    OwnerStage.WILLING: _("You are willing. Next come the terms: who pays what, and how soon it has to be free again."),
    OwnerStage.TERMS_AGREED: _("The terms are agreed. The town office prepares the public page."),
    OwnerStage.LISTED: _("It is on the public pages. People can find it and apply."),
    OwnerStage.REFUSED: _("You do not want it to be offered. Nobody sees it on the public pages."),
    OwnerStage.PAUSED: _("You asked for a pause. Nobody sees it on the public pages until you say so."),
}


@dataclass(frozen=True)
class Outcome:
    """What came of an offer that is not open any more, as its owner may know it: who said no, and not why."""

    code: str
    word: str | Promise


OUTCOMES = {code: Outcome(code, word) for code, word in (
    ("accepted", _("Agreed")), ("declined", _("The applicant said no")), ("expired", _("Not answered in time")),
    ("withdrawn", _("Withdrawn by the town office")), ("owner_declined", _("You said no")))}


@dataclass(frozen=True)
class Settled:
    offer: Offer
    outcome: Outcome


@dataclass(frozen=True)
class Said:
    """A proposal with what it changes, or the days [start, end) that it names."""

    proposal: Proposal
    changes: list[Change]
    days: tuple[date, date] | None


@dataclass(frozen=True)
class OwnUnit:
    unit: Unit
    stage: OwnerStage
    may_undo_stop: bool
    offers: list[Offer] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)
    tenancies: list[Tenancy] = field(default_factory=list)
    closed: list[ClosedPeriod] = field(default_factory=list)
    proposals: list[Said] = field(default_factory=list)
    events: list[Own] = field(default_factory=list)

    @property
    def standing(self) -> str | Promise:
        return STANDING[self.stage]

    @property
    def is_stopped(self) -> bool:
        return self.stage.bars_publication

    @property
    def is_open_question(self) -> bool:
        return is_open_question(self.stage)

    @property
    def is_listed(self) -> bool:
        return self.stage is OwnerStage.LISTED

    @property
    def asked(self) -> list[Offer]:
        """Offers that wait for this owner's answer."""
        return [offer for offer in self.offers if offer.lacks_owner]

    @property
    def agreed(self) -> list[Offer]:
        return [offer for offer in self.offers if not offer.lacks_owner]


def is_open_question(stage: OwnerStage) -> bool:
    """The owner has neither offered the unit nor said no."""
    return not (stage.has_agreed or stage.bars_publication)


def units_of(owner: Owner) -> Any:
    """The owner's units that are in the register. What was merged away lives on in the unit that stayed."""
    return Unit.objects.in_register().filter(owner=owner, merged_into__isnull=True)


def own_units(owner: Owner, today: date) -> list[OwnUnit]:
    """Twelve queries at most, however many units. What was over when the unit became this owner's is its former owner's."""
    proposals = Proposal.objects.filter(owner=owner).order_by("-made_at", "-pk")
    closed = ClosedPeriod.objects.filter(ends_on__gt=today).order_by("starts_on")
    units = list(units_of(owner).select_related("talk", "owner").order_by("sort_key", "pk").prefetch_related(
        "permitted_activities", Prefetch("closed_periods", closed), Prefetch("proposals", proposals)))
    since = owned_since(owner, [unit.pk for unit in units])
    open_offers, settled, tenancies = (_by_unit(row for row in rows if not _was_over_before(since.get(row.unit_id), row, today))
                                       for rows in (*_offers(units, today), _tenancies(units, today)))
    events = _by_unit(event for event in in_bare_units(units, timezone.now()) if not _is_another_owners(event, since.get(event.unit_id)))
    stops = own_stops(units)
    return [OwnUnit(unit, stage_of(unit), unit.pk in stops, open_offers[unit.pk], [Settled(offer, sure(outcome_of(offer, today))) for offer in settled[unit.pk]],
                    tenancies[unit.pk], list(unit.closed_periods.all()), _shown(unit.proposals.all(), today),
                    [for_host(event, timezone.now()) for event in events[unit.pk]]) for unit in units]


def is_of_a_former_owner(offer: Offer, owner: Owner, today: date) -> bool:
    """With its tenancy, where it became one: over before the unit was this owner's."""
    since = owned_since(owner, [offer.unit_id]).get(offer.unit_id)
    return _was_over_before(since, getattr(offer, "tenancy", None) or offer, today)


def _was_over_before(since: datetime | None, row: Offer | Tenancy, today: date) -> bool:
    return since is not None and _over_at(row, today) <= since


def _over_at(row: Offer | Tenancy, today: date) -> datetime:
    """The end of time for what is not over."""
    if isinstance(row, Tenancy):
        return (row.ended_at if row.never_began else None) or midnight(row.end)
    if row.state.is_open and row.answer_by_on >= today:
        return datetime.max.replace(tzinfo=UTC)
    return row.answered_at or midnight(row.answer_by_on + timedelta(days=1))


def is_event_of_a_former_owner(event: Event, owner: Owner) -> bool:
    return _is_another_owners(event, owned_since(owner, [event.unit_id]).get(event.unit_id))


def _is_another_owners(event: Event, since: datetime | None) -> bool:
    """Over before the unit was this owner's. When the office cancelled one is not kept, so its beginning must do."""
    over_at = event.ends_at if event.state.is_live else event.host_refused_at or event.created_at
    return since is not None and over_at <= since


def _by_unit(rows: Iterable[Any]) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for row in rows:
        found[row.unit_id].append(row)
    return found


def with_owners_no(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """owner_said_no: it was withdrawn because the owner said no, also where the office entered that."""
    return offers.annotate(owner_said_no=Exists(History.objects.filter(offer=OuterRef("pk"), verb=Verb.OWNER_DECLINED)))


def outcome_of(offer: Any, today: date) -> Outcome | None:
    """None while it can still be answered. The offer comes from with_owners_no()."""
    if offer.state.is_open:
        return OUTCOMES["expired"] if offer.answer_by_on < today else None
    return OUTCOMES["owner_declined" if offer.owner_said_no else offer.status]


def _offers(units: Sequence[Unit], today: date) -> tuple[list[Offer], list[Offer]]:
    """Those that can still be answered, the one that lapses first comes first; and what was settled lately, the newest first.

    One that became a tenancy stands among the tenancies.
    """
    lately = Q(answered_at__gte=midnight(today - LOOK_BACK + timedelta(days=1)), tenancy__isnull=True)
    rows = with_owners_no(Offer.objects.filter(Q(status=OfferStatus.OPEN) | lately, unit__in=units)).select_related("application", "unit")
    found = list(rows.order_by("answer_by_on", "pk"))
    settled = [offer for offer in found if outcome_of(offer, today)]
    return ([offer for offer in found if not outcome_of(offer, today)],
            sorted(settled, key=lambda offer: (offer.answered_at or midnight(today), offer.pk), reverse=True))


def _tenancies(units: Sequence[Unit], today: date) -> Iterable[Tenancy]:
    return (Tenancy.objects.filter(unit__in=units, end__gt=today - LOOK_BACK).select_related("offer")
            .order_by("start", "pk"))


def _shown(proposals: Iterable[Proposal], today: date) -> list[Said]:
    """All that wait, and what was answered lately."""
    rows = [row for row in proposals if row.state != ProposalState.TAKEN_BACK]
    recent = [row for row in rows if not row.is_waiting and timezone.localdate(row.answered_at) > today - LOOK_BACK]
    shown = [row for row in rows if row.is_waiting] + recent[:SHOWN_PROPOSALS]
    return [Said(row, differences_of(row), days_of(row)) for row in shown]


def own_offer(offer: Offer, today: date) -> dict[str, Any]:
    """What may still be said to an offer, and what came of it. The offer comes from with_owners_no()."""
    may_say_no = not may_owner_decline(offer, today=today)
    may_say_yes = may_say_no and offer.lacks_owner
    return {"may_say_yes": may_say_yes, "may_say_no": may_say_no, "has_open_terms": may_say_yes and _has_open_terms(offer.unit),
            "outcome": outcome_of(offer, today), "is_lapsed": offer.state.is_open and offer.answer_by_on < today}


def stays_after_stop(unit: Unit, today: date) -> dict[str, bool]:
    """What goes on although the unit is no longer offered, and whether it ever was. Three queries."""
    waiting = Offer.objects.lacking_owner().filter(unit=unit, answer_by_on__gte=today)
    return {"has_guests": Tenancy.objects.on(today).filter(unit=unit).exists(), "has_waiting_offer": waiting.exists(),
            "is_open_question": is_open_question(stage_of(unit))}


def _has_open_terms(unit: Unit) -> bool:
    """The owner proposed other terms than those of the offer, and nobody has answered."""
    return unit.proposals.filter(kind=ProposalKind.TERMS, owner=unit.owner_id, state=ProposalState.WAITING).exists()
