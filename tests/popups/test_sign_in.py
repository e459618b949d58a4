"""Applicants come in by a code in a letter; staff by their password and nothing else."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from popups.models import User
from tests.make import PASSWORD, make_officer, make_reviewer, make_surveyor, make_user

pytestmark = pytest.mark.django_db
SIGN_IN, CODE = "/sign-in/", "/accounts/login/code/confirm/"


def ask(client, email="potter@example.org", **extra):
    return client.post(SIGN_IN, {"email": email, **extra})


def newest_code() -> str:
    return re.search(r"^([0-9]{6})$", mail.outbox[-1].body, re.M)[1]


def wrong_code() -> str:
    return f"{(int(newest_code()) + 1) % 1000000:06d}"


def signed_in(client) -> bool:
    return get_user(client).is_authenticated


def test_a_new_person_gets_an_account_by_proving_the_code(client):
    response = ask(client, " Potter@Example.org ")
    assert response.url == CODE
    assert mail.outbox[0].to == ["potter@example.org"]
    assert not User.objects.exists(), "nobody is entered before the address is proved"
    assert client.post(CODE, {"code": newest_code()}).url == "/after-sign-in/"
    person = User.objects.get()
    assert (person.email, person.role, person.has_usable_password()) == ("potter@example.org", "", False)
    assert client.get("/after-sign-in/").url == reverse("popups:my-page")


def test_a_known_person_signs_in_with_the_code_and_stays_one_person(client):
    person = make_user(email="potter@example.org")
    ask(client, "POTTER@example.org")
    client.post(CODE, {"code": newest_code()})
    assert get_user(client) == person
    assert User.objects.count() == 1


def test_the_code_may_be_typed_with_a_space_in_it(client):
    ask(client)
    code = newest_code()
    client.post(CODE, {"code": f" {code[:3]} {code[3:]} "})
    assert signed_in(client)


def test_known_unknown_and_staff_addresses_look_the_same(client):
    make_user(email="known@example.org")
    make_officer(email="officer@example.org")
    pages = []
    for email in ("known@example.org", "nobody@example.org", "officer@example.org"):
        answer = ask(client, email)
        page = client.get(answer.url).content.decode().replace(email, "")
        pages.append((answer.status_code, answer.url, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)))
    assert pages[0] == pages[1] == pages[2]
    assert len(mail.outbox) == 3


def test_known_and_unknown_addresses_cost_the_same_queries(client, django_assert_num_queries):
    make_user(email="known@example.org")
    make_officer(email="officer@example.org")
    counts = []
    for email in ("known@example.org", "nobody@example.org", "officer@example.org"):
        client.cookies.clear()
        with django_assert_num_queries(5, exact=False) as asked:
            ask(client, email)
        counts.append(len(asked))
    assert len(set(counts)) == 1


@pytest.mark.parametrize("make_staff", [make_officer, make_reviewer, make_surveyor])
def test_staff_get_no_code_but_the_way_to_their_password(client, make_staff):
    make_staff(email="staff@example.org")
    ask(client, "staff@example.org")
    assert reverse("account_login") in mail.outbox[0].body
    assert not re.search(r"\b[0-9]{6}\b", mail.outbox[0].body)
    for guess in ("", "000000", "      "):
        client.post(CODE, {"code": guess})
    assert not signed_in(client)


def test_who_becomes_staff_while_the_code_is_on_its_way_cannot_use_it(client):
    person = make_user(email="potter@example.org")
    ask(client)
    person.role = "officer"
    person.save()
    client.post(CODE, {"code": newest_code()})
    assert not signed_in(client)


def test_three_wrong_tries_end_the_code(client):
    ask(client)
    right, wrong = newest_code(), wrong_code()
    assert client.post(CODE, {"code": wrong}).status_code == 422
    assert client.post(CODE, {"code": wrong}).status_code == 422
    assert client.post(CODE, {"code": wrong}).url == SIGN_IN
    client.post(CODE, {"code": right})
    assert not signed_in(client)


def test_a_slip_that_is_not_six_digits_is_not_counted_as_a_try(client):
    ask(client)
    for slip in ("", "12345", "abcdef", "1234567", "１２３４５６"):
        assert client.post(CODE, {"code": slip}).status_code == 422
    client.post(CODE, {"code": newest_code()})
    assert signed_in(client)


def test_a_code_works_for_fifteen_minutes(client):
    ask(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=5)):
        assert client.post(CODE, {"code": newest_code()}).url == SIGN_IN
    assert not signed_in(client)


def test_a_code_is_good_only_in_the_browser_that_asked_for_it(client, django_assert_num_queries):
    ask(client)
    client.cookies.clear()
    assert client.post(CODE, {"code": newest_code()}).url == SIGN_IN
    assert not signed_in(client)


def test_a_new_code_makes_the_old_one_worthless_and_there_are_two_at_most(client):
    ask(client)
    old = newest_code()
    client.post(CODE, {"resend": "1"})
    client.post(CODE, {"resend": "1"})
    client.post(CODE, {"resend": "1"})
    assert len(mail.outbox) == 3
    newest = newest_code()
    if old != newest:
        assert client.post(CODE, {"code": old}).status_code == 422
    client.post(CODE, {"code": newest})
    assert signed_in(client)


def test_nobody_is_flooded_with_codes(client):
    answers = [ask(client).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    assert len(mail.outbox) == 3
    limited = ask(client)
    assert limited["Retry-After"]
    assert "potter@example.org" in limited.content.decode(), "what was typed is kept"


def test_guessing_many_times_at_once_is_limited(client):
    """The tries are counted in the session. Requests at once all read it before any has written: here it is put back."""
    ask(client)
    right, wrong = newest_code(), wrong_code()
    row = Session.objects.get()
    answers = []
    for _ in range(12):
        answers.append(client.post(CODE, {"code": wrong}).status_code)
        Session.objects.filter(pk=row.pk).update(session_data=row.session_data)
    assert answers == [422] * 10 + [302] * 2
    client.post(CODE, {"code": right})
    assert not signed_in(client)


def test_an_unreadable_address_gets_a_sentence_and_is_kept(client):
    response = ask(client, "potter at example")
    assert response.status_code == 422
    assert "potter at example" in response.content.decode()
    assert not mail.outbox


def test_a_mail_server_that_is_away_gives_a_sentence_and_no_error(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    response = ask(client)
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "potter@example.org" in response.content.decode()


@pytest.mark.parametrize("wish", ["/apply/?unit=U-7KQ4", "/my/"])
def test_where_one_wanted_to_go_is_kept(client, wish):
    assert wish.replace("&", "&amp;") in client.get(SIGN_IN, {"next": wish}).content.decode()
    ask(client, next=wish)
    assert client.post(CODE, {"code": newest_code()}).url == wish


@pytest.mark.parametrize("wish", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)",
                                  "http:evil.example", "\thttps://evil.example", "evil"])
def test_nobody_is_led_off_the_site(client, wish):
    ask(client, next=wish)
    assert client.post(CODE, {"code": newest_code()}).url == "/after-sign-in/"
    assert client.get("/after-sign-in/", {"next": wish}).url == reverse("popups:my-page")


def test_staff_pages_lead_to_the_password_at_once(client):
    answer = client.get(SIGN_IN, {"next": "/staff/units/"})
    assert answer.url == f"{reverse('account_login')}?next=%2Fstaff%2Funits%2F"


def test_staff_sign_in_with_their_password_and_are_led_to_their_desk(client):
    officer = make_officer()
    answer = client.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD})
    assert answer.url == "/after-sign-in/"
    assert client.get("/after-sign-in/").url == reverse("popups:staff-today")


def test_staff_with_a_second_factor_need_it_besides_the_password(client):
    officer = make_officer()
    TOTP.activate(officer, generate_totp_secret())
    answer = client.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    assert not signed_in(client)
    assert client.post(answer.url, {"code": "000000"}).status_code == 200
    assert not signed_in(client)


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn"])
def test_staff_can_set_up_a_second_factor_after_their_password(client, name):
    officer = make_officer()
    client.force_login(officer)
    asked_again = client.get(reverse(name))
    if asked_again.status_code == 302:
        client.post(asked_again.url, {"password": PASSWORD})
    assert client.get(reverse(name)).status_code == 200


def test_letters_come_in_the_language_one_signed_in_with(client):
    client.cookies["django_language"] = "de"
    ask(client)
    client.post(CODE, {"code": newest_code()})
    assert User.objects.get().language == "de"
    client.logout()
    client.cookies["django_language"] = "en"
    ask(client)
    client.post(CODE, {"code": newest_code()})
    assert User.objects.get().language == "en"


@pytest.mark.parametrize("name", ["account_change_password", "account_set_password", "mfa_index", "mfa_activate_totp",
                                  "mfa_list_webauthn", "account_signup", "account_email"])
def test_applicants_do_not_meet_pages_about_passwords(client, name):
    client.force_login(make_user())
    assert client.get(reverse(name)).status_code == 404


@pytest.mark.parametrize("name", ["account_change_password", "mfa_index"])
def test_staff_reach_their_password_and_second_factor(client, name):
    client.force_login(make_officer())
    assert client.get(reverse(name)).status_code in (200, 302)


def test_a_forgotten_password_of_an_applicant_is_answered_with_the_way_to_the_code(client):
    make_user(email="potter@example.org")
    make_officer(email="officer@example.org")
    for email in ("potter@example.org", "officer@example.org"):
        client.post(reverse("account_reset_password"), {"email": email})
    to_potter, to_officer = mail.outbox
    assert SIGN_IN in to_potter.body
    assert "/password/reset/key/" not in to_potter.body
    assert "/password/reset/key/" in to_officer.body


def test_links_in_letters_use_the_configured_address(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_officer(email="officer@example.org")
    client.post(reverse("account_reset_password"), {"email": "officer@example.org"}, headers={"host": "evil.example"})
    assert f"{settings.SITE_URL}/accounts/password/reset/key/" in mail.outbox[0].body


def test_a_person_who_is_blocked_does_not_come_in(client):
    make_user(email="potter@example.org", is_active=False)
    ask(client)
    client.post(CODE, {"code": newest_code()})
    assert not signed_in(client)


def test_what_signed_in_people_see_is_kept_by_no_cache(client):
    client.force_login(make_user())
    assert "no-store" in client.get("/after-sign-in/")["Cache-Control"]
    assert "no-store" in client.get("/there-is-no-such-page/")["Cache-Control"]
