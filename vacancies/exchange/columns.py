"""The columns of our own files: for each, the meaning that an import gives it, and its heading in three languages."""

from dataclasses import dataclass

from vacancies.exchange.words import LANGUAGES


@dataclass(frozen=True)
class OwnColumn:
    """code is a Meaning of vacancies.imports; 'ignore' is for people only. headings: Latvian, English, German."""

    code: str
    headings: tuple[str, str, str]
    name: str = ""

    def heading(self, language: str) -> str:
        return self.headings[LANGUAGES.index(language)]

    @property
    def key(self) -> str:
        return self.name or self.code


COLUMNS: tuple[OwnColumn, ...] = (
    OwnColumn("reference", ("Skatlogs numurs", "Skatlogs reference", "Skatlogs-Nummer")),
    OwnColumn("version", ("Ieraksta versija", "Entry version", "Version des Eintrags")),
    OwnColumn("own_number", ("Reģistra Nr.", "Property number", "Objektnummer")),
    OwnColumn("name", ("Nosaukums", "Name", "Bezeichnung")),
    OwnColumn("address", ("Adrese", "Address", "Adresse")),
    OwnColumn("ignore", ("Izmantojums šodien", "Use today", "Nutzung heute"), "occupancy"),
    OwnColumn("status", ("Statuss", "Status", "Belegung")),
    OwnColumn("since", ("Brīvs kopš", "Vacant since", "Leer seit")),
    OwnColumn("previous_use", ("Iepriekšējais izmantojums", "Previous use", "Vornutzung")),
    OwnColumn("earlier_vacancies", ("Iepriekšējie tukšuma periodi", "Earlier vacancies", "Frühere Leerstände")),
    OwnColumn("area", ("Platība, m²", "Floor area, m²", "Fläche, m²")),
    OwnColumn("window_front", ("Skatloga garums, m", "Window front, m", "Schaufensterlänge, m")),
    OwnColumn("floor", ("Stāvs", "Floor", "Etage")),
    OwnColumn("water", ("Ūdens", "Water", "Wasser")),
    OwnColumn("wc", ("Tualete", "Toilet", "Toilette")),
    OwnColumn("heating", ("Apkure", "Heating", "Heizung")),
    OwnColumn("kitchen", ("Virtuve", "Kitchen", "Küche")),
    OwnColumn("step_free", ("Bez pakāpieniem", "Step-free", "Barrierefrei")),
    OwnColumn("storage", ("Noliktava", "Storage", "Lager")),
    OwnColumn("sound", ("Drīkst skanēt", "Sound-tolerant", "Lärmtolerant")),
    OwnColumn("power", ("Elektrības jauda 380 V", "Strong power", "Starkstrom")),
    OwnColumn("rent", ("Nomas maksa, EUR/mēn.", "Rent, EUR per month", "Miete, EUR pro Monat")),
    OwnColumn("utilities_payer", ("Komunālos maksā", "Utilities paid by", "Nebenkosten zahlt")),
    OwnColumn("utilities", ("Komunālie, EUR/mēn.", "Utilities, EUR per month", "Nebenkosten, EUR pro Monat")),
    OwnColumn("notice_days", ("Uzteikuma dienas", "Notice days", "Kündigungsfrist Tage")),
    OwnColumn("funding", ("Finansējuma nosacījums", "Funding condition", "Förderbedingung")),
    OwnColumn("funding_note", ("Par finansējumu", "About the funding", "Zur Förderung")),
    OwnColumn("activities", ("Atļautās darbības", "Permitted activities", "Erlaubte Tätigkeiten")),
    OwnColumn("spaces", ("Telpas daļas", "Spaces of the unit", "Teile der Einheit")),
    OwnColumn("owner_kind", ("Īpašnieka veids", "Kind of owner", "Art des Eigentümers")),
    OwnColumn("owner", ("Īpašnieks", "Owner", "Eigentümer")),
    OwnColumn("latitude", ("Ģeogrāfiskais platums", "Latitude", "Breitengrad")),
    OwnColumn("longitude", ("Ģeogrāfiskais garums", "Longitude", "Längengrad")),
    OwnColumn("public_text", ("Publiskais apraksts", "Public text", "Öffentlicher Text")),
    OwnColumn("public_text_en", ("Publiskais apraksts angliski", "Public text in English", "Öffentlicher Text englisch")),
    OwnColumn("public_text_de", ("Publiskais apraksts vāciski", "Public text in German", "Öffentlicher Text deutsch")),
    OwnColumn("remarks", ("Piezīmes", "Remarks", "Bemerkungen")),
    OwnColumn("ignore", ("Pēdējoreiz redzēts", "Last seen on", "Zuletzt gesehen"), "last_seen"),
    OwnColumn("ignore", ("Publiskā lapa", "On the public pages", "Auf den öffentlichen Seiten"), "published"),
    OwnColumn("ignore", ("Ieraksta stāvoklis", "State of the entry", "Zustand des Eintrags"), "record"),
)
