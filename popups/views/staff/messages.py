"""The office's side of the talk about an application. Reviewers do not take part, and do not read it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from popups.access import SignedInRequest
from popups.forms.messages import MessageForm
from popups.lifecycle.messages import mark_read, write_message
from popups.models import Application
from popups.reports.messages import last_number, talk_of
from popups.rules.messages import may_write
from popups.rules.nearness import near_problems
from popups.views.applicant.messages import number_in
from popups.views.staff.applications import fetch_sent
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.resent_forms import once


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@once
def staff_messages(request: SignedInRequest, reference: str) -> HttpResponse:
    application = fetch_sent(reference)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, application, form)
    try:
        write_message(application=application, text=form.cleaned_data["text"], by=request.user, is_from_office=True)
    except Refused as refused:
        add_problems(form, refused)
        return _page(request, application, form)
    messages.success(request, _("Your message is sent. The applicant gets a letter."))
    return redirect("popups:staff-messages", reference)


def _page(request: HttpRequest, application: Application, form: MessageForm) -> HttpResponse:
    near, talk = near_problems(application, request.user), talk_of(application, for_office=True)
    problems = near + may_write(application, "x")
    page = {"application": application, "form": form, "talk": talk, "problems": problems,
            "has_new": not near and any(said.is_new for said in talk), "upto": last_number(application), "may_write": not problems, "codes": " ".join(codes_of(form))}
    return render(request, "popups/staff/messages.html", page, status=422 if form.errors else 200)


@require_POST
@requires(*OFFICERS)
def staff_messages_read(request: SignedInRequest, reference: str) -> HttpResponse:
    application = fetch_sent(reference)
    mark_read(application=application, upto=number_in(request), by=request.user, is_from_office=False)
    return redirect("popups:staff-messages", reference)
