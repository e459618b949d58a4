"""Choosing a unit and free days on the timeline."""


import pytest
from django.urls import reverse

from popups.kinds import ApplicantKind
from popups.reports.offer_slots import fitting_units
from popups.rules.offers import eligibility_problems
from tests.make import (
    days,
    make_applicant,
    make_application,
    make_current_tenancy,
    make_tenancy,
    make_unit,
)
from vacancies.choices import ClosedReason, FundingRestriction, RecordState
from vacancies.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """An application with one wished unit."""
    application = make_application(unit=make_unit(), earliest_start_on=days(10), latest_end_on=days(100))
    return application, application.wishes.get().unit


def slots(timeline) -> list:
    return [drawn.bar for row in timeline.rows for drawn in row.bars if drawn.bar.unit]


def test_free_days_of_wished_and_of_fitting_units_are_links_to_the_form(client, officer, asked):
    application, unit = asked
    other = make_unit()
    page = client.get(reverse("popups:offer-new", args=[application.reference]))
    assert {bar.unit for bar in slots(page.context["wished"])} == {unit.reference}
    assert other.reference in {bar.unit for bar in slots(page.context["others"])}
    (bar,) = slots(page.context["wished"])
    assert client.get(bar.href).status_code == 200
    assert bar.href.replace("&", "&amp;") in page.content.decode()


def test_days_that_are_promised_or_closed_are_not_offered_again(client, officer, asked):
    application, unit = asked
    make_tenancy(unit=unit, start=days(20), end=days(40), answer_by_on=days(1))
    unit.closed_periods.create(reason=ClosedReason.RENOVATION, starts_on=days(60), ends_on=days(70))
    page = client.get(reverse("popups:offer-new", args=[application.reference]))
    bars = slots(page.context["wished"])
    assert len(bars) == 3
    assert not any(bar.start < days(40) and bar.end > days(20) for bar in bars)
    assert not any(bar.start < days(70) and bar.end > days(60) for bar in bars)


def test_a_wished_unit_that_may_not_be_offered_says_why_and_has_no_days_to_pick(client, officer):
    unit = make_unit(funding_restriction=FundingRestriction.BUSINESSES)
    application = make_application(unit=unit, applicant=make_applicant(kind=ApplicantKind.NGO))
    page = client.get(reverse("popups:offer-new", args=[application.reference]))
    assert slots(page.context["wished"]) == []
    (row,) = page.context["wished"].rows
    assert str(eligibility_problems(application, unit)[0].message) == row.row.note


@pytest.mark.parametrize("kind", ApplicantKind)
def test_the_list_of_fitting_units_agrees_with_the_rule_for_one(kind):
    application = make_application(applicant=make_applicant(kind=kind), activity="music")
    for restriction in FundingRestriction:
        for permitted in ([], ["music"], ["food"], ["food", "music"]):
            for state in RecordState:
                unit = make_unit(funding_restriction=restriction, record_state=state)
                for activity in permitted:
                    unit.permitted_activities.create(activity=activity)
    wished = application.wishes.get().unit
    found = set(fitting_units(application, start=days(0), end=days(90)))
    assert found == {unit for unit in Unit.objects.exclude(pk=wished.pk) if not eligibility_problems(application, unit)}
    assert found


def test_units_that_were_never_empty_are_found_by_words_only(client, officer, asked):
    application, _unit = asked
    busy = make_unit(is_vacant=False, name="Pūces nams")
    address = reverse("popups:offer-new", args=[application.reference])
    assert busy.reference not in {bar.unit for bar in slots(client.get(address).context["others"])}
    found = client.get(address, {"words": "puces"}).context["others"]
    assert {bar.unit for bar in slots(found)} == {busy.reference}


def test_choosing_costs_the_same_with_one_and_with_twenty_units(client, officer, asked, django_assert_max_num_queries):
    application, _unit = asked
    make_unit()
    address = reverse("popups:offer-new", args=[application.reference])
    with django_assert_max_num_queries(20) as one:
        client.get(address)
    for number in range(24):
        unit = make_unit()
        if number % 3 == 0:
            make_current_tenancy(unit=unit)
    with django_assert_max_num_queries(len(one)):
        page = client.get(address)
    assert len(page.context["others"].rows) == 20
    assert page.context["has_more"]


