"""One line on a terminal that says how far a long command is. Files and pipes get nothing."""

import sys
import time
from types import TracebackType
from typing import Self, TextIO

from django.utils.translation import gettext as _

_SECONDS_BETWEEN = 0.2
_CLEAR = "\r\x1b[2K"


class Progress:
    """with Progress(_("Units"), total=500) as progress: … progress.at(120)"""

    def __init__(self, label: object, *, total: int = 0, stream: TextIO | None = None) -> None:
        self._label, self._total = str(label), total
        self._stream = stream or sys.stderr
        self._is_shown = self._stream.isatty()
        self._began = time.monotonic()
        self._next = 0.0

    def __enter__(self) -> Self:
        self._write(self._label + " …")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        """Leaves no line behind, so that what the command says next stands alone."""
        if self._is_shown:
            self._stream.write(_CLEAR)
            self._stream.flush()

    def at(self, done: int) -> None:
        now = time.monotonic()
        if self._is_shown and now >= self._next:
            self._next = now + _SECONDS_BETWEEN
            self._write(self._line(done, now - self._began))

    def _line(self, done: int, seconds: float) -> str:
        values = {"label": self._label, "done": done, "total": self._total, "seconds": int(seconds)}
        if not 0 < done <= self._total:
            return _("%(label)s: %(done)d, %(seconds)d s") % values
        values["left"] = int(seconds / done * (self._total - done))
        return _("%(label)s: %(done)d of %(total)d, about %(left)d s left") % values

    def _write(self, line: str) -> None:
        if self._is_shown:
            self._stream.write(_CLEAR + line)
            self._stream.flush()
