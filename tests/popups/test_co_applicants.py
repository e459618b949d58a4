"""Applying together: somebody is asked by e-mail, and says yes or no without an account."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from popups.choices import LetterKind, Verb
from popups.lifecycle.applications import submit_application, withdraw_application
from popups.lifecycle.claiming import begin_draft, claim_draft
from popups.lifecycle.co_applicants import (
    add_co_applicant,
    answer_as_co_applicant,
    remind_co_applicant,
    remove_co_applicant,
    unanswered,
)
from popups.lifecycle.retention import forget_told
from popups.lifecycle.stripping import strip_application
from popups.models import CoApplicant, Letter
from popups.rules.co_applicants import MOST
from tests.make import make_application, make_officer, make_user
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return make_application(status="draft", title="Krūzes")


@pytest.fixture
def asked(draft) -> CoApplicant:
    return add_co_applicant(application=draft, name="Zane", email=" Zane@Example.org ", by=draft.applicant.user)


def page_of(row) -> str:
    return reverse("popups:co-applicant-answer", args=[row.key])


def test_naming_somebody_writes_them_a_letter_with_the_link(client, draft, django_capture_on_commit_callbacks):
    client.force_login(draft.applicant.user)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("popups:co-applicant-list", args=[draft.reference]), {"name": "Zane", "email": "Zane@Example.org"})
    assert answer.status_code == 302
    row = draft.co_applicants.get()
    assert (row.name, row.email, row.is_willing) == ("Zane", "zane@example.org", None)
    assert mail.outbox[-1].to == ["zane@example.org"]
    assert f"/together/{row.key}/" in mail.outbox[-1].body
    assert row.key not in Letter.objects.get(kind=LetterKind.CO_APPLICANT_ASKED).text, "a kept letter opens nobody's page"
    assert draft.history.filter(verb=Verb.CO_APPLICANT_ASKED, by=draft.applicant.user).count() == 1


@pytest.mark.parametrize(("answer", "is_willing"), [("yes", True), ("no", False)])
def test_the_invited_person_answers_without_an_account_and_the_applicant_hears(draft, asked, answer, is_willing):
    stranger = Client()
    page = stranger.get(page_of(asked))
    assert page.status_code == 200
    assert "Krūzes" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert stranger.post(page_of(asked), {"answer": answer}).url == page_of(asked)
    asked.refresh_from_db()
    assert asked.is_willing is is_willing
    assert f'data-answer="{answer}"' in stranger.get(page_of(asked)).content.decode()
    letter = Letter.objects.get(kind=LetterKind.CO_APPLICANT_ANSWERED)
    assert letter.to_user == draft.applicant.user


def test_looking_answers_nothing_and_twice_the_same_says_it_once(asked):
    stranger = Client()
    stranger.get(page_of(asked))
    stranger.head(page_of(asked))
    asked.refresh_from_db()
    assert asked.is_willing is None
    for _ in range(2):
        stranger.post(page_of(asked), {"answer": "yes"})
    assert Letter.objects.filter(kind=LetterKind.CO_APPLICANT_ANSWERED).count() == 1
    stranger.post(page_of(asked), {"answer": "no"})
    asked.refresh_from_db()
    assert asked.is_willing is False
    assert Letter.objects.filter(kind=LetterKind.CO_APPLICANT_ANSWERED).count() == 2


def test_staff_only_look_at_an_invitation(client, asked):
    client.force_login(make_officer())
    assert client.get(page_of(asked)).status_code == 200
    client.post(page_of(asked), {"answer": "yes"})
    asked.refresh_from_db()
    assert asked.is_willing is None


def test_the_page_tells_neither_contact_nor_papers_of_the_applicant(client, draft, asked):
    applicant = draft.applicant
    applicant.phone, applicant.contact_name = "29111222", "Anna Ābele"
    applicant.save()
    page = client.get(page_of(asked)).content.decode()
    assert applicant.name in page
    for hidden in (applicant.user.email, "29111222", "Anna Ābele"):
        assert hidden not in page


def test_the_answer_stands_on_the_check_page_and_on_the_page_of_the_office(client, draft, asked):
    answer_as_co_applicant(row=asked, is_willing=True)
    client.force_login(draft.applicant.user)
    check = client.get(reverse("popups:application-step", args=[draft.reference, "check"])).content.decode()
    assert re.search(r'data-answer="yes"><p class="queue-title">Zane<', check)
    client.post(reverse("popups:application-step", args=[draft.reference, "check"]))
    client.force_login(make_officer())
    page = client.get(reverse("popups:staff-application", args=[draft.reference])).content.decode()
    assert "zane@example.org" in page
    assert 'id="co-applicants"' in page


@pytest.mark.parametrize(("name", "email", "codes"), [
    ("", "", ["name_missing", "email_wrong"]), ("Zane", "zane", ["email_wrong"]), ("Zane", "zane@example.org", ["asked_already"]),
    ("Me", "me@example.org", ["own_email"])])
def test_what_is_wrong_is_said_at_once(draft, asked, name, email, codes):
    draft.applicant.user.email = "me@example.org"
    draft.applicant.user.save()
    with pytest.raises(Refused) as refused:
        add_co_applicant(application=draft, name=name, email=email, by=draft.applicant.user)
    assert refused.value.codes == codes
    assert draft.co_applicants.count() == 1


def test_five_at_most(draft):
    for number in range(MOST):
        add_co_applicant(application=draft, name="A", email=f"a{number}@example.org", by=draft.applicant.user)
    with pytest.raises(Refused) as refused:
        add_co_applicant(application=draft, name="A", email="more@example.org", by=draft.applicant.user)
    assert refused.value.codes == ["too_many"]


def test_whoever_is_removed_has_no_page_any_more(client, draft, asked):
    client.force_login(make_user())
    remove = reverse("popups:co-applicant-remove", args=[draft.reference, asked.pk])
    assert client.post(remove).status_code == 404
    client.force_login(draft.applicant.user)
    client.post(remove)
    assert not CoApplicant.objects.exists()
    assert client.get(page_of(asked)).status_code == 404
    assert draft.history.filter(verb=Verb.CO_APPLICANT_REMOVED, by=draft.applicant.user).count() == 1


def test_who_was_never_asked_is_taken_out_without_a_trace():
    draft = begin_draft(kind="maker")
    row = add_co_applicant(application=draft, name="Zane", email="zane@example.org", by=None)
    remove_co_applicant(row=row, by=None)
    assert not draft.history.exists()
    assert not draft.co_applicants.exists()


def test_after_sending_nobody_is_added_or_removed_but_the_answer_may_still_come(client):
    application = make_application(status="draft")
    row = add_co_applicant(application=application, name="Zane", email="zane@example.org", by=application.applicant.user)
    client.force_login(application.applicant.user)
    client.post(reverse("popups:application-step", args=[application.reference, "check"]))
    client.post(reverse("popups:co-applicant-remove", args=[application.reference, row.pk]))
    assert CoApplicant.objects.filter(pk=row.pk).exists()
    Client().post(page_of(row), {"answer": "yes"})
    row.refresh_from_db()
    assert row.is_willing


def test_of_an_application_that_is_over_nobody_answers(draft, asked):
    withdraw_application(application=draft, by=draft.applicant.user)
    with pytest.raises(Refused) as refused:
        answer_as_co_applicant(row=asked, is_willing=True)
    assert refused.value.codes == ["is_over"]
    assert Client().get(page_of(asked)).status_code == 200


def test_a_draft_of_nobody_writes_to_nobody_until_it_is_claimed(django_capture_on_commit_callbacks):
    draft = begin_draft(kind="maker", by=None)
    row = add_co_applicant(application=draft, name="Zane", email="zane@example.org", by=None)
    assert not Letter.objects.exists()
    assert Client().get(page_of(row)).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        claim_draft(application=draft, by=make_user())
    assert [letter.to for letter in mail.outbox] == [["zane@example.org"]]
    assert Client().get(page_of(row)).status_code == 200


def test_who_does_not_answer_is_reminded_once_after_a_week(asked):
    now = timezone.now()
    assert unanswered(now) == []
    CoApplicant.objects.update(invited_at=now - timedelta(days=8))
    [row] = unanswered(now)
    assert remind_co_applicant(row=row) is True
    assert remind_co_applicant(row=row) is False
    assert Letter.objects.filter(kind=LetterKind.CO_APPLICANT_ASKED, to_email="zane@example.org").count() == 2
    answer_as_co_applicant(row=row, is_willing=False)
    assert unanswered(now) == []


def test_of_who_was_asked_nothing_stays_once_the_application_is_let_go(asked, draft):
    letters, yesterday = Letter.objects.filter(kind=LetterKind.CO_APPLICANT_ASKED), timezone.now() - timedelta(days=1)
    letters.update(sent_at=timezone.now())
    submit_application(application=draft, by=draft.applicant.user)
    letters.update(written_at=yesterday)
    assert forget_told() == 0, "the application still needs the letter"
    strip_application(application=draft, by=None)
    letters.update(written_at=timezone.now())
    assert forget_told() == 0, "it still counts among the letters of this day"
    letters.update(written_at=yesterday)
    assert forget_told() == 1
    assert not Letter.objects.filter(to_email="zane@example.org").exists()
    assert forget_told() == 0
