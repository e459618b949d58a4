"""The bands of a plan: who was placed as if nobody below had applied."""

from collections import Counter
from dataclasses import dataclass

from popups.matching.bands import band_of
from popups.reports.plan_picture import Open


@dataclass(frozen=True)
class Band:
    """Scores from `low` to below `under`; None where there is no such end."""

    low: int | None
    under: int | None
    asked: int
    placed: int


def bands_of(shown: Open) -> list[Band]:
    """Empty where everybody was weighed against everybody. No query."""
    bands = shown.problem.bands
    if not bands:
        return []
    number = {row.id: band_of(row, bands) for row in shown.problem.applications}
    asked, placed = Counter(number.values()), Counter(number[row.application.reference] for row in shown.placements)
    ends = [None, *bands, None]
    return [Band(low, under, asked[place], placed[place]) for place, (under, low) in enumerate(zip(ends, ends[1:], strict=False))]
