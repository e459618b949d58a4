"""The files of photos: released ones of published units for everybody, the others for those who keep units."""

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from vacancies.access import ALL_STAFF, OFFICERS, UNIT_KEEPERS, has_role
from vacancies.choices import RecordState
from vacancies.models import Photo, Report
from vacancies.models.photo import PHOTO_WIDTHS
from vacancies.photos import stored_name

log = logging.getLogger(__name__)
# A key names one picture for ever, but a release can be taken back: after a day every cache asks again.
A_DAY = 24 * 3600


@require_safe
def photo_file(request: HttpRequest, key: str, width: int) -> HttpResponseBase:
    """One query, two for a resident's. Whoever has the picture already gets a 304 and no file is opened."""
    if width not in PHOTO_WIDTHS:
        raise Http404
    photo = Photo.with_removed.select_related("unit").filter(key=key).first()
    if photo is None:
        return _reported(request, key, width)
    if not _is_public(photo):
        return _internal(request, photo, width)
    etag = quote_etag(f"{key}-{width}")
    response = get_conditional_response(request, etag=etag) or _file(photo.key, width)
    if response.status_code < 500:
        response["ETag"], response["Cache-Control"] = etag, f"public, max-age={A_DAY}"
    return response


def _is_public(photo: Photo) -> bool:
    return photo.is_released and not photo.is_removed and photo.unit.is_published and photo.unit.record_state == RecordState.CONFIRMED


def _reported(request: HttpRequest, key: str, width: int) -> HttpResponseBase:
    """The picture of a resident's report, for those who read reports, until a unit takes it over."""
    report = Report.objects.filter(photo_key=key).first()
    if report is None or not report.has_own_photo or not has_role(request.user, *UNIT_KEEPERS):
        raise Http404
    response = _file(key, width)
    response["Cache-Control"] = "private, no-store"
    return response


def _internal(request: HttpRequest, photo: Photo, width: int) -> HttpResponseBase:
    """Removed ones only for those who can take them back."""
    if not has_role(request.user, *(OFFICERS if photo.is_removed else ALL_STAFF)):
        raise Http404
    response = _file(photo.key, width)
    response["Cache-Control"] = "private, no-store"
    return response


def _file(key: str, width: int) -> HttpResponseBase:
    try:
        file = default_storage.open(stored_name(key, width))
        response = FileResponse(file, content_type="image/webp")  # an object store is asked for the bytes here
    except FileNotFoundError:
        raise Http404 from None
    except Exception:  # the store is away: each has errors of its own
        log.exception("Photo %s could not be fetched", key)
        return HttpResponse(status=503, headers={"Retry-After": "60", "Cache-Control": "no-store"})
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
