"""The dashboard: every figure leads to a list with exactly as many rows."""

import pytest

from popups.choices import ApplicationStatus, OfferStatus
from popups.models import Application
from popups.reports.dashboard import dashboard
from tests.make import (
    days,
    make_application,
    make_current_tenancy,
    make_offer,
    make_officer,
    make_reviewer,
    make_shop,
    make_surveyor,
    make_tenancy,
    make_unit,
    today,
)
from tests.popups.asking import queries_of, references, shown_count, signed_in
from vacancies.choices import Precision, RecordState, Seen
from vacancies.models import FieldVisit, Vacancy

pytestmark = pytest.mark.django_db
ADDRESS = "/staff/dashboard/"


def make_town():
    """Something in every figure, and something that must count in none."""
    make_unit()
    unclear = make_unit()
    unclear.vacancies.update(starts_on=None)
    rough = make_unit()
    rough.vacancies.update(starts_on=days(-400), starts_precision=Precision.YEAR)
    make_shop(unit=make_unit(is_vacant=False))
    make_unit(is_vacant=False)
    suspected = make_unit(record_state=RecordState.REPORTED, is_published=False)
    make_unit(record_state=RecordState.ARCHIVED, is_published=False)
    make_current_tenancy(days_left=20)
    make_current_tenancy(days_left=31)
    make_tenancy(start=days(2), end=days(12))
    for status in ApplicationStatus:
        make_application(status=status)
    make_offer(status=OfferStatus.OPEN)
    FieldVisit.objects.create(unit=suspected, seen_on=today(), seen=Seen.EMPTY)
    FieldVisit.objects.create(unit=unclear, seen_on=today(), seen=Seen.EMPTY)


def follow(client, figure):
    response = client.get(figure.href)
    assert response.status_code == 200
    return response


def test_every_figure_of_units_leads_to_as_many_rows():
    make_town()
    client, found = signed_in(make_officer()), dashboard(today())
    figures = [*found.occupancy, found.vacant, found.known, found.unknown, found.emptiness.with_start,
               found.emptiness.without_start, found.fresh, found.all_units]
    for figure in figures:
        response = follow(client, figure)
        assert (shown_count(response), len(references(response))) == (figure.count, figure.count), figure.href
    assert {figure.count for figure in figures} > {0}, "there was something to count"


def test_tenancies_ending_soon_lead_to_as_many_rows():
    make_town()
    ending = dashboard(today()).ending
    response = follow(signed_in(make_officer()), ending)
    assert ending.count == 2
    assert shown_count(response) == len(references(response)) == 2


def test_every_stage_leads_to_as_many_applications():
    make_town()
    client, stages = signed_in(make_officer()), dashboard(today()).stages
    assert sum(figure.count for figure in stages) == Application.objects.sent().count()
    for figure in stages:
        assert len(set(references(follow(client, figure)))) == figure.count, figure.href


def test_only_confirmed_units_count():
    make_unit()
    make_unit(record_state=RecordState.REPORTED, is_published=False)
    found = dashboard(today())
    assert found.all_units.count == found.vacant.count == 1


def test_the_vacancy_rate_is_vacant_among_known():
    make_unit()
    make_shop(unit=make_unit(is_vacant=False))
    make_shop(unit=make_unit(is_vacant=False))
    make_unit(is_vacant=False)
    found = dashboard(today())
    assert (found.vacant.count, found.known.count, found.unknown.count) == (1, 3, 1)
    assert found.vacancy_rate == pytest.approx(1 / 3)


def test_median_days_empty_leaves_out_what_nobody_knows():
    for length in (10, 30, 500):
        make_unit().vacancies.update(starts_on=days(-length))
    Vacancy.objects.filter(starts_on=days(-500)).update(starts_precision=Precision.ABOUT)
    make_unit().vacancies.update(starts_on=None)
    emptiness = dashboard(today()).emptiness
    assert emptiness.median_days == 30
    assert (emptiness.with_start.count, emptiness.without_start.count, emptiness.exact) == (3, 1, 2)


def test_an_empty_town_has_no_rate_and_no_error():
    found = dashboard(today())
    assert found.vacancy_rate is None
    assert found.emptiness.median_days is None
    assert signed_in(make_officer()).get(ADDRESS).status_code == 200


def test_officers_and_reviewers_see_it_surveyors_do_not():
    assert signed_in(make_reviewer()).get(ADDRESS).status_code == 200
    assert signed_in(make_surveyor()).get(ADDRESS).status_code == 404


def test_the_dashboard_costs_the_same_with_one_and_with_thirty_units():
    client = signed_in(make_officer())
    make_unit()
    make_application()
    one = queries_of(client, ADDRESS)
    for _ in range(29):
        make_unit()
    assert queries_of(client, ADDRESS) == one <= 10
