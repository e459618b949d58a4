"""The pages of reasons: one application in a plan, one unit in a plan, and fixing something from there."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from popups.choices import Outcome, Where
from popups.lifecycle.deciding import decide
from popups.lifecycle.planning import rule
from popups.lifecycle.reviewing import declare_conflict
from popups.matching.explaining.displaced import why_nowhere
from popups.models import Plan, Ruling
from popups.planning_choices import PlanKind, RulingKind
from popups.reports.plan_answer import last_plan, reasons_for_applicant
from popups.reports.plan_picture import opened
from popups.reports.plan_reasons import MOST_SAID, Against, standing_of, words_of
from popups.reports.plan_words import failure_sentence
from tests import make
from tests.popups.asking import queries_of
from tests.popups.matching.planned import make_asking, make_plan, make_season
from vacancies.models import ClosedPeriod, Unit

pytestmark = pytest.mark.django_db


def address(name, plan, *more):
    return reverse(f"popups:{name}", args=[plan.call.reference, plan.reference, *more])


def page_of(client, plan, application):
    return client.get(address("plan-application", plan, application.reference)).content.decode()


def crowded(by, **answers):
    """One unit, two who want nearly all of its season: the plan, who has it and who has not."""
    call = make_season(units=1, applications=0)
    for title in ("Candles", "Kites"):
        make_asking(call, title=title, shortest_days=140, longest_days=168, **answers)
    plan = make_plan(call, by=by)
    placement = plan.placements.select_related("application", "unit").get()
    return plan, placement, call.applications.exclude(pk=placement.application_id).get()


def test_somebody_placed_reads_where_when_every_rule_and_whom_it_beat(client, officer):
    plan, placement, other = crowded(officer)
    page = page_of(client, plan, placement.application)
    assert f'id="placed" data-unit="{placement.unit.reference}" data-start="{placement.start}" data-end="{placement.end}"' in page
    rules = set(re.findall(r'data-rule="([^"]+)" data-met="yes"', page))
    assert {"use", "area", "rent", "mode", "district", "earliest", "latest", "shortest", "longest", "window"} <= rules and 'data-met="no"' not in page
    assert 'id="beaten"' in page and f'data-application="{other.reference}"' in page.split('id="beaten"')[1]


def test_the_first_wish_is_named_as_such(client, officer):
    call = make_season(units=3, applications=0)
    row = make_asking(call, where=Where.UNITS, unit=call.units.last())
    page = page_of(client, make_plan(call, by=officer), row)
    assert 'data-rank="1"' in page and 'data-rule="not-listed" data-met="yes"' in page
    assert 'id="failing"' in page, "the others were not asked for"


def test_what_was_free_instead_is_never_the_stay_itself(client, officer):
    call = make_season(units=2, applications=1)
    plan = make_plan(call, by=officer)
    placement = plan.placements.select_related("application", "unit").get()
    standing = standing_of(opened(plan))
    asked, unit = standing.problem.application[placement.application.reference], standing.problem.unit[placement.place]
    best = standing.best(asked, unit, standing.own(asked.id)).placement
    start, end = standing.problem.date_of(best.start), standing.problem.date_of(best.end)
    plan.placements.update(start=start, end=end)
    reasons = client.get(address("plan-application", plan, placement.application.reference)).context["reasons"]
    assert {stay.unit for stay in reasons.free} == set(call.units.values_list("reference", flat=True)), "other days here, and the other unit"
    assert (placement.unit.reference, start) not in [(stay.unit, stay.start) for stay in reasons.free]


def test_somebody_displaced_reads_by_whom_and_what_would_change_it(client, officer):
    plan, placement, other = crowded(officer)
    page = page_of(client, plan, other)
    assert 'id="without-place"' in page and 'id="placed"' not in page
    assert f'data-gone="{placement.application.reference} "' in page and placement.application.title in page
    assert re.findall(r'data-changes="([^"]+)"', page) == ["shorter"], "room is left before or after the other one"
    assert "Ar to pietiek" in page and "katru atsevišķi" not in page


def test_changes_that_help_only_together_are_told_as_such(client, officer):
    call = make_season(units=1, applications=0)
    row = make_asking(call, needed_features=["water"], smallest_area_m2=999, shortest_days=140, longest_days=168)
    page = page_of(client, make_plan(call, by=officer), row)
    assert re.findall(r'data-changes="([^"]+)"', page) == ["feature area"]
    assert "tikai ar abām izmaiņām kopā" in page and "Ar to pietiek" not in page


def test_whose_applicant_has_another_place_is_told_that_and_no_change_is_sought(client, officer):
    call = make_season(units=2, applications=1)
    first = call.applications.get()
    make_asking(call, applicant=first.applicant)
    plan = make_plan(call, by=officer)
    other = call.applications.exclude(pk=plan.placements.get().application_id).get()
    page = page_of(client, plan, other)
    assert client.get(address("plan-application", plan, other.reference)).context["reasons"].is_limited and 'id="changes"' not in page
    assert len(reasons_for_applicant(plan, other)) == 1


def test_every_failed_rule_of_every_unit_stands_on_the_page(client, officer):
    call = make_season(units=3, applications=1)
    row = make_asking(call, needed_features=["water", "kitchen"], smallest_area_m2=999, budget_cents=1)
    for unit in call.units.all():
        unit.asking_rent_cents = 10_000
        unit.save()
    plan = make_plan(call, by=officer)
    page = page_of(client, plan, row)
    pairs = why_nowhere(standing_of(opened(plan)), row.reference)
    assert len(pairs) == 3 and all({"area", "rent", "feature:water", "feature:kitchen"} <= {one.rule for one in pair.failures} for pair in pairs)
    for pair in pairs:
        told = page.split(f'<details class="ds-details" data-unit="{pair.unit}"')[1].split("</details>")[0]
        assert told.count("<li>") == len(pair.failures)
    assert set(re.findall(r'data-rule="([^"]+)"', page.split('id="against"')[1])) == {one.rule for one in pairs[0].failures}
    assert 'id="fitting"' not in page


def test_the_table_of_rules_says_what_is_asked_and_what_each_unit_has(client, officer):
    call = make_season(units=3, applications=1)
    row = make_asking(call, smallest_area_m2=500)
    for unit, area in zip(call.units.order_by("pk"), (40, 40, 460), strict=True):
        Unit.objects.filter(pk=unit.pk).update(floor_area_m2=area)
    plan = make_plan(call, by=officer)
    page = client.get(address("plan-application", plan, row.reference))
    [against] = [rule for rule in page.context["reasons"].against if rule.code == "area"]
    both = [(f"{there}\u00a0m²" in sentence and "500\u00a0m²" in sentence, len(places)) for there, (sentence, places) in zip((40, 460), against.said, strict=True)]
    assert both == [(True, 2), (True, 1)], "the sentence of most units first"
    table = page.content.decode().split('id="against"')[1].split("</table>")[0]
    assert all(sentence in table and all(place in table for place in places) for sentence, places in against.said)


def test_of_many_sentences_about_one_rule_the_table_shows_some_and_counts_the_rest():
    said = [(f"{number} m²", ["A", "B"]) for number in range(MOST_SAID + 2)]
    against = Against("area", "the floor area", ["A", "B"], said)
    assert against.shown == said[:MOST_SAID] and against.more == 4


def test_who_asks_for_all_of_a_divided_unit_can_be_offered_it_by_hand_and_the_office_reads_so(client, officer):
    call = make_season(units=2, applications=0)
    unit, other = call.units.order_by("pk")
    make.divide(unit, "Left", "Right")
    row = make_asking(call, needed_features=["kitchen"])
    page = page_of(client, make_plan(call, by=officer), row)
    told = {one.reference: page.split(f'data-unit="{one.reference}"')[1].split("</details>")[0] for one in (unit, other)}
    assert "data-part" in told[unit.reference] and "data-part" not in told[other.reference]


def test_what_the_plan_did_not_look_at_has_a_page_that_says_so(client, officer):
    call = make_season(applications=1)
    plan = make_plan(call, by=officer)
    late = make_asking(call)
    page = page_of(client, plan, late)
    assert 'id="not-looked-at"' in page and 'id="fix-exclude"' in page
    assert client.get(address("plan-application", plan, make.make_application().reference)).status_code == 404


def test_while_a_plan_is_being_made_its_reasons_lead_back_to_it(client, officer):
    call = make_season(applications=1)
    plan = make_plan(call, by=officer)
    Plan.objects.update(ended_at=None)
    for name, reference in (("plan-application", call.applications.get().reference), ("plan-unit", call.units.first().reference)):
        assert client.get(address(name, plan, reference))["Location"] == address("plan", plan)


def test_a_unit_shows_who_is_there_and_of_each_empty_time_why_and_what_would_help(client, officer):
    call = make_season(units=1, applications=0)
    inside = make_asking(call, shortest_days=70, longest_days=70)
    thirsty = make_asking(call, needed_features=["water"])
    plan = make_plan(call, by=officer)
    page = client.get(address("plan-unit", plan, call.units.get().reference)).content.decode()
    assert f'data-application="{inside.reference}"' in page and "data-empty" in page and "data-week=" in page
    assert 'data-rule="feature:water"' in page
    helps = page.split('data-help="feature"')[1].split("</li>")[0]
    assert thirsty.reference in helps
    assert client.get(address("plan-unit", plan, make.make_unit().reference)).status_code == 404


def test_the_picture_of_a_plan_leads_to_its_units(client, officer):
    plan = make_plan(make_season(units=2, applications=1), by=officer)
    picture = client.get(address("plan", plan)).content.decode()
    for unit in plan.call.units.all():
        assert f'href="{address("plan-unit", plan, unit.reference)}"' in picture


def test_a_unit_of_several_parts_shows_each(client, officer):
    call = make_season(units=1, applications=0)
    make.divide(call.units.get(), "One", "Two", "Three")
    make_asking(call, use="shared", share="zone")
    page = client.get(address("plan-unit", make_plan(call, by=officer), call.units.get().reference)).content.decode()
    assert 'id="place-1"' in page


def test_both_pages_cost_as_much_with_many_units_and_applications(client, officer):
    plans = [make_plan(make_season(units=1, applications=1), by=officer), make_plan(make_season(units=12, applications=14), by=officer)]
    for plan in plans:
        make_asking(plan.call, needed_features=["water"])
    for name in ("plan-application", "plan-unit"):
        costs = set()
        for plan in plans:
            placement = plan.placements.select_related("application", "unit").first()
            row = placement.application if name == "plan-application" else placement.unit
            costs.add(queries_of(client, address(name, plan, row.reference)))
        assert len(costs) <= 2 and max(costs) - min(costs) <= 1 and max(costs) <= 20, (name, costs)


def sent(kind, **fields):
    return {"kind": kind} | {f"{kind}-{name}": value for name, value in fields.items()}


def test_keep_here_is_filled_in_and_stands_in_the_next_plan(client, officer):
    plan, placement, other = crowded(officer)
    form = next(form for form in client.get(address("plan-application", plan, placement.application.reference)).context["forms"] if form.kind == RulingKind.PIN)
    assert (form["unit"].value(), form["first_day"].value(), form["last_day"].value()) == (
        placement.place, placement.start, placement.end - timedelta(days=1))
    answer = client.post(address("plan-rule", plan, other.reference), sent(
        "pin", unit=placement.place, first_day=placement.start, last_day=placement.end - timedelta(days=1), reason="It is their year"))
    assert answer["Location"] == address("plan-application", plan, other.reference)
    row = Ruling.objects.get()
    assert (row.kind, row.application, row.place, row.start, row.end, row.reason) == (
        "pin", other, placement.place, placement.start, placement.end, "It is their year")
    page = page_of(client, plan, other)
    assert 'data-ruling="pin"' in page and reverse("popups:ruling-lift", args=[plan.call.reference, row.pk]) in page
    assert make_plan(plan.call, by=officer).placements.get().application == other


def test_what_no_plan_could_keep_is_not_fixed(client, officer):
    """Else two stays in one unit at a time would let every later plan of the call fail."""
    plan, placement, other = crowded(officer)
    days = {"unit": placement.place, "first_day": placement.start, "last_day": placement.end - timedelta(days=1), "reason": "Theirs"}
    client.post(address("plan-rule", plan, placement.application.reference), sent("pin", **days))
    assert client.post(address("plan-rule", plan, other.reference), sent("pin", **days)).context["codes"] == "clashes"
    assert Ruling.objects.get().application == placement.application and make_plan(plan.call, by=officer).placements.get().is_pinned


def test_nobody_is_kept_where_the_unit_is_not_free(client, officer):
    plan, placement, other = crowded(officer)
    ClosedPeriod.objects.create(unit=placement.unit, starts_on=placement.start, ends_on=placement.start + timedelta(days=3), reason="other")
    days = {"unit": placement.place, "first_day": placement.start, "last_day": placement.end - timedelta(days=1), "reason": "Theirs"}
    assert client.post(address("plan-rule", plan, other.reference), sent("pin", **days)).context["codes"] == "days_taken"
    assert not Ruling.objects.exists()


def test_not_in_this_unit_and_not_in_the_plan_are_fixed_from_there_too(client, officer):
    plan, placement, other = crowded(officer)
    client.post(address("plan-rule", plan, placement.application.reference), sent("forbid", unit=placement.unit.reference, reason="Noise"))
    assert make_plan(plan.call, by=officer).placements.get().application == other
    client.post(address("plan-rule", plan, other.reference), sent("exclude", reason="Asked to wait"))
    assert not make_plan(plan.call, by=officer).placements.exists()
    assert set(Ruling.objects.values_list("kind", flat=True)) == {"forbid", "exclude"}


def test_everything_wrong_is_said_at_once_and_what_was_typed_stays(client, officer):
    plan, placement, _other = crowded(officer)
    here = address("plan-rule", plan, placement.application.reference)
    answer = client.post(here, sent("pin", unit="U-0000", first_day="31.02.2027.", last_day="", reason=""))
    form = next(form for form in answer.context["forms"] if form.kind == RulingKind.PIN)
    assert answer.status_code == 422 and set(form.errors) == {"unit", "first_day", "last_day", "reason"}
    before = plan.call.stays_start - timedelta(days=30)
    late = client.post(here, sent("pin", unit=placement.place, first_day=before, last_day=before, reason="Typed and kept"))
    assert late.status_code == 422 and late.context["codes"] == "outside_season" and "Typed and kept" in late.content.decode()
    assert client.post(here, sent("sell", reason="x")).status_code == 404
    assert not Ruling.objects.exists()


def test_a_double_click_fixes_once(client, officer):
    plan, placement, _other = crowded(officer)
    words = sent("exclude", reason="Asked to wait") | {"once": "8a5c1dd6-9bb1-4d8a-8f36-0d6b7a1f6c11"}
    first, second = (client.post(address("plan-rule", plan, placement.application.reference), words) for _click in range(2))
    assert first["Location"] == second["Location"] and Ruling.objects.count() == 1


def test_who_stands_too_near_reads_no_reasons_and_fixes_nothing(client, officer):
    plan, placement, other = crowded(officer)
    rule(call=plan.call, kind=RulingKind.FORBID, application=other, unit=placement.unit, reason="Secret reason", by=officer)
    declare_conflict(application=other, by=officer)
    answer = client.get(address("plan-application", plan, other.reference))
    page = answer.content.decode()
    assert answer.status_code == 200 and 'id="stands-near"' in page and "reasons" not in answer.context
    for closed in ('id="without-place"', 'id="changes"', 'id="fix"', "data-rule=", "Secret reason"):
        assert closed not in page
    refused = client.post(address("plan-rule", plan, other.reference), sent("exclude", reason="x"))
    assert refused.status_code == 422 and Ruling.objects.count() == 1
    beaten = page_of(client, plan, placement.application)
    assert other.reference not in beaten.split("<main")[1], "nor does the page of the rival tell of it"


def test_a_unit_does_not_tell_who_could_be_there_to_whoever_stands_too_near(client, officer):
    plan = make_plan(make_season(units=2, applications=1), by=officer)
    placement = plan.placements.select_related("application").get()
    empty = plan.call.units.exclude(pk=placement.unit_id).get()
    taker = f'data-taker="{placement.application.reference}"'
    assert taker in client.get(address("plan-unit", plan, empty.reference)).content.decode()
    declare_conflict(application=placement.application, by=officer)
    assert taker not in client.get(address("plan-unit", plan, empty.reference)).content.decode()


def test_what_a_rival_is_worth_is_not_told_to_who_stands_too_near_to_it(client, officer):
    plan, placement, other = crowded(officer)
    [way] = client.get(address("plan-application", plan, other.reference)).context["reasons"].fitting[0].ways
    assert way.less is not None
    declare_conflict(application=placement.application, by=officer)
    [way] = client.get(address("plan-application", plan, other.reference)).context["reasons"].fitting[0].ways
    assert way.gone == [placement.application] and way.less is None


def test_the_applicant_reads_the_same_reasons_and_nobody_elses_name(officer):
    plan, placement, other = crowded(officer)
    told = " ".join(reasons_for_applicant(plan, other))
    assert told
    for hidden in (placement.application.reference, placement.application.title, placement.application.applicant.name, str(placement.value)):
        assert hidden not in told
    assert reasons_for_applicant(plan, placement.application) == [], "it has a place"


def test_the_applicants_reasons_name_each_wished_unit_in_the_applicants_language(officer):
    call = make_season(units=2, applications=0)
    Unit.objects.update(asking_rent_cents=123_450)
    row = make_asking(call, where=Where.UNITS, budget_cents=1, unit=call.units.first())
    plan = make_plan(call, by=officer)
    row.applicant.user.language = "en"
    row.applicant.user.save()
    with override("lv"):
        [english] = reasons_for_applicant(plan, row)
    [failure] = why_nowhere(standing_of(opened(plan)), row.reference)[0].failures
    assert failure.rule == "rent"
    with override("en"):
        assert english == f"{call.units.first().name}: {failure_sentence(failure, words_of(opened(plan)))}"
    with override("lv"):
        assert failure_sentence(failure, words_of(opened(plan))) not in english
    assert len(reasons_for_applicant(plan, make_asking(call))) == 0, "the plan did not look at it"


def test_a_plan_that_was_only_tried_out_is_never_quoted(officer):
    call = make_season(applications=1)
    plan = make_plan(call, by=officer)
    tried = make_plan(call, by=officer)
    Plan.objects.filter(pk=tried.pk).update(kind=PlanKind.WHAT_IF)
    assert last_plan(call) == plan
    Plan.objects.filter(pk=plan.pk).update(ended_at=None)
    assert last_plan(call) is None


def deciding(plan, application):
    return reverse("popups:application-outcome", args=[plan.call.reference, application.reference])


def test_who_decides_reads_what_the_plan_says_and_can_put_it_into_the_explanation(client, officer):
    plan, placement, other = crowded(officer)
    type(plan.call).objects.filter(pk=plan.call.pk).update(closes_at=timezone.now() - timedelta(days=1))
    page = client.get(deciding(plan, other)).content.decode()
    assert 'id="plan-says" data-placed="no"' in page and f'href="{deciding(plan, other)}?note=plan#id_note"' in page
    assert client.get(deciding(plan, other)).context["form"]["note"].value() in (None, "")
    filled = client.get(deciding(plan, other) + "?note=plan").context["form"]["note"].value()
    assert filled == "\n".join(reasons_for_applicant(plan, other)) and placement.application.title not in filled
    assert 'id="plan-says" data-placed="yes"' in client.get(deciding(plan, placement.application)).content.decode()
    declare_conflict(application=other, by=officer)
    assert 'id="plan-says"' not in client.get(deciding(plan, other)).content.decode()


def test_what_was_written_already_stays_before_what_the_plan_says(client, officer):
    plan, _placement, other = crowded(officer)
    type(plan.call).objects.filter(pk=plan.call.pk).update(closes_at=timezone.now() - timedelta(days=1))
    other.refresh_from_db()
    decide(application=other, outcome=Outcome.NOT_SELECTED, reason="dates_taken", note="Mine first.", by=officer)
    filled = client.get(deciding(plan, other) + "?note=plan").context["form"]["note"].value()
    assert filled == "\n\n".join(["Mine first.", "\n".join(reasons_for_applicant(plan, other))])


def test_the_page_of_deciding_costs_the_same_however_large_the_plan(client, officer):
    plans = [make_plan(make_season(units=1, applications=2), by=officer), make_plan(make_season(units=12, applications=14), by=officer)]
    costs = {queries_of(client, deciding(plan, plan.call.applications.first())) for plan in plans}
    assert max(costs) <= 25 and max(costs) - min(costs) <= 1


def test_nor_does_the_page_of_the_plan_give_the_first_of_the_reasons(client, officer):
    plan, _placement, other = crowded(officer)
    assert client.get(address("plan", plan)).content.decode().count("data-reason") == 1
    declare_conflict(application=other, by=officer)
    page = client.get(address("plan", plan)).content.decode()
    assert "data-reason" not in page and f'data-application="{other.reference}"' in page
