"""Two spellings of one place are one place."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vacancies.addresses import STREETS_FOLDER, Streets, normal_address, read_streets
from vacancies.lifecycle.register import fill_derived, new_unit, new_units
from vacancies.models import Space, Unit

ALUKSNE = read_streets(STREETS_FOLDER / "aluksne.csv", "Alūksne")


def normal(typed: str, streets: Streets = ALUKSNE):
    return normal_address(typed, streets)


@pytest.mark.parametrize(("typed", "expected"), [
    ("Dārza ielā 10", "Dārza iela 10"),
    ("  Dārza   iela\u00a010 ", "Dārza iela 10"),
    ("darza iela 10", "Dārza iela 10"),
    ("DĀRZA IELA 10", "Dārza iela 10"),
    ("Dārza i. 10", "Dārza iela 10"),
    ("Dārza iela, 10", "Dārza iela 10"),
    ("Dārza iela Nr. 10", "Dārza iela 10"),
    ("Dārza ielā 8a", "Dārza iela 8A"),
    ("Tirgotāju iela 16 B", "Tirgotāju iela 16B"),
    ("Pils iela 10 - 3", "Pils iela 10-3"),
    ("Brīvības prospektā 12/2", "Brīvības prospekts 12/2"),
    ("Tirgus laukumā 2", "Tirgus laukums 2"),
    ("Zaļajā gatvē 7", "Zaļā gatve 7"),
    ("Vecajā ceļā 7", "Vecais ceļš 7"),
    ("Siguldas šosejā 1", "Siguldas šoseja 1"),
    ("O.Vācieša iela 5", "Ojāra Vācieša iela 5"),
    ("O. Vācieša ielā 5", "Ojāra Vācieša iela 5"),
    ("Dārza iela 10, Alūksne, Alūksnes novads, LV-4301", "Dārza iela 10"),
    ("Dārza ielā 10 (Alūksnē)", "Dārza iela 10"),
    ("Alūksne, Dārza iela 10, LV 4301, Latvija", "Dārza iela 10"),
    ("Latgales iela 3b 2. stāvs", "Latgales iela 3B, 2. stāvs"),
    ("Alūksne", "Alūksne"),
    ("Ozoliņi, Alsviķu pagasts, Alūksnes novads", "Ozoliņi, Alsviķu pagasts"),
])
def test_a_typed_address_gets_its_normal_form(typed, expected):
    assert normal(typed).address == expected


def test_street_and_number_are_known_apart():
    found = normal("O.Vācieša ielā 16 b, pagrabs")
    assert (found.street, found.number) == ("Ojāra Vācieša iela", "16B")


def test_an_initial_that_fits_two_streets_is_left_alone():
    streets = Streets("Alūksne", {"ojara kalna iela": "Ojāra Kalna iela", "olgas kalna iela": "Olgas Kalna iela"})
    assert normal("O.Kalna iela 1", streets).address == "O. Kalna iela 1"


@pytest.mark.parametrize(("typed", "street", "number"), [
    ("Unit 12, Admiral Park, Airport Service Road, Portsmouth, PO3 5RQ", "Airport Service Road", ""),
    ("Advertising Right, 29 Albert Road, Portsmouth, PO5 2SE", "Albert Road", "29"),
    ("78-80, Clarence Street, Portsmouth, PO1 4AY", "Clarence Street", "78-80"),
    ("Lennestraße 12a, 58762 Altena", "Lennestraße", "12a"),
])
def test_addresses_of_other_countries_stay_as_typed(typed, street, number):
    found = normal(typed)
    assert (found.address, found.street, found.number) == (typed, street, number)


def test_different_houses_have_different_keys():
    typed = ["Pils iela 5", "Pils iela 58", "Pils iela 5 8", "Pils iela 58A", "Pils iela 5/8", "Pilssalas iela 58"]
    assert len({normal(address).key for address in typed}) >= 5
    assert normal("Pils iela 58").key != normal("Pils iela 58A").key


def test_every_known_street_is_found_in_both_its_forms():
    with (STREETS_FOLDER / "aluksne.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 20
    for row in rows:
        assert normal(f"{row['street_locative']} 3 a").address == f"{row['street_nominative']} 3A"


@given(st.text(max_size=300))
def test_no_text_whatever_breaks_it_and_the_key_fits_its_column(typed):
    found = normal(typed)
    assert len(found.key) <= 300
    assert found.address or not typed.strip()


@given(st.sampled_from(sorted(ALUKSNE.forms)), st.integers(1, 199), st.sampled_from(["", "a", " B", "/2"]))
def test_the_normal_form_of_a_normal_form_is_itself(street, number, letter):
    once = normal(f"{street} {number}{letter}")
    assert normal(once.address) == once


@pytest.mark.django_db
def test_a_new_unit_has_a_reference_a_whole_space_and_everything_derived():
    unit = new_unit(name="Kalēja darbnīca", address_typed="O.Vācieša ielā 5, Alūksne")
    unit.refresh_from_db()
    assert unit.reference.startswith("U-")
    assert unit.address == "Ojāra Vācieša iela 5"
    assert unit.street == "Ojāra Vācieša iela"
    assert unit.address_key == "ojara vaciesa iela 5"
    assert Unit.objects.matching_text("kaleja vacies").get() == unit
    assert Unit.objects.matching_text(unit.reference.lower()).get() == unit
    assert unit.spaces.count() == 1
    assert unit.history.count() == 1


@pytest.mark.django_db
def test_units_sort_by_street_then_by_house_number_as_a_number_then_by_name():
    for name, typed in [("c", "Pils iela 10"), ("b", "Pils iela 9"), ("a", "Pils iela 10"), ("a", "Šķūņu iela 1"),
                        ("a", "Skolas iela 2"), ("a", "Pils iela 10A")]:
        new_unit(name=name, address_typed=typed)
    assert [(unit.address, unit.name) for unit in Unit.objects.all()] == [
        ("Pils iela 9", "b"), ("Pils iela 10", "a"), ("Pils iela 10", "c"), ("Pils iela 10A", "a"),
        ("Skolas iela 2", "a"), ("Šķūņu iela 1", "a")]


@pytest.mark.django_db
def test_many_new_units_cost_as_many_queries_as_few(django_assert_num_queries):
    def made(count):
        return [Unit(name=str(number), address_typed=f"Pils iela {number}") for number in range(count)]

    for count in (1, 20):  # SQLite takes more rows in several statements
        with django_assert_num_queries(7):
            new_units(units=made(count))
    assert Unit.objects.count() == Unit.history.count() == Space.objects.count() == 21
    assert len(set(Unit.objects.values_list("reference", flat=True))) == 21


def test_very_long_texts_are_cut_to_their_columns():
    unit = Unit(name="ž" * 200, address_typed="ß" * 300, reference="U-2222")
    fill_derived(unit)
    assert len(unit.sort_key) <= 700
    assert len(unit.address) <= 300
    assert len(unit.address_key) <= 300


@pytest.mark.django_db
def test_history_of_many_new_units_is_the_history_that_one_by_one_would_have(django_user_model):
    officer = django_user_model.objects.create_user("officer@example.org", "x" * 20)
    fields = {"name": "veikals", "address_typed": "Pils iela 1", "floor_area_m2": "20.50", "has_water": False}
    one, many = new_unit(by=officer, **fields), new_units(units=[Unit(**fields)], by=officer)[0]
    chance = ("id", "reference", "created_at", "history_id", "history_date")
    told = [{name: value for name, value in unit.history.values().get().items() if name not in chance} for unit in (one, many)]
    assert told[0] == told[1]
    assert many.history.get().history_user == officer
    assert abs((many.history.get().history_date - one.history.get().history_date).total_seconds()) < 60
