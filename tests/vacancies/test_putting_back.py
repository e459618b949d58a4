"""What the register said before is put back: through the ordinary verbs, under their rules, and never unseen."""

import re

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from tests.make import days, make_officer, make_owner, make_reviewer, make_surveyor, make_unit
from tests.vacancies.asking import codes, queries_of, signed_in
from tests.vacancies.pictures import encoded, make_image, upload
from vacancies.choices import Activity, ClosedReason, Precision, RecordState
from vacancies.lifecycle.facts import add_closed_period, change_vacancy, remove_closed_period, remove_vacancy
from vacancies.lifecycle.photos import add_photo, remove_photo
from vacancies.lifecycle.units import change_unit, move_record, set_owner
from vacancies.models import ClosedPeriod, Unit, Vacancy
from vacancies.reports.story import PUT_BACK

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = make_officer(first_name="Ilze", last_name="Kalniņa")
    client.force_login(user)
    return user


def change(unit, **fields):
    return change_unit(unit=unit, version=Unit.objects.get(pk=unit.pk).version, by=make_officer(), **fields)


def address(unit, kind, record, field=""):
    found = reverse("popups:put-back", args=[unit.reference, kind, record.history_id])
    return f"{found}?field={field}" if field else found


def story(client, unit):
    return client.get(reverse("popups:staff-unit", args=[unit.reference]) + "?tab=history").content.decode()


def offered(client, unit):
    """Every address at which something can be put back."""
    return [one.replace("&amp;", "&") for one in re.findall(r'class="put-back" href="([^"]*)"', story(client, unit))]


def mark_on(page):
    return re.search(r'name="mark" value="(\d+)"', page.content.decode())[1]


def put_back(client, where):
    return client.post(where, {"mark": mark_on(client.get(where))})


# The entry


@pytest.mark.parametrize(("field", "before", "after"), [
    ("asking_rent_cents", 12000, 9900), ("name", "Old bakery", "New bakery"), ("has_water", None, True),
    ("internal_note", "The roof leaks", ""), ("floor_area_m2", 46, 50), ("notice_days", 30, 14)])
def test_a_field_says_again_what_it_said_before(client, officer, field, before, after):
    unit = make_unit(**{field: before})
    change(unit, **{field: after})
    where = address(unit, "field", unit.history.first(), field)
    assert where in offered(client, unit)
    page = client.get(where)
    assert f'data-field="{field}"' in page.content.decode()
    assert put_back(client, where).status_code == 302
    unit.refresh_from_db()
    assert getattr(unit, field) == before
    line = unit.history.first()
    assert (line.history_user, line.history_change_reason) == (officer, PUT_BACK)


def test_looking_changes_nothing(client, officer):
    unit = change(make_unit(name="Old"), name="New")
    assert client.get(address(unit, "field", unit.history.first(), "name")).status_code == 200
    unit.refresh_from_db()
    assert (unit.name, unit.history.count()) == ("New", 2)


def test_what_follows_from_an_address_follows_it_back(client, officer):
    unit = make_unit(address_typed="Pils iela 1")
    change(unit, address_typed="Dārza ielā 7")
    put_back(client, address(unit, "field", unit.history.first(), "address_typed"))
    unit.refresh_from_db()
    assert (unit.address, unit.street) == ("Pils iela 1", "Pils iela")


def test_place_and_permitted_activities_are_one_thing_each(client, officer):
    unit = make_unit()
    change(unit, latitude=57.5, longitude=27.5)
    change(unit, activities=[Activity.FOOD])
    activities, place, _first = unit.history.all()
    assert {address(unit, "field", place, "place"), address(unit, "field", activities, "activities")} <= set(offered(client, unit))
    put_back(client, address(unit, "field", place, "place"))
    put_back(client, address(unit, "field", activities, "activities"))
    unit.refresh_from_db()
    assert (unit.latitude, unit.longitude, unit.permitted_activities.count()) == (57.424, 27.046, 0)
    put_back(client, address(unit, "field", unit.history.first(), "activities"))
    assert unit.permitted_activities.get().activity == Activity.FOOD


def test_owner_and_state_of_the_record_go_back_by_their_own_verbs(client, officer):
    first, second, unit = make_owner(name="First Ltd"), make_owner(name="Second Ltd"), make_unit()
    set_owner(unit=unit, owner=first, by=officer)
    set_owner(unit=unit, owner=second, by=officer)
    owner_line = unit.history.first()
    move_record(unit=unit, to=RecordState.ARCHIVED, by=officer)
    state_line = unit.history.first()
    page = client.get(address(unit, "field", owner_line, "owner")).content.decode()
    assert "First Ltd" in page
    assert "Second Ltd" in page
    put_back(client, address(unit, "field", owner_line, "owner"))
    put_back(client, address(unit, "field", state_line, "record_state"))
    unit.refresh_from_db()
    assert (unit.owner, unit.record_state, unit.is_published) == (first, RecordState.CONFIRMED, False)


