"""The buttons that confirm, archive or take back an entry of the register."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from popups.lifecycle.archiving import move_record
from vacancies.access import OFFICERS, requires
from vacancies.choices import RecordState
from vacancies.models import Unit
from vacancies.problem import Refused


@require_POST
@requires(*OFFICERS)
def unit_record(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm, do not confirm, archive, take back."""
    unit = get_object_or_404(Unit, reference=reference)
    wanted = request.POST.get("to", "")
    if wanted not in RecordState.values:
        raise Http404
    try:
        move_record(unit=unit, to=RecordState(wanted), by=request.user)
        messages.success(request, _("Saved."))
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
    return redirect("vacancies:unit-publish", unit.reference)
