"""How our own files say what is chosen from a list, in three languages. The first member of each pair is what is stored."""

from vacancies.choices import Activity, FundingRestriction, OwnerKind, Precision, Seen, SpaceKind, UtilitiesPayer
from vacancies.latvian import fold

LANGUAGES = ("lv", "en", "de")
Words = dict[str, tuple[str, str, str]]

ANSWERS: Words = {"True": ("jā", "yes", "ja"), "False": ("nē", "no", "nein")}
SEEN: Words = {
    Seen.EMPTY: ("brīvs", "vacant", "leer"), Seen.OCCUPIED: ("aizņemts", "occupied", "belegt"),
    Seen.SEASONAL: ("sezonāli slēgts", "closed for the season", "saisonal geschlossen"),
    Seen.RENOVATION: ("remonts", "renovation", "Renovierung"), Seen.NOT_SURE: ("nav skaidrs", "unclear", "unklar"),
}
OWNER_KINDS: Words = {
    OwnerKind.MUNICIPALITY: ("pašvaldība", "municipality", "Gemeinde"), OwnerKind.COMPANY: ("uzņēmums", "company", "Unternehmen"),
    OwnerKind.PERSON: ("privātpersona", "private person", "Privatperson"),
    OwnerKind.ASSOCIATION: ("biedrība vai nodibinājums", "association or foundation", "Verein oder Stiftung"),
    OwnerKind.PARISH: ("draudze", "parish", "Kirchengemeinde"), OwnerKind.STATE: ("valsts", "state", "Staat"),
    OwnerKind.UNKNOWN: ("nav zināms, kas", "kind not known", "Art unbekannt"),
}
PAYERS: Words = {
    UtilitiesPayer.TENANT: ("nomnieks", "tenant", "Mieter"), UtilitiesPayer.INCLUDED: ("ietverts nomā", "included", "enthalten"),
    UtilitiesPayer.OWNER: ("īpašnieks", "owner", "Eigentümer"),
    UtilitiesPayer.UNKNOWN: ("jāvienojas", "to be agreed", "zu vereinbaren"),
}
RESTRICTIONS: Words = {
    FundingRestriction.NONE: ("bez ierobežojuma", "no restriction", "keine Einschränkung"),
    FundingRestriction.BUSINESSES: ("tikai uzņēmumi", "only businesses", "nur Unternehmen"),
    FundingRestriction.PUBLIC_BENEFIT: ("tikai sabiedriskā labuma organizācijas", "only public-benefit organisations",
                                        "nur gemeinnützige Organisationen"),
}
ACTIVITIES: Words = {
    Activity.CRAFTS: ("amatniecība", "crafts", "Handwerk"), Activity.FOOD: ("pārtika", "food", "Lebensmittel"),
    Activity.CAFE: ("kafejnīca", "café", "Café"), Activity.RETAIL: ("citas preces", "other goods", "andere Waren"),
    Activity.SECOND_HAND: ("lietotas preces", "second-hand", "Gebrauchtes"),
    Activity.GALLERY: ("galerija", "gallery", "Galerie"), Activity.WORKSHOP: ("darbnīcas", "workshops", "Kurse"),
    Activity.MUSIC: ("mūzika", "music", "Musik"), Activity.EQUIPMENT_HIRE: ("inventāra noma", "equipment hire", "Verleih"),
    Activity.MEETING: ("tikšanās vieta", "meeting place", "Treffpunkt"), Activity.ADVICE: ("konsultācijas", "advice", "Beratung"),
}
SPACE_KINDS: Words = {
    SpaceKind.WHOLE: ("visa telpa", "whole unit", "ganze Einheit"), SpaceKind.ZONE: ("telpas daļa", "part of the room", "Teil des Raums"),
    SpaceKind.SHELF: ("plaukts", "shelf", "Regal"), SpaceKind.WINDOW: ("skatlogs", "shop window", "Schaufenster"),
    SpaceKind.WEEKDAYS: ("noteiktas dienas", "certain weekdays", "bestimmte Wochentage"),
}
WEEKDAYS: dict[int, tuple[str, str, str]] = {
    0: ("P", "Mon", "Mo"), 1: ("O", "Tue", "Di"), 2: ("T", "Wed", "Mi"), 3: ("C", "Thu", "Do"), 4: ("Pk", "Fri", "Fr"),
    5: ("S", "Sat", "Sa"), 6: ("Sv", "Sun", "So"),
}
PRECISIONS: Words = {Precision.MONTH: ("mēnesis", "month", "Monat"), Precision.YEAR: ("gads", "year", "Jahr")}
ABOUT = ("apm.", "about", "etwa")  # before a date that is known about


def say(words: Words, value: str, language: str) -> str:
    return words[value][LANGUAGES.index(language)]


def understand(words: Words, text: str) -> str:
    """'' for a word that is none of ours."""
    folded = " ".join(fold(text).split())
    return next((str(value) for value, said in words.items() if folded in map(fold, said)), "")