def test_a_state_to_which_nothing_leads_is_refused_with_a_sentence(client, officer):
    unit = make_unit(record_state=RecordState.REPORTED, is_published=False)
    move_record(unit=unit, to=RecordState.CONFIRMED, by=officer)
    response = put_back(client, address(unit, "field", unit.history.first(), "record_state"))
    assert (response.status_code, codes(response)) == (422, {"illegal_move"})


def test_a_public_unit_stays_fit_for_the_public(client, officer):
    unit = make_unit(floor_area_m2=None)
    change(unit, floor_area_m2=40)
    response = put_back(client, address(unit, "field", unit.history.first(), "floor_area_m2"))
    assert (response.status_code, codes(response)) == (422, {"area_missing"})
    unit.refresh_from_db()
    assert (unit.floor_area_m2, unit.history.count()) == (40, 2)


def test_a_number_that_another_unit_has_by_now_is_refused(client, officer):
    unit = make_unit(own_number="17")
    change(unit, own_number="18")
    make_unit(own_number="17")
    response = put_back(client, address(unit, "field", unit.history.first(), "own_number"))
    assert (response.status_code, codes(response)) == (422, {"unique"})


def test_who_was_slower_sees_what_stands_there_now_and_may_decide_again(client, officer):
    unit = make_unit(name="First")
    change(unit, name="Second")
    where = address(unit, "field", unit.history.first(), "name")
    mark = mark_on(client.get(where))
    change(unit, name="Third")
    response = client.post(where, {"mark": mark})
    assert (response.status_code, codes(response)) == (409, {"stale"})
    assert all(name in response.content.decode() for name in ("Third", "First"))
    unit.refresh_from_db()
    assert unit.name == "Third"
    assert client.post(where, {"mark": mark_on(response)}).status_code == 302
    unit.refresh_from_db()
    assert unit.name == "First"


@pytest.mark.parametrize("mark", ["", "x", "-1", "9" * 40, "²"])
def test_a_mark_that_nobody_made_is_stale(client, officer, mark):
    unit = change(make_unit(name="Old"), name="New")
    assert client.post(address(unit, "field", unit.history.first(), "name"), {"mark": mark}).status_code == 409


def test_the_whole_entry_as_it_was_on_a_day(client, officer):
    unit = make_unit(name="Bakery", asking_rent_cents=5000)
    then = unit.history.first()
    change(unit, name="Café", asking_rent_cents=7000)
    change(unit, activities=[Activity.CAFE], latitude=57.5, longitude=27.5)
    change(unit, has_water=True)
    set_owner(unit=unit, owner=make_owner(), by=officer)
    where = address(unit, "version", then)
    assert where in offered(client, unit)
    assert set(re.findall(r'data-field="(\w+)"', client.get(where).content.decode())) == {
        "name", "asking_rent_cents", "activities", "place", "has_water", "owner"}
    with zeal_ignore([{"model": "vacancies.Unit", "field": "get()"}]):  # owner and fields go back by a verb of their own each
        assert put_back(client, where).status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.asking_rent_cents, unit.latitude, unit.has_water, unit.permitted_activities.count(), unit.owner) == (
        "Bakery", 5000, 57.424, None, 0, None)
    assert 'id="same"' in client.get(where).content.decode()


def test_what_is_put_back_can_itself_be_put_back(client, officer):
    unit = change(make_unit(name="Old"), name="New")
    put_back(client, address(unit, "field", unit.history.first(), "name"))
    put_back(client, address(unit, "field", unit.history.first(), "name"))
    unit.refresh_from_db()
    assert unit.name == "New"


# Vacancies, closed periods, photos


def test_a_removed_vacancy_comes_back_with_everything_it_said(client, officer):
    unit = make_unit()
    vacancy = unit.vacancies.get()
    change_vacancy(vacancy=vacancy, by=officer, previous_use="Shoe shop", starts_precision=Precision.MONTH)
    before = Vacancy.objects.values().get()
    remove_vacancy(vacancy=vacancy, by=officer)
    where = address(unit, "vacancy", Vacancy.history.first())
    assert where in offered(client, unit)
    assert 'id="gone"' in client.get(where).content.decode()
    assert put_back(client, where).status_code == 302
    assert Vacancy.objects.values().get() == before
    line = Vacancy.history.first()
    assert (line.history_user, line.history_change_reason) == (officer, PUT_BACK)


