"""Taking back what was done to an entry of the register or to the talks about it, where nobody has touched it since."""

from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from vacancies.choices import RecordState
from vacancies.lifecycle.saving import mark_of, save_checked
from vacancies.lifecycle.units import publication_problems
from vacancies.models import Talk, Unit
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.reports.owners import heir_of
from vacancies.sure import sure

PUT_BACK = "put back"


def entry_now(unit: Unit) -> dict[str, Any]:
    """What publishing and confirming change, as JSON can keep it, and which version of the entry it was."""
    return {"version": unit.version, "record_state": str(unit.record_state), "published_by": unit.published_by_id,
            "published_at": unit.published_at.isoformat() if unit.published_at else None}


def talk_now(talk: Talk | None) -> dict[str, Any]:
    if talk is None:
        return {}
    return {"stage": talk.stage, "refusal": talk.refusal, "note": talk.note, "changed_at": talk.changed_at.isoformat(),
            "next_step": talk.next_step, "next_on": talk.next_on.isoformat() if talk.next_on else None,
            "next_by": talk.next_by_id, "owner": talk.owner_id}


def _moved_on() -> Refused:
    return Refused([Problem("moved_on", _("Somebody has changed it since. It stays as it is now."))])


@transaction.atomic
def put_entry_back(*, unit: Unit, version: int, before: dict[str, Any], by: Any) -> Unit:
    """before: entry_now() of then. A unit comes back to the public pages only if it could be published today."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.version != version:
        raise _moved_on()
    unit.record_state = RecordState(before["record_state"])
    unit.published_at = parse_datetime(before["published_at"]) if before["published_at"] else None
    unit.published_by_id = before["published_by"]
    if unit.is_published:
        refuse_if(publication_problems(unit))
    unit.version += 1
    unit._history_user, unit._change_reason = by, PUT_BACK
    unit.save()
    return unit


@transaction.atomic
def put_talk_back(*, unit: Unit, mark: int, before: dict[str, Any], by: Any) -> Talk:
    """before: talk_now() of then; mark: the newest line of the talk's history after the change. Contacts stay: they took place."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    talk = Talk.objects.select_for_update().filter(unit=unit).first()
    if talk is None or mark_of(talk) != mark:  # a merge takes the talk along
        raise _moved_on()
    blank = talk_now(Talk(unit=unit, changed_at=unit.created_at))
    then = blank | before
    talk.stage, talk.refusal, talk.note, talk.next_step = then["stage"], then["refusal"], then["note"], then["next_step"]
    talk.next_on = parse_date(then["next_on"]) if then["next_on"] else None
    talk.owner_id = heir_of(then["owner"])
    talk.next_by_id, talk.changed_at = then["next_by"], sure(parse_datetime(then["changed_at"]))
    talk._change_reason = PUT_BACK
    save_checked(talk, by)
    return talk
