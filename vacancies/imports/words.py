"""The words of registers: what stands for nothing, yes, empty, an owner, a total, or no premises at all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import islice

from vacancies.choices import OwnerKind, Seen
from vacancies.imports.table import Cell
from vacancies.latvian import fold, only_words
from vacancies.readable import readable

_NOTHING = frozenset({"", "-", "–", "—", "--", "---", "n/a", "#n/a", "na", "nan", "null", "none", "#ref!", "#value!",
                      "#div/0!", "#name?", "#null!", "#num!", "nav datu", "nav zinams", "nezinams", "unknown",
                      "personal details not supplied", "not supplied", "k.a.", "keine angabe", "unbekannt", "?", "."})
_WORTH_REMEMBERING = 100  # letters: longer texts are remarks, and do not repeat
_YES = frozenset({"ja", "ir", "yes", "y", "true", "1", "x", "+", "wahr", "vorhanden", "pieejams", "available", "✓", "✔"})
_NO = frozenset({"ne", "nav", "no", "n", "false", "0", "nein", "falsch", "none", "keine", "kein", "without", "bez",
                 "not available", "✗"})
_TOTALS = re.compile(r"(?:pavisam |kopa|kopsumma|kopa pavisam|grand total|total|totals|sum|summe|summa|gesamt|insgesamt|"
                     r"gesamtsumme|subtotal)(?: (?:m2|eur|platiba))?\s*[:=]?")
_NOT_PREMISES = re.compile(r"\bzemes ?(?:gabal|vienib)\w*|\bneapbuvet\w*|\bnav telpa\w*|\bstavlaukum\w*|\bautostavviet\w*|"
                           r"\bnot (?:a )?premises\b|\bplot of land\b|\badvertising right\b|\bcar park(?:ing)?\b|"
                           r"\bparking space\b|\bgrundstuck\b|\bstellplatz\w*|\bkeine raume\b")
_NO_PREMISES_IN_REMARKS = re.compile(r"\bnav telpa\w*|\bnot (?:a )?premises\b|\bkeine raume\b")
_BASEMENT = re.compile(r"\b(?:pagrab|basement|cellar|keller|untergeschoss)")
_LATVIAN_FLOOR = re.compile(r"(?:^|[ ,;(])(-?\d{1,2})\.? ?stav")
_ENGLISH_FLOOR = re.compile(r"\b(ground|first|second|third) floor\b")
_GROUND = re.compile(r"\b(?:erdgeschoss|eg|pirmais stavs|1\. ?stavs)\b")
_ENGLISH_FLOORS = {"ground": 0, "first": 1, "second": 2, "third": 3}

# First that fits decides, so the denials stand before what they deny.
_STATUSES: tuple[tuple[str, Seen | None], ...] = (
    (r"nav (?:piemerot|iznomajam|lietojam|izmantojam)|not (?:suitable|lettable)|nicht vermietbar", Seen.NOT_SURE),
    (r"pec pieprasijuma|on request|auf anfrage|nav skaidr|unclear|unklar|nezinam", Seen.NOT_SURE),
    (r"dalej|partly|partially|teilweise", Seen.NOT_SURE),
    (r"nav (?:briv|tuks)|not (?:vacant|empty|available)|nicht (?:frei|leer)", Seen.OCCUPIED),
    (r"nav (?:aiznemt|iznomat)|neaiznemt|neiznomat|neizmantot|netiek (?:lietot|izmantot)|unoccupied|not (?:occupied|let)\b|nicht (?:belegt|vermietet)|unvermietet",
     Seen.EMPTY),
    (r"pop.?up", Seen.OCCUPIED),
    (r"bezatlidzib|patapinajum", Seen.OCCUPIED),
    (r"sezon|season|saison", Seen.SEASONAL),
    (r"remont|rekonstru|parbuv|renovat|renovier|refurbish|umbau", Seen.RENOVATION),
    (r"\bbriv|\btuks|\bvacant|\bempty|\bvoid\b|\bleer|\bfrei\b|\bavailable\b|\bto let\b", Seen.EMPTY),
    (r"\baiznemt|\biznomat|\bizirets|\bdarbojas|\blieto\b|\btiek (?:lietot|izmantot)|\boccupied|\blet\b|\brented|\bleased|\bin use\b|\bvermietet|"
     r"\bbelegt|\bgenutzt", Seen.OCCUPIED),
)
_PLAIN_STATUS = re.compile(r"(?:briv|tuks|aiznemt|iznomat)[aisu]*|vacant|empty|void|occupied|let|leer|frei|vermietet")
_DAY_IN_STATUS = re.compile(r"(\d{1,2})\.(\d{1,2})\.?(\d{4})?\.?$")

_OWNER_KINDS: tuple[tuple[re.Pattern[str], OwnerKind], ...] = tuple((re.compile(pattern), kind) for pattern, kind in (
    (r"pasvaldib|novada dome|pilsetas dome|\bcouncil\b|municipal|borough|\bstadt\b|gemeinde|kommun", OwnerKind.MUNICIPALITY),
    (r"\bvalsts\b|\bvas\b|ministr|\bstate\b|\bcrown\b|\bland\b nordrhein|\bbund\b|staatlich", OwnerKind.STATE),
    (r"biedrib|nodibinajum|\be\.? ?v\.?(?:$|\s)|association|\btrust\b|charity|verein|stiftung", OwnerKind.ASSOCIATION),
    (r"draudze|baznic|church|parish|diocese|kirche|pfarr", OwnerKind.PARISH),
    (r"\bsia\b|\bas\b|\bik\b|\bps\b|\bltd\b|\blimited\b|\bplc\b|\bllp\b|\bgmbh\b|\bag\b|\bkg\b|\bohg\b|uznemum|company",
     OwnerKind.COMPANY),
    (r"privat|fizisk|private person|privatperson", OwnerKind.PERSON),
))
_KIND_WORDS = frozenset((
    "pasvaldiba pasvaldibas novada pilsetas dome municipality municipal council gemeinde stadt kommune valsts state "
    "biedriba biedribas nodibinajums association verein stiftung draudze draudzes baznica church parish kirche "
    "sia as ik ltd limited plc gmbh ag uznemums company privats privata privatpersona privatpersonas fiziska persona "
    "private privately owned person privatperson privat ipasums ipasnieks").split())
_NUMBER_WORDS = frozenset({"nr", "no", "num", "numurs"})
_GROUP_OF_ROOMS = re.compile(r"\btelp?u? gr(?:upa)?\b")
_LEGAL_FORM = re.compile(r"^(SIA|AS|IK|VAS|PSIA)\s+(.+)$", re.I)


@dataclass(frozen=True)
class OwnerSaid:
    """An empty name means: the kind is known, the person is not."""

    kind: OwnerKind
    name: str = ""
    is_unclear: bool = False


@dataclass(frozen=True)
class StatusSaid:
    """seen None: the words are not known. day and month where the status itself names a day ('brīvs no 01.01.')."""

    seen: Seen | None
    is_plain: bool = False
    day: int = 0
    month: int = 0
    year: int = 0


def text_of(cell: Cell) -> str:
    """A cell as one text, '' for whatever stands for nothing. Control characters are no text."""
    if isinstance(cell, str):
        return _short_text(cell) if len(cell) <= _WORTH_REMEMBERING else _text(cell)
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return _text(str(cell))


def _text(raw: str) -> str:
    text = " ".join(readable(raw).split()) if raw.isprintable() else _lines_in(raw)
    text = text.removeprefix("'").strip()
    return "" if fold(text) in _NOTHING else text


def _lines_in(raw: str) -> str:
    text = readable(raw.replace("\r", "\n"), keep="\n\t")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return "\n".join(line for line in lines if line)


@lru_cache(maxsize=1 << 14)
def _short_text(raw: str) -> str:
    """Registers repeat themselves: every cell is asked for several times, and "pašvaldība" in every row."""
    return _text(raw)


def line_of(cell: Cell) -> str:
    if isinstance(cell, str) and len(cell) <= _WORTH_REMEMBERING:
        return _short_line(cell)
    return " ".join(text_of(cell).split())


@lru_cache(maxsize=1 << 14)
def _short_line(raw: str) -> str:
    text = _short_text(raw)
    return " ".join(text.split()) if "\n" in text else text


def answer(cell: Cell) -> bool | None:
    """Yes, no, or None: not said, or not one of these words."""
    word = fold(str(cell)).strip(" .!")
    return True if word in _YES else False if word in _NO else None


def is_total(texts: Iterable[str]) -> bool:
    """The first text of a total row says so, and nothing else beside it is words. Reads no further than the second that is."""
    words = list(islice((text for text in texts if any(map(str.isalpha, text))), 2))
    return len(words) == 1 and bool(_TOTALS.fullmatch(fold(words[0]).strip()))


def what_is_not_premises(name: str, address: str, remarks: str) -> str:
    """The words that say that this is a plot of land or the like, '' for premises.

    A name or address must begin so: "veikals ar stāvlaukumu" is a shop.
    """
    for text in (name, address):
        if _NOT_PREMISES.match(fold(text)):
            return text
    return remarks if _NO_PREMISES_IN_REMARKS.search(fold(remarks)) else ""


def floor_in(text: str) -> int | None:
    """0 is the ground floor, which Latvian counts as the first."""
    folded = fold(text)
    if found := _LATVIAN_FLOOR.search(folded):
        number = int(found[1])
        return number - 1 if number > 0 else number
    if _GROUND.search(folded):
        return 0
    if found := _ENGLISH_FLOOR.search(folded):
        return _ENGLISH_FLOORS[found[1]]
    return -1 if _BASEMENT.search(folded) else None


@lru_cache(maxsize=1 << 10)
def status_of(text: str) -> StatusSaid:
    folded = " ".join(fold(text).split())
    seen = next((seen for pattern, seen in _STATUSES if re.search(pattern, folded)), None)
    found = _DAY_IN_STATUS.search(folded)
    if not found or seen is not Seen.EMPTY:
        return StatusSaid(seen, is_plain=bool(_PLAIN_STATUS.fullmatch(folded)))
    return StatusSaid(seen, True, int(found[1]), int(found[2]), int(found[3] or 0))


def owner_of(text: str) -> OwnerSaid:
    """Registers name one owner many times, but a text may be of any length."""
    return _short_owner(text) if len(text) <= _WORTH_REMEMBERING else _owner_of(text)


@lru_cache(maxsize=1 << 13)
def _short_owner(text: str) -> OwnerSaid:
    return _owner_of(text)


def _owner_of(text: str) -> OwnerSaid:
    """'pašvaldība' → a kind; 'SIA “KR5”' → a kind and a name, in one spelling however the quotes were typed."""
    folded = fold(text)
    kinds = [kind for pattern, kind in _OWNER_KINDS if pattern.search(folded)]
    if "/" in text and len(kinds) > 1:
        return OwnerSaid(OwnerKind.UNKNOWN, is_unclear=True)
    words = only_words(folded).split()
    kind = kinds[0] if kinds else OwnerKind.UNKNOWN
    if set(words) <= _KIND_WORDS:
        return OwnerSaid(kind)
    return OwnerSaid(kind, owner_name(text)[:200])


def owner_name(text: str) -> str:
    """SIA KR5, SIA "KR5", SIA “KR5” and SIA „KR5” are one: SIA "KR5"."""
    plain = " ".join(re.sub(r"[“”„‟«»‚‘’′″\"]+", '"', text).split())
    found = _LEGAL_FORM.match(plain)
    if not found:
        return plain.strip('"') if plain.count('"') == 2 and plain[0] == plain[-1] == '"' else plain
    inner = found[2].strip(' "')
    return f'{found[1].upper()} "{inner}"'


def premises_key(name: str) -> str:
    """What two ways to write one designation have in common: 'tel. gr. 3' and 'telpu grupa Nr. 3'."""
    text = " ".join([word for word in only_words(fold(name)).split() if word not in _NUMBER_WORDS])
    return _GROUP_OF_ROOMS.sub("telpu grupa", text)
