"""Calls as officers make them: drafted, written, released, taken back, copied."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from popups.choices import CallState, PaperKind, Verb
from popups.kinds import ApplicantKind
from popups.lifecycle.applications import withdraw_application
from popups.lifecycle.calls import copy_call, draft_call, release_call, save_call, take_back_call
from popups.models import Call, CallText
from popups.reports.calls import line_of
from popups.rules.call_values import NAMES, plain
from popups.rules.calls import may_release, units_of
from tests.make import days, make_application, make_area, make_call, make_officer, make_reviewer, make_unit
from tests.popups.asking import codes, queries_of, references, signed_in
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
LIST = "/staff/calls/"


def draft(**fields) -> Call:
    """A call that lacks nothing but its release."""
    make_unit()
    return make_call(is_released=False, **{"places": 2} | fields)


def texts_form(**more) -> dict[str, str]:
    return {"title_lv": "Pavasaris", "summary_lv": "Teikums.", "purpose_lv": "", "support_lv": "", "title_en": "Spring"} | more


def problems(call: Call) -> set[str]:
    return {problem.code for problem in may_release(Call.objects.get(pk=call.pk), timezone.now())}


def test_an_officer_begins_a_call_with_its_title_and_it_is_a_draft():
    client = signed_in(make_officer())
    answer = client.post(f"{LIST}new/", texts_form())
    call = Call.objects.get()
    assert answer["Location"] == f"{LIST}{call.reference}/"
    assert (call.state, call.released_at) == (CallState.DRAFT, None)
    assert set(call.texts.values_list("language", "title")) == {("lv", "Pavasaris"), ("en", "Spring")}
    assert list(call.history.order_by("pk").values_list("verb", flat=True)) == [Verb.CALL_DRAFTED, Verb.CALL_CHANGED]


def test_a_call_without_a_title_is_not_begun_and_what_was_typed_stays():
    answer = signed_in(make_officer()).post(f"{LIST}new/", texts_form(title_lv="", purpose_lv="Lai ielas dzīvo"))
    assert (answer.status_code, codes(answer)) == (422, {"required"})
    assert "Lai ielas dzīvo" in answer.content.decode()
    assert not Call.objects.exists()


def test_a_form_that_is_sent_twice_begins_one_call():
    client = signed_in(make_officer())
    for _time in range(2):
        client.post(f"{LIST}new/", texts_form(once="6f0f5b5e-7b5a-4b0e-9c1f-2a3b4c5d6e7f"))
    assert Call.objects.count() == 1


def test_an_empty_draft_is_told_everything_that_is_missing_at_once():
    assert problems(draft_call(by=make_officer())) == {
        "title_missing", "summary_missing", "places_missing", "opens_missing", "closes_missing", "stays_missing", "criteria_missing", "no_unit"}


@pytest.mark.parametrize(("fields", "code"), [
    (lambda: {"places": 0}, "no_place"), (lambda: {"closes_at": timezone.now() - timedelta(days=1)}, "closes_past"),
    (lambda: {"stays_start": days(3)}, "stays_too_early"), (lambda: {"shortest_days": 20, "longest_days": 10}, "longest_below_shortest"),
    (lambda: {"shortest_days": 500}, "shortest_too_long"), (lambda: {"criteria": 0}, "criteria_missing"),
    (lambda: {"commercial_until": days(70), "kinds": ["ngo"]}, "priority_without_both"),
    (lambda: {"commercial_until": days(70), "kinds": ["maker"]}, "priority_without_both"),
    (lambda: {"commercial_until": days(400)}, "priority_too_long")])
def test_what_keeps_a_call_from_the_public(fields, code):
    assert problems(draft()) == set()
    assert problems(draft(**fields())) == {code}


def test_businesses_first_has_a_meaning_where_both_may_apply():
    assert problems(draft(commercial_until=days(70), kinds=["maker", "ngo"])) == set()
    assert problems(draft(commercial_until=days(70))) == set()


def test_a_call_whose_units_are_not_public_offers_no_place():
    call = draft()
    hidden = make_unit(is_published=False)
    call.units.set([hidden])
    assert problems(call) == {"no_unit"}


def test_the_units_of_a_call_are_those_named_and_those_in_its_parts_of_town():
    call = draft()
    inside, named = make_unit(latitude=57.428, longitude=27.042), make_unit(latitude=57.3, longitude=27.3)
    make_unit(is_published=False, latitude=57.428, longitude=27.042)
    assert units_of(call).count() == 3
    call.areas.set([make_area(ring=[[27.04, 57.42], [27.04, 57.43], [27.05, 57.43]])])
    call.units.set([named])
    assert set(units_of(Call.objects.get(pk=call.pk))) == {inside, named}


def test_a_released_call_is_public_and_opens_now_where_its_first_day_has_gone_by():
    call = release_call(call=draft(opened_days_ago=5), by=make_officer())
    assert call.state is CallState.OPEN
    assert call.opens_at > timezone.now() - timedelta(minutes=1)
    later = release_call(call=draft(opened_days_ago=-5), by=make_officer())
    assert later.state is CallState.ANNOUNCED
    assert later.history.filter(verb=Verb.CALL_RELEASED).count() == 1


def test_an_incomplete_call_is_not_released_and_its_page_says_why():
    call, client = draft(places=None), signed_in(make_officer())
    assert client.post(f"{LIST}{call.reference}/release/").status_code == 302
    page = client.get(f"{LIST}{call.reference}/")
    assert codes(page) == {"places_missing"}
    assert f"{LIST}{call.reference}/edit/where/" in page.content.decode()
    assert f"{LIST}{call.reference}/release/" not in page.content.decode()
    assert Call.objects.get().released_at is None


def test_releasing_twice_is_harmless_and_looking_releases_nothing():
    call, client = draft(), signed_in(make_officer())
    assert client.get(f"{LIST}{call.reference}/release/").status_code == 405
    for _time in range(2):
        client.post(f"{LIST}{call.reference}/release/")
    assert call.history.filter(verb=Verb.CALL_RELEASED).count() == 1


def test_a_call_goes_back_into_the_drafts_only_before_anybody_applied():
    call, client = release_call(call=draft(), by=make_officer()), signed_in(make_officer())
    assert client.post(f"{LIST}{call.reference}/take-back/").status_code == 302
    call.refresh_from_db()
    assert (call.state, call.released_by) == (CallState.DRAFT, None)
    release_call(call=call, by=make_officer())
    make_application(call=call, status="draft")
    with pytest.raises(Refused) as refused:
        take_back_call(call=call, by=make_officer())
    assert refused.value.codes == ["somebody_applied"]
    assert f"{call.reference}/take-back/" not in client.get(f"{LIST}{call.reference}/").content.decode()


def test_a_copy_says_the_same_with_the_days_of_next_year_and_is_a_draft():
    call = make_call(opened_days_ago=40, days_left=-10, places=3, kinds=["ngo"], title="Vasara veikalos 2026", is_blind=True,
                     opens_at=_noon(2026, 3, 1), closes_at=_noon(2026, 3, 31), stays_start=date(2026, 5, 1), stays_end=date(2028, 2, 29))
    call.areas.set([make_area()])
    save_call(call=call, by=make_officer(), reviews_wanted=4)
    call.asked_papers.create(paper=PaperKind.FOOD, goods="food", is_required=True)
    call.questions.create(code="q_1", texts={"lv": {"label": "Kāpēc?"}}, widget="yes_no")
    copy = copy_call(call=call, by=make_officer())
    before, after = plain(Call.objects.get(pk=call.pk)), plain(Call.objects.get(pk=copy.pk))
    moved = {"opens_at", "closes_at", "stays_start", "stays_end"}
    same = [name for name in NAMES if name not in moved | {"texts", "criteria"}]
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert [{**row, "pk": 0} for row in after["criteria"]] == [{**row, "pk": 0} for row in before["criteria"]]
    assert (copy.state, copy.copied_from, copy.decided_at) == (CallState.DRAFT, call, None)
    assert timezone.localtime(copy.closes_at).date() == date(2027, 3, 31)
    assert timezone.localtime(copy.opens_at).hour == 12
    assert (copy.stays_start, copy.stays_end) == (date(2027, 5, 1), date(2029, 2, 28))
    assert copy.texts.get(language="lv").title == "Vasara veikalos 2027"


def _noon(year: int, month: int, day: int):
    return timezone.make_aware(timezone.datetime(year, month, day, 12))


def test_a_copy_of_a_call_of_years_ago_lies_ahead():
    old = make_call(opened_days_ago=1500, days_left=-1400)
    copy = copy_call(call=old, by=make_officer())
    assert timezone.now() < copy.closes_at < timezone.now() + timedelta(days=367)


def test_copying_is_a_button_and_pressed_twice_copies_once():
    call, client = draft(), signed_in(make_officer())
    answers = [client.post(f"{LIST}{call.reference}/copy/", {"once": "6f0f5b5e-7b5a-4b0e-9c1f-2a3b4c5d6e70"}) for _time in range(2)]
    copy = Call.objects.get(copied_from=call)
    assert {answer["Location"] for answer in answers} == {f"{LIST}{copy.reference}/"}


def test_the_list_shows_every_state_and_costs_the_same_for_one_call_and_for_thirty():
    client, officer = signed_in(make_officer()), make_officer()
    make_application(call=make_call(by=officer))
    cost = queries_of(client, LIST)
    for number in range(30):
        make_call(by=officer, is_released=number % 3 > 0, days_left=number - 9, opened_days_ago=20)
    assert queries_of(client, LIST) == cost <= 25
    assert len(references(client.get(LIST))) == 25
    page = client.get(LIST).content.decode()
    for state in (CallState.DRAFT, CallState.OPEN, CallState.CLOSED):
        assert f'data-state="{state.value}"' in page


def test_the_page_of_a_call_counts_how_far_its_applications_have_come():
    call, client = make_call(), signed_in(make_officer())
    make_application(call=call, status="draft")
    for _time in range(2):
        make_application(call=call)
    withdraw_application(application=(gone := make_application(call=call)), by=gone.applicant.user)
    page = client.get(f"{LIST}{call.reference}/").content.decode()
    assert f'?call={call.reference}&amp;stage=all">2</a>' in page, "those that were sent stand in a list"
    for name, number in (("drafts", 1), ("withdrawn", 1), ("assigned", 0), ("decided", 0)):
        assert f'data-count="{name}">{number}<' in page, name


def test_the_page_of_a_call_costs_the_same_for_one_application_and_for_thirty():
    call, client = draft(), signed_in(make_officer())
    release_call(call=call, by=make_officer())
    make_application(call=call)
    cost = queries_of(client, f"{LIST}{call.reference}/")
    for _time in range(29):
        make_application(call=call)
    assert queries_of(client, f"{LIST}{call.reference}/") == cost <= 25


def test_the_preview_shows_a_draft_to_officers_in_their_language_and_to_nobody_else():
    call = draft()
    address = f"{LIST}{call.reference}/preview/"
    assert signed_in(make_reviewer()).get(address).status_code == 404
    client = signed_in(make_officer())
    assert "Vasara veikalos" in client.get(address).content.decode()
    client.cookies["django_language"] = "en"
    page = client.get(address).content.decode()
    assert "Summer in the shops" in page
    CallText.objects.filter(language="en").delete()
    assert 'data-other-language="lv"' in client.get(address).content.decode()


def test_on_the_last_day_a_call_says_until_what_hour_and_the_day_before_how_many_days():
    closes = timezone.make_aware(datetime(2026, 11, 23, 17, 48))
    call = make_call()
    Call.objects.filter(pk=call.pk).update(opens_at=closes - timedelta(days=9), closes_at=closes)
    call.refresh_from_db()
    assert "17:48" in line_of(call, closes - timedelta(minutes=12)).next_step
    assert "17:48" in line_of(call, closes - timedelta(hours=15)).next_step
    assert "17:48" not in line_of(call, closes - timedelta(hours=20)).next_step


def test_the_settings_of_a_call_say_from_whom_a_paper_is_asked():
    call = make_call()
    call.asked_papers.all().delete()
    call.asked_papers.create(paper=PaperKind.values[0], kind="ngo")
    page = signed_in(make_officer()).get(f"/staff/calls/{call.reference}/").content.decode()
    assert f"{PaperKind.choices[0][1]} ({ApplicantKind.NGO.label})" in page
