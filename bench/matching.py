"""How good plans are, how fast, and against what.

    .venv/bin/python bench/matching.py INSTANCES… --seconds 1,10,60 [--checker FILE]
    .venv/bin/python bench/matching.py --generator FILE --seeds 11,12,13 [--only small,town,profiles,city,large] [--checker FILE]

INSTANCES are files in the format shopmatch-instance/1. The generator is any program that takes `gen --profile P --units N --apps N --seed S
-o FILE` and writes such a file; with it the rows of the targets are measured on fresh seeds. The checker is any program that takes
`check INSTANCE PLAN`, prints the plan's objective as JSON and ends with 0 for a legal plan. Without one, our own judge says it, and the table says so.

Each run is a process of its own, so that its memory is its own. "CPU s" is its processor time without starting Python; the run is not
stopped by the clock unless --clock is given, so that a busy machine measures the same plans. The share is that of the best bound
proven by any run for the instance. How repairs fare is measured by bench/repair.py.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from popups.matching.formats import read_problem, write_plan  # noqa: E402
from popups.matching.judge import violations  # noqa: E402
from popups.matching.problem import total  # noqa: E402
from popups.matching.queue import first_come  # noqa: E402
from popups.matching.solve import solve  # noqa: E402

# name: profile, units, applications, seconds, whether every seed or the first
ROWS = {
    "small": [("town", 10, 40, (2,), True)],
    "town": [("town", 50, 400, (1, 10, 60), True)],
    "profiles": [(profile, 50, 400, (180,), False) for profile in ("town", "scarce", "popup", "longlet", "open")],
    "city": [("town", 200, 2_000, (60,), False)],
    "large": [("town", 1_000, 10_000, (60,), False)],
}
HEAD = ("instance", "seconds", "CPU s", "first plan s", "placed", "first come", "empty weeks", "first come", "value", "bound", "share", "proven",
        "× first come", "MB", "checker")


def main() -> int:
    options = arguments()
    if options.one:
        print(json.dumps(one(options)))  # noqa: T201
        return 0
    print(f"Python {sys.version.split()[0]}, HiGHS {version('highspy')}, numpy {version('numpy')}\n")  # noqa: T201
    print("|", " | ".join(HEAD), "|\n|---" + "|--:" * (len(HEAD) - 1) + "|", flush=True)  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        asked = [(Path(name), options.seconds) for name in options.instances] + list(generated(options, Path(folder)))
        is_legal = [measured(name, seconds, options, Path(folder)) for name, seconds in asked]
    return 0 if all(is_legal) else 1


def generated(options: argparse.Namespace, folder: Path) -> list[tuple[Path, list[float]]]:
    found = []
    for row in options.only if options.generator else []:
        for profile, units, applications, seconds, is_every in ROWS[row]:
            for seed in options.seeds if is_every else options.seeds[:1]:
                found.append((instance(options.generator, folder, profile, units, applications, seed), list(seconds)))
    return found


def instance(generator: str, folder: Path, profile: str, units: int, applications: int, seed: str) -> Path:
    path = folder / f"{profile}_{units}x{applications}_s{seed}.json"
    command = ["gen", "--profile", profile, "--units", units, "--apps", applications, "--seed", seed, "-o", path]
    subprocess.run([sys.executable, generator, *map(str, command)], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return path


def measured(name: Path, every: list[float], options: argparse.Namespace, folder: Path) -> bool:
    return all(run["checker"] in ("legal", "own") for run in runs(name, every, options, folder))


def runs(name: Path, every: list[float], options: argparse.Namespace, folder: Path) -> list[dict[str, Any]]:
    """One for each number of seconds, and a line is printed for it; the share of each is that of the best bound among them."""
    found = []
    for seconds in every:
        command = [__file__, str(name), "--one", "--seconds", seconds, "--seed", options.seed, "--clock", options.clock, "--plan", folder / "plan"]
        done = subprocess.run([sys.executable, *map(str, command)], check=True, capture_output=True, text=True)  # noqa: S603
        run = json.loads(done.stdout)
        found.append(run | {"checker": checked(options.checker, name, folder / "plan", run) if options.checker else run["judge"]})
    bound = min(run["bound"] for run in found)
    for seconds, run in zip(every, found, strict=True):
        run["share"] = run["value"] / bound
        cells = [name.stem, f"{seconds:g}", f"{run['cpu']:.1f}{'!' if run['stopped'] else ''}", f"{run['first']:.2f}", run["placed"], run["queue_placed"],
                 run["empty"], run["queue_empty"], run["value"], bound, f"{run['share']:.4f}", "yes" if run["proven"] else "no",
                 f"{run['value'] / run['queue']:.3f}", run["megabytes"], run["checker"]]
        print("|", " | ".join(map(str, cells)), "|", flush=True)  # noqa: T201
    return found


def one(options: argparse.Namespace) -> dict[str, Any]:
    """A run, in a process of its own."""
    began, told = time.process_time(), []
    problem = read_problem(Path(options.instances[0]).read_text(encoding="utf-8"))
    plan = solve(problem, seconds=options.seconds[0], seed=options.seed, clock=options.clock,
                 tell=lambda _value, _bound: told.append(time.process_time() - began))
    cpu, memory = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    queue = first_come(problem)
    Path(options.plan).write_text(write_plan(plan.placements, method="skatlogs"), encoding="utf-8")
    return {"cpu": cpu, "first": told[0], "value": plan.value, "bound": plan.bound, "proven": plan.is_proven, "placed": len(plan.placements),
            "queue": total(problem, queue) or 1, "queue_placed": len(queue), "empty": empty(problem, plan.placements),
            "queue_empty": empty(problem, queue), "stopped": plan.stopped_by, "megabytes": memory,
            "judge": "BROKEN" if violations(problem, plan.placements) else "own"}


def empty(problem: Any, placements: Any) -> int:
    """Weeks of whole units for which nobody comes."""
    there = sum(end - first for unit in problem.units for first, end in unit.windows)
    return round((there - sum(row.days / problem.unit[row.unit].capacity for row in placements)) / 7)


def checked(checker: str, name: Path, plan: Path, run: dict[str, Any]) -> str:
    """What the independent checker says; its objective must be ours."""
    done = subprocess.run([sys.executable, checker, "check", str(name), str(plan)], capture_output=True, text=True)  # noqa: S603
    said = json.loads(done.stdout.splitlines()[-1])
    return "legal" if done.returncode == 0 and said["objective"] == run["value"] else f"BROKEN {done.stdout[:200]}"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", nargs="*")
    parser.add_argument("--checker", default="")
    parser.add_argument("--generator", default="", help="makes fresh instances for the rows of the targets")
    parser.add_argument("--seeds", type=lambda text: text.split(","), default=["1", "2", "3"])
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(ROWS), help=f"of the targets: {', '.join(ROWS)}")
    parser.add_argument("--seconds", type=lambda text: [float(part) for part in text.split(",")], default=[1, 10, 60])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--clock", type=float, default=1e5, help="stop each run after so many seconds, whatever it has done by then")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--plan", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
