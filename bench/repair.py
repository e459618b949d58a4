"""How little a repair disturbs, and what it wins: .venv/bin/python bench/repair.py INSTANCES… [--checker FILE] [--seconds 20] [--declines 50]

INSTANCES are files in the format shopmatch-instance/1; for the checker see bench/matching.py. Two tables, in processor seconds of this process:
the last tenth of the applications comes after people were told of a plan (the gain and the moves of a repair, as shares of those of a plan
made anew); and one placement of a plan after another is declined (how many others are told otherwise, in the median and at most).

--bound SECONDS: after so long at the whole of the first question, what share of the gain no repair whatever can pass that moves at most 15 in
100 of those whom the new plan moves.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np  # noqa: E402

from popups.matching.board import Board  # noqa: E402
from popups.matching.columns import Stays, question  # noqa: E402
from popups.matching.formats import read_problem, write_plan  # noqa: E402
from popups.matching.highs import whole  # noqa: E402
from popups.matching.judge import violations  # noqa: E402
from popups.matching.layout import lay_out  # noqa: E402
from popups.matching.problem import MatchingProblem, Placement, total  # noqa: E402
from popups.matching.repair import Repair, repair  # noqa: E402
from popups.matching.retelling import at_least  # noqa: E402
from popups.matching.solve import solve  # noqa: E402
from popups.matching.whatif import changed, exclude  # noqa: E402
from popups.matching.work import Work  # noqa: E402

LATE = ("instance", "told", "anew", "repair", "share of gain", "moves anew", "told otherwise", "share of moves", "of these dropped", "CPU s", "at most", "checker")
DECLINED = ("instance", "declines", "told otherwise: median", "told otherwise: most", "dropped", "places filled again", "CPU s: median",
            "CPU s: most", "checker")


def main() -> int:
    options = arguments()
    late, declined = [], []
    for name in options.instances:
        problem = read_problem(Path(name).read_text(encoding="utf-8"))
        anew = solve(problem, seconds=options.seconds, clock=options.clock).placements
        late.append(late_row(name, problem, anew, options))
        show([LATE, late[-1]])
        if options.declines:
            declined.append(declined_row(name, problem, anew, options))
            show([DECLINED, declined[-1]])
    print("\nThe last tenth of the applications comes later\n")
    show([LATE, *late])
    if declined:
        print("\nOne after another declines\n")
        show([DECLINED, *declined])
    is_legal = all(row[-1] in ("legal", "own") for row in [*late, *declined])
    return 0 if is_legal else 1


def late_row(name: str, problem: MatchingProblem, anew: tuple[Placement, ...], options: argparse.Namespace) -> list[object]:
    promised = {pin.application for pin in problem.pins}  # whoever was promised a place was there before
    rows = sorted(problem.applications, key=lambda row: (row.id not in promised, row.received))
    early = replace(problem, applications=tuple(rows[:len(rows) * 9 // 10]))
    told = solve(early, seconds=options.seconds, clock=options.clock).placements
    mended, seconds = timed(problem, told, {row.id for row in rows[len(early.applications):]}, options)
    before, gain, moves = total(problem, told), total(problem, anew) - total(problem, told), len(set(told) - set(anew))
    return [Path(name).stem, before, total(problem, anew), mended.value, f"{(mended.value - before) / gain:.3f}", moves, mended.disturbed,
            f"{mended.disturbed / moves:.3f}", len(mended.of("dropped")), f"{seconds:.1f}", at_most(problem, told, moves, before, gain, options),
            judged(name, problem, mended, options.checker)]


def at_most(problem: MatchingProblem, told: tuple[Placement, ...], moves: int, before: int, gain: int, options: argparse.Namespace) -> str:
    """Every stay that the rules allow is asked about, so that the bound holds for whatever anybody may find."""
    if not options.bound:
        return "-"
    layout = lay_out(problem)
    board, stays, units = Board(layout), Stays(layout), list(range(len(layout.capacity)))
    columns, rows = stays.of(units), {row.id: place for place, row in enumerate(problem.applications)}
    names = {unit.id: place for place, unit in enumerate(problem.units)}
    where = {(rows[row.application], names[row.unit], row.start // layout.grain, row.days // layout.grain) for row in told if row not in problem.pins}
    is_told = np.array([(row, *spot) in where for row, spot in map(columns.stay, range(len(columns)))])
    asked = at_least(question(columns, board, units), is_told, len(where) - moves * 15 // 100)
    bound = whole(asked, Work(options.bound), nodes=10**9).bound
    return f"{(bound + board.value - before) / gain:.3f}"


def declined_row(name: str, problem: MatchingProblem, told: tuple[Placement, ...], options: argparse.Namespace) -> list[object]:
    free = [row for row in told if row not in problem.pins]
    found, seconds, said = [], [], set()
    for stay in Random(0).sample(free, min(options.declines, len(free))):
        mended, took = timed(changed(problem, [exclude(stay.application)]), told, set(), options)
        said.add(judged(name, problem, mended, options.checker))
        found.append(mended)
        seconds.append(took)
    disturbed = [mended.disturbed for mended in found]
    return [Path(name).stem, len(found), median(disturbed), max(disturbed), sum(len(mended.of("dropped")) for mended in found),
            sum(len(mended.placements) >= len(told) for mended in found), f"{median(seconds):.1f}", f"{max(seconds):.1f}",
            said.pop() if len(said) == 1 else "BROKEN"]


def timed(problem: MatchingProblem, told: tuple[Placement, ...], late: set[str], options: argparse.Namespace) -> tuple[Repair, float]:
    began = time.process_time()
    mended = repair(problem, told, late=late, seconds=options.seconds, clock=options.clock)
    return mended, time.process_time() - began


def judged(name: str, problem: MatchingProblem, mended: Repair, checker: str) -> str:
    """By the independent checker if there is one; its objective must be ours. A plan without somebody is a plan of the whole instance too."""
    if not checker:
        return "own" if not violations(problem, mended.placements) else "BROKEN"
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(write_plan(mended.placements, method="skatlogs"))
        file.flush()
        done = subprocess.run([sys.executable, checker, "check", name, file.name], capture_output=True, text=True)
    said = json.loads(done.stdout.splitlines()[-1])
    return "legal" if done.returncode == 0 and said["objective"] == mended.value else "BROKEN"


def show(rows: list) -> None:
    head, *body = rows
    print("| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1), sep="\n")
    for row in body:
        print("| " + " | ".join(map(str, row)) + " |", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", nargs="+")
    parser.add_argument("--checker", default="")
    parser.add_argument("--seconds", type=float, default=20, help="of work for each plan that is made anew")
    parser.add_argument("--clock", type=float, default=900, help="seconds after which anything is stopped wherever it is")
    parser.add_argument("--declines", type=int, default=50)
    parser.add_argument("--bound", type=float, default=0.0)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
