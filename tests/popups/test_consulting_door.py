"""The link by which members of the local group answer: what it opens, when it does not, and how it travels."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from popups.letters import send_waiting
from popups.lifecycle.consulting import send_new_link
from popups.lifecycle.group_members import set_left
from popups.models import Consultation, Invitation, Letter
from popups.rules.group_links import KEPT_DAYS, secret_of
from tests.make import days, make_member, make_officer, make_question
from tests.popups.asking import codes, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/group/"


def invited(**fields) -> Invitation:
    return make_question(members=[make_member()], **fields).invitations.get()


def enter(secret: str) -> str:
    return reverse("popups:group-enter", args=[secret])


def inside(invitation: Invitation) -> Client:
    client = Client()
    assert client.get(enter(secret_of(invitation))).status_code == 302
    return client


def test_a_link_opens_the_question_and_leaves_the_address(client):
    invitation = invited()
    secret = secret_of(invitation)
    response = client.get(enter(secret))
    assert (response.status_code, response["Location"], response["Referrer-Policy"]) == (302, PAGE, "no-referrer")
    page = client.get(PAGE)
    assert page.status_code == 200
    assert secret not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    assert invitation.consultation.question in page.content.decode()


def test_opening_answers_nothing():
    invitation = invited()
    client = inside(invitation)
    client.get(PAGE)
    invitation.refresh_from_db()
    assert invitation.answered_at is None
    assert client.post(enter(secret_of(invitation))).status_code == 405


def _replaced(invitation):
    secret = secret_of(invitation)
    send_new_link(invitation=invitation, by=make_officer())
    return secret


def _left(invitation):
    set_left(member=invitation.member, on=days(0), by=make_officer())
    return secret_of(invitation)


def _long_over(invitation):
    over = timezone.now() - timedelta(days=KEPT_DAYS + 1)
    Consultation.objects.update(closes_at=over, opens_at=over - timedelta(days=7))
    return secret_of(invitation)


def _another(invitation):
    """The number of one invitation with the seal of another."""
    other = invited()
    return f"{other.pk}-{secret_of(invitation).partition('-')[2]}"


@pytest.mark.parametrize("secret_made", [_replaced, _left, _long_over, _another, lambda invitation: f"link-{invitation.pk}",
                                         lambda invitation: f"{invitation.pk}-{'0' * 32}", lambda invitation: invitation.nonce])
def test_a_link_that_does_not_work_says_whom_to_write_to(client, secret_made):
    invitation = invited()
    response = client.get(enter(secret_made(invitation)))
    assert response.status_code == 404
    assert 'id="shut"' in response.content.decode()
    assert invitation.consultation.question not in response.content.decode()
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize("shut", [_replaced, _left, _long_over])
def test_what_shuts_the_link_shuts_the_page_that_is_open(shut):
    invitation = invited()
    client = inside(invitation)
    assert client.get(PAGE).status_code == 200
    shut(invitation)
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"comment": "Maiznīca"}).status_code == 404
    assert not Invitation.objects.exclude(answered_at=None).exists()


def test_a_link_dies_with_the_key_of_the_installation(client, settings):
    invitation = invited()
    secret = secret_of(invitation)
    settings.SECRET_KEY = "another"
    assert client.get(enter(secret)).status_code == 404


def test_a_secret_that_does_not_work_is_not_written_into_the_log(client, caplog):
    secret = f"999999-{'a' * 32}"
    client.get(enter(secret))
    assert secret not in caplog.text
    client.get("/nothing-here/")
    assert "/nothing-here/" in caplog.text, "the log is heard by this test"


def test_a_kept_letter_opens_nothing_and_a_sent_one_does(client):
    invitation = invited()
    letter = Letter.objects.get()
    secret = secret_of(invitation)
    assert secret not in letter.text + letter.html
    send_waiting()
    [sent] = mail.outbox
    assert re.search(rf"/group/enter/{secret}/", sent.body)
    assert sent.to == [invitation.member.email]
    assert client.get(enter(secret)).status_code == 302


def test_a_letter_to_an_address_that_is_the_members_no_more_brings_no_link():
    invitation = invited()
    Letter.objects.update(to_email="somebody.else@example.org")
    send_waiting()
    assert secret_of(invitation) not in mail.outbox[0].body


def test_links_are_not_opened_without_end(client):
    cache.clear()
    secret = secret_of(invited())
    answers = [client.get(enter(secret)).status_code for _ in range(31)]
    assert (set(answers[:30]), answers[30]) == ({302}, 429)


def test_staff_who_open_a_link_look_and_cannot_answer():
    invitation = invited()
    client = signed_in(make_officer())
    client.get(enter(secret_of(invitation)))
    option = invitation.consultation.options.first()
    assert 'id="staff-looks"' in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"chosen": option.pk}).status_code == 302
    invitation.refresh_from_db()
    assert invitation.answered_at is None


def test_an_answer_can_be_changed_until_the_question_closes():
    invitation = invited()
    first, second = invitation.consultation.options.all()
    client = inside(invitation)
    assert client.post(PAGE, {"chosen": first.pk, "comment": "Smaržo!"}).status_code == 302
    assert client.post(PAGE, {"chosen": second.pk, "comment": ""}).status_code == 302
    invitation.refresh_from_db()
    assert list(invitation.chosen.all()) == [second]
    assert invitation.comment == ""
    Consultation.objects.update(closes_at=timezone.now())
    late = client.post(PAGE, {"chosen": first.pk, "comment": "Par vēlu"})
    assert late.status_code == 422
    assert list(invitation.chosen.all()) == [second]
    assert 'id="late"' in late.content.decode() and "Par vēlu" in late.content.decode(), "what was written is there to be sent otherwise"
    assert 'id="late"' not in client.get(PAGE).content.decode()


def test_an_empty_answer_and_two_where_one_is_asked_are_refused_and_what_was_typed_stays():
    invitation = invited()
    client = inside(invitation)
    empty = client.post(PAGE, {"comment": "  "})
    assert (empty.status_code, codes(empty)) == (422, {"answer_missing"})
    other = invited().consultation.options.first()
    foreign = client.post(PAGE, {"chosen": other.pk, "comment": "Mani vārdi"})
    assert (foreign.status_code, codes(foreign)) == (422, {"invalid_choice"})
    assert "Mani vārdi" in foreign.content.decode()


def test_several_options_where_the_question_says_so():
    invitation = invited(may_choose_several=True)
    options = [option.pk for option in invitation.consultation.options.all()]
    assert inside(invitation).post(PAGE, {"chosen": options, "comment": ""}).status_code == 302
    assert invitation.chosen.count() == 2
