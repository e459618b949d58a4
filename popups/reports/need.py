"""What Today is made of: groups of things to do. Groups of one table are asked for in one query."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import BooleanField, Case, Model, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.functional import Promise

SHOWN = 5  # of each group; the rest is behind its link


@dataclass(frozen=True)
class Need:
    """on: the day that matters, where there is one."""

    title: str
    note: str | Promise
    href: str
    on: date | None = None


@dataclass(frozen=True)
class Deed:
    """One thing to do with all of a group."""

    href: str
    text: str | Promise


Maker = Callable[[Any], Need]


@dataclass(frozen=True)
class Group:
    """Things of one kind, the most pressing first; `needs` are the first of them once they were asked for.

    all_href: where all of them are, which `rows` and `need_of` make. related: what `need_of` reads of other tables.
    place: the order of `rows` said once more, for one row; only groups that have it share a query with others of their table.
    """

    code: str
    heading: str | Promise
    button: str | Promise
    rows: QuerySet
    need_of: Maker
    all_href: str
    related: tuple[str, ...] = ()
    place: Callable[[Any], Any] | None = None
    deed: Deed | None = None
    needs: list[Need] = field(default_factory=list)
    has_more: bool = False

    @property
    def more_href(self) -> str:
        """The link to all of them stands only where there are more than are shown."""
        return self.all_href if self.has_more else ""

    @property
    def wanted(self) -> QuerySet:
        return self.rows.select_related(*self.related) if self.related else self.rows


def group(code: str, heading: str | Promise, button: str | Promise, rows: QuerySet, need_of: Maker, more: str = "", *,
          related: Iterable[str] = (), place: Callable[[Any], Any] | None = None, deed: Deed | None = None, **query: str) -> Group:
    """Asks nothing yet. more: a list that has all of them; without one they have a list of their own."""
    everything = f"{reverse(more)}?{urlencode(query)}" if more else reverse("popups:staff-need-list", args=[code])
    return Group(code, heading, button, rows, need_of, everything, tuple(related), place, deed)


def _with(found: Group, rows: list[Any]) -> Group:
    return replace(found, needs=[found.need_of(row) for row in rows[:SHOWN]], has_more=len(rows) > SHOWN)


def asked_for(groups: Iterable[Group]) -> list[Group]:
    """With the first needs of each: one query for each group, or for all groups of one table that know the place of a row."""
    groups = list(groups)
    tables: dict[type[Model], list[Group]] = {}
    for one in groups:
        if one.place is not None:
            tables.setdefault(one.rows.model, []).append(one)
    told = {one.code: one for shared in tables.values() for one in _together(shared)}
    return [told[one.code] if one.code in told else _with(one, list(one.wanted[:SHOWN + 1])) for one in groups]


def _together(groups: list[Group]) -> list[Group]:
    """One query: the first of each group, marked with the groups to which they belong."""
    if len(groups) == 1:
        return [_with(groups[0], list(groups[0].wanted[:SHOWN + 1]))]
    marks: dict[str, Any] = {f"is_{one.code}": _is_among(one.rows[:SHOWN + 1]) for one in groups}
    anywhere = Q()
    for mark in marks:
        anywhere |= Q(**{mark: True})
    related = {name for one in groups for name in one.related}
    base = groups[0].rows.model._default_manager.all()
    found = list((base.select_related(*related) if related else base).annotate(**marks).filter(anywhere))
    return [_with(one, sorted((row for row in found if getattr(row, f"is_{one.code}")), key=one.place)) for one in groups]


def _is_among(rows: QuerySet) -> Case:
    return Case(When(pk__in=rows.values("pk"), then=Value(True)), default=Value(False), output_field=BooleanField())
