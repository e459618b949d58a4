"""The bands of a plan: who was placed as if nobody below had applied."""

from collections import Counter
from dataclasses import dataclass

from popups.matching.bands import band_of
from popups.reports.plan_picture import Open
from popups.rules.nearness import references_of


@dataclass(frozen=True)
class Band:
    """Scores from `low` to below `under`; None where there is no such end."""

    low: int | None
    under: int | None
    asked: int
    placed: int


def bands_of(shown: Open, kept: frozenset[int] = frozenset()) -> list[Band]:
    """Empty where everybody was weighed against everybody. kept: not counted, as the band would tell the score; no query where there are none."""
    bands = shown.problem.bands
    if not bands:
        return []
    hidden = references_of(kept)
    number = {row.id: band_of(row, bands) for row in shown.problem.applications if row.id not in hidden}
    asked, placed = Counter(number.values()), Counter(number[row.application.reference] for row in shown.placements if row.application.reference in number)
    ends = [None, *bands, None]
    return [Band(low, under, asked[place], placed[place]) for place, (under, low) in enumerate(zip(ends, ends[1:], strict=False))]
