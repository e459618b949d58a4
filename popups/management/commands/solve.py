"""python manage.py solve PROBLEM.json --output PLAN.json: a plan for a problem in a file; no database is touched."""

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from popups.matching.formats import FormatError, write_plan
from popups.matching.reading import read_foreign_problem
from popups.matching.solve import Plan, solve

MOST_SECONDS = 86_400


class Command(BaseCommand):
    help = "Makes the best plan it finds for a problem in the format shopmatch-instance/1, and writes it as shopmatch-plan/1."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("problem", help="the file with the problem; - reads from the standard input")
        parser.add_argument("--output", default="-", help="where the plan is written; - is the standard output")
        parser.add_argument("--seconds", type=float, default=10, help="how much work may be done, and how long it may take at most")
        parser.add_argument("--seed", type=int, default=0, help="another number walks another way; the same one finds the same plan")
        parser.add_argument("--progress", action="store_true", help="tell each better plan while it runs")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 < options["seconds"] <= MOST_SECONDS:  # nor is nan
            raise CommandError(f"--seconds must be more than 0, and {MOST_SECONDS} at most.")
        if not _can_be_written(options["output"]):
            raise CommandError(f"Nothing can be written to {options['output']}. Name a file in a folder that is there.")
        try:
            problem = read_foreign_problem(_read(options["problem"]))
        except UnicodeDecodeError as wrong:
            raise CommandError(f"{options['problem']} is not text in UTF-8: {wrong.reason}.") from wrong
        except (FormatError, OSError) as wrong:
            raise CommandError(str(wrong)) from wrong
        tell = self.tell if options["progress"] else lambda _value, _bound: None
        self.told = ""
        plan = solve(problem, seconds=options["seconds"], seed=options["seed"], tell=tell)
        self.write(write_plan(plan.placements, method="skatlogs", value=plan.value, bound=plan.bound, proven=plan.is_proven,
                              seed=options["seed"]), options["output"])
        self.stderr.write(said(plan))

    def tell(self, value: int, bound: int | None) -> None:
        said = f"value {value}" + (f", at most {bound}: {value / bound:.2%}" if bound else "")
        if said != self.told:  # an engine also tells where nothing is new
            self.stderr.write(said)
        self.told = said

    def write(self, text: str, output: str) -> None:
        if output == "-":
            self.stdout.write(text, ending="")
            return
        try:
            Path(output).write_text(text, encoding="utf-8")
        except OSError as wrong:
            raise CommandError(str(wrong)) from wrong


def _can_be_written(output: str) -> bool:
    """Asked before anything is thought about: minutes of work are not to be lost for a folder that is not there."""
    path = Path(output)
    return output == "-" or not path.is_dir() and os.access(path if path.exists() else path.parent, os.W_OK)


def _read(name: str) -> str:
    return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")


def said(plan: Plan) -> str:
    """One line: how many are placed, what the plan is worth, and how much better another one could be at most."""
    text = f"{len(plan.placements)} placed, value {plan.value}"
    if plan.is_proven:
        text += ", proven: no plan is better"
    elif plan.bound:
        text += f", at least {plan.value / plan.bound:.2%} of the best"
    return text + {"clock": "; stopped by the clock, so another machine may find another plan", "cancelled": "; cancelled"}.get(plan.stopped_by, "")
