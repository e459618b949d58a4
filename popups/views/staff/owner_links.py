"""The link to an owner's own page: sent, shown once for a letter by post, or shut."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from popups.access import SignedInRequest
from popups.lifecycle.owner_page import send_link
from vacancies.access import OFFICERS, requires
from vacancies.lifecycle.owner_page import LINK_DAYS, make_link, revoke_link
from vacancies.models import Owner, Unit
from vacancies.problem import Refused
from vacancies.resent_forms import once
from vacancies.sure import sure

SHOWN_LINKS = 10


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def owner_link(request: SignedInRequest, reference: str) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.select_related("owner"), reference=reference)
    do = {"send": _send, "show": _show_once, "shut": _shut}.get(request.POST.get("do", ""))
    if request.method == "POST" and do is not None and unit.owner is not None:
        try:
            return do(request, unit)
        except (Owner.DoesNotExist, Unit.DoesNotExist) as gone:  # deleted, or went into another entry, at this moment
            raise Http404 from gone
    return _page(request, unit)


def _page(request: HttpRequest, unit: Unit, secret: str = "") -> HttpResponse:
    """The secret goes into this one answer and nowhere else, not even into a message, which the session would keep."""
    now = timezone.now()
    links = list(unit.owner.links.select_related("made_by")[:SHOWN_LINKS]) if unit.owner else []
    address = settings.SITE_URL + reverse("popups:owner-enter", args=[secret]) if secret else ""
    response = render(request, "popups/staff/owner_link.html", {
        "unit": unit, "owner": unit.owner, "links": links, "now": now, "address": address, "link_days": LINK_DAYS,
        "has_valid": any(link.revoked_at is None and link.expires_at > now for link in links)})
    add_never_cache_headers(response)
    return response


def _send(request: SignedInRequest, unit: Unit) -> HttpResponse:
    try:
        if send_link(owner=sure(unit.owner), unit=unit, by=request.user):
            messages.success(request, _("The owner gets a letter with a new link. Older links no longer work."))
        else:
            messages.warning(request, _("This owner has no e-mail address. Enter it, or show the link and send it by post."))
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
    return redirect("popups:owner-link", unit.reference)


def _show_once(request: HttpRequest, unit: Unit) -> HttpResponse:
    return _page(request, unit, make_link(owner=sure(unit.owner), by=request.user))


def _shut(request: HttpRequest, unit: Unit) -> HttpResponse:
    revoke_link(owner=sure(unit.owner), by=request.user)
    messages.success(request, _("No link opens this owner's page any more."))
    return redirect("popups:owner-link", unit.reference)
