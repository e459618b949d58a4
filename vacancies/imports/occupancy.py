"""What a row says about emptiness. Silence says nothing: a place is empty only where the file says so."""

from dataclasses import replace
from datetime import date
from typing import Any

from vacancies.choices import Precision, Seen
from vacancies.exchange.days import understand_day
from vacancies.imports.dates import ReadDate, plain, read_date, shown
from vacancies.imports.draft import Draft
from vacancies.imports.evidence import ColumnEvidence, pattern_of
from vacancies.imports.headings import Meaning
from vacancies.imports.mapping import Mapping, plain_heading
from vacancies.imports.problems import ProblemCode
from vacancies.imports.words import StatusSaid, answer, status_of

_LONGEST_NOTE, _LONGEST_TYPED, _LONGEST_USE = 500, 100, 200
_FLAGS = {Meaning.IS_OCCUPIED: (Seen.OCCUPIED, Seen.EMPTY), Meaning.IS_VACANT: (Seen.EMPTY, Seen.OCCUPIED)}


def occupancy(draft: Draft, mapping: Mapping, dates: ColumnEvidence, today: date) -> dict[str, Any] | None:
    """since is the first day of an open vacancy; for a place in use the date is only noted."""
    since = _since(draft, mapping, dates, today)
    said = _said(draft, mapping)
    if said is None or said.seen is None:
        return None
    notes = [] if said.is_plain or draft.is_own else [draft.said(Meaning.STATUS)]
    if said.seen is Seen.NOT_SURE and not draft.is_own:
        draft.keep(Meaning.STATUS)
    if said.seen is not Seen.EMPTY:
        if since.day or since.text:
            exact = shown(since.day) if since.day and since.precision is Precision.DAY else since.text
            notes.append(draft.said(Meaning.SINCE, exact))
        since = ReadDate()
    elif said.day:
        since = _joined(draft, said, since, today)
    return {"seen": str(said.seen), "since": since.day and since.day.isoformat(), "precision": str(since.precision),
            "as_typed": since.text[:_LONGEST_TYPED], "note": "; ".join(notes)[:_LONGEST_NOTE],
            "previous_use": draft.line(Meaning.PREVIOUS_USE)[:_LONGEST_USE]}


def _said(draft: Draft, mapping: Mapping) -> StatusSaid | None:
    text = draft.line(Meaning.STATUS)
    if mapping.statuses and (chosen := mapping.statuses.get(plain_heading(text))):
        return StatusSaid(chosen)
    if text:
        said = status_of(text)
        if said.seen is None:
            draft.problem(ProblemCode.UNKNOWN_STATUS, Meaning.STATUS, text=text)
        return said if said.seen else StatusSaid(Seen.NOT_SURE)
    for meaning, (if_yes, if_no) in _FLAGS.items():
        if draft.line(meaning):
            return _flagged(draft, meaning, if_yes, if_no)
    if draft.line(Meaning.SINCE) and not draft.has(Meaning.STATUS, *_FLAGS):
        return StatusSaid(Seen.EMPTY, is_plain=True)  # the heading says "empty since"
    return None


def _flagged(draft: Draft, meaning: Meaning, if_yes: Seen, if_no: Seen) -> StatusSaid | None:
    """Yes or no under "vacant?", or the same words as in a column for the status."""
    said, named = answer(draft.line(meaning)), status_of(draft.line(meaning))
    if said is None and named.seen:
        return StatusSaid(named.seen, is_plain=True)
    if said is None:
        draft.problem(ProblemCode.UNKNOWN_ANSWER, meaning, text=draft.line(meaning))
        draft.keep(meaning)
        return None
    return StatusSaid(if_yes if said else if_no, is_plain=True)


def _since(draft: Draft, mapping: Mapping, dates: ColumnEvidence, today: date) -> ReadDate:
    cell = draft.cell(Meaning.SINCE)
    if cell is None:
        return ReadDate()
    if draft.is_own and (known := understand_day(draft.line(Meaning.SINCE))):
        is_plain = known.precision == Precision.DAY
        return ReadDate(known.day, known.precision, text="" if is_plain else draft.line(Meaning.SINCE))
    order = mapping.date_order or dates.order_for(cell)
    found = read_date(cell, order=order, today=today)
    if found.problem:
        draft.problem(found.problem, Meaning.SINCE, text=draft.line(Meaning.SINCE))
    elif found.day and _needs_a_look(cell, found, order, dates):
        draft.problem(ProblemCode.SERIAL_DATE, Meaning.SINCE, day=plain(found.day))
    return found


def _needs_a_look(cell: Any, found: ReadDate, order: str, dates: ColumnEvidence) -> bool:
    """A spreadsheet's own date among typed ones: as a cell, as a bare number, or saved to text month first."""
    if found.is_serial:
        return dates.is_mixed() or not isinstance(cell, date)
    return bool(pattern_of(cell)) and order == "mdy" and dates.is_mixed()


def _joined(draft: Draft, said: StatusSaid, since: ReadDate, today: date) -> ReadDate:
    """'brīvs no 01.01.' with '2023' beside it is one date in two cells."""
    year = said.year or (since.day.year if since.day and since.precision is Precision.YEAR else 0)
    if since.precision is Precision.DAY and since.day:
        return since
    if not year:
        return replace(since, text=since.text or draft.line(Meaning.STATUS))
    whole = read_date(f"{said.day}.{said.month}.{year}", today=today)
    if whole.problem or whole.day is None:
        draft.problem(ProblemCode.IMPOSSIBLE_DATE, Meaning.STATUS, text=draft.line(Meaning.STATUS))
        return since
    draft.problem(ProblemCode.JOINED_DATE, Meaning.SINCE, day=plain(whole.day))
    return whole
