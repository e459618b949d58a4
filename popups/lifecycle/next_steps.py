"""Reminding whoever promised to do something next with an owner."""

from datetime import date
from hashlib import sha256

from django.db import transaction

from popups.choices import LetterKind
from popups.letters import at_the_desk, write_letter
from popups.lifecycle.records import lock_unit
from popups.models import Letter
from vacancies.models import Talk


def unwritten(today: date) -> list[Talk]:
    """Due steps without their letter. Only saves work: the lock in the reminder itself is what makes it once. Two queries."""
    due = list(Talk.objects.due(today).select_related("unit"))
    written = set(Letter.objects.filter(kind=LetterKind.NEXT_STEP_DUE, key__in=[_key(talk) for talk in due]).values_list("key", flat=True))
    return [talk for talk in due if _key(talk) not in written]


@transaction.atomic
def remind_of_step(*, talk: Talk, today: date) -> bool:
    """The clock's verb: one letter for each step. Planned for another day, or for somebody else, it is another step.

    Under the unit's lock, so that a step that is done meanwhile is not reminded of, and two jobs write one letter.
    """
    lock_unit(talk.unit_id)
    now = Talk.objects.due(today).filter(pk=talk.pk).select_related("unit", "next_by").first()
    if now is None or Letter.objects.filter(key=_key(now)).exists():
        return False
    write_letter(LetterKind.NEXT_STEP_DUE, to=at_the_desk(now.next_by), key=_key(now), context={"unit": now.unit, "talk": now})
    return True


def _key(talk: Talk) -> str:
    said = sha256(talk.next_step.encode()).hexdigest()[:16]
    return f"next-step:{talk.unit.reference}:{talk.next_on}:{talk.next_by_id or 0}:{said}"
