"""What a kept plan says, as plain placements of a problem: its own, or that of another day."""

from collections.abc import Iterable

from popups.matching.problem import MatchingProblem, house_of
from popups.matching.problem import Placement as Stay
from popups.models import Placement, Plan


def stays_of(rows: Iterable[Placement], problem: MatchingProblem) -> tuple[Stay, ...]:
    """With their applications loaded. Days count from the first day of this problem, also where it is before or after the plan's."""
    return tuple(sorted(Stay(row.application.reference, row.place, (row.start - problem.first_day).days, row.days) for row in rows))


def told_by(plan: Plan, problem: MatchingProblem) -> tuple[Stay, ...]:
    """What people were told, or will be: what was approved, or all of it where nothing was. One query.

    A unit that was divided anew since has other places; whoever was in it is told of the first of them, where rules allow it.
    """
    rows = list(plan.placements.select_related("application").order_by("pk"))
    approved = [row for row in rows if row.approved_at is not None]
    known = {unit.id for unit in problem.units}
    houses = {house_of(unit.id): unit.id for unit in reversed(problem.units)}
    stays = stays_of(approved or rows, problem)
    return tuple(stay if stay.unit in known else Stay(stay.application, houses.get(house_of(stay.unit), stay.unit), stay.start, stay.days)
                 for stay in stays)
