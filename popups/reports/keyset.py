"""One page of a long list without counting and without OFFSET: the page after, or before, a row."""

import re
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
PAGE = 50
# What may stand in an address: a primary key on staff pages, a public reference on public ones.
_NAMES = {"pk": re.compile(r"[0-9]{1,18}"), "reference": re.compile(r"[A-Z]-[0-9A-Z]{4,10}")}


@dataclass(frozen=True)
class Page(Generic[Row]):
    """newer and older: the query string of the neighbouring page, without the filters; empty where there is none."""

    rows: list[Row]
    newer: str = ""
    older: str = ""


def _beyond(field: str, edge: dict[str, Any], sign: str) -> Q:
    """The first condition only repeats the other two, in a form for which an index is entered at the right place."""
    value, pk = edge[field], edge["pk"]
    return Q(**{f"{field}__{sign}e": value}) & (Q(**{f"{field}__{sign}": value}) | Q(**{field: value, f"pk__{sign}": pk}))


def _edge(rows: QuerySet[Row], field: str, named_by: str, name: str) -> dict[str, Any] | None:
    """The row at which the page begins. Found in the whole table: it may have left the filter since."""
    if not _NAMES[named_by].fullmatch(name):
        return None
    return rows.model._base_manager.filter(**{named_by: name}).values("pk", field).first()


def page_of(rows: QuerySet[Row], field: str, *, after: str = "", before: str = "", descending: bool = False,
            size: int = PAGE, named_by: str = "pk") -> Page[Row]:
    """Rows ordered by (field, pk), beginning after or ending before the row of that primary key (or reference).

    `field` may not be null. One query, two where `after` or `before` is given. An unknown row gives the first page.
    """
    edge = _edge(rows, field, named_by, after or before) if after or before else None
    backwards = edge is not None and not after
    falling = descending != backwards
    if edge:
        rows = rows.filter(_beyond(field, edge, "lt" if falling else "gt"))
    mark = "-" if falling else ""
    found = list(rows.order_by(f"{mark}{field}", f"{mark}pk")[:size + 1])
    has_more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    return _with_neighbours(found, named_by, has_newer=has_more if backwards else bool(edge),
                            has_older=has_more or backwards)


def _with_neighbours(found: list[Row], named_by: str, *, has_newer: bool, has_older: bool) -> Page[Row]:
    if not found:
        return Page(found)
    first, last = getattr(found[0], named_by), getattr(found[-1], named_by)
    return Page(found, f"before={first}" if has_newer else "", f"after={last}" if has_older else "")
