"""What a file is, by its content: names lie (.XLSX, a web page saved as .csv, a JSON error message)."""

import zipfile
import zlib
from enum import Enum
from pathlib import Path

from vacancies.imports.problems import ProblemCode, Unreadable

MOST_UNPACKED = 512 * 1024 * 1024
MOST_MEMBERS = 5000
_HEAD = 4096
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OTHERS = {b"%PDF": "PDF", b"\x1f\x8b": "gzip", b"Rar!": "RAR", b"7z\xbc\xaf": "7-Zip", b"\x89PNG": "PNG",
           b"\xff\xd8\xff": "JPEG", b"{\\rtf": "RTF", b"SQLite format 3": "SQLite"}
_WEB = (b"<!doctype", b"<html", b"<head", b"<body", b"<table", b"<?xml", b"<meta", b"<script", b"<div", b"<!--")


class FileKind(Enum):
    TEXT = "csv"
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    GEOJSON = "geojson"


def recognise(path: Path) -> FileKind:
    """Reads the first bytes; of a packed workbook all of it, counted but not kept. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise Unreadable(ProblemCode.NO_FILE, text=error.strerror or str(error)) from error
    if not head.strip():
        raise Unreadable(ProblemCode.EMPTY_FILE)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _packed(path)
    if head.startswith(_OLE):
        return FileKind.XLS
    if _is_geojson(head):
        return FileKind.GEOJSON
    _refuse_what_is_no_table(head)
    return FileKind.TEXT


def _is_geojson(head: bytes) -> bool:
    """Its members come in any order, and the places may fill more than the head."""
    start = _start(head)
    return start.startswith(b"{") and (b'"featurecollection"' in start or b'"features"' in start)


def _start(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()


def _refuse_what_is_no_table(head: bytes) -> None:
    for magic, kind in _OTHERS.items():
        if head.startswith(magic):
            raise Unreadable(ProblemCode.OTHER_FILE, kind=kind)
    start = _start(head)
    if start.startswith(_WEB):
        raise Unreadable(ProblemCode.WEB_PAGE, line=1)
    if start.startswith((b"{", b"[{", b"[[", b'["')):
        raise Unreadable(ProblemCode.JSON_FILE, line=1)


def _packed(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            kind = _kind_of_members({member.filename for member in members})
            _measure(archive, members)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Unreadable(ProblemCode.DAMAGED_FILE) from error
    return kind


def _kind_of_members(names: set[str]) -> FileKind:
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    if "xl/workbook.bin" in names:
        return FileKind.XLSB
    if "content.xml" in names and not any(name.startswith("word/") for name in names):
        return FileKind.ODS
    raise Unreadable(ProblemCode.OTHER_FILE, kind="DOCX" if "word/document.xml" in names else "ZIP")


def _measure(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Unpacks every member without keeping it, because the sizes a ZIP declares are whatever its maker wrote."""
    too_big = Unreadable(ProblemCode.UNPACKS_TOO_BIG, most=MOST_UNPACKED // 1024 // 1024)
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise too_big
    total = 0
    for member in members:
        member.file_size = MOST_UNPACKED + 1  # read until the packed stream really ends
        with archive.open(member) as stream:
            while chunk := stream.read(1 << 20):
                total += len(chunk)
                if total > MOST_UNPACKED:
                    raise too_big
