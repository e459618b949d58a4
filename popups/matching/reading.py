"""A problem from a file that anybody may have written: every value is looked at before an engine sees it, and the first wrong one is named."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from popups.matching.formats import INSTANCE, FormatError, object_of, read_problem
from popups.matching.problem import MatchingProblem

Check = Callable[[Any], bool]
Need = tuple[Check, str]
MOST_DAYS, MOST, MOST_WEIGHT = 10_000, 10**9, 10**6


def read_foreign_problem(text: str) -> MatchingProblem:
    """Raises FormatError, which names the place in the file, and says what is needed there."""
    data = object_of(text, INSTANCE)
    try:
        _refuse(data, FILE, "the file")
        _refuse_rows(data)
        _refuse_names(data)
    except KeyError as missing:
        raise FormatError(f"The problem lacks {missing}.") from missing
    return read_problem(text)


def _whole(least: int, most: int) -> Need:
    return lambda value: type(value) is int and least <= value <= most, f"a whole number from {least} to {most}"


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and "\0" not in value


def _is_window(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(DAY[0](day) for day in value)


def _all(check: Check, said: str) -> Need:
    return lambda value: isinstance(value, list) and all(map(check, value)), said


NAME: Need = _is_name, "a text"
TEXT: Need = lambda value: isinstance(value, str), "a text"
NAMES = _all(TEXT[0], "a list of texts")
YES_OR_NO: Need = lambda value: isinstance(value, bool), "true or false"
OBJECT: Need = lambda value: isinstance(value, dict), "an object"
ROWS = _all(OBJECT[0], "a list of objects")
SOME: Need = lambda value: bool(value) and ROWS[0](value), "a list of objects, at least one"
DAY, LENGTH, PAUSE = _whole(-MOST_DAYS * 10, MOST_DAYS * 10), _whole(1, MOST_DAYS * 10), _whole(0, MOST_DAYS)
AMOUNT, WEIGHT, SCORE = _whole(0, MOST), _whole(0, MOST_WEIGHT), _whole(0, 1000)
NOTICE: Need = lambda value: value is None or PAUSE[0](value), f"null or {PAUSE[1]}"

FILE = {"horizon": OBJECT, "rules": OBJECT, "units": SOME, "applicants": ROWS, "applications": ROWS, "locks": ROWS, "forbids": ROWS}
HORIZON = {"start": NAME, "days": _whole(1, MOST_DAYS)}
RULES = {"weights": OBJECT, "mix": ROWS, "max_tenancies_per_applicant": AMOUNT}
WEIGHTS = {"per_point": WEIGHT, "first_timer_pct": SCORE, "day": WEIGHT, "rank": _all(WEIGHT[0], f"a list, each {WEIGHT[1]}")}
MIX = {"street": TEXT, "category": TEXT, "max_concurrent": AMOUNT}
UNIT = {"id": NAME, "street": TEXT, "district": TEXT, "area_m2": AMOUNT, "features": NAMES, "uses": NAMES, "rent_week": AMOUNT, "mode": NAME,
        "capacity": _whole(1, 10_000), "turnaround_days": PAUSE, "windows": _all(_is_window, "a list of pairs of days"), "break_notice_days": NOTICE}
CONDITION = {"code": NAME, "trait": NAME, "allowed": NAMES}
APPLICANT = {"id": NAME, "first_timer": YES_OR_NO}
APPLICATION = {"id": NAME, "applicant": NAME, "received": AMOUNT, "category": TEXT, "area_min": AMOUNT, "needs": NAMES, "rent_max": AMOUNT, "accept": NAME,
               "districts": NAMES, "notice_min": PAUSE, "preferences": NAMES, "open": YES_OR_NO, "earliest": DAY, "latest_end": DAY, "dur_min": LENGTH,
               "dur_max": LENGTH, "dur_step": LENGTH, "start_step": LENGTH, "score": SCORE, "benefit": SCORE}
LOCK = {"application": NAME, "unit": NAME, "start": _whole(0, MOST_DAYS), "days": _whole(1, MOST_DAYS)}
FORBID = {"application": NAME, "unit": NAME}


def _refuse(row: Mapping[str, Any], needs: Mapping[str, Need], where: str) -> None:
    for name, (check, said) in needs.items():
        if name not in row:
            raise FormatError(f"In {where}, {name} is missing: {said} is needed.")
        if not check(row[name]):
            raise FormatError(f"In {where}, {name} must be {said}.")


def _refuse_rows(data: Mapping[str, Any]) -> None:
    _refuse(data["horizon"], HORIZON, "horizon")
    _refuse(data["rules"], RULES, "rules")
    _refuse(data["rules"]["weights"], WEIGHTS, "rules.weights")
    for rows, needs, where in ((data["rules"]["mix"], MIX, "rules.mix"), (data["units"], UNIT, "units"), (data["applicants"], APPLICANT, "applicants"),
                               (data["applications"], APPLICATION, "applications"), (data["locks"], LOCK, "locks"), (data["forbids"], FORBID, "forbids")):
        _refuse_each(rows, needs, where)
    for number, unit in enumerate(data["units"]):
        if not ROWS[0](unit.get("conditions", [])):
            raise FormatError(f"In units[{number}], conditions must be {ROWS[1]}.")
        _refuse_each(unit.get("conditions", []), CONDITION, f"units[{number}].conditions")
    for number, row in enumerate(data["applications"]):
        traits = row.get("traits", {})
        if not isinstance(traits, dict) or not all(isinstance(value, str) for value in traits.values()):
            raise FormatError(f"In applications[{number}], traits must be an object of texts.")


def _refuse_each(rows: Sequence[Mapping[str, Any]], needs: Mapping[str, Need], where: str) -> None:
    for number, row in enumerate(rows):
        _refuse(row, needs, f"{where}[{number}]")


def _refuse_names(data: Mapping[str, Any]) -> None:
    """Whoever is named is there, and once."""
    known = {name: _once((row["id"] for row in data[name]), name) for name in ("units", "applicants", "applications")}
    _once((row["application"] for row in data["locks"]), "locks")
    named = [("applications", "applicants", [row["applicant"] for row in data["applications"]]),
             ("locks", "applications", [row["application"] for row in data["locks"]]), ("locks", "units", [row["unit"] for row in data["locks"]])]
    for where, whose, names in named:
        for number, name in enumerate(names):
            if name not in known[whose]:
                raise FormatError(f"In {where}[{number}], {name} is named, which is not among the {whose}.")


def _once(names: Iterable[str], where: str) -> set[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise FormatError(f"In {where}, {name} stands twice. Each may stand there once.")
        seen.add(name)
    return seen
