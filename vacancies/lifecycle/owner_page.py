"""What happens on an owner's own page: its link, proposals, and what the office says to them.

An owner has no account: where `by` is None, it was the owner who did it. Letters about it are written in popups.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from vacancies.choices import ClosedReason, ContactChannel, OwnerStage, ProposalKind, ProposalState, RefusalFamily
from vacancies.lifecycle.facts import add_closed_period
from vacancies.lifecycle.holding import hold
from vacancies.lifecycle.talks import move_talk
from vacancies.lifecycle.units import change_unit
from vacancies.models import Contact, Owner, OwnerLink, Proposal, Talk, Unit
from vacancies.models.owner_page import digest_of, secret_from
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.references import random_key
from vacancies.reports.owners import heir_of
from vacancies.rules.owner_page import (
    STOP_READ,
    is_stop_of,
    may_answer_proposal,
    may_propose,
    own_stops,
    proposal_move_problems,
    terms_of,
)
from vacancies.rules.talks import came_after, moves_of, said_stage

LINK_DAYS = 60
ONE_DAY = timedelta(days=1)


@transaction.atomic
def make_link(*, owner: Owner, by: Any, days: int = LINK_DAYS) -> str:
    """Returns the secret; only its digest is kept. The owner's older links stop working at once."""
    owner = Owner.objects.select_for_update(no_key=True).get(pk=owner.pk)
    now, nonce = timezone.now(), random_key()
    owner.links.valid(now).update(revoked_at=now)
    secret = secret_from(nonce)
    OwnerLink.objects.create(owner=owner, nonce=nonce, digest=digest_of(secret), made_by=by, expires_at=now + timedelta(days=days))
    return secret


@transaction.atomic
def revoke_link(*, owner: Owner, by: Any) -> int:
    """From now on no link opens the owner's page, and whoever has it open is out. Returns how many were valid.

    Where the entry went into another one meanwhile, its links did too: then no link opens that one's page.
    """
    held, now = _locked_heir(owner), timezone.now()
    return held.links.valid(now).update(revoked_at=now) if held else 0


def _locked_heir(owner: Owner) -> Owner | None:
    """Merging entries of owners waits here, and whoever waited for that sees what came of it. None: it was deleted."""
    while (heir := heir_of(owner.pk)) is not None:
        if held := Owner.objects.select_for_update(no_key=True).filter(pk=heir).first():
            return held
    return None


def _lock(unit: Unit) -> Unit:
    """Proposals of a unit wait for each other, and for changes of its terms, here."""
    return hold(unit)


def lock_proposal(proposal: Proposal) -> Proposal:
    """Freshly read, under its unit's lock; one request may do so twice. Raises WentElsewhere when that unit was merged meanwhile."""
    hold(proposal.unit)
    rows = Proposal.objects.select_for_update().select_related("unit", "owner").prefetch_related("unit__permitted_activities")
    [held] = rows.filter(pk=proposal.pk)
    return held


@transaction.atomic
def make_proposal(*, unit: Unit, owner: Owner, kind: ProposalKind, values: Mapping[str, Any], message: str = "",
                  by: Any = None, today: date | None = None) -> Proposal:
    """Said twice it is one proposal. New terms take the place of terms that still waited: an owner means one thing at a time."""
    unit, message = _lock(unit), message.strip()
    refuse_if(_not_theirs(unit, owner))
    waiting = unit.proposals.filter(kind=kind, owner=owner, state=ProposalState.WAITING)
    same = next((row for row in waiting if (row.values, row.message) == (values, message)), None)
    if same is not None:
        return same
    refuse_if(may_propose(unit, kind, values, message, today or timezone.localdate()))
    if kind is ProposalKind.TERMS:
        waiting.update(state=ProposalState.TAKEN_BACK, answered_at=timezone.now())
    return Proposal.objects.create(key=random_key(), unit=unit, owner=owner, kind=kind, values=dict(values), message=message)


def _not_theirs(unit: Unit, owner: Owner) -> list[Problem]:
    """Sold at the same moment: what the former owner says no longer counts."""
    return [] if unit.owner_id == owner.pk else [Problem("not_theirs", _("This unit is no longer entered as yours."))]


@transaction.atomic
def take_back(*, proposal: Proposal, by: Any = None) -> Proposal:
    proposal = lock_proposal(proposal)
    if proposal.state == ProposalState.TAKEN_BACK:
        return proposal
    refuse_if(proposal_move_problems(proposal, ProposalState.TAKEN_BACK))
    return _answered(proposal, ProposalState.TAKEN_BACK, by=by)


def _answered(proposal: Proposal, to: ProposalState, *, by: Any, answer: str = "") -> Proposal:
    proposal.state, proposal.answer, proposal.answered_at, proposal.answered_by = to, answer.strip(), timezone.now(), by
    proposal.save(update_fields=["state", "values", "answer", "answered_at", "answered_by"])
    return proposal


