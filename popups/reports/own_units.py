"""What an owner reads on their own page: each unit, what is asked, what was agreed. Nothing internal, nobody's private data."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.models import Offer, Tenancy
from popups.reports.proposals import Change, days_of, differences_of
from popups.rules.offers import may_owner_decline
from vacancies.choices import OwnerStage, ProposalState
from vacancies.models import ClosedPeriod, Owner, Proposal, Unit
from vacancies.rules.owner_page import own_stops
from vacancies.rules.talks import stage_of

LOOK_BACK = timedelta(days=90)  # what was answered or is over stays in sight for a season
SHOWN_PROPOSALS = 5
STANDING: dict[OwnerStage, str | Promise] = {
    OwnerStage.NOT_ASKED: _("The town office has not asked you yet. You may propose terms at any time."),
    OwnerStage.CONTACTED: _("The town office would like to know whether it may be used for a while."),
    OwnerStage.WILLING: _("You are willing. Next come the terms: who pays what, and how soon it has to be free again."),
    OwnerStage.TERMS_AGREED: _("The terms are agreed. The town office prepares the public page."),
    OwnerStage.LISTED: _("It is on the public pages. People can find it and apply."),
    OwnerStage.REFUSED: _("You do not want it to be offered. Nobody sees it on the public pages."),
    OwnerStage.PAUSED: _("You asked for a pause. Nobody sees it on the public pages until you say so."),
}


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
    tenancies: list[Tenancy] = field(default_factory=list)
    closed: list[ClosedPeriod] = field(default_factory=list)
    proposals: list[Said] = field(default_factory=list)

    @property
    def standing(self) -> str | Promise:
        return STANDING[self.stage]

    @property
    def is_stopped(self) -> bool:
        return self.stage.bars_publication

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


def units_of(owner: Owner) -> Any:
    """The owner's units that are in the register. What was merged away lives on in the unit that stayed."""
    return Unit.objects.in_register().filter(owner=owner, merged_into__isnull=True)


def own_units(owner: Owner, today: date) -> list[OwnUnit]:
    """Eight queries at most, however many units."""
    proposals = Proposal.objects.filter(owner=owner).order_by("-made_at", "-pk")
    closed = ClosedPeriod.objects.filter(ends_on__gt=today).order_by("starts_on")
    units = list(units_of(owner).select_related("talk", "owner").order_by("sort_key", "pk").prefetch_related(
        "permitted_activities", Prefetch("closed_periods", closed), Prefetch("proposals", proposals)))
    offers, tenancies = _by_unit(_offers(units, today)), _by_unit(_tenancies(units, today))
    stops = own_stops(units)
    return [OwnUnit(unit, stage_of(unit), unit.pk in stops, offers[unit.pk], tenancies[unit.pk],
                    list(unit.closed_periods.all()), _shown(unit.proposals.all(), today)) for unit in units]


def _by_unit(rows: Iterable[Any]) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for row in rows:
        found[row.unit_id].append(row)
    return found


def _offers(units: Sequence[Unit], today: date) -> Iterable[Offer]:
    """Open ones that can still be answered; the one that lapses first comes first."""
    return (Offer.objects.open().filter(unit__in=units, answer_by_on__gte=today).select_related("application", "unit")
            .order_by("answer_by_on", "pk"))


def _tenancies(units: Sequence[Unit], today: date) -> Iterable[Tenancy]:
    return (Tenancy.objects.filter(unit__in=units, end__gt=today - LOOK_BACK).select_related("offer")
            .order_by("start", "pk"))


def _shown(proposals: Iterable[Proposal], today: date) -> list[Said]:
    """All that wait, and what was answered lately."""
    rows = [row for row in proposals if row.state != ProposalState.TAKEN_BACK]
    recent = [row for row in rows if not row.is_waiting and row.answered_at.date() > today - LOOK_BACK]
    shown = [row for row in rows if row.is_waiting] + recent[:SHOWN_PROPOSALS]
    return [Said(row, differences_of(row), days_of(row)) for row in shown]


def own_offer(offer: Offer, today: date) -> dict[str, Any]:
    """What may still be said to an offer."""
    may_say_no = not may_owner_decline(offer, today=today)
    return {"may_say_yes": may_say_no and offer.lacks_owner, "may_say_no": may_say_no,
            "is_lapsed": offer.state.is_open and offer.answer_by_on < today}
