"""Papers that come with an application: known by their content, kept as they are, never shown in a page."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from popups.containers import MARK, begins_like_a_container, is_sound
from popups.scanning import Scan, scan
from vacancies.problem import Problem

MOST_BYTES = 10 * 1024 * 1024
MOST_PAPERS = 10
TOO_BIG = _("“%(name)s” is larger than 10 MB. Make it smaller and choose it again.")
LONGEST_NAME = 150
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class FileType:
    """others: endings by which people know the same thing too."""

    extension: str
    content_type: str
    others: tuple[str, ...] = ()


PDF = FileType("pdf", "application/pdf")
JPEG = FileType("jpg", "image/jpeg")
PNG = FileType("png", "image/png")
WEBP = FileType("webp", "image/webp")
ASICE = FileType("asice", MARK.decode(), ("edoc", "sce"))
# What a form's box for files offers. Browsers know eDoc by its ending only.
ACCEPTED = "application/pdf,image/jpeg,image/png,image/webp,.asice,.sce,.edoc"


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
    if begins_like_a_container(beginning):
        return ASICE
    return None


def read_type(file: File) -> FileType | None:
    file.seek(0)
    beginning = file.read(200)
    file.seek(0)
    return type_of(beginning)


def clean_name(name: str, file_type: FileType) -> str:
    """The person's own name for it, with the ending that its content has: evil.html that is a PDF becomes evil.pdf."""
    path = PurePosixPath(_UNPRINTABLE.sub(" ", name).strip())
    ending = path.suffix.lower().removeprefix(".")
    stem = path.stem.strip(" .") or "paper"
    return f"{stem[:LONGEST_NAME - 6]}.{ending if ending in file_type.others else file_type.extension}"


def paper_problems(file: File) -> list[Problem]:
    said = {"name": _UNPRINTABLE.sub(" ", file.name or "")[:80]}
    if not file.size:
        return [Problem("paper_empty", _("“%(name)s” is empty. Choose the file again.") % said, "papers")]
    if file.size > MOST_BYTES:
        return [Problem("paper_too_big", TOO_BIG % said, "papers")]
    file_type = read_type(file)
    if file_type is None:
        text = _("“%(name)s” is not a PDF, JPEG, PNG, WebP, eDoc or ASiC-E file. Save it as one of these and choose it again.")
        return [Problem("paper_unknown", text % said, "papers")]
    if file_type is ASICE and not is_sound(file):
        text = _("“%(name)s” is no complete signed container, or is too large when unpacked. Sign the documents again, or send them as PDF.")
        return [Problem("paper_unsound", text % said, "papers")]
    return scan_problems(file, said)


def scan_problems(file: File, said: dict[str, str]) -> list[Problem]:
    """What the scanner says, once for each file: the form asks before the transaction begins, the verb finds the answer here."""
    kept = vars(file)
    if "scan_answer" not in kept:
        kept["scan_answer"] = scan(file)
    if kept["scan_answer"] is Scan.INFECTED:
        text = _("“%(name)s” was refused by the virus scanner. Choose another file.")
        return [Problem("paper_infected", text % said, "papers")]
    if kept["scan_answer"] is Scan.SILENT:
        text = _("“%(name)s” could not be checked for viruses just now. Please try again in a few minutes.")
        return [Problem("paper_not_scanned", text % said, "papers")]
    return []


def keep(name: str, file: File) -> None:
    """Writes the bytes as they came. The caller removes them again when its transaction fails.

    In place of what lies there: only a demonstration gives a key twice, after its database was deleted without its files.
    """
    stored = default_storage.save(name, file)
    if stored == name:
        return
    for taken in (stored, name):
        default_storage.delete(taken)
    file.seek(0)
    if default_storage.save(name, file) != name:
        raise OSError(f"{name} was already taken in the storage")
