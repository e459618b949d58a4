"""What an officer is told before an offer leaves, although nothing forbids it."""

import re

import pytest
from django.urls import reverse

from popups.models import Application, Offer
from tests.make import days, make_application, make_offer, make_officer, make_shop, make_unit
from tests.popups.asking import signed_in
from tests.popups.merging import photo_of
from tests.popups.test_staff_offers import codes, filled
from vacancies.lifecycle.telling_apart import tell_apart
from vacancies.models import Unit
from vacancies.reports.duplicates import LIKELY, candidate_pairs, likely_twins_of

pytestmark = pytest.mark.django_db
SAME_PLACE = {"address_typed": "Pils iela 7", "name": "Bakery"}


@pytest.fixture
def client():
    return signed_in(make_officer())


@pytest.fixture
def unit():
    return make_unit(**SAME_PLACE)


def asking(unit, **answers) -> Application:
    return make_application(unit=unit, **{"earliest_start_on": days(10), "latest_end_on": days(100), "shortest_days": 14,
                                          "longest_days": 60} | answers)


def address(application, unit) -> str:
    return reverse("popups:offer-new", args=[application.reference]) + f"?unit={unit.reference}"


def cautions(response) -> list[str]:
    """Their codes, as the page shows them."""
    found = re.search(r'id="cautions" data-codes="([^"]*)"', response.content.decode())
    return found.group(1).split() if found else []


def marks(response) -> str:
    return re.search(r'name="cautions" value="([^"]*)"', response.content.decode()).group(1)


def send(client, application, unit, **more):
    return client.post(address(application, unit), filled(unit, **more))


def twin_of(unit, **fields) -> Unit:
    return make_unit(**SAME_PLACE | fields)


def test_an_offer_as_asked_for_is_made_without_a_further_word(client, unit):
    application = asking(unit)
    assert cautions(client.get(address(application, unit))) == []
    assert send(client, application, unit).status_code == 302


@pytest.mark.parametrize(("asked", "code", "figures"), [
    ({"shortest_days": 40}, "stay_shorter", "10"), ({"longest_days": 21}, "stay_longer", "9"),
    ({"earliest_start_on": 13}, "starts_early", "3"), ({"latest_end_on": 38}, "ends_late", "1")])
def test_days_that_miss_what_was_asked_are_told_with_their_number(client, unit, asked, code, figures):
    """The form offers thirty days, from the tenth to the thirty-ninth day from now."""
    asked = {name: days(number) if name.endswith("_on") else number for name, number in asked.items()}
    application = asking(unit, **asked)
    page = send(client, application, unit, message="Typed with care")
    assert (page.status_code, cautions(page), codes(page)) == (422, [code], {"cautions"})
    assert marks(page) == f"{code}:{figures}"
    said = page.context["form"].cautions[0].message
    assert {figures, str(next(iter(asked.values())))} & set(re.findall(r"\d+", str(said))), "told in words with numbers"
    assert "Typed with care" in page.content.decode()
    assert not Offer.objects.exists()


def test_the_limits_themselves_are_no_reason_for_caution(client, unit):
    application = asking(unit, shortest_days=30, longest_days=30, earliest_start_on=days(10), latest_end_on=days(39))
    assert send(client, application, unit).status_code == 302


def test_what_was_not_asked_is_not_missed(client, unit):
    application = asking(unit)
    Application.objects.filter(pk=application.pk).update(earliest_start_on=None, latest_end_on=None, shortest_days=None,
                                                         longest_days=None)
    assert send(client, application, unit).status_code == 302


def test_all_of_them_are_told_at_once_and_the_box_makes_the_offer_all_the_same(client):
    unit = make_unit(is_published=False, **SAME_PLACE)
    make_offer(unit=twin_of(unit), start=days(20), end=days(25))
    application = asking(unit, shortest_days=7, longest_days=14, earliest_start_on=days(12), latest_end_on=days(30))
    page = send(client, application, unit)
    assert cautions(page) == ["unit_not_public", "stay_longer", "starts_early", "ends_late", "twin_taken"]
    assert send(client, application, unit, all_the_same="on", cautions=marks(page)).status_code == 302
    assert Offer.objects.filter(unit=unit).count() == 1


