"""Performances are proposed on a page: what the engine is asked, what the page says, and what is made of it."""

from datetime import UTC, date, time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from popups.choices import ApplicationStatus, EventStatus, Verb
from popups.kinds import ApplicantKind
from popups.lifecycle.applications import not_select
from popups.lifecycle.performing import propose_performances
from popups.lifecycle.tenancies import say_of_performances
from popups.models import Application, Call, Conflict, Event, History
from popups.reports.performance_words import at, chosen_of
from popups.reports.performances import evenings_of
from popups.rules.applications import completeness_problems
from popups.rules.performing import Chosen
from tests import make
from tests.popups.asking import codes, queries_of, signed_in
from tests.popups.performing import PAGE, a_performance, key, musician, send, shown, stage
from vacancies.choices import Loudness, Welcome
from vacancies.lifecycle.units import change_unit
from vacancies.models import ClosedPeriod, Unit
from vacancies.undo import link_in

pytestmark = pytest.mark.django_db


# What the engine is asked


def season(**more):
    return evenings_of(make.days(1), 28, call=None, user=make.make_officer(), **more).season


def test_an_act_is_what_the_musician_said():
    unit = stage()
    row = musician(unit, play_days=[5, 6], times=3, loudness=Loudness.LIVELY)
    [act] = season().acts
    assert (act.id, act.minutes, act.loudness, act.weekdays) == (row.reference, 60, 1, {5, 6})
    assert (act.opens, act.closes, act.times, act.wishes, act.is_open) == (1080, 1200, 3, (unit.reference,), False)
    assert (act.first, act.last) == (row.earliest_start_on, row.latest_end_on)


def test_who_did_not_say_how_long_is_under_no_consideration_or_is_no_musician_is_not_asked():
    stage()
    musician(length_minutes=None)
    musician(status=ApplicationStatus.DRAFT)
    musician(status=ApplicationStatus.WITHDRAWN)
    make.make_application()
    assert season().acts == ()


def test_of_two_applications_of_one_musician_the_newer_is_asked_about():
    old = musician()
    new = make.make_application(applicant=old.applicant, answers={"line_up": "Abi", "length_minutes": 30})
    assert [act.id for act in season().acts] == [new.reference]


def test_a_stage_is_what_unit_tenant_and_closed_days_say():
    bare, hosted, silent, wished = stage(performances=Welcome.NO), stage(), make.make_unit(), make.make_unit()
    tenancy = make.make_current_tenancy(unit=hosted, days_left=10)
    say_of_performances(tenancy=tenancy, performances=Welcome.NO, by=make.make_officer())
    ClosedPeriod.objects.create(unit=hosted, reason="renovation", starts_on=make.days(12), ends_on=make.days(14))
    musician(wished)
    asked = season()
    assert set(asked.stage) == {bare.reference, hosted.reference, wished.reference}, silent
    assert asked.stage[bare.reference].refused == frozenset(asked.dates)
    assert max(asked.stage[hosted.reference].refused) == make.days(9)
    assert asked.stage[hosted.reference].shut == {make.days(12), make.days(13)}
    assert asked.stage[wished.reference].is_unsaid


def test_who_is_asked_says_whether_they_like_it_day_by_day():
    unit = stage(performances=Welcome.YES)
    tenancy = make.make_current_tenancy(unit=unit, days_left=10)
    assert min(season().stage[unit.reference].glad) == make.days(10), "the unit speaks when the tenant has gone"
    say_of_performances(tenancy=tenancy, performances=Welcome.YES, by=make.make_officer())
    assert season().stage[unit.reference].glad == frozenset(season().dates)


def test_what_is_planned_is_busy_and_counts_for_who_plays():
    unit, row = stage(), musician(times=2)
    a_performance(unit, day=7, performer=row.applicant)
    asked = season()
    assert [(busy.day, busy.start, busy.end) for busy in asked.stages[0].busy] == [(make.days(7), 1080, 1200)]
    assert asked.acts[0].plays == {make.days(7)}


# The page


def test_proposals_are_shown_by_day_with_their_host_and_why():
    unit = stage(name="Skaņu telpa")
    make.make_current_tenancy(unit=unit, days_left=90)
    row = musician(unit)
    response = signed_in(make.make_officer()).get(PAGE)
    assert shown(response) == [key(row, unit, max(make.days(1), row.earliest_start_on))]
    [[_day, [proposal]]] = response.context["days"]
    assert proposal.host.unit == unit
    for words in ("Skaņu telpa", row.title, "18:00–19:00", proposal.host.public_name, row.reference):
        assert words in response.content.decode()


