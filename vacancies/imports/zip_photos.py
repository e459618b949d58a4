"""Photos sent together in one ZIP archive: each goes to the unit that its name tells, and every file is accounted for.

Nothing is unpacked onto the disk. A name is looked at from the inside out: the file's own name, then its folders; in
each a reference of Skatlogs, else the number of the town's own register, else an address, else a reference without its U.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from vacancies.addresses import normal_address
from vacancies.imports.words import premises_key
from vacancies.latvian import fold
from vacancies.lifecycle.photos import add_or_find_photo
from vacancies.models import Photo, Unit
from vacancies.photos import MOST_BYTES as MOST_BYTES_OF_A_PHOTO
from vacancies.problem import Problem, Refused, Sentence
from vacancies.references import ALPHABET, as_printed

MOST_MEMBERS = 1000
MOST_OFFERED = 12  # units for one photo
MOST_UNPACKED = 2 * 1024**3
_REFERENCE = re.compile(rf"(?<![A-Z0-9])U-[{ALPHABET}]{{4,8}}(?![A-Z0-9])", re.I)
_COUNTER = re.compile(r"[\s_.-]*(?:\(\d{1,3}\)|[\s_.-]\d{1,3}|[\s_.-][a-e])$", re.I)
_NO_FILES = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.I)
_OTHER_LETTERS = ("utf-8", "cp775", "cp1257")  # names that do not say how their letters are stored


class Fate(StrEnum):
    ADDED = "added"
    KNOWN = "known"
    NOT_MATCHED = "not_matched"
    REFUSED = "refused"

    @property
    def label(self) -> Sentence:
        return {Fate.ADDED: _("Added"), Fate.KNOWN: _("Here already"), Fate.NOT_MATCHED: _("Not matched"), Fate.REFUSED: _("Refused")}[self]


SEVERAL_UNITS = _("Several units fit this name. Choose the one it shows.")
NO_UNIT = _("No unit fits this name. Name the file by the reference, the number in your register or the address.")
TOO_HEAVY = _("This file is larger than 25 MB. Send a smaller copy of the photo.")
UNREADABLE = _("This file cannot be unpacked: it is damaged or locked with a password.")
MERGED = _("The unit of this name went into another entry while the photos were taken in. Send the archive again: what is here already is kept once.")
GONE = _("The unit of this name left the register while the photos were taken in, because its import was undone.")
MESSAGES: dict[str, Sentence] = {
    "several_units": SEVERAL_UNITS, "no_unit": NO_UNIT, "too_heavy": TOO_HEAVY, "unreadable": UNREADABLE, "merged": MERGED, "gone": GONE}


@dataclass(frozen=True)
class Sent:
    """One file of the archive and what became of it. unit is a reference; code says why not; fits: references of several."""

    name: str
    fate: Fate
    unit: str = ""
    code: str = ""
    fits: tuple[str, ...] = ()

    def as_json(self) -> list[Any]:
        return [self.name, str(self.fate), self.unit, self.code, list(self.fits)]


def sent_from(said: list[Any]) -> Sent:
    """What earlier versions kept has no last part."""
    name, fate, unit, code, *fits = said
    return Sent(name, Fate(fate), unit, code, tuple(fits[0]) if fits else ())


def open_archive(path: Path) -> zipfile.ZipFile:
    """Raises Refused for what is no archive of photos, or one that means harm. Reads only its list of contents."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _refusal("no_zip", _("This is not a ZIP archive that can be opened. Pack the photos again.")) from error
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise _refusal("too_many", _("The archive holds more than 1000 files. Send it in parts."))
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise _refusal("unpacks_too_big", _("The archive unpacks to more than 2 GB. Send it in parts, or smaller photos."))
    if any(_leaves_its_folder(member.filename) for member in members):
        raise _refusal("hostile_path", _("The archive holds names that lead out of their folder. Pack the photos again."))
    return archive


def _refusal(code: str, message: Sentence) -> Refused:
    return Refused([Problem(code, message, "archive")])


def _leaves_its_folder(name: str) -> bool:
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or plain[1:2] == ":"


