"""What the office answers to an application."""


import pytest
from django.urls import reverse

from popups.choices import ApplicationStatus, LetterKind, NotSelectedReason
from popups.models import Application, Comment, History, Letter
from tests.make import (
    make_application,
    make_offer,
)

pytestmark = pytest.mark.django_db


def address(name: str, application: Application) -> str:
    return reverse(f"popups:{name}", args=[application.reference])


def test_taking_into_review_and_shortlisting_are_one_click_each_and_twice_is_harmless(client, officer):
    application = make_application()
    for name, status in (("application-review", ApplicationStatus.IN_REVIEW),
                         ("application-shortlist", ApplicationStatus.SHORTLISTED)):
        for _ in range(2):
            response = client.post(f"{address(name, application)}?kind=maker")
            assert response["Location"] == f"{address('staff-application', application)}?kind=maker"
        application.refresh_from_db()
        assert application.state is status
        assert History.objects.filter(to_status=status).count() == 1


def test_a_step_that_is_no_longer_possible_is_told_and_changes_nothing(client, officer):
    application = make_application(status=ApplicationStatus.NOT_SELECTED)
    response = client.post(address("application-shortlist", application), follow=True)
    assert response.status_code == 200
    assert [message.extra_tags for message in response.context["messages"]] == ["illegal_move"]
    application.refresh_from_db()
    assert application.state is ApplicationStatus.NOT_SELECTED


def codes(response) -> set[str]:
    page = response.content.decode()
    return {code for part in page.split('data-codes="')[1:] for code in part.split('"')[0].split()}


def test_an_empty_comment_comes_back_with_422(client, officer):
    application = make_application()
    response = client.post(address("application-comment", application), {"text": "   "})
    assert response.status_code == 422
    assert response.context["form"].errors
    assert not Comment.objects.exists()


def test_a_comment_sent_twice_is_kept_once(client, officer):
    application = make_application()
    sent = {"text": "Fits Pils iela.", "once": "11111111-1111-4111-8111-111111111111"}
    for _ in range(2):
        assert client.post(address("application-comment", application), sent).status_code == 302
    assert Comment.objects.count() == 1


def test_asking_for_changes_sends_a_letter_with_the_note(client, officer):
    application = make_application()
    client.post(address("application-changes", application), {"note": "Please add a picture."})
    application.refresh_from_db()
    assert application.state is ApplicationStatus.CHANGES_REQUESTED
    assert "Please add a picture." in Letter.objects.get(kind=LetterKind.CHANGES_REQUESTED).text


def test_asking_for_changes_without_a_word_is_refused(client, officer):
    application = make_application()
    response = client.post(address("application-changes", application), {"note": ""})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"note"}


def test_a_decision_without_reason_and_sentence_shows_both_problems_at_once(client, officer):
    application = make_application()
    response = client.post(address("application-decide", application), {})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"reason", "note"}
    application.refresh_from_db()
    assert application.decided_at is None


def test_what_was_typed_stays_when_a_decision_is_refused(client, officer):
    offer = make_offer()
    sent = {"reason": NotSelectedReason.BUDGET, "note": "Typed with care."}
    response = client.post(address("application-decide", offer.application), sent)
    assert response.status_code == 422
    assert codes(response) == {"has_promise"}
    assert "Typed with care." in response.content.decode()
    assert response.context["form"]["reason"].value() == NotSelectedReason.BUDGET


def test_the_letter_can_be_read_before_it_is_sent(client, officer):
    application = make_application()
    sent = {"reason": NotSelectedReason.BUDGET, "note": "Four hundred would do.", "preview": "1"}
    response = client.post(address("application-decide", application), sent)
    assert response.status_code == 200
    subject, text = response.context["letter"]
    assert application.reference in text
    assert "Four hundred would do." in text
    application.refresh_from_db()
    assert application.state is ApplicationStatus.SUBMITTED
    assert not Letter.objects.filter(kind=LetterKind.NOT_SELECTED).exists()


def test_the_letter_that_is_sent_is_the_one_that_was_read(client, officer):
    application = make_application()
    sent = {"reason": NotSelectedReason.DATES_TAKEN, "note": "May is taken.", "once": "11111111-1111-4111-8111-111111111112"}
    read = client.post(address("application-decide", application), {**sent, "preview": "1"}).context["letter"]
    for _ in range(2):
        assert client.post(address("application-decide", application), sent).status_code == 302
    letter = Letter.objects.get(kind=LetterKind.NOT_SELECTED)
    assert (letter.subject, letter.text) == read
    application.refresh_from_db()
    assert application.decided_by == officer
    assert application.not_selected_reason == NotSelectedReason.DATES_TAKEN
