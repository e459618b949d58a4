"""Small random problems, drawn so that every rule bites somewhere, and the best plan of a tiny one by trying everything."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

from popups.matching.eligible import failures
from popups.matching.judge import violations
from popups.matching.problem import Application, Condition, MatchingProblem, Placement, Unit, Variety, total

ACTIVITIES, FEATURES, STREETS = ("craft", "food", "music"), ("water", "heating"), ("S1", "S2")


def a_unit(draw: Random, number: int, grain: int, weeks: int) -> Unit:
    capacity = draw.choice([1, 1, 1, 2, 3])
    first = draw.randrange(0, 3) * grain
    end = weeks * 7 - draw.randrange(0, 3) * grain
    gap = draw.randrange(first, end, grain)
    windows = ((first, gap), (min(end, gap + grain), end)) if draw.random() < 0.3 else ((first, end),)
    return Unit(
        id=f"U{number}", street=draw.choice(STREETS), district="D", area=draw.choice([20, 60, 120]),
        features=frozenset(name for name in FEATURES if draw.random() < 0.8),
        uses=frozenset(name for name in ACTIVITIES if draw.random() < 0.8) or frozenset(ACTIVITIES), rent=draw.choice([50, 200]),
        mode="shared" if capacity > 1 else "whole", capacity=capacity, turnaround=draw.choice([0, grain]) if capacity == 1 else 0,
        windows=tuple(window for window in windows if window[0] < window[1]), notice=draw.choice([None, 14, 28]),
        conditions=(Condition("funding", "kind", frozenset({"maker"})),) if draw.random() < 0.15 else ())


def an_application(draw: Random, number: int, people: int, units: list[Unit], grain: int, weeks: int) -> Application:
    shortest = draw.randrange(1, 4) * grain
    earliest = draw.randrange(0, max(1, weeks * 7 - shortest), grain)
    wishes = draw.sample([unit.id for unit in units], draw.randrange(0, min(3, len(units)) + 1))
    return Application(
        id=f"A{number}", applicant=f"P{draw.randrange(people)}", received=number, category=draw.choice(ACTIVITIES), area=draw.choice([5, 20]),
        needs=tuple(name for name in FEATURES if draw.random() < 0.25), rent_max=draw.choice([60, 250]),
        accept=draw.choice(["any", "any", "whole", "shared"]), districts=draw.choice([("D",), ("D",), ("E",)]), notice=draw.choice([0, 0, 14]),
        preferences=tuple(wishes), is_open=not wishes or draw.random() < 0.6, earliest=earliest,
        latest_end=min(weeks * 7, earliest + shortest + draw.randrange(0, 5) * grain), shortest=shortest,
        longest=shortest + draw.randrange(0, 3) * grain, step=grain, start_step=grain, score=draw.randrange(30, 96),
        benefit=draw.choice([80, 100, 120]), is_first_timer=draw.random() < 0.4, traits=(("kind", draw.choice(["maker", "ngo"])),))


def a_problem(seed: int, *, units: int = 3, applications: int = 6, weeks: int = 6, grain: int = 7) -> MatchingProblem:
    draw = Random(seed)
    places = [a_unit(draw, number, grain, weeks) for number in range(units)]
    rows = [an_application(draw, number, max(2, applications - 2), places, grain, weeks) for number in range(applications)]
    forbids = frozenset((draw.choice(rows).id, draw.choice(places).id) for _forbid in range(draw.randrange(0, 2)))
    variety = tuple(Variety(street, "craft", 1) for street in STREETS if draw.random() < 0.6)
    return MatchingProblem(date(2026, 1, 5), weeks * 7, tuple(places), tuple(rows), limit=draw.choice([1, 2]), variety=variety, forbids=forbids)


def promised(problem: MatchingProblem, seed: int, *, pins: int = 4) -> MatchingProblem:
    """The same, with promises made under other rules: of anybody, anywhere, at any time of the horizon, also to several at once."""
    draw, found = Random(seed), []
    for row in draw.sample(problem.applications, min(pins, len(problem.applications))):
        start = draw.randrange(0, problem.days // 2, row.step)
        found.append(Placement(row.id, draw.choice(problem.units).id, start, draw.randrange(row.step, problem.days // 2, row.step)))
    return replace(problem, pins=tuple(found))


def stays(problem: MatchingProblem, application: Application) -> Iterator[Placement]:
    for unit in problem.units:
        if failures(application, unit, problem):
            continue
        for start in range(0, problem.days, application.start_step):
            for days in range(application.shortest, application.longest + 1, application.step):
                stay = Placement(application.id, unit.id, start, days)
                if not violations(problem, [stay]):
                    yield stay


def best_value(problem: MatchingProblem) -> int:
    """By trying everything, with the judge alone. Exponential: for a handful of applications only."""
    free, pinned = replace(problem, pins=()), {row.application for row in problem.pins}
    choices = [list(stays(free, application)) for application in problem.applications if application.id not in pinned]
    reach = [0] * (len(choices) + 1)
    for place in range(len(choices) - 1, -1, -1):
        reach[place] = reach[place + 1] + max((total(problem, (stay,)) for stay in choices[place]), default=0)
    return _best(problem, choices, reach, 0, problem.pins, 0)


def _best(problem: MatchingProblem, choices: list[list[Placement]], reach: list[int], place: int, chosen: tuple[Placement, ...], best: int) -> int:
    value = total(problem, chosen)
    if value + reach[place] <= best or place == len(choices):
        return max(best, value)
    for stay in sorted(choices[place], key=lambda stay: -total(problem, (stay,))):
        if not violations(problem, (*chosen, stay)):
            best = _best(problem, choices, reach, place + 1, (*chosen, stay), best)
    return _best(problem, choices, reach, place + 1, chosen, best)
