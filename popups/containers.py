"""Signed containers (eDoc 2.0, ASiC-E): a ZIP with a mark at its beginning, documents, and a signature. Never unpacked here."""

import struct
import zlib
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

MARK = b"application/vnd.etsi.asic-e+zip"
_BEGINNING = b"PK\x03\x04"
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
LONGEST_COMMENT = 65535
MOST_ENTRIES = 200
MOST_LISTED = 256 * 1024  # bytes of the list of entries
MOST_UNPACKED = 100 * 1024 * 1024
PIECE = 64 * 1024
UNREADABLE = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, struct.error)


def begins_like_a_container(beginning: bytes) -> bool:
    """The first entry is named “mimetype”, is not compressed and says what this is. Asks for 100 bytes."""
    if not beginning.startswith(_BEGINNING) or len(beginning) < 30:
        return False
    method, = struct.unpack_from("<H", beginning, 8)
    name_length, extra_length = struct.unpack_from("<HH", beginning, 26)
    name = beginning[30:30 + name_length]
    content = beginning[30 + name_length + extra_length:]
    return method == 0 and name == b"mimetype" and content.startswith(MARK)


def _list_is_small(file: IO[bytes]) -> bool:
    """Looked at before the list is read, because a list of a million entries is itself the attack."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - LONGEST_COMMENT - 42))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22 or _END_64 in tail[max(0, at - 20):at]:
        return False
    entries, listed = struct.unpack_from("<HI", tail, at + 10)
    return entries <= MOST_ENTRIES and listed <= MOST_LISTED


def _is_tame(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return not name.startswith(("/", "\\")) and ".." not in parts and "\0" not in name and ":" not in parts[0]


def _is_a_signature(name: str) -> bool:
    lowered = name.lower()
    return lowered.startswith("meta-inf/") and "signature" in lowered and lowered.endswith((".xml", ".p7s"))


def _is_a_document(entry: ZipInfo) -> bool:
    return not entry.is_dir() and entry.filename != "mimetype" and not entry.filename.lower().startswith("meta-inf/")


def _reads_to_the_end(archive: ZipFile, entry: ZipInfo) -> bool:
    """Really as large as it says, and undamaged; in small pieces, so that it costs no memory."""
    read = 0
    with archive.open(entry) as opened:
        while piece := opened.read(PIECE):
            read += len(piece)
    return read == entry.file_size


def is_sound(file: IO[bytes]) -> bool:
    """Has documents and a signature, no two entries of one name, none that leads elsewhere, and unpacks to 100 MB at most."""
    try:
        return _list_is_small(file) and _holds_together(file)
    except UNREADABLE:
        return False
    finally:
        file.seek(0)


def _holds_together(file: IO[bytes]) -> bool:
    with ZipFile(file) as archive:
        entries = archive.infolist()
        names = [entry.filename for entry in entries]
        if len(entries) > MOST_ENTRIES or len(set(names)) != len(names) or names[:1] != ["mimetype"] or not all(map(_is_tame, names)):
            return False
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED or any(entry.flag_bits & 1 for entry in entries):
            return False
        if not any(map(_is_a_signature, names)) or not any(map(_is_a_document, entries)):
            return False
        return all(_reads_to_the_end(archive, entry) for entry in entries)
