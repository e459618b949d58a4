"""The picture of a resident's report: ours from the start, handed over to a unit or removed."""

from functools import partial
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max

from vacancies.choices import PhotoDeed
from vacancies.lifecycle.photos import save_photo
from vacancies.models import Photo, Report, Unit
from vacancies.photos import read_picture, remove, store
from vacancies.sure import sure


def store_picture(file: File) -> dict[str, Any]:
    """Writes our own re-encoded files and returns the fields of a report that name them. Raises PhotoProblem.

    Costs about a second, so it is done before any transaction.
    """
    picture = read_picture(file)
    return {"photo_key": store(picture, default_storage), "photo_sha256": picture.sha256, "photo_width": picture.width,
            "photo_height": picture.height}


def remove_picture(key: str) -> None:
    remove(key, default_storage)


def drop_picture(report: Report) -> None:
    """The row forgets it now, the files go after the commit. The caller holds the report and saves it."""
    if report.photo_key:
        transaction.on_commit(partial(remove, report.photo_key, default_storage))
    report.photo_key = ""


def hand_over_picture(report: Report, unit: Unit, by: Any) -> Photo | None:
    """It becomes an internal photo of the unit under the same key. The same picture is not kept twice.

    The caller holds the locks of unit and report, and saves the report.
    """
    if not report.photo_key:
        return None
    known = Photo.objects.filter(unit=unit, sha256=report.photo_sha256).first()
    if known is not None:
        drop_picture(report)
        return known
    last = unit.photos.aggregate(last=Max("position"))["last"]
    photo = Photo(unit=unit, key=report.photo_key, sha256=report.photo_sha256, width=sure(report.photo_width),
                  height=sure(report.photo_height), position=0 if last is None else last + 1, added_by=by)
    save_photo(photo, PhotoDeed.ADDED, by)
    return photo
