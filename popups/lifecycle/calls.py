"""Calls: drafted, written, released, taken back, copied, deleted, and changed so that those who applied hear of it."""

from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from popups.choices import ApplicationStatus, CallState, LetterKind, Verb
from popups.letters import write_letter
from popups.lifecycle.call_rows import write_rows
from popups.lifecycle.records import lock, write_history
from popups.lifecycle.stripping import drop_lines_of
from popups.models import Application, Call, CallChange, CallText, User
from popups.reports.call_changes import lines_of
from popups.rules.call_values import OWN, ROWS, TEXT_FIELDS, differing, plain, plain_of, seal_of
from popups.rules.calls import may_change, may_delete, may_release, may_take_back, order_problems, question_problems
from vacancies.lifecycle.saving import Stale
from vacancies.problem import refuse_if
from vacancies.references import fresh_reference
from vacancies.sure import sure

NAMES = frozenset({*OWN, "units", "areas", "texts", *ROWS})


@transaction.atomic
def draft_call(*, by: User) -> Call:
    call = Call.objects.create(reference=fresh_reference(Call, "C"), made_by=by)
    write_history(Verb.CALL_DRAFTED, by=by, subject=call)
    return call


@transaction.atomic
def save_call(*, call: Call, by: User, note: str = "", seal: str = "", **values: Any) -> Call:
    """Writes what `values` name: fields, `units`, `areas`, `texts` by language, whole lists of `criteria`, `questions`, `papers`.

    Nothing is written where nothing differs. Once the call has opened, what changed is kept, with one letter to each who applied.
    seal: of these values as the page showed them (call_values.seal_of); raises Stale when somebody saved others meanwhile.
    """
    if set(values) - NAMES:
        raise TypeError(f"save_call got {sorted(set(values) - NAMES)}")
    now = timezone.now()
    call = lock(call)
    before, wanted = plain(call), plain_of(values)
    changed = differing(before, wanted)
    if not changed:
        return call
    if seal and seal != seal_of(before, wanted):
        raise Stale(call)
    refuse_if(may_change(call, now, wanted))
    _write(call, {name: values[name] for name in changed})
    write_history(Verb.CALL_CHANGED, by=by, subject=call, note=", ".join(changed))
    if call.state_at(now) not in {CallState.DRAFT, CallState.ANNOUNCED}:
        _tell(call, before, changed, note=note, by=by)
    return call


def _write(call: Call, values: dict[str, Any]) -> None:
    own = {name: value for name, value in values.items() if name in OWN}
    for name, value in own.items():
        setattr(call, name, value)
    refuse_if((order_problems(call) if own else []) + (question_problems(values["questions"]) if "questions" in values else []))
    if own:
        call.save(update_fields=list(own))
    for name in {"units", "areas"} & set(values):
        getattr(call, name).set(values[name])
    if "texts" in values:
        _write_texts(call, plain_of({"texts": values["texts"]})["texts"])
    for name in ROWS:
        if name in values:
            write_rows(call, name, values[name])


def _write_texts(call: Call, texts: dict[str, dict[str, str]]) -> None:
    call.texts.exclude(language__in=texts).delete()
    CallText.objects.bulk_create(
        [CallText(call=call, language=language, **said) for language, said in texts.items()],
        update_conflicts=True, unique_fields=["call", "language"], update_fields=list(TEXT_FIELDS))


def _tell(call: Call, before: dict[str, Any], changed: list[str], *, note: str, by: User) -> None:
    """Keeps the change and writes one letter to each who has applied. The letters leave with the periodic job."""
    after = plain(Call.objects.get(pk=call.pk))
    kept = [{"what": name, "before": before[name], "after": after[name]} for name in changed]
    change = CallChange.objects.create(call=call, by=by, changes=kept, note=note)
    applied = Application.objects.sent().exclude(status=ApplicationStatus.WITHDRAWN).filter(call=call)
    for application in applied.select_related("applicant__user", "call").prefetch_related("call__texts"):
        write_letter(LetterKind.CALL_CHANGED, to=application.applicant.addressee, application=application, by_tick=True,
                     key=f"call-changed:{change.pk}:{application.reference}",
                     context={"lines": partial(lines_of, change, is_public=True), "note": note})


@transaction.atomic
def release_call(*, call: Call, by: User) -> Call:
    """From now on the public sees it. A first day that has gone by becomes this moment."""
    now = timezone.now()
    call = lock(call)
    if call.released_at is not None:
        return call
    refuse_if(may_release(call, now))
    call.opens_at = max(sure(call.opens_at), now)
    call.released_at, call.released_by = now, by
    call.save(update_fields=["opens_at", "released_at", "released_by"])
    write_history(Verb.CALL_RELEASED, by=by, subject=call)
    return call


@transaction.atomic
def take_back_call(*, call: Call, by: User) -> Call:
    """Into the drafts again. Only while nobody has begun to apply."""
    call = lock(call)
    if call.released_at is None:
        return call
    refuse_if(may_take_back(call, timezone.now()))
    call.released_at = call.released_by = None
    call.save(update_fields=["released_at", "released_by"])
    write_history(Verb.CALL_TAKEN_BACK, by=by, subject=call)
    return call


@transaction.atomic
def delete_call(*, call: Call, by: User) -> None:
    """A draft that was never public goes with its history; one line says who deleted what."""
    call = lock(call)
    refuse_if(may_delete(call, timezone.now()))
    Call.objects.filter(copied_from=call).update(copied_from=None)
    drop_lines_of(call)
    told = str(call)
    call.delete()
    write_history(Verb.CALL_DELETED, by=by, note=told)


def years_until_ahead(call: Call, today: date) -> int:
    """By how many whole years the days move, at least one, so that the last day to apply lies ahead."""
    if call.closes_at is None:
        return 1
    last = timezone.localdate(call.closes_at)
    has_gone_by = _in_year(last, today.year) <= today
    return max(1, today.year - last.year + has_gone_by)


def _in_year(day: date, year: int) -> date:
    """The same day of that year; the 29th of February becomes the 28th."""
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def _later(value: Any, years: int) -> Any:
    """The same day and the same time of the clock, so many years later."""
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return timezone.make_aware(datetime.combine(_in_year(local.date(), local.year + years), local.time()))
    return _in_year(value, value.year + years) if isinstance(value, date) else value


@transaction.atomic
def copy_call(*, call: Call, by: User) -> Call:
    """A draft that says the same; its days are those of the next year to come, as a proposal."""
    call = lock(call)
    told = plain(call)
    years = years_until_ahead(call, timezone.localdate())
    copy = Call.objects.create(
        reference=fresh_reference(Call, "C"), made_by=by, copied_from=call,
        **{name: _later(getattr(call, name), years) for name in OWN})
    copy.units.add(*call.units.values_list("pk", flat=True))
    copy.areas.add(*call.areas.values_list("pk", flat=True))
    _write_texts(copy, {code: {**said, "title": _retitled(said["title"], call, years)} for code, said in told["texts"].items()})
    for name in ROWS:
        write_rows(copy, name, [{**row, "pk": None} if name == "criteria" else row for row in told[name]])
    write_history(Verb.CALL_DRAFTED, by=by, subject=copy, note=call.reference)
    return copy


def _retitled(title: str, call: Call, years: int) -> str:
    """A year in the title moves along."""
    known = {day.year for day in (call.stays_start, call.opens_at, call.closes_at) if day}
    for year in sorted(known, reverse=True):
        title = title.replace(str(year), str(year + years))
    return title
