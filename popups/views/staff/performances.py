"""Performances as the engine proposes them, and what a tenant says of performances."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from popups.access import SignedInRequest
from popups.forms.staff.performances import AskPerformancesForm, ChooseForm, WelcomeForm
from popups.lifecycle.performing import propose_performances
from popups.lifecycle.tenancies import say_of_performances
from popups.matching.performances import propose
from popups.models import Tenancy
from popups.reports.performance_words import by_day, chosen_of, fewer, without
from popups.reports.performances import Evenings, evenings_of
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.resent_forms import once
from vacancies.undo import say_problems, say_with_link


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def performances(request: SignedInRequest) -> HttpResponse:
    """Each performance by itself: one that cannot be any more keeps no other back, and the page says why."""
    asked = AskPerformancesForm(request.GET, today=timezone.localdate())
    form = ChooseForm(request.POST if request.method == "POST" else None)
    if not asked.is_valid():
        return _show(request, asked, form, None)
    told = asked.cleaned_data
    evenings = evenings_of(told["first"], asked.days, call=told["call"], user=request.user)
    if form.is_bound and form.is_valid() and _make(request, evenings, form):
        return redirect(request.get_full_path())
    return _show(request, asked, form, evenings)


def _make(request: SignedInRequest, evenings: Evenings, form: ChooseForm) -> int:
    """How many. Where there are none, the reasons stand on the form, and the ticks stay."""
    chosen, unknown = chosen_of(form.keys, evenings)
    made, problems = propose_performances(rows=chosen, by=request.user)
    refused = Refused([*unknown, *problems])
    say_problems(request, refused) if made else add_problems(form, refused)
    if made:
        said = ngettext("%(count)d performance is proposed. Next: its host agrees, then you confirm it.",
                        "%(count)d performances are proposed. Next: their hosts agree, then you confirm them.", len(made))
        address, name = (reverse("popups:staff-event", args=[made[0].reference]), _("The event")) if len(made) == 1 else (
            reverse("popups:staff-event-list"), _("Programme"))
        say_with_link(request, said % {"count": len(made)}, address, name)
    return len(made)


def _show(request: HttpRequest, asked: AskPerformancesForm, form: ChooseForm, evenings: Evenings | None) -> HttpResponse:
    told = {"asked": asked, "form": form, "codes": " ".join([*codes_of(asked), *codes_of(form)]), "ticked": form.keys}
    if evenings is not None:
        programme = propose(evenings.season)
        told |= {"is_asked": True, "acts": len(evenings.season.acts), "stages": len(evenings.season.stages), "programme": programme,
                 "days": by_day(evenings, programme), "fewer": fewer(evenings, programme), "without": without(evenings, programme)}
    return render(request, "popups/staff/performances.html", told, status=422 if asked.errors or form.errors else 200)


@require_POST
@requires(*OFFICERS)
def tenancy_performances(request: SignedInRequest, reference: str) -> HttpResponse:
    """The same answer twice is written once, by the verb itself."""
    tenancy = get_object_or_404(Tenancy, reference=reference)
    form = WelcomeForm(request.POST)
    if form.is_valid():
        say_of_performances(tenancy=tenancy, performances=form.cleaned_data["performances"], by=request.user)
        messages.success(request, _("Kept. It holds for every performance that is planned from now on."))
    else:
        messages.error(request, _("Choose one of the answers."), extra_tags="invalid_choice")
    return redirect("popups:staff-tenancy", tenancy.reference)
