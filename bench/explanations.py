"""Are explanations true, and what do they cost? .venv/bin/python bench/explanations.py INSTANCES… --checker FILE [--seconds 5]

INSTANCES are files in the format shopmatch-instance/1. The checker is a Python file that knows nothing of us and has
`static_reasons(application, unit)`, the names of the rules that fail, and `check(instance, plan)`, which returns (violations, measures).
Every pair's failed rules are compared with the checker's; every change that is told, to applicants and to owners, is made in the
file alone, and the checker has to accept the plan with that one stay more. Processor seconds are of one process.
"""

import argparse
import copy
import importlib.util
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from popups.matching.explaining.certificate import certify, envies  # noqa: E402
from popups.matching.explaining.changes import Change  # noqa: E402
from popups.matching.explaining.displaced import why_nowhere  # noqa: E402
from popups.matching.explaining.remedies import remedies  # noqa: E402
from popups.matching.explaining.standing import Standing, Worth  # noqa: E402
from popups.matching.explaining.stretches import stretches  # noqa: E402
from popups.matching.formats import read_problem  # noqa: E402
from popups.matching.problem import Placement  # noqa: E402
from popups.matching.solve import solve  # noqa: E402

HEAD = ("instance", "placed", "without", "pairs", "rules told", "wrong", "changes told", "refused", "nothing found", "for owners", "refused to owners",
        "steps that better it", "passed over", "application, s", "unit, s", "certificate, s", "passed over, s")
Check = Callable[[dict[str, Any], dict[str, Any]], tuple[list[str], dict[str, Any]]]
OF_ROW = {"later": "latest_end", "earlier": "earliest", "shorter": "dur_min", "mode": "accept", "notice": "notice_min", "rent": "rent_max", "area": "area_min"}


def main() -> int:
    options = arguments()
    spec = importlib.util.spec_from_file_location("checker", options.checker)
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    print("| " + " | ".join(HEAD) + " |", "|---|" + "--:|" * (len(HEAD) - 1), sep="\n")
    wrong = 0
    for name in options.instances:
        found = cells(Path(name), checker, options.seconds)
        print("|", " | ".join(map(str, found)), "|", flush=True)
        wrong += sum(found[HEAD.index(what)] for what in ("wrong", "refused", "refused to owners"))
    return 1 if wrong else 0


def cells(path: Path, checker: Any, seconds: float) -> list[Any]:
    """One for each of HEAD."""
    text = path.read_text(encoding="utf-8")
    problem, data = read_problem(text), json.loads(text)
    plan = solve(problem, seconds=seconds).placements
    standing = Standing(problem, plan)
    told, untold = rules(standing, data, checker.static_reasons)
    worst, found = slowest(lambda name: (remedies(Standing(problem, plan), name), why_nowhere(Standing(problem, plan), name))[0],
                           [row.id for row in standing.waiting])
    each = [(remedy.changes, remedy.stay, row.id) for row, many in zip(standing.waiting, found, strict=True) for remedy in many]
    refused = sum(not is_accepted(data, plan, changes, stay, name, "", checker.check) for changes, stay, name in each)
    of_unit, empty = slowest(lambda name: stretches(Standing(problem, plan), name), [unit.id for unit in problem.units])
    owners = [((opening.change,), stay, said.unit) for many in empty for said in many for opening in said.openings for stay in opening.stays]
    refused_owners = sum(not is_accepted(data, plan, changes, stay, "", unit, checker.check) for changes, stay, unit in owners)
    certificate_s, (said,) = slowest(lambda _name: certify(Standing(problem, plan)), [""])
    envies_s, (passed,) = slowest(lambda _name: envies(Standing(problem, plan)), [""])
    return [path.stem, len(plan), len(standing.waiting), len(problem.units) * len(problem.applications) - len(plan), told, untold, len(each), refused,
            sum(not many for many in found), len(owners), refused_owners, len(said.insertions) + len(said.moves) + len(said.swaps), len(passed),
            *(f"{spent:.3f}" for spent in (worst, of_unit, certificate_s, envies_s))]


def slowest(ask: Callable[[str], Any], names: Iterable[str]) -> tuple[float, list[Any]]:
    most, answers = 0.0, []
    for name in names:
        began = time.process_time()
        answers.append(ask(name))
        most = max(most, time.process_time() - began)
    return most, answers


def rules(standing: Standing, data: dict[str, Any], reasons: Callable[[Any, Any], list[str]]) -> tuple[int, int]:
    """(how many were told, how many pairs were told others than the checker finds). What is forbidden, and the days, the file says itself."""
    units, rows = {row["id"]: row for row in data["units"]}, {row["id"]: row for row in data["applications"]}
    forbidden = {(row["application"], row["unit"]) for row in data["forbids"]}
    told = wrong = 0
    for row in standing.problem.applications:
        for pair in why_nowhere(standing, row.id):
            said = {failure.rule for failure in pair.failures}
            expected = {*reasons(rows[row.id], units[pair.unit]), *(["forbidden"] if (row.id, pair.unit) in forbidden else [])}
            expected |= set() if has_days(rows[row.id], units[pair.unit], data["horizon"]["days"]) else {"dates"}
            told += len(said)
            wrong += said != expected
    return told, wrong


def has_days(row: dict[str, Any], unit: dict[str, Any], days: int) -> bool:
    return any(first <= start and max(0, row["earliest"]) <= start and start + row["dur_min"] <= min(end, row["latest_end"], days)
               for first, end in unit["windows"] for start in range(0, days, row["start_step"]))


def is_accepted(data: dict[str, Any], plan: Iterable[Placement], changes: Iterable[Change], stay: Worth, application: str, unit: str, check: Check) -> bool:
    made = copy.deepcopy(data)
    for change in changes:
        if unit or change.kind == "window":
            change_unit(next(row for row in made["units"] if row["id"] == (unit or change.name)), change)
        else:
            change_row(next(row for row in made["applications"] if row["id"] == application), change)
    placed = [{"application": row.application, "unit": row.unit, "start": row.start, "days": row.days} for row in (*plan, stay.placement)]
    return not check(made, {"placements": placed})[0]


def change_row(row: dict[str, Any], change: Change) -> None:
    if change.kind == "feature":
        row["needs"] = [need for need in row["needs"] if need != change.name]
    elif change.kind == "district":
        row["districts"] = [*row["districts"], change.name]
    elif change.kind == "unlisted":
        row["open"] = True
    else:
        row[OF_ROW[change.kind]] = change.to


def change_unit(row: dict[str, Any], change: Change) -> None:
    if change.kind == "window":
        day = change.to if change.side == "begin" else change.to - change.amount
        taken = sorted([*map(list, row["windows"]), [day, day + change.amount]])
        row["windows"] = taken[:1]
        for first, end in taken[1:]:
            if first <= row["windows"][-1][1]:
                row["windows"][-1][1] = max(end, row["windows"][-1][1])
            else:
                row["windows"].append([first, end])
    elif change.kind == "mode":
        row["mode"], row["capacity"] = change.name, change.to
    elif change.kind in ("use", "feature"):
        row["uses" if change.kind == "use" else "features"] += [change.name]
    else:
        row["rent_week" if change.kind == "rent" else "break_notice_days"] = change.to


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", nargs="+")
    parser.add_argument("--checker", required=True)
    parser.add_argument("--seconds", type=float, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
