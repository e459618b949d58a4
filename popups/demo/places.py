"""The units of the demonstration town, one line each; their public texts are in texts.py."""

from dataclasses import dataclass

from vacancies.choices import Activity, FundingRestriction, OwnerKind, Precision, RecordState, UtilitiesPayer

ABOUT_OWNERS = "Izdomāts īpašnieks, tikai demonstrācijai."

OWNERS: dict[str, tuple[OwnerKind, str, str]] = {
    "town": (OwnerKind.MUNICIPALITY, "Pašvaldības īpašumu nodaļa (izdomāta)", "Agrita Paraudziņa"),
    "lake": (OwnerKind.COMPANY, "SIA „Ezermalas nami” (izdomāts)", "Guntars Skudra"),
    "oak": (OwnerKind.COMPANY, "SIA „Ozola pagalms” (izdomāts)", "Inese Mežale"),
    "brick": (OwnerKind.COMPANY, "SIA „Sarkanais ķieģelis” (izdomāts)", ""),
    "anna": (OwnerKind.PERSON, "Anna Dzērvīte (izdomāta)", "Anna Dzērvīte"),
    "janis": (OwnerKind.PERSON, "Jānis Ceplītis (izdomāts)", "Jānis Ceplītis"),
    "velta": (OwnerKind.PERSON, "Velta Purmale (izdomāta)", "Velta Purmale"),
    "heirs": (OwnerKind.PERSON, "", ""),
    "choir": (OwnerKind.ASSOCIATION, "Biedrība „Vecais teātris” (izdomāta)", "Maruta Lauva"),
    "parish": (OwnerKind.PARISH, "Draudze (izdomāta)", "Pēteris Ābele"),
    "state": (OwnerKind.STATE, "Valsts īpašumu uzturētājs (izdomāts)", ""),
    "unknown": (OwnerKind.UNKNOWN, "", ""),
}


@dataclass(frozen=True)
class Place:
    """Money in euros a month; since and registered: days before today. since None with is_empty: nobody knows when."""

    code: str
    name: str
    address: str
    area: float
    front: float
    rent: int | None
    utilities: int | None
    owner: str
    features: str
    since: int | None = None
    precision: Precision = Precision.DAY
    is_empty: bool = True
    is_published: bool = True
    registered: int = 400
    floor: int = 0
    payer: UtilitiesPayer = UtilitiesPayer.TENANT
    permits: tuple[Activity, ...] = ()
    funding: FundingRestriction = FundingRestriction.NONE
    state: RecordState = RecordState.CONFIRMED
    previous: str = ""
    note: str = ""


A, P, U = Activity, Precision, UtilitiesPayer
ALL = "water wc heating kitchen step_free storage sound power"