def test_a_vacancy_that_would_overlap_another_is_refused(client, officer):
    unit = make_unit()
    remove_vacancy(vacancy=unit.vacancies.get(), by=officer)
    where = address(unit, "vacancy", Vacancy.history.first())
    Vacancy.objects.create(unit=unit, starts_on=days(-50))
    response = put_back(client, where)
    assert (response.status_code, codes(response), unit.vacancies.count()) == (422, {"overlap"}, 1)


def test_a_changed_vacancy_goes_back_and_a_newer_change_is_seen_first(client, officer):
    unit = make_unit()
    vacancy = unit.vacancies.get()
    change_vacancy(vacancy=vacancy, by=officer, note="Wrong")
    where = address(unit, "vacancy", Vacancy.history.first())
    mark = mark_on(client.get(where))
    change_vacancy(vacancy=vacancy, by=make_officer(), note="Newer")
    stale = client.post(where, {"mark": mark})
    assert (stale.status_code, "Newer" in stale.content.decode()) == (409, True)
    assert put_back(client, where).status_code == 302
    vacancy.refresh_from_db()
    assert vacancy.note == ""


def test_a_removed_closed_period_comes_back_unless_its_days_are_taken(client, officer):
    unit = make_unit()
    closed = add_closed_period(unit=unit, by=officer, reason=ClosedReason.SEASON, starts_on=days(10), ends_on=days(20), note="Winter")
    before = ClosedPeriod.objects.values().get()
    remove_closed_period(closed=closed, by=officer)
    where = address(unit, "closedperiod", ClosedPeriod.history.first())
    assert where in offered(client, unit)
    other = add_closed_period(unit=unit, by=officer, reason=ClosedReason.OWNER, starts_on=days(15), ends_on=days(16))
    assert put_back(client, where).status_code == 422
    remove_closed_period(closed=other, by=officer)
    assert put_back(client, where).status_code == 302
    assert ClosedPeriod.objects.values().get() == before


def test_a_removed_photo_leads_to_the_bin(client, officer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    unit = make_unit()
    remove_photo(photo=add_photo(unit=unit, file=upload(encoded(make_image())), by=officer), by=officer)
    assert f"{reverse('vacancies:photo-list', args=[unit.reference])}#removed-photos" in offered(client, unit)


# Who may, and what does not exist


def test_only_officers_put_things_back():
    unit = change(make_unit(name="Old"), name="New")
    where = address(unit, "field", unit.history.first(), "name")
    for user in (make_surveyor(), make_reviewer()):
        client = signed_in(user)
        assert (client.get(where).status_code, client.post(where, {"mark": unit.version}).status_code) == (404, 404)
        assert offered(client, unit) == []
    assert len(offered(signed_in(make_officer()), unit)) > 0


@pytest.mark.parametrize(("kind", "field"), [
    ("field", ""), ("field", "nonsense"), ("field", "published_at"), ("field", "version"), ("field", "search_text"),
    ("field", "pk"), ("nonsense", "name")])
def test_what_cannot_be_put_back_is_not_found(client, officer, kind, field):
    unit = change(make_unit(name="Old"), name="New")
    assert client.get(address(unit, kind, unit.history.first(), field)).status_code == 404


def test_lines_of_another_unit_and_first_lines_are_not_found(client, officer):
    unit, other = change(make_unit(name="Old"), name="New"), change(make_unit(name="Old"), name="New")
    assert client.get(address(unit, "field", other.history.first(), "name")).status_code == 404
    assert client.get(address(unit, "field", unit.history.last(), "name")).status_code == 404
    assert client.get(address(unit, "vacancy", Vacancy.history.filter(unit=other).first())).status_code == 404
    assert client.get(address(unit, "vacancy", Vacancy.history.filter(unit=unit).first())).status_code == 404


def test_the_page_costs_the_same_after_many_changes(client, officer):
    unit = change(make_unit(name="0"), name="1")
    where = address(unit, "field", unit.history.first(), "name")
    one = queries_of(client, where)
    for number in range(30):
        change(unit, name=f"again {number}", activities=[Activity.FOOD] if number % 2 else [])
    assert queries_of(client, where) == one <= 12


def test_putting_back_what_stands_there_already_changes_nothing(client, officer):
    unit = make_unit(name="Old bakery")
    change(unit, name="New bakery")
    unit.refresh_from_db()
    newest = address(unit, "version", unit.history.first())
    assert 'id="same"' in client.get(newest).content.decode()
    assert client.post(newest, {"mark": unit.version}).status_code == 302
    before = unit.history.count()
    unit.refresh_from_db()
    assert (unit.name, unit.history.count()) == ("New bakery", before)
