"""Invented rows for the style guide, so that every component can be looked at without a database."""

from datetime import date, timedelta
from types import SimpleNamespace

from popups.drawing.fronts import FREE, HELD, OPEN, SHOP, Front
from popups.drawing.strip import Span, Strip, weeks
from popups.drawing.timeline import Bar, Dot, Drawn, Lane, Row, Timeline, lay_out
from vacancies.kinds import FEATURES

STREET = (
    ("U-ALJA", "ALJA", OPEN), ("U-7KQ4", "", FREE), ("U-DA10", "Keramika Māls", OPEN), ("S-PH24", "Grāmatas", SHOP),
    ("U-25PI", "", HELD), ("U-3LAT", "", FREE), ("U-16TI", "Sūnas un zari", OPEN), ("S-9RT2", "Maiznīca", SHOP),
    ("U-40QX", "Aušana Kalme", OPEN), ("U-8ZZ3", "", FREE), ("U-51WK", "", HELD), ("S-77MV", "Ziedi", SHOP),
)


def fronts() -> list[Front]:
    words = {OPEN: "atvērts", FREE: "brīvs", HELD: "apsolīts", SHOP: "veikals"}
    return [Front(code, name, f"{name or code}: {words[state]}", state, href=f"#{code}") for code, name, state in STREET]


def points() -> list[tuple]:
    """What the map's address answers: latitude, longitude, name, state, note, page."""
    return [
        (57.42692 - index * 0.00042, 27.04137 + index * 0.0009, front.name or front.reference, front.state, front.label, "#")
        for index, front in enumerate(fronts())
    ]


def timeline(today: date, *, pick: bool = False) -> Drawn:
    start = today - timedelta(days=today.weekday() + 70)

    def bar(kind: str, first: int, length: int, label: str = "") -> Bar:
        begins = start + timedelta(weeks=first)
        is_free = kind == "free"
        return Bar(kind, begins, begins + timedelta(weeks=length), label, "#bar", unit="U-7KQ4" if is_free else "", space="1")

    rows = [
        Row("ALJA pie ezera", "#", "84 m² · Pilssalas iela 10", [Lane("", [
            bar("closed", 0, 7, "remonts"), bar("tenancy", 8, 16, "Laivu un slēpju noma · biedrība Ezermala"),
            bar("upcoming", 30, 12, "Darbnīca Māls")])], [Dot(start + timedelta(days=d), "Pūtēju kvintets", "#") for d in (68, 75, 82, 89)]),
        Row("Dārza iela 10", "#", "46 m²", [
            Lane("Zāle", [bar("past", 0, 6, "Šūšana"), bar("tenancy", 6, 20, "Sūnu galerija")]),
            Lane("Plaukts pie loga", [bar("tenancy", 3, 9, "Sveču lietuve Vasks"), bar("offer", 16, 9, "Keramika")]),
            Lane("Skatlogs", [bar("upcoming", 14, 24, "Rotas no Baltijas dzintara un sudraba"), bar("free", 40, 8)])]),
        Row("Pils iela 25", "#", "61 m² · bijusī frizētava", [Lane("", [
            bar("past", 0, 5, "Grāmatu maiņa"), bar("upcoming", 12, 4, "Aušana «Kalme» un draugi"), bar("offer", 27, 12, "Mājražotāju veikals")])]),
        Row("Latgales iela 3", "#", "32 m²", [Lane("", [bar("free", 10, 30), bar("offer", 41, 3, "gaida atbildi")])]),
        Row("Tirgotāju iela 16", "#", "154 m²", [Lane("", [bar("tenancy", 4, 14, "Bērnu lietu aplis"), bar("shop", 18, 40, "Velosipēdu veikals")])]),
    ]
    return lay_out(Timeline(start, start + timedelta(weeks=52), rows, today, "Izvēlies brīvas dienas" if pick else "Telpas un nedēļas", pick, not pick))


def strip(today: date, shift: int = 0) -> Strip:
    spans = [("taken", 3, 13), ("offered", 16, 6), ("closed", 30, 4), ("partly", 40, 7)]
    return weeks(today, [_span(today, state, first + shift, length) for state, first, length in spans])


def _span(today: date, state: str, first: int, length: int) -> Span:
    begins = today + timedelta(weeks=first)
    return Span(state, begins, begins + timedelta(weeks=length))


def cards(today: date) -> list[SimpleNamespace]:
    told = (
        ("ALJA pie ezera", "Pilssalas iela 10", "84 m² · līdz pastāvīgam nomniekam", "Brīva no 4. maija", "success", FREE),
        ("Dārza iela 10", "Divi skatlogi, divas vietas", "46 m² · 2,10 €/m² mēnesī", "Dalāma: 2 vietas", "info", OPEN),
        ("Pils iela 25", "Bijusī frizētava", "61 m² · 128,00 € mēnesī", "Piedāvāta", "warning", HELD),
    )
    return [
        SimpleNamespace(href="#", name=name, address=address, line=line, state_label=label, state_color=color,
                        features=FEATURES[index * 2 : index * 2 + 3], photo=None, strip=strip(today, index),
                        front=Front(f"U-CARD{index}", name, name, state))
        for index, (name, address, line, label, color, state) in enumerate(told)
    ]
