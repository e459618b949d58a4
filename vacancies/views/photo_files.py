"""The files of photos: released ones of published units for everybody, the others for those who keep units."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from vacancies.access import ALL_STAFF, has_role
from vacancies.choices import RecordState
from vacancies.models import Photo
from vacancies.models.photo import PHOTO_WIDTHS
from vacancies.photos import stored_name

A_YEAR = 365 * 24 * 3600


@require_safe
def photo_file(request: HttpRequest, key: str, width: int) -> HttpResponse:
    """A key names one picture for ever, so a public one may be cached for ever; an internal one never is."""
    if width not in PHOTO_WIDTHS:
        raise Http404
    photo = get_object_or_404(Photo.objects.select_related("unit"), key=key)
    is_public = photo.is_released and photo.unit.is_published and photo.unit.record_state == RecordState.CONFIRMED
    if not is_public and not has_role(request.user, *ALL_STAFF):
        raise Http404
    try:
        file = default_storage.open(stored_name(key, width))
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type="image/webp")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if is_public else "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