def test_who_has_no_place_reads_why_unit_by_unit():
    quiet = stage(loudest=Loudness.TALK)
    row = musician(loudness=Loudness.CONCERT)
    response = signed_in(make.make_officer()).get(PAGE)
    assert shown(response) == []
    [left] = response.context["without"]
    assert (left.application, [(unit, len(sentences)) for unit, sentences in left.stages]) == (row, [(quiet, 1)])
    assert f'data-without="{row.reference}"' in response.content.decode()


def test_who_comes_second_to_the_only_hour_reads_who_has_it():
    unit = stage(play_from=time(18), play_until=time(19))
    day = make.days(9)
    first, second = (musician(unit, play_days=[day.isoweekday()]) for _ in range(2))
    response = signed_in(make.make_officer()).get(PAGE, {"first": day, "last": day})
    [taker] = [one.split(".")[0] for one in shown(response)]
    [left] = response.context["without"]
    winner, loser = (first, second) if taker == first.reference else (second, first)
    assert left.application == loser
    [[_unit, [sentence]]] = left.stages
    assert winner.title in sentence


def link_said(client, response) -> str:
    """Where the message of success leads to what was made."""
    [message] = client.get(response["Location"]).context["messages"]
    return link_in(message.extra_tags)[0]


def test_what_is_ticked_becomes_an_event_with_its_host_and_performer():
    unit, other = stage(), stage()
    tenancy = make.make_current_tenancy(unit=unit, days_left=90)
    row = musician(unit)
    second = musician(other)
    client = signed_in(make.make_officer())
    keys = shown(client.get(PAGE))
    assert len(keys) == 2
    response = send(client, next(one for one in keys if row.reference in one))
    assert response["Location"] == PAGE
    event = Event.objects.get()
    assert link_said(client, response) == reverse("popups:staff-event", args=[event.reference])
    assert (event.unit, event.tenancy, event.performer, event.status) == (unit, tenancy, row.applicant, EventStatus.PROPOSED)
    assert (event.title, event.ends_at - event.starts_at) == (row.title, timedelta(hours=1))
    assert [one.split(".")[0] for one in shown(client.get(PAGE))] == [second.reference]


def test_all_that_are_shown_are_proposed_with_one_button():
    musician(stage())
    musician(stage())
    client = signed_in(make.make_officer())
    response = send(client, all="1", shown=shown(client.get(PAGE)))
    assert Event.objects.count() == 2
    assert link_said(client, response) == reverse("popups:staff-event-list")


def test_a_form_that_is_sent_twice_proposes_once_and_a_page_that_is_old_says_so():
    unit = stage()
    row = musician(unit)
    client, same = signed_in(make.make_officer()), str(uuid4())
    keys = shown(client.get(PAGE))
    assert send(client, *keys, once=same).status_code == 302
    assert send(client, *keys, once=same).status_code == 302
    late = send(client, *keys)
    assert (late.status_code, codes(late)) == (422, {"plays_already", "performance_clash"})
    assert f"{row.title}, {unit.name}" in late.content.decode()
    assert Event.objects.count() == 1


def test_what_has_become_impossible_keeps_nothing_else_back():
    gone, good = stage(), stage()
    first, second = musician(gone), musician(good)
    client = signed_in(make.make_officer())
    keys = shown(client.get(PAGE))
    change_unit(unit=gone, version=gone.version, by=make.make_officer(), performances=Welcome.NO)
    page = client.post(PAGE, {"slots": keys, "once": str(uuid4())}, follow=True)
    assert [event.performer for event in Event.objects.all()] == [second.applicant]
    assert f"{first.title}, {gone.name}" in page.content.decode()


@pytest.mark.parametrize("wrong", ["", "x", "A-XXXX.U-XXXX.2027-01-01.1080", "{a}.U-XXXX.{d}.1080", "{a}.{u}.soon.1080", "{a}.{u}.{d}.-60", "{a}.{u}.{d}.99999",
                                 "{a}.{u}.{d}.x", "{a}.{u}.9999-12-31.1439", "{a}.{u}.0001-01-01.0"])
def test_a_key_that_nobody_was_shown_is_refused(wrong):
    unit = stage()
    row = musician(unit)
    response = send(signed_in(make.make_officer()), wrong.format(a=row.reference, u=unit.reference, d=make.days(5).isoformat()))
    assert (response.status_code, codes(response)) == (422, {"unknown_slot"})
    assert not Event.objects.exists()


def test_another_hour_than_the_musician_offers_cannot_be_sent():
    unit = stage()
    row = musician(unit)
    response = send(signed_in(make.make_officer()), key(row, unit, row.earliest_start_on + timedelta(days=3), 11 * 60))
    assert codes(response) == {"not_offered"}


