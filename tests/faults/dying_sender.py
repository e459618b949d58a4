"""Sends the results of a call, or the letters that wait, each time in a process of its own that may be killed at any step.

Reads one order a line, as JSON, and says how each process ended. A step is a statement asked of the database, the commit, and a
letter handed to the mail server. The processes are forks of this one, which never speaks to the database itself.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402 (models come after the set-up)

from popups import letters  # noqa: E402
from popups.lifecycle.results import send_results  # noqa: E402
from popups.models import Call, User  # noqa: E402


class Steps:
    """Counts down; who is asked for one more is gone without a goodbye. None: never."""

    def __init__(self, left: int | None) -> None:
        self.left = left

    def next(self) -> None:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.left is not None:
            self.left -= 1

    def before(self, act: Callable) -> Callable:
        def do(*arguments, **named):
            self.next()
            return act(*arguments, **named)

        return do

    def before_statement(self, execute, sql, params, many, context):
        self.next()
        return execute(sql, params, many, context)


def carry_out(order: dict) -> None:
    steps = Steps(order["dies_after"])
    connection.execute_wrappers.append(steps.before_statement)
    connection._commit = steps.before(connection._commit)
    letters.EmailMultiAlternatives.send = steps.before(letters.EmailMultiAlternatives.send)
    if order["what"] == "results":
        send_results(call=Call.objects.get(reference=order["call"]), by=User.objects.get(email=order["by"]))
    else:
        letters.send_waiting()
    steps.next()


def fork(order: dict, gate: int, latch: int) -> int:
    """The child begins when nobody holds the latch any more, so that several begin at the same moment."""
    child = os.fork()
    if child:
        return child
    os.close(latch)
    os.read(gate, 1)
    try:
        carry_out(order)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


for line in sys.stdin:
    told = json.loads(line)
    gate, latch = os.pipe()
    children = [fork(told, gate, latch) for _number in range(told["together"])]
    os.close(latch)
    os.close(gate)
    print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]), flush=True)
