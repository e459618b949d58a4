"""python manage.py load_demo: fills an empty database with the demonstration town."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from popups.demo.town import load
from vacancies.models import Unit
from vacancies.problem import Refused


class Command(BaseCommand):
    help = "Loads the demonstration town: invented people and places. The same seed and day give the same town."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when the register already holds units")
        parser.add_argument("--seed", type=int, default=7, help="another number gives another town")
        parser.add_argument("--without-pictures", action="store_true", help="draw no shop fronts, which is quicker")
        parser.add_argument("--today", type=date.fromisoformat, help="the day around which everything happens, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Unit.objects.exists():
            with override("en"):
                self.stdout.write(_("The register already holds units; the demonstration town was not loaded again."))
            return
        try:
            rows = load(seed=options["seed"], today=options["today"] or timezone.localdate(),
                        has_pictures=not options["without_pictures"])
        except Refused as refused:
            with override("en"):
                raise CommandError(" ".join(str(problem.message) for problem in refused.problems)) from None
        with override("en"):  # as everything that ./run says; the town itself speaks its own language
            counts = ", ".join(f"{count} {model._meta.verbose_name_plural}" for model, count in rows.items())
            self.stdout.write(_("The demonstration town is ready: %(counts)s.") % {"counts": counts})
