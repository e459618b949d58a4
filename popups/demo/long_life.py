"""One unit with a long past: what was in it, how its entry was corrected over time, and what was put back.

Also gives visits and photos, which keep a history of their own, the moments at which they really happened.
"""

from collections.abc import Callable
from datetime import date

from django.db.models import F, OuterRef, Subquery

from popups.demo.cast import Cast
from vacancies.choices import ClosedReason, Precision, Seen, SeenBy
from vacancies.lifecycle.facts import (
    add_closed_period,
    add_vacancy,
    change_vacancy,
    remove_closed_period,
    remove_vacancy,
)
from vacancies.lifecycle.units import change_unit, record_visit
from vacancies.models import ClosedPeriod, FieldVisit, Photo, Unit, Vacancy

UNIT = "bank"
# (first day, first day in use again, how exactly both are known, what was there before), counted from today
PAST = (
    (-7500, -6600, Precision.YEAR, "kolhoza kantoris"),
    (-4100, -3950, Precision.ABOUT, "krājkase"),
    (-2500, -2380, Precision.MONTH, "apdrošināšanas birojs"),
)
TYPED_IN = -395  # what was known from before the register
RENTS = ((-350, 24000), (-230, 21000), (-120, 18000))  # cents a month, as the owner came down
VISITS = ((-1140, Seen.EMPTY, "Izkārtne noņemta."), (-700, Seen.NOT_SURE, "Skatlogi aizklāti, durvis slēgtas."), (-690, Seen.EMPTY, ""))


def long_life(cast: Cast) -> None:
    unit = cast.units[UNIT]
    for first, until, precision, before in PAST:
        vacancy = add_vacancy(unit=unit, by=cast.officer, starts_on=_first_day(cast.chronicle.day(first), precision),
                              starts_precision=precision, ends_on=_first_day(cast.chronicle.day(until), precision),
                              ends_precision=precision, previous_use=before)
        _happened(cast, vacancy, TYPED_IN)
    _correct(cast, unit)
    for day, cents in RENTS:
        unit = change_unit(unit=unit, version=unit.version, by=cast.officer, asking_rent_cents=cents)
        _happened(cast, unit, day)
    for day, seen, note in VISITS:
        visit = record_visit(unit=unit, seen=seen, seen_on=cast.chronicle.day(day), by=cast.surveyor, note=note,
                             source=SeenBy.STREET, today=cast.chronicle.today)
        FieldVisit.objects.filter(pk=visit.pk).update(recorded_at=cast.chronicle.moment(max(day, TYPED_IN)))
    _slips(cast, unit)


def _correct(cast: Cast, unit: Unit) -> None:
    """Somebody remembered the month of which only the year was known."""
    vacancy = unit.vacancies.get(previous_use=PAST[1][3])
    vacancy = change_vacancy(vacancy=vacancy, by=cast.officer, starts_precision=Precision.MONTH, note="Pēc pilsētas arhīva ziņām.")
    _happened(cast, vacancy, -310)


def _slips(cast: Cast, unit: Unit) -> None:
    """A vacancy and a closed period that were entered for the wrong unit, and could be put back."""
    vacancy = add_vacancy(unit=unit, by=cast.officer, starts_on=cast.chronicle.day(-3300), ends_on=cast.chronicle.day(-3200),
                          previous_use="frizētava")
    _happened(cast, vacancy, -201)
    _removed(cast, vacancy, lambda: remove_vacancy(vacancy=vacancy, by=cast.officer), -200)
    closed = add_closed_period(unit=unit, by=cast.officer, reason=ClosedReason.OWNER, starts_on=cast.chronicle.day(40),
                               ends_on=cast.chronicle.day(54), note="Īpašnieka krājumu glabāšana")
    _happened(cast, closed, -60)
    _removed(cast, closed, lambda: remove_closed_period(closed=closed, by=cast.officer), -45)


def _first_day(day: date, precision: Precision) -> date:
    """A date stands for the first day that it can mean."""
    return day.replace(month=1, day=1) if precision == Precision.YEAR else day.replace(day=1)


def _happened(cast: Cast, row: Unit | Vacancy | ClosedPeriod, day: int) -> None:
    """The newest line of its history was written on that day."""
    newest = row.history.order_by("-history_id").values_list("history_id", flat=True)[:1]
    row.history.filter(history_id__in=list(newest)).update(history_date=cast.chronicle.moment(day))


def _removed(cast: Cast, row: Vacancy | ClosedPeriod, act: Callable[[], None], day: int) -> None:
    model, number = type(row), row.pk
    act()
    newest = model.history.filter(id=number).order_by("-history_id").values_list("history_id", flat=True)[:1]
    model.history.filter(history_id__in=list(newest)).update(history_date=cast.chronicle.moment(day))


def date_histories() -> None:
    """Lines of visits and photos get the moment of their row: the verbs stamp them with the clock on the wall."""
    recorded = FieldVisit.objects.filter(pk=OuterRef("id")).values("recorded_at")
    FieldVisit.history.filter(id__in=FieldVisit.objects.values("pk")).update(
        history_date=Subquery(recorded), recorded_at=Subquery(recorded))
    photos = Photo.with_removed.filter(pk=OuterRef("id"))
    Photo.history.filter(id__in=Photo.with_removed.values("pk")).update(
        history_date=Subquery(photos.values("added_at")), added_at=Subquery(photos.values("added_at")))
    released = Photo.history.filter(released_at__isnull=False, id__in=Photo.with_removed.exclude(released_at=None).values("pk"))
    released.update(released_at=Subquery(photos.values("released_at")))
    released.update(history_date=F("released_at"))
