"""Objections to an application that came on its own, objections on paper, and what is told of them."""

import re

import pytest
from django.urls import reverse

from popups.choices import ApplicationStatus, LetterKind, ObjectionOutcome, Verb
from popups.lifecycle.applications import not_select
from popups.lifecycle.objections import answer_objection, enter_objection, object_to
from popups.models import Application, Letter, Objection
from popups.rules.objections import last_day_to_object
from popups.rules.stage import StageCode, stage_of
from tests.make import at, days, make_application, make_offer, make_officer, make_reviewer, today
from tests.popups.asking import codes, signed_in
from tests.popups.deciding import fresh, make_told_call, told_days_ago
from tests.popups.on_paper import make_on_paper
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
TEXT = "Mūsu pieteikumā dienas bija norādītas."


def refused(verb, **arguments) -> list[str]:
    with pytest.raises(Refused) as caught:
        verb(**arguments)
    return caught.value.codes


def make_refused() -> Application:
    return Application.objects.get(pk=make_application(status=ApplicationStatus.NOT_SELECTED).pk)


def raised(application: Application) -> Objection:
    return object_to(application=application, text=TEXT, by=application.applicant.user)


# On its own, without a call

def test_who_applied_without_a_call_may_object_to_a_no_and_the_letter_says_so(settings):
    application = make_refused()
    assert last_day_to_object(application) == days(settings.OBJECTION_DAYS)
    letter = application.letters.get(kind=LetterKind.NOT_SELECTED)
    assert re.search(rf"\b{settings.OBJECTION_DAYS}\b", letter.text)
    own = signed_in(application.applicant.user)
    page = reverse("popups:application-object", args=[application.reference])
    assert f'href="{page}"' in own.get(reverse("popups:my-application", args=[application.reference])).content.decode()
    assert own.get(page).status_code == 200
    assert own.post(page, {"text": TEXT}).status_code == 302
    assert Objection.objects.get().application == application


def test_without_a_call_the_time_to_object_ends_too(settings):
    application = make_refused()
    Application.objects.filter(pk=application.pk).update(decided_at=at(days(-settings.OBJECTION_DAYS - 1), 12))
    assert refused(raised, application=Application.objects.get(pk=application.pk)) == ["too_late"]


def test_an_objection_that_was_right_brings_it_under_consideration_again_and_it_may_get_an_offer():
    application = make_refused()
    objection = raised(application)
    officer = make_officer()
    page = reverse("popups:staff-objection", args=[objection.pk])
    shown = signed_in(officer).get(page)
    assert 'type="hidden" name="new_outcome"' in shown.content.decode()
    answer_objection(objection=objection, outcome=ObjectionOutcome.CHANGED, answer="Jums taisnība.", by=officer)
    application = Application.objects.get(pk=application.pk)
    assert (application.state, application.decided_at, application.decided_by, application.decision_note) == (ApplicationStatus.SHORTLISTED, None, None, "")
    assert stage_of(application, today()).code is StageCode.SHORTLISTED
    letter = Letter.objects.get(kind=LetterKind.OBJECTION_ANSWERED)
    assert "Jums taisnība." in letter.text
    own = signed_in(application.applicant.user).get(reverse("popups:my-application", args=[application.reference])).content.decode()
    assert "Jums taisnība." in own
    assert signed_in(officer).get(page).status_code == 200
    make_offer(application=application)
    assert stage_of(Application.objects.get(pk=application.pk), today()).code is StageCode.OFFERED


def test_the_answers_to_a_call_and_to_none_say_different_things():
    texts = set()
    for application in (make_refused(), make_told_call()[1][2]):
        objection = raised(application)
        answer_objection(objection=objection, outcome=ObjectionOutcome.CHANGED, answer="Jā.", new_outcome="reserve", by=make_officer())
        letter = Letter.objects.get(key=f"objection-answered:{objection.pk}")
        texts.add(letter.text.replace(application.reference, "").replace(application.title, ""))
    assert len(texts) == 2


def test_a_decision_without_a_call_that_stands_is_answered_and_stays():
    objection = raised(make_refused())
    answer_objection(objection=objection, outcome=ObjectionOutcome.UPHELD, answer="Telpa ir iznomāta.", by=make_officer())
    assert Application.objects.get().state is ApplicationStatus.NOT_SELECTED


