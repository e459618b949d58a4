"""Which rows of an import a person wants to see."""

from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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

    def admits(self, row: RowAccount) -> bool:
        if self is RowFilter.ALL:
            return True
        if self is RowFilter.TWINS:
            return bool(row.twins)
        return row.has_problems if self is RowFilter.PROBLEMS else row.outcome == self

    @classmethod
    def wanted(cls, asked: str, account: dict[str, Any] | None) -> "RowFilter":
        """Without a wish, and once the last twin is decided: what needs a look, else everything."""
        if asked in set(cls) and (asked != cls.TWINS or rows_shown(account, cls.TWINS)):
            return cls(asked)
        return next((one for one in (cls.PROBLEMS, cls.TWINS) if rows_shown(account, one)), cls.ALL)

    @classmethod
    def counted(cls, account: dict[str, Any] | None) -> list["CountedFilter"]:
        """Each with how many rows it holds; of those with problems only as many are known as are kept."""
        rows, account = rows_from(account or {}), account or {}
        with_problems = sum(row.has_problems for row in rows)
        counts = {**account, cls.ALL: account.get("rows", 0), cls.PROBLEMS: with_problems}
        return [CountedFilter(one, counts.get(one, 0), one is cls.PROBLEMS and with_problems >= MOST_SHOWN)
                for one in cls if one is not cls.TWINS or counts.get(one)]


_LABELS: dict[RowFilter, Promise] = {
    RowFilter.PROBLEMS: _("To look at"), RowFilter.TWINS: _("May be here already"), RowFilter.REFUSED: _("Refused"), RowFilter.ADDED: _("Added"),
    RowFilter.CHANGED: _("Changed"), RowFilter.UNCHANGED: _("Unchanged"), RowFilter.ALL: _("All rows"),
}


class CountedFilter:
    def __init__(self, which: RowFilter, count: int, is_at_least: bool) -> None:
        self.which, self.count, self.is_at_least = which, count, is_at_least

    @property
    def label(self) -> str | Promise:
        return self.which.label


def rows_shown(account: dict[str, Any] | None, wanted: RowFilter) -> list[RowAccount]:
    return [row for row in rows_from(account or {}) if wanted.admits(row)]
