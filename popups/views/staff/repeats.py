"""Applications that look like the same one sent twice: a person looks and says."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from popups.access import SignedInRequest
from popups.lifecycle.repeats import settle_repeat
from popups.models import Application, Call
from popups.reports.repeats import pairs_of
from vacancies.access import OFFICERS, requires
from vacancies.problem import Refused

ANSWERS = {"repeat": True, "different": False}


@require_safe
@requires(*OFFICERS)
def repeat_list(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("call", "")[:20].replace("\0", "")
    call = get_object_or_404(Call, reference=wanted) if wanted else None
    pairs, count = pairs_of(call)
    return render(request, "popups/staff/repeat_list.html", {"pairs": pairs, "count": count, "call": call})


@require_POST
@requires(*OFFICERS)
def repeat_settle(request: SignedInRequest, reference: str, other: str) -> HttpResponse:
    found = {row.reference: row for row in Application.objects.sent().filter(reference__in=[reference, other])}
    if {reference, other} - set(found):
        raise Http404
    one, twin = found[reference], found[other]
    answer = request.POST.get("answer", "")
    if answer in ANSWERS:
        try:
            settle_repeat(one=one, other=twin, is_repeat=ANSWERS[answer], by=request.user)
            messages.success(request, _("Noted. Both applications stay as they are."))
        except Refused as refused:
            messages.error(request, refused.problems[0].message)
    back = request.POST.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back) if is_ours else redirect("popups:staff-application", reference)
