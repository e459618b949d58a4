"""The exchanged formats: `shopmatch-instance/1` is read, `shopmatch-plan/1` is read and written. Errors name the place in the file."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from popups.matching.problem import Application, Condition, MatchingProblem, Placement, Unit, Variety, Weights

INSTANCE, PLAN = "shopmatch-instance/1", "shopmatch-plan/1"


class FormatError(ValueError):
    """What is wrong with a file, and where."""


def read_problem(text: str) -> MatchingProblem:
    """Raises FormatError, which names what is wrong."""
    data = object_of(text, INSTANCE)
    try:
        return _problem(data)
    except KeyError as missing:
        raise FormatError(f"The problem lacks {missing}.") from missing
    except (TypeError, ValueError, AttributeError, OverflowError) as wrong:
        raise FormatError(f"The problem holds a value of the wrong kind: {wrong}.") from wrong


def object_of(text: str, name: str) -> Mapping[str, Any]:
    try:
        data = json.loads(text)
    except ValueError as wrong:
        raise FormatError(f"This is not JSON: {wrong}.") from wrong
    except RecursionError as wrong:
        raise FormatError("This is not JSON that can be read: too many brackets stand in each other.") from wrong
    if not isinstance(data, dict) or data.get("format") != name:
        raise FormatError(f"This is not a file of the format {name}.")
    return data


def _problem(data: Mapping[str, Any]) -> MatchingProblem:
    people = {row["id"]: row for row in data["applicants"]}
    rules, weights = data["rules"], data["rules"]["weights"]
    return MatchingProblem(
        first_day=date.fromisoformat(data["horizon"]["start"]),
        days=int(data["horizon"]["days"]),
        units=tuple(_unit(row) for row in data["units"]),
        applications=tuple(_application(row, people[row["applicant"]]) for row in data["applications"]),
        weights=Weights(weights["per_point"], weights["first_timer_pct"], weights["day"], tuple(weights["rank"])),
        limit=int(rules["max_tenancies_per_applicant"]),
        variety=tuple(Variety(row["street"], row["category"], row["max_concurrent"]) for row in rules["mix"]),
        pins=tuple(_placement(row) for row in data["locks"]),
        forbids=frozenset((row["application"], row["unit"]) for row in data["forbids"]),
        bands=_bands(rules.get("bands", ())),
    )


def _bands(scores: Iterable[Any]) -> tuple[int, ...]:
    found = tuple(int(score) for score in scores)
    if list(found) != sorted(set(found), reverse=True):
        raise ValueError("bands do not fall")
    return found


def _unit(row: Mapping[str, Any]) -> Unit:
    return Unit(
        id=row["id"], street=row["street"], district=row["district"], area=row["area_m2"], features=frozenset(row["features"]),
        uses=frozenset(row["uses"]), rent=row["rent_week"], mode=row["mode"], capacity=row["capacity"], turnaround=row["turnaround_days"],
        windows=tuple(sorted((int(first), int(end)) for first, end in row["windows"])), notice=row["break_notice_days"],
        conditions=tuple(Condition(rule["code"], rule["trait"], frozenset(rule["allowed"])) for rule in row.get("conditions", ())))


def _application(row: Mapping[str, Any], person: Mapping[str, Any]) -> Application:
    traits = {"kind": person.get("kind", ""), **row.get("traits", {})}
    return Application(
        id=row["id"], applicant=row["applicant"], received=row["received"], category=row["category"], area=row["area_min"],
        needs=tuple(row["needs"]), rent_max=row["rent_max"], accept=row["accept"], districts=tuple(row["districts"]),
        notice=row["notice_min"], preferences=tuple(row["preferences"]), is_open=bool(row["open"]), earliest=row["earliest"],
        latest_end=row["latest_end"], shortest=row["dur_min"], longest=row["dur_max"], step=row["dur_step"], start_step=row["start_step"],
        score=row["score"], benefit=row["benefit"], is_first_timer=bool(person["first_timer"]), traits=tuple(sorted(traits.items())))


def _placement(row: Mapping[str, Any]) -> Placement:
    return Placement(row["application"], row["unit"], int(row["start"]), int(row["days"]))


def read_plan(text: str) -> tuple[Placement, ...]:
    data = object_of(text, PLAN)
    try:
        return tuple(sorted(_placement(row) for row in data["placements"]))
    except (KeyError, TypeError, ValueError, OverflowError) as wrong:
        raise FormatError(f"The plan holds a placement that cannot be read: {wrong}.") from wrong


def canonical(data: object) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Of a problem: the same for the same content, however its file is laid out. SHA-256, hexadecimal."""
    return hashlib.sha256(canonical(json.loads(text)).encode()).hexdigest()


def write_plan(placements: Iterable[Placement], *, method: str, **said: object) -> str:
    """One line, keys sorted, so that equal plans are equal files."""
    rows = [{"application": row.application, "unit": row.unit, "start": row.start, "days": row.days} for row in sorted(placements)]
    return canonical({"format": PLAN, "method": method, "placements": rows, **said}) + "\n"


def write_problem(problem: MatchingProblem) -> str:
    """As shopmatch-instance/1, in one line with sorted keys: read_problem() gives the same problem back."""
    people = {row.applicant: {"id": row.applicant, "kind": row.trait("kind"), "first_timer": row.is_first_timer} for row in problem.applications}
    weights = problem.weights
    return canonical({
        "format": INSTANCE, "horizon": {"start": problem.first_day.isoformat(), "days": problem.days},
        "rules": {"max_tenancies_per_applicant": problem.limit,
                  "mix": [{"street": row.street, "category": row.category, "max_concurrent": row.at_once} for row in problem.variety],
                  "weights": {"per_point": weights.point, "first_timer_pct": weights.first_timer, "day": weights.day, "rank": list(weights.rank)},
                  **({"bands": list(problem.bands)} if problem.bands else {})},
        "units": [_unit_row(row) for row in problem.units], "applicants": [people[name] for name in sorted(people)],
        "applications": [_application_row(row) for row in problem.applications],
        "locks": [{"application": row.application, "unit": row.unit, "start": row.start, "days": row.days} for row in problem.pins],
        "forbids": [{"application": application, "unit": unit} for application, unit in sorted(problem.forbids)]})


def _unit_row(row: Unit) -> dict[str, Any]:
    return {"id": row.id, "street": row.street, "district": row.district, "area_m2": row.area, "features": sorted(row.features), "uses": sorted(row.uses),
            "rent_week": row.rent, "mode": row.mode, "capacity": row.capacity, "turnaround_days": row.turnaround, "windows": [list(window) for window in row.windows],
            "break_notice_days": row.notice,
            "conditions": [{"code": rule.code, "trait": rule.trait, "allowed": sorted(rule.allowed)} for rule in row.conditions]}


def _application_row(row: Application) -> dict[str, Any]:
    return {"id": row.id, "applicant": row.applicant, "received": row.received, "category": row.category, "area_min": row.area, "needs": list(row.needs),
            "rent_max": row.rent_max, "accept": row.accept, "districts": list(row.districts), "notice_min": row.notice,
            "preferences": list(row.preferences), "open": row.is_open, "earliest": row.earliest, "latest_end": row.latest_end,
            "dur_min": row.shortest, "dur_max": row.longest, "dur_step": row.step, "start_step": row.start_step, "score": row.score,
            "benefit": row.benefit, "traits": dict(row.traits)}
