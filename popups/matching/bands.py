"""Offers in bands: the best scored are placed as if nobody else had applied, then the next, who get what is left.

What a band was given is pinned for those below it: no weighing can give it to them. So a plan in bands may be worth less than one of all at once.
"""

from dataclasses import replace

from popups.matching.problem import Application, MatchingProblem, Placement


def band_of(application: Application, bands: tuple[int, ...]) -> int:
    """0 for the first; whoever has less than the last of the scores is in the one after it."""
    return next((number for number, score in enumerate(bands) if application.score >= score), len(bands))


def stage_of(problem: MatchingProblem, number: int, given: tuple[Placement, ...]) -> MatchingProblem:
    """What is asked for this band. given: what the plan of the bands before it holds, promised places among it."""
    pins = {pin.application: pin for pin in (*given, *problem.pins)}
    rows = tuple(row for row in problem.applications if row.id in pins or band_of(row, problem.bands) == number)
    return replace(problem, applications=rows, pins=tuple(pins.values()), bands=())