def photos_of(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Without folders and what operating systems leave behind."""
    return [member for member in archive.infolist() if not member.is_dir() and not _NO_FILES.search(member.filename)]


@dataclass
class Taking:
    """Who sends photos, and since when: what is younger came with this very archive before its taking in was stopped.

    reason: of the import. given: keys of the photos that files of the archive have become.
    """

    by: Any
    reason: str = ""
    since: datetime | None = None
    given: set[int] = field(default_factory=set)

    def fate_of(self, photo: Photo, was_here: bool) -> Fate:
        is_of_this = not was_here or (self.since is not None and photo.added_at >= self.since)
        fate = Fate.ADDED if is_of_this and photo.pk not in self.given else Fate.KNOWN
        self.given.add(photo.pk)
        return fate


def take_in(archive: zipfile.ZipFile, *, by: Any, reason: str = "", since: datetime | None = None) -> Iterator[Sent]:
    """One photo after the other, each kept as it comes: taking the same archive in again adds nothing twice."""
    taking = Taking(by, reason, since)
    for member in photos_of(archive):
        yield _take_in_one(archive, member, taking)


def _take_in_one(archive: zipfile.ZipFile, member: zipfile.ZipInfo, taking: Taking) -> Sent:
    names = _readings(member)
    units = next((found for name in names if (found := units_for(name))), [])
    if len(units) != 1:
        fits = tuple(unit.reference for unit in units[:MOST_OFFERED])
        return Sent(names[0], Fate.NOT_MATCHED, code="several_units" if units else "no_unit", fits=fits)
    return _given_to(units[0], archive, member, taking)


def _given_to(unit: Unit, archive: zipfile.ZipFile, member: zipfile.ZipInfo, taking: Taking) -> Sent:
    name = _readings(member)[0]
    try:
        data = _unpacked(archive, member)
        file = ContentFile(data, name=PurePosixPath(name).name)
        photo, was_here = add_or_find_photo(unit=unit, file=file, by=taking.by, reason=taking.reason)
    except Refused as refused:
        return Sent(name, Fate.REFUSED, code=refused.codes[0])
    return Sent(name, taking.fate_of(photo, was_here), unit=unit.reference)


def take_in_as(archive: zipfile.ZipFile, at: int, unit: Unit, *, by: Any, reason: str = "") -> Sent:
    """The photo at this place of the archive, for the unit that a person chose. The same photo again is kept once."""
    return _given_to(unit, archive, photos_of(archive)[at], Taking(by, reason))


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Never more than one photo may have, whatever size the archive declares."""
    written = BytesIO()
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(1 << 16):
                written.write(chunk)
                if written.tell() > MOST_BYTES_OF_A_PHOTO:
                    raise _refusal("too_heavy", TOO_HEAVY)
    except Refused:
        raise
    except Exception as error:  # each way to pack has faults of its own, and one file must not stop the others
        raise _refusal("unreadable", UNREADABLE) from error
    return written.getvalue()


def _readings(member: zipfile.ZipInfo) -> list[str]:
    """The name as each likely way to store letters would read it, the surest first."""
    if member.flag_bits & 0x800 or member.filename.isascii():
        return [unicodedata.normalize("NFC", member.filename)]
    try:
        raw, found = member.filename.encode("cp437"), []
    except UnicodeEncodeError:  # an extra field of the archive told the name in Unicode, and zipfile has read it
        return [unicodedata.normalize("NFC", member.filename)]
    for encoding in _OTHER_LETTERS:
        try:
            found.append(unicodedata.normalize("NFC", raw.decode(encoding)))
        except UnicodeDecodeError:
            continue
    return list(dict.fromkeys(found)) or [member.filename]


def units_for(name: str) -> list[Unit]:
    """The units that a name in an archive tells; more than one where it leaves that open."""
    path = PurePosixPath(name)
    known = Unit.objects.in_register().filter(merged_into=None)
    if reference := next((match[0].upper() for part in reversed(path.parts) if (match := _REFERENCE.search(part))), ""):
        return list(known.filter(reference=reference))
    for text in [path.stem, *(part for part in reversed(path.parts[:-1]))]:
        for words in dict.fromkeys((text, _COUNTER.sub("", text))):
            if found := _by_number(known, words) or _by_address(known, words) or _by_bare_reference(known, words):
                return found
    return []


def _by_number(known: Any, words: str) -> list[Unit]:
    number = words.strip()
    return [unit for unit in known.filter(own_number__iexact=number) if fold(unit.own_number) == fold(number)] if number else []


def _by_bare_reference(known: Any, words: str) -> list[Unit]:
    """'7kq4' for U-7KQ4. Digits alone are what cameras call their pictures, and no reference."""
    return [] if words.strip().isdigit() else list(known.filter(reference=as_printed(words)))


def _by_address(known: Any, words: str) -> list[Unit]:
    """'Dārza iela 10 no ielas' when one unit is there; with its name behind the address when several are."""
    text = " ".join(words.replace("_", " ").split())
    if not (text and normal_address(text[:300]).key):
        return []
    if found := list(known.filter(address_key=normal_address(text[:300]).key)[:50]):
        return found
    pieces = text.split(" ")
    for cut in range(len(pieces) - 1, 1, -1):
        key = normal_address(" ".join(pieces[:cut]).strip(" ,–-")[:300]).key
        here = list(known.filter(address_key=key)[:50]) if key else []
        if here:
            wanted = premises_key(" ".join(pieces[cut:]).strip(" ,–-"))
            return [unit for unit in here if premises_key(unit.name) == wanted] or here
    return []
