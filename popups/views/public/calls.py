"""The calls for applications: all of them, and one of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from popups.choices import ApplicationStatus
from popups.models import Application, Call
from popups.reports.keyset import page_of
from popups.reports.public_call import call_facts, card_of_call
from popups.rules.call_fit import open_problems

RUNNING = 50  # open or announced; a town has two or three
PAST = 20  # on one page


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    now, released = timezone.now(), Call.objects.released().prefetch_related("texts")
    running = released.filter(closes_at__gt=now).order_by("opens_at", "closes_at", "pk")[:RUNNING]
    past = page_of(released.closed(now), "closes_at", descending=True, size=PAST, named_by="reference",
                   after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "popups/public/call_list.html", {
        "running": [card_of_call(call, now) for call in running], "past": [card_of_call(call, now) for call in past.rows],
        "listing": past})


@require_safe
def call_detail(request: HttpRequest, reference: str) -> HttpResponse:
    now = timezone.now()
    call = get_object_or_404(Call.objects.released().prefetch_related("texts"), reference=reference)
    return render(request, "popups/public/call.html", {
        "call": call, "facts": call_facts(call, now), "own": _own(request.user, call), "may_apply": not open_problems(call, now)})


def _own(user: Any, call: Call) -> list[Application]:
    """What the reader has begun or sent in this call."""
    if not user.is_authenticated:
        return []
    return list(Application.objects.of_user(user).filter(call=call).exclude(status=ApplicationStatus.WITHDRAWN)[:5])
