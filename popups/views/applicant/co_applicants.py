"""Applying together: the list of those who do, and the page on which somebody says yes or no without an account."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from popups.access import draft_to_fill_in, may_begin
from popups.forms.applicant.co_applicants import CoApplicantForm
from popups.lifecycle.co_applicants import add_co_applicant, answer_as_co_applicant, remove_co_applicant
from popups.models import Application, CoApplicant
from popups.rules.co_applicants import may_answer
from popups.views.applicant.claiming import whose, writer
from vacancies.access import ALL_STAFF, has_role
from vacancies.forms.refusal import add_problems
from vacancies.problem import Problem, Refused
from vacancies.views.gone import unknown_once_gone

ANSWERS = {"yes": True, "no": False}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may_begin
@unknown_once_gone(Application.DoesNotExist)
def co_applicant_list(request: HttpRequest, reference: str) -> HttpResponse:
    application = draft_to_fill_in(request, reference)
    if not application.state.is_editable:
        return redirect("popups:my-application", reference)
    form = CoApplicantForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            row = add_co_applicant(application=application, by=writer(request), **form.cleaned_data)
            messages.success(request, _said(row))
            return redirect("popups:co-applicant-list", reference)
        except Refused as refused:
            add_problems(form, refused)
    return _page(request, application, form)


def _said(row: CoApplicant) -> str:
    if row.invited_at is None:
        return _("%(who)s gets our letter as soon as you have given your e-mail.") % {"who": row.name}
    return _("%(who)s gets a letter with a link, to say yes or no.") % {"who": row.name}


def _page(request: HttpRequest, application: Application, form: CoApplicantForm) -> HttpResponse:
    page = {"application": application, "form": form, "rows": list(application.co_applicants.all()), **whose(request, application)}
    return render(request, "popups/applicant/co_applicants.html", page, status=422 if form.errors else 200)


@never_cache
@require_POST
@may_begin
@unknown_once_gone(Application.DoesNotExist)
def co_applicant_remove(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    application = draft_to_fill_in(request, reference)
    row = get_object_or_404(application.co_applicants.select_related("application"), pk=number)
    try:
        remove_co_applicant(row=row, by=writer(request))
        messages.success(request, _("%(who)s is not in the list any more.") % {"who": row.name})
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
    return redirect("popups:co-applicant-list", reference)


def _sealed(response: HttpResponse) -> HttpResponse:
    """Kept by no cache, found by no search engine, and its address is told to no other site.

    Not "no-referrer": browsers then hide from us too where the answer comes from, and it would be refused as a forged one.
    """
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


def _slow_down(request: HttpRequest, row: CoApplicant) -> None:
    """Each change of mind is a letter to the applicant."""
    if not ratelimit.consume(request, action="answer_together", key=row.key):
        raise Refused([Problem("answered_often", _("You have changed your answer many times. Come back tomorrow, or write to the town office."))])


def _may_say(request: HttpRequest, row: CoApplicant) -> bool:
    person = writer(request)
    return person is None or not has_role(person, *ALL_STAFF) or person.email.lower() == row.email.lower()


@require_http_methods(["GET", "HEAD", "POST"])
@unknown_once_gone(Application.DoesNotExist, CoApplicant.DoesNotExist)
def co_applicant_answer(request: HttpRequest, key: str) -> HttpResponse:
    """Looking answers nothing. Staff only look, but for who is invited: an answer given here counts as that person's own."""
    row = get_object_or_404(CoApplicant.objects.select_related("application__applicant__user"), key=key, invited_at__isnull=False)
    if request.method == "POST" and request.POST.get("answer") in ANSWERS and _may_say(request, row):
        try:
            _slow_down(request, row)
            answer_as_co_applicant(row=row, is_willing=ANSWERS[request.POST["answer"]], by=None)
            messages.success(request, _("Thank you. Your answer is kept."))
        except Refused as refused:
            messages.warning(request, refused.problems[0].message)
        return _sealed(redirect("popups:co-applicant-answer", key))
    page = {"row": row, "application": row.application, "may_answer": not may_answer(row.application)}
    return _sealed(render(request, "popups/applicant/co_applicant_answer.html", page))
