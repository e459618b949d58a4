"""The page of one unit."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from popups.drawing.fronts import Front
from popups.forms.ideas import IdeaForm
from popups.forms.public import StayForm
from popups.reports.catalogue import Listing, with_cards
from popups.reports.ideas import voices_of
from popups.reports.public_call import calls_of_unit
from popups.reports.public_unit import PublicUnit, cost_of_stay, public_unit
from popups.rules.offers import LONGEST_AHEAD_DAYS
from popups.views.public.cards import state_of
from popups.views.public.unit_facts import facts_of
from popups.views.public.voters import voter_of
from vacancies.models import Unit
from vacancies.sure import sure


@require_safe
def unit_detail(request: HttpRequest, reference: str) -> HttpResponse:
    now = timezone.localtime()
    unit = with_cards(Unit.objects.listed(), now.date()).filter(reference=reference).first()
    if unit is None:  # an entry that went into another one leads there; not for ever, since a merge can be taken back
        return redirect(get_object_or_404(Unit.objects.listed(), merged_units__reference=reference))
    shown = public_unit(unit, now, until=now.date() + timedelta(days=LONGEST_AHEAD_DAYS + 1))
    form = StayForm(_asked(request), today=now.date(), spaces=shown.spaces)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "popups/public/unit.html", {
        "shown": shown, "unit": unit, "form": form, "facts": facts_of(shown), "now": now, **_state(shown),
        **_cost(shown, form), "front": _front(shown), "text_language": _text_language(unit),
        "calls": calls_of_unit(unit, now), "office_email": settings.OFFICE_EMAIL, "voices": voices_of(unit, voter_of(request)), "idea_form": IdeaForm()}, status=status)


def _asked(request: HttpRequest) -> Any:
    """The cost is asked for only with days: an address with other words in it is the plain page."""
    return request.GET if "first_day" in request.GET or "last_day" in request.GET else None


def _state(shown: PublicUnit) -> dict[str, Any]:
    label, colour = state_of(shown.unit, shown.free)
    return {"state_label": label, "state_color": colour}


def _cost(shown: PublicUnit, form: StayForm) -> dict[str, Any]:
    if not (form.is_bound and form.is_valid()):
        return {}
    (first, last), space = form.period(), form.chosen(shown.spaces)
    start, end = sure(first), sure(last)
    return {"cost": cost_of_stay(shown.unit, space, start, end), "start": start, "end": end, "space": space,
            "is_free": shown.is_free([space] if space else shown.spaces, start, end)}


def _front(shown: PublicUnit) -> Front:
    return Front(shown.unit.reference, "", shown.unit.name, Listing(shown.unit, None, shown.free).front_state)


def _text_language(unit: Unit) -> str:
    """Of the description that is shown, for screen readers: the town's own where no translation was written."""
    language = get_language() or settings.LANGUAGE_CODE
    return language if getattr(unit, f"public_text_{language}", "") else settings.LANGUAGE_CODE
