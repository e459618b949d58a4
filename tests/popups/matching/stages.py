"""Acts and stages for tests: those that fit each other in everything, but for what a test says."""

from datetime import date, timedelta

from popups.matching.stages import Act, Season, Stage

FIRST = date(2027, 3, 1)  # a Monday


def day(number):
    return FIRST + timedelta(days=number)


def an_act(name="A", **said):
    return Act(**{"id": name, "minutes": 60, "loudness": 1, "weekdays": frozenset(), "opens": 0, "closes": 1440, "first": FIRST,
                  "last": day(27), "times": 1, "wishes": (), "is_open": True} | said)


def a_stage(name="S", **said):
    return Stage(**{"id": name, "opens": 600, "closes": 1320, "loudest": 2} | said)


def a_season(acts, stages, days=1, changeover=30):
    return Season(FIRST, days, tuple(acts), tuple(stages), changeover)
