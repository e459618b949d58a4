"""Registers that were read before, known again by their headings: their columns need not be matched twice."""

import hashlib
from collections.abc import Sequence

from vacancies.imports.mapping import plain_heading
from vacancies.imports.table import Cell
from vacancies.imports.words import line_of
from vacancies.models import ImportRun, ImportSource


def fingerprint_of(cells: Sequence[Cell]) -> str:
    """Of a heading row. Case, diacritics, spaces and line breaks do not matter; order and number of columns do."""
    return hashlib.sha256("\x1f".join(plain_heading(line_of(cell)) for cell in cells).encode()).hexdigest()


def known_source(cells: Sequence[Cell]) -> ImportSource | None:
    return ImportSource.objects.filter(headings=fingerprint_of(cells)).first()


def remember(run: ImportRun) -> None:
    """How this file's columns were matched, for the next file with the same headings."""
    mapping = {part: said for part, said in run.mapping.items() if part != "header_row"}
    if headings := run.report.get("headings"):
        ImportSource.objects.update_or_create(headings=headings, defaults={"mapping": mapping})
