"""What can be done with the photos of a unit. A photo is internal until somebody who may releases it."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vacancies.models import Photo, Unit
from vacancies.photos import Picture, read_picture, remove, remove_file, store, stored_keys
from vacancies.problem import Problem, refuse_if

LONGEST_ALT_TEXT = 200
ORPHAN_AGE = timedelta(hours=1)


def add_photo(*, unit: Unit, file: File, alt_text: str = "", by: Any) -> Photo:
    """Reads, stores and records one picture. The same picture again gives the photo that is already there.

    Raises PhotoProblem (a Refused). The picture is decoded before the transaction begins. Files come first and
    the row last, so that no row is ever without its files.
    """
    refuse_if(_alt_text_problems(alt_text))
    picture = read_picture(file)
    known = Photo.objects.filter(unit=unit, sha256=picture.sha256).first()
    if known:
        return known
    key = store(picture, default_storage)
    try:
        photo = _recorded(unit, key, picture, alt_text, by)
    except BaseException:
        remove(key, default_storage)
        raise
    if photo.key != key:
        remove(key, default_storage)
    return photo


@transaction.atomic
def _recorded(unit: Unit, key: str, picture: Picture, alt_text: str, by: Any) -> Photo:
    _lock(unit.pk)
    last = unit.photos.aggregate(last=Max("position"))["last"]
    photo, _new = Photo.objects.get_or_create(unit=unit, sha256=picture.sha256, defaults={
        "key": key, "alt_text": alt_text.strip(), "position": 0 if last is None else last + 1,
        "width": picture.width, "height": picture.height, "added_by": by})
    return photo


def _lock(unit_pk: int) -> None:
    """Photos of one unit are numbered and changed one after the other."""
    Unit.objects.select_for_update().filter(pk=unit_pk).values_list("pk").first()


def _alt_text_problems(alt_text: str) -> list[Problem]:
    if len(alt_text.strip()) > LONGEST_ALT_TEXT:
        return [Problem("alt_text_too_long", _("Describe the picture in at most 200 characters."), "alt_text")]
    return []


def may_release(photo: Photo) -> list[Problem]:
    if not photo.alt_text.strip():
        message = _("Say in a few words what the picture shows, for people who cannot see it. Then release it.")
        return [Problem("alt_text_missing", message, "alt_text")]
    return []


def _locked(photo: Photo) -> Photo:
    _lock(photo.unit_id)
    return Photo.objects.select_for_update().get(pk=photo.pk)


@transaction.atomic
def release_photo(*, photo: Photo, alt_text: str | None = None, by: Any) -> Photo:
    """Shows it to the public, with a new alt text if one is given. Doing it twice changes nothing: the first moment and person stay."""
    photo = _locked(photo)
    if alt_text is not None:
        photo.alt_text = alt_text.strip()
    refuse_if(_alt_text_problems(photo.alt_text) + may_release(photo))
    if not photo.is_released:
        photo.released_at, photo.released_by = timezone.now(), by
    photo.save(update_fields=["alt_text", "released_at", "released_by"])
    return photo


@transaction.atomic
def unrelease_photo(*, photo: Photo, by: Any) -> Photo:
    photo = _locked(photo)
    photo.released_at = photo.released_by = None
    photo.save(update_fields=["released_at", "released_by"])
    return photo


@transaction.atomic
def describe_photo(*, photo: Photo, alt_text: str, by: Any) -> Photo:
    """A released photo keeps an alt text: it may be changed, not emptied."""
    photo = _locked(photo)
    photo.alt_text = alt_text.strip()
    refuse_if(_alt_text_problems(alt_text) + (may_release(photo) if photo.is_released else []))
    photo.save(update_fields=["alt_text"])
    return photo


@transaction.atomic
def move_photo(*, photo: Photo, to: int, by: Any) -> list[Photo]:
    """Puts it at place `to` (0 is first; too far is last) and numbers all photos of the unit anew."""
    photo = _locked(photo)
    others = list(Photo.objects.filter(unit=photo.unit_id).exclude(pk=photo.pk))
    others.insert(max(0, to), photo)
    for position, one in enumerate(others):
        one.position = position
    Photo.objects.bulk_update(others, ["position"])
    return others


@transaction.atomic
def delete_photo(*, photo: Photo, by: Any) -> None:
    """The row goes now, its files after the commit: no row is ever without its files. Twice is harmless."""
    _lock(photo.unit_id)
    Photo.objects.filter(pk=photo.pk).delete()
    transaction.on_commit(partial(remove, photo.key, default_storage))


def remove_orphans() -> int:
    """Removes files of photos that no row knows, once they are older than an hour; returns how many.

    They come from a server that was killed between the files and the row. The hour protects an upload under way.
    """
    before = timezone.now() - ORPHAN_AGE
    known = set(Photo.objects.values_list("key", flat=True))
    orphans = [name for key, name in stored_keys(default_storage)
               if key not in known and default_storage.get_modified_time(name) < before]
    for name in orphans:
        remove_file(name, default_storage)
    return len(orphans)
