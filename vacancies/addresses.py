"""One normal form for addresses, so that one place typed in two ways is found to be one place.

"Dārza ielā 8 a, Alūksne, LV-4301" and "Dārza iela 8A" are the same; so are "O.Vācieša iela 5" and
"Ojāra Vācieša iela 5", because the streets of the town are known (vacancies/streets, one file per town).
What is not understood, as an address in another country, is kept as it was typed, only tidied.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings

from vacancies.latvian import fold, only_words

STREETS_FOLDER = Path(__file__).parent / "streets"
KEY_LENGTH = 300  # as long as Unit.address_key
NAME_LENGTH = 200  # characters

# Folded word → (nominative, is it a masculine word). Folding already makes "ielā" and "iela" one.
_KINDS = {
    "iela": ("iela", False), "ielas": ("iela", False), "i.": ("iela", False), "skersiela": ("šķērsiela", False),
    "gatve": ("gatve", False), "aleja": ("aleja", False), "soseja": ("šoseja", False), "linija": ("līnija", False),
    "krastmala": ("krastmala", False), "prospekts": ("prospekts", True), "prospekta": ("prospekts", True),
    "pr.": ("prospekts", True), "laukums": ("laukums", True), "laukuma": ("laukums", True),
    "lauk.": ("laukums", True), "bulvaris": ("bulvāris", True), "bulvari": ("bulvāris", True),
    "bulv.": ("bulvāris", True), "cels": ("ceļš", True), "cela": ("ceļš", True), "dambis": ("dambis", True),
    "dambi": ("dambis", True),
}
_NUMBER = re.compile(r"(?:nr\.?\s*)?(\d+)\s*([a-zāčēģīķļņšūž](?!\w))?((?:\s*[/-]\s*\d+\s*(?:[a-z](?!\w))?)*)(?!\w)", re.I)
_POSTCODE = re.compile(r"\bLV[\s–-]?\d{4}\b", re.I)
_REGION = re.compile(r"(?:\w+s )?(?:novads|nov\.?|novada|pilseta|pils\.)|latvija|latvia|lettland|lv")
_INITIAL = re.compile(r"\b(\w)\.\s*(?=\w)")
_ENGLISH = re.compile(
    r"(?:(?P<number>\d+\s?[a-z]?(?:\s?-\s?\d+\s?[a-z]?)?)\s+)?(?P<street>\D.*\b(?:road|street|avenue|lane|way|square|"
    r"parade|esplanade|close|drive|terrace|place|crescent|grove|gardens|hill|quay|walk|row|court road))", re.I)
_GERMAN = re.compile(r"(?P<street>.*(?:straße|strasse|str\.|weg|platz|gasse|allee|ring|ufer|markt))\s+"
                     r"(?P<number>\d+\s?[a-z]?(?:\s?-\s?\d+\s?[a-z]?)?)", re.I)


@dataclass(frozen=True)
class Address:
    """address is for people, street and number for lists by street, key is equal when the place is the same."""

    address: str
    street: str
    number: str
    key: str


@dataclass(frozen=True)
class Streets:
    """The streets of one town: every folded way to write one → its name in the nominative."""

    town: str
    forms: dict[str, str]

    @cached_property
    def names(self) -> list[str]:
        return sorted(set(self.forms.values()))

    @cached_property
    def _folded(self) -> list[tuple[str, list[str]]]:
        return [(name, fold(name).split()) for name in self.names]

    def full_name(self, written: str) -> str:
        """The street's own spelling, also for 'O. Vācieša iela'; '' when it is not known, or not the only one."""
        exact = self.forms.get(fold(written))
        if exact or "." not in written:
            return exact or ""
        words = fold(written).split()
        fitting = [name for name, folded in self._folded if _fits_initials(words, folded)]
        return fitting[0] if len(fitting) == 1 else ""


def _fits_initials(written: list[str], name: list[str]) -> bool:
    return len(written) == len(name) and all(
        word.startswith(short[:-1]) if short.endswith(".") else word == short
        for short, word in zip(written, name, strict=True))


@lru_cache(maxsize=8)
def read_streets(path: Path, town: str) -> Streets:
    """Reads a file of two columns, nominative and locative. Done once per process."""
    forms = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            for form in ("street_nominative", "street_locative"):
                forms[fold(row[form])] = row["street_nominative"]
    return Streets(town=town, forms=forms)


def streets_of_this_town() -> Streets:
    return _streets_of(settings.STREETS_FILE, settings.TOWN_NAME)


