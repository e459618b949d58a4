"""The story of one unit: what was done with it, and how its entry in the register changed, newest first."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from popups.models import History
from popups.reports.history import Line, line_of, of_entry_that_went, told, who_did
from vacancies.models import Unit
from vacancies.reports.story import MOST, entries_of, register_story
from vacancies.reports.told import Reader, Told


@dataclass(frozen=True)
class Story:
    """One page. older: the moment before which the next page tells, for the address; empty where nothing is left."""

    lines: list[Line]
    older: str = ""
    is_first: bool = True


def moment_of(text: str) -> datetime | None:
    """From the address of an older page; nonsense gives the first page."""
    try:
        moment = parse_datetime(text[:40])
        return moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None
    except (ValueError, OverflowError):  # OverflowError: before the first or after the last moment there is, as others count it
        return None


def unit_story(unit: Unit, *, with_deeds: bool = True, sees_owners: bool = False, before: datetime | None = None) -> Story:
    """Thirteen queries at most, whatever happened. with_deeds: also offers, tenancies and what else concerns people."""
    reader = Reader(sees_owners, sees_merges=not with_deeds, before=before)
    lines = [_line(one) for one in register_story(unit, reader)]
    if with_deeds:
        deeds = _deeds(unit)
        deeds = deeds.filter(at__lt=before) if before else deeds
        lines += [line_of(row) for row in told(deeds).order_by("-at", "-pk")[:MOST + 1]]
    lines.sort(key=lambda line: line.at, reverse=True)
    return _page(lines, before)


def _deeds(unit: Unit) -> QuerySet[History]:
    """Once, where both entries of a merge are one by now."""
    twice = History.objects.filter(of_entry_that_went()).exclude(unit=unit)
    return History.objects.filter(unit__in=entries_of(unit)).exclude(pk__in=twice.values("pk"))


def _page(lines: list[Line], before: datetime | None) -> Story:
    """Never cuts between lines of one moment, because the next page begins before it."""
    shown = lines[:MOST]
    rest = lines[MOST:]
    while rest and rest[0].at == shown[-1].at:
        shown.append(rest.pop(0))
    return Story(shown, shown[-1].at.isoformat() if rest else "", before is None)


def _line(one: Told) -> Line:
    return Line(one.at, _who(one), one.what, changes=one.changes, note=one.note, source=_source(one),
                back_href=one.back_href, version_href=one.version_href)


def _who(one: Told) -> str | Promise:
    return who_did(one.by) if one.by is not None else one.who or _("Imported or entered by a command")


def _source(one: Told) -> str | Promise:
    return _("import %(file)s") % {"file": one.file_name} if one.file_name else one.source
