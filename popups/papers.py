"""Papers that come with an application: known by their content, kept as they are, never shown in a page."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from vacancies.problem import Problem

MOST_BYTES = 10 * 1024 * 1024
MOST_PAPERS = 10
LONGEST_NAME = 150
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class FileType:
    extension: str
    content_type: str


PDF = FileType("pdf", "application/pdf")
JPEG = FileType("jpg", "image/jpeg")
PNG = FileType("png", "image/png")
WEBP = FileType("webp", "image/webp")


def type_of(beginning: bytes) -> FileType | None:
    """By its first bytes; a name can say anything."""
    if beginning.startswith(b"%PDF-"):
        return PDF
    if beginning.startswith(b"\xff\xd8\xff"):
        return JPEG
    if beginning.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if beginning.startswith(b"RIFF") and beginning[8:12] == b"WEBP":
        return WEBP
    return None


def read_type(file: File) -> FileType | None:
    file.seek(0)
    beginning = file.read(16)
    file.seek(0)
    return type_of(beginning)


def clean_name(name: str, file_type: FileType) -> str:
    """The person's own name for it, with the ending that its content has: evil.html that is a PDF becomes evil.pdf."""
    stem = PurePosixPath(_UNPRINTABLE.sub(" ", name).strip()).stem.strip(" .") or "paper"
    return f"{stem[:LONGEST_NAME - 5]}.{file_type.extension}"


def paper_problems(file: File) -> list[Problem]:
    said = {"name": _UNPRINTABLE.sub(" ", file.name or "")[:80]}
    if not file.size:
        return [Problem("paper_empty", _("“%(name)s” is empty. Choose the file again.") % said, "papers")]
    if file.size > MOST_BYTES:
        return [Problem("paper_too_big", _("“%(name)s” is larger than 10 MB. Make it smaller and choose it again.") % said,
                        "papers")]
    if read_type(file) is None:
        text = _("“%(name)s” is not a PDF, JPEG, PNG or WebP file. Save it as one of these and choose it again.")
        return [Problem("paper_unknown", text % said, "papers")]
    return []


def keep(name: str, file: File) -> None:
    """Writes the bytes as they came. The caller removes them again when its transaction fails."""
    stored = default_storage.save(name, file)
    if stored != name:
        default_storage.delete(stored)
        raise OSError(f"{name} was already taken in the storage")
