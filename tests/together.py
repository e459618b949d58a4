"""Tests of one file that share what is costly to make, or count what all of them did, run one after the other on one worker of pytest-xdist.

They are marked with xdist_group, which the reader sees; pytest-xdist itself loses the mark on its way to the controller, so the files are
read here.
"""

from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadGroupScheduling

HERE = Path(__file__).parent


class Together(LoadGroupScheduling):
    @cached_property
    def files(self) -> frozenset[str]:
        return frozenset(path.relative_to(HERE.parent).as_posix() for path in HERE.rglob("test_*.py") if "mark.xdist_group(" in path.read_text("utf-8"))

    def _split_scope(self, nodeid: str) -> str:
        """Whatever has the same scope goes to the same worker."""
        file = nodeid.partition("::")[0]
        return file if file in self.files else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together | None:
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None
