"""What can be done with the photos of a unit. A photo is internal until somebody who may releases it."""

from collections.abc import Iterable
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vacancies.choices import PhotoDeed, ReportState
from vacancies.lifecycle.holding import hold
from vacancies.models import Photo, Report, Unit
from vacancies.photos import Picture, read_picture, remove, store
from vacancies.problem import Problem, refuse_if

LONGEST_ALT_TEXT = 200


def save_photo(photo: Photo, deed: PhotoDeed, by: Any, fields: Iterable[str] | None = None, reason: str = "") -> None:
    """Saves and leaves a line of history that says what was done; reason: of an import, which its undoing looks for."""
    photo._history_user, photo._change_reason = by, reason or deed.value
    photo.save(update_fields=fields)


def add_photo(*, unit: Unit, file: File, alt_text: str = "", by: Any, reason: str = "") -> Photo:
    """Reads, stores and records one picture. The same picture again gives the photo that is already there,
    and takes it back when it was removed.

    Raises PhotoProblem (a Refused). The picture is decoded before the transaction begins. Files come first and
    the row last, so that no row is ever without its files.
    """
    return add_or_find_photo(unit=unit, file=file, alt_text=alt_text, by=by, reason=reason)[0]


def add_or_find_photo(*, unit: Unit, file: File, alt_text: str = "", by: Any, reason: str = "") -> tuple[Photo, bool]:
    """The same, and whether the picture was there before, not in the bin."""
    refuse_if(_alt_text_problems(alt_text))
    picture = read_picture(file)
    known = _known(unit, picture.sha256)
    if known:
        was_here = not known.is_removed
        return take_back_photo(photo=known, by=by, reason=reason), was_here
    key = store(picture, default_storage)
    try:
        photo = _recorded(unit, key, picture, alt_text, by, reason)
    except BaseException:
        remove(key, default_storage)
        raise
    if photo.key != key:  # somebody else has added it at this moment
        remove(key, default_storage)
    return photo, photo.key != key


def _known(unit: Unit, fingerprint: str) -> Photo | None:
    """The same picture of the same unit; rather one that is kept than one that was removed."""
    return Photo.with_removed.filter(unit=unit, sha256=fingerprint).order_by(F("removed_at").asc(nulls_first=True)).first()


@transaction.atomic
def _recorded(unit: Unit, key: str, picture: Picture, alt_text: str, by: Any, reason: str) -> Photo:
    hold(unit)
    known = _known(unit, picture.sha256)
    if known:
        return take_back_photo(photo=known, by=by, reason=reason)
    last = unit.photos.aggregate(last=Max("position"))["last"]
    photo = Photo(unit=unit, key=key, alt_text=alt_text.strip(), position=0 if last is None else last + 1,
                  width=picture.width, height=picture.height, sha256=picture.sha256, preview=picture.preview, added_by=by)
    save_photo(photo, PhotoDeed.ADDED, by, reason=reason)
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


def _promise_problems(photo: Photo) -> list[Problem]:
    """Whoever reports a shop reads on the form, and under Privacy, that nothing of it is published."""
    taken_over = Report.objects.filter(photo_sha256=photo.sha256, state__in=[ReportState.KNOWN_UNIT, ReportState.NEW_UNIT])
    if not taken_over.exclude(photo_key="").exists():
        return []
    return [Problem("from_a_resident", _("A resident sent this photo and was promised that it is not published. Take one of your own."))]


def lock_photo(photo: Photo) -> Photo:
    """The same row, freshly read; removed ones too."""
    _lock(photo.unit_id)
    return Photo.with_removed.select_for_update().get(pk=photo.pk)


@transaction.atomic
def release_photo(*, photo: Photo, alt_text: str | None = None, by: Any) -> Photo:
    """Shows it to the public, with a new alt text if one is given. Doing it twice changes nothing: the first moment and person stay."""
    photo = lock_photo(photo)
    if photo.is_released:
        return photo if alt_text is None else _described(photo, alt_text, by)
    if alt_text is not None:
        photo.alt_text = alt_text.strip()
    refuse_if(_alt_text_problems(photo.alt_text) + may_release(photo) + _promise_problems(photo))
    photo.released_at, photo.released_by = timezone.now(), by
    save_photo(photo, PhotoDeed.RELEASED, by, ["alt_text", "released_at", "released_by"])
    return photo


@transaction.atomic
def unrelease_photo(*, photo: Photo, by: Any) -> Photo:
    photo = lock_photo(photo)
    if photo.is_released:
        photo.released_at = photo.released_by = None
        save_photo(photo, PhotoDeed.UNRELEASED, by, ["released_at", "released_by"])
    return photo


@transaction.atomic
def describe_photo(*, photo: Photo, alt_text: str, by: Any) -> Photo:
    """A released photo keeps an alt text: it may be changed, not emptied. The same text again makes no history."""
    return _described(lock_photo(photo), alt_text, by)


def _described(photo: Photo, alt_text: str, by: Any) -> Photo:
    """Of a locked photo."""
    if photo.alt_text == alt_text.strip():
        return photo
    photo.alt_text = alt_text.strip()
    refuse_if(_alt_text_problems(alt_text) + (may_release(photo) if photo.is_released else []))
    save_photo(photo, PhotoDeed.DESCRIBED, by, ["alt_text"])
    return photo


@transaction.atomic
def move_photo(*, photo: Photo, to: int, by: Any) -> list[Photo]:
    """Puts it at place `to` (0 is first; too far is last) and numbers all photos of the unit anew."""
    photo = lock_photo(photo)
    others = list(Photo.objects.filter(unit=photo.unit_id).exclude(pk=photo.pk))
    others.insert(max(0, to), photo)
    for position, one in enumerate(others):
        one.position = position
    Photo.objects.bulk_update(others, ["position"])
    return others


@transaction.atomic
def remove_photo(*, photo: Photo, by: Any) -> Photo:
    """Into the bin: gone from every page at once; row and files stay until purge_photos(). Twice is harmless."""
    photo = lock_photo(photo)
    if not photo.is_removed:
        photo.removed_at, photo.removed_by = timezone.now(), by
        save_photo(photo, PhotoDeed.REMOVED, by, ["removed_at", "removed_by"])
    return photo


@transaction.atomic
def take_back_photo(*, photo: Photo, by: Any, reason: str = "") -> Photo:
    """Out of the bin, as it was: what was public is public again. Where the same picture is kept already, that one stays."""
    photo = lock_photo(photo)
    same = Photo.objects.filter(unit=photo.unit_id, sha256=photo.sha256).first()
    if not photo.is_removed or same:
        return same or photo
    photo.removed_at = photo.removed_by = None
    save_photo(photo, PhotoDeed.TAKEN_BACK, by, ["removed_at", "removed_by"], reason)
    return photo
