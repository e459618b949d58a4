"""What was changed in the input of a what-if, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from popups.matching.problem import house_of
from popups.models import Application, Plan
from popups.reports.plan_picture import Open
from popups.reports.plan_reasons import words_of
from popups.reports.plan_words import Words

Told = Mapping[str, Any]


def changes_in_words(shown: Open, kept: frozenset[int]) -> list[str]:
    """In the order in which they were made. No query where there are none, else four. kept: applications that are told by their reference only."""
    plan: Plan = shown.plan
    if not plan.changes:
        return []
    rows = Application.objects.filter(call=plan.call, reference__in=[row["application"] for row in plan.changes if "application" in row])
    names = {row.reference: row.reference if row.pk in kept else row.title or row.reference for row in rows}
    words = words_of(shown)
    houses = {house_of(name): label.partition(": ")[0] for name, label in words.places.items() if house_of(name) != name}
    names |= {**houses, **words.places}
    return [SAID[row["code"]]({part: names.get(value, value) if part in {"application", "unit"} else value for part, value in row.items()}, words)
            for row in plan.changes]


def _stays(row: Told, words: Words) -> str:
    days = {"first": words.day(row["start"]), "last": words.last_day(row["start"] + row["days"])}
    return _("“%(application)s” stays in “%(unit)s” from %(first)s to %(last)s.") % {**row, **days}


def _weighs(row: Told, _words: Words) -> str:
    what = {"point": _("a point of the score"), "first_timer": _("more for a first stay"), "day": _("a filled day"), "rank": _("wishes")}[row["weight"]]
    return _("This counts %(percent)d per cent of what it did: %(what)s.") % {"percent": row["percent"], "what": what}


SAID: dict[str, Callable[[Told, Words], str]] = {
    "withdraw": lambda row, _words: _("The owner of “%(unit)s” says no.") % row,
    "opens": lambda row, words: _("“%(unit)s” is free from %(day)s on.") % {**row, "day": words.day(row["day"])},
    "closes": lambda row, words: _("“%(unit)s” is free until %(day)s.") % {**row, "day": words.last_day(row["day"])},
    "weigh": _weighs,
    "exclude": lambda row, _words: _("“%(application)s” had never come.") % row,
    "forbid": lambda row, _words: _("“%(application)s” is not in “%(unit)s”.") % row,
    "allow": lambda row, _words: _("“%(application)s” may be in “%(unit)s”, which was ruled out.") % row,
    "pin": _stays,
    "unpin": lambda row, _words: _("Nothing is fixed for “%(application)s”.") % row,
}
