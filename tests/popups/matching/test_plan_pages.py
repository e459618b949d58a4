"""The pages of plans: asking, watching, looking, approving."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from popups.lifecycle.planning import ask_plan, rule
from popups.lifecycle.reviewing import declare_conflict
from popups.matching.formats import read_problem
from popups.models import Call, Placement, Plan, PlanRules
from popups.planning_choices import RulingKind
from tests import make
from tests.popups.matching.planned import make_asking, make_plan, make_season
from vacancies.models import Unit

pytestmark = pytest.mark.django_db


def address(name, call, *more):
    return reverse(f"popups:{name}", args=[call.reference, *more])


def test_asking_begins_the_thinking_after_the_commit_and_shows_how_far_it_is(client, officer, begun, django_capture_on_commit_callbacks):
    call = make_season()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address("plan-ask", call), {"seconds": "5", "note": "First"})
    plan = Plan.objects.get()
    assert answer["Location"] == address("plan", call, plan.reference) and begun == [("make_plan", plan.reference)]
    page = client.get(answer["Location"]).content.decode()
    assert 'data-state="waiting"' in page and 'hx-trigger="every 1s"' in page and address("plan-stop", call, plan.reference) in page
    assert (plan.note, plan.seconds, plan.asked_by) == ("First", 5, officer)


def test_a_double_click_asks_for_one_plan(client, officer, begun):
    call = make_season()
    sent = {"seconds": "5", "once": "8a5c1dd6-9bb1-4d8a-8f36-0d6b7a1f6c11"}
    first, second = (client.post(address("plan-ask", call), sent) for _click in range(2))
    assert Plan.objects.count() == 1 and first["Location"] == second["Location"]


def test_what_is_wrong_is_said_and_what_was_typed_stays(client, officer, begun):
    call = make_season(applications=0)
    answer = client.post(address("plan-ask", call), {"seconds": "7", "note": "Typed"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'data-codes="no_applications"' in page and 'value="7"' in page and 'value="Typed"' in page
    assert client.post(address("plan-ask", call), {"seconds": "many"}).status_code == 422
    assert Plan.objects.count() == 0 and begun == []


def test_a_plan_that_was_killed_says_so_and_offers_to_make_it_again(client, officer):
    call = make_season()
    plan = ask_plan(call=call, by=officer)
    Plan.objects.update(asked_at=timezone.now() - timedelta(minutes=5))
    page = client.get(address("plan", call, plan.reference)).content.decode()
    assert 'data-state="dead"' in page and "hx-get" not in page.split('id="watch"')[1].split(">")[0] and address("plan-list", call) in page


def test_who_watches_a_plan_gets_its_page_as_soon_as_there_is_nothing_more_to_watch(client, officer):
    made, begun, dead = (make_plan(make_season(), by=officer), *(ask_plan(call=make_season(), by=officer) for _time in range(2)))
    Plan.objects.filter(pk=dead.pk).update(asked_at=timezone.now() - timedelta(minutes=5))
    told = [client.get(address("plan", plan.call, plan.reference), headers={"HX-Request": "true"}).headers.get("HX-Refresh") for plan in (made, begun, dead)]
    assert told == ["true", None, "true"]


def test_a_plan_shows_who_is_placed_where_and_who_is_not(client, officer):
    call = make_season(units=1, applications=2)
    lonely = make_asking(call, needed_features=["water"])
    plan = make_plan(call, by=officer)
    page = client.get(address("plan", call, plan.reference)).content.decode()
    for row in plan.placements.select_related("application", "unit"):
        assert f'data-application="{row.application.reference}" data-unit="{row.unit.reference}" data-start="{row.start}" data-end="{row.end}"' in page
    assert page.count("bar bar-placed") == 3, "two bars and the legend"
    assert f'data-application="{lonely.reference}" data-fitting="0"' in page


def test_the_pages_of_a_plan_cost_as_much_with_many_units_and_applications(client, officer, django_assert_num_queries):
    small, large = make_season(units=1, applications=1), make_season(units=12, applications=14)
    for number, unit in enumerate(large.units.all()):
        if number % 2:
            make.divide(unit, "One", "Two")
    plans = {call: make_plan(call, by=officer) for call in (small, large)}
    assert plans[large].placements.count() > 5
    for name, queries in (("plan-list", 14), ("plan", 15)):
        for call in (small, large):
            more = [plans[call].reference] if name == "plan" else []
            client.get(address(name, call, *more))
            with django_assert_num_queries(queries):
                client.get(address(name, call, *more))


def test_ticked_placements_are_approved_once_somebody_says_to_have_looked(client, officer):
    call = make_season(applications=3)
    plan = make_plan(call, by=officer)
    rows = list(plan.placements.all())
    sent = {"placements": [row.pk for row in rows[1:]]}
    answer = client.post(address("plan-approve", call, plan.reference), sent)
    assert answer.status_code == 422 and f'value="{rows[1].pk}" checked' in answer.content.decode()
    assert not Placement.objects.filter(approved_at__isnull=False).exists()
    client.post(address("plan-approve", call, plan.reference), sent | {"is_confirmed": "on"})
    assert set(Placement.objects.filter(approved_by=officer)) == set(rows[1:])
    again = client.post(address("plan-approve", call, plan.reference), sent | {"is_confirmed": "on"}, follow=True, headers={"accept-language": "en"})
    assert [str(message) for message in again.context["messages"]][-1] == "Approved already.", "as of a colleague who was quicker"


def test_whoever_stands_too_near_to_one_approves_none_while_somebody_else_can(client, officer):
    call = make_season(applications=3)
    plan = make_plan(call, by=officer)
    rows = list(plan.placements.all())
    assert 'name="placements"' in client.get(address("plan", call, plan.reference)).content.decode()
    declare_conflict(application=rows[0].application, by=officer)
    assert 'name="placements"' not in client.get(address("plan", call, plan.reference)).content.decode()
    for chosen, code in ((rows, "stands_near"), (rows[1:], "near_rival")):
        answer = client.post(address("plan-approve", call, plan.reference), {"placements": [row.pk for row in chosen], "is_confirmed": "on"})
        assert answer.status_code == 422 and answer.context["codes"] == code
    assert not Placement.objects.filter(approved_at__isnull=False).exists()


def test_a_placement_of_another_plan_is_not_there_to_approve(client, officer):
    call, other = make_season(), make_season()
    plan, foreign = make_plan(call, by=officer), make_plan(other, by=officer)
    row = foreign.placements.first()
    assert client.post(address("plan-approve", call, plan.reference), {"placements": [row.pk], "is_confirmed": "on"}).status_code == 422
    assert client.post(address("placement-take-back", call, plan.reference, row.pk)).status_code == 404
    assert client.get(address("plan", call, foreign.reference)).status_code == 404
    assert not Placement.objects.filter(approved_at__isnull=False).exists()


def test_an_approval_is_taken_back_by_its_button(client, officer):
    call = make_season(applications=1)
    plan = make_plan(call, by=officer)
    row = plan.placements.get()
    client.post(address("plan-approve", call, plan.reference), {"placements": [row.pk], "is_confirmed": "on"})
    row.refresh_from_db()
    assert row.approved_by == officer
    client.post(address("placement-take-back", call, plan.reference, row.pk))
    row.refresh_from_db()
    assert row.approved_at is None


def test_a_plan_is_thrown_away_by_its_button_unless_something_of_it_is_approved(client, officer):
    call = make_season(applications=1)
    plan = make_plan(call, by=officer)
    client.post(address("plan-approve", call, plan.reference), {"placements": [plan.placements.get().pk], "is_confirmed": "on"})
    answer = client.post(address("plan-delete", call, plan.reference), follow=True)
    assert Plan.objects.exists() and {message.tags.split()[0] for message in answer.context["messages"]} == {"approved"}
    client.post(address("placement-take-back", call, plan.reference, plan.placements.get().pk))
    client.post(address("plan-delete", call, plan.reference))
    assert not Plan.objects.exists()


def test_what_counts_is_set_on_a_page_and_every_wrong_number_is_named(client, officer):
    call = make_season()
    usual = client.get(address("plan-rules", call)).context["form"]
    sent = {name: usual[name].value() if usual[name].value() is not None else "" for name in usual.fields}
    street = call.units.first().street
    assert client.post(address("plan-rules", call), sent | {"point": "90", "benefit_ngo": "120", "street_0": street, "activity_0": "crafts",
                                                           "at_once_0": "2"}).status_code == 302
    rules = PlanRules.objects.get(call=call)
    assert (rules.point, rules.benefits, rules.variety) == (90, {"ngo": 120}, [{"street": street, "activity": "crafts", "at_once": 2}])
    wrong = client.post(address("plan-rules", call), sent | {"point": "x", "rank_1": "99999", "street_1": street})
    assert wrong.status_code == 422 and set(wrong.context["form"].errors) == {"point", "rank_1", "activity_1", "at_once_1"}
    rules.refresh_from_db()
    assert rules.point == 90


def test_bands_are_set_on_the_page_and_the_plan_tells_who_came_first(client, officer):
    call = make_season(units=1, applications=2)
    usual = client.get(address("plan-rules", call)).context["form"]
    sent = {name: usual[name].value() if usual[name].value() is not None else "" for name in usual.fields}
    assert client.post(address("plan-rules", call), sent | {"band_0": "40", "band_1": "60"}).context["codes"] == "bands_rise"
    together = client.post(address("plan-rules", call), sent | {"band_0": "40", "band_1": "60", "rank_0": "1", "rank_1": "2", "point": "x"})
    assert together.context["form"].errors.keys() == {"point", "rank_0", "band_0"}, "all that is wrong at once"
    assert client.post(address("plan-rules", call), sent | {"band_0": "0"}).context["form"].errors.keys() == {"band_0"}
    assert client.post(address("plan-rules", call), sent | {"band_0": "80", "band_1": "40"}).status_code == 302
    assert client.get(address("plan-rules", call)).context["form"]["band_1"].value() == 40
    assert 'data-bands="80 40"' in client.get(address("plan-list", call)).content.decode()
    plan = make_plan(call, by=officer)
    assert read_problem(plan.problem).bands == (80, 40) and plan.is_proven
    page = client.get(address("plan", call, plan.reference))
    assert [(band.low, band.under, band.asked) for band in page.context["bands"]] == [(80, None, 0), (40, 80, 2), (None, 40, 0)]
    assert 'data-band="40"' in page.content.decode()


def test_a_plan_says_which_promises_break_a_rule_of_today(client, officer):
    call = make_season(units=2, applications=2)
    first, second = call.applications.order_by("reference")
    days = (call.stays_start + timedelta(days=7), call.stays_start + timedelta(days=35))
    for row, unit in zip((first, second), call.units.order_by("pk"), strict=True):
        rule(call=call, kind=RulingKind.PIN, application=row, unit=unit, place=unit.reference, days=days, reason="x", by=officer)
    assert 'id="broken-promises"' not in client.get(address("plan", call, make_plan(call, by=officer).reference)).content.decode()
    type(first).objects.filter(pk=second.pk).update(applicant=first.applicant)
    [sentence] = client.get(address("plan", call, make_plan(call, by=officer).reference)).context["promises"]
    assert first.reference in sentence and second.reference in sentence
    Unit.objects.update(street="Same")
    PlanRules.objects.create(call=call, limit_each=2, variety=[{"street": "Same", "activity": first.activity, "at_once": 1}])
    plan = make_plan(call, by=officer)
    [sentence] = client.get(address("plan", call, plan.reference)).context["promises"]
    assert "Same" in sentence and plan.placements.count() == 2


def test_what_is_fixed_stands_on_the_list_and_is_lifted_there(client, officer):
    call = make_season()
    row = rule(call=call, kind=RulingKind.EXCLUDE, application=call.applications.first(), reason="Asked to wait", by=officer)
    assert 'data-ruling="exclude"' in client.get(address("plan-list", call)).content.decode()
    client.post(address("ruling-lift", call, row.pk))
    row.refresh_from_db()
    assert row.lifted_by == officer
    assert 'data-ruling="exclude"' not in client.get(address("plan-list", call)).content.decode()
    assert client.post(address("ruling-lift", call, row.pk)).status_code == 404, "it does not stand any more"


def test_the_call_leads_to_its_plans(client, officer):
    call = make_season()
    assert address("plan-list", call) in client.get(reverse("popups:staff-call", args=[call.reference])).content.decode()
    assert Call.objects.count() == 1
