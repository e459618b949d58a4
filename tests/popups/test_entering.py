"""What came on paper is entered by an officer; people without an e-mail get their letters printed."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from popups.choices import ApplicationStatus, LetterKind, Verb
from popups.letters import send_waiting
from popups.lifecycle.applications import not_select
from popups.lifecycle.entering import begin_entering
from popups.models import Applicant, Application, Letter, User
from tests.make import make_applicant, make_call, make_offer, make_officer, make_reviewer, make_unit, make_user
from tests.popups.applying import fill, page_of
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
SAID = {"kind": "maker", "name": "Zaigas keramika", "language": "lv"}


def enter(client, **said) -> Application:
    answer = client.post(reverse("popups:application-enter"), SAID | said)
    application = Application.objects.latest("pk")
    assert answer.url == page_of(application, "who")
    return application


def sent(client, **said) -> Application:
    application = enter(client, **said)
    fill(client, application)
    answer = client.post(page_of(application, "check"))
    assert answer.url == reverse("popups:staff-application", args=[application.reference])
    application.refresh_from_db()
    return application


def test_an_officer_enters_an_application_through_the_same_five_steps(client, officer):
    application = sent(client)
    assert application.status == ApplicationStatus.SUBMITTED
    assert application.entered_by == officer
    assert application.applicant.user is None
    assert [line.verb for line in application.history.order_by("pk")] == [Verb.ENTERED, Verb.SUBMITTED]
    page = client.get(reverse("popups:staff-application", args=[application.reference])).content.decode()
    assert 'id="entered-by"' in page
    assert 'id="no-email"' in page


def test_the_pages_say_for_whom_it_is_entered(client, officer):
    application = enter(client)
    for step in ("who", "what", "where", "needs", "check"):
        assert 'id="entering"' in client.get(page_of(application, step)).content.decode(), step


def test_another_officer_may_go_on_with_it_and_nobody_else_sees_it(client, officer):
    application = enter(client)
    colleague = Client()
    colleague.force_login(make_officer())
    assert application.reference in colleague.get(reverse("popups:paper-application-list")).content.decode()
    assert colleague.get(page_of(application, "what")).status_code == 200
    for person in (make_user(), make_reviewer()):
        stranger = Client()
        stranger.force_login(person)
        assert stranger.get(page_of(application, "what")).status_code == 404


def test_without_an_e_mail_the_letters_wait_to_be_printed_and_never_leave(client, officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        application = sent(client)
    letter = Letter.objects.get(kind=LetterKind.APPLICATION_ENTERED)
    assert (letter.to_email, letter.to_user, letter.sent_at) == ("", None, None)
    assert application.reference in letter.text
    assert "/my/" not in letter.text
    assert send_waiting() == (0, 0)
    assert mail.outbox == []
    page = client.get(reverse("popups:staff-letter", args=[letter.key])).content.decode()
    assert 'id="to-print"' in page
    assert letter.key in client.get(reverse("popups:staff-letter-list"), {"show": "print"}).content.decode()


def test_a_printed_letter_is_ticked_off_once(client, officer):
    sent(client)
    letter = Letter.objects.get(kind=LetterKind.APPLICATION_ENTERED)
    address = reverse("popups:letter-printed", args=[letter.key])
    assert client.get(address).status_code == 405
    client.post(address)
    letter.refresh_from_db()
    first = letter.sent_at
    assert first
    client.post(address)
    letter.refresh_from_db()
    assert letter.sent_at == first
    assert 'id="to-print"' not in client.get(reverse("popups:staff-letter", args=[letter.key])).content.decode()


def test_a_letter_that_goes_by_e_mail_cannot_be_called_printed(client, officer):
    offer = make_offer()
    letter = Letter.objects.get(kind=LetterKind.OFFER_MADE, offer=offer)
    assert client.post(reverse("popups:letter-printed", args=[letter.key])).status_code == 404
    letter.refresh_from_db()
    assert letter.sent_at is None


def test_with_an_e_mail_the_person_gets_a_letter_and_finds_it_on_their_page(client, officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        application = sent(client, email="Zaiga@Example.org", language="de")
    person = User.objects.get(email="zaiga@example.org")
    assert application.applicant.user == person
    assert person.language == "de"
    assert [letter.to for letter in mail.outbox] == [["zaiga@example.org"]]
    assert Letter.objects.get(application=application).kind == LetterKind.APPLICATION_ENTERED
    own = Client()
    own.force_login(person)
    assert application.reference in own.get(reverse("popups:my-page")).content.decode()


def test_somebody_who_has_a_profile_keeps_it(client, officer):
    profile = make_applicant(user=make_user(email="zaiga@example.org"), name="Zaiga", phone="29111222")
    application = enter(client, email="zaiga@example.org")
    assert application.applicant == profile
    profile.refresh_from_db()
    assert (profile.name, profile.phone) == ("Zaiga", "29111222")


def test_two_people_without_an_e_mail_are_two_applicants(client, officer):
    first, second = enter(client), enter(client)
    assert first.applicant_id != second.applicant_id
    fill(client, first)
    client.post(page_of(first, "check"))
    page = client.get(reverse("popups:staff-application", args=[first.reference])).content.decode()
    assert 'id="others"' not in page


def test_ones_own_e_mail_is_no_applicants():
    officer = make_officer(email="office@example.org")
    with pytest.raises(Refused) as refused:
        begin_entering(by=officer, kind="maker", name="Zaiga", email="Office@example.org")
    assert refused.value.codes == ["own_email"]
    assert not Applicant.objects.exists()


def test_all_that_is_missing_is_said_at_once(client, officer):
    answer = client.post(reverse("popups:application-enter"), {"email": "zaiga"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"kind", "name", "email", "language"}
    assert not Application.objects.exists()


@pytest.mark.parametrize(("days_left", "is_offered"), [(20, True), (-1, True)])
def test_what_came_in_time_may_be_entered_for_a_call_that_has_closed(client, officer, days_left, is_offered):
    call = make_call(days_left=days_left)
    application = enter(client, call=call.reference)
    assert application.call == call


@pytest.mark.parametrize("fields", [{"is_released": False}, {"opened_days_ago": -5}])
def test_a_draft_of_a_call_or_one_that_is_only_announced_takes_nothing(client, officer, fields):
    call = make_call(**fields)
    answer = client.post(reverse("popups:application-enter"), SAID | {"call": call.reference})
    assert not Application.objects.filter(call=call).exists()
    assert answer.status_code in (302, 422)


def test_later_letters_are_printed_too(client, officer):
    application = sent(client)
    not_select(application=application, reason="other", note="Atvainojiet.", by=officer)
    assert Letter.objects.to_print().filter(kind=LetterKind.NOT_SELECTED, application=application).count() == 1


def test_an_offer_to_somebody_without_an_e_mail_is_a_letter_to_print(client, officer):
    unit = make_unit()
    application = sent(client)
    offer = make_offer(application=application, unit=unit, by=officer)
    assert Letter.objects.to_print().filter(kind=LetterKind.OFFER_MADE, offer=offer).count() == 1
    assert client.get(reverse("popups:staff-offer", args=[offer.reference])).status_code == 200


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_however_many_are_begun(client, officer, number, django_assert_max_num_queries):
    for place in range(number):
        begin_entering(by=officer, kind="maker", name=f"Person {place}")
    with django_assert_max_num_queries(8):
        page = client.get(reverse("popups:paper-application-list"))
    assert page.content.decode().count("data-reference=") == min(number, 30) or 'rel="next"' in page.content.decode()


# --- what somebody without an account says afterwards ------------------------------------------------------------


def offered(client, officer):
    return make_offer(application=sent(client), unit=make_unit(), by=officer)


def test_their_yes_to_an_offer_is_entered_and_the_tenancy_exists(client, officer):
    offer = offered(client, officer)
    assert 'id="applicant-word"' in client.get(reverse("popups:staff-offer", args=[offer.reference])).content.decode()
    answer = client.post(reverse("popups:applicant-word", args=[offer.reference]), {"answer": "yes"})
    assert answer.url == reverse("popups:staff-offer", args=[offer.reference])
    offer.refresh_from_db()
    assert offer.tenancy.start == offer.start
    assert offer.history.filter(verb=Verb.OFFER_ACCEPTED, by=officer).count() == 1
    assert Letter.objects.to_print().filter(kind=LetterKind.OFFER_ACCEPTED).count() == 1


def test_their_no_needs_a_reason_and_frees_the_days(client, officer):
    offer = offered(client, officer)
    address = reverse("popups:applicant-word", args=[offer.reference])
    assert client.post(address, {"answer": "no"}).status_code == 422
    client.post(address, {"answer": "no", "reason": "cost", "note": "Par dārgu"})
    offer.refresh_from_db()
    assert offer.decline_note == "Par dārgu"
    assert not offer.occupancies.exists()
    assert 'id="settled"' in client.get(address).content.decode()


def test_whoever_has_an_account_answers_alone(client, officer):
    offer = make_offer()
    address = reverse("popups:applicant-word", args=[offer.reference])
    assert client.get(address).status_code == 404
    assert client.post(address, {"answer": "yes"}).status_code == 404
    offer.refresh_from_db()
    assert offer.applicant_agreed_at is None
    assert 'id="applicant-word"' not in client.get(reverse("popups:staff-offer", args=[offer.reference])).content.decode()


def test_they_step_back_at_the_desk(client, officer):
    application = sent(client)
    address = reverse("popups:applicant-withdraws", args=[application.reference])
    assert client.get(address).status_code == 200
    client.post(address)
    application.refresh_from_db()
    assert application.status == ApplicationStatus.WITHDRAWN
    assert client.post(address).status_code == 302
    assert application.history.filter(verb=Verb.APPLICATION_WITHDRAWN).count() == 1
