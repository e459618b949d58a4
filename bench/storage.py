"""Photos and papers in an S3-compatible store, from the upload to the purge, and while the store is away.

    MEDIA_STORAGE='s3://skatlogs-trial?endpoint=http://127.0.0.1:5000&region=us-east-1' \
    AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… DEBUG=on .venv/bin/python -m bench.storage

The bucket must exist and should be empty. Needs requirements-s3.lock. The database is a file in a folder of its own.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from time import perf_counter

FOLDER = tempfile.TemporaryDirectory(prefix="skatlogs-storage-")
os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/db.sqlite3"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from PIL import Image  # noqa: E402

from config.backup import make  # noqa: E402
from popups.models import User  # noqa: E402
from popups.papers import keep  # noqa: E402
from vacancies.choices import Role  # noqa: E402
from vacancies.lifecycle.blurring import blur_photo  # noqa: E402
from vacancies.lifecycle.photo_files import purge_photos, remove_orphans  # noqa: E402
from vacancies.lifecycle.photos import add_photo, release_photo, remove_photo  # noqa: E402
from vacancies.lifecycle.units import add_unit, publish_unit  # noqa: E402
from vacancies.models import Photo, Unit  # noqa: E402
from vacancies.mosaic import Area  # noqa: E402
from vacancies.photos import PhotoProblem, stored_names  # noqa: E402


def picture(note: str) -> SimpleUploadedFile:
    written = BytesIO()
    Image.effect_noise((2000, 1500), 40).convert("RGB").save(written, "JPEG", comment=note.encode())
    return SimpleUploadedFile("photo.jpg", written.getvalue())


def content(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def names() -> set[str]:
    return {f"photos/{name}" for name in default_storage.listdir("photos")[1]}


def trial(unit: Unit, officer: User) -> Iterator[tuple[str, bool]]:
    client = Client(headers={"host": "localhost"})
    begun = perf_counter()
    photo = add_photo(unit=unit, file=picture("first"), alt_text="A window", by=officer)
    yield f"a photo is stored in {perf_counter() - begun:.2f} s", names() == set(stored_names(photo.key))
    yield "an internal photo is a 404 for strangers", client.get(photo.small_url).status_code == 404
    release_photo(photo=photo, by=officer)
    begun = perf_counter()
    answer = client.get(photo.large_url)
    yield f"a released one is served by us in {perf_counter() - begun:.3f} s", content(answer)[8:12] == b"WEBP" and "Location" not in answer
    old = photo.small_url
    photo = blur_photo(photo=photo, areas=[Area(0, 0, 1, 1)], by=officer)
    yield "blurring leaves only the new files", names() == set(stored_names(photo.key)) and client.get(old).status_code == 404
    default_storage.save("photos/" + "f" * 32 + "-480.webp", ContentFile(b"loose"))
    yield "loose files that are fresh are left alone", remove_orphans() == 0 and len(names()) == 4
    default_storage.delete("photos/" + "f" * 32 + "-480.webp")
    keep("papers/" + "a" * 32 + ".pdf", ContentFile(b"%PDF-1.7"))
    with default_storage.open("papers/" + "a" * 32 + ".pdf") as paper:
        yield "a paper is kept as it is", paper.read() == b"%PDF-1.7"
    yield "what is not there is a 404", _lost(client, photo)
    remove_photo(photo=photo, by=officer)
    Photo.with_removed.update(removed_at=timezone.now() - timedelta(days=60))
    yield "the bin is emptied", purge_photos() == 1 and not default_storage.listdir("photos")[1]
    yield "the backup holds the database and says where the photos are", Path(make(FOLDER.name)).exists()


def _lost(client: Client, photo: Photo) -> bool:
    """Removes one size behind the register's back."""
    default_storage.delete(stored_names(photo.key)[0])
    return client.get(photo.small_url).status_code == 404


def away(unit: Unit, officer: User) -> Iterator[tuple[str, bool]]:
    """The same store at an address where nobody answers."""
    photo = add_photo(unit=unit, file=picture("second"), alt_text="A door", by=officer)
    release_photo(photo=photo, by=officer)
    default_storage._wrapped.endpoint_url = "http://127.0.0.1:9"
    default_storage._wrapped._connections.connection = None
    default_storage._wrapped._bucket = None
    answer = Client(headers={"host": "localhost"}).get(photo.small_url)
    yield "a photo is a 503 that says when to come again", answer.status_code == 503 and "Retry-After" in answer and "public" not in answer["Cache-Control"]
    try:
        add_photo(unit=unit, file=picture("third"), by=officer)
    except PhotoProblem as problem:
        yield "sending one gives a sentence and leaves no row", problem.code == "not_stored" and Photo.objects.count() == 1


def main() -> int:
    if "s3" not in settings.STORAGES["default"]["BACKEND"]:
        print(__doc__)
        return 2
    call_command("migrate", verbosity=0)
    officer = User.objects.create_user("officer@example.org", "x", role=Role.OFFICER)
    unit = add_unit(by=officer, name="Trial", address_typed="Pils iela 1", floor_area_m2=40)
    publish_unit(unit=unit, by=officer)
    failed = 0
    for told, is_so in (line for part in (trial, away) for line in part(unit, officer)):
        print("yes" if is_so else "NO ", told)
        failed += not is_so
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
