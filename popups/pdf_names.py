"""What a PDF says of who made it: its properties are blanked in place, so that nothing else of the file moves.

A file in which they cannot be found for certain (locked, signed, with files within) is handed to nobody who may not know it.
Every search goes once through the file, and has an end, since the file comes from anybody.
"""

import re
import zlib
from collections.abc import Iterator

_KEYS = rb"/(?:Author|Title|Subject|Keywords|Creator|Producer|Company|Manager|LastModifiedBy|SourceModified)"
_VALUE = re.compile(_KEYS + rb"\s{0,9}(?=[(<])")
_REFERENCE = re.compile(_KEYS + rb"\s{1,9}(\d{1,8})\s{1,9}(\d{1,5})\s{1,9}R")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_CLOSED = (b"/Encrypt", b"/ByteRange", b"/EmbeddedFile")
# Within packed objects nothing can be blanked; whoever is named there is named.
_NAMED = re.compile(rb"/(?:Author|Company|Manager|LastModifiedBy)\s{0,9}(?:\(\s{0,9}[^)\s]|<\s{0,9}[0-9A-Fa-f]|\d)")
_MADE_WITH = re.compile(rb"/(?:Producer|Creator)")  # beside it /Title is the document's and no bookmark's
_TITLED = re.compile(rb"/Title\s{0,9}\(\s{0,9}[^)\s][^<>]{0,600}\Z")
MOST_VALUES, MOST_REFERENCES, MOST_STREAMS, MOST_MARKS = 2000, 40, 200, 20_000
MOST_READ = 500_000  # letters of values, all together
LONGEST_VALUE = 4096
LONGEST_HEAD = 2000  # bytes before a stream that tell what it is
MOST_UNPACKED = 5 * 1024 * 1024


class Unclear(Exception):
    """It cannot be said for certain where the file names somebody."""


def without_names(content: bytes) -> bytes | None:
    """The same PDF without its properties; None where they cannot be covered for certain."""
    if any(mark in content for mark in _CLOSED):
        return None
    blanked = bytearray(content)
    try:
        for start, end in [*_values(content), *_packets(content)]:
            blanked[start:end] = b" " * (end - start)
        _empty_streams(content, blanked)
    except Unclear:
        return None
    return bytes(blanked)


def _values(content: bytes) -> Iterator[tuple[int, int]]:
    """Where the values stand, without their brackets. No more of them, and no longer ones, than a document has."""
    read = 0
    for number, place in enumerate(_places(content)):
        for start, end in _inside(content, place):
            read += end - start
            yield start, end
        if number >= MOST_VALUES or read > MOST_READ:
            raise Unclear


def _places(content: bytes) -> Iterator[int]:
    """Beside the key, or as an object of their own."""
    yield from (found.end() for found in _VALUE.finditer(content))
    asked: set[tuple[bytes, bytes]] = set()
    for count, found in enumerate(_REFERENCE.finditer(content)):
        asked.add((found[1], found[2]))
        if count >= MOST_REFERENCES:
            raise Unclear
    for number, version in asked:
        own = re.compile(rb"(?<!\d)" + number + rb"\s{1,9}" + version + rb"\s{1,9}obj\s{0,9}(?=[(<])")
        yield from (found.end() for found in own.finditer(content))


def _inside(content: bytes, start: int) -> Iterator[tuple[int, int]]:
    if content[start:start + 2] != b"<<":
        is_hex = content[start:start + 1] == b"<"
        yield start + 1, content.index(b">", start) if is_hex and b">" in content[start:start + LONGEST_VALUE] else _end_of_words(content, start)


def _end_of_words(content: bytes, start: int) -> int:
    """Brackets may stand in brackets, or behind a backslash."""
    depth, place = 0, start
    while place < min(len(content), start + LONGEST_VALUE):
        letter = content[place:place + 1]
        if letter == b"\\":
            place += 1
        depth += (letter == b"(") - (letter == b")")
        if depth <= 0:
            return place
        place += 1
    raise Unclear


def _packets(content: bytes) -> Iterator[tuple[int, int]]:
    """Properties as XML, left open for whoever looks for them."""
    start = content.find(b"<?xpacket begin")
    while start >= 0:
        end = content.find(b"<?xpacket end", start)
        if end < 0:
            raise Unclear
        yield start, end
        start = content.find(b"<?xpacket begin", end)


def _empty_streams(content: bytes, blanked: bytearray) -> None:
    """Packed properties are emptied. Packed objects stay as they are, and may name nobody."""
    looked_at = 0
    for number, found in enumerate(_STREAM.finditer(content)):
        if number >= MOST_MARKS:
            raise Unclear
        about = content[max(found.start() - LONGEST_HEAD, 0):found.start()].rpartition(b" obj")[2]
        if b"/Filter" not in about or b"/Metadata" not in about and b"/ObjStm" not in about:
            continue
        looked_at += 1
        end = content.find(b"endstream", found.end())
        unpacked = _unpacked(content[found.end():end])
        if looked_at > MOST_STREAMS or b"/ObjStm" in about and _tells_who(unpacked):
            raise Unclear
        if b"/ObjStm" not in about:
            blanked[found.end():end] = zlib.compress(b" ").ljust(end - found.end(), b"\n")[:end - found.end()]


def _tells_who(unpacked: bytes) -> bool:
    """Asked from the rare word backwards: bookmarks have titles by the thousand."""
    for number, found in enumerate(_MADE_WITH.finditer(unpacked)):
        if number >= MOST_REFERENCES or _TITLED.search(unpacked[max(found.start() - 650, 0):found.start()]):
            return True
    return _NAMED.search(unpacked) is not None


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(packed, MOST_UNPACKED)
    except zlib.error as error:
        raise Unclear from error
    if unpacker.unconsumed_tail:
        raise Unclear
    return found
