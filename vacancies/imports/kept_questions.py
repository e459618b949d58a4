"""What the columns of a workbook leave open, kept for a day: the answer needs its first twenty thousand rows, which take seconds."""

from dataclasses import astuple
from datetime import date
from typing import Any

from django.core.cache import cache

from vacancies.imports.headings import Meaning
from vacancies.imports.questions import Questions, questions_about
from vacancies.imports.table import Table

_SECONDS = 24 * 60 * 60
_MOST = 20  # ways to match the columns


def questions_of(key: str, table: Table, headings: list[str], columns: dict[int, Meaning], *, header_row: int, today: date) -> Questions:
    """key: of the import. Of a text they are asked anew: it is read in a moment, and in whatever letters were chosen."""
    if not table.sheets:
        return questions_about(table.rows(), headings, columns, header_row=header_row, today=today)
    asked = repr([table.sheet, headings, sorted(columns.items()), header_row, today])
    kept: dict[str, Any] = cache.get(_name(key)) or {}
    if asked not in kept:
        found = questions_about(table.rows(), headings, columns, header_row=header_row, today=today)
        kept = dict([*kept.items(), (asked, astuple(found))][-_MOST:])
        cache.set(_name(key), kept, _SECONDS)
    return Questions(*kept[asked])


def forget_questions(key: str) -> None:
    cache.delete(_name(key))


def _name(key: str) -> str:
    return f"import-questions-{key}"
