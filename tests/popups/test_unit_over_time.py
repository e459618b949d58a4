"""A unit over the years: what was seen, announced and corrected, and what the pages say of it."""

import re

import pytest
from django.utils import timezone, translation

from popups.reports.occupancy import with_occupancy
from tests.make import days, make_officer, make_surveyor, make_unit
from tests.popups.asking import signed_in
from vacancies.choices import OccupancyState, Precision, Seen, SeenBy, ShopKind
from vacancies.lifecycle.facts import add_vacancy, change_vacancy
from vacancies.lifecycle.saving import mark_of
from vacancies.lifecycle.shops import add_shop, change_shop, close_shop
from vacancies.lifecycle.units import record_visit
from vacancies.lifecycle.visits import take_back_visit
from vacancies.models import Unit
from vacancies.templatetags.words import known_day

pytestmark = pytest.mark.django_db


def occupancy(unit):
    return with_occupancy(Unit.objects.filter(pk=unit.pk), timezone.localdate()).get().occupancy


def story(unit, user) -> str:
    page = signed_in(user).get(f"/staff/units/{unit.reference}/?tab=history").content.decode()
    return re.search(r'<ol class="history" id="story">.*?</ol>', page, re.DOTALL).group()


@pytest.mark.parametrize("source", [SeenBy.STREET, SeenBy.DESK])
def test_what_is_seen_in_use_before_the_day_for_which_its_vacancy_is_announced_keeps_that_day(source):
    unit = make_unit(is_vacant=False)
    announced = add_vacancy(unit=unit, starts_on=days(9), by=make_officer())
    record_visit(unit=unit, seen=Seen.OCCUPIED, seen_on=days(-1), source=source, by=make_surveyor())
    assert list(unit.vacancies.values_list("pk", "starts_on", "ends_on")) == [(announced.pk, days(9), None)]
    record_visit(unit=unit, seen=Seen.OCCUPIED, seen_on=days(9), source=source, by=make_surveyor(), today=days(9))
    assert not unit.vacancies.exists(), "it never began"
    assert unit.vacancies.model.history.filter(id=announced.pk).first().history_type == "-"


def test_what_is_seen_empty_before_it_was_announced_to_be_stands_empty_from_that_day():
    unit, surveyor = make_unit(is_vacant=False), make_surveyor()
    announced = add_vacancy(unit=unit, starts_on=days(9), starts_precision=Precision.MONTH, previous_use="Apavi", by=make_officer())
    assert occupancy(unit) == OccupancyState.UNKNOWN
    visit = record_visit(unit=unit, seen=Seen.EMPTY, seen_on=days(-1), by=surveyor)
    found = unit.vacancies.get()
    assert (found.pk, found.starts_on, found.starts_precision, found.previous_use) == (announced.pk, days(-1), Precision.DAY, "Apavi")
    assert occupancy(unit) == OccupancyState.VACANT
    take_back_visit(visit=visit, by=surveyor)
    found = unit.vacancies.get()
    assert (found.starts_on, found.starts_precision) == (days(9), Precision.MONTH)


def test_what_is_known_to_have_begun_is_not_moved_by_a_visit_that_is_entered_late():
    unit = make_unit()
    began = unit.vacancies.get().starts_on
    record_visit(unit=unit, seen=Seen.EMPTY, seen_on=days(-300), by=make_surveyor())
    assert unit.vacancies.get().starts_on == began


def test_the_story_says_a_day_no_more_exactly_than_it_is_known():
    unit, officer = make_unit(is_vacant=False), make_officer()
    vacancy = add_vacancy(unit=unit, starts_on=days(-900), starts_precision=Precision.MONTH, ends_on=days(-300),
                          ends_precision=Precision.YEAR, by=officer)
    change_vacancy(vacancy=vacancy, starts_on=days(-800), starts_precision=Precision.DAY, by=officer)
    with translation.override("lv"):
        month, day, exact = known_day(days(-900), Precision.MONTH), known_day(days(-800), Precision.DAY), known_day(days(-900), Precision.DAY)
    told = story(unit, officer)
    assert (month in told, day in told, exact in told) == (True, True, False)
    assert f"→ {days(-301).year}<" in told
    page = re.search(r'href="([^"]*put-back/vacancy[^"]*)"', told).group(1)
    assert month in signed_in(officer).get(page).content.decode()


def test_a_shop_that_opened_in_an_empty_unit_ends_its_vacancy_so_that_a_later_one_begins_anew():
    unit, officer = make_unit(), make_officer()
    shop = add_shop(by=officer, name="Maize", kind=ShopKind.SHOP, unit=unit, starts_on=days(-20))
    assert (unit.vacancies.get().ends_on, occupancy(unit)) == (days(-20), OccupancyState.OCCUPIED)
    close_shop(shop=shop, last_day=days(-3), by=officer)
    record_visit(unit=unit, seen=Seen.EMPTY, seen_on=days(-1), by=officer)
    told = with_occupancy(Unit.objects.filter(pk=unit.pk), timezone.localdate()).get()
    assert (told.occupancy, told.vacant_since) == (OccupancyState.VACANT, days(-1))


def test_a_shop_that_moves_into_an_empty_unit_ends_its_vacancy_and_a_new_name_does_not():
    unit, officer = make_unit(is_vacant=False), make_officer()
    shop = add_shop(by=officer, name="Maize", kind=ShopKind.SHOP, address="Pils iela 1", starts_on=days(-20))
    vacancy = add_vacancy(unit=unit, starts_on=days(-90), by=officer)
    change_shop(shop=shop, mark=mark_of(shop), unit=unit, by=officer)
    assert unit.vacancies.get().ends_on == days(-20)
    change_vacancy(vacancy=vacancy, ends_on=None, by=officer)
    change_shop(shop=shop, mark=mark_of(shop), unit=unit, name="Maize un piens", by=officer)
    assert unit.vacancies.get().ends_on is None


def test_a_vacancy_that_began_after_the_shop_is_said_to_have_opened_is_left_to_a_person():
    unit = make_unit()
    add_shop(by=make_officer(), name="Maize", kind=ShopKind.SHOP, unit=unit, starts_on=days(-900))
    assert unit.vacancies.get().ends_on is None
