"""Which headings mean what, in Latvian, English and German; misspelt, abbreviated or with their unit."""

import re
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from vacancies.exchange.columns import COLUMNS
from vacancies.latvian import fold


class Meaning(StrEnum):
    """What a column can hold. The value is what a mapping file writes."""

    ORDINAL = "ordinal"
    OWN_NUMBER = "own_number"
    NAME = "name"
    ADDRESS = "address"
    ADDRESS_2 = "address_2"
    ADDRESS_3 = "address_3"
    HOUSE_NUMBER = "house_number"
    TOWN = "town"
    POSTCODE = "postcode"
    STATUS = "status"
    IS_OCCUPIED = "is_occupied"
    IS_VACANT = "is_vacant"
    SINCE = "since"
    AREA = "area"
    WINDOW_FRONT = "window_front"
    FLOOR = "floor"
    OWNER = "owner"
    RENT = "rent"
    HEATING = "heating"
    WATER = "water"
    WC = "wc"
    KITCHEN = "kitchen"
    STEP_FREE = "step_free"
    STORAGE = "storage"
    POWER = "power"
    REMARKS = "remarks"
    PREVIOUS_USE = "previous_use"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    NORTH = "north"
    EAST = "east"
    OCCUPIER = "occupier"
    REFERENCE = "reference"
    VERSION = "version"
    SOUND = "sound"
    UTILITIES_PAYER = "utilities_payer"
    UTILITIES = "utilities"
    NOTICE_DAYS = "notice_days"
    FUNDING = "funding"
    FUNDING_NOTE = "funding_note"
    ACTIVITIES = "activities"
    OWNER_KIND = "owner_kind"
    PUBLIC_TEXT = "public_text"
    PUBLIC_TEXT_EN = "public_text_en"
    PUBLIC_TEXT_DE = "public_text_de"
    EARLIER_VACANCIES = "earlier_vacancies"
    SPACES = "spaces"
    IGNORE = "ignore"


# Folded, units taken away. The occupier is known so that it is left out on purpose: who rents is not our business.
_PHRASES: dict[Meaning, str] = {
    Meaning.ORDINAL: "nr p k|npk|nr pk|p k|kartas nr|kartas numurs|lfd nr|laufende nummer|row|no|nr|#",
    Meaning.OWN_NUMBER: "registra nr|registra numurs|objekta nr|objekta numurs|telpas nr|telpu nr|inventara nr|kods|"
                        "reference|reference number|property reference number|ba ref|ref|ref no|id|uprn|unit number|"
                        "property number|objektnummer|kennung|registernummer|kadastra apzimejums|kadastra numurs",
    Meaning.NAME: "telpas|telpa|telpu nosaukums|telpas nosaukums|telpu grupa|nosaukums|objekts|objekta nosaukums|name|"
                  "premises|unit|unit name|premises name|bezeichnung|objekt|raum|ladenlokal|lokal",
    Meaning.ADDRESS: "adrese|objekta adrese|telpas adrese|telpu adrese|atrasanas vieta|iela|address|property address|"
                     "full address|full property address|street address|address 1|address line 1|addr1|street|"
                     "property location|location|adresse|anschrift|strasse|standort|lage",
    Meaning.ADDRESS_2: "address 2|address line 2|addr2|adrese 2|adresse 2",
    Meaning.ADDRESS_3: "address 3|address line 3|addr3|adrese 3|adresse 3",
    Meaning.HOUSE_NUMBER: "majas nr|majas numurs|ekas nr|ekas numurs|house number|house no|street number|street no|"
                          "building number|hausnummer|hausnr|haus nr",
    Meaning.TOWN: "pilseta|apdzivota vieta|town|city|ort|stadt",
    Meaning.POSTCODE: "pasta indekss|indekss|postcode|post code|zip|plz|postleitzahl",
    Meaning.STATUS: "statuss|occupation status|property status|stavoklis|aiznemtiba|izmantosana|status|occupancy|occupancy status|state|vacancy status|"
                    "zustand|nutzung|belegung",
    Meaning.IS_OCCUPIED: "occupation state|occupied|is occupied|aiznemts|iznomats|belegt|vermietet",
    Meaning.IS_VACANT: "brivs|tukss|vacant|is vacant|empty|leer|leerstand|leerstehend",
    Meaning.SINCE: "brivs kops|briva kops|brivas kops|tukss kops|tuksa kops|kops|atbrivots|vacant since|empty since|"
                   "vacant from|empty from|void since|date vacated|vacancy start date|since|available from|occupation state date|status date|vacancy date|date vacant|"
                   "leer seit|leerstand seit|frei seit|frei ab|seit",
    Meaning.AREA: "platiba|telpu platiba|kopeja platiba|kopplatiba|lietderiga platiba|area|floor area|size|"
                  "total area|floorspace|floor space|flache|grosse|verkaufsflache|nutzflache|wohnflache",
    Meaning.WINDOW_FRONT: "skatlogs|skatlogi|skatlogu garums|skatloga garums|skatlogu platums|window front|frontage|"
                          "shop front|window|schaufenster|schaufensterfront|schaufensterlange",
    Meaning.FLOOR: "stavs|floor|storey|level|etage|geschoss|stockwerk",
    Meaning.OWNER: "ipasnieks|ipasnieki|ipasnieka nosaukums|valditajs|owner|owner name|landlord|proprietor|eigentumer|"
                   "besitzer|vermieter",
    Meaning.RENT: "nomas maksa|noma|ires maksa|maksa|cena|rent|asking rent|rent per month|monthly rent|price|miete|"
                  "kaltmiete|mietpreis|nettokaltmiete|pacht",
    Meaning.HEATING: "apkure|apkures veids|heating|heizung|heizungsart",
    Meaning.WATER: "udens|udensvads|water|water supply|wasser|wasseranschluss",
    Meaning.WC: "wc|tualete|sanmezgls|toilet|toilette",
    Meaning.KITCHEN: "virtuve|kitchen|kuche",
    Meaning.STEP_FREE: "vides pieejamiba|pieejamiba|bez pakapieniem|step free|accessible|wheelchair access|"
                       "barrierefrei|barrierefreiheit",
    Meaning.STORAGE: "noliktava|storage|storage room|lager|lagerraum",
    Meaning.POWER: "jauda|elektribas jauda|380 v|strong power|three phase|starkstrom|kraftstrom",
    Meaning.REMARKS: "piezimes|piezime|apraksts|komentari|komentars|cita informacija|remarks|remark|notes|note|"
                     "comments|comment|description|bemerkung|bemerkungen|anmerkung|anmerkungen|notizen|hinweise",
    Meaning.PREVIOUS_USE: "ieprieksejais izmantojums|ieprieksejais lietojums|ieprieks|bijusais|previous use|former use|"
                          "last use|vornutzung|fruhere nutzung|vorherige nutzung",
    Meaning.LATITUDE: "platums|geografiskais platums|lat|latitude|breite|breitengrad|geographische breite",
    Meaning.LONGITUDE: "garums|geografiskais garums|lon|lng|long|longitude|lange|langengrad|geographische lange",
    Meaning.NORTH: "x koordinata|koordinata x|lks x|lks 92 x|x|northing|north|hochwert",
    Meaning.EAST: "y koordinata|koordinata y|lks y|lks 92 y|y|easting|east|rechtswert",
    Meaning.OCCUPIER: "nomnieks|irnieks|lietotajs|occupant|occupant name|occupier|tenant|tenant name|mieter|nutzer|pachter",
}
_UNITS = re.compile(r"\bkv ?m\b|\bm2\b|\bqm\b|\bsq ?(?:ft|feet|m)\b|\bft2\b|\beur\b|\beuro\b|\bmen(?:esi)?\b|\bbez pvn\b|"
                    r"\bar pvn\b|\by n\b|\bja ne\b|\bj n\b|\bmetri\b|\bpro monat\b|\bper month\b|\bin\b|\bgada\b|\bm\b|\btikai\b")
