"""The planned day of results: asked of the officer, read by everybody who applies, and changed so that they hear of it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from popups.choices import LetterKind
from popups.lifecycle.applications import submit_application
from popups.lifecycle.calls import copy_call, save_call
from popups.models import Call, Letter
from popups.reports.own_applications import own_line
from popups.rules.next_by import results_by
from tests.make import days, make_application, make_call, make_officer, today
from tests.popups.applying import lv
from vacancies.problem import Refused
from vacancies.templatetags.words import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_officer()


def refused(call: Call, officer, **values) -> set[str]:
    with pytest.raises(Refused) as caught:
        save_call(call=call, by=officer, **values)
    return {problem.code for problem in caught.value.problems}


def who_page(call: Call, **changed) -> dict:
    return {"opens_on": lv(timezone.localdate(call.opens_at)), "opens_time": f"{timezone.localtime(call.opens_at):%H:%M}",
            "closes_on": lv(timezone.localdate(call.closes_at)), "closes_time": f"{timezone.localtime(call.closes_at):%H:%M}",
            "first_day": lv(call.stays_start), "last_day": lv(call.last_stay_day), "save": "1"} | changed


def test_it_lies_after_the_last_day_to_apply_and_not_after_the_stays_begin(officer):
    call = make_call(is_released=False, days_left=20)
    assert refused(call, officer, results_on=days(20)) == {"results_too_early"}
    assert refused(call, officer, results_on=days(61)) == {"results_too_late"}
    for told in (days(21), days(60)):
        assert save_call(call=call, by=officer, results_on=told).results_on == told


def test_a_call_that_closes_at_midnight_closes_with_the_day_before(officer):
    call = make_call(is_released=False)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=10)
    Call.objects.filter(pk=call.pk).update(closes_at=midnight)
    call.refresh_from_db()
    assert call.last_apply_day == days(9)
    assert save_call(call=call, by=officer, results_on=days(10)).results_on == days(10)


def test_a_later_last_day_to_apply_asks_for_a_later_day_of_results(officer):
    call = make_call(days_left=20, results_on=days(25))
    later = call.closes_at + timedelta(days=10)
    assert refused(call, officer, closes_at=later) == {"results_too_early"}
    assert save_call(call=call, by=officer, closes_at=later, results_on=days(40)).results_on == days(40)


def test_once_it_is_open_no_day_that_has_gone_by_is_planned(officer):
    call = make_call(days_left=-5)
    assert refused(call, officer, results_on=days(-1)) == {"results_past"}
    assert save_call(call=call, by=officer, results_on=today()).results_on == today()


def test_officers_write_it_on_the_page_of_days(client, officer):
    call = make_call(is_released=False, days_left=20)
    client.force_login(officer)
    page = reverse("popups:call-edit", args=[call.reference, "who"])
    response = client.post(page, who_page(call, results_on=lv(days(20))))
    assert response.status_code == 422
    assert "results_too_early" in response.context["codes"]
    assert client.post(page, who_page(call, results_on=lv(days(30)))).status_code == 302
    call.refresh_from_db()
    assert call.results_on == days(30)
    assert lv(days(30)) in client.get(page).content.decode() or f'value="{days(30).isoformat()}"' in client.get(page).content.decode()


def test_everybody_reads_it_on_the_page_of_the_call_until_the_results_are_sent(client):
    call = make_call(days_left=20, results_on=days(33))
    page = reverse("popups:call-detail", args=[call.reference])
    assert client.get(page).context["facts"].results_by == days(33)
    assert b'id="results-by"' in client.get(page).content
    now = timezone.now()
    Call.objects.filter(pk=call.pk).update(closes_at=now - timedelta(days=2), decided_at=now, decided_by=call.made_by,
                                           results_sent_at=now, results_sent_by=call.made_by)
    assert b'id="results-by"' not in client.get(page).content


def test_whoever_is_about_to_begin_reads_by_when_they_will_hear(client, settings):
    call, settings.ANSWER_DAYS = make_call(days_left=20, results_on=days(33)), 17
    start = reverse("popups:application-start")
    assert f"{day(days(33), 'short')}" in client.get(f"{start}?call={call.reference}").content.decode().split('id="what-then"')[1]
    assert " 17 " in client.get(start).content.decode().split('id="what-then"')[1].split("</p>")[0]


def test_without_a_planned_day_the_setting_says_by_when(settings):
    settings.ANSWER_DAYS = 12
    assert results_by(make_call(days_left=20)) == days(32)
    assert results_by(make_call(days_left=20, results_on=days(25))) == days(25)


def test_who_has_applied_reads_by_when_on_their_page_and_in_the_letter(client):
    call = make_call(days_left=20, results_on=days(33))
    draft = make_application(call=call, status="draft")
    application = submit_application(application=draft, by=draft.applicant.user)
    assert own_line(application, today()).stage.by_on == days(33)
    letter = Letter.objects.get(kind=LetterKind.APPLICATION_RECEIVED, application=application)
    with translation.override(letter.language):
        assert day(days(33), "short") in letter.text
        assert day(days(33), "short") in letter.html


def test_the_letter_of_an_application_without_a_call_names_the_day_of_the_setting():
    application = make_application()
    letter = Letter.objects.get(kind=LetterKind.APPLICATION_RECEIVED, application=application)
    with translation.override(letter.language):
        assert day(days(settings.ANSWER_DAYS), "short") in letter.text


def test_a_changed_day_is_told_to_those_who_applied(client, officer):
    call = make_call(days_left=20, results_on=days(33))
    application = make_application(call=call)
    save_call(call=call, by=officer, results_on=days(40), note="Komisija sanāk vēlāk.")
    assert call.changes.get().changes == [{"what": "results_on", "before": days(33).isoformat(), "after": days(40).isoformat()}]
    letter = Letter.objects.get(kind=LetterKind.CALL_CHANGED, application=application)
    assert "Komisija" in letter.text
    client.force_login(application.applicant.user)
    page = client.get(reverse("popups:my-application", args=[application.reference])).content
    assert b'data-what="results_on"' in page


def test_a_copy_moves_it_by_whole_years_as_its_other_days(officer):
    call = make_call(results_on=days(33))
    copy = copy_call(call=call, by=officer)
    assert (copy.results_on - copy.stays_start).days in range(-28, -25)
    assert copy.results_on > days(300)
