"""Pages of words, the colour switch, and whether the house still stands."""

from datetime import date

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from popups.context import SCHEMES
from popups.rules.retention import KINDS

A_YEAR = 365 * 24 * 3600
# The accessibility statement must carry the day on which it was last checked against the pages.
STATED_ON = date(2026, 11, 22)


def _words(request: HttpRequest, template: str) -> HttpResponse:
    return render(request, template, {"office_email": settings.OFFICE_EMAIL, "notice_days": settings.NOTICE_DAYS,
                                      "offer_days": settings.OFFER_DAYS, "report_days": settings.REPORT_DAYS, "stated_on": STATED_ON,
                                      "leaflets": settings.LANGUAGES, "kinds": KINDS, "objection_days": settings.OBJECTION_DAYS})


@require_safe
def own_a_space(request: HttpRequest) -> HttpResponse:
    return _words(request, "popups/public/own_a_space.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return _words(request, "popups/public/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return _words(request, "popups/public/privacy.html")


@require_POST
def scheme_set(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device says. Kept in a cookie; leads back to where the switch was."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("popups:home")
    response = HttpResponseRedirect(back)
    if request.POST.get("scheme") in SCHEMES:
        response.set_cookie("scheme", request.POST["scheme"], max_age=A_YEAR, samesite="Lax", httponly=True,
                            secure=settings.SESSION_COOKIE_SECURE)
    return response


@require_safe
def map_base(request: HttpRequest) -> FileResponse:
    """The town's own drawing under the pins of a map, when SKATLOGS_MAP_BASE names one."""
    if not settings.MAP_BASE:
        raise Http404
    answer = FileResponse(open(settings.MAP_BASE, "rb"), content_type="application/geo+json")  # noqa: SIM115 (closed by the answer)
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain", headers={"Retry-After": "30"})
    return HttpResponse("ok\n", content_type="text/plain")
