"""Who began to apply to a call and has not sent it is reminded once, three days before it closes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from popups.choices import LetterKind
from popups.lifecycle.calls import save_call
from popups.lifecycle.draft_reminders import remind_of_draft, unreminded
from popups.models import Application, Call, Letter
from popups.moments import midnight
from popups.tick import remind_of_drafts
from tests.make import days, make_applicant, make_application, make_call, make_officer, today

pytestmark = pytest.mark.django_db


def begun(call: Call, days_ago: int = 5, **fields) -> Application:
    draft = make_application(call=call, status="draft", **fields)
    Application.objects.filter(pk=draft.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
    return draft


def told() -> list[int]:
    return list(Letter.objects.filter(kind=LetterKind.DRAFT_REMINDER).order_by("pk").values_list("application", flat=True))


def test_a_draft_is_reminded_of_once_within_the_last_three_days():
    soon, later = begun(make_call(days_left=3)), begun(make_call(days_left=5))
    for _ in range(2):
        remind_of_drafts(today())
    assert told() == [soon.pk]
    remind_of_drafts(days(2))
    assert told() == [soon.pk, later.pk]


def test_the_letter_names_the_call_and_leads_to_the_page_where_it_is_sent():
    draft = begun(make_call(days_left=2, title="Vasara veikalos"))
    remind_of_drafts(today())
    letter = Letter.objects.get(kind=LetterKind.DRAFT_REMINDER)
    assert "Vasara veikalos" in letter.text
    assert f"/apply/{draft.reference}/check/" in letter.text
    assert letter.to_email == draft.applicant.user.email
    assert letter.sent_at is None, "one of many: the periodic job sends it"


def test_nobody_is_reminded_of_what_is_sent_closed_of_no_call_or_begun_only_now():
    open_call, closed = make_call(days_left=2), make_call(days_left=-1)
    make_application(call=open_call)
    make_application(status="draft")
    begun(closed)
    begun(open_call, days_ago=0)
    waiting = begun(open_call)
    assert unreminded(today()) == [waiting]


def test_a_draft_that_is_nobodys_has_no_one_to_remind():
    call = make_call(days_left=2)
    draft = begun(call, applicant=make_applicant())
    assert unreminded(today()) == [draft]
    type(draft.applicant).objects.filter(pk=draft.applicant_id).update(user=None)
    assert unreminded(today()) == []


def test_who_sends_it_at_the_same_moment_is_not_reminded():
    draft = begun(make_call(days_left=2))
    Application.objects.filter(pk=draft.pk).update(status="submitted", submitted_at=timezone.now())
    assert not remind_of_draft(application=draft)
    assert told() == []


def test_on_the_last_day_nobody_is_told_to_send_what_cannot_be_sent_any_more():
    call = make_call(days_left=2)
    draft = begun(call)
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    assert not remind_of_draft(application=draft)
    assert told() == []


def test_a_later_last_day_reminds_again_before_it_and_the_same_day_does_not():
    call = make_call(days_left=2)
    draft = begun(call)
    remind_of_drafts(today())
    save_call(call=call, by=make_officer(), closes_at=call.closes_at + timedelta(days=10))
    remind_of_drafts(days(1))
    assert told() == [draft.pk], "there are more than three days again"
    for _ in range(2):
        remind_of_drafts(days(9))
    assert told() == [draft.pk, draft.pk]


def test_some_hours_more_on_the_same_day_are_no_new_letter():
    call = make_call(days_left=2)
    begun(call)
    Call.objects.filter(pk=call.pk).update(closes_at=midnight(days(2)) + timedelta(hours=9))
    remind_of_drafts(today())
    Call.objects.filter(pk=call.pk).update(closes_at=midnight(days(2)) + timedelta(hours=15))
    remind_of_drafts(today())
    assert len(told()) == 1
