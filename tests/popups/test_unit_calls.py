"""The page of a unit names the open calls it belongs to, and applying leads through the one that closes first."""

import pytest
from django.urls import reverse
from django.utils import timezone

from popups.models import CallText
from popups.reports.public_call import calls_of_unit
from popups.rules.calls import units_of
from tests.make import make_area, make_call, make_unit
from tests.popups.asking import queries_of

pytestmark = pytest.mark.django_db
RING = [[27.0, 57.4], [27.1, 57.4], [27.1, 57.5], [27.0, 57.5]]


def of(unit) -> list[str]:
    return [card.call.reference for card in calls_of_unit(unit, timezone.now())]


def apply_href(client, unit) -> str:
    page = client.get(unit.get_absolute_url()).content.decode()
    return page.split('id="apply" href="')[1].split('"')[0]


def test_the_unit_is_found_by_name_by_part_of_town_or_because_all_are_meant():
    inside = make_unit(latitude="57.45", longitude="27.05")
    outside, nowhere = make_unit(latitude="57.60", longitude="27.05"), make_unit(latitude=None, longitude=None)
    every, by_area, by_name = make_call(days_left=3), make_call(days_left=2), make_call(days_left=1)
    by_area.areas.add(make_area(ring=RING))
    by_name.units.add(outside)
    assert of(inside) == [by_area.reference, every.reference]
    assert of(outside) == [by_name.reference, every.reference]
    assert of(nowhere) == [every.reference]
    for call in (every, by_area, by_name):
        assert {unit.pk for unit in units_of(call)} == {unit.pk for unit in (inside, outside, nowhere) if call.reference in of(unit)}


def test_only_open_calls_are_named():
    unit = make_unit()
    make_call(is_released=False)
    make_call(opened_days_ago=-2)
    make_call(days_left=-1)
    assert of(unit) == []


def test_applying_leads_through_the_call_that_closes_first_and_the_others_are_named(client):
    unit, later, first = make_unit(), make_call(days_left=9), make_call(days_left=4)
    assert apply_href(client, unit) == f"{reverse('popups:application-start')}?unit={unit.reference}&amp;call={first.reference}"
    page = client.get(unit.get_absolute_url()).content.decode()
    assert f"/calls/{first.reference}/" in page
    assert f"/calls/{later.reference}/" in page
    assert f"?unit={unit.reference}&amp;call={later.reference}" in page
    assert f'?unit={unit.reference}"' in page, "and the way without a call"


def test_from_there_the_application_begins_in_the_call_with_the_unit_wished(client):
    unit, call = make_unit(), make_call()
    page = client.get(apply_href(client, unit).replace("&amp;", "&"))
    assert (page.context["unit"], page.context["card"].call) == (unit, call)


def test_without_an_open_call_the_page_is_as_it_was(client):
    unit = make_unit()
    make_call(days_left=-1)
    assert apply_href(client, unit) == f"{reverse('popups:application-start')}?unit={unit.reference}"
    assert b'id="unit-calls"' not in client.get(unit.get_absolute_url()).content


def test_a_title_of_another_language_says_which(client):
    unit, call = make_unit(), make_call()
    CallText.objects.filter(call=call).exclude(language="lv").delete()
    page = client.get(unit.get_absolute_url(), headers={"accept-language": "de"}).content.decode()
    assert f'/calls/{call.reference}/" lang="lv"' in page


def test_thirty_calls_cost_as_many_questions_as_one(client):
    unit = make_unit(latitude="57.45", longitude="27.05")
    make_call().areas.add(make_area(ring=RING))
    one = queries_of(client, unit.get_absolute_url())
    for _ in range(29):
        make_call().areas.add(make_area(ring=RING))
    assert queries_of(client, unit.get_absolute_url()) == one <= 14
