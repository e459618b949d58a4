"""Rows of a workbook (XLSX, XLSB, XLS, ODS), read by another process so that no file can harm this one."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from vacancies.imports.problems import ProblemCode, Unreadable
from vacancies.imports.recognise import FileKind
from vacancies.imports.table import MOST_COLUMNS, Cell, Row, Table

_READER = Path(__file__).with_name("workbook_reader.py")
SECONDS_TO_LOOK = 10  # of processor time, while somebody waits for the page; a register of 120,000 rows takes four
SECONDS_TO_READ = 300  # for all rows, by a process that nobody waits for
_TOO_LONG = (-signal.SIGXCPU, -signal.SIGKILL)
Judge = Callable[[list[Row]], int]


def read_workbook(path: Path, kind: FileKind, *, sheet: str, judge: Judge) -> Table:
    """The named sheet, else the one whose first rows hold most headings, as `judge` counts them."""
    heads = {name: head if isinstance(head, int) else list(_numbered(head)) for name, head in _ask(path, SECONDS_TO_LOOK)}
    if not heads or (sheet and sheet not in heads):
        raise Unreadable(ProblemCode.NO_SUCH_SHEET, text=sheet, sheets=", ".join(heads))
    chosen = sheet or max(heads, key=lambda name: _likeness(heads[name], judge))
    head = heads[chosen]
    if isinstance(head, int):
        raise _too_wide(head)
    return Table(kind=kind.value, sheet=chosen, sheets=list(heads), head=head,
                 rows=lambda: rows_of_sheet(path, chosen))


def rows_of_sheet(path: Path, sheet: str) -> Iterator[Row]:
    return _numbered(_rows(path, sheet))


def _likeness(head: int | list[Row], judge: Judge) -> float:
    """A sheet that is too wide yields to one that names three things at least; else its width is the trouble."""
    return 2.5 if isinstance(head, int) else judge(head)


def _too_wide(columns: int) -> Unreadable:
    return Unreadable(ProblemCode.TOO_MANY_COLUMNS, found=columns, most=MOST_COLUMNS)


def _rows(path: Path, sheet: str) -> Iterator[Any]:
    for row in _ask(path, SECONDS_TO_READ, sheet):
        if isinstance(row, int):
            raise _too_wide(row)
        yield row


def _numbered(raw: Any) -> Iterator[Row]:
    return (Row(number, [_cell(cell) for cell in cells]) for number, cells in raw)


def _cell(raw: Any) -> Cell:
    if isinstance(raw, dict):
        return datetime.fromisoformat(raw["at"]) if "at" in raw else date.fromisoformat(raw["on"])
    return raw


def _ask(path: Path, seconds: int, *sheet: str) -> Iterator[Any]:
    """Lines from the other process as they come. It says "end" last: without it, it did not live to the end."""
    command = [sys.executable, "-I", str(_READER), str(path.resolve()), str(seconds), *sheet]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,  # noqa: S603
                          encoding="utf-8") as reader:
        assert reader.stdout  # noqa: S101
        try:
            for line in reader.stdout:
                if line == '"end"\n':
                    return
                yield json.loads(line)
            died_of = reader.wait()
        finally:
            reader.kill()
    raise Unreadable(ProblemCode.TAKES_TOO_LONG if died_of in _TOO_LONG else ProblemCode.DAMAGED_FILE)
