"""Which entries of the register may be one place."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.make import make_officer, make_report, make_unit
from tests.vacancies.pictures import encoded, make_image, upload
from vacancies.choices import RecordState
from vacancies.lifecycle.photos import add_photo
from vacancies.lifecycle.register import new_units
from vacancies.models import NotSame, Unit
from vacancies.reports.duplicates import LIKELY, MOST, MOST_ON_POINT, Reason, candidate_pairs, likely_pairs, near_pairs
from vacancies.reports.nearby import metres_between, units_near

LATITUDES = st.floats(min_value=57.40, max_value=57.401)
LONGITUDES = st.floats(min_value=27.04, max_value=27.042)
ANYWHERE = st.tuples(st.floats(min_value=-85, max_value=85), st.floats(min_value=-179, max_value=179))


def apart(**fields):
    """A unit far from all others, with an address and a name of its own."""
    return make_unit(**{"is_published": False, "latitude": None, "longitude": None, "floor_area_m2": None} | fields)


def found():
    return {(pair.first, pair.second): pair for pair in candidate_pairs()}


def only():
    [pair] = candidate_pairs()
    return pair


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.tuples(LATITUDES, LONGITUDES), ANYWHERE), max_size=40), st.sampled_from([1.0, 30.0, 500.0]))
def test_the_grid_finds_what_comparing_everything_with_everything_finds(points, metres):
    placed = list(enumerate(points))
    wanted = {(one, other) for one, here in placed for other, there in placed
              if one < other and metres_between(here, there) <= metres}
    got = [(one, other) for one, other, _far in near_pairs(placed, metres)]
    assert len(got) == len(set(got))
    assert set(got) == wanted


def test_metres_are_metres():
    assert metres_between((57.0, 27.0), (57.001, 27.0)) == pytest.approx(111.3, abs=0.5)
    assert metres_between((57.0, 27.0), (57.0, 27.001)) == pytest.approx(60.6, abs=0.5)


@pytest.mark.django_db
def test_units_near_a_point_come_nearest_first():
    far, near = apart(latitude=57.4003, longitude=27.0), apart(latitude=57.4001, longitude=27.0)
    apart(latitude=57.401, longitude=27.0)
    apart()
    assert [unit for _metres, unit in units_near(Unit.objects.all(), (57.4, 27.0), 60)] == [near, far]


@pytest.mark.django_db
@pytest.mark.parametrize(("one", "other", "reasons"), [
    ({"address_typed": "Dārza ielā 8 a", "name": "Maizes veikals"}, {"address_typed": "Dārza iela 8A", "name": "Maizes veikals Rija"},
     {Reason.ADDRESS, Reason.NAME, Reason.NUMBERLESS}),
    ({"address_typed": "Dārza iela 8", "name": "A", "floor_area_m2": 46, "own_number": "1"},
     {"address_typed": "Dārza iela 8", "name": "B", "floor_area_m2": 47, "own_number": "2"}, {Reason.ADDRESS, Reason.AREA}),
    ({"latitude": 57.4, "longitude": 27.0, "name": "Aptieka"}, {"latitude": 57.4002, "longitude": 27.0, "name": "Aptieka"},
     {Reason.NEAR, Reason.NAME, Reason.NUMBERLESS}),
])
def test_likely_pairs_say_why(one, other, reasons):
    first, second = apart(**one), apart(**other)
    pair = only()
    assert (pair.first, pair.second, set(pair.reasons)) == (first.pk, second.pk, reasons)
    assert pair.rank <= LIKELY


@pytest.mark.django_db
def test_two_numbered_units_of_one_house_and_two_neighbours_are_unlikely():
    apart(address_typed="Dārza iela 8", name="Aptieka", own_number="1", latitude=57.4, longitude=27.0)
    apart(address_typed="Dārza iela 8", name="Frizieris", own_number="2")
    apart(address_typed="Dārza iela 10", name="Ziedi", latitude=57.4002, longitude=27.0)
    assert len(found()) == 2
    assert all(pair.rank > LIKELY for pair in found().values())


@pytest.mark.django_db
def test_the_same_photo_comes_first(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    apart(address_typed="Dārza iela 8", name="Aptieka")
    apart(address_typed="Dārza iela 8", name="Aptieka")
    pictured = [apart(), apart()]
    for unit in pictured:
        add_photo(unit=unit, file=upload(encoded(make_image())), by=make_officer())
    pairs = candidate_pairs()
    assert (pairs[0].first, pairs[0].second) == tuple(unit.pk for unit in pictured)
    assert len(pairs) == 2


@pytest.mark.django_db
def test_several_photos_in_common_are_one_reason(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for unit in (apart(), apart()):
        for width in (800, 640):
            add_photo(unit=unit, file=upload(encoded(make_image(width))), by=make_officer())
    assert only().reasons.count(Reason.PHOTO) == 1


@pytest.mark.django_db
def test_a_report_that_names_one_and_writes_the_address_of_the_other_joins_them():
    one, other = apart(address_typed="Pils iela 4"), apart(address_typed="Pils iela 6")
    report = make_report(address="Pils iela 6")
    report.unit = one
    report.save()
    assert only().reasons[0] is Reason.REPORT
    assert (only().first, only().second) == (one.pk, other.pk)


@pytest.mark.django_db
def test_archived_entries_and_settled_pairs_are_left_out():
    first, second = apart(address_typed="Pils iela 4"), apart(address_typed="Pils iela 4")
    apart(address_typed="Pils iela 4", record_state=RecordState.ARCHIVED)
    assert len(found()) == 1
    NotSame.objects.create(first=first, second=second, by=make_officer())
    assert not found()


@pytest.mark.django_db
def test_what_was_said_of_an_entry_counts_for_the_one_it_went_into():
    old, other, kept = apart(address_typed="Pils iela 4"), apart(address_typed="Pils iela 4"), apart(address_typed="Pils iela 4")
    NotSame.objects.create(first=old, second=other, by=make_officer())
    Unit.objects.filter(pk=old.pk).update(merged_into=kept, record_state=RecordState.ARCHIVED)
    assert not found()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_the_likely_ones_alone_are_those_at_the_head_of_the_whole_list(seed):
    dice = random.Random(seed)
    new_units(units=[Unit(name=dice.choice(["Aptieka", "Aptieka Pils", "Frizētava", "Telpa"]), floor_area_m2=dice.choice([None, 40, 80]),
                          address_typed=dice.choice(["", "Pils iela 4", "Pils iela 4 B", "Dārza iela 8"]),
                          latitude=57.4 + dice.random() * 0.0006, longitude=27.0 + dice.random() * 0.001) for _number in range(30)])
    whole, likely = candidate_pairs(), likely_pairs()
    assert likely == [pair for pair in whole if pair.rank <= LIKELY]
    assert len(whole) > len(likely) and any(pair.reasons[0] is Reason.NEAR for pair in likely), "there was something to leave out, and to find"


@pytest.mark.django_db
def test_of_many_neighbours_the_nearest_and_most_alike_come_first_and_no_settled_one(monkeypatch):
    monkeypatch.setattr("vacancies.reports.duplicates.MOST", 1000)
    units = [apart(address_typed=f"Pils iela {n}", latitude=57.42 + n * 0.00004, longitude=27.04, own_number=f"N{n}" if n % 4 else "",
                   floor_area_m2=50 + n % 3 * 20) for n in range(1, 17)]
    NotSame.objects.create(first=units[0], second=units[1], by=make_officer())
    everything = candidate_pairs()
    assert (units[0].pk, units[1].pk) not in found()
    assert [pair.order for pair in everything] == sorted(pair.order for pair in everything)
    monkeypatch.setattr("vacancies.reports.duplicates.MOST", 20)
    assert candidate_pairs() == everything[:20]
    assert len({len(pair.reasons) for pair in everything}) > 1, "some are more alike than others"


@pytest.mark.django_db
def test_a_point_on_which_a_whole_street_stands_says_nothing():
    for _number in range(MOST_ON_POINT + 1):
        apart(latitude=57.4, longitude=27.0)
    assert not found()


@pytest.mark.django_db
def test_ten_thousand_units_take_about_a_second_and_the_list_stays_short(django_assert_num_queries):
    """Time of this process alone, and ten times as much as it needs: the machine may be busy."""
    new_units(units=[Unit(name=f"Telpa {number}", address_typed=f"Garā iela {number // 3}", latitude=57.4 + number % 100 * 0.0003,
                          longitude=27.0 + number // 100 * 0.0005) for number in range(10_000)])
    begun = time.process_time()
    with django_assert_num_queries(4):
        pairs = candidate_pairs()
    assert len(pairs) == MOST
    assert time.process_time() - begun < 10
