"""The page of one unit: facts, free days, the cost of a stay, what is on there."""

import re

import pytest

from popups.choices import EventStatus, OfferStatus
from tests.make import (
    at,
    days,
    divide,
    make_current_tenancy,
    make_event,
    make_offer,
    make_shop,
    make_tenancy,
    make_unit,
)
from tests.popups.asking import queries_of
from vacancies.choices import Activity, ClosedReason, FundingRestriction, RecordState, UtilitiesPayer
from vacancies.models import ClosedPeriod, PermittedActivity

pytestmark = pytest.mark.django_db


def page(client, unit, **asked):
    response = client.get(unit.get_absolute_url(), asked)
    assert response.status_code == 200
    return response.content.decode()


def shown(text, name):
    found = re.search(rf'data-{name}="([^"]*)"', text)
    return found and found.group(1)


@pytest.mark.parametrize("hidden", [
    {"is_published": False}, {"record_state": RecordState.ARCHIVED}, {"record_state": RecordState.NOT_CONFIRMED},
    {"record_state": RecordState.REPORTED}])
def test_what_is_not_public_is_a_404(client, hidden):
    public, other = make_unit(), make_unit(**hidden)
    assert client.get(public.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("reference", ["U-ZZZZ", "1", "U-", "%00", "U-7KQ4%00", "../admin"])
def test_an_unknown_reference_is_a_404(client, reference):
    assert client.get(f"/units/{reference}/").status_code == 404


def test_a_reference_told_on_the_phone_may_be_typed_in_small_letters(client):
    unit = make_unit()
    assert client.get(unit.get_absolute_url().lower()).status_code == 200


def test_it_can_be_applied_for(client):
    unit = make_unit()
    assert f'href="/apply/?unit={unit.reference}"' in page(client, unit)


def test_the_cost_is_rent_and_utilities_for_the_chosen_days(client):
    unit = make_unit(asking_rent_cents=36500, utilities_cents=7300, utilities_payer=UtilitiesPayer.TENANT)
    text = page(client, unit, first_day=days(10), last_day=days(19))
    assert (shown(text, "rent"), shown(text, "utilities"), shown(text, "total")) == ("12000", "2400", "14400")
    assert shown(text, "free") == "yes"
    assert f'value="{days(10).isoformat()}"' in text


@pytest.mark.parametrize("typed", ["{0:%d.%m.%Y}.", "{0:%d.%m.%Y}", "{0:%Y-%m-%d}"])
def test_days_are_read_as_people_write_them(client, typed):
    text = page(client, make_unit(), first_day=typed.format(days(10)), last_day=typed.format(days(19)))
    assert shown(text, "total")


def test_what_is_included_costs_nothing_more_and_what_is_unknown_has_no_total(client):
    asked = {"first_day": days(10), "last_day": days(19)}
    included = make_unit(asking_rent_cents=36500, utilities_payer=UtilitiesPayer.INCLUDED, utilities_cents=None)
    assert shown(page(client, included, **asked), "total") == "12000"
    unclear = page(client, make_unit(utilities_payer=UtilitiesPayer.TENANT, utilities_cents=None), **asked)
    assert (shown(unclear, "utilities"), shown(unclear, "total")) == ("", None)
    no_rent = page(client, make_unit(asking_rent_cents=None), **asked)
    assert (shown(no_rent, "rent"), shown(no_rent, "total")) == ("", None)


def test_a_part_of_a_shared_unit_has_its_own_rent_and_its_own_free_days(client):
    unit = make_unit(utilities_payer=UtilitiesPayer.INCLUDED)
    left, right = divide(unit, "Left", "Right")
    right.asking_rent_cents = 3650
    right.save()
    make_tenancy(unit=unit, spaces=[left], use="shared", start=days(5), end=days(15))
    asked = {"first_day": days(10), "last_day": days(19)}
    parts = {part: page(client, unit, **asked, space=part) for part in ("", "1", "2")}
    assert [shown(parts[part], "free") for part in ("", "1", "2")] == ["no", "no", "yes"]
    assert (shown(parts["2"], "total"), shown(parts["1"], "rent")) == ("1200", "")
    assert parts["1"].count("<li>\n  <p><strong>") == 2


@pytest.mark.parametrize(("asked", "codes"), [
    ({"first_day": "30.02.2027", "last_day": ""}, {"first_day": "invalid", "last_day": "required"}),
    ({"first_day": -3, "last_day": -1}, {"first_day": "day_past", "last_day": "day_past"}),
    ({"first_day": 9, "last_day": 3}, {"last_day": "end_before_start"}),
    ({"first_day": 1, "last_day": 4000}, {"last_day": "too_far_ahead"}),
    ({"first_day": "0001-01-01", "last_day": "9999-12-31"}, {"first_day": "invalid", "last_day": "invalid"})])
def test_days_that_cannot_be_are_refused_all_at_once_with_what_was_typed(client, asked, codes):
    typed = {name: days(value) if isinstance(value, int) else value for name, value in asked.items()}
    response = client.get(make_unit().get_absolute_url(), typed)
    assert response.status_code == 422
    problems = response.context["form"].errors.as_data()
    assert {name: errors[0].code for name, errors in problems.items()} == codes
    assert all(f'value="{value}"' in response.content.decode() for value in typed.values() if value)
    assert shown(response.content.decode(), "rent") is None


def test_an_unknown_part_is_refused(client):
    unit = make_unit()
    divide(unit, "Left", "Right")
    response = client.get(unit.get_absolute_url(), {"first_day": days(1), "last_day": days(9), "space": "3"})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["space"]


@pytest.mark.parametrize("hold", ["tenancy", "offer", "closed", "shop"])
def test_days_that_are_held_in_any_way_are_not_called_free(client, hold):
    unit = make_unit()
    holds = {
        "tenancy": lambda: make_tenancy(unit=unit, start=days(20), end=days(30)),
        "offer": lambda: make_offer(status=OfferStatus.OPEN, unit=unit, start=days(20), end=days(30)),
        "closed": lambda: ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.OWNER, starts_on=days(20), ends_on=days(30)),
        "shop": lambda: make_shop(unit=unit, starts_on=days(20)),
    }
    assert shown(page(client, unit, first_day=days(25), last_day=days(26)), "free") == "yes"
    holds[hold]()
    assert shown(page(client, unit, first_day=days(25), last_day=days(26)), "free") == "no"
    assert shown(page(client, unit, first_day=days(18), last_day=days(19)), "free") == "yes"


