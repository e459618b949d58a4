"""Thinks about a plan that was asked for on a page. Started by Skatlogs itself."""

import logging
import threading
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.utils import timezone

from popups.lifecycle.plan_runs import run_plan
from popups.models import Plan

log = logging.getLogger(__name__)
_BEAT = 5.0  # seconds; a plan is taken for dead after thirty without


class Command(BaseCommand):
    help = "Thinks about a plan that was asked for in the browser. Skatlogs starts it by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", help="reference of the plan, such as P-7KQ4")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.objects.select_related("call", "asked_by").filter(reference=options["reference"]).first()
        if plan is None:
            raise CommandError(f"There is no plan {options['reference']}.")
        over = threading.Event()
        heart = threading.Thread(target=_beat, args=(plan.pk, over), daemon=True)
        heart.start()
        try:
            run_plan(plan)
        finally:
            over.set()
            heart.join()


def _beat(pk: int, over: threading.Event) -> None:
    """A sign of life also while the engine is deep in a programme of its own. A database that is busy hears the next one."""
    while not over.wait(_BEAT):
        with suppress(DatabaseError):
            Plan.objects.filter(pk=pk, ended_at__isnull=True).update(pulse_at=timezone.now())
    connection.close()
