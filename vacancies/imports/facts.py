"""What a row says about the premises themselves: size, equipment, rent, place, owner."""

from decimal import Decimal
from typing import Any

from vacancies.choices import OwnerKind
from vacancies.imports.draft import Draft
from vacancies.imports.headings import Meaning
from vacancies.imports.numbers import read_measure, read_number, read_rent
from vacancies.imports.own_facts import own_owner, read_own_facts
from vacancies.imports.points import read_point
from vacancies.imports.problems import ProblemCode
from vacancies.imports.words import answer, floor_in, owner_of
from vacancies.latvian import fold

_MOST_AREA, _MOST_FRONT = Decimal("999999.99"), Decimal("999.99")
_FLOORS = range(-9, 100)
_ANSWERS = {"has_water": Meaning.WATER, "has_wc": Meaning.WC, "has_kitchen": Meaning.KITCHEN,
            "is_step_free": Meaning.STEP_FREE, "has_storage": Meaning.STORAGE, "has_strong_power": Meaning.POWER,
            "is_sound_tolerant": Meaning.SOUND}


def read_facts(draft: Draft) -> dict[str, Any]:
    """Only what the file has columns for, so that a file without a column takes nothing away."""
    values: dict[str, Any] = {}
    area = draft.number_from(Meaning.AREA, lambda cell: read_measure(
        cell, most=_MOST_AREA, heading="sq ft" if draft.columns.area_unit == "sqft" else ""))
    if draft.has(Meaning.AREA):
        values["floor_area_m2"] = area and str(area)
    if draft.has(Meaning.WINDOW_FRONT):
        front = draft.number_from(Meaning.WINDOW_FRONT, lambda cell: read_measure(cell, most=_MOST_FRONT, zero=True))
        values["window_front_m"] = None if front is None else str(front)
    if draft.has(Meaning.FLOOR, Meaning.NAME):
        values["floor"] = _floor(draft)
    if draft.has(Meaning.RENT):
        values["asking_rent_cents"] = _rent(draft, area)
    if draft.has(Meaning.HEATING):
        values["has_heating"] = _heating(draft)
    values |= {field: _answer(draft, meaning) for field, meaning in _ANSWERS.items() if draft.has(meaning)}
    return values | _point(draft) | read_own_facts(draft)


def _floor(draft: Draft) -> int | None:
    if not draft.line(Meaning.FLOOR):
        return None if draft.is_own else floor_in(draft.line(Meaning.NAME))
    if (named := floor_in(draft.line(Meaning.FLOOR))) is not None:
        return named
    number = draft.number_from(Meaning.FLOOR, read_number)
    if number is None or number != int(number) or int(number) not in _FLOORS:
        if number is not None:
            draft.problem(ProblemCode.BAD_NUMBER, Meaning.FLOOR, text=draft.line(Meaning.FLOOR))
        return None
    counts_from_one = "stav" in fold(draft.columns.heading(Meaning.FLOOR))
    return int(number) - 1 if counts_from_one and number > 0 else int(number)


def _rent(draft: Draft, area: Decimal | None) -> int | None:
    money = read_rent(draft.cell(Meaning.RENT), unit=draft.columns.rent_unit, area=area)
    if money.problem:
        draft.problem(money.problem, Meaning.RENT, text=draft.line(Meaning.RENT))
    if money.is_text:
        draft.keep(Meaning.RENT)
    return money.cents


def _heating(draft: Draft) -> bool | None:
    """Any word for a kind of heating means that there is one; the kind is worth keeping."""
    text = draft.line(Meaning.HEATING)
    if not text:
        return None
    said = answer(text)
    if said is None and not fold(text).startswith(("nav", "bez", "no ", "keine", "ohne", "without")):
        draft.keep(Meaning.HEATING)
        return True
    return bool(said)


def _answer(draft: Draft, meaning: Meaning) -> bool | None:
    text = draft.line(meaning)
    said = answer(text) if text else None
    if text and said is None:
        if meaning is Meaning.POWER and "380" in text:
            return True
        draft.problem(ProblemCode.UNKNOWN_ANSWER, meaning, text=text)
        draft.keep(meaning)
    return said


def _point(draft: Draft) -> dict[str, float | None]:
    """Either pair of columns may hold either kind of coordinates; the range tells."""
    pairs = ((Meaning.LATITUDE, Meaning.LONGITUDE), (Meaning.NORTH, Meaning.EAST))
    for first, second in pairs:
        if not (draft.has(first) and draft.has(second)):
            continue
        a, b = draft.number_from(first, read_number), draft.number_from(second, read_number)
        if a is None or b is None:
            return {"latitude": None, "longitude": None}
        point = read_point(a, b)
        if point is None:
            draft.problem(ProblemCode.BAD_COORDINATES, first, text=f"{draft.line(first)}; {draft.line(second)}")
            return {"latitude": None, "longitude": None}
        if point.problem:
            draft.problem(point.problem, first)
        return {"latitude": point.latitude, "longitude": point.longitude}
    return {}


def owner(draft: Draft) -> dict[str, str] | None:
    if draft.has(Meaning.OWNER_KIND):
        return own_owner(draft)
    text = draft.line(Meaning.OWNER)
    if not text:
        return None
    said = owner_of(text)
    if said.is_unclear:
        draft.problem(ProblemCode.UNCLEAR_OWNER, Meaning.OWNER, text=text)
        draft.keep(Meaning.OWNER)
        return None
    if said.kind is OwnerKind.UNKNOWN and not said.name:
        return None
    return {"kind": str(said.kind), "name": said.name}
