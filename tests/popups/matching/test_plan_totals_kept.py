"""No total tells whoever stands too near to an application what it is worth: neither by itself nor taken from another one."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from popups.lifecycle.planning import ask_plan
from popups.lifecycle.reviewing import declare_conflict
from popups.matching.formats import read_problem, write_problem
from popups.matching.problem import house_of, value
from popups.models import Application, Call, Plan
from popups.reports.plan_moves import moves_of, places_of
from popups.reports.plan_picture import opened
from tests.make import make_officer
from tests.popups.asking import signed_in
from tests.popups.matching.planned import make_asking, make_plan, make_season
from tests.popups.test_nearness import make_admin
from vacancies.amounts import plain_number

pytestmark = pytest.mark.django_db
PAGES = ("plan-list", "plan", "plan-compare", "plan-fairness")


def address(name: str, plan: Plan, *more: str) -> str:
    return reverse(f"popups:{name}", args=[plan.call.reference, *([] if name == "plan-list" else [plan.reference]), *more])


def with_scores(plan: Plan, scores: dict[str, int]) -> Plan:
    """The same plan, as if these had been scored so; the bands of it begin at 80. No better one than twice its worth is known of."""
    old = read_problem(plan.problem)
    rows = tuple(replace(row, score=scores.get(row.id, row.score)) for row in old.applications)
    problem = replace(old, applications=rows, bands=(80,))
    placements = list(plan.placements.select_related("application"))
    for row in placements:
        row.value = value(problem.application[row.application.reference], problem.unit[row.place], row.days, problem.weights)
        row.save(update_fields=["value"])
    worth = sum(row.value for row in placements)
    Plan.objects.filter(pk=plan.pk).update(problem=write_problem(problem), problem_hash="0" * 64, value=worth, bound=2 * worth, is_proven=False)
    return Plan.objects.get(pk=plan.pk)


@pytest.fixture
def plan(officer) -> Plan:
    """The newest of two. Its first placement is scored 93 and all else 50."""
    call = make_season(units=1, applications=3)
    make_plan(call, by=officer)
    made = make_plan(call, by=officer)
    return with_scores(made, {made.placements.order_by("start").first().application.reference: 93})


@pytest.fixture
def kept(plan) -> Application:
    return plan.placements.order_by("start").first().application


def totals_of(plan: Plan) -> set[str]:
    """As they are read, and as they stand in the page for scripts and tests; and how near it is to the best."""
    numbers = {plan.value, plan.bound}
    return {plain_number(number) for number in numbers} | {f'"{number}"' for number in numbers} | {"50.0 %", "50,0 %", "50.0\xa0%", "50,0\xa0%"}


@pytest.mark.parametrize("person", [make_officer, make_admin])
@pytest.mark.parametrize("name", PAGES)
def test_a_dash_stands_on_every_page_instead_of_what_a_plan_is_worth(plan, kept, person, name):
    near, far = person(), person()
    declare_conflict(application=kept, by=near)
    read, told = (signed_in(one).get(address(name, plan)).content.decode() for one in (far, near))
    assert [total for total in totals_of(plan) if total in read] != [] and "data-untold" not in read, "there is something to be read"
    assert [total for total in totals_of(plan) if total in told] == [] and "data-untold" in told


def test_nor_is_it_told_while_a_plan_is_being_made(officer, plan, kept):
    begun = ask_plan(call=plan.call, by=officer)
    Plan.objects.filter(pk=begun.pk).update(started_at=timezone.now(), pulse_at=timezone.now(), value=4_321_987, bound=9_876_123)
    near, far = make_officer(), make_officer()
    declare_conflict(application=kept, by=near)
    told = [[number for number in (4_321_987, 9_876_123) if plain_number(number) in signed_in(person).get(address("plan", begun)).content.decode()]
            for person in (far, near)]
    assert told == [[4_321_987, 9_876_123], []]


@pytest.mark.parametrize("person", [make_officer, make_admin])
@pytest.mark.parametrize("part", ["input", "plan"])
def test_the_files_of_a_plan_are_not_there_for_them(plan, kept, person, part):
    near, far = person(), person()
    declare_conflict(application=kept, by=near)
    assert signed_in(near).get(address("plan-export", plan, part)).status_code == 404
    assert str(93 if part == "input" else plan.value) in signed_in(far).get(address("plan-export", plan, part)).content.decode()
    assert address("plan-export", plan, part) not in signed_in(near).get(address("plan-fairness", plan)).content.decode()


def test_what_stands_in_the_totals_is_told_again_once_everybody_has_the_results(plan, kept):
    near = make_officer()
    declare_conflict(application=kept, by=near)
    now = timezone.now()
    Call.objects.filter(pk=plan.call_id).update(closes_at=now, decided_at=now, decided_by=near, results_sent_at=now, results_sent_by=near)
    assert plain_number(plan.value) in signed_in(near).get(address("plan", plan)).content.decode()
    assert signed_in(near).get(address("plan-export", plan, "plan")).status_code == 200


def test_groups_and_bands_by_score_count_only_the_others(plan, kept):
    near, far = make_officer(), make_officer()
    declare_conflict(application=kept, by=near)
    told = []
    for person in (far, near):
        bands = signed_in(person).get(address("plan", plan)).context["bands"]
        groups = signed_in(person).get(address("plan-fairness", plan)).context["served"].fairness
        told.append(([(band.low, band.asked) for band in bands], {group.name: group.applied for group in groups.by("score")},
                     sum(group.applied for group in groups.by("kind"))))
    assert told == [([(80, 1), (None, 2)], {"50": 2, "90": 1}, 3), ([(80, 0), (None, 2)], {"50": 2}, 3)]


def test_of_those_without_a_place_it_stands_last_whatever_its_score(officer):
    call = make_season(units=1, applications=0)
    for _number in range(4):
        make_asking(call, shortest_days=140, longest_days=168)
    plan = make_plan(call, by=officer)
    without = opened(plan).without
    best, *others = without
    plan, near = with_scores(plan, {best: 93}), make_officer()
    orders = []
    for _time in range(2):
        orders.append([row.application.reference for row in signed_in(near).get(address("plan", plan)).context["without"]])
        declare_conflict(application=Application.objects.get(reference=best), by=near)
    assert (orders[0][0], orders[1][-1]) == (best, best) and set(orders[0]) == set(orders[1]) == {best, *others}


def test_what_a_move_does_is_measured_by_the_others_alone(plan, kept):
    moved = plan.placements.order_by("start").last().application
    hidden, worth = frozenset({kept.pk}), plan.placements.get(application=kept).value
    for keys, of in ((frozenset(), plan.value), (hidden, plan.value - worth)):
        assert {way.of for way in moves_of(opened(plan), moved.reference, kept=keys).ways} == {of} != {0}
    near = make_officer()
    declare_conflict(application=kept, by=near)
    reasons = signed_in(near).get(address("plan-application", plan, moved.reference)).context["reasons"]
    assert all(way.of == plan.value - worth for place in reasons.fitting for way in place.ways)


def test_moves_that_push_it_out_stand_last_whatever_it_is_worth(officer):
    call = make_season(units=2, applications=0)
    for _number in range(3):
        make_asking(call, shortest_days=140, longest_days=168)
    plan = make_plan(call, by=officer)
    cheap, dear = plan.placements.select_related("application").order_by("place")
    plan = with_scores(plan, {cheap.application.reference: 10, dear.application.reference: 93})
    shown, [waiting] = opened(plan), opened(plan).without
    for hidden, first in (((), cheap), ((cheap,), dear), ((dear,), cheap)):
        kept = frozenset(row.application_id for row in hidden)
        units = [place for place, _name, _count in moves_of(shown, waiting, kept=kept).units]
        assert units == [first.place, *({cheap.place, dear.place} - {first.place})]
        assert places_of(shown, waiting, {house_of(place) for place in units}, kept)["first"][0] == first.place
    near = make_officer()
    declare_conflict(application=cheap.application, by=near)
    reasons = signed_in(near).get(address("plan-application", plan, waiting)).context["reasons"]
    assert [place.ways[0].gone for place in reasons.fitting] == [[dear.application], [cheap.application]]
