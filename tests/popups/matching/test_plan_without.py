"""Those without a place on the page of a plan: a few in a row, many folded by what stands in their way."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from popups.kinds import ApplicantKind
from popups.lifecycle.reviewing import declare_conflict
from popups.models import Call
from popups.reports import plan_without
from popups.views.staff import planning
from tests import make
from tests.popups.asking import queries_of
from tests.popups.matching.planned import make_asking, make_plan, make_season

pytestmark = pytest.mark.django_db


def address(name, plan, *more):
    return reverse(f"popups:{name}", args=[plan.call.reference, plan.reference, *more])


def page_of(client, plan) -> str:
    return client.get(address("plan", plan), headers={"accept-language": "en"}).content.decode()


def folded(page: str) -> dict[str, tuple[int, list[str]]]:
    """By what stands in the way: how many it says there are, and who stands there. In the order of the page."""
    found = {}
    for group in page.split('id="without"')[1].split("</section>")[0].split("<details")[1:]:
        [code], [count] = re.findall(r'data-alike="([^"]*)"', group), re.findall(r"\((\d+)\)</span></span></summary>", group)
        found[code] = int(count), re.findall(r'<li data-application="([^"]+)"', group)
    return found


@pytest.fixture
def mixed(officer):
    """A plan of one unit: two who would fit but are not there, three whom a feature stands in the way of, two whom the floor area does."""
    call = make_season(units=1, applications=0)
    fits = [make_asking(call, shortest_days=140, longest_days=168) for _number in range(3)]
    dry = [make_asking(call, needed_features=["water"]) for _number in range(3)]
    tight = [make_asking(call, smallest_area_m2=5000) for _number in range(2)]
    plan = make_plan(call, by=officer)
    there = set(plan.placements.values_list("application__reference", flat=True))
    return plan, [{row.reference for row in rows} - there for rows in (fits, dry, tight)]


def test_a_few_without_a_place_stand_in_a_row(client, officer, mixed):
    plan, groups = mixed
    page = page_of(client, plan)
    assert folded(page) == {} and page.count("data-fitting=") == sum(map(len, groups)) == 7


def test_many_without_a_place_are_folded_by_what_stands_in_their_way_those_who_would_fit_first(client, officer, mixed, monkeypatch):
    monkeypatch.setattr(planning, "MOST_UNFOLDED", 6)
    plan, (fits, dry, tight) = mixed
    page = page_of(client, plan)
    said = folded(page)
    assert list(said) == ["fitting", "feature:water", "area"] and [count for count, _rows in said.values()] == [2, 3, 2]
    assert [set(rows) for _count, rows in said.values()] == [fits, dry, tight]
    assert "Who is not placed (7)" in page and "By what stands in the way in most units" in page and "<span>The floor area " in page


def test_of_whom_the_reader_learns_nothing_not_even_the_fold_tells_why(client, officer, mixed, monkeypatch):
    monkeypatch.setattr(planning, "MOST_UNFOLDED", 6)
    plan, (_fits, dry, _tight) = mixed
    near = plan.call.applications.get(reference=min(dry))
    declare_conflict(application=near, by=officer)
    said = folded(page_of(client, plan))
    assert list(said)[-1] == plan_without.KEPT and said[plan_without.KEPT] == (1, [near.reference])
    assert near.reference not in said["feature:water"][1]


def test_folding_costs_no_query_more(client, officer, mixed, monkeypatch):
    plan, _groups = mixed
    costs = set()
    for most in (6, 100):
        monkeypatch.setattr(planning, "MOST_UNFOLDED", most)
        costs.add(queries_of(client, address("plan", plan)))
    assert len(costs) == 1


def of_an_association(officer, **answers):
    """In a call where businesses come first for long, a plan that has no place for an association; and its page."""
    call = make_season(units=1, applications=0)
    Call.objects.filter(pk=call.pk).update(commercial_until=timezone.localdate() + timedelta(days=100))
    row = make_asking(call, applicant=make.make_applicant(kind=ApplicantKind.NGO), **answers)
    plan = make_plan(call, by=officer)
    return address("plan-application", plan, row.reference)


def changes_told(page: str) -> list[str]:
    return re.findall(r'data-changes="([^"]+)"', page)


def test_whom_only_businesses_stand_before_reads_that_this_would_change_it(client, officer):
    page = client.get(of_an_association(officer), headers={"accept-language": "en"}).content.decode()
    assert changes_told(page) == ["businesses"] and "Businesses would no longer come first." in page


def test_where_businesses_and_something_else_stand_in_the_way_both_are_told_together(client, officer):
    page = client.get(of_an_association(officer, needed_features=["water"])).content.decode()
    assert changes_told(page) == ["feature businesses"]


def test_where_more_stands_in_the_way_it_says_that_the_end_of_businesses_first_would_not_help_either(client, officer):
    page = client.get(of_an_association(officer, needed_features=["water", "kitchen"]), headers={"accept-language": "en"}).content.decode()
    assert changes_told(page) == [] and "Nor would it have one if businesses did not come first" in page
    call = make_season(units=1, applications=0)
    row = make_asking(call, needed_features=["water", "kitchen", "heating"])
    page = client.get(address("plan-application", make_plan(call, by=officer), row.reference), headers={"accept-language": "en"}).content.decode()
    assert changes_told(page) == [] and "businesses did not come first" not in page
