"""Numbers, floor areas and rents as registers write them."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from vacancies.imports.headings import is_square_feet, price_unit
from vacancies.imports.problems import ProblemCode
from vacancies.imports.table import Cell
from vacancies.latvian import fold

SQUARE_METRES_PER_SQUARE_FOOT = Decimal("0.09290304")
_CENT = Decimal("0.01")
_MOST_CENTS = 2_000_000_000  # what the column holds on both databases
_PLAIN = re.compile(r"\d+(?:[.,]\d\d?)?")  # what nearly every cell holds, and what can mean one thing only
_DIGITS_ONLY = re.compile(r"[+-]?\d+(?:\.\d+)?")
_RANGE = re.compile(r"\d[\d.,]*\s*(?:[–—-]|lidz|to|bis)\s*\d[\d.,]*")
_AROUND = re.compile(r"^(?:apm|apt|ap|ca|c|approx|about|etwa|~)\.?\s*(?=\d)")
_UNIT = re.compile(r"(?:m2|kv\.?\s?m|m|qm|sq\.?\s?(?:m|ft|feet)|ft2|square (?:metres|feet)|eur|euro|gbp|€|£|\$)\.?"
                   r"(?:\s?/\s?(?:m2|kv\.?\s?m|qm)\.?)?(?:\s?/?\s?(?:men|menesi|month|monat|mtl|p\.?\s?m)\.?)?$")
_TO_AGREE = re.compile(r"vienosan|by agreement|negotiable|on application|poa|vereinbarung|verhandlung|^v\.?b\.?$|^n\.?v\.?$")
_NOT_MONTHLY = re.compile(r"dien[aāu]|per day|/ ?day|daily|tag\b|taglich|stund|hour|nedel|week|woche|reiz|event")


class BadNumber(Exception):
    def __init__(self, code: ProblemCode) -> None:
        self.code = code
        super().__init__(str(code))


@dataclass(frozen=True)
class Money:
    """cents per month; None: none was asked, or it could not be read. is_text: what the cell says is worth keeping."""

    cents: int | None = None
    problem: ProblemCode | None = None
    is_text: bool = False


def read_number(cell: Cell) -> Decimal | None:
    """None for an empty cell. Raises BadNumber."""
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _finite(repr(cell))
    text = " ".join(fold(str(cell)).split())
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    text = _AROUND.sub("", text)
    if not text:
        return None
    if _RANGE.fullmatch(_UNIT.sub("", text).strip()):
        raise BadNumber(ProblemCode.NUMBER_RANGE)
    has_currency = any(sign in text for sign in "£$")
    return _finite(_with_point(_UNIT.sub("", text).strip(" £$€").replace(" ", "").replace("'", ""), has_currency))


def _with_point(text: str, has_currency: bool) -> str:
    """'1.371,16' → '1371.16'. Of two signs the last is the decimal one; alone before three digits it may be either."""
    last = max(text.rfind(","), text.rfind("."))
    if last < 0:
        return text
    sign, other = text[last], "." if text[last] == "," else ","
    whole, decimals = text[:last].replace(other, ""), text[last + 1:]
    if other in text[:last]:
        return f"{whole}.{decimals}"
    if whole.count(sign) or (len(decimals) == 3 and has_currency):
        return text.replace(sign, "")
    if len(decimals) == 3 and whole.lstrip("+-") not in ("", "0") and len(whole.lstrip("+-")) <= 3:
        raise BadNumber(ProblemCode.AMBIGUOUS_NUMBER)
    return f"{whole}.{decimals}"


def _finite(text: str) -> Decimal:
    if not _DIGITS_ONLY.fullmatch(text) and not re.fullmatch(r"[+-]?\d+(?:\.\d+)?e[+-]?\d{1,2}", text):
        raise BadNumber(ProblemCode.BAD_NUMBER)
    return Decimal(text)


def read_measure(cell: Cell, *, most: Decimal, heading: str = "", zero: bool = False) -> Decimal | None:
    """Square metres (square feet are converted) or metres, to two decimals. Raises BadNumber."""
    value = read_number(cell)
    if value is None:
        return None
    if (heading and is_square_feet(heading)) or (isinstance(cell, str) and not _PLAIN.fullmatch(cell) and is_square_feet(cell)):
        value *= SQUARE_METRES_PER_SQUARE_FOOT
    value = value.quantize(_CENT, ROUND_HALF_UP) if abs(value) < most * 2 else value
    if value > most or value < 0 or (value == 0 and not zero):
        raise BadNumber(ProblemCode.BAD_NUMBER)
    return value


def read_rent(cell: Cell, *, unit: str, area: Decimal | None) -> Money:
    """Rent as cents per month for the whole unit, VAT apart. unit: see headings.price_unit."""
    text = fold(str(cell or "")).strip()
    words = "" if _PLAIN.fullmatch(text) else text
    if _TO_AGREE.search(words):
        return Money(is_text=True)
    if _NOT_MONTHLY.search(words):
        return Money(problem=ProblemCode.RENT_NOT_MONTHLY, is_text=True)
    unit = (price_unit(words) if words and isinstance(cell, str) else "") or unit or "month"
    try:
        value = read_number(cell)
    except BadNumber as error:
        return Money(problem=error.code, is_text=True)
    if value is None:
        return Money()
    if unit.startswith("m2") and value and area is None:
        return Money(problem=ProblemCode.RENT_WITHOUT_AREA, is_text=True)
    return _in_cents(value * (area or 0) if unit.startswith("m2") else value, unit)


def _in_cents(euros: Decimal, unit: str) -> Money:
    per_month = euros / 12 if unit.endswith("year") else euros
    if not 0 <= per_month * 100 <= _MOST_CENTS:
        return Money(problem=ProblemCode.BAD_NUMBER, is_text=True)
    return Money(cents=int((per_month * 100).quantize(Decimal("1"), ROUND_HALF_UP)))
