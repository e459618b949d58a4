"""What the busiest pages cost in a small town and in a large one. Run by hand:

    python bench/pages.py [--sizes 10,1000,10000] [--rounds 9] [--seconds 300] [--postgres] [--json FILE]

Fills one throw-away database for each size (so many units, and as many applications up to MOST_APPLICATIONS), visits
every page in each of them turn by turn, and prints the queries, the processor and wall time of one answer, its size, and
how many times the processor time of a bare Django view that is. Nothing here fails for being slow; lines that grow are
marked. On a loaded machine it makes fewer rounds: none begins after so many seconds of visits, and one is always made.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402  found only with the line above
from vacancies.progress import Progress  # noqa: E402

TOO_MUCH = 1.2  # the goal: the large town costs at most so many times the small one
WARM_UP = 1
LEAST_APPLICATIONS, MOST_APPLICATIONS = 50, 2000  # a queue with anybody in it; more make no page of the register longer
BARE = "bare view"
HOST = "skatlogs.example.org"
Figures = dict[str, dict[str, Any]]  # page → queries, bytes, cpu, wall


class Town:
    """One database with its process. Everything it says on the way is shown, its answers are not."""

    def __init__(self, size: int, database: str, folder: Path) -> None:
        self.size, self.rounds = size, []
        applications = min(max(size, LEAST_APPLICATIONS), MOST_APPLICATIONS)
        command = [sys.executable, str(ROOT / "bench" / "visits.py"), "--size", str(size),
                   "--applications", str(applications), "--static", str(folder / "static")]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment(database, folder), text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._answer()

    def ask(self, word: str) -> Figures:
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        return json.loads(self._answer())

    def _answer(self) -> str:
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"The town of {self.size} ended too early; what it said stands above.")
        return line

    def figures(self) -> Figures:
        """Queries are counted last and apart from the rounds, because counting them takes time."""
        found = self.ask("queries")
        for name, page in found.items():
            page |= {kind: median(one[name][kind] for one in self.rounds) for kind in ("cpu", "wall")}
        for page in found.values():
            page["times_bare"] = page["cpu"] / found[BARE]["cpu"]
        return found

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def environment(database: str, folder: Path) -> dict[str, str]:
    """As in production (docs/operations.md). Nothing of the settings of whoever runs this."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return kept | {
        "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": database,
        "SECRET_KEY": secrets.token_urlsafe(60), "ALLOWED_HOSTS": HOST, "SKATLOGS_SITE_URL": f"https://{HOST}",
        "SKATLOGS_HTTPS": "proxy", "EMAIL_URL": "consolemail://", "MEDIA_ROOT": str(folder / "media")}


@contextmanager
def databases(is_postgres: bool, folder: Path) -> Iterator[Any]:
    """A function that gives the address of a new database for a size."""
    if not is_postgres:
        yield lambda size: f"sqlite:///{folder}/{size}.sqlite3"
        return
    server = postgres.start(folder / "postgres")

    def create(size: int) -> str:
        bindir = next(postgres.binaries())
        made = postgres.Server(folder / "postgres", bindir)
        made.make_readable()
        made.call("createdb", "-h", folder / "postgres", "-U", "test", f"town{size}")
        return server.rsplit("/", 1)[0] + f"/town{size}"

    yield create


def measure(sizes: list[int], rounds: int, seconds: int, is_postgres: bool, folder: Path) -> dict[int, Figures]:
    """The towns take turns, so that what else the machine does hits all of them alike."""
    with ExitStack() as stack:
        database_for = stack.enter_context(databases(is_postgres, folder))
        towns = []
        with Progress("Filling the towns", total=sum(sizes)) as progress:
            for size in sizes:
                towns.append(Town(size, database_for(size), folder))
                stack.callback(towns[-1].end)
                progress.at(sum(town.size for town in towns))
        visit_in_turn(towns, rounds, seconds)
        return {town.size: town.figures() for town in towns}


def visit_in_turn(towns: list[Town], rounds: int, seconds: int) -> None:
    until = time.monotonic() + seconds
    with Progress("Rounds", total=rounds) as progress:
        for number in range(-WARM_UP, rounds):
            if number > 0 and time.monotonic() > until:
                print(f"Stopped after {number} of {rounds} rounds: {seconds} seconds are over.", file=sys.stderr)
                return
            for town in towns:
                figures = town.ask("visit")
                town.rounds += [figures] if number >= 0 else []
            progress.at(max(0, number + 1))


def mark(small: dict[str, Any], large: dict[str, Any]) -> str:
    grown = [f"{large['queries'] - small['queries']:+d} queries"] if large["queries"] > small["queries"] else []
    grown += ["CPU"] if large["cpu"] > TOO_MUCH * small["cpu"] else []
    return "  <- grows: " + ", ".join(grown) if grown else ""


def lines(measured: dict[int, Figures]) -> Iterator[str]:
    sizes = list(measured)
    heads = "".join(f" | {'at ' + str(size):>7} {'CPU ms':>7} {'wall':>6} {'kB':>6} {'×bare':>6}" for size in sizes)
    yield f"{'page':<32}{heads} | CPU {sizes[-1]}/{sizes[0]}"
    for name in measured[sizes[0]]:
        pages = [measured[size][name] for size in sizes]
        cells = "".join(f" | {page['queries']:>3} SQL {page['cpu']:>7.1f} {page['wall']:>6.1f} {page['bytes'] / 1000:>6.1f}"
                        f" {page['times_bare']:>6.1f}" for page in pages)
        yield f"{name:<32}{cells} | {pages[-1]['cpu'] / pages[0]['cpu']:.2f}{mark(pages[0], pages[-1])}"


def sizes_of(text: str) -> list[int]:
    found = sorted({int(part) for part in text.split(",")})
    if found[0] < 5:
        raise argparse.ArgumentTypeError("a town needs 5 units at least")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=sizes_of, default=[10, 1000, 10_000], help="numbers of units (10,1000,10000)")
    parser.add_argument("--rounds", type=int, default=9, help="visits of each page that are timed (9)")
    parser.add_argument("--seconds", type=int, default=300, help="no round begins after so many (300)")
    parser.add_argument("--postgres", action="store_true", help="PostgreSQL instead of SQLite")
    parser.add_argument("--json", type=Path, help="write all figures, with the statements, to this file")
    options = parser.parse_args()
    settings.configure(USE_I18N=False)  # this process only prints; the towns have the settings of the product
    with tempfile.TemporaryDirectory(prefix="skatlogs-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        measured = measure(options.sizes, options.rounds, options.seconds, options.postgres, folder)
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1))
    for line in lines(measured):
        print(line)


if __name__ == "__main__":
    main()
