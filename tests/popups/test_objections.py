"""Objections: recorded in time, answered, and followed by another decision where they were right."""

from datetime import timedelta

import pytest
from django.utils import timezone

from popups.choices import ApplicationStatus, LetterKind, ObjectionOutcome, Outcome, Verb
from popups.lifecycle.applications import withdraw_application
from popups.lifecycle.objections import answer_objection, object_to
from popups.models import Application, Letter, Objection
from popups.rules.stage import StageCode, stage_of
from tests.make import days, make_applicant, make_application, make_officer, make_user, today
from tests.popups.asking import codes, signed_in
from tests.popups.deciding import fresh, make_decided_call, make_told_call, told_days_ago
from vacancies.dates import day
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
TEXT = "Mūsu pieteikumā dienas bija norādītas."


def refused(verb, **arguments) -> list[str]:
    with pytest.raises(Refused) as caught:
        verb(**arguments)
    return caught.value.codes


def raised(application: Application, text: str = TEXT) -> Objection:
    return object_to(application=application, text=text, by=application.applicant.user)


def test_an_objection_is_kept_and_the_office_gets_a_letter(settings):
    settings.OFFICE_EMAIL = "birojs@example.org"
    _call, (_place, _reserve, no) = make_told_call()
    objection = raised(no)
    assert (objection.application, objection.text, objection.answered_at) == (no, TEXT, None)
    letter = Letter.objects.get(kind=LetterKind.OBJECTION_RECEIVED)
    assert letter.to_email == "birojs@example.org"
    assert TEXT in letter.text
    assert no.history.first().verb == Verb.OBJECTED


def test_who_has_a_place_or_was_told_nothing_has_nothing_to_object_to():
    _call, (placed, *_rest) = make_told_call()
    _other, (_place, _reserve, pending) = make_decided_call()
    for application in (placed, pending, make_application(status=ApplicationStatus.IN_REVIEW)):
        assert refused(raised, application=application) == ["nothing_to_object_to"]


def test_the_time_to_object_is_a_setting_and_its_last_day_counts(settings):
    settings.OBJECTION_DAYS = 14
    call, (_place, waiting, no) = make_told_call()
    told_days_ago(call, 14)
    raised(fresh([no])[0])
    told_days_ago(call, 15)
    assert refused(raised, application=fresh([waiting])[0]) == ["too_late"]


def test_one_objection_waits_for_its_answer_before_the_next():
    _call, (_place, _reserve, no) = make_told_call()
    first = raised(no)
    assert refused(raised, application=no) == ["already_objected"]
    answer_objection(objection=first, outcome=ObjectionOutcome.UPHELD, answer="Dienas pārklājās.", by=make_officer())
    raised(no)
    assert no.objections.count() == 2


@pytest.mark.parametrize(("text", "code"), [("  ", "text_missing"), ("x" * 4001, "text_too_long")])
def test_an_objection_says_something(text, code):
    _call, (_place, _reserve, no) = make_told_call()
    assert refused(raised, application=no, text=text) == [code]


def test_a_decision_that_stands_is_answered_by_one_letter():
    _call, (_place, _reserve, no) = make_told_call()
    officer = make_officer()
    objection = answer_objection(objection=raised(no), outcome=ObjectionOutcome.UPHELD, answer="Dienas pārklājās.", by=officer)
    assert (objection.outcome, objection.answered_by) == (ObjectionOutcome.UPHELD, officer)
    assert fresh([no])[0].state is ApplicationStatus.NOT_SELECTED
    assert "Dienas pārklājās." in Letter.objects.get(kind=LetterKind.OBJECTION_ANSWERED, application=no).text
    assert refused(answer_objection, objection=objection, outcome=ObjectionOutcome.UPHELD, answer="Vēlreiz.", by=officer) == ["answered_already"]


@pytest.mark.parametrize(("outcome", "stage"), [(Outcome.PLACE, StageCode.PLACE), (Outcome.RESERVE, StageCode.RESERVE)])
def test_an_objection_that_was_right_leads_to_another_decision(outcome, stage):
    _call, (_place, _reserve, no) = make_told_call(places=2)
    officer = make_officer()
    answer_objection(objection=raised(no), outcome=ObjectionOutcome.CHANGED, answer="Kļūdījāmies.", by=officer, new_outcome=outcome)
    (no,) = fresh([no])
    decision = no.decision
    assert (decision.outcome, decision.by, decision.reason, decision.note) == (outcome, officer, "", "")
    assert decision.reserve_position == (2 if outcome == Outcome.RESERVE else None)
    assert (no.state, no.not_selected_reason, no.decision_note) == (ApplicationStatus.SHORTLISTED, "", "")
    assert stage_of(no, today()).code is stage
    assert Letter.objects.filter(kind=LetterKind.OBJECTION_ANSWERED, application=no).count() == 1
    assert no.history.filter(verb=Verb.DECIDED).first().to_status == outcome


