"""Properties of a PDF are blanked where they stand, and whoever cannot be covered for certain keeps the file closed."""

import time
import zlib

import pytest

from popups.pdf_names import (
    LONGEST_VALUE,
    MOST_MARKS,
    MOST_REFERENCES,
    MOST_STREAMS,
    MOST_UNPACKED,
    MOST_VALUES,
    without_names,
)

NAME = b"Zelma Kirpsone"


def stream(about: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"7 0 obj\n<< " + about + b" /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream\nendobj\n"


@pytest.mark.parametrize("said", [
    b"/Author (Zelma Kirpsone)", b"/Title(Zelma Kirpsone)", b"/Author (K\\)\\( Zelma Kirpsone)", b"/Creator (a (b) Zelma Kirpsone)",
    b"/Author 12 0 R >> endobj 12 0 obj (Zelma Kirpsone) endobj", b'<?xpacket begin=""?> Zelma Kirpsone <?xpacket end="w"?>',
    b'<?xpacket begin=""?> Zelma Kirpsone <?xpacket end="r"?> <?xpacket begin=""?> Zelma Kirpsone <?xpacket end="w"?>'])
def test_who_made_it_is_blanked_in_place(said):
    content = b"%PDF-1.4 " + said + b" BT (Pods) Tj ET %%EOF"
    told = without_names(content)
    assert told is not None
    assert NAME not in told
    assert b"BT (Pods) Tj ET" in told
    assert len(told) == len(content)


def test_words_as_digits_are_blanked_too():
    told = without_names(b"%PDF-1.4 /Author <" + NAME.hex().encode() + b"> %%EOF")
    assert told is not None
    assert NAME.hex().encode() not in told


def test_packed_properties_are_emptied_and_can_still_be_unpacked():
    content = b"%PDF-1.7 " + stream(b"/Type /Metadata", b"<x:xmpmeta>" + NAME * 20) + b"%%EOF"
    told = without_names(content)
    assert told is not None
    assert len(told) == len(content)
    packed = told[told.index(b"stream\n") + 7:told.index(b"\nendstream")]
    assert zlib.decompressobj().decompress(packed) == b" "


def test_what_is_packed_and_names_nobody_is_left_as_it_is():
    content = b"%PDF-1.7 " + stream(b"/Type /ObjStm /N 3", b"1 0 2 9 << /Type /Page >>") + stream(b"/Length 9", NAME) + b"%%EOF"
    assert without_names(content) == content


@pytest.mark.parametrize("content", [
    b"/Encrypt 4 0 R", b"/ByteRange [0 1 2 3]", b"<< /EmbeddedFiles 3 0 R >>", b"/Author (never ends " + b"x" * LONGEST_VALUE,
    b'<?xpacket begin=""?> Zelma', b"/Title (a)" * (MOST_VALUES + 1), b"/Title 3 0 R " * (MOST_REFERENCES + 1),
    stream(b"/Type /ObjStm", b"<< /Author (Zelma) >>"), stream(b"/Type /ObjStm", b"<< /Title (Zelma) /Producer (x) >>"),
    stream(b"/Type /ObjStm", b" " * (MOST_UNPACKED + 1)), stream(b"/Type /ObjStm", b" ") * (MOST_STREAMS + 1),
    b"7 0 obj << /Type /ObjStm /Filter /LZWDecode >>\nstream\nabc\nendstream"])
def test_where_it_cannot_be_said_for_certain_nothing_is_handed_out(content):
    assert without_names(b"%PDF-1.7 " + content) is None


@pytest.mark.parametrize("body", [
    b"/Author 1 0 R " + b"1 0 obj()" * (MOST_VALUES + 2), b"stream\n" * (MOST_MARKS + 2), (b"/Author(" + b"a" * 4000 + b")") * 200,
    b"".join(b"/Author %d 0 R " % number for number in range(MOST_REFERENCES + 1))])
def test_a_file_that_is_made_to_be_searched_without_end_is_handed_to_nobody(body):
    assert without_names(b"%PDF-1.7\n" + body) is None


def test_titles_by_the_hundred_thousand_cost_no_minutes():
    packed = zlib.compress(b"/Title(a" * 600_000)
    content = b"%PDF-1.7\n" + (b"1 0 obj <</Type /ObjStm /Filter /FlateDecode>> stream\n" + packed + b"endstream ") * 4
    before = time.process_time()
    without_names(content)
    assert time.process_time() - before < 5
