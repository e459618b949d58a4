"""The catalogue: which units a visitor finds, on the page and on the map."""

import gzip
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils.html import escape

from popups.choices import OfferStatus
from popups.reports.catalogue import count_up_to, on_offer
from popups.reports.free_time import free_time, taken_days
from tests.make import days, divide, make_current_tenancy, make_offer, make_shop, make_tenancy, make_unit, today
from tests.popups.asking import queries_of, references, shown_count
from vacancies.choices import Activity, ClosedReason, RecordState, Seen
from vacancies.dates import day
from vacancies.models import ClosedPeriod, FieldVisit, PermittedActivity

pytestmark = pytest.mark.django_db
ADDRESS, POINTS = "/units/", "/units/points.json"


def found(client, **filters):
    response = client.get(ADDRESS, filters)
    assert response.status_code == 200
    assert shown_count(response) == len(references(response))
    on_map = [point[5].split("/")[-2] for point in client.get(POINTS, filters).json()["points"]]
    assert sorted(on_map) == sorted(references(response)), "the map shows what the list shows"
    return set(references(response))


def refs(*units):
    return {unit.reference for unit in units}


def test_only_published_and_confirmed_units_are_found(client):
    shown = make_unit()
    make_unit(is_published=False)
    make_unit(record_state=RecordState.ARCHIVED)
    assert found(client) == refs(shown)


def test_a_unit_given_to_a_permanent_shop_is_no_longer_in_the_catalogue(client):
    given, until_may = make_unit(), make_unit()
    make_shop(unit=given)
    make_shop(unit=until_may, ends_on=days(30))
    assert found(client) == refs(until_may)


def test_words_find_names_and_streets_without_diacritics(client):
    unit = make_unit(name="Kurpnieka telpa", address_typed="Šķūņu ielā 3")
    make_unit()
    for words in ("kurpnieka", "skunu", "Šķūņu 3", unit.reference.lower()):
        assert found(client, q=words) == refs(unit), words


def test_area_rent_street_and_features_narrow(client):
    small = make_unit(floor_area_m2=20, asking_rent_cents=5000, has_water=True, has_kitchen=True, address_typed="Pils iela 4")
    large = make_unit(floor_area_m2=120, asking_rent_cents=30000, has_water=True, address_typed="Rīgas iela 4")
    unknown = make_unit(floor_area_m2=None, asking_rent_cents=None, address_typed="Rīgas iela 6")
    assert found(client) == refs(small, large, unknown)
    assert found(client, area_min="50") == refs(large)
    assert found(client, area_max="50") == refs(small)
    assert found(client, rent_max="50,00") == refs(small)
    assert found(client, street="Rīgas iela") == refs(large, unknown)
    assert found(client, features=["water"]) == refs(small, large)
    assert found(client, features=["water", "kitchen"]) == refs(small)


def test_an_activity_finds_units_that_permit_it_or_exclude_nothing(client):
    anything, crafts, music = make_unit(), make_unit(), make_unit()
    PermittedActivity.objects.create(unit=crafts, activity=Activity.CRAFTS)
    PermittedActivity.objects.create(unit=music, activity=Activity.MUSIC)
    assert found(client, activity=Activity.CRAFTS) == refs(anything, crafts)


def test_days_find_units_that_are_free_on_all_of_them(client):
    free, let, offered, closed = make_unit(), make_unit(), make_unit(), make_unit()
    make_tenancy(unit=let, start=days(10), end=days(20))
    make_offer(status=OfferStatus.OPEN, unit=offered, start=days(10), end=days(20))
    ClosedPeriod.objects.create(unit=closed, reason=ClosedReason.SEASON, starts_on=days(15), ends_on=days(40))
    assert found(client, first_day=days(12), last_day=days(25)) == refs(free)
    assert found(client, first_day=days(20), last_day=days(30)) == refs(free, let, offered), "the end itself is free"
    assert found(client, last_day=days(9)) == refs(free, let, offered, closed)
    assert found(client, last_day=days(10)) == refs(free, closed)
    assert found(client, first_day=days(17)) == refs(free)


def test_a_first_day_that_has_gone_by_means_today(client):
    unit = make_unit()
    assert found(client, first_day=days(-30), last_day=days(3)) == refs(unit)


def test_a_shared_unit_is_found_as_shared_by_its_cheapest_part_and_while_a_part_is_free(client):
    whole, shared = make_unit(), make_unit(asking_rent_cents=20000)
    left, _right = divide(shared, "Left", "Right")
    left.asking_rent_cents = 1500
    left.save()
    make_tenancy(unit=shared, spaces=[left], start=days(10), end=days(20), use="shared")
    assert found(client, use="shared") == refs(shared)
    assert found(client, rent_max="15") == refs(shared)
    taken = {"first_day": days(12), "last_day": days(13)}
    assert found(client, **taken) == refs(whole, shared)
    assert found(client, **taken, use="whole") == refs(whole)


