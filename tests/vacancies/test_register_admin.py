"""Django's admin over the register: for repair, by superusers, and nothing with a history is deleted there."""

import pytest
from django.contrib import admin
from django.urls import reverse
from zeal import zeal_ignore

from popups.models import User
from tests.make import days, make_officer, make_owner, make_shop, make_unit, make_user
from tests.vacancies.asking import signed_in
from vacancies.choices import ClosedReason, Seen
from vacancies.models import ClosedPeriod, FieldVisit, Photo, Unit

pytestmark = pytest.mark.django_db
OURS = [model for model in admin.site._registry if model._meta.app_label == "vacancies"]


def make_superuser() -> User:
    return User.objects.create_superuser(email="root@example.org", password="lielais-ozols-9")


def address(model, page: str, *args) -> str:
    return reverse(f"admin:vacancies_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def unit():
    unit = make_unit(owner=make_owner())
    make_shop(unit=unit)
    ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.OWNER, starts_on=days(1), ends_on=days(2))
    FieldVisit.objects.create(unit=unit, seen=Seen.EMPTY, seen_on=days(-1))
    Photo.objects.create(unit=unit, key="0" * 32, sha256="0" * 64, width=480, height=360)
    return unit


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_superuser_can_open_every_list_row_and_history(model, unit):
    client, row = signed_in(make_superuser()), model.objects.first()
    with zeal_ignore():
        assert client.get(address(model, "changelist")).status_code == 200
        assert client.get(address(model, "change", row.pk)).status_code == 200
        assert client.get(address(model, "history", row.pk)).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_an_officer_finds_nothing_there_even_as_staff(model, unit):
    for officer in (make_officer(), make_officer(is_staff=True), make_user(is_staff=True)):
        assert signed_in(officer).get(address(model, "changelist")).status_code in {302, 403}


@pytest.mark.parametrize("model", [model for model in OURS if model is not Photo], ids=lambda model: model.__name__)
def test_nothing_is_deleted_there(model, unit):
    client, row = signed_in(make_superuser()), model.objects.first()
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_a_repair_keeps_the_derived_words_true_and_what_happened_as_it_was(unit):
    client = signed_in(make_superuser())
    with zeal_ignore():
        form = client.get(address(Unit, "change", unit.pk)).context["adminform"].form
        sent = {name: "" if value is None else value for name, value in form.initial.items()}
        sent |= {"name": "Labots", "address_typed": "Pils ielā 7", "record_state": "archived", "published_at": "", "reference": "U-HACK",
                 "permitted_activities-TOTAL_FORMS": 0, "permitted_activities-INITIAL_FORMS": 0}
        response = client.post(address(Unit, "change", unit.pk), sent)
    assert response.status_code == 302, response.context["adminform"].form.errors
    now = Unit.objects.get(pk=unit.pk)
    assert (now.name, now.address, now.version) == ("Labots", "Pils iela 7", unit.version + 1)
    assert "labots" in now.search_text
    assert (now.record_state, now.published_at, now.reference) == (unit.record_state, unit.published_at, unit.reference)
