"""Making faces and number plates in a photo unrecognisable."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vacancies.choices import PhotoDeed
from vacancies.lifecycle.photos import lock_photo, save_photo
from vacancies.models import Photo, Report
from vacancies.mosaic import MOST_AREAS, Area, blurred
from vacancies.photos import Picture, picture_of, remove, store, stored_picture
from vacancies.problem import Problem, Refused, refuse_if


def area_problems(areas: Sequence[Area]) -> list[Problem]:
    if not areas:
        return [Problem("nothing_marked", _("Mark at least one place in the picture."), "cells")]
    if len(areas) > MOST_AREAS or not all(area.is_inside for area in areas):
        return [Problem("areas_invalid", _("These places cannot be blurred. Mark them again."), "cells")]
    return []


def blurred_picture(photo: Photo, areas: Sequence[Area]) -> Picture:
    """What it would look like; stores nothing. Costs about half a second."""
    refuse_if(area_problems(areas))
    return picture_of(blurred(stored_picture(photo.key, default_storage), areas), photo.sha256)


def blur_photo(*, photo: Photo, areas: Sequence[Area], by: Any) -> Photo:
    """For good: the new files get a new key, so that no cache goes on showing the old ones, which are removed.

    A public photo stays public. The fingerprint stays that of what was sent, so the same picture sent again is
    still known. Raises PhotoProblem, or Refused when somebody blurred it meanwhile.
    """
    picture = blurred_picture(photo, areas)
    key = store(picture, default_storage)
    try:
        return _replaced(photo, key, picture, by)
    except BaseException:
        remove(key, default_storage)
        raise


@transaction.atomic
def _replaced(photo: Photo, key: str, picture: Picture, by: Any) -> Photo:
    seen, photo = photo.key, lock_photo(photo)
    if photo.key != seen or photo.is_removed:
        text = _("Somebody else changed this photo while you were marking it. Look at it again.")
        raise Refused([Problem("stale", text)])
    photo.key, photo.preview, photo.blurred_at = key, picture.preview, timezone.now()
    save_photo(photo, PhotoDeed.BLURRED, by, ["key", "preview", "blurred_at"])
    Report.objects.filter(photo_key=seen).update(photo_key=key)
    transaction.on_commit(partial(remove, seen, default_storage))
    return photo
