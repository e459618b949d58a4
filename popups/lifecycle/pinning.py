"""Can a plan keep what an officer wants to keep? Asked of the problem that the next plan would get, before the ruling stands."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from popups.matching import problem as plain
from popups.matching.judge import promises_broken
from popups.models import Ruling
from popups.reports.matching_problem import season_of
from vacancies.problem import Problem


def pin_problems(ruling: Ruling, today: date) -> list[Problem]:
    """Of a pin that is written but not committed; without this, one that clashes with another would let every later plan fail."""
    season, name = season_of(ruling.call, today), ruling.application.reference
    pin = next((pin for pin in season.problem.pins if pin.application == name), None)
    if pin is None:
        return [Problem("not_in_plans", _("No plan would look at this: these days have begun, or it is decided about."), "first_day")]
    return stay_problems(season.problem, pin, "first_day")


def stay_problems(problem: plain.MatchingProblem, pin: plain.Placement, field: str) -> list[Problem]:
    """Of a pin among the others of the problem. field: of the form, where the first day is asked."""
    problems = []
    if not any(first <= pin.start and pin.end <= end for first, end in problem.unit[pin.unit].windows):
        problems.append(Problem("days_taken", _("The unit is not free on all of these days."), field))
    if promises_broken(problem, pin):
        problems.append(Problem("clashes", _("With what is fixed or promised already this would be too much at once for the unit, the street or the applicant. "
                                             "Choose other days, or lift something first."), field))
    return problems
