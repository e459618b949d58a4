"""python manage.py tick: the only periodic job; every five minutes, from cron or a systemd timer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from popups.tick import Part, tick

CLEAR_LINE = "\r\x1b[K"


class Command(BaseCommand):
    help = "Expires offers, writes reminders, sends waiting letters and removes what is no longer needed."

    def handle(self, *args: Any, **options: Any) -> None:
        failures, did_something = 0, False
        for done in tick(announce=self.announce):
            self.clear()
            if done.is_failure:
                failures += 1
                self.stderr.write(done.sentence)
            elif options["verbosity"] > 1 or options["verbosity"] and done.count:  # with --verbosity 2 also what found nothing to do
                did_something = True
                self.stdout.write(done.sentence)
        if options["verbosity"] and not failures and not did_something:
            self.stdout.write(_("Nothing was due."))
        if failures:
            raise CommandError(_("Not everything could be done; the log says why."))

    def announce(self, part: Part) -> None:
        """On a terminal one sees what is going on; a journal gets only the sentences."""
        if self.stderr.isatty():
            self.stderr.write(f"{part.name} …", ending="")
            self.stderr.flush()

    def clear(self) -> None:
        if self.stderr.isatty():
            self.stderr.write(CLEAR_LINE, ending="")
