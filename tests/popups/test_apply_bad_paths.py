"""When applying goes wrong: two windows, a session that ends, a day that passes, a stay that is too long."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from popups.choices import ApplicationStatus, LetterKind
from popups.kinds import KINDS
from popups.lifecycle.applications import save_step
from popups.models import Application, Call, Letter
from popups.reports.own_applications import own_line
from popups.rules.applications import completeness_problems
from popups.rules.call_fit import call_problems
from tests.make import days, make_application, make_call, make_officer, make_unit, make_user, today
from tests.popups.applying import NEEDS, WHAT, WHO, codes_on, lv, page_of, where
from vacancies.problem import Refused
from vacancies.templatetags.words import day

pytestmark = pytest.mark.django_db


def problems_of(application: Application) -> list[str]:
    fresh = Application.objects.get(pk=application.pk)
    return [problem.code for problem in completeness_problems(fresh, today())]


# --- all at once ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "typed", "codes"), [
    ("who", WHO | {"name": " ", "website": "nekur"}, {"name_missing", "invalid"}),
    ("where", where(where="units", unit_1="", use="shared", share="", longest_days_number="daudz"), {"units_missing", "share_missing", "too_few_days", "invalid"}),
    ("where", where(shortest_days_number="", earliest_start_on="drīz"), {"length_missing", "invalid"}),
])
def test_what_is_left_empty_is_told_together_with_what_cannot_be_read(client, step, typed, codes):
    draft = make_application(status="draft", call=make_call())
    client.force_login(draft.applicant.user)
    assert set(codes_on(client.post(page_of(draft, step), typed))) == codes


def test_what_follows_from_a_day_that_cannot_be_read_is_not_told(client, draft):
    """Judged by the day that was saved before, it might be untrue."""
    typed = where(earliest_start_on="rīt", latest_end_on=lv(days(11)), shortest_days_number="6", longest_days_number="")
    assert codes_on(client.post(page_of(draft, "where"), typed)) == ["invalid"]


def test_what_is_wrong_whatever_was_meant_in_a_box_that_cannot_be_read_is_told_with_it(client):
    draft = make_application(status="draft", call=make_call(stays_start=days(200), stays_end=days(300)))
    client.force_login(draft.applicant.user)
    typed = where(shortest_days_number="0", longest_days_number="", earliest_start_on=lv(days(10)), latest_end_on=lv(days(20)))
    answer = client.post(page_of(draft, "where"), typed)
    assert sorted(codes_on(answer)) == ["min_value", "outside_stays"]
    with translation.override("en"):
        assert "Write 1 or more." in client.post(page_of(draft, "where"), typed, headers={"accept-language": "en"}).content.decode()


def test_whoever_takes_back_every_wish_is_asked_on_that_page_for_one(client):
    draft = make_application(status="draft", units=[make_unit()])
    client.force_login(draft.applicant.user)
    assert codes_on(client.post(page_of(draft, "where"), where(where="units", unit_1=""))) == ["units_missing"]


# --- one sentence for one cause ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("of_call", "answers", "code"), [
    ({}, {"shortest_days": 700}, "stay_too_long"),
    ({}, {"shortest_days": 700, "longest_days": 720}, "stay_too_long"),
    ({"longest_days": 30}, {"shortest_days": 700}, "longer_than_call"),
    ({"longest_days": 30}, {"shortest_days": 700, "longest_days": 720}, "longer_than_call"),
    ({"longest_days": 900}, {"shortest_days": 700}, "stay_too_long"),
    ({"longest_days": 900}, {"shortest_days": 950}, "stay_too_long"),
])
def test_a_stay_that_is_too_long_is_told_once(of_call, answers, code):
    call = make_call(stays_start=days(10), stays_end=days(1200), **of_call)
    span = {"earliest_start_on": days(10), "latest_end_on": days(600), "longest_days": None}
    assert problems_of(make_application(call=call, status="draft", **span | answers)) == [code]


def test_too_few_days_between_ones_own_are_told_once_and_counted():
    call = make_call(stays_start=days(10), stays_end=days(200))
    span = {"earliest_start_on": days(20), "latest_end_on": days(39), "shortest_days": 60, "longest_days": None}
    assert problems_of(make_application(call=call, status="draft", **span)) == ["too_few_days"]
    assert problems_of(make_application(status="draft", **span)) == ["window_too_short"]


# --- by when changes come back ----------------------------------------------------------------------------------


def changed(call: Call | None) -> tuple[Application, str]:
    application = make_application(status=ApplicationStatus.CHANGES_REQUESTED, call=call)
    return application, Letter.objects.get(kind=LetterKind.CHANGES_REQUESTED, application=application).text


def test_requested_changes_name_the_last_day_to_apply_on_my_page_and_in_the_letter(client):
    call = make_call(days_left=20)
    application, letter = changed(call)
    assert own_line(application, today()).stage.by_on == call.last_apply_day
    with translation.override(application.applicant.user.language):
        assert day(call.last_apply_day, "short") in letter
    client.force_login(application.applicant.user)
    assert b"data-by" in client.get(reverse("popups:my-application", args=[application.reference])).content


def test_once_that_day_is_over_or_without_a_call_no_day_is_named():
    for call in (make_call(days_left=-1), None):
        application, letter = changed(call)
        assert own_line(application, today()).stage.by_on is None
        assert str(days(-1).year) not in letter


def test_after_that_day_my_page_says_until_when_they_can_come_back_and_what_to_do_when_they_cannot(client):
    call = make_call(days_left=20)
    application, _letter = changed(call)
    client.force_login(application.applicant.user)
    said = []
    for changes in ({}, {"closes_at": timezone.now() - timedelta(days=2)}, {"decided_at": timezone.now(), "decided_by": make_officer()}):
        Call.objects.filter(pk=call.pk).update(**changes)
        application = Application.objects.select_related("call").get(pk=application.pk)
        said.append(str(own_line(application, today()).stage.next_step))
        for page in ("popups:my-application", "popups:my-page"):
            shown = client.get(reverse(page, args=[application.reference] if page.endswith("application") else []))
            assert escape(said[-1]) in shown.content.decode()
    assert len(set(said)) == 3, "in time, until it is decided, too late"
    assert [problem.message for problem in call_problems(application, timezone.now()) if problem.code == "call_decided"] == [said[-1]]


# --- two windows ------------------------------------------------------------------------------------------------


def seal_on(response) -> str:
    return response.context["form"].seal


def test_an_older_window_does_not_overwrite_what_was_saved_since_without_saying_so(client, draft):
    seal = seal_on(client.get(page_of(draft, "what")))
    newer = client.post(page_of(draft, "what"), WHAT | {"title": "Jaunais nosaukums", "seal": seal})
    assert newer.status_code == 302
    older = client.post(page_of(draft, "what"), WHAT | {"title": "Vecais nosaukums", "seal": seal})
    assert older.status_code == 422
    assert codes_on(older) == ["changed_meanwhile"]
    assert 'value="Vecais nosaukums"' in older.content.decode(), "what was typed stays"
    draft.refresh_from_db()
    assert draft.title == "Jaunais nosaukums"
    again = client.post(page_of(draft, "what"), WHAT | {"title": "Vecais nosaukums", "seal": seal_on(older)})
    assert again.status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Vecais nosaukums", "whoever saves it once more means it"


def beside(response) -> dict[str, tuple[str, str]]:
    return {line.name: (line.typed.value, line.saved.value) for line in response.context["form"].overtaken}


def test_both_values_stand_beside_each_other_where_they_differ_and_nowhere_else(client, draft):
    unit = make_unit(name="Zaļais veikals")
    old = where() | {"seal": seal_on(client.get(page_of(draft, "where")))}
    client.post(page_of(draft, "where"), old)
    newer = {"where": "units", "unit_1": unit.reference, "longest_days_number": "9", "longest_days_unit": "7", "weekdays": ["1", "2"]}
    client.post(page_of(draft, "where"), where() | newer)
    older = client.post(page_of(draft, "where"), old | {"weekdays": ["6"], "shortest_days_unit": "7"})
    page = older.content.decode()
    assert older.status_code == 422
    assert set(re.findall(r'data-what="(\w+)"', page)) == set(beside(older)) == {"where", "longest_days", "weekdays"}
    assert all(typed != saved for typed, saved in beside(older).values())


def test_what_is_ticked_beside_it_stays_as_it_was_saved_and_the_rest_is_as_typed(client, draft):
    unit = make_unit()
    old = where() | {"seal": seal_on(client.get(page_of(draft, "where")))}
    saved = {"where": "units", "unit_1": unit.reference, "longest_days_number": "9", "longest_days_unit": "7",
             "earliest_start_on": lv(days(40)), "latest_end_on": lv(days(200)), "weekdays": ["1", "2"]}
    client.post(page_of(draft, "where"), where() | saved)
    older = client.post(page_of(draft, "where"), old | {"use": "shared", "share": "shelf", "shown": "share", "weekdays": ["6"]})
    names = set(beside(older))
    again = old | {"use": "shared", "share": "shelf", "shown": "share", "weekdays": ["6"], "seal": seal_on(older)}
    assert client.post(page_of(draft, "where"), again | {"take": list(names - {"use", "share", "weekdays"})}).status_code == 302
    draft = Application.objects.get(pk=draft.pk)
    assert (draft.where, draft.longest_days, draft.earliest_start_on, draft.latest_end_on) == ("units", 63, days(40), days(200))
    assert [wish.unit for wish in draft.wishes.all()] == [unit]
    assert (draft.use, draft.share, draft.weekdays) == ("shared", "shelf", [6])


@pytest.mark.parametrize(("step", "typed", "newer"), [
    ("who", WHO, {"name": "Jaunā darbnīca", "website": "https://x.example"}),
    ("what", WHAT, {"title": "Jaunais", "description": "Cits", "deals_in": ["food"]}),
    ("needs", NEEDS, {"budget_cents": "123,45", "needed_features": ["heating"], "needs_note": "Cits"})])
def test_everything_of_a_page_can_be_left_as_it_was_saved(client, draft, step, typed, newer):
    seal = seal_on(client.get(page_of(draft, step)))
    client.post(page_of(draft, step), typed | newer)
    saved = seal_on(client.get(page_of(draft, step)))
    older = client.post(page_of(draft, step), typed | {"seal": seal})
    assert codes_on(older) == ["changed_meanwhile"]
    assert set(newer) <= set(beside(older)) | {"deals_in"}
    assert client.post(page_of(draft, step), typed | {"seal": saved, "take": list(beside(older))}).status_code == 302
    assert seal_on(client.get(page_of(draft, step))) == saved


@pytest.mark.parametrize(("step", "typed"), [("who", WHO), ("what", WHAT), ("where", where()), ("needs", NEEDS),
                                            ("where", where(longest_days_number="", longest_days_unit="7"))])
def test_the_same_page_sent_twice_is_no_quarrel(client, draft, step, typed):
    seal = seal_on(client.get(page_of(draft, step)))
    for _time in range(2):
        assert client.post(page_of(draft, step), typed | {"seal": seal}).status_code == 302


@pytest.mark.parametrize(("step", "typed"), [("who", WHO), ("what", WHAT), ("where", where()), ("needs", NEEDS)])
def test_what_was_saved_on_another_page_is_no_quarrel(client, draft, step, typed):
    seals = {other: seal_on(client.get(page_of(draft, other))) for other in ("who", "what", "where", "needs")}
    others = {"who": WHO, "what": WHAT, "where": where(), "needs": NEEDS}
    for other in others.keys() - {step}:
        assert client.post(page_of(draft, other), others[other]).status_code == 302
    assert client.post(page_of(draft, step), typed | {"seal": seals[step]}).status_code == 302


def test_a_wish_added_from_the_catalogue_is_seen_by_the_page_that_stood_open(client, draft):
    seal, unit = seal_on(client.get(page_of(draft, "where"))), make_unit()
    client.post(reverse("popups:application-start"), {"draft": draft.reference, "unit": unit.reference})
    assert codes_on(client.post(page_of(draft, "where"), where() | {"seal": seal})) == ["changed_meanwhile"]


@pytest.mark.parametrize("kind", list(KINDS))
def test_for_every_kind_the_seal_is_the_same_until_something_is_saved(client, kind):
    user = make_user()
    client.force_login(user)
    client.post(reverse("popups:application-start"), {"kind": kind})
    draft = Application.objects.get()
    for step in ("who", "what", "where", "needs"):
        assert seal_on(client.get(page_of(draft, step))) == seal_on(client.get(page_of(draft, step))) != ""


# --- a session that ends, a day that passes ---------------------------------------------------------------------


def test_whose_session_ended_signs_in_and_comes_back_to_the_same_page(client, draft):
    client.logout()
    response = client.post(page_of(draft, "what"), WHAT)
    assert response.status_code == 302
    assert response["Location"].endswith(f"?next={page_of(draft, 'what')}")


def test_what_is_typed_after_the_last_day_is_kept_and_only_cannot_be_sent(client):
    call = make_call()
    draft = make_application(call=call, status="draft")
    client.force_login(draft.applicant.user)
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    assert client.post(page_of(draft, "what"), WHAT | {"title": "Par vēlu"}).status_code == 302
    response = client.post(page_of(draft, "check"))
    assert response.status_code == 422
    assert b'data-code="call_closed"' in response.content
    draft.refresh_from_db()
    assert (draft.title, draft.status) == ("Par vēlu", ApplicationStatus.DRAFT)


def test_sent_twice_it_is_sent_once_and_the_second_leads_to_the_same_page(client, draft):
    places = {client.post(page_of(draft, "check"))["Location"] for _time in range(2)}
    assert places == {reverse("popups:my-application", args=[draft.reference])}
    assert Letter.objects.filter(kind=LetterKind.APPLICATION_RECEIVED).count() == 1


def test_a_window_left_open_changes_nothing_once_it_is_sent(client, draft):
    client.post(page_of(draft, "check"))
    response = client.post(page_of(draft, "what"), WHAT | {"title": "Vēl kaut kas"})
    assert response["Location"] == reverse("popups:my-application", args=[draft.reference])
    with pytest.raises(Refused):
        save_step(application=draft, step_code="what", by=draft.applicant.user, title="Vēl kaut kas")


def test_a_place_that_left_the_call_while_somebody_wrote_is_named_and_the_rest_of_the_page_stays(client):
    call, stays, goes = make_call(), make_unit(), make_unit()
    call.units.add(stays, goes)
    draft = make_application(call=call, unit=stays, status="draft")
    client.force_login(draft.applicant.user)
    assert goes.reference in client.get(page_of(draft, "where")).content.decode()
    call.units.remove(goes)
    response = client.post(page_of(draft, "where"), where(where="units", unit_1=goes.reference, shortest_days_number="9"))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["unit_1"]
    assert 'value="9"' in response.content.decode()
    assert [wish.unit for wish in draft.wishes.all()] == [stays]


def test_changes_say_until_what_hour_and_that_they_may_come_later_until_the_call_is_decided(client):
    call = make_call(days_left=2)
    closes = timezone.localtime(call.closes_at).replace(hour=17, minute=48)
    Call.objects.filter(pk=call.pk).update(closes_at=closes)
    application, letter = changed(Call.objects.get(pk=call.pk))
    assert "17:48" in letter
    client.force_login(application.applicant.user)
    assert "17:48" in client.get(reverse("popups:my-application", args=[application.reference])).content.decode()
    assert "17:48" in client.get(reverse("popups:my-page")).content.decode()
    in_time = own_line(Application.objects.get(pk=application.pk), today()).stage
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now())
    late = own_line(Application.objects.get(pk=application.pk), today()).stage
    assert (late.by_on, in_time.by_on) == (None, closes.date())
    assert len({str(in_time.next_step), str(late.next_step)}) == 2
