"""Reminding whoever promised to do something next with an owner."""

from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from popups.choices import LetterKind
from popups.letters import Addressee, write_letter
from popups.lifecycle.records import lock_unit
from popups.models import Letter, User
from vacancies.access import OFFICERS, has_role
from vacancies.models import Talk


def due_steps(today: date) -> QuerySet[Talk]:
    return Talk.objects.filter(next_on__lte=today).exclude(next_step="").order_by("next_on", "pk")


@transaction.atomic
def remind_of_step(*, talk: Talk, today: date) -> bool:
    """The clock's verb: one letter for each step. Planned for another day, or for somebody else, it is another step.

    Under the unit's lock, so that a step that is done meanwhile is not reminded of, and two jobs write one letter.
    """
    lock_unit(talk.unit_id)
    now = due_steps(today).filter(pk=talk.pk).select_related("unit", "next_by").first()
    if now is None or Letter.objects.filter(key=_key(now)).exists():
        return False
    write_letter(LetterKind.NEXT_STEP_DUE, to=_to(now), key=_key(now), context={"unit": now.unit, "talk": now})
    return True


def _key(talk: Talk) -> str:
    said = sha256(talk.next_step.encode()).hexdigest()[:16]
    return f"next-step:{talk.unit.reference}:{talk.next_on}:{talk.next_by_id or 0}:{said}"


def _to(talk: Talk) -> User | Addressee:
    """Somebody who has left, or may no longer see owners, is not written to: then the office is."""
    if talk.next_by is not None and has_role(talk.next_by, *OFFICERS):
        return talk.next_by
    return Addressee(settings.OFFICE_EMAIL, settings.LANGUAGE_CODE)
