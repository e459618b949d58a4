"""Entering, editing, publishing and looking back on a unit in the browser's terms."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from tests.make import make_officer, make_owner, make_surveyor, make_unit
from tests.vacancies.asking import codes, data_of, queries_of, signed_in, statuses
from vacancies.choices import Activity, OwnerStage, RecordState
from vacancies.kinds import FEATURES
from vacancies.lifecycle.owner_page import stop_offering
from vacancies.lifecycle.owners import add_owner_of
from vacancies.lifecycle.units import change_unit
from vacancies.models import PermittedActivity, Unit
from vacancies.reports.entry import activities_in, note_of_activities

pytestmark = pytest.mark.django_db
NEW = "/staff/units/new/"
WHOLE = {
    "name": "Stūra māja", "address_typed": "Dārza ielā 10a", "own_number": "T-17", "latitude": "57,4241", "longitude": "27.0462",
    "floor_area_m2": "46,5", "window_front_m": "3.2", "floor": "0", **{feature.field: "true" for feature in FEATURES},
    "has_wc": "false", "has_kitchen": "unknown", "asking_rent_cents": "1 250,50", "utilities_payer": "tenant",
    "utilities_cents": "30", "notice_days": "30", "activities": ["food", "crafts"], "funding_restriction": "none",
    "funding_note": "", "public_text": "Gaiša telpa.", "public_text_en": "A light room.", "public_text_de": "", "internal_note": "Key at 12."}


@pytest.fixture
def officer(client):
    user = make_officer(first_name="Ieva", last_name="Pirmā")
    client.force_login(user)
    return user


def page_of(unit: Unit, name: str = "unit-edit") -> str:
    return reverse(f"{'popups' if name == 'unit-record' else 'vacancies'}:{name}", args=[unit.reference])


def heads(page: str) -> list[str]:
    """What each change is headed by, newest first."""
    return re.findall(r'<li><p class="small subtle">(.*?)</p>', page)


def opened(client, unit: Unit) -> dict:
    """What the form holds when the page is opened, ready to be sent back."""
    return data_of(client.get(page_of(unit)).context["form"])


# Entering

def test_an_officer_enters_a_unit_with_all_its_facts(client, officer):
    response = client.post(NEW, WHOLE)
    unit = Unit.objects.get()
    assert response["Location"] == reverse("popups:staff-unit", args=[unit.reference])
    assert (unit.address, unit.address_typed, unit.own_number) == ("Dārza iela 10A", "Dārza ielā 10a", "T-17")
    assert (unit.latitude, unit.longitude, unit.floor_area_m2) == (57.4241, 27.0462, Decimal("46.5"))
    assert (unit.asking_rent_cents, unit.utilities_cents) == (125050, 3000)
    assert (unit.has_water, unit.has_wc, unit.has_kitchen) == (True, False, None)
    assert set(unit.permitted_activities.values_list("activity", flat=True)) == {Activity.FOOD, Activity.CRAFTS}
    assert (unit.record_state, unit.is_published, unit.spaces.count()) == (RecordState.CONFIRMED, False, 1)
    assert unit.history.get().history_user == officer


def test_name_and_address_are_enough(client, officer):
    form = data_of(client.get(NEW).context["form"])
    response = client.post(NEW, form | {"name": "Aptieka", "address_typed": "Pils iela 3"})
    assert response.status_code == 302, response.context["form"].errors
    assert Unit.objects.get().address == "Pils iela 3"


def test_what_a_surveyor_enters_waits_for_an_officer_and_sets_no_terms():
    signed_in(make_surveyor()).post(NEW, WHOLE)
    unit = Unit.objects.get()
    assert (unit.record_state, unit.asking_rent_cents, unit.public_text) == (RecordState.REPORTED, None, "")
    assert (unit.floor_area_m2, unit.internal_note) == (Decimal("46.5"), "Key at 12.")
    assert not PermittedActivity.objects.exists()


def test_all_problems_come_at_once_and_nothing_typed_is_lost(client, officer):
    make_unit(own_number="T-17")
    typed = WHOLE | {"name": "", "address_typed": "", "floor_area_m2": "large", "longitude": "", "asking_rent_cents": "-5",
                     "notice_days": "many", "activities": ["nonsense"]}
    response = client.post(NEW, typed)
    assert response.status_code == 422
    assert Unit.objects.count() == 1
    assert set(response.context["form"].errors) == {
        "name", "address_typed", "own_number", "floor_area_m2", "longitude", "asking_rent_cents", "notice_days", "activities"}
    assert {"required", "half_point", "invalid"} <= codes(response)
    for shown in ("large", "-5", "many", "Key at 12.", "Gaiša telpa."):
        assert shown in response.content.decode()


def test_a_number_of_the_towns_register_is_used_once(client, officer):
    make_unit(own_number="T-17")
    response = client.post(NEW, WHOLE)
    assert (response.status_code, codes(response)) == (422, {"number_taken"})
    assert Unit.objects.count() == 1


def test_a_form_sent_twice_enters_one_unit(client, officer):
    typed = WHOLE | {"once": str(uuid4())}
    assert client.post(NEW, typed)["Location"] == client.post(NEW, typed)["Location"]
    assert Unit.objects.count() == 1


@pytest.mark.parametrize("field", ["record_state", "version", "owner", "published_at", "reference", "search_text"])
def test_a_field_that_the_page_does_not_show_changes_nothing(client, officer, field):
    unit = make_unit(is_published=False)
    before = getattr(unit, field)
    client.post(page_of(unit), opened(client, unit) | {"name": "Other", field: {"version": str(unit.version)}.get(field, "1")})
    unit.refresh_from_db()
    if field not in ("version", "search_text"):
        assert getattr(unit, field) == before
    assert (unit.name, unit.version) == ("Other", 1)


def test_an_unchanged_form_sent_back_changes_nothing(client, officer):
    unit = make_unit(has_wc=False, window_front_m=Decimal("3.25"), notice_days=14, own_number="9")
    assert client.post(page_of(unit), opened(client, unit)).status_code == 302
    assert unit.history.count() == 1


def test_the_title_of_a_refused_form_names_the_unit_as_it_is_saved(client, officer):
    unit = make_unit(name="Saved name")
    response = client.post(page_of(unit), opened(client, unit) | {"name": "Typed name", "floor_area_m2": "x"})
    assert "Saved name" in response.content.decode().split("</title>")[0]


def test_a_surveyor_edits_facts_and_loses_none_of_the_terms():
    unit = make_unit(public_text="Kept", asking_rent_cents=700)
    change_unit(unit=unit, version=0, by=make_officer(), activities=[Activity.FOOD])
    client = signed_in(make_surveyor())
    shown = opened(client, unit)
    assert not {"asking_rent_cents", "public_text", "activities", "funding_note"} & set(shown)
    client.post(page_of(unit), shown | {"has_water": "true", "asking_rent_cents": "1", "public_text": "Hacked"})
    unit.refresh_from_db()
    assert (unit.has_water, unit.public_text, unit.asking_rent_cents) == (True, "Kept", 700)
    assert unit.permitted_activities.get().activity == Activity.FOOD


# Two officers at once

def test_the_second_of_two_editors_sees_both_versions_and_loses_nothing(client, officer):
    unit = make_unit(name="Before", asking_rent_cents=100, notice_days=30)
    mine = opened(client, unit)
    other = make_officer(first_name="Otra", last_name="Amatpersona")
    change_unit(unit=unit, version=0, by=other, name="Theirs", notice_days=14, activities=[Activity.MUSIC])
    response = client.post(page_of(unit), mine | {"name": "Mine", "asking_rent_cents": "99", "has_water": "true"})
    assert response.status_code == 409
    merged = response.context["merged"]
    assert [(clash.field.name, clash.typed, clash.now) for clash in merged.clashes] == [("name", "Mine", "Theirs")]
    assert (merged.by, len(merged.taken_over)) == (other, 2)
    assert "Otra Amatpersona" in response.content.decode()
    unit.refresh_from_db()
    assert (unit.name, unit.asking_rent_cents, unit.has_water) == ("Theirs", 100, None)
    assert client.post(page_of(unit), data_of(response.context["form"])).status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.notice_days, unit.asking_rent_cents, unit.has_water) == ("Mine", 14, 9900, True)
    assert unit.permitted_activities.get().activity == Activity.MUSIC


def test_permitted_activities_that_both_changed_are_shown_twice(client, officer):
    unit = make_unit()
    mine = opened(client, unit)
    change_unit(unit=unit, version=0, by=make_officer(), activities=[Activity.MUSIC])
    response = client.post(page_of(unit), mine | {"activities": [Activity.FOOD]})
    clash = response.context["merged"].clashes[0]
    assert (clash.field.name, clash.typed, clash.now) == ("activities", [Activity.FOOD], [Activity.MUSIC])
    client.post(page_of(unit), data_of(response.context["form"]))
    assert unit.permitted_activities.get().activity == Activity.FOOD


def test_a_third_editor_meanwhile_is_shown_too(client, officer):
    unit = make_unit(name="Before")
    mine = opened(client, unit) | {"name": "Mine"}
    change_unit(unit=unit, version=0, by=make_officer(), name="Second")
    again = data_of(client.post(page_of(unit), mine).context["form"])
    change_unit(unit=unit, version=1, by=make_officer(), name="Third")
    response = client.post(page_of(unit), again)
    assert response.status_code == 409
    assert [clash.now for clash in response.context["merged"].clashes] == ["Third"]


def test_publication_and_owner_changed_meanwhile_do_not_stop_an_editor(client, officer):
    unit = make_unit(is_published=False)
    mine = opened(client, unit) | {"name": "Mine"}
    client.post(page_of(unit, "unit-publish"), {"publish": "yes"})
    add_owner_of(unit=unit, by=officer, name="Somebody", kind="person")
    with zeal_ignore([{"model": "vacancies.Unit", "field": "get()"}]):  # saved on the second try
        assert client.post(page_of(unit), mine).status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.is_published, unit.owner.name) == ("Mine", True, "Somebody")


def test_a_form_without_its_version_overwrites_nothing(client, officer):
    unit = make_unit(name="Before")
    mine = opened(client, unit) | {"name": "Mine", "version": ""}
    change_unit(unit=unit, version=0, by=make_officer(), name="Theirs")
    assert client.post(page_of(unit), mine).status_code == 409
    unit.refresh_from_db()
    assert unit.name == "Theirs"


# Publication and the state of the record

def test_all_reasons_against_publishing_come_at_once(client, officer):
    unit = make_unit(is_published=False, floor_area_m2=None, record_state=RecordState.REPORTED)
    response = client.post(page_of(unit, "unit-publish"), {"publish": "yes"})
    assert (response.status_code, codes(response)) == (422, {"not_confirmed", "area_missing"})
    assert not Unit.objects.listed().exists()


def test_publishing_and_taking_back_twice_is_harmless(client, officer):
    unit = make_unit(is_published=False)
    for _ in range(2):
        assert client.post(page_of(unit, "unit-publish"), {"publish": "yes"}).status_code == 302
    assert Unit.objects.listed().get().published_by == officer
    for _ in range(2):
        assert client.post(page_of(unit, "unit-publish"), {"unpublish": "yes"}).status_code == 302
    assert not Unit.objects.listed().exists()
    assert unit.history.count() == 3


def test_the_record_is_confirmed_and_archived_by_its_buttons(client, officer):
    unit = make_unit(is_published=False, record_state=RecordState.REPORTED)
    for to in (RecordState.CONFIRMED, RecordState.ARCHIVED):
        assert f'value="{to.value}"' in client.get(page_of(unit, "unit-publish")).content.decode()
        client.post(page_of(unit, "unit-record"), {"to": to})
        unit.refresh_from_db()
        assert unit.record_state == to


@pytest.mark.parametrize("wanted", ["", "nonsense", "REPORTED"])
def test_a_state_nobody_knows_is_not_found(client, officer, wanted):
    assert client.post(page_of(make_unit(), "unit-record"), {"to": wanted}).status_code == 404


def test_looking_changes_nothing(client, officer):
    unit = make_unit(is_published=False)
    for name in ("unit-edit", "unit-publish", "unit-history"):
        assert client.get(page_of(unit, name)).status_code == 200
    assert client.get(page_of(unit, "unit-record")).status_code == 405
    assert unit.history.count() == 1


# Looking back

def test_the_story_says_who_changed_what_from_what_to_what(client, officer):
    unit = make_unit(asking_rent_cents=12000, has_wc=None)
    change_unit(unit=unit, version=0, by=officer, asking_rent_cents=9950, has_wc=True, utilities_payer="owner")
    response = client.get(page_of(unit, "unit-history"))
    entry = response.context["entries"][0]
    assert {change.field.name: (change.before, change.after) for change in entry.changes} == {
        "asking_rent_cents": (12000, 9950), "has_wc": (None, True), "utilities_payer": ("unknown", "owner")}
    assert entry.by == officer
    page = response.content.decode()
    assert "99,50" in page
    assert "Ieva Pirmā" in page


def test_the_story_says_that_the_owner_stopped_and_not_an_import(client, officer):
    unit = make_unit(owner=make_owner(), is_vacant=False)
    stop_offering(unit=unit, owner=unit.owner, to=OwnerStage.PAUSED)
    newest, *_others, first = heads(client.get(page_of(unit, "unit-history")).content.decode())
    assert newest.endswith("· Īpašnieks")
    assert first.endswith("· Imports")


def test_the_story_of_permitted_activities_is_told(client, officer):
    unit = make_unit()
    change_unit(unit=unit, version=0, by=officer, activities=[Activity.FOOD, Activity.MUSIC])
    change_unit(unit=unit, version=1, by=officer, activities=[Activity.FOOD])
    newest, older, first = client.get(page_of(unit, "unit-history")).context["entries"]
    assert (newest.allowed, newest.excluded) == ([], [Activity.MUSIC.label])
    assert set(older.allowed) == {Activity.FOOD.label, Activity.MUSIC.label}
    assert first.is_first


def test_a_note_about_every_activity_fits_where_it_is_kept():
    room = Unit.history.model._meta.get_field("history_change_reason").max_length
    note = note_of_activities([], Activity.values)
    assert len(note) <= room
    assert set(activities_in(note, "+")) == set(Activity.values)


def test_the_owner_in_the_story_is_for_officers_only(client, officer):
    unit = make_unit()
    owner = make_owner(name="Zelta Atslēga SIA")
    client.post(page_of(unit, "owner-edit"), {"which": "choose", "owner": owner.pk})
    assert owner.name in client.get(page_of(unit, "unit-history")).content.decode()
    assert owner.name not in signed_in(make_surveyor()).get(page_of(unit, "unit-history")).content.decode()


def test_a_long_story_costs_no_more_queries_than_a_short_one(client, officer):
    unit, counts = make_unit(), []
    for _ in range(2):
        change_unit(unit=unit, version=unit.history.count() - 1, by=officer, name=f"Name {unit.history.count()}")
    counts.append(queries_of(client, page_of(unit, "unit-history")))
    for number in range(40):
        change_unit(unit=unit, version=number + 2, by=make_officer(), name=f"Again {number}")
    counts.append(queries_of(client, page_of(unit, "unit-history")))
    assert counts[0] == counts[1] <= 10
    assert len(client.get(page_of(unit, "unit-history")).context["entries"]) == 30
    assert len(client.get(page_of(unit, "unit-history") + "?page=2").context["entries"]) == 13


# Who may

@pytest.mark.parametrize(("name", "surveyor"), [
    ("unit-edit", 200), ("unit-publish", 404), ("unit-history", 200), ("photo-list", 200), ("vacancy-list", 200),
    ("owner-edit", 404)])
def test_officers_keep_all_of_a_unit_and_surveyors_what_they_see(name, surveyor):
    assert statuses(page_of(make_unit(), name)) == {
        "officer": 200, "surveyor": surveyor, "reviewer": 404, "applicant": 404, "anonymous": 302}


def test_a_surveyor_can_neither_publish_nor_confirm():
    unit = make_unit(is_published=False, record_state=RecordState.REPORTED)
    client = signed_in(make_surveyor())
    assert client.post(page_of(unit, "unit-publish"), {"publish": "yes"}).status_code == 404
    assert client.post(page_of(unit, "unit-record"), {"to": RecordState.CONFIRMED}).status_code == 404
    unit.refresh_from_db()
    assert (unit.record_state, unit.is_published) == (RecordState.REPORTED, False)


def test_a_unit_that_is_not_there_is_not_found(client, officer):
    for name in ("unit-edit", "unit-publish", "unit-history", "photo-list", "vacancy-list", "owner-edit"):
        assert client.get(reverse(f"vacancies:{name}", args=["U-XXXX"])).status_code == 404
