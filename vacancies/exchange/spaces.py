"""The parts of a shared unit, as our own files write them: a line for each, "plaukts; P, O; 2,50 m²; 15,00 EUR: Pie loga"."""

from dataclasses import astuple, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from vacancies.exchange.cells import one_line
from vacancies.exchange.words import LANGUAGES, SPACE_KINDS, WEEKDAYS, say, understand

_LONGEST_NAME, _MOST_AREA, _MOST_EUROS = 100, Decimal("999999.99"), Decimal("20000000")
_WHOLE = "whole"
MOST_PARTS = 8


@dataclass(frozen=True)
class Part:
    """weekdays: 0 is Monday; rent_cents: per month."""

    kind: str
    name: str
    weekdays: tuple[int, ...] = ()
    area: Decimal | None = None
    rent_cents: int | None = None

    @property
    def is_plain(self) -> bool:
        """As every unit has it from the beginning."""
        return self == Part(_WHOLE, "")

    def as_json(self) -> list[Any]:
        kind, name, weekdays, area, cents = astuple(self)
        return [str(kind), name, list(weekdays), None if area is None else str(area), cents]


def say_spaces(parts: list[Part], language: str) -> str:
    """'' for a unit that is let as a whole."""
    return "" if [part.is_plain for part in parts] == [True] else "\n".join(_say(part, language) for part in parts)


def _say(part: Part, language: str) -> str:
    days = ", ".join(WEEKDAYS[day][LANGUAGES.index(language)] for day in part.weekdays)
    area = "" if part.area is None else f"{_number(part.area, language)} m²"
    rent = "" if part.rent_cents is None else f"{_number(Decimal(part.rent_cents) / 100, language)} EUR"
    return "; ".join(filter(None, [say(SPACE_KINDS, part.kind, language), days, area, rent])) + f": {one_line(part.name)}"


def _number(number: Decimal, language: str) -> str:
    return f"{number:.2f}".replace(".", "." if language == "en" else ",")


def understand_spaces(text: str) -> tuple[list[Part], list[str]]:
    """In their order, and the lines that are written otherwise. Names that repeat, a whole beside its parts, or more parts
    than the page of a unit can show are no division."""
    lines = list(filter(None, map(one_line, text.split("\n"))))
    parts = [_understand(line) for line in lines]
    bad = [line for line, part in zip(lines, parts, strict=True) if part is None]
    found = [part for part in parts if part]
    names = {part.name.casefold() for part in found}
    if len(names) < len(found) or len(lines) > MOST_PARTS or (len(found) > 1 and any(part.kind == _WHOLE for part in found)):
        return [], lines
    return found, bad


def _understand(line: str) -> Part | None:
    said, _colon, name = (line if ": " in line else line.rstrip(":") + ": ").partition(": ")
    kind, *rest = (piece.strip() for piece in said.split(";"))
    told: dict[str, Any] = {}
    for piece in rest:
        name_of, value = _piece(piece)
        if value is None or name_of in told:
            return None
        told[name_of] = value
    known = understand(SPACE_KINDS, kind)
    return Part(known, name.strip(), **told) if known and len(name) <= _LONGEST_NAME else None


def _piece(piece: str) -> tuple[str, Any]:
    """None as the value: not understood."""
    if piece.endswith("m²"):
        return "area", _amount(piece.removesuffix("m²"), _MOST_AREA)
    if piece.endswith("EUR"):
        euros = _amount(piece.removesuffix("EUR"), _MOST_EUROS)
        return "rent_cents", None if euros is None else int(euros * 100)
    days = [next((day for day, words in WEEKDAYS.items() if word.strip().casefold() in map(str.casefold, words)), None)
            for word in piece.split(",")]
    return "weekdays", None if None in days or len(set(days)) < len(days) else tuple(days)


def _amount(text: str, most: Decimal) -> Decimal | None:
    try:
        number = Decimal(text.strip().replace(",", ".")).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= most else None
