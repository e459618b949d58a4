"""What the applicant may read of a plan: kept with the decision, told with the results, and nothing of anybody else in it."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from popups.choices import NotSelectedReason, Outcome, Where
from popups.lifecycle.deciding import close_deciding, decide, decide_many
from popups.lifecycle.planning import delete_plan
from popups.lifecycle.results import send_results
from popups.lifecycle.stripping import strip_application
from popups.matching.eligible import failures
from popups.matching.explaining.remedies import remedies
from popups.models import Application, Call, PlanAnswer
from popups.planning_choices import PlanKind
from popups.reports.my_data import data_of
from popups.reports.plan_picture import opened
from popups.reports.plan_reasons import standing_of
from popups.reports.plan_stood import snapshots_of, stood_of
from tests import make
from tests.popups.asking import queries_of
from tests.popups.matching.planned import make_asking, make_plan, make_season
from vacancies.models import Unit
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
NO = {"outcome": Outcome.NOT_SELECTED, "reason": NotSelectedReason.DATES_TAKEN, "note": "Others were scored higher."}
SECRETS = ("Zeppelin Candles", "Wilhelmina Quartz", "Xylophone wishes")


@pytest.fixture
def officer():
    return make.make_officer()


def crowded(by, **answers):
    """One unit, two who want nearly all of its season; whoever has it has a name and words that occur nowhere else."""
    call = make_season(units=1, applications=0)
    for _number in range(2):
        make_asking(call, shortest_days=140, longest_days=168, **answers)
    plan = make_plan(call, by=by)
    placement = plan.placements.select_related("application__applicant").get()
    Application.objects.filter(pk=placement.application_id).update(title=SECRETS[0], description=SECRETS[2])
    type(placement.application.applicant).objects.filter(pk=placement.application.applicant_id).update(name=SECRETS[1])
    closed(call)
    return plan, placement, call.applications.select_related("applicant__user", "call").exclude(pk=placement.application_id).get()


def closed(call):
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(days=1), places=5)
    call.refresh_from_db()


def tell(call, by):
    for row in call.applications.filter(decision__isnull=True):
        decide(application=row, by=by, outcome=Outcome.PLACE)
    call.refresh_from_db()
    close_deciding(call=call, by=by, decision_number="1", meeting_notes="")
    send_results(call=call, by=by)


def page_of(client, application):
    client.force_login(application.applicant.user)
    return client.get(reverse("popups:my-application", args=[application.reference])).content.decode()


def test_what_stood_in_the_way_is_read_once_the_results_are_sent_and_not_before(client, officer):
    plan, _placement, other = crowded(officer)
    decide(application=other, by=officer, plan=plan.reference, **NO)
    assert PlanAnswer.objects.get().plan == plan.reference and 'id="stood"' not in page_of(client, other)
    tell(plan.call, officer)
    page = page_of(client, other)
    assert 'id="stood"' in page and 'data-fits="yes"' in page and 'data-changes="shorter"' in page and plan.call.units.get().name in page


def test_who_wished_for_all_of_a_divided_unit_reads_how_it_is_let(client, officer):
    call = make_season(units=1, applications=0)
    unit = call.units.get()
    make.divide(unit, "Left", "Right")
    row = make_asking(call, where=Where.UNITS, unit=unit)
    plan = make_plan(call, by=officer)
    closed(call)
    decide(application=row, by=officer, plan=plan.reference, **NO)
    tell(call, officer)
    row = Application.objects.select_related("applicant__user", "call").get(pk=row.pk)
    kept = PlanAnswer.objects.get()
    assert [(unit["place"], [rule["rule"] for rule in unit["rules"]]) for unit in kept.told["units"]] == [(unit.reference, ["mode"])]
    page = page_of(client, row)
    assert 'data-fits="no"' in page and "stood-none" not in page
    PlanAnswer.objects.update(told=kept.told | {"units": [], "changes": []})
    assert "stood-none" in page_of(client, row), "a wish for what is let no more leaves no empty page"


def test_it_names_nobody_else(client, officer):
    plan, placement, other = crowded(officer)
    decide(application=other, by=officer, plan=plan.reference, **NO)
    tell(plan.call, officer)
    other.refresh_from_db()
    kept = json.dumps(PlanAnswer.objects.get().told)
    for place in (page_of(client, other), kept, json.dumps(data_of(other.applicant.user, make.today()), default=str)):
        assert "stood" in place or "first_day" in place
        for hidden in (*SECRETS, placement.application.reference, placement.application.applicant.user.email, str(placement.value)):
            assert hidden not in place


def test_nothing_is_shown_that_the_officer_did_not_tick_nor_to_who_has_a_place(client, officer):
    plan, placement, other = crowded(officer)
    decide(application=other, by=officer, **NO)
    tell(plan.call, officer)
    assert not PlanAnswer.objects.exists() and 'id="stood"' not in page_of(client, other)
    assert 'id="stood"' not in page_of(client, placement.application)


def test_it_stays_true_when_the_plan_is_thrown_away_and_the_unit_has_another_name(client, officer):
    plan, _placement, other = crowded(officer)
    name = plan.call.units.get().name
    decide(application=other, by=officer, plan=plan.reference, **NO)
    before = stood_of(PlanAnswer.objects.get())
    delete_plan(plan=plan, by=officer)
    Unit.objects.update(name="Renamed", asking_rent_cents=1)
    assert stood_of(PlanAnswer.objects.get()) == before and before.units[0].place == name


def test_deciding_again_replaces_it_and_a_place_takes_it_away(officer):
    plan, _placement, other = crowded(officer)
    later = make_plan(plan.call, by=officer)
    decide(application=other, by=officer, plan=plan.reference, **NO)
    decide(application=other, by=officer, plan=later.reference, outcome=Outcome.RESERVE)
    assert PlanAnswer.objects.get().plan == later.reference
    decide(application=other, by=officer, plan=plan.reference, outcome=Outcome.PLACE)
    assert not PlanAnswer.objects.exists()
    decide(application=other, by=officer, plan=plan.reference, **NO)
    decide_many(applications=[other], by=officer, **NO)
    assert not PlanAnswer.objects.exists(), "nobody named a plan when several were decided at once"


def test_a_plan_that_says_nothing_of_it_is_refused_beside_every_other_problem(officer):
    plan, placement, other = crowded(officer)
    tried = make_plan(plan.call, by=officer, seconds=1)
    type(plan).objects.filter(pk=tried.pk).update(kind=PlanKind.WHAT_IF)
    stranger = make_plan(make_season(), by=officer, seconds=1)
    for application, named in ((placement.application, plan), (other, tried), (other, stranger)):
        with pytest.raises(Refused) as refused:
            decide(application=application, by=officer, plan=named.reference, outcome=Outcome.NOT_SELECTED, note="")
        assert set(refused.value.codes) >= {"plan_silent", "reason_missing", "note_missing"}
    assert not PlanAnswer.objects.exists()


def test_each_wished_unit_is_told_with_every_rule_and_both_numbers_in_the_language_of_the_reader(officer):
    call = make_season(units=3, applications=0)
    Unit.objects.update(asking_rent_cents=123_450)
    row = make_asking(call, where=Where.UNITS, budget_cents=100, smallest_area_m2=900, unit=call.units.first())
    closed(call)
    plan = make_plan(call, by=officer)
    decide(application=row, by=officer, plan=plan.reference, **NO)
    [unit] = PlanAnswer.objects.get().told["units"]
    problem = opened(plan).problem
    asked = problem.application[row.reference]
    assert [(one["rule"], one["have"], one["need"]) for one in unit["rules"]] == [
        (one.rule, one.have, one.need) for one in failures(asked, problem.unit[unit["place"]], problem)] != []
    said = []
    for language in ("en", "lv"):
        with override(language):
            said.append(stood_of(PlanAnswer.objects.get()).units[0].sentences)
    assert len(said[0]) == len(said[1]) == 2 and said[0] != said[1]


def test_the_changes_that_are_told_are_those_that_were_verified(officer):
    plan, _placement, other = crowded(officer)
    told = snapshots_of(plan, [other])[other.pk]
    found = remedies(standing_of(opened(plan)), other.reference, least_days=plan.call.shortest_days or 1)
    assert [[change["kind"] for change in row["changes"]] for row in told["changes"]] == [[change.kind for change in row.changes] for row in found[:3]] != []


def test_it_goes_when_the_application_is_erased(officer):
    plan, _placement, other = crowded(officer)
    decide(application=other, by=officer, plan=plan.reference, **NO)
    tell(plan.call, officer)
    strip_application(application=other, by=officer)
    assert not PlanAnswer.objects.exists()


def test_the_officer_ticks_it_on_the_page_of_deciding_and_finds_the_tick_again(client, officer):
    plan, placement, other = crowded(officer)
    client.force_login(officer)
    address = reverse("popups:application-outcome", args=[plan.call.reference, other.reference])
    page = client.get(address)
    assert page.context["form"]["plan"].value() == plan.reference and not page.context["form"]["with_plan"].value()
    told = {**NO, "plan": plan.reference, "with_plan": "on", "once": page.context["form"].prefix or ""}
    assert client.post(address, {**told, "note": ""}).context["form"]["with_plan"].value(), "the tick stays where something else is wrong"
    assert client.post(address, told).status_code == 302
    assert PlanAnswer.objects.get().plan == plan.reference and client.get(address).context["form"]["with_plan"].value()
    make_plan(plan.call, by=officer, seconds=1)
    assert client.get(address).context["form"]["plan"].value() == plan.reference, "a later plan does not look at who was refused"
    assert "with_plan" not in client.get(reverse("popups:application-outcome", args=[plan.call.reference, placement.application.reference])).context["form"].fields


def test_several_are_told_at_once_each_what_stood_in_its_own_way_with_the_same_number_of_queries(client, officer):
    costs = []
    for number in (3, 9):
        call = make_season(units=1, applications=0)
        for _number in range(number):
            make_asking(call, shortest_days=140, longest_days=168, smallest_area_m2=900 if _number % 2 else 1)
        closed(call)
        plan = make_plan(call, by=officer, seconds=1)
        rows = list(call.applications.select_related("call", "applicant").order_by("pk"))
        with CaptureQueriesContext(connection) as asked:
            decide_many(applications=rows, by=officer, plan=plan.reference, **NO)
        costs.append(len(asked))
        placed = plan.placements.get().application
        told = {answer.decision.application: answer for answer in PlanAnswer.objects.filter(plan=plan.reference)}
        assert told.keys() == set(rows) - {placed}, "of whom the plan gave a place it says nothing"
        assert {(row.smallest_area_m2 == 900, "area" in [rule["rule"] for rule in told[row].told["units"][0]["rules"]]) for row in told} <= {(True, True), (False, False)}
    assert costs[0] == costs[1]


def test_the_tick_for_several_stands_on_their_page_where_there_is_a_plan(client, officer):
    plan, placement, other = crowded(officer)
    client.force_login(officer)
    address = reverse("popups:call-decide-many", args=[plan.call.reference])
    form = client.post(address, {"a": [other.reference, placement.application.reference]}).context["form"]
    assert form["plan"].value() == plan.reference and not form["with_plan"].value()
    sent = {"a": other.reference, "decide": "1", "plan": plan.reference, "with_plan": "on", **NO}
    assert client.post(address, sent).context["form"]["with_plan"].value(), "the tick stays where the other one is missing"
    assert client.post(address, {**sent, "is_confirmed": "on"}).status_code == 302 and PlanAnswer.objects.get().decision.application == other


def test_my_page_costs_the_same_with_many_units(client, officer):
    costs = set()
    for units in (1, 12):
        call = make_season(units=units, applications=1)
        row = make_asking(call, smallest_area_m2=900)
        closed(call)
        plan = make_plan(call, by=officer, seconds=1)
        decide(application=row, by=officer, plan=plan.reference, **NO)
        tell(call, officer)
        client.force_login(row.applicant.user)
        costs.add(queries_of(client, reverse("popups:my-application", args=[row.reference])))
    assert len(costs) == 1
