"""How far the talks with an owner are, and what stands in the way of a move, a step or a note."""

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from vacancies.access import OFFICERS, has_role
from vacancies.choices import OWNER_MOVES, ContactChannel, OwnerKind, OwnerStage, RefusalFamily
from vacancies.models import Talk, Unit
from vacancies.problem import Problem

FORMER_OWNER_SAID = _("What was said so far was said by somebody who no longer owns this unit. Ask the owner of today.")
LONGEST_STEP, LONGEST_NOTE, LONGEST_TEXT = 200, 500, 2000
# Nobody asks the town about its own premises: what is left there is terms, which the council decides.
_NOT_FOR_THE_TOWN = frozenset({OwnerStage.NOT_ASKED, OwnerStage.CONTACTED})


def is_of_the_town(unit: Unit) -> bool:
    return unit.owner is not None and unit.owner.kind == OwnerKind.MUNICIPALITY


def talk_of(unit: Unit) -> Talk | None:
    return getattr(unit, "talk", None)


def is_own_word(unit: Unit, talk: Talk) -> bool:
    """What a former owner said counts no longer. Asked before anybody was entered as the owner, it was whoever is entered now."""
    return talk.owner_id is None or talk.owner_id == unit.owner_id


def said_stage(unit: Unit) -> OwnerStage:
    """What the owner was last known to say, whether the unit is public or not."""
    talk = talk_of(unit)
    stage = OwnerStage(talk.stage) if talk and is_own_word(unit, talk) else OwnerStage.NOT_ASKED
    return OwnerStage.WILLING if stage is OwnerStage.NOT_ASKED and is_of_the_town(unit) else stage


def stage_of(unit: Unit) -> OwnerStage:
    """The same word as UnitQuerySet.with_owner_stage() gives. Asks for the unit's talk and owner unless they were fetched with it."""
    return OwnerStage.LISTED if unit.is_published else said_stage(unit)


def stage_since(unit: Unit) -> datetime:
    """Where the talk was with somebody else, a query more: the days of whoever owns the unit now count."""
    talk = talk_of(unit)
    if unit.published_at or talk is None:
        return unit.published_at or unit.created_at
    return talk.changed_at if is_own_word(unit, talk) else came_after(unit, talk)


def came_after(unit: Unit, talk: Talk) -> datetime:
    """Since when the unit is of whoever owns it now, where the talk, or a line of its history, was with somebody before."""
    came = unit.history.filter(owner=unit.owner_id, owner__isnull=False, history_date__gt=talk.changed_at).order_by("history_id").first()
    return came.history_date if came else talk.changed_at


def mark_of_talks(unit: Unit) -> str:
    """Goes along with a form, so that nobody moves on what they have not seen. Says nothing of what it stands for."""
    talk = talk_of(unit)
    word = (unit.owner_id, talk.owner_id, talk.stage, talk.refusal, talk.note, talk.changed_at.isoformat()) if talk else unit.owner_id
    return sha256(repr(word).encode()).hexdigest()[:16]


def moves_of(unit: Unit) -> list[OwnerStage]:
    """Where the talks may go from here, in the order of the pipeline."""
    open_ones = OWNER_MOVES[said_stage(unit)] - (_NOT_FOR_THE_TOWN if is_of_the_town(unit) else frozenset())
    return [stage for stage in OwnerStage if stage in open_ones]


def move_problems(unit: Unit, to: OwnerStage, refusal: str, note: str) -> list[Problem]:
    problems = []
    if to is not said_stage(unit) and to not in moves_of(unit):
        problems.append(Problem("illegal_move", _("This is no longer possible. Reload the page to see what you can do."), "to"))
    if to is OwnerStage.REFUSED and refusal not in RefusalFamily.values:
        problems.append(Problem("refusal_missing", _("Choose why the owner said no. It is counted, and never published."), "refusal"))
    if len(note) > LONGEST_NOTE:
        problems.append(Problem("note_too_long", _("Write the note in at most 500 characters."), "note"))
    return problems


def publication_bars(unit: Unit) -> list[Problem]:
    """An owner who does not want the unit to be offered now keeps it off the public pages."""
    stage = said_stage(unit)
    if stage is OwnerStage.REFUSED:
        text = _("The owner said no. Talk with the owner first, and enter what was agreed.")
    elif stage is OwnerStage.PAUSED:
        text = _("The owner asked for a pause. Talk with the owner first, and enter what was agreed.")
    else:
        return []
    return [Problem("owner_bars", text)]


def step_problems(step: str, on: date | None, who: Any, today: date) -> list[Problem]:
    problems = []
    if not step.strip():
        problems.append(Problem("step_missing", _("Write what is to be done next."), "step"))
    elif len(step.strip()) > LONGEST_STEP:
        problems.append(Problem("step_too_long", _("Write the next step in at most 200 characters."), "step"))
    if on is None:
        problems.append(Problem("day_missing", _("Choose the day by which it is to be done."), "on"))
    elif on < today:
        problems.append(Problem("day_over", _("This day is over. Choose today or a later day."), "on"))
    if who is None or not has_role(who, *OFFICERS):
        problems.append(Problem("who_missing", _("Choose a colleague who may see owners."), "who"))
    return problems


def contact_problems(channel: str, text: str, at: datetime, now: datetime) -> list[Problem]:
    problems = []
    if channel not in ContactChannel.values:
        problems.append(Problem("channel_missing", _("Choose how you were in touch."), "channel"))
    if not text.strip():
        problems.append(Problem("text_missing", _("Write in a few words what was said."), "text"))
    elif len(text.strip()) > LONGEST_TEXT:
        problems.append(Problem("text_too_long", _("Write at most 2000 characters. What matters most is enough."), "text"))
    if at > now:
        problems.append(Problem("in_future", _("This moment has not come yet. Enter what is planned as the next step."), "at"))
    return problems


def of_another_owner(unit: Unit, contacts: Iterable[Any]) -> bool:
    """contacts: the newest first. The stage, or where nobody knows whose word that is the last contact, is of somebody who
    no longer owns the unit."""
    newest, talk = next(iter(contacts), None), talk_of(unit)
    if talk is not None and talk.owner_id is not None and talk.stage != OwnerStage.NOT_ASKED:
        return talk.owner_id != unit.owner_id
    return newest is not None and newest.owner_id is not None and newest.owner_id != unit.owner_id
