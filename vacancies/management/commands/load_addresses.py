"""Fills the gazetteer from a CSV file: an export of the state address register, or any list of addresses with points."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from vacancies.addresses import normal_address
from vacancies.imports.delimited import read_delimited
from vacancies.imports.numbers import BadNumber, read_number
from vacancies.imports.points import read_point
from vacancies.imports.problems import Unreadable
from vacancies.imports.table import Row
from vacancies.imports.words import text_of
from vacancies.latvian import fold
from vacancies.lifecycle.addresses import keep_addresses
from vacancies.models import KnownAddress
from vacancies.progress import Progress

_BATCH = 1000
_SHOWN = 20
# The state address register calls its columns so (STD is the whole address), and puts each cell between two #.
_ADDRESS = ("std", "adrese", "address", "adresse", "pilna adrese")
_POINTS = (("dd_n", "dd_e"), ("lat", "lon"), ("latitude", "longitude"), ("platums", "garums"), ("koord_x", "koord_y"), ("x", "y"))
_STATE, _EXISTING = "statuss", "eks"


@dataclass
class Account:
    """Every row below the headings is in exactly one of these."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    repeated: int = 0
    elsewhere: int = 0
    refused: list[int] = field(default_factory=list)  # row numbers

    @property
    def rows(self) -> int:
        return self.added + self.changed + self.unchanged + self.repeated + self.elsewhere + len(self.refused)


class Columns:
    """Where the cells are that are needed."""

    def __init__(self, row: Row) -> None:
        names = [fold(_bare(cell)) for cell in row.cells]
        self.address = next((names.index(name) for name in _ADDRESS if name in names), -1)
        self.state = names.index(_STATE) if _STATE in names else -1
        self.points = [(names.index(first), names.index(second)) for first, second in _POINTS
                       if first in names and second in names]
        if self.address < 0 or not self.points:
            raise CommandError(_("The first row must name the address (STD, ADRESE) and its point (DD_N and DD_E, KOORD_X and "
                                 "KOORD_Y, or LAT and LON)."))

    def point(self, cells: list[str]) -> tuple[float, float] | None:
        for first, second in self.points:
            try:
                pair = _coordinate(cells[first]), _coordinate(cells[second])
            except (BadNumber, IndexError):
                continue
            if None not in pair and (point := read_point(*(number or Decimal(0) for number in pair))):
                return point.latitude, point.longitude
        return None


class Command(BaseCommand):
    help = "Loads addresses with their points from a CSV file, so that units are found on the map. See docs/operations.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--encoding", default="", help=_("encoding of the file, for example cp1257"))
        parser.add_argument("--everywhere", action="store_true", help=_("also addresses that name another town"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            account = self._load(options["file"], options["encoding"], is_everywhere=options["everywhere"])
        except Unreadable as error:
            raise CommandError(error.problem.message) from error
        except OSError as error:
            raise CommandError(_("The file cannot be read: %(reason)s.") % {"reason": error.strerror}) from error
        for number in account.refused[:_SHOWN]:
            self.stdout.write(_("Row %(row)d has no address or no point.") % {"row": number})
        self.stdout.write(_("Rows: %(rows)d. Added: %(added)d. Changed: %(changed)d. Unchanged: %(unchanged)d. Repeated: "
                            "%(repeated)d. Elsewhere or no longer there: %(elsewhere)d. Refused: %(refused)d.") % {
            **vars(account), "rows": account.rows, "refused": len(account.refused)})

    def _load(self, path: Path, encoding: str, *, is_everywhere: bool) -> Account:
        """Batch by batch: a country's addresses need no more memory than a village's, but for one number for each."""
        rows = read_delimited(path, encoding).rows()
        head = next(rows, None)
        if head is None:
            raise CommandError(_("The file is empty."))
        columns, account, seen = Columns(head), Account(), set[int]()
        with Progress(_("Addresses")) as progress:
            while batch := list(islice(rows, _BATCH)):
                self._keep(_known(batch, columns, account, seen, is_everywhere=is_everywhere), account)
                progress.at(batch[-1].number)
        return account

    def _keep(self, rows: dict[str, KnownAddress], account: Account) -> None:
        kept = keep_addresses(rows=rows)
        account.added += kept.added
        account.changed += kept.changed
        account.unchanged += kept.unchanged


def _known(batch: list[Row], columns: Columns, account: Account, seen: set[int], *, is_everywhere: bool) -> dict[str, KnownAddress]:
    """The first row about an address counts, so that a second run changes nothing."""
    found: dict[str, KnownAddress] = {}
    for row in batch:
        cells = [_bare(cell) for cell in row.cells]
        address = cells[columns.address] if columns.address < len(cells) else ""
        point = columns.point(cells)
        if not (is_everywhere or _is_here(address)) or _is_gone(cells, columns):
            account.elsewhere += 1
        elif not address or point is None:
            account.refused.append(row.number)
        elif hash(key := normal_address(address[:300]).key) in seen:
            account.repeated += 1
        else:
            seen.add(hash(key))
            found[key] = KnownAddress(address_key=key, address=address[:300], latitude=point[0], longitude=point[1])
    return found


def _bare(cell: Any) -> str:
    return text_of(text_of(cell).strip("#"))


def _coordinate(cell: str) -> Decimal | None:
    """In 57,424 and 57.424 the mark is the decimal one: nobody writes degrees with their thousands apart."""
    if re.fullmatch(r"-?[0-9]{1,9}[.,][0-9]{1,20}", cell):
        return Decimal(cell.replace(",", "."))
    number = read_number(cell)
    return None if number is None else Decimal(number)


def _is_here(address: str) -> bool:
    """An address without a town is of this one."""
    parts = [fold(part).strip() for part in address.split(",")]
    return len(parts) == 1 or fold(settings.TOWN_NAME) in parts


def _is_gone(cells: list[str], columns: Columns) -> bool:
    return columns.state >= 0 and columns.state < len(cells) and fold(cells[columns.state]) not in ("", _EXISTING)