@pytest.mark.parametrize(("name", "typed"), [
    ("first_day", "30.02.2027"), ("last_day", "vakar"), ("rent_max", "lēti"), ("area_min", "-5"), ("street", "Mēness iela"),
    ("features", "pool"), ("activity", "war"), ("use", "half"), ("q", "x" * 81), ("area_max", "9" * 40)])
def test_what_is_not_understood_is_said_kept_and_does_not_narrow(client, name, typed):
    unit = make_unit()
    response = client.get(ADDRESS, {name: typed})
    assert references(response) == [unit.reference]
    assert f'href="#id_{name}' in response.content.decode()
    if name not in {"street", "features", "activity", "use", "q"}:
        assert escape(typed) in response.content.decode()
    assert client.get(POINTS, {name: typed}).status_code == 200


def test_days_and_areas_in_the_wrong_order_are_said(client):
    response = client.get(ADDRESS, {"first_day": days(9), "last_day": days(3), "area_min": 50, "area_max": 20})
    page = response.content.decode()
    assert 'href="#id_last_day"' in page
    assert 'href="#id_area_max"' in page


def test_each_filter_in_use_can_be_taken_away_alone(client):
    make_unit(has_water=True, has_heating=True)
    response = client.get(ADDRESS, {"q": "unit", "features": ["water", "heating"], "rent_max": "900"})
    chips = response.context["chips"]
    assert [(chip.name, chip.value) for chip in chips] == [
        ("q", ""), ("rent_max", ""), ("features", "water"), ("features", "heating")]
    left = parse_qs(chips[2].query)
    assert left == {"q": ["unit"], "rent_max": ["900"], "features": ["heating"]}
    assert all(f'href="?{escape(chip.query)}"' in response.content.decode() for chip in chips)


def test_an_empty_result_says_which_single_filter_to_loosen(client):
    unit = make_unit(asking_rent_cents=10000, has_kitchen=False, address_typed="Pils iela 5")
    make_unit(asking_rent_cents=90000, has_kitchen=True, address_typed="Apes iela 9")
    response = client.get(ADDRESS, {"q": "pils", "rent_max": "150", "features": ["kitchen"]})
    assert references(response) == []
    assert [chip.name for chip in response.context["loosen"]] == ["features"]
    assert references(client.get(f"{ADDRESS}?{response.context['loosen'][0].query}")) == [unit.reference]


def test_an_empty_town_says_what_to_do_first(client):
    response = client.get(ADDRESS)
    assert (response.status_code, shown_count(response)) == (200, 0)
    assert 'href="/own-a-space/"' in response.content.decode()


def test_pages_follow_each_other_in_the_order_of_streets_and_keep_the_filters(client):
    units = [make_unit(address_typed=f"Pils iela {number}", has_water=True) for number in range(1, 31)]
    wanted = [unit.reference for unit in units]
    first = client.get(ADDRESS, {"features": "water"})
    assert shown_count(first) == 30
    second = client.get(f"{ADDRESS}{first.context['older']}")
    assert references(first) + references(second) == wanted
    assert parse_qs(urlsplit(second.context["newer"]).query)["features"] == ["water"]
    assert references(client.get(f"{ADDRESS}{second.context['newer']}")) == references(first)
    assert not second.context["older"]


@pytest.mark.parametrize("mark", ["nonsense", "U-ZZZZ", "1' OR 1=1", "9" * 50])
def test_a_stale_or_hostile_place_in_the_list_is_its_beginning(client, mark):
    unit = make_unit()
    for direction in ("after", "before"):
        assert references(client.get(ADDRESS, {direction: mark})) == [unit.reference]


def test_a_huge_catalogue_is_not_counted_to_its_end():
    for _ in range(4):
        make_unit()
    assert count_up_to(on_offer(), 2) == 3
    assert count_up_to(on_offer(), 4) == 4


def test_the_list_costs_the_same_queries_for_one_unit_as_for_thirty(client):
    make_current_tenancy(unit=make_unit())
    filters = {"first_day": days(200), "q": "unit"}
    one = [queries_of(client, address) for address in (ADDRESS, f"{ADDRESS}?q=unit", POINTS)]
    for number in range(29):
        unit = make_unit()
        if number % 5 == 0:
            make_current_tenancy(unit=unit)
        elif number % 5 == 1:
            divide(unit, "A", "B")
    many = [queries_of(client, address) for address in (ADDRESS, f"{ADDRESS}?q=unit", POINTS)]
    assert many[2] == one[2] == 2
    assert max(many) <= 6
    assert all(extra - fewer <= 1 for extra, fewer in zip(many, one, strict=True)), "one more: thirty are counted"
    second = client.get(ADDRESS, filters).context["older"] or client.get(ADDRESS).context["older"]
    assert queries_of(client, f"{ADDRESS}{second}") <= 6


