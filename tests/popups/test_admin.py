"""Django's admin: for repair, by superusers, and never a back door."""

import pytest
from django.contrib import admin
from django.urls import reverse
from zeal import zeal_ignore

from popups.models import History, Letter, Occupancy, Offer, Tenancy, User
from tests.make import make_event, make_officer, make_reviewer, make_tenancy, make_unit, make_user
from tests.popups.asking import queries_of, signed_in
from vacancies.choices import OwnerStage
from vacancies.lifecycle.talks import move_talk

pytestmark = pytest.mark.django_db
OURS = [model for model in admin.site._registry if model._meta.app_label == "popups"]
UNTOUCHABLE = [History, Letter, Occupancy, Offer]


def make_superuser() -> User:
    return User.objects.create_superuser(email="root@example.org", password="lielais-ozols-9")


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def tenancy():
    tenancy = make_tenancy()
    make_event(unit=tenancy.unit, tenancy=tenancy)
    return tenancy


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_superuser_can_open_every_list_and_row(model, tenancy):
    client = signed_in(make_superuser())
    assert client.get(address(model, "changelist")).status_code == 200
    row = model.objects.first()
    # One look-up of who asks and one of the person shown are two of the same kind, but not one per row.
    with zeal_ignore([{"model": "popups.User", "field": "get()"}]):
        assert row is None or client.get(address(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_an_officer_finds_nothing_there_even_as_staff(model, tenancy):
    for officer in (make_officer(), make_officer(is_staff=True), make_user(is_staff=True)):
        assert signed_in(officer).get(address(model, "changelist")).status_code in {302, 403}


@pytest.mark.parametrize("model", UNTOUCHABLE, ids=lambda model: model.__name__)
def test_what_happened_is_neither_added_changed_nor_deleted(model, tenancy):
    client, row = signed_in(make_superuser()), model.objects.first()
    before = model.objects.values().get(pk=row.pk)
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert client.post(address(model, "change", row.pk), {}).status_code == 403
    assert model.objects.values().get(pk=row.pk) == before


def test_no_list_offers_a_bulk_action(rf):
    for model in OURS:
        request = rf.get("/")
        request.user = make_user(is_staff=True, is_superuser=True)
        assert admin.site._registry[model].get_actions(request) == {}, model


def test_the_days_of_a_tenancy_cannot_be_edited_but_its_name_can(tenancy):
    client = signed_in(make_superuser())
    sent = {"activity": tenancy.activity, "public_name": "Better name", "public_text": "", "opening_hours": "{}",
            "start": "2020-01-01", "end": "2031-01-01", "end_reason": "breach"}
    assert client.post(address(Tenancy, "change", tenancy.pk), sent).status_code == 302
    after = Tenancy.objects.get(pk=tenancy.pk)
    assert after.public_name == "Better name"
    assert (after.start, after.end, after.end_reason) == (tenancy.start, tenancy.end, "")


def test_references_are_never_editable():
    for model in OURS:
        names = {field.name for field in model._meta.fields}
        form_fields = set(admin.site._registry[model].get_readonly_fields(None)) | {
            field.name for field in model._meta.fields if not field.editable}
        assert "reference" not in names or "reference" in form_fields, model


def test_the_list_of_tenancies_costs_the_same_with_one_and_more():
    client = signed_in(make_superuser())
    make_tenancy()
    one = queries_of(client, address(Tenancy, "changelist"))
    for _ in range(5):
        make_tenancy()
    assert queries_of(client, address(Tenancy, "changelist")) == one


def test_staff_without_the_right_meet_a_404_at_the_admin_and_no_circle(client):
    client.force_login(make_reviewer())
    assert client.get("/admin/", follow=True).status_code == 404
    client.logout()
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")


def delete(client, person: User) -> int:
    with zeal_ignore([{"model": "popups.User", "field": "get()"}]):  # who asks, and who is meant
        return client.post(address(User, "delete", person.pk), {"post": "yes"}).status_code


@pytest.mark.parametrize("has_role", [True, False])
def test_whoever_did_something_in_the_register_is_not_deleted(has_role):
    """Their lines of history would have no name, as those of an owner's own page, which the owner takes back by a click."""
    officer, unit, client = make_officer(), make_unit(), signed_in(make_superuser())
    move_talk(unit=unit, to=OwnerStage.PAUSED, by=officer)
    User.objects.filter(pk=officer.pk).update(role=officer.role if has_role else "")
    assert delete(client, officer) == 403
    assert unit.talk.history.first().history_user == officer


def test_whoever_did_nothing_can_be_deleted():
    person, client = make_user(), signed_in(make_superuser())
    assert delete(client, person) == 302
    assert not User.objects.filter(pk=person.pk).exists()