def test_they_are_shown_before_anything_is_sent(client):
    unit = make_unit(is_published=False)
    assert cautions(client.get(address(asking(unit), unit))) == ["unit_not_public"]
    checked = send(client, asking(unit), unit, preview="1")
    assert (checked.status_code, cautions(checked), checked.context["is_checked"]) == (200, ["unit_not_public"], False)


def test_a_box_ticked_for_one_thing_does_not_stand_for_another(client, unit):
    application = asking(unit, longest_days=21)
    read = marks(send(client, application, unit))
    longer = {"last_day": days(45).isoformat(), "all_the_same": "on"}
    page = send(client, application, unit, cautions=read, **longer)
    assert (page.status_code, codes(page), marks(page)) == (422, {"cautions"}, "stay_longer:15")
    assert send(client, application, unit, all_the_same="on").status_code == 422, "nobody ticked what was never shown"
    assert send(client, application, unit, cautions=marks(page), **longer).status_code == 302


def test_reading_without_ticking_is_not_enough(client, unit):
    application = asking(unit, longest_days=21)
    assert send(client, application, unit, cautions=marks(send(client, application, unit))).status_code == 422


def test_a_refusal_stays_a_refusal_with_the_box_ticked(client, unit):
    make_offer(unit=unit, start=days(20), end=days(25))
    application = asking(unit, longest_days=21)
    page = send(client, application, unit, all_the_same="on", cautions="stay_longer:9")
    assert (page.status_code, codes(page)) == (422, {"taken"})


def test_a_second_entry_that_is_let_or_promised_in_those_days_is_named_with_a_link(client, unit):
    twin = twin_of(unit)
    make_offer(unit=twin, start=days(39), end=days(50))
    page = send(client, asking(unit), unit)
    assert cautions(page) == ["twin_taken"]
    assert reverse("popups:staff-unit", args=[twin.reference]) in page.content.decode()


def test_a_second_entry_with_a_permanent_shop_counts_too(client, unit):
    make_shop(unit=twin_of(unit), starts_on=days(-100))
    assert cautions(send(client, asking(unit), unit)) == ["twin_taken"]


def test_a_second_entry_on_other_days_or_told_apart_or_merely_near_is_none(client, unit):
    other_days, apart, near = twin_of(unit), twin_of(unit), make_unit()
    make_offer(unit=other_days, start=days(40), end=days(50))
    make_offer(unit=apart, start=days(15), end=days(50))
    make_offer(unit=near, start=days(15), end=days(50))
    tell_apart(one=unit, other=apart, by=make_officer())
    assert send(client, asking(unit), unit).status_code == 302


def test_the_twins_of_one_unit_are_those_of_the_whole_list():
    """By name, by photo, by a place close by, and by what a resident told."""
    units = [make_unit(**SAME_PLACE), twin_of(None), make_unit(address_typed="Dārza iela 99", latitude=57.5),
             make_unit(name="Bakery shop", address_typed="Torņa iela 1"), make_unit(latitude=57.6, longitude=26.9), make_unit(latitude=None, longitude=None)]
    for seen in (units[1], units[4]):
        photo_of(seen, sha256="a" * 64)
    likely = [pair for pair in candidate_pairs() if pair.rank <= LIKELY]
    assert len(likely) >= 3
    for unit in units:
        twins = {key for pair in likely for key in (pair.first, pair.second) if unit.pk in (pair.first, pair.second)} - {unit.pk}
        assert likely_twins_of(unit) == sorted(twins)


def test_the_form_costs_the_same_with_one_and_with_thirty_second_entries(client, unit, django_assert_max_num_queries):
    application = asking(unit)
    make_offer(unit=twin_of(unit), start=days(15), end=days(25))
    with django_assert_max_num_queries(20) as one:
        assert cautions(client.get(address(application, unit))) == ["twin_taken"]
    for _number in range(29):
        make_offer(unit=twin_of(unit), start=days(15), end=days(25))
    with django_assert_max_num_queries(len(one)):
        assert len(cautions(client.get(address(application, unit)))) == 30
