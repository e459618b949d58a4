"""What people stumbled over who applied for the first time."""

import pytest
from django.urls import reverse

from popups.models import Applicant
from tests.make import make_applicant, make_application
from tests.popups.applying import WHO, codes_on, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(client):
    draft = make_application(status="draft")
    client.force_login(draft.applicant.user)
    return draft


# --- who --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["010190-12345", "01019012345", "290200 12345", "LV311299-12345", "320000–12345"])
def test_a_personal_code_is_not_taken_for_a_registration_number(client, draft, code):
    answer = client.post(page_of(draft, "who"), WHO | {"registration_number": code})
    assert codes_on(answer) == ["personal_code"]
    assert not Applicant.objects.filter(registration_number=code).exists()


@pytest.mark.parametrize("number", ["40203999888", "LV50103999999", "90000056789", "40001", "", "HRB 12345", "010190123456"])
def test_a_registration_number_is(client, draft, number):
    client.post(page_of(draft, "who"), WHO | {"registration_number": number})
    assert Applicant.objects.get(pk=draft.applicant_id).registration_number == number


@pytest.mark.parametrize(("phone", "codes"), [("abc", ["no_phone"]), ("+371", ["no_phone"]), ("+371 (2) 000-00-00 iekš. 12", []), ("112233", []), ("", [])])
def test_a_telephone_has_digits(client, draft, phone, codes):
    answer = client.post(page_of(draft, "who"), WHO | {"phone": phone})
    assert (codes_on(answer) if answer.context else []) == codes


def test_whoever_corrects_their_profile_is_asked_for_the_same(client):
    applicant = make_applicant()
    client.force_login(applicant.user)
    typed = {"name": "Žubītes", "contact_name": "", "phone": "abc", "registration_number": "010190-12345", "website": "", "about": ""}
    assert codes_on(client.post(reverse("popups:my-profile", args=[applicant.kind]), typed)) == ["no_phone", "personal_code"]


def test_who_applied_before_finds_ticked_what_they_were(client, draft):
    page = client.get(reverse("popups:application-start")).content.decode()
    assert f'value="{draft.applicant.kind}"' in page.split(" checked")[0].rsplit("<input", 1)[1]