def test_without_a_tick_nothing_happens_and_the_page_says_so():
    musician(stage())
    response = send(signed_in(make.make_officer()))
    assert (response.status_code, codes(response)) == (422, {"nothing_ticked"})


@pytest.mark.parametrize(("first", "last", "code"), [(0, 5, "too_early"), (9, 5, "end_before_start"), (1, 57, "too_long")])
def test_days_that_cannot_be_asked_about_are_refused(first, last, code):
    response = signed_in(make.make_officer()).get(PAGE, {"first": make.days(first), "last": make.days(last)})
    assert (response.status_code, codes(response)) == (422, {code})


def test_a_call_narrows_whom_it_is_about():
    unit, call = stage(), make.make_call(kinds=["musician", "maker"])
    musician(unit)
    other = make.make_application(call=call, unit=unit, applicant=make.make_applicant(kind=ApplicantKind.MUSICIAN))
    Application.objects.filter(pk=other.pk).update(answers=other.answers | {"length_minutes": 45})
    client = signed_in(make.make_officer())
    assert client.get(PAGE).context["acts"] == 2
    assert client.get(PAGE, {"call": call.reference}).context["acts"] == 1


def test_whoever_stands_too_near_to_a_musician_of_a_call_is_shown_nothing_of_them():
    unit, call, near = stage(), make.make_call(), make.make_officer()
    row = make.make_application(call=call, unit=unit, applicant=make.make_applicant(kind=ApplicantKind.MUSICIAN))
    Application.objects.filter(pk=row.pk).update(answers=row.answers | {"length_minutes": 45})
    Conflict.objects.create(application=row, reviewer=near)
    assert signed_in(make.make_officer()).get(PAGE).context["acts"] == 1
    assert signed_in(near).get(PAGE).context["acts"] == 0
    assert codes(send(signed_in(near), key(row, unit, make.days(20)))) == {"unknown_slot"}


def test_whoever_waits_for_a_blind_review_is_not_proposed_before_its_results_are_sent_also_by_an_older_application():
    unit, call = stage(), make.make_call(is_blind=True)
    row = make.make_application(call=call, unit=unit, applicant=musician(unit).applicant)
    Application.objects.filter(pk=row.pk).update(answers=row.answers | {"length_minutes": 45})
    client = signed_in(make.make_officer())
    assert client.get(PAGE).context["acts"] == 0
    assert codes(client.get(PAGE, {"call": call.reference})) == {"invalid_choice"}
    now = timezone.now()
    Call.objects.filter(pk=call.pk).update(closes_at=now, decided_at=now, decided_by=call.made_by, results_sent_at=now, results_sent_by=call.made_by)
    assert client.get(PAGE).context["acts"] == client.get(PAGE, {"call": call.reference}).context["acts"] == 1


def test_whoever_was_refused_meanwhile_is_not_proposed():
    unit = stage()
    row = musician(unit)
    officer = make.make_officer()
    asked = evenings_of(make.days(1), 56, call=None, user=officer)
    not_select(application=row, reason="other", note="Nē.", by=officer)
    chosen, _unknown = chosen_of([key(row, unit, row.earliest_start_on + timedelta(days=2))], asked)
    made, problems = propose_performances(rows=chosen, by=officer)
    assert (made, [problem.code for problem in problems]) == ([], ["not_considered"])


@pytest.mark.parametrize("count", [2, 12])
def test_the_page_costs_the_same_with_two_and_with_twelve(count):
    for _number in range(count):
        unit = stage()
        make.make_current_tenancy(unit=unit, days_left=90)
        musician(unit, loudness=Loudness.CONCERT if _number % 2 else Loudness.TALK)
    assert queries_of(signed_in(make.make_officer()), PAGE) == QUERIES


QUERIES = 13


def test_the_hour_is_the_one_on_the_wall_also_when_the_clock_is_changed(settings):
    settings.TIME_ZONE = "Europe/Riga"
    assert at(date(2027, 3, 28), 18 * 60).hour == 18
    assert at(date(2027, 3, 28), 24 * 60).date() == date(2027, 3, 29)


def test_a_performance_lasts_as_long_as_it_takes_also_in_the_night_in_which_the_clock_is_put_back(settings):
    settings.TIME_ZONE = "Europe/Riga"
    unit = stage(play_from=time(0), play_until=time(23))
    chosen = Chosen(musician(unit).pk, unit.pk, at(date(2027, 10, 31), 150), 120, "Vakars", is_offered=True)
    [event], _problems = propose_performances(rows=[chosen], by=make.make_officer())
    assert event.ends_at - event.starts_at.astimezone(UTC) == timedelta(hours=2)


