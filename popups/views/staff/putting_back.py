"""How it was and how it is, side by side, and the button that puts it back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from popups.lifecycle.archiving import restore_entry
from vacancies.access import OFFICERS, requires
from vacancies.lifecycle.restoring import restore_row
from vacancies.lifecycle.saving import Stale
from vacancies.models import Unit
from vacancies.problem import Problem, Refused
from vacancies.reports.earlier import ROWS, Earlier, earlier_of


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
def put_back(request: HttpRequest, reference: str, kind: str, number: int) -> HttpResponse:
    """`number`: a line of history; ?field= names the field of the entry that is meant. An entry that went into another
    one changes no more: its lines stand in the story of that one."""
    unit = get_object_or_404(Unit.objects.select_related("merged_into"), reference=reference)
    if unit.merged_into is not None:
        return redirect(_story(unit.merged_into))
    earlier = _earlier(request, unit, kind, number)
    if request.method != "POST":
        return _show(request, unit, earlier)
    try:
        _carry_out(unit, earlier, request)
    except Stale as stale:
        unit.refresh_from_db()
        if unit.merged_into is not None:
            return redirect(_story(unit.merged_into))
        return _show(request, unit, _earlier(request, unit, kind, number), 409, stale.problems)
    except Refused as refused:
        return _show(request, unit, earlier, 422, refused.problems)
    messages.success(request, _("It is put back."))
    return redirect(_story(unit))


def _story(unit: Unit) -> str:
    return f"{reverse('popups:staff-unit', args=[unit.reference])}?tab=history"


def _earlier(request: HttpRequest, unit: Unit, kind: str, number: int) -> Earlier:
    found = earlier_of(unit, kind, number, request.GET.get("field", ""))
    if found is None:
        raise Http404
    return found


def _carry_out(unit: Unit, earlier: Earlier, request: HttpRequest) -> None:
    typed = request.POST.get("mark", "")
    mark = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else -1
    if earlier.kind in ROWS:
        restore_row(unit=unit, earlier=earlier, mark=mark, by=request.user)
    else:
        restore_entry(unit=unit, earlier=earlier, version=mark, by=request.user)


def _show(request: HttpRequest, unit: Unit, earlier: Earlier, status: int = 200,
          problems: list[Problem] | None = None) -> HttpResponse:
    told = {"unit": unit, "earlier": earlier, "problems": problems or [],
            "codes": " ".join(problem.code for problem in problems or [])}
    return render(request, "vacancies/staff/put_back.html", told, status=status)
