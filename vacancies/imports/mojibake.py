"""Text that an earlier conversion broke ("Dârza", "Ä«paÅ¡nieks"), mended where that is certain.

Certain means: the file as a whole shows one and the same damage. Every cell with a strange letter goes back
through the conversion and comes out in Latvian letters, no cell held proper Latvian letters before, and words
appear that every register has. Otherwise only cells that hold such a word are mended; the rest is pointed out.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from vacancies.addresses import streets_of_this_town
from vacancies.imports.table import Cell, Row

LATVIAN = frozenset("āčēģīķļņōŗšūž" + "āčēģīķļņōŗšūž".upper())
_NEIGHBOURS = frozenset("äöüõßé" + "äöüõé".upper())
_FINE = re.compile(f"[\x00-\x7f{''.join(LATVIAN | _NEIGHBOURS)}–—“”„’«»²]*")
_RECIPES = (("cp1252", "cp1257"), ("cp1252", "utf-8"), ("cp1257", "utf-8"))
# How the first byte of a letter in UTF-8 looks in a code page: without one of them nothing can be such a letter.
_LEADS = {encoding: set(bytes([0xC3, 0xC4, 0xC5]).decode(encoding)) for encoding in ("cp1252", "cp1257")}
_WORDS = frozenset((
    "īpašnieks īpašniece platība piezīmes brīvs brīva brīvas aizņemts aizņemta iznomāts tukšs pašvaldība pašvaldības "
    "kopš privāts privātpersona centrālā elektriskā gāze stāvs pēc vienošanās lietošana iznomājams ēka līdz nedzīvojamā "
    "telpām mēnesī apkure piemērots biedrība valdījumā").split()) - {"apkure"}


@dataclass
class Repair:
    """How the text of one file is mended. With no recipe it only points out."""

    recipe: tuple[str, str] | None = None
    is_certain: bool = False
    words: frozenset[str] = frozenset()

    def mend(self, text: str) -> tuple[str, bool]:
        """The text, and whether it was broken. What was broken and comes back unchanged could not be mended."""
        if text.isascii() or not _looks_broken(text, self.recipe):
            return text, False
        mended = _redecoded(text, *self.recipe) if self.recipe else None
        if mended and (self.is_certain or _known_words(mended, self.words)):
            return mended, True
        return text, True

    @property
    def name(self) -> str:
        return " → ".join(reversed(self.recipe)) if self.recipe else ""


@dataclass
class _Evidence:
    """What one recipe would do to the file."""

    words: int = 0
    mended: int = 0
    failed: int = 0


@dataclass
class Suspicion:
    """Gathers, cell by cell, what the file's text says about how it was treated. One pass, little memory."""

    words: frozenset[str] = field(default_factory=lambda: _WORDS | _street_words())
    found: dict[tuple[str, str], _Evidence] = field(default_factory=lambda: {key: _Evidence() for key in _RECIPES})
    proper: int = 0
    rows: int = 0

    def see(self, text: str) -> None:
        is_strange = _strange(text)
        if not is_strange and not LATVIAN.isdisjoint(text):
            self.proper += 1
        for recipe, evidence in self.found.items():
            if not is_strange and not _hides_letters(text, recipe):
                continue
            mended = _redecoded(text, *recipe)
            evidence.mended += mended is not None
            evidence.failed += mended is None
            evidence.words += len(_known_words(mended or "", self.words))

    def verdict(self) -> Repair:
        recipe, evidence = max(self.found.items(), key=lambda item: (_weight(*item), item[1].words))
        if not _weight(recipe, evidence):
            return Repair(words=self.words)
        is_certain = not self.proper and not evidence.failed and _weight(recipe, evidence) > 1
        return Repair(recipe, is_certain, self.words)


def suspicion_of(rows: Iterable[Row]) -> Suspicion:
    suspicion = Suspicion()
    for row in rows:
        suspicion.rows = row.number
        for cell in row.cells:
            if isinstance(cell, str) and not cell.isascii():
                suspicion.see(cell)
    return suspicion


def mend_cells(cells: list[Cell], repair: Repair) -> tuple[list[Cell], dict[int, tuple[str, bool]]]:
    """The cells, and for each that was broken: its index → (what it is now, was it mended)."""
    broken: dict[int, tuple[str, bool]] = {}
    result = list(cells)
    for index, cell in enumerate(cells):
        if isinstance(cell, str) and not cell.isascii():
            text, was_broken = repair.mend(cell)
            result[index] = text
            if was_broken:
                broken[index] = (text, text != cell)
    return result, broken


def _weight(recipe: tuple[str, str], evidence: _Evidence) -> int:
    """Bytes seldom form UTF-8 by chance, so there every mended cell counts; between code pages only words do."""
    return evidence.mended if recipe[1] == "utf-8" else evidence.words


def _street_words() -> frozenset[str]:
    words = {word.casefold() for form in streets_of_this_town().names for word in form.split()}
    return frozenset(word for word in words if not word.isascii() and len(word) > 3)


def _known_words(text: str, words: frozenset[str]) -> set[str]:
    return {word.strip(".,;:()“”\"/").casefold() for word in text.split()} & words


def _strange(text: str) -> bool:
    if _FINE.fullmatch(text):
        return False
    return "\ufffd" in text or any(
        letter not in LATVIAN and letter not in _NEIGHBOURS and unicodedata.category(letter)[0] in "LC"
        for letter in text if letter > "\x7f")


def _looks_broken(text: str, recipe: tuple[str, str] | None) -> bool:
    return _strange(text) or _hides_letters(text, recipe)


def _hides_letters(text: str, recipe: tuple[str, str] | None) -> bool:
    """Bytes of UTF-8 shown in a code page need not hold a strange letter ("Ä«"): there, decoding is the test."""
    return bool(recipe and recipe[1] == "utf-8" and not _LEADS[recipe[0]].isdisjoint(text) and _redecoded(text, *recipe))


def _redecoded(text: str, wrong: str, right: str) -> str | None:
    """The text as it was before it was read as `wrong` although it was `right`; None when that cannot be."""
    try:
        data = b"".join(_byte(letter, wrong) for letter in text)
        result = data.decode(right)
    except UnicodeError:
        return None
    kept = all(letter in LATVIAN or letter in _NEIGHBOURS or unicodedata.category(letter)[0] not in "LC"
               for letter in result if letter > "\x7f")
    return result if kept and result != text else None


def _byte(letter: str, encoding: str) -> bytes:
    """Bytes that a code page leaves undefined were shown by most programs as the control character of that number."""
    try:
        return letter.encode(encoding)
    except UnicodeEncodeError:
        if "\x80" <= letter <= "\x9f":
            return bytes([ord(letter)])
        raise
