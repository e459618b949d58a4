"""The programme as the office plans it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.access import SignedInRequest
from popups.choices import EventStatus
from popups.forms.staff.events import CancelEventForm, ChooseUnitForm, EventForm, WhenForm, when_of
from popups.forms.staff.filters import EventFilters
from popups.lifecycle.events import move_event, move_event_on, propose_event
from popups.models import Event
from popups.reports.events import COLOURS, events_found, may_be_cancelled, may_be_moved, next_steps, offered_names
from popups.reports.history import line_of, told
from popups.reports.keyset import page_of
from vacancies.access import OFFICERS, READERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.models import Unit
from vacancies.problem import Refused
from vacancies.resent_forms import once

VERBS = {"agree": EventStatus.HOST_AGREED, "confirm": EventStatus.CONFIRMED, "hold": EventStatus.HELD,
         "cancel": EventStatus.CANCELLED}
WORDS = {to: verb for verb, to in VERBS.items()}


@require_safe
@requires(*READERS)
def event_list(request: HttpRequest) -> HttpResponse:
    filters = EventFilters(request.GET)
    found = events_found(filters.wanted().get("show", ""), timezone.now())
    page = page_of(found, "starts_at", after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    rows = [(event, COLOURS[event.status]) for event in page.rows]
    return render(request, "popups/staff/event_list.html", {"filters": filters, "rows": rows, "listing": page})


def _answer(request: HttpRequest, template: str, form: Any, **told: Any) -> HttpResponse:
    told = {"form": form, "codes": " ".join(codes_of(form)), **told}
    return render(request, f"popups/staff/{template}.html", told, status=422 if form.errors else 200)


def _ask_where(request: HttpRequest) -> HttpResponse:
    """The unit is asked first, because who can be host depends on it."""
    form = ChooseUnitForm(request.GET if "unit" in request.GET else None)
    return _answer(request, "event_where", form, units=offered_names(Unit.objects.in_register()))


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@once
def event_new(request: SignedInRequest) -> HttpResponse:
    where = ChooseUnitForm(request.GET)
    if not where.is_valid():
        return _ask_where(request)
    unit, today = where.cleaned_data["unit"], timezone.localdate()
    if request.method != "POST":
        first = {"tenancy": request.GET.get("tenancy", "")}
        return _answer(request, "event_new", EventForm(unit=unit, today=today, initial=first), unit=unit)
    form = EventForm(request.POST, unit=unit, today=today)
    if form.is_valid():
        try:
            event = propose_event(unit=unit, by=request.user, **form.plan())
        except Refused as refused:
            add_problems(form, refused)
        else:
            messages.success(request, _("The event is proposed. Next: the host agrees, then you confirm it."))
            return redirect("popups:staff-event", event.reference)
    return _answer(request, "event_new", form, unit=unit)


def _fetch(reference: str) -> Event:
    return get_object_or_404(Event.objects.select_related("unit", "tenancy", "performer"), reference=reference)


def _show(request: HttpRequest, event: Event, form: CancelEventForm) -> HttpResponse:
    steps = [(WORDS[to], to) for to in next_steps(event, timezone.now())]
    lines = [line_of(row, with_subjects=False) for row in told(event.history.all())]
    return _answer(request, "event", form, event=event, colour=COLOURS[event.status], steps=steps, lines=lines,
                   may_be_cancelled=may_be_cancelled(event), may_be_moved=may_be_moved(event))


@require_safe
@requires(*READERS)
def event_page(request: HttpRequest, reference: str) -> HttpResponse:
    return _show(request, _fetch(reference), CancelEventForm())


@require_POST
@requires(*OFFICERS)
def event_move_on(request: SignedInRequest, reference: str, verb: str) -> HttpResponse:
    """The same step twice is done once by the verb itself."""
    if verb not in VERBS:
        raise Http404
    event, form = _fetch(reference), CancelEventForm(request.POST)
    if not form.is_valid():
        return _show(request, event, form)
    try:
        event = move_event_on(event=event, to=VERBS[verb], by=request.user, note=form.cleaned_data["note"])
    except Refused as refused:
        add_problems(form, refused)
        return _show(request, event, form)
    messages.success(request, _("The event is now: %(state)s.") % {"state": event.state.label})
    return redirect("popups:staff-event", event.reference)


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@once
def event_move(request: SignedInRequest, reference: str) -> HttpResponse:
    event = _fetch(reference)
    form = WhenForm(request.POST) if request.method == "POST" else WhenForm(initial=when_of(event))
    if form.is_valid():
        try:
            moved = move_event(event=event, by=request.user, **form.when())
        except Refused as refused:
            add_problems(form, refused)
        else:
            messages.success(request, _("The event has moved. The host must agree to the new time."))
            return redirect("popups:staff-event", moved.reference)
    return _answer(request, "event_move", form, event=event)
