"""A form that is sent twice is carried out once."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from tests import make
from vacancies.models import Owner, SentForm
from vacancies.resent_forms import once

pytestmark = pytest.mark.django_db


@once
def add_owner(request):
    if not request.POST.get("name"):
        return HttpResponse("name missing", status=422)
    return HttpResponseRedirect(f"/owners/{Owner.objects.create(name=request.POST['name']).pk}/")


def send(user=None, **data):
    request = RequestFactory().post("/owners/new/", data)
    request.user = user or AnonymousUser()
    return add_owner(request)


def test_the_second_click_gets_the_answer_of_the_first():
    token = str(uuid4())
    first, second = (send(once=token, name="Dome") for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Owner.objects.count() == 1


def test_a_corrected_form_may_use_its_token_again():
    token = str(uuid4())
    assert send(once=token).status_code == 422
    assert not SentForm.objects.exists()
    assert send(once=token, name="Dome").status_code == 302


def test_another_person_with_the_same_token_learns_nothing():
    token = str(uuid4())
    send(user=make.make_user(), once=token, name="Dome")
    with pytest.raises(Http404):
        send(user=make.make_user(), once=token, name="Cits")
    assert Owner.objects.count() == 1


@pytest.mark.parametrize("token", ["", "no-uuid"])
def test_without_a_token_the_form_is_simply_carried_out(token):
    assert send(once=token, name="Dome").status_code == 302
    assert Owner.objects.count() == 1
