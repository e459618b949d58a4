"""What the clock does with the files of photos: removed ones go after a while, loose ones too, missing previews are made."""

import logging
from datetime import timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from vacancies.file_age import is_older
from vacancies.lifecycle.photos import lock_photo
from vacancies.models import Photo, Report
from vacancies.photos import PhotoProblem, preview_of, remove, remove_file, stored_keys, stored_picture

ORPHAN_AGE = timedelta(hours=1)
BIN_DAYS = 30
MOST_PREVIEWS = 100  # at a time: each costs reading a file

log = logging.getLogger(__name__)


def purge_photos() -> int:
    """Removes for good what has lain in the bin for BIN_DAYS days; returns how many photos."""
    old = timezone.now() - timedelta(days=BIN_DAYS)
    return sum(_purge(photo) for photo in Photo.with_removed.filter(removed_at__lt=old))


@transaction.atomic
def _purge(photo: Photo) -> bool:
    """The row goes now, its files after the commit: no row is ever without its files. Its history stays."""
    try:
        photo = lock_photo(photo)
    except Photo.DoesNotExist:  # another run was faster
        return False
    if not photo.is_removed:  # taken back at this moment
        return False
    photo.delete()
    Report.objects.filter(photo_key=photo.key).update(photo_key="")
    transaction.on_commit(partial(remove, photo.key, default_storage))
    return True


def remove_orphans() -> int:
    """Removes files of photos that no row knows, once they are older than an hour; returns how many.

    They come from a server that was killed between the files and the row. The hour protects an upload under way.
    """
    before = timezone.now() - ORPHAN_AGE
    known = {*Photo.with_removed.values_list("key", flat=True),
             *Report.objects.exclude(photo_key="").values_list("photo_key", flat=True)}
    orphans = [name for key, name in stored_keys(default_storage) if key not in known and is_older(name, before)]
    for name in orphans:
        remove_file(name, default_storage)
    return len(orphans)


def fill_previews() -> int:
    """Makes the previews of photos that have none yet, a hundred at a time; returns how many were made."""
    made = 0
    for photo in Photo.with_removed.filter(preview="")[:MOST_PREVIEWS]:
        try:
            preview = preview_of(stored_picture(photo.key, default_storage))
        except PhotoProblem:
            continue
        made += Photo.with_removed.filter(pk=photo.pk, key=photo.key, preview="").update(preview=preview)
    return made
