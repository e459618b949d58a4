"""Carries out what a page of the import began and could not wait for. Started by Skatlogs itself."""

import logging
import threading
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from vacancies.imports.at_work import collect_garbage_seldom
from vacancies.imports.runs import Work
from vacancies.imports.work import carry_out
from vacancies.models import ImportRun

log = logging.getLogger(__name__)
_BEAT = 10.0  # seconds; an import is taken for dead after two minutes without


class Command(BaseCommand):
    help = "Carries out an import that was begun in the browser. Skatlogs starts it; by hand only to go on with one that stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", help=_("key of the import"))
        parser.add_argument("work", choices=list(Work))

    def handle(self, *args: Any, **options: Any) -> None:
        run = ImportRun.objects.filter(key=options["key"]).first()
        if run is None:
            raise CommandError(_("There is no such import."))
        collect_garbage_seldom()
        over = threading.Event()
        heart = threading.Thread(target=_beat, args=(run.pk, over), daemon=True)
        heart.start()
        try:
            carry_out(run, Work(options["work"]))
        except Exception:
            log.exception("Import %s stopped", run.key)
            raise
        finally:
            over.set()


def _beat(pk: int, over: threading.Event) -> None:
    """A sign of life also while the file is only being read. A database that is busy hears the next one."""
    while not over.wait(_BEAT):
        with suppress(DatabaseError):
            ImportRun.objects.filter(pk=pk).update(touched_at=timezone.now())
    connection.close()
