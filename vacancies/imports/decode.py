"""Which letters the bytes of a text file stand for. Never guessed: told by the file, or chosen by the person."""

import codecs
from collections.abc import Iterator, Sequence
from pathlib import Path

from vacancies.imports.problems import ProblemCode, Unreadable

# UTF-32 first: its mark begins like that of UTF-16.
_MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
LIKELY = ("cp1257", "cp1252")
_FAMILIES = ("utf", "cp", "iso8859", "mac", "koi8", "ascii")  # Python also knows codecs that are no text: hex, idna
_CHUNK = 1 << 20
PREVIEW_LINES = 5


def encoding_of(path: Path, chosen: str = "") -> str:
    """The encoding that reads the whole file without a single doubt, or Unreadable with the first bad line.

    A byte-order mark decides. Then what the person chose. Then UTF-8, if every byte of the file agrees.
    """
    encoding = _marked(path) or _checked(chosen) or _unmarked_utf16(path) or "utf-8"
    line = _first_bad_line(path, encoding)
    if not line:
        return encoding
    if encoding == "utf-8" and not chosen:
        _refuse_binary(path)
        raise Unreadable(ProblemCode.UNKNOWN_ENCODING, line=line, preview=preview(path))
    raise Unreadable(ProblemCode.WRONG_ENCODING, line=line, encoding=encoding)


def preview(path: Path, encodings: Sequence[str] = LIKELY) -> dict[str, list[tuple[int, str]]]:
    """The first lines that hold letters beyond ASCII, as each of these encodings would show them."""
    shown: dict[str, list[tuple[int, str]]] = {encoding: [] for encoding in encodings}
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(_CHUNK), b""), 1):
            if line.isascii():
                continue
            for encoding, lines in shown.items():
                lines.append((number, line.decode(encoding, "replace").strip()[:200]))
            if len(shown[encodings[0]]) == PREVIEW_LINES:
                break
    return shown


def _marked(path: Path) -> str:
    head = next(_chunks(path), b"")
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), "")


def _checked(chosen: str) -> str:
    if not chosen:
        return ""
    try:
        name = codecs.lookup(chosen).name
    except (LookupError, ValueError) as error:
        raise Unreadable(ProblemCode.NO_SUCH_ENCODING, encoding=chosen) from error
    if not name.startswith(_FAMILIES):
        raise Unreadable(ProblemCode.NO_SUCH_ENCODING, encoding=chosen)
    return name


def _unmarked_utf16(path: Path) -> str:
    """UTF-16 without its mark shows as a zero in every second byte of plain text."""
    head = next(_chunks(path), b"")[:_CHUNK]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if zeros and zeros.count(0) > 0.7 * len(zeros):
            return encoding
    return ""


def _first_bad_line(path: Path, encoding: str) -> int:
    """0 when every byte can be read. A NUL counts as unreadable: no table has one, and databases refuse it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    chunk = b""
    try:
        for chunk in _chunks(path):
            text = decoder.decode(chunk)
            if "\0" in text:
                raise Unreadable(ProblemCode.BINARY_FILE, line=lines + text[:text.index("\0")].count("\n"))
            lines += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return lines + error.object[:error.start].count(b"\n")
    return 0


def _refuse_binary(path: Path) -> None:
    for number, line in enumerate(_lines(path), 1):
        if b"\0" in line:
            raise Unreadable(ProblemCode.BINARY_FILE, line=number)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.readline(_CHUNK), b"")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_CHUNK), b"")
