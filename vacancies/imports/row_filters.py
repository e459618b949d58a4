"""Which rows of an import a person wants to see."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vacancies.imports.accounts import MOST_SHOWN, RowAccount, rows_from


class RowFilter(StrEnum):
    PROBLEMS = "problems"
    TWINS = "twins"
    REFUSED = "refused"
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ALL = "all"

    @property
    def label(self) -> str | Promise:
        return _LABELS[self]

    def admits(self, row: RowAccount, decided: Collection[int]) -> bool:
        """decided: the rows of which a person has said whether they are here already."""
        if self is RowFilter.ALL:
            return True
        if self is RowFilter.TWINS:
            return bool(row.twins) and row.number not in decided
        return row.has_problems if self is RowFilter.PROBLEMS else row.outcome == self

    @classmethod
    def wanted(cls, asked: str, account: dict[str, Any] | None, decided: Collection[int]) -> "RowFilter":
        """Without a wish, and once the last twin is decided: what needs a look, else everything."""
        if asked in set(cls) and (asked != cls.TWINS or rows_shown(account, cls.TWINS, decided)):
            return cls(asked)
        return next((one for one in (cls.PROBLEMS, cls.TWINS) if rows_shown(account, one, decided)), cls.ALL)

    @classmethod
    def counted(cls, account: dict[str, Any] | None, decided: Collection[int]) -> list["CountedFilter"]:
        """Each with how many rows it holds; of those with problems only as many are known as are kept."""
        rows, account = rows_from(account or {}), account or {}
        with_problems = sum(row.has_problems for row in rows)
        counts = {**account, cls.ALL: account.get("rows", 0), cls.PROBLEMS: with_problems, cls.TWINS: open_twins(account, decided)}
        return [CountedFilter(one, counts.get(one, 0), one is cls.PROBLEMS and with_problems >= MOST_SHOWN)
                for one in cls if one is not cls.TWINS or counts.get(one)]


_LABELS: dict[RowFilter, Promise] = {
    RowFilter.PROBLEMS: _("To look at"), RowFilter.TWINS: _("May be here already"), RowFilter.REFUSED: _("Refused"), RowFilter.ADDED: _("Added"),
    RowFilter.CHANGED: pgettext_lazy("rows", "Changed"), RowFilter.UNCHANGED: _("Unchanged"), RowFilter.ALL: _("All rows"),
}


class CountedFilter:
    def __init__(self, which: RowFilter, count: int, is_at_least: bool) -> None:
        self.which, self.count, self.is_at_least = which, count, is_at_least

    @property
    def label(self) -> str | Promise:
        return self.which.label


def rows_shown(account: dict[str, Any] | None, wanted: RowFilter, decided: Collection[int]) -> list[RowAccount]:
    return [row for row in rows_from(account or {}) if wanted.admits(row, decided)]


def open_twins(account: dict[str, Any], decided: Collection[int]) -> int:
    """How many rows may be here already and wait for a decision. What was decided since it was made, the account does not know."""
    return int(account.get("twins", 0)) - sum(int(row) in decided for row in account.get("likely", {}))
