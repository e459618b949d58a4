"""How long an import takes and how much memory it needs. Run by hand:

    python bench/imports.py [--rows 100000] [--format csv|xlsx] [--postgres] [--undo]

Makes a register of that many rows in a temporary folder, imports it twice in a process of its own, and prints for
each run the seconds, the rows per second, and the processor time and peak memory of the process and of the one that
reads a workbook for it. With --undo it then takes the first import back and says what is left.
"""

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

HEADINGS = ["Reģistra Nr.", "Adrese", "Telpas", "Platība, m²", "Īpašnieks", "Statuss", "Brīvs kopš",
            "Nomas maksa, EUR/m² mēn.", "Apkure", "Piezīmes"]
STREETS = ["Dārza ielā", "Pils iela", "O.Vācieša iela", "Šķūņu iela", "Brīvības prospektā", "Tirgus laukums"]
OWNERS = ["pašvaldība", "privātpersona", "SIA", *(f'SIA "Uzņēmums {number}"' for number in range(2000))]
STATUSES = ["brīvs", "aizņemts", "tukšs", "sezonas", "iznomāts", "nav piemērots"]


def register(rows: int) -> Iterator[list[str]]:
    """Always the same rows. One in a hundred has something wrong."""
    dice = random.Random(20261122)
    yield HEADINGS
    for number in range(1, rows + 1):
        day = f"{dice.randint(1, 28):02}.{dice.randint(1, 12):02}.{dice.randint(2005, 2026)}."
        row = [f"R-{number}", f"{dice.choice(STREETS)} {dice.randint(1, 900)}{dice.choice(['', 'a', ' B'])}",
               f"telpu grupa Nr. {number}", f"{dice.randint(900, 25000) / 100:.2f}".replace(".", ","),
               dice.choice(OWNERS), dice.choice(STATUSES), day, f"{dice.randint(0, 900) / 100:.2f}".replace(".", ","),
               dice.choice(["centrālā", "malka", "nav", ""]), f"piezīme {number}"]
        if dice.random() < 0.01:
            row[dice.choice([3, 6])] = "30.02.2024"
        yield row


def write(path: Path, rows: int) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(register(rows))
        return
    import xlsxwriter  # noqa: PLC0415  only this kind needs it

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Telpas")
        for number, row in enumerate(register(rows)):
            sheet.write_row(number, 0, row)


BEGUN = """
import resource, sys
from django.conf import settings
settings.DEBUG = False  # as in production: Django then does not keep the statements
from django.core.management import execute_from_command_line
"""
IMPORTED = """
execute_from_command_line(["manage.py", "import_units", *sys.argv[1:]])
"""
UNDONE = """
import django
django.setup()
from vacancies.imports.at_work import collect_garbage_seldom
from vacancies.imports.undo import undo_run
from vacancies.models import ImportRun, Unit
collect_garbage_seldom()  # as the process does that the page starts
run = ImportRun.objects.earliest("pk")
undo_run(run=run, by=None)
print({name: run.report["undone"][name] for name in ("removed", "put_back", "kept_total")}, "units left:", Unit.objects.count())
"""
USED = """
own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
used, read = (who.ru_utime + who.ru_stime for who in (own, children))
print(f"CPU {used:.0f} s, of the reader {read:.0f} s; peak memory {own.ru_maxrss / 1024:.0f} MB, of the reader {children.ru_maxrss / 1024:.0f} MB")
"""


def measure(name: str, what: str, rows: int, environment: dict[str, str], *arguments: str) -> None:
    began = time.perf_counter()
    command = [sys.executable, "-c", BEGUN + what + USED, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    print(f"{name}: {seconds:.1f} s, {rows / seconds:.0f} rows/s; " + "; ".join(done.stdout.splitlines()[-4:]), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--format", "--kind", dest="kind", choices=["csv", "xlsx"], default="csv")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--undo", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="skatlogs-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        path = folder / f"register.{options.kind}"
        write(path, options.rows)
        print(f"{path.name}: {options.rows} rows, {path.stat().st_size / 1e6:.1f} MB")
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
        environment |= {"DEBUG": "on", "DATABASE_URL": database(folder, options.postgres)}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"], cwd=ROOT, env=environment, check=True)
        for run in ("first run", "second run"):
            measure(run, IMPORTED, options.rows, environment, str(path), "--report", str(path.with_suffix(".json")), "--skip-checks")
        if options.undo:
            measure("undone", UNDONE, options.rows, environment)


def database(folder: Path, is_postgres: bool) -> str:
    if not is_postgres:
        return f"sqlite:///{folder}/db.sqlite3"
    from tests import postgres  # noqa: PLC0415  only where it is asked for

    return postgres.start(folder / "postgres")


if __name__ == "__main__":
    main()
