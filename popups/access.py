"""Fetches only what a person may see; everything else does not exist for them."""

from collections.abc import Sequence
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from popups.choices import ApplicationStatus
from popups.models import Application, Event, Offer, Paper, Tenancy, User
from popups.rules.reviewing import readable_by, standing_near
from vacancies.access import OFFICERS, READERS, View, has_role

BEGUN = "begun_drafts"  # in the session: claim keys of the drafts that were begun in this browser without signing in
MOST_BEGUN = 5


class SignedInRequest(HttpRequest):
    """What a view behind requires() or signed_in() is given, as the type checker sees it: there is somebody."""

    user: User


def begun_keys(session: Any) -> list[str]:
    return list(session.get(BEGUN, []))


def remember_begun(session: Any, key: str) -> None:
    """The newest few; whoever begins more has left the others behind."""
    session[BEGUN] = [*begun_keys(session), key][-MOST_BEGUN:]


def forget_begun(session: Any, key: str) -> None:
    session[BEGUN] = [one for one in begun_keys(session) if one != key]


def _to_fill_in(user: Any, keys: Sequence[str], prefix: str = "") -> Q:
    """Whose draft it is: the person's own, one begun in this browser, and, for officers, what came on paper.

    What was sent to a call and is back for changes is filled in by somebody who does not stand too near to it.
    """
    mine = Q(**{f"{prefix}claim_key__in": list(keys)}) if keys else Q(pk__in=[])
    if user.is_authenticated:
        mine |= Q(**{f"{prefix}applicant__user": user})
    if has_role(user, *OFFICERS):
        editable = [status for status in ApplicationStatus if status.is_editable]
        near = Application.objects.sent().filter(standing_near(user), call__isnull=False).values("pk")
        mine |= Q(**{f"{prefix}entered_by__isnull": False, f"{prefix}status__in": editable}) & ~Q(**{f"{prefix}pk__in": near})
    return mine


def own_application(user: Any, reference: str) -> Application:
    rows = Application.objects.of_user(user).select_related("applicant__user")
    return get_object_or_404(rows, reference=reference)


def draft_to_fill_in(request: HttpRequest, reference: str) -> Application:
    """For the pages of applying: one's own, one begun in this browser, one that an officer enters from paper."""
    rows = Application.objects.filter(_to_fill_in(request.user, begun_keys(request.session)))
    return get_object_or_404(rows.select_related("applicant__user", "call"), reference=reference)


def begun_drafts(request: HttpRequest) -> list[Application]:
    """Those of this browser that nobody has claimed, newest first. No query where none was begun."""
    keys = begun_keys(request.session)
    return list(Application.objects.filter(claim_key__in=keys).select_related("applicant").order_by("-pk")) if keys else []


def may_begin(view: View) -> View:
    """Signed in, or holding a draft begun in this browser; everybody else signs in first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated and not begun_keys(request.session):
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def own_offer(user: Any, reference: str) -> Offer:
    rows = Offer.objects.filter(application__applicant__user=user)
    return get_object_or_404(rows.select_related("unit", "tenancy", "application__applicant__user", "made_by"),
                             reference=reference)


def own_tenancy(user: Any, reference: str) -> Tenancy:
    rows = Tenancy.objects.filter(offer__application__applicant__user=user)
    return get_object_or_404(rows.select_related("unit", "offer__application__applicant__user"), reference=reference)


def own_hosted_event(user: Any, reference: str) -> Event:
    """One that lies over a stay of the person, whatever became of it since."""
    rows = Event.objects.filter(tenancy__offer__application__applicant__user=user)
    return get_object_or_404(rows.select_related("unit", "tenancy", "performer"), reference=reference)


def readable_paper(user: Any, key: str, *, keys: Sequence[str] = ()) -> Paper:
    """One's own; for officers and reviewers those that came with an application that was sent, and that they may read."""
    readable = _to_fill_in(user, keys, "application__")
    if has_role(user, *READERS):
        readable |= Q(application__in=readable_by(user, Application.objects.all()).values("pk"))
    return get_object_or_404(Paper.objects.select_related("application__applicant", "application__call"), readable, key=key)


def own_paper(user: Any, key: str, *, keys: Sequence[str] = ()) -> Paper:
    rows = Paper.objects.filter(_to_fill_in(user, keys, "application__"))
    return get_object_or_404(rows.select_related("application__applicant"), key=key)