def test_everything_that_an_answer_lacks_is_said_at_once():
    _call, (_place, _reserve, no) = make_told_call(places=1)
    objection, officer = raised(no), make_officer()
    assert refused(answer_objection, objection=objection, outcome="", answer="", by=officer) == ["outcome_missing", "answer_missing"]
    changed = {"objection": objection, "outcome": ObjectionOutcome.CHANGED, "answer": "Jā.", "by": officer}
    assert refused(answer_objection, **changed) == ["new_outcome_missing"]
    assert refused(answer_objection, **changed, new_outcome=Outcome.NOT_SELECTED) == ["new_outcome_missing"]
    assert refused(answer_objection, **changed, new_outcome=Outcome.PLACE) == ["no_place_left"]


def test_who_withdrew_meanwhile_gets_an_answer_and_no_new_decision():
    _call, (_place, waiting, _no) = make_told_call(places=5)
    objection = raised(waiting)
    withdraw_application(application=waiting, by=waiting.applicant.user)
    changed = {"objection": objection, "outcome": ObjectionOutcome.CHANGED, "answer": "Jā.", "by": make_officer()}
    assert refused(answer_objection, **changed, new_outcome=Outcome.PLACE) == ["withdrawn"]
    assert answer_objection(**changed | {"outcome": ObjectionOutcome.UPHELD}).answered_at


def test_the_way_to_object_stands_on_the_persons_own_page_while_there_is_time():
    person = make_user()
    call, (placed, no) = make_told_call(outcomes=(Outcome.PLACE, Outcome.NOT_SELECTED), applicant=make_applicant(user=person))
    client, link = signed_in(person), f"/my/applications/{no.reference}/object/"
    assert link in client.get(f"/my/applications/{no.reference}/").content.decode()
    assert f"/my/applications/{placed.reference}/object/" not in client.get(f"/my/applications/{placed.reference}/").content.decode()
    answer = client.post(link, {"text": " "})
    assert (answer.status_code, codes(answer)) == (422, {"required"})
    assert client.post(link, {"text": TEXT})["Location"] == f"/my/applications/{no.reference}/"
    page = client.get(f"/my/applications/{no.reference}/").content.decode()
    assert TEXT in page
    assert link not in page
    told_days_ago(call, 400)
    assert 'name="text"' not in client.get(link).content.decode()


def test_whoever_objected_and_the_office_read_the_same_day_by_which_it_is_answered(client, officer, settings):
    settings.ANSWER_DAYS = 12
    person = make_user()
    _call, (no,) = make_told_call(outcomes=(Outcome.NOT_SELECTED,), applicant=make_applicant(user=person))
    objection, by_then = raised(no), day(days(12), "short")
    pages = [(signed_in(person), f"/my/applications/{no.reference}/"), (client, "/staff/objections/")]
    assert [by_then in visitor.get(address).content.decode() for visitor, address in pages] == [True, True]
    Objection.objects.update(at=timezone.now() - timedelta(days=13))
    objection.refresh_from_db()
    assert objection.answer_by is None, "a day that has gone by is not promised"
    assert signed_in(person).get(pages[0][1]).status_code == 200


def test_an_officer_finds_and_answers_an_objection(client, officer):
    _call, (_place, _reserve, no) = make_told_call()
    objection = raised(no)
    assert f'data-number="{objection.pk}"' in client.get("/staff/objections/").content.decode()
    address = f"/staff/objections/{objection.pk}/"
    assert TEXT in client.get(address).content.decode()
    answer = client.post(address, {"outcome": "", "answer": ""})
    assert (answer.status_code, codes(answer)) == (422, {"required"})
    client.post(address, {"outcome": ObjectionOutcome.UPHELD, "answer": "Dienas pārklājās.", "new_outcome": ""})
    assert Objection.objects.get().answered_by == officer
    assert f'data-number="{objection.pk}"' not in client.get("/staff/objections/").content.decode()
    assert f'data-number="{objection.pk}"' in client.get("/staff/objections/?all=1").content.decode()