_ENOUGH = 60


@lru_cache(maxsize=1)
def _known() -> list[tuple[str, Meaning]]:
    return [(phrase, meaning) for meaning, phrases in _PHRASES.items() for phrase in phrases.split("|")]


@lru_cache(maxsize=1)
def _own() -> dict[str, Meaning]:
    """The headings of our own files, which count only as they stand: elsewhere such words may mean anything."""
    return {fold(heading): Meaning(column.code) for column in COLUMNS for heading in column.headings}


def bare(heading: str) -> str:
    """'Platība,\\nm²' → 'platiba'"""
    words = " ".join("".join(letter if letter.isalnum() or letter == "#" else " " for letter in fold(heading)).split())
    return " ".join(_UNITS.sub(" ", words).split()) or words


@lru_cache(maxsize=4096)
def meanings_of(heading: str) -> tuple[tuple[int, Meaning], ...]:
    """What the heading may mean, surest first, as (0 to 100, meaning). Only what is sure enough."""
    if own := _own().get(" ".join(fold(heading).split())):
        return ((100, own),)
    text = bare(heading)
    if not text:
        return ()
    best: dict[Meaning, int] = {}
    for phrase, meaning in _known():
        score = _likeness(text, phrase)
        if score >= _ENOUGH:
            best[meaning] = max(score, best.get(meaning, 0))
    return tuple(sorted(((score, meaning) for meaning, score in best.items()), key=lambda found: -found[0]))


def _likeness(text: str, phrase: str) -> int:
    if text == phrase:
        return 100
    words, wanted = text.split(), phrase.split()
    if len(phrase) > 2 and set(wanted) <= set(words):
        share = len(wanted) / len(words)
        return int(60 + 30 * share) if share >= 0.5 else 0
    if len(phrase) < 5 or text[0] != phrase[0] or abs(len(text) - len(phrase)) > 2:
        return 0
    ratio = SequenceMatcher(None, text, phrase).ratio()
    return int(ratio * 80) if ratio >= 0.84 else 0


def price_unit(heading: str) -> str:
    """What a rent column counts: 'm2_month', 'm2_year', 'month', 'year', or '' when the heading does not say."""
    text = fold(heading)
    per_area = bool(re.search(r"m2|kv\.? ?m|qm|sq", text))
    if re.search(r"gad[aāu]|\byear|p\.? ?a\.|jahr", text):
        return "m2_year" if per_area else "year"
    if per_area:
        return "m2_month"
    return "month" if re.search(r"men|month|monat|mtl", text) else ""


def is_square_feet(heading: str) -> bool:
    return bool(re.search(r"sq\.? ?f|ft2|square f|kv\. ?ped", fold(heading)))
