"""One page of a long list without counting and without OFFSET: the page after, or before, a row."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
PAGE = 50


@dataclass(frozen=True)
class Page(Generic[Row]):
    """newer and older: the query string of the neighbouring page, without the filters; empty where there is none."""

    rows: list[Row]
    newer: str = ""
    older: str = ""


def _beyond(field: str, edge: dict[str, Any], sign: str) -> Q:
    value, pk = edge[field], edge["pk"]
    return Q(**{f"{field}__{sign}": value}) | Q(**{field: value, f"pk__{sign}": pk})


def _edge(rows: QuerySet[Row], field: str, pk: str) -> dict[str, Any] | None:
    """The row at which the page begins. Found in the whole table: it may have left the filter since."""
    if not pk.isdecimal() or len(pk) > 18:
        return None
    return rows.model._base_manager.filter(pk=int(pk)).values("pk", field).first()


def page_of(rows: QuerySet[Row], field: str, *, after: str = "", before: str = "", descending: bool = False,
            size: int = PAGE) -> Page[Row]:
    """Rows ordered by (field, pk), beginning after or ending before the row of that primary key.

    `field` may not be null. One query, two where `after` or `before` is given. An unknown row gives the first page.
    """
    backwards = bool(before) and not after
    edge = _edge(rows, field, after or before) if after or before else None
    falling = descending != backwards
    if edge:
        rows = rows.filter(_beyond(field, edge, "lt" if falling else "gt"))
    mark = "-" if falling else ""
    found = list(rows.order_by(f"{mark}{field}", f"{mark}pk")[:size + 1])
    has_more, found = len(found) > size, found[:size]
    if backwards and edge:
        found.reverse()
    return _with_neighbours(found, has_newer=has_more if backwards else bool(edge), has_older=has_more or backwards)


def _with_neighbours(found: list[Row], *, has_newer: bool, has_older: bool) -> Page[Row]:
    if not found:
        return Page(found)
    return Page(found, f"before={found[0].pk}" if has_newer else "", f"after={found[-1].pk}" if has_older else "")
