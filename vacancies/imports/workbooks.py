"""Rows of a workbook (XLSX, XLSB, XLS, ODS), read by another process so that no file can harm this one."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from vacancies.imports.problems import ProblemCode, Unreadable
from vacancies.imports.recognise import FileKind
from vacancies.imports.table import Cell, Row, Table

_READER = Path(__file__).with_name("workbook_reader.py")
Judge = Callable[[list[Row]], int]


def read_workbook(path: Path, kind: FileKind, *, sheet: str, judge: Judge) -> Table:
    """The named sheet, else the one whose first rows hold most headings, as `judge` counts them."""
    heads = {name: _numbered(head) for name, head in _ask(path)}
    if not heads or (sheet and sheet not in heads):
        raise Unreadable(ProblemCode.NO_SUCH_SHEET, text=sheet, sheets=", ".join(heads))
    chosen = sheet or max(heads, key=lambda name: judge(list(heads[name])))
    return Table(kind=kind.value, sheet=chosen, sheets=list(heads), rows=lambda: _numbered(_ask(path, chosen)))


def _numbered(raw: Any) -> Iterator[Row]:
    return (Row(number, [_cell(cell) for cell in cells]) for number, cells in raw)


def _cell(raw: Any) -> Cell:
    if isinstance(raw, dict):
        return datetime.fromisoformat(raw["at"]) if "at" in raw else date.fromisoformat(raw["on"])
    return raw


def _ask(path: Path, *sheet: str) -> Iterator[Any]:
    """Lines from the other process as they come. It says "end" last: without it, it did not live to the end."""
    command = [sys.executable, "-I", str(_READER), str(path.resolve()), *sheet]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,  # noqa: S603
                          encoding="utf-8") as reader:
        assert reader.stdout  # noqa: S101
        try:
            for line in reader.stdout:
                if line == '"end"\n':
                    return
                yield json.loads(line)
        finally:
            reader.kill()
    raise Unreadable(ProblemCode.DAMAGED_FILE)
