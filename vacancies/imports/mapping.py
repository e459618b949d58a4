"""A person's say about a file: which column means what, and what its words and numbers mean.

{"columns": {"Heading": "meaning", "#3": "ignore"}, "status": {"EPRN": "empty"}, "date_order": "dmy",
 "rent_unit": "m2_month", "area_unit": "sqft", "header_row": 4}; only {"Heading": "meaning"} will do as well.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vacancies.choices import Seen
from vacancies.imports.headings import Meaning
from vacancies.imports.problems import ProblemCode, Unreadable
from vacancies.latvian import fold

_PARTS = {"columns", "status", "date_order", "rent_unit", "area_unit", "header_row"}
_ORDERS = ("dmy", "mdy")
_RENT_UNITS = ("month", "year", "m2_month", "m2_year")
_AREA_UNITS = ("m2", "sqft")
_MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class Mapping:
    columns: dict[str, Meaning] = field(default_factory=dict)
    statuses: dict[str, Seen] = field(default_factory=dict)
    date_order: str = ""
    rent_unit: str = ""
    header_row: int = 0
    area_unit: str = ""

    def meaning_for(self, heading: str, index: int) -> Meaning | None:
        """By heading as it stands in the file (case and spaces do not matter), else by place: '#1' is the first."""
        return self.columns.get(plain_heading(heading)) or self.columns.get(f"#{index + 1}")


def plain_heading(heading: str) -> str:
    return " ".join(fold(heading).split())


def read_mapping(path: Path) -> dict[str, Any]:
    """As it stands in the file. Raises Unreadable with what is wrong there."""
    try:
        data = path.read_bytes()
        raw = json.loads(data.decode("utf-8-sig")) if len(data) <= _MOST_BYTES else None
    except (OSError, ValueError, RecursionError) as error:
        raise _bad(str(error)) from error
    if not isinstance(raw, dict):
        raise _bad("{…}")
    mapping_from(raw)
    return raw


def mapping_from(raw: dict[str, Any]) -> Mapping:
    if not set(raw) & _PARTS:
        raw = {"columns": raw}
    if unknown := set(raw) - _PARTS:
        raise _bad(", ".join(sorted(map(str, unknown))))
    columns = {plain_heading(key): _member(Meaning, value or "ignore") for key, value in _dict(raw, "columns").items()}
    statuses = {plain_heading(key): _member(Seen, value) for key, value in _dict(raw, "status").items()}
    return Mapping(columns, statuses, _one_of(raw, "date_order", _ORDERS), _one_of(raw, "rent_unit", _RENT_UNITS),
                   _row_number(raw), _one_of(raw, "area_unit", _AREA_UNITS))


def _dict(raw: dict[str, Any], part: str) -> dict[str, Any]:
    value = raw.get(part, {})
    if not isinstance(value, dict):
        raise _bad(f"{part}: {value}")
    return value


def _member(members: Any, value: Any) -> Any:
    if value not in list(members.__members__.values()):
        raise _bad(f"{value}: {', '.join(members.__members__.values())}")
    return members(value)


def _one_of(raw: dict[str, Any], part: str, known: tuple[str, ...]) -> str:
    value = raw.get(part) or ""
    if value and value not in known:
        raise _bad(f"{part}: {', '.join(known)}")
    return value


def _row_number(raw: dict[str, Any]) -> int:
    value = raw.get("header_row") or 0
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _bad(f"header_row: {value}")
    return value


def _bad(text: str) -> Unreadable:
    return Unreadable(ProblemCode.BAD_MAPPING, text=text)