def test_a_card_says_when_a_unit_is_free(client):
    free, let, taken, seen = make_unit(), make_unit(), make_unit(), make_unit(is_vacant=False)
    make_current_tenancy(unit=let, days_left=40)
    make_current_tenancy(unit=taken, days_left=500)
    FieldVisit.objects.create(unit=seen, seen_on=today(), seen=Seen.OCCUPIED)
    cards = {card.reference: card for card in client.get(ADDRESS).context["cards"]}
    colours = {reference: card.state_color for reference, card in cards.items()}
    assert colours == {free.reference: "success", let.reference: "info", taken.reference: "neutral", seen.reference: "neutral"}


def test_a_gap_of_a_few_days_is_not_called_free(client):
    unit = make_unit()
    make_current_tenancy(unit=unit, days_left=10)
    make_tenancy(unit=unit, start=days(13), end=days(60))
    listing = client.get(ADDRESS).context["cards"][0]
    assert [run.state for run in listing.strip.runs] == ["taken", "free", "taken", "free"]
    taken = taken_days([unit.pk], today(), days(364))[unit.pk]
    assert free_time(taken, 1, today()).free_on == days(60)


def words_of(client, unit) -> list[str]:
    """What card, page and map say of when a unit is free; the map says where it is and who is there before that."""
    [card] = [card for card in client.get(ADDRESS).context["cards"] if card.reference == unit.reference]
    [note] = [point[4] for point in client.get(POINTS).json()["points"] if unit.reference in point[5]]
    return [card.state_label, client.get(unit.get_absolute_url()).context["state_label"], note.split(" · ")[-1]]


def test_a_few_free_days_now_are_said_with_the_day_from_which_it_is_free_again(client):
    unit, once = make_unit(), make_unit()
    make_tenancy(unit=unit, start=days(4), end=days(60))
    ClosedPeriod.objects.create(unit=once, reason=ClosedReason.OWNER, starts_on=days(4), ends_on=days(500))
    for short, again in ((unit, [days(60)]), (once, [])):
        card, page, bubble = words_of(client, short)
        assert card == page == bubble
        assert all(day(one, "brief") in card for one in (days(3), *again))
        assert pins(client)[short.reference] == "free"
    assert 'href="/apply/' in client.get(unit.get_absolute_url()).content.decode()


def pins(client) -> dict[str, str]:
    return {point[5].split("/")[-2]: point[3] for point in client.get(POINTS).json()["points"]}


def test_card_page_and_map_say_the_same_of_each_unit(client):
    free, let, shared, seen, shut = make_unit(), make_unit(), make_unit(), make_unit(is_vacant=False), make_unit(is_vacant=False)
    make_current_tenancy(unit=let, days_left=40)
    make_current_tenancy(unit=shared, spaces=divide(shared, "A", "B")[:1], use="shared", days_left=40)
    for unit, what in ((seen, Seen.OCCUPIED), (shut, Seen.SEASONAL)):
        FieldVisit.objects.create(unit=unit, seen_on=today(), seen=what)
    told = [words_of(client, unit) for unit in (free, let, shared, seen, shut)]
    assert all(len(set(words)) == 1 for words in told)
    assert len({words[0] for words in told}) == 5
    assert [pins(client)[unit.reference] for unit in (free, let, shared, seen, shut)] == ["free", "open", "free", "held", "held"]


def test_points_are_short_say_their_state_and_answer_whether_they_changed(client):
    make_unit(latitude=57.4212345678, longitude=27.0412345678)
    make_current_tenancy(unit=make_unit())
    make_unit(latitude=None, longitude=None)
    response = client.get(POINTS)
    points = json.loads(response.content)["points"]
    assert sorted(point[3] for point in points) == ["free", "open"]
    assert [57.42123, 27.04123] in [point[:2] for point in points]
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in response["Vary"].split(",")}
    again = client.get(POINTS, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_unit()
    assert client.get(POINTS, headers={"if-none-match": response["ETag"]}).status_code == 200


def test_points_come_compressed_and_pages_do_not(client):
    for _number in range(20):
        make_unit()
    packed, page = (client.get(address, headers={"accept-encoding": "gzip"}) for address in (POINTS, ADDRESS))
    assert len(json.loads(gzip.decompress(packed.content))["points"]) == 20
    assert client.get(POINTS, headers={"accept-encoding": "gzip", "if-none-match": packed["ETag"]}).status_code == 304
    assert "Content-Encoding" not in page


def test_nothing_is_written_by_looking_and_nothing_can_be_posted(client):
    assert client.post(ADDRESS).status_code == 405
    assert client.post(POINTS).status_code == 405
    assert client.head(ADDRESS).status_code == 200
