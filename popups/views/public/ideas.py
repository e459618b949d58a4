"""What should be here? Residents say it, and support what others said. Whatever a machine sends, the answer looks the same."""

from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from popups.forms.ideas import IdeaForm
from popups.lifecycle.ideas import say_idea, support_idea, take_support_back
from popups.models import Idea
from popups.reports.ideas import MOST, voices_of
from popups.views.public.voters import new_voter, remember_voter, sender_of, voter_of
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.models import Unit
from vacancies.problem import Refused

EVERYBODY = "everybody"


def _ideas_page(request: HttpRequest, unit: Unit, form: IdeaForm, status: int = 200) -> HttpResponse:
    return render(request, "popups/public/ideas.html", {
        "unit": unit, "idea_form": form, "voices": voices_of(unit, voter_of(request), most=MOST), "codes": " ".join(codes_of(form))},
        status=status)


def _back(unit: Unit) -> HttpResponse:
    return redirect(f"{reverse('popups:unit-ideas', args=[unit.reference])}#ideas")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unit_ideas(request: HttpRequest, reference: str) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.listed(), reference=reference)
    if request.method != "POST":
        return _ideas_page(request, unit, IdeaForm())
    form = IdeaForm(request.POST)
    if form.is_from_a_machine:
        return _thanked(request, unit)
    if not form.is_valid():
        return _ideas_page(request, unit, form, 422)
    if not ratelimit.consume(request, action="send_idea", key=EVERYBODY):
        text = _("Many ideas have come in a short while. Wait an hour and send it again.")
        form.add_error(None, ValidationError(text, code="too_often"))
        return _ideas_page(request, unit, form, 429)
    return _say(request, unit, form)


def _thanked(request: HttpRequest, unit: Unit) -> HttpResponse:
    messages.success(request, _("Thank you. Your idea is shown here once the town office has read it."))
    return _back(unit)


def _say(request: HttpRequest, unit: Unit, form: IdeaForm) -> HttpResponse:
    voter, token = voter_of(request), ""
    if not voter:
        token, voter = new_voter()
    try:
        say_idea(unit=unit, text=form.cleaned_data["text"], voter=voter, sender=sender_of(request), key=_key(request))
    except Refused as refused:
        add_problems(form, refused)
        return _ideas_page(request, unit, form, 422)
    response = _thanked(request, unit)
    if token:
        remember_voter(response, token)
    return response


def _key(request: HttpRequest) -> str:
    """The form's own token: a form that is sent twice is one idea."""
    try:
        return UUID(request.POST.get("once", "")).hex
    except ValueError:
        return ""


@require_POST
def idea_support(request: HttpRequest, key: str) -> HttpResponse:
    """Me too; with `back` in the form: not any more."""
    idea = get_object_or_404(Idea.objects.shown().filter(unit__in=Unit.objects.listed()).select_related("unit"), key=key)
    voter, token = voter_of(request), ""
    if "back" in request.POST:
        take_support_back(idea=idea, voter=voter)
        return _back(idea.unit)
    if not ratelimit.consume(request, action="support_idea"):
        messages.warning(request, _("Many votes have come from your connection. Wait an hour, then vote again."))
        return _back(idea.unit)
    if not voter:
        token, voter = new_voter()
    response = _support(request, idea, voter)
    if token:
        remember_voter(response, token)
    return response


def _support(request: HttpRequest, idea: Idea, voter: str) -> HttpResponse:
    try:
        support_idea(idea=idea, voter=voter, sender=sender_of(request))
    except Refused as refused:
        messages.warning(request, refused.problems[0].message)
    return _back(idea.unit)
