"""What people object to, and what the town answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from popups.access import SignedInRequest
from popups.forms.staff.deciding import AnswerForm, PaperObjectionForm
from popups.lifecycle.objections import answer_objection, enter_objection
from popups.models import Objection
from popups.reports.keyset import page_of
from popups.rules.deciding import places_left
from popups.rules.nearness import in_name_problems
from popups.rules.objections import answer_told, last_day_to_object
from popups.rules.rivals import judging_problems
from popups.views.staff.applications import fetch_sent
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.resent_forms import once
from vacancies.undo import say_with_link

ROWS = Objection.objects.select_related("application__applicant", "application__call", "application__decision__by",
                                        "answered_by").prefetch_related("application__call__texts")


@require_safe
@requires(*OFFICERS)
def objection_list(request: HttpRequest) -> HttpResponse:
    """Those that wait for an answer, or all of them, the newest first."""
    shows_all = request.GET.get("all") == "1"
    rows = ROWS.all() if shows_all else ROWS.filter(answered_at__isnull=True)
    page = page_of(rows, "at", descending=True, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "popups/staff/objection_list.html", {"listing": page, "rows": page.rows, "shows_all": shows_all})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def objection_page(request: SignedInRequest, number: int) -> HttpResponse:
    objection = get_object_or_404(ROWS, pk=number)
    call = objection.application.call
    form = AnswerForm(request.POST if request.method == "POST" else None, is_of_call=call is not None)
    if form.is_valid():
        try:
            answer_objection(objection=objection, by=request.user, **form.cleaned_data)
            address = reverse("popups:staff-objection", args=[objection.pk])
            say_with_link(request, _("Answered. The applicant gets a letter."), address, _("See the answer"))
            return redirect("popups:objection-list")
        except Refused as refused:
            add_problems(form, refused)
    return render(request, "popups/staff/objection.html", {
        "objection": objection, "application": objection.application, "told": answer_told(objection.application), "form": form,
        "left": places_left(call) if call else 0, "near": judging_problems(objection.application, request.user), "codes": " ".join(codes_of(form))}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def objection_enter(request: SignedInRequest, reference: str) -> HttpResponse:
    """What came by post. Where nothing was told to which one could object, the page does not exist."""
    application = fetch_sent(reference)
    until = last_day_to_object(application)
    if until is None:
        raise Http404
    form = PaperObjectionForm(request.POST if request.method == "POST" else None, initial={"came_on": timezone.localdate()})
    if form.is_valid():
        try:
            objection = enter_objection(application=application, by=request.user, **form.cleaned_data)
            messages.success(request, _("Entered. It waits for its answer here and on Today."))
            return redirect("popups:staff-objection", objection.pk)
        except Refused as refused:
            add_problems(form, refused)
    return render(request, "popups/staff/objection_enter.html", {
        "application": application, "told": answer_told(application), "until": until, "form": form,
        "near": in_name_problems(application, request.user), "codes": " ".join(codes_of(form))},
        status=422 if form.errors else 200)