def test_an_hour_that_is_skipped_when_the_clock_is_put_forward_is_refused_as_such(settings):
    settings.TIME_ZONE = "Europe/Riga"
    unit = stage(play_from=time(0), play_until=time(23))
    chosen = Chosen(musician(unit).pk, unit.pk, at(date(2027, 3, 28), 3 * 60 + 30), 60, "Vakars", is_offered=True)
    made, problems = propose_performances(rows=[chosen], by=make.make_officer())
    assert made == [] and [problem.code for problem in problems] == ["hour_skipped"]
    assert "03:30" in str(problems[0].message)
    client = signed_in(make.make_officer())
    page = f"{reverse('popups:event-new')}?unit={unit.reference}"
    told = {"title": "Nakts", "kind": "performance", "day": "2027-03-28", "starts_at": "03:00", "ends_at": "04:00", "once": str(uuid4())}
    assert client.post(page, told).context["codes"].split() == ["hour_skipped"]
    assert client.post(page, {**told, "once": str(uuid4()), "starts_at": "02:00", "ends_at": "02:50"}).status_code == 302


# What tenants say


def test_an_officer_writes_down_what_a_tenant_says_of_performances():
    tenancy, client = make.make_current_tenancy(), signed_in(make.make_officer())
    address = f"/staff/tenancies/{tenancy.reference}/performances/"
    for _twice in range(2):
        assert client.post(address, {"performances": "no"}).status_code == 302
    tenancy.refresh_from_db()
    assert tenancy.performances == Welcome.NO
    assert History.objects.filter(verb=Verb.STAGE_SAID, tenancy=tenancy).count() == 1
    page = client.get(f"/staff/tenancies/{tenancy.reference}/").content.decode()
    assert '<option value="no" selected' in page
    client.post(address, {"performances": "perhaps"})
    tenancy.refresh_from_db()
    assert tenancy.performances == Welcome.NO


# What musicians and units say


def test_a_musician_answers_on_the_page_and_reads_it_again():
    row = musician(status=ApplicationStatus.DRAFT)
    client = signed_in(row.applicant.user)
    address = f"/apply/{row.reference}/what/"
    page = client.get(address)
    assert page.status_code == 200
    said = {"title": "Divas", "activity": "music", "description": "Vijoles", "line_up": "Divas", "loudness": "talk", "length_minutes": "45",
            "play_days": ["5", "7"], "play_from": "17.30", "play_until": "20", "times": "3", "when": ""}
    assert client.post(address, said).status_code == 302
    row.refresh_from_db()
    assert {name: row.answers[name] for name in ("length_minutes", "play_days", "play_from", "play_until", "times")} == {
        "length_minutes": 45, "play_days": [5, 7], "play_from": "17:30", "play_until": "20:00", "times": 3}
    again = client.get(address).content.decode()
    assert 'value="17:30"' in again
    wrong = client.post(address, said | {"play_from": "25:00", "times": "0", "length_minutes": "4"})
    assert set(wrong.context["form"].errors) == {"play_from", "times", "length_minutes"}


@pytest.mark.parametrize(("opens", "closes", "is_right"), [("18:00", "18:00", False), ("18:00", "09:30", False), ("18:00", "00:00", True), ("", "09:00", True)])
def test_who_would_stop_before_they_begin_is_asked_again(opens, closes, is_right):
    row = musician(status=ApplicationStatus.DRAFT, play_from=opens, play_until=closes)
    found = [(problem.code, problem.field) for problem in completeness_problems(row, make.today())]
    assert found == ([] if is_right else [("hours_reversed", "play_until")])


def test_a_unit_says_whether_how_loud_and_when():
    unit = make.make_unit()
    client = signed_in(make.make_officer())
    address = f"/staff/units/{unit.reference}/edit/"
    fields = client.get(address).context["form"]
    typed = {name: fields[name].value() if fields[name].value() is not None else "" for name in fields.fields}
    typed = {name: "unknown" if value == "" and name.startswith(("has_", "is_")) else value for name, value in typed.items()}
    said = {"performances": "yes", "loudest": "lively", "play_from": "12:00", "play_until": "21:30"}
    assert client.post(address, typed | said).status_code == 302
    unit = Unit.objects.get(pk=unit.pk)
    assert (unit.performances, unit.loudest, f"{unit.play_from:%H:%M}", f"{unit.play_until:%H:%M}") == ("yes", "lively", "12:00", "21:30")
    wrong = client.post(address, typed | said | {"play_until": "11:00", "version": unit.version})
    assert wrong.status_code == 422