def test_days_beyond_the_strip_are_judged_too(client):
    unit = make_unit()
    make_shop(unit=unit, starts_on=days(600))
    assert shown(page(client, unit, first_day=days(500), last_day=days(610)), "free") == "no"


def test_the_strip_and_its_words_are_the_same_periods(client):
    unit = make_unit()
    make_tenancy(unit=unit, start=days(10), end=days(20))
    make_offer(status=OfferStatus.OPEN, unit=unit, start=days(40), end=days(50))
    free = client.get(unit.get_absolute_url()).context["shown"].free
    assert [(run.state, run.start) for run in free.strip.runs[:5]] == [
        ("free", days(0)), ("taken", days(10)), ("free", days(20)), ("offered", days(40)), ("free", days(50))]
    assert (free.free_on, free.is_free_now) == (days(0), True)


def test_a_unit_that_is_let_says_from_when_it_is_free(client):
    unit = make_unit()
    make_current_tenancy(unit=unit, days_left=30)
    assert client.get(unit.get_absolute_url()).context["shown"].free.free_on == days(30)
    never = make_unit()
    make_current_tenancy(unit=never, days_left=500)
    assert client.get(never.get_absolute_url()).context["shown"].free.free_on is None


def test_a_funding_condition_is_said_and_its_absence_is_not(client):
    assert 'id="funding"' in page(client, make_unit(funding_restriction=FundingRestriction.BUSINESSES))
    assert 'id="funding"' not in page(client, make_unit())


def test_permitted_activities_are_said(client):
    unit = make_unit()
    PermittedActivity.objects.create(unit=unit, activity=Activity.MUSIC)
    assert str(Activity.MUSIC.label) in page(client, unit)


def test_who_is_there_now_and_public_events_are_shown(client):
    unit = make_unit()
    tenancy = make_current_tenancy(unit=unit)
    before = make_tenancy(unit=unit, start=days(60), end=days(70))
    concert = make_event(unit=unit, status=EventStatus.CONFIRMED)
    proposal = make_event(unit=unit, starts_at=at(days(8), 18))
    text = page(client, unit)
    assert f'id="{tenancy.reference}"' in text
    assert f'id="{before.reference}"' not in text
    assert f'id="{concert.reference}"' in text
    assert proposal.title not in text


def test_the_description_is_marked_with_its_language(client):
    unit = make_unit(public_text="Gaiša telpa.", public_text_en="A light room.")
    english = client.get(unit.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    german = client.get(unit.get_absolute_url(), headers={"accept-language": "de"}).content.decode()
    assert re.search(r'lang="en"><p>A light room', english)
    assert re.search(r'lang="lv"><p>Gaiša telpa', german)


def test_a_busy_unit_costs_the_same_queries_as_a_quiet_one(client):
    unit = make_unit()
    one = queries_of(client, unit.get_absolute_url())
    spaces = divide(unit, *(f"Shelf {number}" for number in range(15)))
    for number, space in enumerate(spaces):
        make_current_tenancy(unit=unit, spaces=[space], use="shared", days_left=10 + number)
        make_event(unit=unit, status=EventStatus.CONFIRMED, starts_at=at(days(number + 1), 18))
    assert queries_of(client, unit.get_absolute_url()) == one <= 11