def test_after_a_change_a_second_no_is_told_and_can_be_objected_to_again():
    application = make_refused()
    answer_objection(objection=raised(application), outcome=ObjectionOutcome.CHANGED, answer="Jā.", by=make_officer())
    not_select(application=application, reason="other", note="Vietu tomēr nav.", by=make_officer())
    assert last_day_to_object(Application.objects.get(pk=application.pk)) is not None
    assert Letter.objects.filter(kind=LetterKind.NOT_SELECTED, application=application).count() == 2


def test_a_no_after_the_results_of_a_call_can_be_objected_to():
    _call, (placed, *_rest) = make_told_call()
    assert last_day_to_object(placed) is None
    not_select(application=placed, reason="other", note="Vieta palika tukša.", by=make_officer())
    assert last_day_to_object(Application.objects.get(pk=placed.pk)) is not None


# On paper

def test_an_officer_enters_what_came_by_post_and_the_office_gets_no_letter_about_its_own_work():
    _call, (_place, _reserve, no) = make_told_call()
    officer = make_officer()
    client = signed_in(officer)
    application_page = client.get(reverse("popups:staff-application", args=[no.reference])).content.decode()
    page = reverse("popups:objection-enter", args=[no.reference])
    assert f'href="{page}"' in application_page
    answer = client.post(page, {"came_on": f"{today():%d.%m.%Y.}", "text": TEXT})
    objection = Objection.objects.get()
    assert answer.url == reverse("popups:staff-objection", args=[objection.pk])
    assert (objection.text, objection.answered_at) == (TEXT, None)
    assert no.history.get(verb=Verb.OBJECTED).by == officer
    assert not Letter.objects.filter(kind=LetterKind.OBJECTION_RECEIVED).exists()
    assert f'href="{answer.url}"' in client.get(reverse("popups:staff-application", args=[no.reference])).content.decode()


def test_the_day_on_which_it_came_counts(settings):
    settings.OBJECTION_DAYS = 5
    call, (_place, waiting, no) = make_told_call()
    told_days_ago(call, 7)
    waiting, no = fresh([waiting, no])
    assert refused(enter_objection, application=no, text=TEXT, came_on=today(), by=make_officer()) == ["too_late"]
    objection = enter_objection(application=no, text=TEXT, came_on=days(-3), by=make_officer())
    assert objection.at.date() in (days(-3), days(-4))  # midnight of the town, in UTC
    assert "came_in_future" in refused(enter_objection, application=waiting, text=TEXT, came_on=days(1), by=make_officer())


def test_no_objection_came_before_what_it_objects_to():
    call, (_place, _waiting, no) = make_told_call()
    told_days_ago(call, 2)
    (no,) = fresh([no])
    assert refused(enter_objection, application=no, text=TEXT, came_on=days(-3), by=make_officer()) == ["came_before_decision"]
    assert enter_objection(application=no, text=TEXT, came_on=days(-2), by=make_officer()).answered_at is None


def test_what_was_typed_stays_when_the_day_is_wrong():
    _call, (_place, _reserve, no) = make_told_call()
    answer = signed_in(make_officer()).post(reverse("popups:objection-enter", args=[no.reference]), {"came_on": f"{days(2):%d.%m.%Y.}", "text": TEXT})
    assert (answer.status_code, codes(answer)) == (422, {"came_in_future"})
    assert TEXT in answer.content.decode()
    assert not Objection.objects.exists()


def test_where_nothing_can_be_objected_to_the_page_does_not_exist_and_reviewers_never_see_it():
    _call, (placed, _reserve, no) = make_told_call()
    assert signed_in(make_officer()).get(reverse("popups:objection-enter", args=[placed.reference])).status_code == 404
    assert signed_in(make_reviewer()).get(reverse("popups:objection-enter", args=[no.reference])).status_code == 404


def test_somebody_without_an_e_mail_is_refused_objects_on_paper_and_gets_the_answer_to_print():
    application = make_on_paper()
    not_select(application=application, reason="other", note="Telpa ir aizņemta.", by=make_officer())
    letter = application.letters.get(kind=LetterKind.NOT_SELECTED)
    assert letter.is_to_print
    objection = enter_objection(application=application, text=TEXT, came_on=today(), by=make_officer())
    answer_objection(objection=objection, outcome=ObjectionOutcome.UPHELD, answer="Tā paliek.", by=make_officer())
    assert Letter.objects.get(key=f"objection-answered:{objection.pk}").is_to_print
