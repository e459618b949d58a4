"""The units that somebody should look at again: one tap each, and the next one comes."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from popups.reports.due import due_list
from vacancies.access import OFFICERS, UNIT_KEEPERS, has_role, requires
from vacancies.choices import Seen
from vacancies.lifecycle.units import record_visit
from vacancies.lifecycle.visits import take_back_visit
from vacancies.models import FieldVisit, Unit
from vacancies.problem import Refused
from vacancies.resent_forms import once
from vacancies.undo import say_with_undo


@require_safe
@requires(*UNIT_KEEPERS)
def due(request: HttpRequest) -> HttpResponse:
    street = request.GET.get("street", "")[:200].replace("\0", "")
    told = {"due": due_list(timezone.localdate(), street), "street": street, "answers": Seen.choices}
    return render(request, "popups/staff/due_list.html", told)


@require_POST
@requires(*UNIT_KEEPERS)
@once
def due_seen(request: HttpRequest, reference: str) -> HttpResponse:
    """Records what was seen today, and goes on to the next one, which is the first of the list then."""
    unit = get_object_or_404(Unit.objects.in_register(), reference=reference)
    seen = request.POST.get("seen", "")
    if seen not in Seen.values:
        raise Http404
    query = urlencode({"street": request.POST.get("street", "")[:200].replace("\0", "")})
    try:
        visit = record_visit(unit=unit, seen=seen, seen_on=timezone.localdate(), by=request.user)
        words = _("%(unit)s: %(seen)s.") % {"unit": unit.name, "seen": visit.get_seen_display()}
        say_with_undo(request, words, f"{reverse('popups:visit-take-back', args=[unit.reference, visit.pk])}?{query}")
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
    return redirect(f"{reverse('popups:due-list')}?{query}")


@require_POST
@requires(*UNIT_KEEPERS)
def visit_take_back(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One's own of today; an officer may take back any. Twice is harmless."""
    unit = get_object_or_404(Unit, reference=reference)
    visit = FieldVisit.objects.filter(unit=unit, pk=number).first()
    if visit is not None and not _may_take_back(request, visit):
        raise Http404
    try:
        if visit is not None:
            take_back_visit(visit=visit, by=request.user)
        messages.success(request, _("The visit is taken back."))
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
    if "street" in request.GET:  # back to the list from which it came
        return redirect(f"{reverse('popups:due-list')}?{urlencode({'street': request.GET['street']})}")
    return redirect(f"{reverse('popups:staff-unit', args=[reference])}?tab=vacancy")


def _may_take_back(request: HttpRequest, visit: FieldVisit) -> bool:
    is_own = visit.by_id == request.user.pk and timezone.localdate(visit.recorded_at) == timezone.localdate()
    return is_own or has_role(request.user, *OFFICERS)
