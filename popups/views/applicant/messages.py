"""The applicant's side of the talk about an application."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from popups.access import SignedInRequest, own_application
from popups.forms.messages import MessageForm
from popups.lifecycle.messages import mark_read, write_message
from popups.models import Application
from popups.reports.messages import last_number, talk_of
from popups.rules.messages import may_write
from vacancies.access import signed_in
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.resent_forms import once


def number_in(request: HttpRequest) -> int:
    """Of the last message that the page showed."""
    typed = request.POST.get("upto", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@once
def my_messages(request: SignedInRequest, reference: str) -> HttpResponse:
    application = own_application(request.user, reference)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, application, form)
    if not ratelimit.consume(request, action="write_message"):
        form.add_error(None, _("You have written many messages. Please wait for an answer, or call the town office."))
        return _page(request, application, form)
    try:
        write_message(application=application, text=form.cleaned_data["text"], by=request.user, is_from_office=False)
    except Refused as refused:
        add_problems(form, refused)
        return _page(request, application, form)
    messages.success(request, _("Your message is sent. The town office answers here, and you get a letter."))
    return redirect("popups:my-messages", reference)


def _page(request: HttpRequest, application: Application, form: MessageForm) -> HttpResponse:
    talk = talk_of(application, for_office=False)
    page = {"application": application, "form": form, "talk": talk, "codes": " ".join(codes_of(form)),
            "has_new": any(said.is_new for said in talk), "upto": last_number(application), "may_write": not may_write(application, "x")}
    return render(request, "popups/applicant/messages.html", page, status=422 if form.errors else 200)


@require_POST
@signed_in
def my_messages_read(request: SignedInRequest, reference: str) -> HttpResponse:
    application = own_application(request.user, reference)
    mark_read(application=application, upto=number_in(request), by=request.user, is_from_office=True)
    return redirect("popups:my-messages", reference)
