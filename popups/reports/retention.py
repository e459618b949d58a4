"""A look ahead: what the periodic job will let go of in the next thirty days."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from popups.models import Application, Erasure
from popups.rules.erasing import WHY
from popups.rules.retention import KINDS, Kept

AHEAD = timedelta(days=30)
SHOWN = 20


@dataclass(frozen=True)
class Coming:
    """count: how many go within thirty days. applications: references of the first of them, where they are applications."""

    kind: Kept
    count: int
    applications: list[Application]


def _first(rows: Any) -> list[Application]:
    return list(rows.select_related("applicant").order_by("pk")[:SHOWN]) if rows.model is Application else []


def coming(today: date) -> list[Coming]:
    """Two queries for each kind."""
    lines = []
    for kind in KINDS:
        rows = kind.due(today + AHEAD)
        lines.append(Coming(kind, rows.count(), _first(rows)))
    return lines


@dataclass(frozen=True)
class Told:
    """One erasure, without anything by which the person could be known. kept: reasons and days."""

    at: Any
    removed: int
    kept: list[tuple[Any, date | None]]


def erasures() -> list[Told]:
    return [Told(row.at, sum(row.removed.values()), [(WHY[kept["why"]], date.fromisoformat(kept["until"]) if kept["until"] else None)
                                                     for kept in row.kept if kept["why"] in WHY]) for row in Erasure.objects.all()[:SHOWN]]