@transaction.atomic
def answer_proposal(*, proposal: Proposal, to: ProposalState, by: Any, answer: str = "", version: int = 0) -> Proposal:
    """Yes enters it: terms into the unit (on the basis of its `version`, else Stale), days as a closed period.

    Whether anybody was promised those days is known in popups, which asks before it calls this. The terms that held until
    then are kept beside the answer, so that both sides can look up what became what.
    """
    proposal = lock_proposal(proposal)
    if proposal.state == to:
        return proposal
    refuse_if(may_answer_proposal(proposal, to, answer))
    before = {"before": terms_of(proposal.unit)} if proposal.is_about_terms else {}
    if to is ProposalState.ACCEPTED:
        _enter(proposal, version=version, by=by)
    proposal.values |= before
    return _answered(proposal, to, by=by, answer=answer)


def _enter(proposal: Proposal, *, version: int, by: Any) -> None:
    values = dict(proposal.values)
    if proposal.kind == ProposalKind.TERMS:
        change_unit(unit=proposal.unit, version=version, by=by, activities=values.pop("activities"), **values)
        return
    first, last = date.fromisoformat(values["first_day"]), date.fromisoformat(values["last_day"])
    add_closed_period(unit=proposal.unit, by=by, reason=ClosedReason.OWNER, starts_on=first, ends_on=last + ONE_DAY)


@transaction.atomic
def stop_offering(*, unit: Unit, owner: Owner, to: OwnerStage, refusal: RefusalFamily | str = "", note: str = "",
                  by: Any = None) -> Talk:
    """A pause or a no takes the unit off the public pages. Tenancies go on, and open offers wait for their own answer."""
    unit = _lock(unit)
    refuse_if(_not_theirs(unit, owner))
    if not to.bars_publication:
        raise Refused([Problem("stop_missing", _("Choose whether it is a pause or a no."), "to")])
    before = said_stage(unit)
    talk = move_talk(unit=unit, to=to, by=by, refusal=refusal, note=note)
    if before is not to:
        said = _("Does not want the unit to be offered any more.") if to is OwnerStage.REFUSED else _("Asks for a pause.")
        _log_own_word(unit, said, note, by)
    return talk


def _log_own_word(unit: Unit, said: Promise, note: str, by: Any) -> None:
    """Into the log of contacts, in the office's language."""
    with override(settings.LANGUAGE_CODE):
        text = f"{said} {note}".strip()
    Contact.objects.create(unit=unit, owner=unit.owner, channel=ContactChannel.OWN_PAGE, text=text, by=by)


@transaction.atomic
def undo_stop(*, unit: Unit, owner: Owner, by: Any = None) -> Unit:
    """As it was before, public again where it was public. Twice is harmless; too late is said."""
    unit = _lock(unit)
    refuse_if(_not_theirs(unit, owner))
    if not said_stage(unit).bars_publication:
        return unit
    stop = own_stops([unit]).get(unit.pk)
    if stop is None:
        raise Refused([Problem("too_late", _("Something has happened since. Write to the town office if you want to offer it again."))])
    before = _said_before(unit, stop)
    talk = move_talk(unit=unit, by=by, to=_stage_again(unit, before), refusal=before.refusal, note=before.note, since=before.changed_at)
    _log_own_word(unit, _("Offers the unit again."), "", by)
    return unit if OwnerStage(talk.stage).bars_publication else _publish_again(unit, by)


def _said_before(unit: Unit, stop: Any) -> Any:
    """The newest word of this owner before they stopped. A pause of theirs that became a no is one stop; who was never asked, is
    not asked, also where a former owner was."""
    lines = unit.talk.history.filter(history_id__lt=stop.history_id).exclude(history_change_reason=STOP_READ).order_by("-history_id")
    line = lines.exclude(stage__in=[stage for stage in OwnerStage if stage.bars_publication], history_user=None).first()
    if line is not None and line.owner_id is not None and heir_of(line.owner_id) != unit.owner_id:
        return Talk(unit=unit, changed_at=came_after(unit, line))
    return line or Talk(unit=unit, changed_at=unit.created_at)


def _stage_again(unit: Unit, before: Any) -> OwnerStage:
    """Nobody asks the town about its own premises."""
    stage = OwnerStage(before.stage)
    return stage if stage in {said_stage(unit), *moves_of(unit)} else OwnerStage.WILLING


def _publish_again(unit: Unit, by: Any) -> Unit:
    """By whom and since when it was public is as it was; the line of history is the owner's."""
    lines = list(unit.history.order_by("-history_id")[:2])
    if len(lines) == 2 and is_stop_of(lines[0]):
        unit.published_at, unit.published_by_id = lines[1].published_at, lines[1].published_by_id
        unit.version += 1
        unit._history_user, unit._change_reason = by, "published"
        unit.save()
    return unit
