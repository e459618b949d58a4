"""What people of the demonstration say and when they open."""

from vacancies.opening_hours import DAYS


def _week(**texts: tuple[str, str]) -> dict[str, list[list[str]]]:
    return {day: [list(texts[day])] for day in DAYS if day in texts}


def _every(days: tuple[str, ...], opens: str, closes: str) -> dict[str, list[list[str]]]:
    return {day: [[opens, closes]] for day in days}


HOURS = (
    _every(DAYS[:5], "10:00", "18:00") | _week(sat=("10:00", "14:00")),
    _every(DAYS[1:6], "11:00", "19:00"),
    _every(DAYS[2:], "12:00", "18:00"),
    _every(DAYS[3:], "10:00", "17:00"),
    _every(DAYS, "10:00", "20:00"),
    {"wed": [["10:00", "13:00"], ["14:00", "18:00"]], "fri": [["10:00", "13:00"], ["14:00", "18:00"]], "sat": [["09:00", "15:00"]]},
)
SHOP_HOURS = _every(DAYS[:5], "09:00", "18:00") | _week(sat=("09:00", "15:00"))
CAFE_HOURS = _every(DAYS[:5], "08:00", "19:00") | _every(DAYS[5:], "10:00", "18:00")
STUDIO_HOURS = _every(DAYS[1:5], "10:00", "17:00") | _week(sat=("11:00", "15:00"))

COMMENTS = (
    "Labi sagatavots, cenas ir saprotamas.",
    "Vietējā grupa atbalsta: tieši šādas lietas tūristi prasa.",
    "Jāpārliecinās par PVD reģistrāciju, citādi viss kārtībā.",
    "Redzēju viņus Jāņu tirgū, rinda bija līdz stūrim.",
    "Mazliet atkārto to, kas jau ir Pils ielā. Tomēr darbs ar rokām ir cits.",
    "Iesaku mazāku telpu, lai pirmajā ziemā nav jāmaksā par tukšiem kvadrātmetriem.",
    "Atvērtās dienas ir maz. Varbūt divatā ar kaimiņiem?",
    "Piekrītu. Iekļaut sarakstā.",
)
MESSAGES = (
    "Prieks jūs redzēt mūsu ielā! Atslēgas izsniedzam pirmajā dienā plkst. 9.",
    "Lūdzu, izlasiet noteikumus par apkuri un atbildiet līdz norādītajai dienai.",
    "Ja datumi neder, zvaniet, mēģināsim atrast citus.",
    "",
)
PERFORMANCES = ("Dejas un marši", "Filmu mūzikas vakars", "Baltijas dziesmas", "Rudens vakars pie ezera", "Viesi no Altenas",
                "Dejas bez grīdas", "Tauru stunda", "Klusās melodijas", "Vecie valši", "Sniega maršs", "Pilsētas svētku atbalss")
WORKSHOPS = ("Apdrukā savu maisiņu", "Ģipša ēzelītis", "Malēnijas raksti uz krūzes", "Pastkarte no Alūksnes")
REMARKS = ("Logi tukši, zīme „Iznomā”.", "", "Telpā gaisma, neviena nav.", "", "Skatlogs nomazgāts.", "")

FRONT_FREE = "Tukšs veikals, ielas puse: {name}, {address}"
FRONT_OPEN = "Atvērts pop-up ar izkārtni „{sign}”: {address}"
FRONT_SHOP = "Veikals „{sign}”, {address}"
INSIDE = "Tā pati ēka citā gadalaikā: {name}, {address}"
