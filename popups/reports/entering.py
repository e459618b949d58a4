"""Applications that came on paper: those begun and not sent yet, and the calls they may belong to."""

from django.db.models import QuerySet
from django.utils import timezone

from popups.choices import ApplicationStatus, CallState
from popups.models import Application, Call


def calls_to_enter_for() -> list[Call]:
    """Open ones, and those that are closed and not decided. Two queries."""
    now = timezone.now()
    rows = Call.objects.filter(released_at__isnull=False, opens_at__lte=now, decided_at__isnull=True)
    return [call for call in rows.prefetch_related("texts").order_by("closes_at")
            if call.state_at(now) in {CallState.OPEN, CallState.CLOSED}]


def entered_drafts() -> QuerySet[Application]:
    """Begun by officers and not sent yet, newest first."""
    rows = Application.objects.filter(entered_by__isnull=False, status=ApplicationStatus.DRAFT)
    return rows.select_related("applicant__user", "entered_by").order_by("-pk")
