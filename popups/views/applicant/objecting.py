"""Objecting to what was decided."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from popups.access import SignedInRequest, own_application
from popups.forms.applicant.objecting import ObjectionForm
from popups.lifecycle.objections import object_to
from popups.rules.objections import answer_told, last_day_to_object
from vacancies.access import signed_in
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.resent_forms import once


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def application_object(request: SignedInRequest, reference: str) -> HttpResponse:
    """Where nothing was told to which one could object, the page does not exist."""
    application = own_application(request.user, reference)
    until = last_day_to_object(application)
    if until is None:
        raise Http404
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            object_to(application=application, by=request.user, text=form.cleaned_data["text"])
            messages.success(request, _("Your objection has reached the town office. The answer comes by letter and stands on this page."))
            return redirect("popups:my-application", reference)
        except Refused as refused:
            add_problems(form, refused)
    return render(request, "popups/applicant/object.html", {
        "application": application, "told": answer_told(application), "until": until, "is_over": timezone.localdate() > until,
        "form": form, "codes": " ".join(codes_of(form))}, status=422 if form.errors else 200)
