"""What a plan comes to in a few whole numbers, kept beside it so that lists need not read its input."""

from collections.abc import Iterable

from popups.matching.problem import MatchingProblem, Placement, wish_rank


def figures_of(problem: MatchingProblem, placements: Iterable[Placement]) -> dict[str, int]:
    """asked, placed: applications. units, used: places. days, filled: of all places together, a place for three counting thrice. first: wishes."""
    rows = list(placements)
    ranks = [wish_rank(problem.application[row.application], problem.unit[row.unit]) for row in rows]
    return {
        "asked": len(problem.applications), "placed": len(rows), "units": len(problem.units), "used": len({row.unit for row in rows}),
        "days": sum((end - first) * unit.capacity for unit in problem.units for first, end in unit.windows),
        "filled": sum(row.days for row in rows), "first": ranks.count(0),
        "wishing": sum(bool(row.preferences) for row in problem.applications)}
