"""Moving a placement by hand on its page."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from popups.lifecycle.reviewing import declare_conflict
from popups.models import Applicant, Plan
from popups.planning_choices import PlanKind
from popups.reports.plan_moves import moves_of
from popups.reports.plan_picture import opened
from tests.popups.matching.planned import make_plan, make_season

pytestmark = pytest.mark.django_db


def address(plan, row):
    return reverse("popups:plan-move", args=[plan.call.reference, plan.reference, row.application.reference])


def test_every_place_that_stands_there_can_be_taken_and_does_what_was_said(client, officer):
    plan = make_plan(make_season(units=2, applications=3), by=officer)
    row = plan.placements.order_by("start", "pk").first()
    moves = moves_of(opened(plan), row.application.reference)
    assert len(moves.units) == 2 and moves.ways
    for way in (moves.ways[0], moves.ways[-1]):
        answer = client.post(address(plan, row), {"to": way.key})
        moved = Plan.objects.filter(kind=PlanKind.BY_HAND).order_by("-pk").first()
        assert answer["Location"] == reverse("popups:plan", args=[plan.call.reference, moved.reference])
        placed = moved.placements.get(application=row.application)
        assert (placed.place, placed.start, placed.end) == (way.place, way.start, way.end)
        assert moved.value >= plan.value + way.effect, "who had to go may have found another place"


def test_the_page_names_whom_it_would_push_out_and_shows_the_unit_that_was_chosen(client, officer):
    plan = make_plan(make_season(units=1, applications=2), by=officer)
    first, second = plan.placements.order_by("start")
    page = client.get(address(plan, first)).content.decode()
    assert second.application.title in page and page.count("data-way=") > 5
    other = client.get(f"{address(plan, first)}?{urlencode({'place': 'nowhere'})}")
    assert other.status_code == 200 and other.context["moves"].place == first.place


def test_each_way_says_how_many_days_more_or_less_are_filled(client, officer):
    plan = make_plan(make_season(units=1, applications=2), by=officer)
    row = plan.placements.order_by("start").first()
    before, ways = sum(one.days for one in plan.placements.all()), moves_of(opened(plan), row.application.reference).ways
    for way in (next(way for way in ways if way.gone), next(way for way in ways if not way.gone)):
        assert way.of == plan.value and way.worth in client.get(address(plan, row)).content.decode()
        client.post(address(plan, row), {"to": way.key})
        moved = Plan.objects.filter(kind=PlanKind.BY_HAND).order_by("-pk").first()
        staying = [one for one in moved.placements.select_related("application") if one.application.title not in way.gone]
        assert sum(one.days for one in staying) - before == way.days


def test_two_of_the_same_title_are_told_apart_by_who_applied(client, officer):
    plan = make_plan(make_season(units=1, applications=2), by=officer)
    first, second = plan.placements.order_by("start")
    plan.call.applications.update(title="Cups")
    for row, name in ((first, "First Pottery"), (second, "Second Pottery")):
        Applicant.objects.filter(pk=row.application.applicant_id).update(name=name)
    assert "Cups (Second Pottery)" in client.get(address(plan, first)).content.decode()
    Applicant.objects.filter(pk=second.application.applicant_id).update(name="Cups by the lake")
    assert "Cups (Cups" not in client.get(address(plan, first)).content.decode(), "who is called like their plan is named once"
    Applicant.objects.filter(pk=second.application.applicant_id).update(name="Second Pottery")
    drawn = client.get(reverse("popups:plan", args=[plan.call.reference, plan.reference])).content.decode()
    assert "Cups (First Pottery)" in drawn and "Cups (Second Pottery)" in drawn


@pytest.mark.parametrize("told", ["", "nonsense", "U-NONE|2027-01-01|2027-02-01", "x|y|z"])
def test_what_is_no_place_is_not_there(client, officer, told):
    plan = make_plan(make_season(), by=officer)
    assert client.post(address(plan, plan.placements.first()), {"to": told}).status_code == 404
    assert Plan.objects.count() == 1


def test_a_place_that_a_rule_forbids_is_refused_with_a_sentence(client, officer):
    plan = make_plan(make_season(), by=officer)
    row = plan.placements.first()
    answer = client.post(address(plan, row), {"to": f"{row.place}|{row.start.isoformat()}|{row.start.isoformat()}"}, follow=True)
    assert {message.tags.split()[0] for message in answer.context["messages"]} == {"move_impossible"} and Plan.objects.count() == 1


def test_whoever_stands_too_near_moves_nobody(client, officer):
    plan = make_plan(make_season(), by=officer)
    row = plan.placements.first()
    declare_conflict(application=row.application, by=officer)
    assert client.get(address(plan, row)).status_code == 404


def test_the_page_costs_the_same_with_many_places(client, officer, django_assert_num_queries):
    for number in (2, 9):
        plan = make_plan(make_season(units=number, applications=number), by=officer)
        row, other = plan.placements.order_by("start", "pk")[:2]
        page = f"{address(plan, row)}?{urlencode({'place': other.place})}"
        assert any(way.gone for way in client.get(page).context["moves"].ways)
        with django_assert_num_queries(10):
            client.get(page)
