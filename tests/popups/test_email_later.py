"""Somebody who applied on paper gets an e-mail: letters go there, and the person finds everything on their page."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from popups.choices import LetterKind, Verb
from popups.letters import send_waiting
from popups.lifecycle.entering import give_email
from popups.lifecycle.stripping import nobody
from popups.models import Applicant, Application, User
from tests.make import make_applicant, make_application, make_offer, make_officer, make_reviewer, make_user
from tests.popups.asking import codes, signed_in
from tests.popups.on_paper import make_on_paper
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
EMAIL = "anna@example.org"


def given(application: Application, email: str = EMAIL, by: User | None = None) -> Application:
    give_email(application=application, email=email, language="de", by=by or make_officer())
    return Application.objects.select_related("applicant__user").get(pk=application.pk)


def refused(**arguments) -> list[str]:
    with pytest.raises(Refused) as caught:
        given(**arguments)
    return caught.value.codes


def address(application: Application) -> str:
    return reverse("popups:applicant-email", args=[application.reference])


def test_the_officer_enters_it_and_the_person_gets_a_letter_in_their_language(django_capture_on_commit_callbacks):
    application, officer = make_on_paper(), make_officer()
    client = signed_in(officer)
    page = client.get(reverse("popups:staff-application", args=[application.reference])).content.decode()
    assert f'href="{address(application)}"' in page
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address(application), {"email": EMAIL.upper(), "language": "de"}).status_code == 302
    application = Application.objects.get(pk=application.pk)
    assert (application.applicant.user.email, application.applicant.user.language) == (EMAIL, "de")
    letter = application.letters.get(key=f"email-given:{application.reference}")
    assert (letter.kind, letter.to_email, letter.language) == (LetterKind.APPLICATION_ENTERED, EMAIL, "de")
    assert [sent.to for sent in mail.outbox] == [[EMAIL]]
    assert application.history.get(verb=Verb.EMAIL_GIVEN).by == officer


def test_the_person_signs_in_with_a_code_and_finds_it(client):
    application = given(make_on_paper(name="Papīra Anna"))
    client.post("/sign-in/", {"email": EMAIL})
    client.post("/accounts/login/code/confirm/", {"code": re.search(r"^([0-9]{6})$", mail.outbox[-1].body, re.M)[1]})
    assert application.title in client.get("/my/").content.decode()
    assert client.get(reverse("popups:my-application", args=[application.reference])).status_code == 200


def test_letters_from_then_on_go_by_e_mail_and_those_that_wait_for_the_printer_still_do():
    application = make_on_paper()
    first = application.letters.get()
    application = given(application)
    offer = make_offer(application=application)
    assert offer.letters.get(kind=LetterKind.OFFER_MADE).to_email == EMAIL
    first.refresh_from_db()
    assert first.is_to_print
    assert send_waiting()[0] > 0


def test_a_profile_that_the_person_has_is_kept_and_only_filled_up():
    person = make_user(email=EMAIL)
    profile = make_applicant(user=person, name="Annas darbnīca", phone="")
    application = make_on_paper(name="A. Papīra")
    Applicant.objects.filter(pk=application.applicant_id).update(phone="+371 20000000")
    paper = application.applicant_id
    application = given(application)
    assert application.applicant == profile
    profile.refresh_from_db()
    assert (profile.name, profile.phone) == ("Annas darbnīca", "+371 20000000")
    assert not Applicant.objects.filter(pk=paper).exists()


def test_all_applications_of_the_same_person_on_paper_go_along():
    first = make_on_paper()
    second = make_application()
    Application.objects.filter(pk=second.pk).update(applicant=first.applicant, entered_by=first.entered_by)
    make_applicant(user=make_user(email=EMAIL))
    given(first)
    assert Application.objects.filter(applicant__user__email=EMAIL).count() == 2


def test_a_draft_gets_no_letter_and_the_person_may_go_on_with_it():
    application = given(make_on_paper(is_sent=False))
    assert not application.letters.exists()
    page = reverse("popups:application-step", args=[application.reference, "what"])
    assert signed_in(application.applicant.user).get(page).status_code == 200


def test_ones_own_e_mail_and_a_second_one_are_refused():
    officer = make_officer(email="birojs@example.org")
    application = make_on_paper()
    assert refused(application=application, email="Birojs@example.org", by=officer) == ["own_email"]
    assert not User.objects.filter(email=EMAIL).exists()
    assert refused(application=given(application), email="other@example.org") == ["has_email"]


def test_nobody_gets_the_applications_of_those_who_were_forgotten():
    application = make_on_paper()
    Application.objects.filter(pk=application.pk).update(applicant=nobody("maker"))
    application = Application.objects.get(pk=application.pk)
    assert refused(application=application) == ["not_on_paper"]
    client = signed_in(make_officer())
    assert client.get(address(application)).status_code == 404
    assert address(application) not in client.get(reverse("popups:staff-application", args=[application.reference])).content.decode()


def test_what_is_no_address_is_said_and_stays_typed():
    application = make_on_paper()
    answer = signed_in(make_officer()).post(address(application), {"email": "anna at example", "language": "lv"})
    assert (answer.status_code, codes(answer)) == (422, {"invalid"})
    assert "anna at example" in answer.content.decode()


@pytest.mark.parametrize("make", [make_reviewer, make_user])
def test_nobody_else_enters_one(make):
    application = make_on_paper()
    assert signed_in(make()).post(address(application), {"email": EMAIL, "language": "lv"}).status_code == 404
    assert not User.objects.filter(email=EMAIL).exists()


def test_an_application_of_somebody_with_an_account_has_no_such_page():
    assert signed_in(make_officer()).get(address(make_application())).status_code == 404
