"""The pages of what if, mending, comparing, whom a plan serves, and its files."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from popups.lifecycle.applications import withdraw_application
from popups.lifecycle.plan_runs import run_plan
from popups.lifecycle.plan_ways import ask_repair, ask_what_if
from popups.lifecycle.planning import approve, ask_plan, rule
from popups.lifecycle.reviewing import declare_conflict
from popups.lifecycle.spaces import NewSpace, divide_unit
from popups.matching.formats import read_problem
from popups.matching.problem import Placement as Stay
from popups.matching.repair import STEPS
from popups.matching.whatif import CHANGES, allow, closes, exclude, forbid, opens, pin, unpin, weigh, withdraw
from popups.models import Placement, Plan, PlanRules
from popups.planning_choices import REPAIR_STEPS, PlanKind, RulingKind
from popups.reports.plan_changes import SAID
from popups.reports.plan_words import filled_words
from tests import make
from tests.popups.matching.planned import make_asking, make_plan, make_season
from vacancies.choices import SpaceKind

pytestmark = pytest.mark.django_db
STAY = Stay("", "", 14, 28)


def address(name, plan, *more):
    return reverse(f"popups:{name}", args=[plan.call.reference, plan.reference, *more])


def test_several_what_ifs_are_asked_at_once(client, officer, begun, django_capture_on_commit_callbacks):
    call = make_season(units=2, applications=3)
    plan = make_plan(call, by=officer)
    first, second = call.units.order_by("reference")
    name, problem = call.applications.first().reference, read_problem(plan.problem)
    opens, closes = problem.first_day + timedelta(days=28), problem.first_day + timedelta(days=111)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address("plan-what-if", plan), {
            "withdrawn": first.reference, "moved": second.reference, "opens_on": opens.isoformat(), "last_on": closes.isoformat(), "excluded": name,
            "weight": "day", "percent": "200", "note": "All at once"})
    other = Plan.objects.get(kind=PlanKind.WHAT_IF)
    assert answer["Location"] == address("plan", other) and begun == [("make_plan", other.reference)]
    assert other.changes == [
        {"code": "withdraw", "unit": first.reference}, {"code": "opens", "unit": second.reference, "day": 28},
        {"code": "closes", "unit": second.reference, "day": 112}, {"code": "exclude", "application": name}, {"code": "weigh", "weight": "day", "percent": 200}]
    assert (other.base, other.note) == (plan, "All at once")


def test_what_if_one_stayed_here_another_were_not_there_and_what_is_fixed_were_not(client, officer, begun):
    call = make_season(units=2, applications=4)
    first, second, third, fourth = call.applications.order_by("reference")
    unit, other = call.units.order_by("reference")
    season = (call.stays_start + timedelta(days=7), call.stays_start + timedelta(days=35))
    rule(call=call, kind=RulingKind.PIN, application=third, unit=unit, place=unit.reference, days=season, reason="x", by=officer)
    rule(call=call, kind=RulingKind.FORBID, application=fourth, unit=unit, reason="x", by=officer)
    plan = make_plan(call, by=officer)
    start = read_problem(plan.problem).first_day
    asked = {"pinned": first.reference, "pinned_to": other.reference, "pinned_from": season[0].isoformat(), "pinned_until": season[1].isoformat(),
             "forbidden": second.reference, "forbidden_in": unit.reference, "unpinned": third.reference, "allowed": f"{fourth.reference} {unit.reference}",
             "percent": "200"}
    assert client.post(address("plan-what-if", plan), asked).status_code == 302
    tried = Plan.objects.get(kind=PlanKind.WHAT_IF)
    stay = {"unit": other.reference, "start": (season[0] - start).days, "days": 29}
    assert tried.changes == [
        {"code": "unpin", "application": third.reference}, {"code": "allow", "application": fourth.reference, "unit": unit.reference},
        {"code": "forbid", "application": second.reference, "unit": unit.reference}, {"code": "pin", "application": first.reference, **stay}]
    assert run_plan(tried)
    found = tried.placements.get(application=first)
    assert (found.unit, found.start, found.days, found.is_pinned) == (other, season[0], 29, True)
    assert {(row.unit, row.is_pinned) for row in tried.placements.exclude(application=first)} <= {(unit, False), (other, False)}
    assert not tried.placements.filter(application=second, unit=unit).exists()


def test_every_kind_of_change_is_said_in_words_on_the_page_of_the_plan(client, officer):
    plan = make_plan(make_season(units=1, applications=2), by=officer)
    row, other, unit = *plan.call.applications.order_by("reference"), plan.call.units.get()
    one = replace(STAY, application=row.reference, unit=unit.reference)
    changes = [opens(unit.reference, 14), closes(unit.reference, 112), weigh("rank", 50), forbid(row.reference, unit.reference), allow(row.reference, unit.reference),
               pin(one), unpin(row.reference), exclude(other.reference), withdraw(unit.reference)]
    assert {change.code for change in changes} == set(SAID) == set(CHANGES)
    Plan.objects.filter(pk=plan.pk).update(changes=[change.as_data() for change in changes], kind=PlanKind.WHAT_IF)
    said = client.get(address("plan", plan)).context["changes"]
    assert len(set(said)) == len(changes) and all("%" not in sentence for sentence in said)
    assert sum(row.title in sentence for sentence in said) >= 4 and sum(unit.name in sentence for sentence in said) == 6
    declare_conflict(application=other, by=officer)
    kept = client.get(address("plan", plan)).context["changes"]
    assert other.title in said[7] and other.title not in kept[7] and other.reference in kept[7]


def test_a_divided_unit_is_called_by_its_name_where_all_of_it_is_meant(client, officer):
    call = make_season(units=1, applications=1)
    unit = call.units.get()
    divide_unit(unit=unit, by=officer, spaces=[NewSpace("Room", floor_area_m2=30), NewSpace("Shelf", kind=SpaceKind.SHELF)])
    plan = make_plan(call, by=officer)
    Plan.objects.filter(pk=plan.pk).update(changes=[withdraw(unit.reference).as_data()], kind=PlanKind.WHAT_IF)
    [sentence] = client.get(address("plan", plan)).context["changes"]
    assert unit.name in sentence and unit.reference not in sentence and "Room" not in sentence


def test_what_is_fixed_only_to_try_it_out_must_have_room_too(client, officer, begun):
    call = make_season(units=1, applications=2)
    first, second = call.applications.order_by("reference")
    unit, day = call.units.get(), call.stays_start + timedelta(days=7)
    rule(call=call, kind=RulingKind.PIN, application=first, unit=unit, place=unit.reference, days=(day, day + timedelta(days=28)), reason="x", by=officer)
    plan = make_plan(call, by=officer)
    page = client.get(address("plan-what-if", plan)).context["form"]
    assert [name for name, _label in page["unpinned"].field.choices] == ["", first.reference] and "allowed" not in page.fields
    stays = {"pinned": second.reference, "pinned_to": unit.reference, "percent": "200"}
    clash = client.post(address("plan-what-if", plan), {**stays, "pinned_from": day.isoformat(), "pinned_until": day.isoformat()})
    outside = client.post(address("plan-what-if", plan), {**stays, "pinned_from": call.stays_end.isoformat(), "pinned_until": call.stays_end.isoformat()})
    assert (clash.context["codes"], outside.context["codes"]) == ("clashes", "change_impossible")
    assert Plan.objects.count() == 1 and begun == []


@pytest.mark.parametrize(("sent", "wrong"), [
    ({"pinned_from": "2027-06-01", "percent": "200"}, {"pinned", "pinned_to", "pinned_until"}), ({"forbidden_in": "U-NONE", "percent": "200"}, {"forbidden_in"}),
    ({"pinned_from": "2027-06-02", "pinned_until": "2027-06-01", "percent": "200"}, {"pinned", "pinned_to", "pinned_until"}),
    ({"opens_on": "2027-06-02", "last_on": "2027-06-01", "percent": "-5"}, {"moved", "last_on", "percent"}),
    ({"percent": "200"}, {"__all__"}), ({"opens_on": "2027-06-01", "percent": "200"}, {"moved"}), ({"weight": "day", "percent": ""}, {"percent"}),
    ({"withdrawn": "U-NONE", "last_on": "soon", "percent": "-1"}, {"withdrawn", "last_on", "percent"})])
def test_a_what_if_that_says_too_little_is_refused_with_every_reason(client, officer, begun, sent, wrong):
    plan = make_plan(make_season(), by=officer)
    answer = client.post(address("plan-what-if", plan), sent)
    assert answer.status_code == 422 and set(answer.context["form"].errors) == wrong and begun == [] and Plan.objects.count() == 1


def test_a_plan_is_mended_by_its_button_and_a_what_if_has_none(client, officer, begun, django_capture_on_commit_callbacks):
    plan = make_plan(make_season(), by=officer)
    assert address("plan-repair", plan) in client.get(address("plan", plan)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("plan-repair", plan))
    mended = Plan.objects.get(kind=PlanKind.REPAIR)
    assert begun == [("make_plan", mended.reference)] and mended.base == plan
    assert run_plan(mended)
    other = ask_what_if(plan=plan, changes=[weigh("day", 50)], by=officer)
    assert run_plan(other)
    page = client.get(address("plan", other)).content.decode()
    assert address("plan-repair", other) not in page and 'name="placements"' not in page and 'name="is_confirmed"' not in page
    assert 'name="is_confirmed"' in client.get(address("plan", plan)).content.decode(), "of what is not only tried out"


def test_a_plan_in_bands_says_that_mending_does_not_go_by_them(client, officer, begun):
    call = make_season()
    plain, told = make_plan(call, by=officer), {"bands": [60], "ranks": [10], "benefits": {}, "variety": []}
    assert "data-bands" not in client.get(address("plan", plain)).content.decode()
    PlanRules.objects.update_or_create(call=call, defaults=told)
    plan = make_plan(call, by=officer)
    assert 'data-bands="yes"' in client.get(address("plan", plan)).content.decode()
    mended = ask_repair(plan=plan, by=officer)
    assert run_plan(mended)
    assert 'data-bands="no"' in client.get(address("plan", mended)).content.decode()


def mended_by(plan, officer, **figures):
    """A repair that found these figures, worth 1000."""
    mended = ask_repair(plan=plan, by=officer)
    assert run_plan(mended)
    Plan.objects.filter(pk=mended.pk).update(figures=mended.figures | figures, value=1000, bound=None)
    return Plan.objects.get(pk=mended.pk)


def read_in_english(client, where: str) -> str:
    return client.get(where, headers={"accept-language": "en"}).content.decode()


def test_a_mended_plan_says_how_many_it_moves_and_how_many_a_new_one_would(client, officer, begun):
    plan = make_plan(make_season(), by=officer)
    mended = ask_repair(plan=plan, by=officer)
    assert run_plan(mended)
    page = read_in_english(client, address("plan", mended))
    assert f"everybody keeps what plan {plan.reference} gave them" in page and "anew" not in page
    assert 'id="mended"' not in read_in_english(client, address("plan", plan))
    page = read_in_english(client, address("plan", mended_by(plan, officer, disturbed=3, anew_disturbed=21, anew_value=1013)))
    assert "3 applications have another place" in page and "Planning everybody anew would do that to 21 applications." in page
    assert "The plan would be worth 1.3 % more." in page


def test_whoever_stands_near_an_application_is_not_told_what_a_new_plan_is_worth(client, officer, begun):
    call = make_season()
    mended = mended_by(make_plan(call, by=officer), officer, disturbed=3, anew_disturbed=21, anew_value=1013)
    declare_conflict(application=call.applications.first(), by=officer)
    page = read_in_english(client, address("plan", mended))
    assert "anew would do that to 21" in page and "1.3 %" not in page


def test_a_repair_may_take_three_times_as_long_and_the_page_says_so(client, officer, begun):
    plan = make_plan(make_season(), by=officer)
    mended = ask_repair(plan=plan, by=officer, seconds=7)
    assert REPAIR_STEPS == STEPS, "as many as the engine takes"
    assert "It takes at most 21 seconds." in read_in_english(client, address("plan", mended))
    assert run_plan(mended)
    other = ask_what_if(plan=plan, changes=[weigh("point", 200)], by=officer, seconds=7)
    assert "It takes at most 7 seconds." in read_in_english(client, address("plan", other))


def test_two_plans_are_compared_person_by_person(client, officer):
    call = make_season(units=1, applications=2)
    before = make_plan(call, by=officer)
    late = make_asking(call)
    after = make_plan(call, by=officer)
    page = client.get(address("plan-compare", after)).content.decode()
    assert f'data-application="{late.reference}" data-changes="placed"' in page
    assert client.get(address("plan-compare", before), {"with": after.reference}).content.decode().count('data-changes="unplaced"') == 1
    assert client.get(address("plan-compare", after), {"with": "P-NONE"}).status_code == 404
    itself = client.get(address("plan-compare", after), {"with": after.reference}, follow=True)
    assert {message.tags.split()[0] for message in itself.context["messages"]} == {"two_plans"}
    declare_conflict(application=late, by=officer)
    assert late.reference not in client.get(address("plan-compare", after)).content.decode()


def test_a_comparison_says_which_part_of_a_unit_and_by_how_many_weeks(client, officer):
    call = make_season(units=1, applications=0)
    unit = call.units.get()
    divide_unit(unit=unit, spaces=[NewSpace("Left", floor_area_m2=20), NewSpace("Right", floor_area_m2=10)], by=officer)
    make_asking(call, use="shared", share="zone", smallest_area_m2=15, longest_days=42)
    before = make_plan(call, by=officer)
    after = ask_what_if(plan=before, changes=[weigh("day", 0)], by=officer)
    assert run_plan(after)
    row = after.placements.get()
    after.placements.update(end=row.start + timedelta(days=14))
    before.placements.update(end=before.placements.get().start + timedelta(days=42))
    page = client.get(address("plan-compare", after), {"with": before.reference})
    [line] = page.context["found"].people
    assert "shorter" in line.difference.changes and line.difference.days == -28 and line.amount in page.content.decode()
    assert line.amount == filled_words(-28) and page.content.decode().count(f"{unit.name}: ") >= 2, "the person and the unit by its part"


def test_any_two_plans_are_compared_from_the_list(client, officer):
    call = make_season(units=1, applications=2)
    first, second, third = (make_plan(call, by=officer) for _time in range(3))
    page = client.get(reverse("popups:plan-list", args=[call.reference])).content.decode()
    assert all(page.count(f'<option value="{plan.reference}"') == 2 for plan in (first, second, third))
    two = reverse("popups:plan-compare-two", args=[call.reference])
    found = client.get(two, {"before": third.reference, "after": first.reference}, follow=True)
    assert (found.context["before"], found.context["plan"]) == (third, first)
    foreign = make_plan(make_season(), by=officer)
    for wrong in ({}, {"before": first.reference, "after": first.reference}, {"before": first.reference, "after": foreign.reference}):
        answer = client.get(two, wrong, follow=True)
        assert {message.tags.split()[0] for message in answer.context["messages"]} == {"two_plans"}, wrong


def test_a_mended_plan_counts_also_those_who_were_not_told_yet(client, officer):
    """The first of two is approved; the other had no approval, moves freely, and is not said to keep what they had."""
    plan = make_plan(make_season(units=2, applications=2), by=officer)
    told, other = plan.placements.order_by("pk")
    approve(placements=[told], by=officer)
    Placement.objects.filter(pk=other.pk).update(end=other.end - timedelta(days=1))
    mended = ask_repair(plan=plan, by=officer)
    assert run_plan(mended)
    after = Placement.objects.get(plan=mended, application=other.application)
    assert after.end != other.end - timedelta(days=1), "it is moved"
    page = read_in_english(client, address("plan", mended))
    assert "1 application has another place" in page and "everybody keeps" not in page
    assert "1 of them was not approved there: nobody was told of it, so it may move freely." in page


def test_a_mended_plan_counts_those_who_do_not_ask_any_more_by_themselves(client, officer):
    """They stand in the comparison too, so that both pages say as many."""
    plan = make_plan(make_season(units=3, applications=3), by=officer)
    gone = plan.placements.order_by("pk").first().application
    withdraw_application(application=gone, by=gone.applicant.user)
    mended = ask_repair(plan=plan, by=officer)
    assert run_plan(mended)
    page = read_in_english(client, address("plan", mended))
    assert f"everybody keeps what plan {plan.reference} gave them" in page and "1 more application does not ask for a place any more." in page
    compared = client.get(address("plan-compare", mended), {"with": plan.reference}).content.decode()
    assert compared.count('data-changes="unplaced"') == 1


def test_the_newest_plan_stands_first_in_the_list(client, officer):
    call = make_season(units=1, applications=2)
    first, second, third = (make_plan(call, by=officer) for _time in range(3))
    assert [row.pk for row in client.get(reverse("popups:plan-list", args=[call.reference])).context["rows"]] == [third.pk, second.pk, first.pk]


def test_one_plan_alone_is_not_offered_for_comparing(client, officer):
    plan = make_plan(make_season(), by=officer)
    assert 'id="compare"' not in client.get(reverse("popups:plan-list", args=[plan.call.reference])).content.decode()


def test_a_plan_alone_has_nothing_to_be_compared_with(client, officer):
    plan = make_plan(make_season(), by=officer)
    page = client.get(address("plan-compare", plan))
    assert page.status_code == 200 and page.context["found"] is None


def test_whom_a_plan_serves_stands_beside_first_come_first_served(client, officer):
    call = make_season(units=1, applications=3)
    lonely = make_asking(call, applicant=make.make_applicant(kind="ngo"), needed_features=["water"])
    plan = make_plan(call, by=officer)
    page = client.get(address("plan-fairness", plan))
    groups = {group.name: group for _name, group in page.context["served"].groups[0][1]}
    assert (groups["ngo"].applied, groups["ngo"].eligible, groups["ngo"].placed) == (1, 0, 0)
    assert groups["maker"].placed == plan.placements.count() and 'data-group="kind-ngo"' in page.content.decode() and lonely.pk


@pytest.mark.parametrize("bands", [[], [80, 40]])
def test_the_files_of_a_plan_make_the_same_plan_again(client, officer, tmp_path, bands):
    call = make_season(applications=4)
    PlanRules.objects.create(call=call, bands=bands)
    plan = make_plan(call, by=officer)
    assert read_problem(plan.problem).bands == tuple(bands)
    (tmp_path / "in.json").write_bytes(client.get(address("plan-export", plan, "input")).content)
    kept = json.loads(client.get(address("plan-export", plan, "plan")).content)
    call_command("solve", str(tmp_path / "in.json"), output=str(tmp_path / "out.json"), seconds=plan.seconds, seed=plan.seed)
    assert json.loads((tmp_path / "out.json").read_text())["placements"] == kept["placements"] != []
    assert client.get(address("plan-export", plan, "other")).status_code == 404


def test_of_a_plan_in_the_making_there_is_nothing_to_show_yet(client, officer):
    plan = ask_plan(call=make_season(), by=officer)
    for name in ("plan-what-if", "plan-compare", "plan-fairness"):
        assert client.get(address(name, plan)).status_code == 404
    assert client.get(address("plan-export", plan, "plan")).status_code == 404


def test_these_pages_cost_the_same_with_many_applications(client, officer, django_assert_num_queries):
    small, large = (make_plan(make_season(units=number, applications=number), by=officer) for number in (1, 9))
    late = [make_plan(plan.call, by=officer) for plan in (small, large) if make_asking(plan.call)]
    for name, queries in (("plan-what-if", 8), ("plan-compare", 14), ("plan-fairness", 8)):
        for plan in late:
            client.get(address(name, plan))
            with django_assert_num_queries(queries):
                client.get(address(name, plan))
