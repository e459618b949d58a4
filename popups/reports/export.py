"""What a file says about each unit: the columns of vacancies.exchange, filled so that an import reads them back the same."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from popups.reports.staff_units import units_found
from vacancies.choices import OccupancyState, RecordState, Seen
from vacancies.exchange.columns import COLUMNS, OwnColumn
from vacancies.exchange.days import say_day
from vacancies.exchange.periods import Period, say_periods
from vacancies.exchange.spaces import Part, say_spaces
from vacancies.exchange.versions import say_version
from vacancies.exchange.words import (
    ACTIVITIES,
    ANSWERS,
    LANGUAGES,
    OWNER_KINDS,
    PAYERS,
    RESTRICTIONS,
    SEEN,
    say,
)
from vacancies.models import PermittedActivity, Space, Unit, Vacancy
from vacancies.reports.marks import mark_in, marks_of
from vacancies.sure import sure

Cell = str | int | float | Decimal | None
_CHUNK = 500
_FEATURES = {"water": "has_water", "wc": "has_wc", "heating": "has_heating", "kitchen": "has_kitchen",
             "step_free": "is_step_free", "storage": "has_storage", "sound": "is_sound_tolerant", "power": "has_strong_power"}


def units_to_export(wanted: Mapping[str, Any], today: date) -> QuerySet[Unit]:
    """As the list finds them, in its order, each with its open vacancy."""
    open_now = Vacancy.objects.filter(unit=OuterRef("pk"), ends_on=None)
    return units_found(wanted, today).annotate(
        open_vacancy=Subquery(open_now.values("pk")[:1]), open_since=Subquery(open_now.values("starts_on")[:1]),
        open_precision=Subquery(open_now.values("starts_precision")[:1]), open_use=Subquery(open_now.values("previous_use")[:1]))


def columns_for(*, sees_owners: bool, sees_notes: bool, names_owners: bool) -> list[OwnColumn]:
    """A file leaves the house, so owners are named in it only for whom may see them and who asked for it."""
    hidden = {name for name, is_seen in (("owner_kind", sees_owners), ("owner", sees_owners and names_owners),
                                         ("remarks", sees_notes)) if not is_seen}
    return [column for column in COLUMNS if column.key not in hidden]


def lines(units: QuerySet[Unit], columns: list[OwnColumn], language: str) -> Iterator[list[Cell]]:
    return (cells for _unit, cells in units_with_lines(units, columns, language))


def units_with_lines(units: QuerySet[Unit], columns: list[OwnColumn], language: str) -> Iterator[tuple[Unit, list[Cell]]]:
    """One line for each unit, read a few hundred at a time. Six queries, whatever the number of units."""
    permitted, earlier, spaces = _permitted(units), _earlier(units), _spaces(units)
    marks = marks_of(units.order_by().values("pk"))
    for unit in units.iterator(chunk_size=_CHUNK):
        unit.permitted_codes = permitted.get(unit.pk, [])  # type: ignore[attr-defined]
        unit.earlier, unit.parts = earlier.get(unit.pk, []), spaces.get(unit.pk, [])  # type: ignore[attr-defined]
        unit.mark = mark_in(marks, unit.pk)  # type: ignore[attr-defined]
        yield unit, [cell_of(unit, column.key, language) for column in columns]


def _permitted(units: QuerySet[Unit]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = PermittedActivity.objects.filter(unit__in=units.order_by().values("pk")).order_by("activity")
    for unit, activity in rows.values_list("unit", "activity"):
        found.setdefault(unit, []).append(activity)
    return found


def _earlier(units: QuerySet[Unit]) -> dict[int, list[Period]]:
    """Vacancies with an end. The open one has columns of its own."""
    found: dict[int, list[Period]] = {}
    rows = Vacancy.objects.filter(unit__in=units.order_by().values("pk"), ends_on__isnull=False)
    told = rows.values_list("unit", "starts_on", "starts_precision", "ends_on", "ends_precision", "previous_use")
    for unit, first, how, end, exactly, use in told:
        found.setdefault(unit, []).append(Period(first, how, sure(end), exactly, use))
    return found


def _spaces(units: QuerySet[Unit]) -> dict[int, list[Part]]:
    """What is offered today; a space that is retired tells only of stays that are over."""
    found: dict[int, list[Part]] = {}
    rows = Space.objects.in_use().filter(unit__in=units.order_by().values("pk")).order_by("unit", "position", "pk")
    for unit, kind, name, days, area, rent in rows.values_list("unit", "kind", "name", "weekdays", "floor_area_m2", "asking_rent_cents"):
        found.setdefault(unit, []).append(Part(kind, name, tuple(days), area, rent))
    return found


def language_of(code: str | None) -> str:
    short = (code or "")[:2]
    return short if short in LANGUAGES else "en"


def cell_of(unit: Unit, key: str, language: str) -> Cell:
    if key in _FEATURES:
        known = getattr(unit, _FEATURES[key])
        return "" if known is None else say(ANSWERS, str(known), language)
    return _CELLS[key](unit, language)


def _status(unit: Any, language: str) -> str:
    seen = Seen.EMPTY if unit.open_vacancy else unit._last_seen
    return say(SEEN, seen, language) if seen and (unit.open_vacancy or seen != Seen.EMPTY) else ""


def _since(unit: Any, language: str) -> str:
    """ISO, because it is read the same everywhere; shorter where less is known."""
    return say_day(unit.open_since, unit.open_precision, language) if unit.open_since else ""


def _floor(unit: Unit, language: str) -> int | None:
    """Latvian counts the ground floor as the first."""
    return unit.floor + 1 if language == "lv" and unit.floor is not None and unit.floor >= 0 else unit.floor


def _euros(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents) / 100


def _owner_kind(unit: Unit, language: str) -> str:
    return say(OWNER_KINDS, unit.owner.kind, language) if unit.owner else ""


_CELLS: dict[str, Callable[[Any, str], Cell]] = {
    "reference": lambda unit, language: unit.reference,
    "version": lambda unit, language: say_version(unit.version, unit.mark),
    "own_number": lambda unit, language: unit.own_number,
    "name": lambda unit, language: unit.name,
    "address": lambda unit, language: unit.address_typed or unit.address,
    "occupancy": lambda unit, language: str(OccupancyState(unit.occupancy).label),
    "status": _status,
    "since": _since,
    "previous_use": lambda unit, language: unit.open_use or "",
    "earlier_vacancies": lambda unit, language: say_periods(unit.earlier, language),
    "spaces": lambda unit, language: say_spaces(unit.parts, language),
    "area": lambda unit, language: unit.floor_area_m2,
    "window_front": lambda unit, language: unit.window_front_m,
    "floor": _floor,
    "rent": lambda unit, language: _euros(unit.asking_rent_cents),
    "utilities_payer": lambda unit, language: say(PAYERS, unit.utilities_payer, language),
    "utilities": lambda unit, language: _euros(unit.utilities_cents),
    "notice_days": lambda unit, language: unit.notice_days,
    "funding": lambda unit, language: say(RESTRICTIONS, unit.funding_restriction, language),
    "funding_note": lambda unit, language: unit.funding_note,
    "activities": lambda unit, language: "; ".join(say(ACTIVITIES, code, language) for code in unit.permitted_codes),
    "owner_kind": _owner_kind,
    "owner": lambda unit, language: unit.owner.name if unit.owner else "",
    "latitude": lambda unit, language: unit.latitude,
    "longitude": lambda unit, language: unit.longitude,
    "public_text": lambda unit, language: unit.public_text,
    "public_text_en": lambda unit, language: unit.public_text_en,
    "public_text_de": lambda unit, language: unit.public_text_de,
    "remarks": lambda unit, language: unit.internal_note,
    "last_seen": lambda unit, language: unit.last_seen_on.isoformat() if unit.last_seen_on else "",
    "published": lambda unit, language: say(ANSWERS, str(unit.is_published), language),
    "record": lambda unit, language: str(RecordState(unit.record_state).label),
}
