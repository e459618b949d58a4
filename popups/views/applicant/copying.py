"""Using an application again: where for?"""

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from popups.access import SignedInRequest, own_application
from popups.forms.applicant.copying import CopyForm
from popups.lifecycle.copying import copy_application
from popups.models import Application, Call
from popups.rules.call_fit import kind_problems
from vacancies.access import signed_in
from vacancies.forms.refusal import add_problems
from vacancies.problem import Refused
from vacancies.resent_forms import once


def open_calls(application: Application) -> list[Call]:
    """Other calls that take applications of this kind now."""
    calls = Call.objects.taking_applications(timezone.now()).exclude(pk__in=[application.call_id] if application.call_id else []).prefetch_related("texts")
    return [call for call in calls if not kind_problems(call, application.applicant.kind)]


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@once
def application_copy(request: SignedInRequest, reference: str) -> HttpResponse:
    application = own_application(request.user, reference)
    calls = {call.reference: call for call in open_calls(application)}
    form = CopyForm(request.POST if request.method == "POST" else None, calls=list(calls.values()))
    if form.is_valid():
        draft = _copied(request, form, application, calls.get(form.cleaned_data["call"]))
        if draft is not None:
            messages.success(request, _("Copied. Look through the pages: days and places came along only where they fit."))
            return redirect("popups:application-step", draft.reference, "where")
    return render(request, "popups/applicant/copy.html", {"form": form, "application": application}, status=422 if form.errors else 200)


def _copied(request: SignedInRequest, form: forms.Form, application: Application, call: Call | None) -> Application | None:
    if not ratelimit.consume(request, action="start_application"):
        form.add_error(None, _("You have begun many applications today. Go on with one of them, or come back tomorrow."))
        return None
    try:
        return copy_application(application=application, by=request.user, call=call)
    except Refused as refused:
        add_problems(form, refused)
    except OSError:
        form.add_error(None, _("We could not keep your papers just now. Please try again in a few minutes."))
    return None
