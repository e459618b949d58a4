"""Rows that would be added although their place may be in the register already: a person says which it is."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vacancies.access import OFFICERS, requires
from vacancies.choices import ImportState
from vacancies.imports.accounts import RowAccount
from vacancies.imports.decisions import Decisions, decisions_from
from vacancies.imports.runs import decide
from vacancies.imports.work import Work, begin_counting, is_long, start
from vacancies.models import ImportRun, Unit
from vacancies.views.staff.import_steps import while_it_is_there

OPEN, NONE = "open", "none"  # what a form says instead of a reference
LONGEST_NUMBER = 8  # digits of a row; no file has that many


def row_asked(request: HttpRequest) -> int:
    number = request.POST.get("row", "")
    if not (number.isascii() and number.isdecimal() and len(number) < LONGEST_NUMBER):
        raise Http404
    return int(number)


def decided_rows(run: ImportRun) -> set[int]:
    decided = decisions_from(run.corrections)
    return {*decided.same, *decided.other}


def with_twins(run: ImportRun, rows: list[RowAccount]) -> dict[int, dict[str, Any]]:
    """For each of these rows: the units that it may be, and what was decided. One query for the page."""
    decided: Decisions = decisions_from(run.corrections)
    wanted = {one for row in rows for one in [*row.twins, decided.same.get(row.number, "")]} - {""}
    units = {unit.reference: unit for unit in Unit.objects.filter(reference__in=wanted)} if wanted else {}
    return {row.number: {"units": [units[one] for one in row.twins if one in units], "is_other": row.number in decided.other,
                         "same": units.get(decided.same.get(row.number, ""))} for row in rows}


@require_POST
@requires(*OFFICERS)
@while_it_is_there
def import_decide(request: HttpRequest, key: str) -> HttpResponse:
    """Short files are counted anew at once. Long ones when the person asks for it: counting them takes a minute each time."""
    run = get_object_or_404(ImportRun, key=key)
    number, said = row_asked(request), request.POST.get("unit", "")
    likely = run.report.get("counted", {}).get("likely", {}).get(str(number), [])
    is_known = bool(likely) or number in decided_rows(run)
    if run.state == ImportState.CHOOSING and (not is_known or said not in (OPEN, NONE, *likely)):
        raise Http404
    if is_known:
        decide(run=run, number=number, said={OPEN: None, NONE: likely}.get(said, said), by=request.user)
    run.refresh_from_db()
    if run.state != ImportState.CHOOSING:
        say_too_late(request)
    elif is_long(run, Work.COUNT):
        messages.success(request, _("What you said about row %(number)d is kept. Count again to see what would happen then.") % {"number": number})
    elif begin_counting(run=run, by=request.user):
        run.refresh_from_db()
        start(run, Work.COUNT)
        messages.success(request, _("Row %(number)d is read anew.") % {"number": number})
    shown = urlencode({name: request.POST[name] for name in ("show", "page") if request.POST.get(name)})
    return redirect(f"{reverse('vacancies:import-rows', args=[run.key])}?{shown}#row-{number}")


def say_too_late(request: HttpRequest) -> None:
    messages.warning(request, _("This import was written in another window meanwhile. What you changed here was not taken."))
