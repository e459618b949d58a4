"""A question to the local group is closed early or extended, and its result stands where a decision is made, for those who may see it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from popups.choices import ConsultationState, LetterKind, Verb
from popups.forms.staff.consulting import DoneForm
from popups.group_work import remind_members
from popups.lifecycle.applications import shortlist
from popups.lifecycle.consulting import answer_consultation, close_early, extend, say_what_was_done
from popups.models import Application, Consultation, History, Letter
from popups.reports.needs import needs_of
from tests.make import (
    days,
    make_application,
    make_call,
    make_member,
    make_officer,
    make_question,
    make_reviewer,
    make_unit,
    today,
)
from tests.popups.asking import codes, queries_of, signed_in
from tests.popups.deciding import make_closed_call
from vacancies.choices import Role
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


def refused(verb, **given) -> list[str]:
    with pytest.raises(Refused) as problem:
        verb(**given)
    return problem.value.codes


def in_days(number: int):
    return timezone.now() + timedelta(days=number)


def letters() -> list[str]:
    return list(Letter.objects.filter(kind=LetterKind.CONSULTATION_ASKED).order_by("pk").values_list("to_email", flat=True))


def answers(invitation, comment: str = "") -> None:
    answer_consultation(invitation=invitation, chosen={invitation.consultation.options.first().pk}, comment=comment)


def waiting() -> list[str]:
    return [need.title for group in needs_of([Role.OFFICER], today()) if group.code == "consultations" for need in group.needs]


# Closing early

def test_a_question_closed_early_takes_no_answer_and_keeps_those_it_has():
    row, officer = make_question(members=[make_member(), make_member()]), make_officer()
    first, second = row.invitations.order_by("pk")
    answers(first)
    before = letters()
    row = close_early(consultation=row, by=officer)
    assert row.state is ConsultationState.CLOSED
    assert refused(answers, invitation=second) == ["not_open"]
    assert row.invitations.exclude(answered_at=None).count() == 1
    assert letters() == before
    line = History.objects.get(verb=Verb.CONSULTATION_CLOSED)
    assert (line.by, line.unit) == (officer, row.unit)
    again = close_early(consultation=row, by=officer)
    assert again.closes_at == row.closes_at
    assert History.objects.filter(verb=Verb.CONSULTATION_CLOSED).count() == 1


@pytest.mark.parametrize("make", [
    lambda: make_question(),
    lambda: make_question(members=[make_member()], opens_at=in_days(1), closes_at=in_days(4)),
    lambda: say_what_was_done(consultation=make_question(members=[make_member()], closed=True), text="Ceptuve.", by=make_officer())])
def test_what_nobody_can_answer_is_not_closed_early(make):
    row = make()
    assert refused(close_early, consultation=row, by=make_officer()) == ["not_open"]
    assert Consultation.objects.get().closes_at == row.closes_at


# Extending

def test_more_time_writes_no_letter_while_it_is_open_and_reminds_again_before_the_new_end():
    row = make_question(members=[make_member(), make_member()], opens_at=in_days(-5), closes_at=timezone.now() + timedelta(hours=20))
    row.invitations.update(sent_at=in_days(-5))
    answers(row.invitations.order_by("pk")[0])
    silent = row.invitations.order_by("pk")[1].member.email
    asked = letters()
    remind_members(today())
    assert letters() == [*asked, silent]
    row = extend(consultation=row, closes_at=in_days(6), by=make_officer())
    remind_members(today())
    assert letters() == [*asked, silent]
    Consultation.objects.update(closes_at=timezone.now() + timedelta(hours=21))
    Letter.objects.filter(key__startswith="consultation-reminder").update(key="consultation-reminder:of-the-old-day")
    remind_members(today())
    remind_members(today())
    assert letters() == [*asked, silent, silent]
    assert History.objects.filter(verb=Verb.CONSULTATION_EXTENDED, unit=row.unit).count() == 1


def test_the_reminder_of_another_last_day_is_another_letter():
    row = make_question(members=[make_member()], opens_at=in_days(-5), closes_at=timezone.now() + timedelta(hours=20))
    row.invitations.update(sent_at=in_days(-5))
    remind_members(today())
    Consultation.objects.update(closes_at=timezone.now() + timedelta(hours=20) - timedelta(days=7), opens_at=in_days(-20))
    extend(consultation=Consultation.objects.get(), closes_at=in_days(3), by=make_officer())
    told = Letter.objects.filter(key__startswith="consultation-extended").count()
    assert (len(letters()), told) == (3, 1)


def test_a_closed_question_that_gets_more_time_is_told_once_to_those_who_have_not_answered():
    gone, answered, silent = make_member(), make_member(), make_member()
    row = make_question(members=[gone, answered, silent])
    answers(row.invitations.get(member=answered))
    gone.left_on = days(0)
    gone.save()
    row = close_early(consultation=row, by=make_officer())
    before = letters()
    row = extend(consultation=row, closes_at=in_days(5), by=make_officer())
    assert letters() == [*before, silent.email]
    assert row.state is ConsultationState.OPEN
    answers(row.invitations.get(member=silent))


def test_one_more_day_is_one_letter_and_no_reminder_beside_it():
    row = make_question(members=[make_member()], opens_at=in_days(-5))
    row.invitations.update(sent_at=in_days(-5))
    before = letters()
    extend(consultation=close_early(consultation=row, by=make_officer()), closes_at=timezone.now() + timedelta(hours=23), by=make_officer())
    remind_members(today())
    assert len(letters()) == len(before) + 1


@pytest.mark.parametrize(("number", "code"), [(-1, "not_later"), (1, "not_later"), (400, "too_long")])
def test_more_time_is_later_than_before_and_half_a_year_at_most(number, code):
    row = make_question(members=[make_member()])
    assert refused(extend, consultation=row, closes_at=in_days(number), by=make_officer()) == [code]


def test_a_draft_and_a_question_that_is_settled_get_no_more_time():
    assert refused(extend, consultation=make_question(), closes_at=in_days(30), by=make_officer()) == ["is_draft"]
    done = say_what_was_done(consultation=make_question(members=[make_member()], closed=True), text="Ceptuve.", by=make_officer())
    assert refused(extend, consultation=done, closes_at=in_days(30), by=make_officer()) == ["is_done"]


def test_the_page_of_the_question_closes_it_and_gives_more_time():
    row, officer = make_question(members=[make_member()]), signed_in(make_officer())
    page = reverse("popups:consultation", args=[row.key])
    assert f'action="{page}close/"' in officer.get(page).content.decode()
    officer.post(f"{page}close/")
    assert Consultation.objects.get().state is ConsultationState.CLOSED
    shown = officer.get(page).content.decode()
    assert f'action="{page}close/"' not in shown
    assert f'action="{page}extend/"' in shown
    wrong = officer.post(f"{page}extend/", {"last_day": "01.01.2020."})
    assert (wrong.status_code, codes(wrong)) == (422, {"not_later"})
    assert "01.01.2020." in wrong.content.decode()
    assert officer.post(f"{page}extend/", {"last_day": f"{days(9):%d.%m.%Y.}"}).status_code == 302
    assert Consultation.objects.get().state is ConsultationState.OPEN
    assert timezone.localdate(Consultation.objects.get().closes_at - timedelta(seconds=1)) == days(9)


def test_only_officers_change_the_days():
    row, reviewer = make_question(members=[make_member()]), signed_in(make_reviewer())
    page = reverse("popups:consultation", args=[row.key])
    assert [reviewer.post(f"{page}{deed}/", {"last_day": "01.01.2030."}).status_code for deed in ("close", "extend")] == [404, 404]
    assert Consultation.objects.get().closes_at == row.closes_at


# Today

def test_a_closed_question_stands_on_today_until_the_town_says_what_it_did():
    row = make_question(members=[make_member()])
    make_question(question="A draft")
    assert waiting() == []
    row = close_early(consultation=row, by=make_officer())
    assert waiting() == [row.question]
    assert f'href="{reverse("popups:consultation", args=[row.key])}#done"' in signed_in(make_officer()).get("/staff/").content.decode()
    say_what_was_done(consultation=row, text="Ceptuve.", by=make_officer())
    assert waiting() == []


# Beside the decision

def make_three_questions() -> tuple[Application, list[Consultation]]:
    """About the call, its shortlist and the wished unit of one application; and about another unit and another call."""
    call, unit = make_closed_call(), make_unit()
    rows = [make_application(unit=unit), make_application()]
    Application.objects.filter(pk__in=[row.pk for row in rows]).update(call=call)
    for row in rows:
        shortlist(application=Application.objects.get(pk=row.pk), by=make_officer())
    member = make_member()
    asked = [make_question(call=call, members=[member], question="Par uzsaukumu?"),
             make_question(call=call, is_about_shortlist=True, options=[], members=[member], question="Par sarakstu?"),
             make_question(unit=unit, members=[member], question="Par telpu?")]
    make_question(members=[member], question="Par citu telpu?")
    make_question(call=make_call(), members=[member], question="Par citu uzsaukumu?")
    return Application.objects.get(pk=rows[0].pk), asked


def shown_at(client, address: str) -> set[str]:
    return set(re.findall(r'<section class="section asked" data-reference="([^"]+)"', client.get(address).content.decode()))


def test_what_the_group_said_stands_on_the_pages_of_the_unit_the_call_the_application_and_the_decision():
    application, (of_call, of_list, of_unit) = make_three_questions()
    officer = signed_in(make_officer())
    everything = {of_call.key, of_list.key, of_unit.key}
    unit = application.wishes.get().unit
    assert shown_at(officer, reverse("popups:staff-application", args=[application.reference])) == everything
    assert shown_at(officer, reverse("popups:application-outcome", args=[application.call.reference, application.reference])) == everything
    assert shown_at(officer, reverse("popups:staff-call", args=[application.call.reference])) == {of_call.key, of_list.key}
    assert shown_at(officer, f"{reverse('popups:staff-unit', args=[unit.reference])}?tab=use") == {of_unit.key}


def test_the_option_that_is_this_application_is_marked():
    application, _asked = make_three_questions()
    page = signed_in(make_officer()).get(reverse("popups:staff-application", args=[application.reference])).content.decode()
    assert page.count("data-own") == 1


def test_an_application_on_its_own_shows_what_was_asked_about_its_unit_alone():
    application = make_application()
    row = make_question(unit=application.wishes.get().unit, members=[make_member()])
    make_question(members=[make_member()])
    assert shown_at(signed_in(make_officer()), reverse("popups:staff-application", args=[application.reference])) == {row.key}


def test_reviewers_read_the_result_only_when_nobody_can_answer_any_more():
    application = make_application()
    row = make_question(unit=application.wishes.get().unit, members=[make_member()])
    answers(row.invitations.get(), comment="Slepens-vaards")
    address = reverse("popups:staff-application", args=[application.reference])
    officer, reviewer = signed_in(make_officer()), signed_in(make_reviewer())
    assert "Slepens-vaards" in officer.get(address).content.decode()
    assert "Slepens-vaards" not in reviewer.get(address).content.decode()
    close_early(consultation=row, by=make_officer())
    assert "Slepens-vaards" in reviewer.get(address).content.decode()


def test_applicants_and_visitors_read_nothing_of_it(client):
    application = make_application()
    row = make_question(unit=application.wishes.get().unit, members=[make_member()], question="Slepens-jautaajums?")
    close_early(consultation=row, by=make_officer())
    own = signed_in(application.applicant.user)
    unit = application.wishes.get().unit
    pages = [own.get(reverse("popups:my-application", args=[application.reference])), own.get("/my/"),
             client.get(reverse("popups:unit-detail", args=[unit.reference])), client.get(reverse("popups:unit-ideas", args=[unit.reference]))]
    assert [page.status_code for page in pages] == [200] * 4
    assert not [page for page in pages if "Slepens-jautaajums" in page.content.decode()]


def test_beside_a_decision_many_questions_cost_the_same():
    application, _asked = make_three_questions()
    officer = signed_in(make_officer())
    address = reverse("popups:application-outcome", args=[application.call.reference, application.reference])
    some = queries_of(officer, address)
    for _ in range(5):
        make_question(call=application.call, members=[make_member()])
    assert queries_of(officer, address) == some


def test_what_was_said_already_is_not_promised_by_e_mail_once_more():
    row = make_question(members=[make_member()], closed=True)
    promise = str(DoneForm().fields["text"].help_text)
    office = signed_in(make_officer())
    assert escape(promise) in office.get(f"/staff/group/{row.key}/").content.decode()
    say_what_was_done(consultation=row, text="Ceptuve.", by=make_officer())
    assert escape(promise) not in office.get(f"/staff/group/{row.key}/").content.decode()
