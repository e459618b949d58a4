"""How single cells are read: dates, numbers, rents, points, words, headings."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.vacancies.registers import write_csv
from vacancies.choices import OwnerKind, Precision, Seen
from vacancies.exchange.periods import MOST_PERIODS
from vacancies.imports.dates import read_date
from vacancies.imports.evidence import evidence_of
from vacancies.imports.headings import Meaning, is_square_feet, meanings_of, price_unit
from vacancies.imports.mojibake import suspicion_of
from vacancies.imports.numbers import BadNumber, read_measure, read_number, read_rent
from vacancies.imports.own_facts import LINES
from vacancies.imports.plan import make_plan
from vacancies.imports.points import from_lks92, read_point
from vacancies.imports.problems import ProblemCode
from vacancies.imports.table import Row
from vacancies.imports.words import (
    answer,
    floor_in,
    is_total,
    owner_of,
    premises_key,
    status_of,
    text_of,
    what_is_not_premises,
)

TODAY = date(2026, 11, 22)
DAY, MONTH, YEAR, ABOUT = Precision.DAY, Precision.MONTH, Precision.YEAR, Precision.ABOUT


@pytest.mark.parametrize(("cell", "day", "precision"), [
    ("23.07.2019.", "2019-07-23", DAY), ("23.07.2019", "2019-07-23", DAY), ("29.03.2021", "2021-03-29", DAY),
    ("1. 2. 2020", "2020-02-01", DAY), ("23.10.24", "2024-10-23", DAY), ("23.10.87.", "1987-10-23", DAY),
    ("2010. gada 28. oktobris", "2010-10-28", DAY), ("2010. gada 28. oktobrī", "2010-10-28", DAY),
    ("2010.gada oktobris", "2010-10-01", MONTH), ("kopš 2020. gada", "2020-01-01", YEAR),
    ("28 October 2010", "2010-10-28", DAY), ("Oct 28, 2010", "2010-10-28", DAY), ("28. März 2010", "2010-03-28", DAY),
    ("Dezember 2010", "2010-12-01", MONTH), ("seit 03.2021", "2021-03-01", MONTH),
    ("03/2021", "2021-03-01", MONTH), ("2021-03", "2021-03-01", MONTH), ("2023", "2023-01-01", YEAR),
    ("2023. g.", "2023-01-01", YEAR), (2023.0, "2023-01-01", YEAR), ("apm. 2017", "2017-01-01", ABOUT),
    ("~2017", "2017-01-01", ABOUT), ("ca. 05.2017", "2017-05-01", ABOUT), ("2025-09-01", "2025-09-01", DAY),
    ("2019-04-01 00:00:00", "2019-04-01", DAY), ("2019-04-01T00:00:00Z", "2019-04-01", DAY),
    ("2019.04.01", "2019-04-01", DAY), ("13/05/2025", "2025-05-13", DAY), ("05/13/2025", "2025-05-13", DAY),
    ("05/05/2025", "2025-05-05", DAY), ("44562", "2022-01-01", DAY), (44562, "2022-01-01", DAY),
    (44562.0, "2022-01-01", DAY), (date(2022, 6, 1), "2022-06-01", DAY), (datetime(2022, 6, 1, 8), "2022-06-01", DAY),
])
def test_a_date_is_read_with_its_precision(cell, day, precision):
    found = read_date(cell, today=date(2026, 11, 22))
    assert (found.day.isoformat(), found.precision, found.problem) == (day, precision, None)


@pytest.mark.parametrize(("cell", "problem"), [
    ("30.02.2024", ProblemCode.IMPOSSIBLE_DATE), ("2024-13-01", ProblemCode.IMPOSSIBLE_DATE),
    ("13/13/2024", ProblemCode.IMPOSSIBLE_DATE), ("13/2024", ProblemCode.IMPOSSIBLE_DATE),
    ("01.01.0001", ProblemCode.IMPOSSIBLE_DATE), ("01.01.9999", ProblemCode.IMPOSSIBLE_DATE),
    ("pavasarī", ProblemCode.UNREADABLE_DATE), ("7", ProblemCode.UNREADABLE_DATE), (True, ProblemCode.UNREADABLE_DATE),
    ("apm.", ProblemCode.UNREADABLE_DATE), ("01.02.2024 - 03.04.2025", ProblemCode.UNREADABLE_DATE),
    ("9" * 5000, ProblemCode.UNREADABLE_DATE), (float("inf"), ProblemCode.UNREADABLE_DATE),
])
def test_what_is_no_date_stays_open_and_keeps_its_text(cell, problem):
    found = read_date(cell, today=date(2026, 11, 22))
    assert (found.day, found.problem) == (None, problem)
    assert found.text


def test_day_and_month_that_could_be_either_leave_only_the_year():
    found = read_date("1/5/2025", today=date(2026, 11, 22))
    assert (found.day, found.precision, found.problem) == (date(2025, 1, 1), YEAR, ProblemCode.AMBIGUOUS_DATE)
    assert read_date("1/5/2025", order="dmy", today=date(2026, 11, 22)).day == date(2025, 5, 1)
    assert read_date("1/5/2025", order="mdy", today=date(2026, 11, 22)).day == date(2025, 1, 5)


def order_in(column, cell):
    rows = [Row(number, [text]) for number, text in enumerate(column, 1)]
    return evidence_of(rows, {0}, TODAY)[0].order_for(cell)


@pytest.mark.parametrize(("column", "cell", "order"), [
    (["1/5/2025", "13/5/2025"], "1/5/2025", "dmy"),
    (["1/5/2025", "5/13/2025"], "1/5/2025", "mdy"),
    (["1/5/2025", "13/5/2025", "5/13/2025"], "1/5/2025", ""),  # both orders: nothing is proven
    (["01/05/2025", "10/23/2024"], "01/05/2025", "mdy"),
    (["1/5/2025", "10/23/2024"], "1/5/2025", "mdy"),
    (["01/05/2025", "1/5/2025", "10/23/2024"], "1/5/2025", ""),  # a spreadsheet's hand proves nothing for a person's
    (["01/05/2025", "1/5/2025", "10/23/2024"], "01/05/2025", "mdy"),
    (["01/05/2025", "23.10.2024."], "01/05/2025", ""),
    (["01-05-2025", "13-05-2025"], "01-05-2025", "dmy"),
    ([], "01/05/2025", ""),
])
def test_the_order_of_day_and_month_is_decided_by_the_column(column, cell, order):
    assert order_in(column, cell) == order


@pytest.mark.parametrize(("cell", "number"), [
    ("112,75", "112.75"), ("1 371,16", "1371.16"), ("1\u00a0371,16", "1371.16"), ("1\u202f371,16 m²", "1371.16"),
    ("1.371,16", "1371.16"), ("1,371.16", "1371.16"), ("£156,000", "156000"), ("1,371,160", "1371160"),
    ("46.3 m2", "46.3"), ("46,3 kv.m", "46.3"), ("ap. 50", "50"), ("€ 2,50", "2.50"), ("2,10 EUR/m² mēn.", "2.10"),
    ("0,125", "0.125"), (46.3, "46.3"), (28, "28"), ("-3", "-3"),
])
def test_a_number_is_read_however_it_was_written(cell, number):
    assert read_number(cell) == Decimal(number)


@pytest.mark.parametrize(("cell", "code"), [
    ("50-60", ProblemCode.NUMBER_RANGE), ("6–10", ProblemCode.NUMBER_RANGE), ("1,371", ProblemCode.AMBIGUOUS_NUMBER),
    ("1.371", ProblemCode.AMBIGUOUS_NUMBER), ("apmēram istaba", ProblemCode.BAD_NUMBER), ("12a", ProblemCode.BAD_NUMBER),
    ("1;2", ProblemCode.BAD_NUMBER), (float("nan"), ProblemCode.BAD_NUMBER), (float("inf"), ProblemCode.BAD_NUMBER),
    ("1e999999", ProblemCode.BAD_NUMBER),
])
def test_what_is_no_one_number_is_said(cell, code):
    with pytest.raises(BadNumber) as caught:
        read_number(cell)
    assert caught.value.code == code


@pytest.mark.parametrize("cell", [0, -5, "1000000", 1e12, 1e300])
def test_an_area_that_cannot_be_is_refused(cell):
    with pytest.raises(BadNumber):
        read_measure(cell, most=Decimal("999999.99"))


def test_square_feet_become_square_metres():
    assert is_square_feet("Area (sq ft)")
    assert read_measure("1000", most=Decimal("9999"), heading="Area (sq ft)") == Decimal("92.90")
    assert read_measure("1000 sq ft", most=Decimal("9999")) == Decimal("92.90")


@pytest.mark.parametrize(("cell", "unit", "cents"), [
    ("2,1", "m2_month", 9723), (2.1, "m2_month", 9723), (0, "m2_month", 0), ("120", "month", 12000), (1200, "year", 10000),
    ("24", "m2_year", 9260), ("120 EUR/mēn.", "m2_month", 12000), ("2,10 EUR/m²", "month", 9723), (None, "month", None),
])
def test_rent_is_cents_per_month_for_the_whole_unit(cell, unit, cents):
    assert read_rent(cell, unit=unit, area=Decimal("46.30")).cents == cents


@pytest.mark.parametrize(("cell", "problem"), [
    ("pēc vienošanās", None), ("nach Vereinbarung", None), ("POA", None),
    ("5,00 EUR/dienā", ProblemCode.RENT_NOT_MONTHLY), ("75 a week", ProblemCode.RENT_NOT_MONTHLY),
    ("lēti", ProblemCode.BAD_NUMBER), ("-5", ProblemCode.BAD_NUMBER), (1e15, ProblemCode.BAD_NUMBER),
])
def test_what_is_no_monthly_rent_is_kept_as_text(cell, problem):
    money = read_rent(cell, unit="month", area=None)
    assert (money.cents, money.problem, money.is_text) == (None, problem, True)


def test_rent_per_square_metre_needs_the_area():
    assert read_rent("2,1", unit="m2_month", area=None).problem == ProblemCode.RENT_WITHOUT_AREA
    assert read_rent("0", unit="m2_month", area=None).cents == 0


# Computed with PROJ 9 from EPSG:4326 to EPSG:3059: Tempļa kalns, Glika ozoli, Rīga, the coast at Liepāja.
@pytest.mark.parametrize(("east", "north", "latitude", "longitude"), [
    (683668.0006, 369651.6402, 57.432372, 27.059622), (682599.8689, 368995.9866, 57.426921, 27.041369),
    (506882.1384, 311990.0610, 56.951475, 24.113143), (315991.8021, 266292.4359, 56.505, 21.01),
])
def test_lks_92_is_converted_to_degrees_within_a_centimetre(east, north, latitude, longitude):
    found = from_lks92(east=east, north=north)
    assert found == pytest.approx((latitude, longitude), abs=1e-7)
    for first, second in ((north, east), (east, north)):
        point = read_point(Decimal(str(first)), Decimal(str(second)))
        assert (point.latitude, point.longitude) == pytest.approx((latitude, longitude), abs=1e-6)


def test_degrees_stay_and_a_swapped_pair_is_turned_round():
    point = read_point(Decimal("57.4323"), Decimal("27.0596"))
    assert (point.latitude, point.longitude, point.problem) == (57.4323, 27.0596, None)
    swapped = read_point(Decimal("27.0596"), Decimal("57.4323"))
    assert (swapped.latitude, swapped.longitude) == (57.4323, 27.0596)
    assert swapped.problem == ProblemCode.SWAPPED_COORDINATES
    assert read_point(Decimal("50.8"), Decimal("-1.09")).longitude == -1.09


@pytest.mark.parametrize(("first", "second"), [("0", "0"), ("157", "27"), ("5742", "2705"), ("1e300", "1")])
def test_what_is_nowhere_is_no_point(first, second):
    assert read_point(Decimal(first), Decimal(second)) is None


@pytest.mark.parametrize("cell", [None, "", "  ", "-", "—", "#N/A", "NaN", float("nan"), "n/a", "Personal details not supplied"])
def test_what_stands_for_nothing_is_nothing(cell):
    assert text_of(cell) == ""


def test_a_text_keeps_its_lines_and_loses_what_is_no_letter():
    assert text_of("  viens \r\n\r\n divi\x00trīs ") == "viens\ndivi trīs"
    assert text_of("'0123") == "0123"
    assert text_of(177512281010.0) == "177512281010"


@pytest.mark.parametrize(("text", "seen"), [
    ("brīvs", Seen.EMPTY), ("BRĪVS", Seen.EMPTY), ("tukšs", Seen.EMPTY), ("vacant", Seen.EMPTY), ("leer", Seen.EMPTY),
    ("nav brīvs", Seen.OCCUPIED), ("not vacant", Seen.OCCUPIED), ("nav aizņemts", Seen.EMPTY), ("unoccupied", Seen.EMPTY),
    ("Neizmantota", Seen.EMPTY), ("netiek izmantota", Seen.EMPTY), ("tiek izmantota", Seen.OCCUPIED), ("nav izmantojama", Seen.NOT_SURE),
    ("aizņemts", Seen.OCCUPIED), ("iznomāts", Seen.OCCUPIED), ("occupied", Seen.OCCUPIED), ("vermietet", Seen.OCCUPIED),
    ("bezatlīdzības lietošana", Seen.OCCUPIED), ("pop-up līdz 31.12.", Seen.OCCUPIED), ("sezonas", Seen.SEASONAL),
    ("remonts", Seen.RENOVATION), ("nav piemērots", Seen.NOT_SURE), ("nav iznomājams", Seen.NOT_SURE),
    ("daļēji brīvs", Seen.NOT_SURE), ("pēc pieprasījuma", Seen.NOT_SURE), ("zaļš", None), ("EPRN", None),
])
def test_a_status_word_says_what_was_seen(text, seen):
    assert status_of(text).seen == seen


@pytest.mark.parametrize(("text", "kind", "name"), [
    ("pašvaldība", OwnerKind.MUNICIPALITY, ""), ("draudze", OwnerKind.PARISH, ""), ("SIA", OwnerKind.COMPANY, ""),
    ("privātpersona", OwnerKind.PERSON, ""), ("privāts", OwnerKind.PERSON, ""), ("valsts", OwnerKind.STATE, ""),
    ('SIA "KR5"', OwnerKind.COMPANY, 'SIA "KR5"'), ("SIA KR5", OwnerKind.COMPANY, 'SIA "KR5"'),
    ("SIA “KR5”", OwnerKind.COMPANY, 'SIA "KR5"'), ("sia „KR5”", OwnerKind.COMPANY, 'SIA "KR5"'),
    ("ALJA", OwnerKind.UNKNOWN, "ALJA"), ("Portsmouth City Council", OwnerKind.MUNICIPALITY, "Portsmouth City Council"),
    ("Cooper Estates Limited", OwnerKind.COMPANY, "Cooper Estates Limited"),
    ("Stadt Altena", OwnerKind.MUNICIPALITY, "Stadt Altena"), ("biedrība “Kalme”", OwnerKind.ASSOCIATION, 'biedrība "Kalme"'),
])
def test_an_owner_is_a_kind_and_perhaps_a_name(text, kind, name):
    said = owner_of(text)
    assert (said.kind, said.name, said.is_unclear) == (kind, name, False)


def test_two_kinds_of_owner_are_not_decided_for_the_officer():
    said = owner_of("pašvaldība / biedrība")
    assert (said.kind, said.is_unclear) == (OwnerKind.UNKNOWN, True)


def test_words_for_yes_and_no():
    assert [answer(word) for word in ("jā", "ir", "YES", "TRUE", "1", "x")] == [True] * 6
    assert [answer(word) for word in ("nē", "nav", "no", "FALSE", "0", "nein")] == [False] * 6
    assert answer("varbūt") is None


def test_a_total_is_told_from_a_firm_that_begins_so():
    assert is_total(["KOPĀ:", "1371,16"])
    assert is_total(["Total", "12", "1371.16"])
    assert not is_total(["Total Produce Ltd", "12"])
    assert not is_total(["Kopā", "Pils iela 1", "brīvs"])


def test_land_is_not_premises_but_a_shop_with_parking_is():
    assert what_is_not_premises("zemes gabals 100 m2", "Pils iela 1", "")
    assert what_is_not_premises("", "Advertising Right, 29 Albert Road", "")
    assert what_is_not_premises("noliktava", "Pils iela 1", "nav telpa!")
    assert not what_is_not_premises("veikals ar stāvlaukumu", "Pils iela 1", "zeme privāta")


@pytest.mark.parametrize(("text", "floor"), [
    ("1. stāvs", 0), ("kabinets, 2.stāvs", 1), ("pagrabs", -1), ("Ground floor", 0), ("First Floor, Unit 48a", 1),
    ("Keller", -1), ("12. kabinets", None), ("veikals", None),
])
def test_a_floor_is_counted_from_the_ground(text, floor):
    assert floor_in(text) == floor


def test_two_ways_to_name_premises_are_one():
    assert premises_key("telpu grupa Nr. 3") == premises_key("Tel. gr. 3") == premises_key("TELPU GRUPA 3")
    assert premises_key("telpu grupa 3") != premises_key("telpu grupa 2")


@pytest.mark.parametrize(("heading", "meaning"), [
    ("Adrese", Meaning.ADDRESS), ("  ADRESE: ", Meaning.ADDRESS), ("Adresse", Meaning.ADDRESS), ("Adrse", Meaning.ADDRESS),
    ("Objekta adrese", Meaning.ADDRESS), ("Full Property Address", Meaning.ADDRESS), ("Platība,\nm²", Meaning.AREA),
    ("Telpu platība (kv.m)", Meaning.AREA), ("Verkaufsfläche in m²", Meaning.AREA), ("Floor area (sq ft)", Meaning.AREA),
    ("Brīvs kopš", Meaning.SINCE), ("Leerstand seit", Meaning.SINCE), ("Statuss", Meaning.STATUS), ("Statuus", Meaning.STATUS),
    ("Nomas maksa,\nEUR/m² mēn. bez PVN", Meaning.RENT), ("Kaltmiete EUR/m²", Meaning.RENT), ("Apkure", Meaning.HEATING),
    ("Īpašnieks", Meaning.OWNER), ("Eigentümer", Meaning.OWNER), ("Nr.\np.k.", Meaning.ORDINAL),
    ("Property Reference Number", Meaning.OWN_NUMBER), ("occupation_state", Meaning.IS_OCCUPIED),
    ("occupation_state_date", Meaning.SINCE), ("occupant_name", Meaning.OCCUPIER), ("Piezīmes", Meaning.REMARKS),
])
def test_a_heading_is_understood_in_three_languages(heading, meaning):
    assert meanings_of(heading)[0][1] == meaning


@pytest.mark.parametrize("heading", ["", "Current Rateable Value", "Current Prop Exemption Start Date",
                                     "Primary Liable party name", "la_code", "prop_ba_rates", "Kolonna 7"])
def test_a_heading_that_is_not_known_is_not_guessed(heading):
    assert meanings_of(heading) == ()


@pytest.mark.parametrize(("heading", "unit"), [
    ("Nomas maksa, EUR/m² mēn.", "m2_month"), ("Miete pro Jahr", "year"), ("Rent per month", "month"),
    ("Nomas maksa EUR/m² gadā", "m2_year"), ("Rent", ""),
])
def test_a_heading_says_what_a_rent_counts(heading, unit):
    assert price_unit(heading) == unit


def mended(*cells):
    repair = suspicion_of([Row(1, list(cells))]).verdict()
    return [repair.mend(cell)[0] for cell in cells], repair


def broken(text, *, right, wrong):
    return "".join(bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in text.encode(right))


@pytest.mark.parametrize(("right", "wrong"), [("cp1257", "cp1252"), ("utf-8", "cp1252"), ("utf-8", "cp1257")])
def test_text_broken_throughout_is_mended(right, wrong):
    proper = ["īpašnieks", "Šķūņu iela", "aizņemts", "Merķeļa iela", "pašvaldība", "lūdz zvanīt"]
    texts, repair = mended(*(broken(text, right=right, wrong=wrong) for text in proper))
    assert texts == proper
    assert repair.is_certain


def test_proper_text_is_never_touched_foreign_names_included():
    proper = ["īpašnieks", "brīvs", "Café François", "Müller & Söhne", "Brontë", "São Paulo", "SIA “Ķīlis” — 5 €"]
    texts, repair = mended(*proper)
    assert texts == proper
    assert not repair.is_certain


def test_a_broken_cell_among_proper_ones_is_mended_only_when_it_holds_a_known_word():
    texts, _ = mended("īpašnieks", "brîvs", "Dârza iela", "Ðmits")
    assert texts == ["īpašnieks", "brīvs", "Dārza iela", "Ðmits"]


def test_letters_that_are_lost_for_good_are_pointed_out():
    repair = suspicion_of([Row(1, ["Al\ufffdksne"])]).verdict()
    assert repair.mend("Al\ufffdksne") == ("Al\ufffdksne", True)
    assert repair.mend("Alūksne") == ("Alūksne", False)


@pytest.mark.parametrize(("heading", "said"), [("Iepriekšējie tukšuma periodi", "earlier"), ("Telpas daļas", "spaces")])
def test_a_cell_of_more_lines_than_any_shop_has_is_told_at_its_row_before_one_of_them_is_read(tmp_path, monkeypatch, heading, said):
    def rows_with(count):
        cell = "\n".join("plaukts: A" if said == "spaces" else f"{1800 + number}" for number in range(count))
        path = write_csv(tmp_path / "long.csv", [["Adrese", "Telpas", heading], ["Pils iela 1", "veikals", cell]])
        [read] = make_plan(path, today=date(2026, 11, 22)).rows()
        return [str(problem.code) for problem in read.problems], read.values[said]

    assert rows_with(MOST_PERIODS) == (["unreadable_line"], [])
    meaning, _understand = LINES[said]
    monkeypatch.setitem(LINES, said, (meaning, lambda text: pytest.fail("it was read")))
    assert rows_with(MOST_PERIODS + 1) == (["too_many_lines"], [])
