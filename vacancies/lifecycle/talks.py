"""Talks with the owner of a unit: how far they are, what was said, what comes next. Who changed what is kept as history.

The unit is held for its talk, which may not exist yet: two people at once wait for each other there.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from vacancies.choices import ContactChannel, OwnerStage, RefusalFamily
from vacancies.lifecycle.holding import hold
from vacancies.lifecycle.saving import save_checked
from vacancies.lifecycle.units import unpublish_unit
from vacancies.models import Contact, Talk, Unit
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.rules.owner_page import STOP_READ
from vacancies.rules.talks import (
    contact_problems,
    is_own_word,
    mark_of_talks,
    move_problems,
    said_stage,
    step_problems,
    talk_of,
)


def _save(talk: Talk, *, by: Any, reason: str) -> Talk:
    talk._change_reason = reason
    save_checked(talk, by)
    return talk


@transaction.atomic
def move_talk(*, unit: Unit, to: OwnerStage | str, by: Any, refusal: RefusalFamily | str = "", note: str = "",
              until: date | None = None, since: datetime | None = None, seen: str = "") -> Talk:
    """What the owner says now. No and not now take the unit off the public pages; yes does not put it there.

    by is None when the owners say it themselves, on their own page. Saying the same again changes nothing;
    another reason or note for the same stage is kept as a correction, and the days in the stage go on.
    until: a pause ends on that day; asking again is then the next step, of whoever enters it.
    since: of a stage that comes back, so that its days go on.
    seen: mark_of_talks() of what the person saw; refused where somebody, maybe the owner, said something else meanwhile.
    """
    if to not in OwnerStage.values:
        raise Refused([Problem("illegal_move", _("Choose where the talks stand."), "to")])
    unit = hold(unit)
    _refuse_unseen(unit, seen, (to, refusal, note.strip()))
    talk = _move(unit, OwnerStage(to), by, refusal, note.strip(), since)
    if until is None:
        return talk
    return set_next_step(unit=unit, step=_asking_again(), on=until, who=by, by=by)


def _refuse_unseen(unit: Unit, seen: str, said: tuple[str, str, str]) -> None:
    """Pressing twice is harmless: the second press finds what the first one wrote."""
    talk = talk_of(unit)
    if seen and seen != mark_of_talks(unit) and (talk is None or (talk.stage, talk.refusal, talk.note) != said):
        text = _("Somebody changed this meanwhile; now it says “%(stage)s”. Look at what was said, then choose again.")
        raise Refused([Problem("said_meanwhile", text % {"stage": said_stage(unit).label}, "to")])


def _asking_again() -> str:
    """In the office's language, as a colleague would have written it."""
    with override(settings.LANGUAGE_CODE):
        return gettext("The pause is over: ask the owner again")


def _move(unit: Unit, to: OwnerStage, by: Any, refusal: RefusalFamily | str = "", note: str = "",
          since: datetime | None = None) -> Talk:
    refusal = str(refusal) if to is OwnerStage.REFUSED else ""
    refuse_if(move_problems(unit, to, refusal, note))
    talk = talk_of(unit) or Talk(unit=unit)
    if talk.pk and is_own_word(unit, talk) and (talk.stage, talk.refusal, talk.note) == (to, refusal, note):
        return talk
    if talk.pk is None or talk.stage != to or not is_own_word(unit, talk):
        talk.changed_at = since or timezone.now()
    talk.stage, talk.refusal, talk.note, talk.owner = to, refusal, note, unit.owner
    if to is not OwnerStage.PAUSED and talk.next_step == _asking_again():  # nobody needs to wait for that day any more
        talk.next_step, talk.next_on, talk.next_by = "", None, None
    _save(talk, by=by, reason="moved")
    if to.bars_publication:
        unpublish_unit(unit=unit, by=by)
    return talk


@transaction.atomic
def set_next_step(*, unit: Unit, step: str, on: date, who: Any, by: Any, today: date | None = None) -> Talk:
    """What is to be done next, by whom and by when. It takes the place of the step before."""
    unit = hold(unit)
    refuse_if(step_problems(step, on, who, today or timezone.localdate()))
    talk = talk_of(unit) or Talk(unit=unit, changed_at=unit.created_at)
    if (talk.next_step, talk.next_on, talk.next_by_id) == (step.strip(), on, who.pk):
        return talk
    talk.next_step, talk.next_on, talk.next_by = step.strip(), on, who
    return _save(talk, by=by, reason="step set")


@transaction.atomic
def done_next_step(*, unit: Unit, by: Any, step: str = "") -> None:
    """Takes the step away; its history stays. Twice is harmless.

    `step` is what the person saw: a step that somebody else has set meanwhile is not taken for done.
    """
    talk = talk_of(hold(unit))
    if talk is None or not talk.next_step:
        return
    if step and step != talk.next_step:
        raise Refused([Problem("another_step", _("Somebody set another step meanwhile. Look at it before you tick it off."))])
    talk.next_step, talk.next_on, talk.next_by = "", None, None
    _save(talk, by=by, reason="step done")


@transaction.atomic
def read_stop(*, unit: Unit, stopped_at: str, by: Any) -> bool:
    """Somebody at the office has read that the owner stopped; nothing else changes, and the owner may still undo it. Twice is harmless.

    stopped_at: of what was read. False where the owner has said something newer meanwhile, which waits to be read.
    """
    talk = Talk.objects.filter(unit=hold(unit)).stopped_by_owner().first()
    if talk is not None and talk.stopped_at.isoformat() != stopped_at:
        return False
    if talk is not None:
        _save(talk, by=by, reason=STOP_READ)
    return True


@transaction.atomic
def log_contact(*, unit: Unit, channel: ContactChannel | str, text: str, by: Any, at: datetime | None = None) -> Contact:
    """Once and for good: a contact is never edited. The first one moves the talks from Not asked to Contacted."""
    now = timezone.now()
    unit = hold(unit)
    refuse_if(contact_problems(channel, text, at or now, now))
    contact = Contact.objects.create(unit=unit, owner=unit.owner, at=at or now, channel=channel, text=text.strip(), by=by)
    if said_stage(unit) is OwnerStage.NOT_ASKED:
        _move(unit, OwnerStage.CONTACTED, by)
    return contact
