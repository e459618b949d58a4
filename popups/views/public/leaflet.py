"""The leaflet for everybody who owns a shop."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from popups.reports.leaflet import LANGUAGES, leaflet


@require_safe
def owner_leaflet(request: HttpRequest, language: str) -> HttpResponse:
    if language not in LANGUAGES:
        raise Http404
    name = f"skatlogs-{language}.pdf"
    return HttpResponse(leaflet(language), content_type="application/pdf",
                        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "public, max-age=3600"})
