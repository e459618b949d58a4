"""Fetches only what a person may see; everything else does not exist for them."""

from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404

from popups.models import Application, Offer, Paper, Tenancy
from vacancies.access import READERS, has_role


def own_application(user: Any, reference: str) -> Application:
    rows = Application.objects.of_user(user).select_related("applicant__user")
    return get_object_or_404(rows, reference=reference)


def own_offer(user: Any, reference: str) -> Offer:
    rows = Offer.objects.filter(application__applicant__user=user)
    return get_object_or_404(rows.select_related("unit", "tenancy", "application__applicant__user", "made_by"),
                             reference=reference)


def own_tenancy(user: Any, reference: str) -> Tenancy:
    rows = Tenancy.objects.filter(offer__application__applicant__user=user)
    return get_object_or_404(rows.select_related("unit", "offer__application__applicant__user"), reference=reference)


def readable_paper(user: Any, key: str) -> Paper:
    """One's own; for officers and reviewers those that came with an application that was sent."""
    readable = Q(application__applicant__user=user)
    if has_role(user, *READERS):
        readable |= Q(application__submitted_at__isnull=False)
    return get_object_or_404(Paper.objects.select_related("application__applicant"), readable, key=key)


def own_paper(user: Any, key: str) -> Paper:
    rows = Paper.objects.filter(application__applicant__user=user).select_related("application__applicant")
    return get_object_or_404(rows, key=key)
