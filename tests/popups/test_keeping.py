"""On every step of applying, whoever has not signed in may keep the draft with an e-mail; what was typed is saved first."""

import re

import pytest
from django.core import mail

from popups.forms.applicant.steps import STEPS
from popups.models import Application
from tests.make import make_user
from tests.popups.applying import WHAT, WHO, fill, page_of
from tests.popups.asking import signed_in

pytestmark = pytest.mark.django_db
EMAIL, CODE = "maker@example.org", "/accounts/login/code/confirm/"
FORMS = [step.code for step in STEPS if step.form is not None]


def begin(client) -> Application:
    client.post("/apply/", {"kind": "maker"})
    return Application.objects.get()


def code_sent() -> str:
    return re.search(r"^([0-9]{6})$", mail.outbox[-1].body, re.M)[1]


@pytest.mark.parametrize("step", [step.code for step in STEPS])
def test_every_step_offers_it_to_whoever_has_not_signed_in_and_to_nobody_else(client, step):
    draft = begin(client)
    text = client.get(page_of(draft, step)).content.decode()
    assert text.count('id="keep"') == 1
    assert re.search(r'href="(#keep|[^"]*/check/#keep)"', text)
    own = signed_in(make_user())
    own.post("/apply/", {"kind": "maker"})
    mine = Application.objects.exclude(pk=draft.pk).get()
    assert 'id="keep"' not in own.get(page_of(mine, step)).content.decode()


def test_what_was_typed_is_saved_and_the_draft_is_ones_own_after_the_code_on_the_same_step(client):
    draft = begin(client)
    fill(client, draft)
    answer = client.post(page_of(draft, "what"), WHAT | {"title": "Cits nosaukums", "keep": "1", "keep-email": EMAIL.upper()})
    assert answer.url == CODE
    draft.refresh_from_db()
    assert (draft.title, draft.applicant.user) == ("Cits nosaukums", None)
    assert mail.outbox[-1].to == [EMAIL]
    answer = client.post(CODE, {"code": code_sent()})
    assert answer.url == page_of(draft, "what")
    draft = Application.objects.select_related("applicant__user").get()
    assert (draft.applicant.user.email, draft.claim_key) == (EMAIL, None)
    assert "Cits nosaukums" in client.get(answer.url).content.decode()


def test_an_unfinished_page_can_be_kept_too(client):
    draft = begin(client)
    answer = client.post(page_of(draft, "who"), WHO | {"name": "", "phone": "+371 20000000", "keep": "1", "keep-email": EMAIL})
    assert answer.url == CODE
    assert Application.objects.get().applicant.phone == "+371 20000000"


def test_enter_after_the_address_keeps_it_although_it_presses_the_first_button(client):
    draft = begin(client)
    assert client.post(page_of(draft, "who"), WHO | {"kind": "maker", "keep-email": EMAIL}).url == CODE


@pytest.mark.parametrize("typed", ["", "maker at example"])
def test_what_is_no_address_is_said_beside_it_and_what_was_typed_is_saved(client, typed):
    draft = begin(client)
    answer = client.post(page_of(draft, "who"), WHO | {"kind": "maker", "keep": "1", "keep-email": typed})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'id="id_keep-email_error"' in text
    assert f'value="{typed}"' in text or not typed
    assert mail.outbox == []
    assert Application.objects.get().applicant.name == WHO["name"]


def test_somebody_who_is_signed_in_is_sent_no_code(client):
    own = signed_in(make_user())
    own.post("/apply/", {"kind": "maker"})
    draft = Application.objects.get()
    assert own.post(page_of(draft, "who"), WHO | {"kind": "maker", "keep": "1", "keep-email": EMAIL}).url == page_of(draft, "what")
    assert mail.outbox == []


def test_no_step_has_a_field_of_the_same_name(client):
    draft = begin(client)
    assert FORMS
    for step in FORMS:
        names = re.findall(r'name="([^"]+)"', client.get(page_of(draft, step)).content.decode())
        assert names.count("keep-email") == names.count("keep") == 1