PLACES: tuple[Place, ...] = (
    # In pop-up use
    Place("alja", "ALJA ēka pie ezera", "Pilssalas iela 10", 142, 12.4, 180, 95, "town", ALL, 610,
          funding=FundingRestriction.BUSINESSES, previous="laivu noma un kafejnīca",
          note="Pārbūve par fondu naudu: nomniekam jārada darbvietas. Meklējam pastāvīgu nomnieku."),
    Place("salon", "Pirmais pop-up salons", "Dārza iela 10", 92.5, 7.8, 140, 60, "town", "water wc heating step_free", 720,
          P.MONTH, previous="grāmatu veikals"),
    Place("producers", "Ražotāju veikals", "Pils iela 23", 68, 6.2, 120, 50, "town", "water wc heating storage step_free", 480,
          permits=(A.CRAFTS, A.FOOD, A.CAFE), previous="apavu veikals"),
    Place("kiln", "Darbnīca ar cepli", "Šķūņu iela 3", 61.5, 3.1, 123, None, "janis", "water wc storage sound power", 900, P.YEAR,
          payer=U.TENANT, previous="atslēdznieka darbnīca", note="Malkas apkure, keramikas ceplis 380 V."),
    Place("salt", "Bijusī sāls noliktava", "Tirgotāju iela 16B", 154, 5.5, 260, 110, "velta", "water wc heating storage power", 350,
          P.MONTH, previous="saimniecības preces", note="Īpašniece lūdz zvanīt pēc plkst. 17."),
    Place("barber", "Bijusī frizētava", "Helēnas iela 2", 22.4, 3.4, 45, 25, "town", "water wc heating step_free", 300,
          previous="frizētava"),
    Place("welfare", "Vecais kantoris", "Lielā Ezera iela 11", 96.9, 6.0, 115, 70, "town", "water wc heating kitchen step_free",
          640, P.DAY, previous="pašvaldības kantoris"),
    Place("corner", "Stūra veikals", "Ojāra Vācieša iela 5", 88.2, 9.6, 150, 65, "oak", "water wc heating storage", 2900, P.ABOUT,
          previous="pārtikas veikals"),
    Place("pavilion", "Tirgus paviljons", "Latgales iela 3B", 18, 4.0, 60, 15, "brick", "step_free power", 210, P.DAY,
          permits=(A.FOOD, A.CRAFTS, A.RETAIL, A.EQUIPMENT_HIRE), previous="augļu tirgotava"),
    Place("tower", "Mūzikas istaba", "Torņa iela 4", 54, 2.8, 70, 35, "choir", "wc heating sound storage", 520, P.MONTH,
          previous="mēģinājumu telpa"),
    Place("bakery", "Bijusī maiznīca", "Pils iela 42", 73, 5.2, 165, 90, "oak", "water wc heating kitchen power", 260,
          previous="maiznīca"),
    # Only their windows are used
    Place("fabrics", "Audumu veikala skatlogi", "Pils iela 31", 81, 8.4, 190, 75, "lake", "water wc heating", 410, P.MONTH,
          previous="audumu veikals"),
    Place("station", "Skatlogs pie lielceļa", "Rīgas iela 11", 34, 6.6, 70, None, "brick", "wc", 800, P.YEAR, payer=U.UNKNOWN,
          previous="riepu veikals"),
    # Vacant
    Place("pharmacy", "Bijusī aptieka", "Pils iela 9", 112, 7.0, 240, 95, "lake", "water wc heating storage step_free", 95,
          previous="aptieka", registered=90),
    Place("book", "Vecā grāmatnīca", "Pils iela 52", 58, 5.0, 110, 45, "anna", "wc heating", 330, P.MONTH, previous="grāmatnīca"),
    Place("garden", "Pagalma telpa", "Dārza iela 4", 37, 2.2, 55, 30, "town", "water wc heating step_free", 150,
          previous="dokumentu arhīvs"),
    Place("bank", "Bijusī bankas filiāle", "Dārza iela 16", 134, 8.8, 300, 120, "state", "water wc heating storage step_free power",
          1150, P.MONTH, previous="bankas filiāle"),
    Place("shoes", "Kurpnieka telpa", "Tirgotāju iela 7", 19.5, 2.4, 40, 20, "anna", "heating", 60, P.DAY, registered=58,
          previous="kurpnieks"),
    Place("florist", "Bijušais ziedu veikals", "Helēnas iela 9", 31, 4.2, 65, 30, "velta", "water heating step_free", 45,
          registered=40, previous="ziedu veikals"),
    Place("loft", "Otrā stāva zāle", "Lielā Ezera iela 3", 120, 0, 0, 80, "parish", "wc heating sound", 2000, P.ABOUT, floor=1,
          payer=U.OWNER, permits=(A.GALLERY, A.WORKSHOP, A.MEETING, A.MUSIC), previous="draudzes zāle",
          funding=FundingRestriction.PUBLIC_BENEFIT),
    Place("photo", "Bijušais foto salons", "Ojāra Vācieša iela 12", 42, 3.6, 80, 35, "oak", "water wc heating", 270, P.DAY,
          previous="foto salons"),
    Place("school", "Kantora telpa pie skolas", "Skolas iela 6", 48, 3.0, 75, 40, "town", "water wc heating step_free kitchen", 120,
          previous="interešu izglītības klase"),
    Place("mill", "Dzirnavu noliktava", "Dzirnavu iela 3", 210, 4.0, 150, None, "heirs", "storage power", 3600, P.ABOUT,
          payer=U.UNKNOWN, previous="graudu noliktava"),
    Place("kiosk", "Kioska vieta pie autoostas", "Pils iela 66", 12.5, 3.0, None, None, "unknown", "step_free", None,
          payer=U.UNKNOWN, previous="preses kiosks"),
    # Closed for some time
    Place("boats", "Laivu māja", "Peldu iela 1", 74, 6.0, 90, 25, "town", "storage step_free", 230, permits=(A.EQUIPMENT_HIRE, A.CAFE),
          previous="laivu noma", note="Pieejama no maija līdz septembrim; ūdens no krāna ārpusē."),
    Place("cinema", "Kino kases telpa", "Skolas iela 14", 66, 5.4, 130, 60, "state", "water wc heating", 500, P.MONTH,
          previous="kino kase"),
    Place("carpet", "Paklāju noliktava", "Tirgotāju iela 20", 88, 4.4, 120, 50, "janis", "wc heating storage", None,
          previous="paklāju veikals"),
    # Permanent shops
    Place("yarn", "Dzijas veikala telpas", "Pils iela 17", 46, 4.6, 130, 45, "lake", "wc heating", 690, is_published=False,
          previous="sporta preces"),
    Place("watch", "Pulksteņmeistara telpa", "Pils iela 27", 16, 2.2, 60, 20, "anna", "heating", None, is_empty=False,
          is_published=False),
    Place("shop35", "Mājas preču veikala telpas", "Pils iela 35", 140, 9.0, 310, 120, "lake", "water wc heating storage", None,
          is_empty=False, is_published=False),
    Place("coffee", "Kafejnīcas telpas", "Pils iela 48", 72, 5.8, 190, 95, "oak", "water wc heating kitchen", 560, is_published=False,
          previous="ēdnīca"),
    Place("bike", "Velodarbnīcas telpas", "Dārza iela 12", 60, 4.8, 100, 45, "town", "water wc heating power", 500,
          is_published=False, previous="sadzīves tehnikas remonts"),
    Place("cheese", "Siera veikala telpas", "Helēnas iela 5", 29, 3.2, 75, 40, "velta", "water wc heating", None, is_empty=False,
          is_published=False),
    Place("tailor", "Šuvējas telpas", "Tirgotāju iela 11", 24, 2.6, 50, 25, "janis", "wc heating", None, is_empty=False,
          is_published=False),
    # Confirmed, not published yet
    Place("apes", "Bijušais veikals pie tilta", "Apes iela 10", 95, 5.0, None, None, "heirs", "wc", 1500, P.ABOUT,
          is_published=False, payer=U.UNKNOWN, previous="lauku veikals", note="Mantinieki vēl neatbild."),
    Place("merkela", "Sociālās mājas telpa", "Merķeļa iela 3", 38, 2.0, None, None, "town", "water wc heating step_free", None,
          is_published=False, payer=U.UNKNOWN),
    # Not confirmed, or out of the register
    Place("reported", "Tukša telpa mājas galā", "Ezermalas iela 4", 40, 3.0, None, None, "unknown", "", None, is_empty=False,
          is_published=False, registered=12, state=RecordState.REPORTED, payer=U.UNKNOWN, note="Ziņojis garāmgājējs."),
    Place("rumour", "Bijusī degvielas uzpildes stacija", "Rīgas iela 29", 55, 4.0, None, None, "unknown", "", None, is_empty=False,
          is_published=False, registered=75, state=RecordState.NOT_CONFIRMED, payer=U.UNKNOWN),
    Place("gone", "Nojauktais paviljons", "Uzvaras iela 12", 20, 3.0, None, None, "town", "", None, is_empty=False,
          is_published=False, state=RecordState.ARCHIVED, payer=U.UNKNOWN, note="Nojaukts, ieraksts arhivēts."),
    Place("latgales", "Telpa ar aizlīmētiem logiem", "Latgales iela 15", 64, 5.0, None, None, "brick", "", None, is_empty=False,
          is_published=False, registered=200, payer=U.UNKNOWN),
)
BY_CODE: dict[str, Place] = {place.code: place for place in PLACES}

# (name, kind, m², euros a month) of units that are shared
DIVIDED: dict[str, tuple[tuple[str, str, float | None, int], ...]] = {
    "salon": (("Lielā zāle", "zone", 52, 80), ("Mazā zāle", "zone", 34, 50), ("Skatlogs", "window", 6.5, 10)),
    "producers": tuple((f"Plaukts {number}", "shelf", None, 18) for number in range(1, 7)),
    "tower": (("No pirmdienas līdz trešdienai", "weekdays", None, 30), ("No ceturtdienas līdz svētdienai", "weekdays", None, 40)),
    "fabrics": (("Skatlogi", "window", 9, 15), ("Tirdzniecības zāle", "zone", 72, 175)),
}
WEEKDAYS = {"No pirmdienas līdz trešdienai": [0, 1, 2], "No ceturtdienas līdz svētdienai": [3, 4, 5, 6]}