@lru_cache(maxsize=8)
def _streets_of(file: str, town: str) -> Streets:
    return read_streets(Path(file or STREETS_FOLDER / "aluksne.csv"), town)


def address_key(*parts: str) -> str:
    """What two spellings of one place have in common: no case, no diacritics, no punctuation."""
    return only_words(fold(" ".join(parts))).strip()[:KEY_LENGTH]


def called_by_its_address(typed: str) -> str:
    """The name of a unit that has none of its own, at most as long as a name may be."""
    return normal_address(typed).address[:NAME_LENGTH]


def normal_address(typed: str, streets: Streets | None = None) -> Address:
    """The normal form of an address as somebody typed it. Never fails: at worst it is only tidied."""
    if streets is None:
        return _in_this_town(typed, settings.STREETS_FILE, settings.TOWN_NAME)
    parts = _without_town(_parts(typed), streets.town)
    for index in range(len(parts)):
        if found := _latvian(parts, index, streets):
            return found
    return _foreign(parts or [typed.strip()])


@lru_cache(maxsize=2048)
def _in_this_town(typed: str, *_town: str) -> Address:
    """Remembered, because an import asks for each address several times. The town is part of the question."""
    return normal_address(typed, streets_of_this_town())


def _parts(typed: str) -> list[str]:
    text = " ".join(unicodedata.normalize("NFC", typed).replace("(", ", ").replace(")", ", ").split())
    return [part for part in (piece.strip(" ;") for piece in text.split(",")) if part]


def _without_town(parts: list[str], town: str) -> list[str]:
    """Drops the town, its region and the postcode, unless nothing would be left."""
    kept = []
    for part in parts:
        rest = _POSTCODE.sub("", part).strip(" ,;")
        if rest and not _is_town(rest, town):
            kept.append(rest)
    return kept or parts


def _is_town(part: str, town: str) -> bool:
    folded = fold(part)
    return folded.strip(" .") == fold(town) or bool(_REGION.fullmatch(folded))


def _latvian(parts: list[str], index: int, streets: Streets) -> Address | None:
    words = _INITIAL.sub(r"\1. ", parts[index]).split()
    at = next((i for i, word in enumerate(words) if i and _kind_at(words, i)), None)
    if at is None:
        return None
    street = _street(words[:at], fold(words[at]), streets)
    after, others = " ".join(words[at + 1:]), [*parts[:index], *parts[index + 1:]]
    if not after and index + 1 < len(parts) and _NUMBER.match(parts[index + 1]):
        after = others.pop(index)
    number, rest = _house_number(after)
    rest = "" if rest and _is_town(rest, streets.town) else rest
    rest = ", ".join(filter(None, [rest, *others]))
    whole = f"{street} {number}".strip()
    address = f"{whole}, {rest}" if rest else whole
    return Address(address=address, street=street, number=number, key=address_key(address))


def _kind_at(words: list[str], at: int) -> bool:
    """A short form such as 'i.' counts only before a house number: it may be anything elsewhere."""
    word = fold(words[at])
    if word not in _KINDS:
        return False
    return not word.endswith(".") or (at + 1 < len(words) and words[at + 1][0].isdigit())


def _street(words: list[str], kind_word: str, streets: Streets) -> str:
    kind, masculine = _KINDS[kind_word]
    ending = "ais" if masculine else "ā"
    nominative = [word[:-3] + ending if word.endswith("ajā") else word for word in words]
    for name in (words, nominative):
        if known := streets.full_name(" ".join([*name, kind])):
            return known
    return " ".join([*nominative, kind])


def _house_number(text: str) -> tuple[str, str]:
    """'16 b, pagrabs' → ('16B', 'pagrabs')"""
    found = _NUMBER.match(text)
    if not found:
        return "", text.strip(" ,;")
    number = "".join(part or "" for part in found.groups())
    return "".join(number.split()).upper(), text[found.end():].strip(" ,;.")


def _foreign(parts: list[str]) -> Address:
    """An address that is not Latvian stays in its own order; only street and number are looked for."""
    address, street, number = ", ".join(parts), "", ""
    for index, part in enumerate(parts):
        if found := _GERMAN.fullmatch(part) or _ENGLISH.fullmatch(part):
            street, number = found["street"], found["number"] or ""
            before = parts[index - 1] if index else ""
            if not number and re.fullmatch(r"\d+\s?[a-z]?(\s?-\s?\d+\s?[a-z]?)?", before, re.I):
                number = before
            break
    return Address(address=address, street=street, number="".join(number.split()), key=address_key(address))
