"""What owners do on their page and what the office says to it, each with the letter that tells the other side."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext, override

from popups.choices import LetterKind
from popups.letters import Addressee, at_the_desk, write_letter
from popups.lifecycle.owner_letters import write_to_owner
from popups.models import Letter, User
from popups.rules.owner_page import promised_problems
from vacancies.choices import ContactChannel, OwnerStage, ProposalKind, ProposalState, RefusalFamily
from vacancies.lifecycle.owner_page import (
    answer_proposal,
    lock_proposal,
    make_link,
    make_proposal,
    stop_offering,
    undo_stop,
)
from vacancies.lifecycle.talks import log_contact
from vacancies.models import Owner, Proposal, Talk, Unit
from vacancies.problem import refuse_if


def _office(unit: Unit) -> User | Addressee:
    """Whoever has the next step with this owner, else the office."""
    talk = Talk.objects.filter(unit=unit).select_related("next_by").first()
    return at_the_desk(talk.next_by if talk is not None else None)


@transaction.atomic
def send_link(*, owner: Owner, unit: Unit, by: User) -> Letter | None:
    """A new link by letter; older ones stop working. None where no e-mail address is known."""
    if not owner.email:
        return None
    Unit.objects.select_for_update().get(pk=unit.pk)  # unit before owner, as where an offer asks the owner
    make_link(owner=owner, by=by)
    newest = owner.links.order_by("-pk").values_list("pk", flat=True)[0]
    letter = write_to_owner(LetterKind.OWNER_LINK, owner=owner, by=by, key=f"owner-link:{newest}", unit=unit)
    with override(settings.LANGUAGE_CODE):
        log_contact(unit=unit, channel=ContactChannel.EMAIL, text=gettext("A link to the owner's own page was sent."), by=by)
    return letter


@transaction.atomic
def propose(*, unit: Unit, owner: Owner, kind: ProposalKind, values: Mapping[str, Any], message: str = "", by: Any = None,
            today: date | None = None) -> Proposal:
    proposal = make_proposal(unit=unit, owner=owner, kind=kind, values=values, message=message, by=by, today=today)
    write_letter(LetterKind.PROPOSAL_MADE, to=_office(unit), key=f"proposal:{proposal.key}",
                 context={"proposal": proposal, "unit": unit})
    return proposal


@transaction.atomic
def answer(*, proposal: Proposal, to: ProposalState, by: User, text: str = "", version: int = 0) -> Proposal:
    """Under the unit's lock, so that nobody is promised the days while they are being closed."""
    proposal = lock_proposal(proposal)
    if to is ProposalState.ACCEPTED and ProposalState(proposal.state) is ProposalState.WAITING:
        refuse_if(promised_problems(proposal))
    proposal = answer_proposal(proposal=proposal, to=to, by=by, answer=text, version=version)
    write_to_owner(LetterKind.PROPOSAL_ANSWERED, owner=proposal.owner, by=by, key=f"proposal-answered:{proposal.key}",
                   proposal=proposal, unit=proposal.unit)
    return proposal


@transaction.atomic
def stop(*, unit: Unit, owner: Owner, to: OwnerStage, refusal: RefusalFamily | str = "", note: str = "", by: Any = None) -> Talk:
    """The owner no longer wants the unit to be offered, for now or at all. The office is told. Said twice it is said once."""
    before = _newest_word(unit)
    talk = stop_offering(unit=unit, owner=owner, to=to, refusal=refusal, note=note, by=by)
    if _newest_word(unit) != before:
        _tell(unit, talk, note)
    return talk


@transaction.atomic
def take_stop_back(*, unit: Unit, owner: Owner, by: Any = None) -> Unit:
    before = _newest_word(unit)
    unit = undo_stop(unit=unit, owner=owner, by=by)
    if _newest_word(unit) != before:
        _tell(unit, Talk.objects.get(unit=unit))  # the one at hand was read before it was undone
    return unit


def _newest_word(unit: Unit) -> int:
    """The newest line of history of the talks about a unit; 0 where there was none."""
    return Talk.history.filter(unit=unit).aggregate(newest=Max("history_id"))["newest"] or 0


def _tell(unit: Unit, talk: Talk, note: str = "") -> None:
    write_letter(LetterKind.OWNER_ANSWERED, to=_office(unit), key=f"owner-stop:{unit.reference}:{_newest_word(unit)}",
                 context={"unit": unit, "talk": talk, "note": note,
                          "is_stop": OwnerStage(talk.stage).bars_publication})
