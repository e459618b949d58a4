"""What only our own files say: references, and what the town decided about a unit rather than measured."""

from collections.abc import Callable
from typing import Any

from vacancies.choices import OwnerKind
from vacancies.exchange.cells import printable, unguarded
from vacancies.exchange.periods import MOST_PERIODS, understand_periods
from vacancies.exchange.spaces import understand_spaces
from vacancies.exchange.versions import understand_version
from vacancies.exchange.words import ACTIVITIES, OWNER_KINDS, PAYERS, RESTRICTIONS, Words, understand
from vacancies.imports.draft import Draft
from vacancies.imports.headings import Meaning
from vacancies.imports.numbers import read_number, read_rent
from vacancies.imports.problems import ProblemCode
from vacancies.imports.table import Cell
from vacancies.imports.words import owner_name, owner_of

WHOLE_TEXTS = {"public_text": Meaning.PUBLIC_TEXT, "public_text_en": Meaning.PUBLIC_TEXT_EN,
               "public_text_de": Meaning.PUBLIC_TEXT_DE, "funding_note": Meaning.FUNDING_NOTE}
# Taken over with new units; of a unit that is here its own page tells.
LINES: dict[str, tuple[Meaning, Callable[[str], tuple[list[Any], list[str]]]]] = {
    "earlier": (Meaning.EARLIER_VACANCIES, understand_periods), "spaces": (Meaning.SPACES, understand_spaces)}
_ASKED = frozenset({*WHOLE_TEXTS.values(), *(meaning for meaning, _understand in LINES.values()), Meaning.UTILITIES, Meaning.UTILITIES_PAYER,
                    Meaning.FUNDING, Meaning.NOTICE_DAYS, Meaning.ACTIVITIES})
_MOST_DAYS = 32767  # what the column holds


def read_own_facts(draft: Draft) -> dict[str, Any]:
    """Empty cells say nothing where the unit must have a value."""
    if not draft.has(*_ASKED):  # the town's own files
        return {}
    values: dict[str, Any] = {name: whole_text(draft.columns.cell(draft.cells, meaning))
                              for name, meaning in WHOLE_TEXTS.items() if draft.has(meaning)}
    if draft.has(Meaning.UTILITIES):
        values["utilities_cents"] = _cents(draft)
    known: dict[str, Callable[[Draft], Any]] = {
        "utilities_payer": lambda draft: _word(draft, Meaning.UTILITIES_PAYER, PAYERS),
        "funding_restriction": lambda draft: _word(draft, Meaning.FUNDING, RESTRICTIONS), "notice_days": _days}
    for name, read in known.items():
        if (value := read(draft)) not in (None, ""):
            values[name] = value
    if draft.has(Meaning.ACTIVITIES):
        values["activities"] = _activities(draft)
    for name, (meaning, understand_lines) in LINES.items():
        if draft.has(meaning):
            values[name] = _lines(draft, meaning, understand_lines)
    return values


MOST_LINES = MOST_PERIODS  # a unit has fewer parts still


def _lines(draft: Draft, meaning: Meaning, understand_lines: Callable[[str], tuple[list[Any], list[str]]]) -> list[Any]:
    """Where one line is written otherwise, or there are too many, none is taken: half a division is none, and half a story misleads."""
    cell = draft.columns.cell(draft.cells, meaning)
    if (lines := _lines_in(cell)) > MOST_LINES:
        draft.problem(ProblemCode.TOO_MANY_LINES, meaning, found=lines, most=MOST_LINES)
        return []
    found, bad = understand_lines(whole_text(cell))
    for line in bad[:1]:
        draft.problem(ProblemCode.UNREADABLE_LINE, meaning, text=line)
    return [] if bad else [one.as_json() for one in found]


def _lines_in(cell: Cell) -> int:
    """Counted, not read: a cell may hold a hundred thousand."""
    text = "" if cell is None else str(cell)
    return max(text.count("\n"), text.count("\r")) + 1


def whole_text(cell: Cell) -> str:
    """With its paragraphs, unlike text_of."""
    return printable(unguarded("" if cell is None else str(cell))).strip()


def version_of(draft: Draft) -> tuple[int | None, str]:
    """With the mark of what was known of its vacancies and visits; '' in files of earlier versions."""
    if not draft.has(Meaning.VERSION):
        return None, ""
    if known := understand_version(draft.line(Meaning.VERSION)):
        return known
    number = draft.number_from(Meaning.VERSION, read_number)
    return None if number is None else int(number), ""


def own_owner(draft: Draft) -> dict[str, str] | None:
    """The kind has a column of its own; the name is there only if somebody asked for names."""
    text, name = draft.line(Meaning.OWNER_KIND), draft.line(Meaning.OWNER)
    name = name if draft.is_own else owner_name(name)  # with its own quotation marks, as it was entered
    if not text and not name:
        return None
    kind = understand(OWNER_KINDS, text) or str(owner_of(text or name).kind)
    return {"kind": kind, "name": name[:200]} if name or kind != OwnerKind.UNKNOWN else None


def _cents(draft: Draft) -> int | None:
    money = read_rent(draft.cell(Meaning.UTILITIES), unit="month", area=None)
    if money.problem:
        draft.problem(money.problem, Meaning.UTILITIES, text=draft.line(Meaning.UTILITIES))
    return money.cents


def _days(draft: Draft) -> int | None:
    number = draft.number_from(Meaning.NOTICE_DAYS, read_number)
    if number is None or (number == int(number) and 0 <= number <= _MOST_DAYS):
        return None if number is None else int(number)
    draft.problem(ProblemCode.BAD_NUMBER, Meaning.NOTICE_DAYS, text=draft.line(Meaning.NOTICE_DAYS))
    return None


def _word(draft: Draft, meaning: Meaning, words: Words) -> str:
    text = draft.line(meaning)
    found = understand(words, text) if text else ""
    if text and not found:
        draft.problem(ProblemCode.UNKNOWN_WORD, meaning, text=text)
    return found


def _activities(draft: Draft) -> list[str]:
    said = [part.strip() for part in draft.line(Meaning.ACTIVITIES).split(";") if part.strip()]
    for text in said:
        if not understand(ACTIVITIES, text):
            draft.problem(ProblemCode.UNKNOWN_WORD, Meaning.ACTIVITIES, text=text)
    return sorted({found for text in said if (found := understand(ACTIVITIES, text))})
