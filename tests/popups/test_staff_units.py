"""The table of units and the page of one unit."""

import re

import pytest

from popups.choices import EventKind
from popups.models import Application
from tests.make import (
    days,
    make_application,
    make_current_tenancy,
    make_event,
    make_offer,
    make_officer,
    make_owner,
    make_reviewer,
    make_shop,
    make_surveyor,
    make_unit,
    make_user,
    today,
)
from tests.popups.asking import queries_of, references, shown_count, signed_in
from vacancies.choices import ClosedReason, OwnerKind, RecordState, Seen
from vacancies.floors import floor_words
from vacancies.models import ClosedPeriod, FieldVisit, Unit

pytestmark = pytest.mark.django_db
ADDRESS = "/staff/units/"
TABS = ("about", "vacancy", "use", "history")


def found(query: str, client=None) -> set[str]:
    return set(references((client or signed_in(make_officer())).get(f"{ADDRESS}?{query}")))


def page(unit: Unit, tab: str = "about", client=None):
    return (client or signed_in(make_officer())).get(f"{ADDRESS}{unit.reference}/?tab={tab}")


def test_words_find_units_by_name_address_and_reference_without_diacritics():
    unit = make_unit(name="Ābeļu bode", address_typed="Pils iela 7")
    make_unit()
    for words in ("abelu", "PILS 7", unit.reference.lower()):
        assert found(f"q={words}") == {unit.reference}


def test_occupancy_street_publication_and_record_narrow_the_table():
    vacant = make_unit(address_typed="Pils iela 3")
    taken = make_current_tenancy(unit=make_unit(address_typed="Ojāra Vācieša iela 4")).unit
    hidden = make_unit(is_published=False, is_vacant=False)
    archived = make_unit(record_state=RecordState.ARCHIVED, is_published=False, is_vacant=False)
    assert found("occupancy=vacant") == {vacant.reference}
    assert found("occupancy=pop_up") == {taken.reference}
    assert found("occupancy=known") == {vacant.reference, taken.reference}
    assert found(f"street={vacant.street}") == {vacant.reference}
    assert found("published=no") == {hidden.reference}
    assert found("record=archived") == {archived.reference}
    assert found("") == {vacant.reference, taken.reference, hidden.reference}


def test_units_without_a_known_start_and_units_seen_lately_can_be_found():
    unclear, seen = make_unit(), make_unit()
    unclear.vacancies.update(starts_on=None)
    FieldVisit.objects.create(unit=seen, seen_on=today(), seen=Seen.EMPTY)
    assert found("since=unknown&occupancy=vacant") == {unclear.reference}
    assert found("seen=fresh") == {seen.reference}
    assert found("seen=due") == {unclear.reference}


def test_a_unit_without_an_owner_is_among_those_whose_owner_is_not_known():
    nobody, unknown = make_unit(owner=None), make_unit(owner=make_owner(kind=OwnerKind.UNKNOWN))
    parish = make_unit(owner=make_owner(kind=OwnerKind.PARISH))
    assert found("owner=unknown") == {nobody.reference, unknown.reference}
    assert found("owner=parish") == {parish.reference}


def test_only_officers_filter_by_owner():
    unit = make_unit(owner=make_owner(kind=OwnerKind.PARISH))
    other = make_unit()
    assert found("owner=parish") == {unit.reference}
    assert found("owner=parish", signed_in(make_surveyor())) == {unit.reference, other.reference}


@pytest.mark.parametrize("query", ["occupancy=nonsense", "street=Nowhere", "after=999999", "before=x", "q=" + "x" * 5000])
def test_a_stale_address_is_never_an_error(query):
    make_unit()
    assert signed_in(make_officer()).get(f"{ADDRESS}?{query}").status_code == 200


def test_an_empty_table_says_what_to_do_first():
    client = signed_in(make_officer())
    assert "/staff/units/new/" in client.get(ADDRESS).content.decode()
    make_unit()
    assert 'class="empty"' in client.get(f"{ADDRESS}?q=nothing+like+it").content.decode()


def test_the_table_turns_its_pages_and_keeps_the_filters():
    for _ in range(60):
        make_unit(is_published=False, is_vacant=False)
    client = signed_in(make_officer())
    first = client.get(f"{ADDRESS}?published=no")
    assert shown_count(first) == 60
    rest = client.get(f"{ADDRESS}?published=no&{first.context['listing'].older}")
    assert not set(references(first)) & set(references(rest))
    assert len(references(first)) + len(references(rest)) == 60
    assert "published=no&amp;after=" in first.content.decode()


def test_the_table_costs_the_same_with_one_and_with_thirty_units():
    client = signed_in(make_officer())
    make_unit(owner=make_owner())
    one = queries_of(client, ADDRESS)
    for _ in range(29):
        make_unit(owner=make_owner())
    assert queries_of(client, ADDRESS) == one <= 10


def make_full_unit(number: int) -> Unit:
    unit = make_unit(owner=make_owner(name="Secret Owner Ltd", email="owner@secret.example", note="Calls back late"),
                     internal_note="The roof leaks")
    make_current_tenancy(unit=unit, days_left=5)
    for count in range(number):
        FieldVisit.objects.create(unit=unit, seen_on=days(-count), seen=Seen.EMPTY, by=make_surveyor())
        make_application(unit=unit)
        make_event(unit=unit, kind=EventKind.WORKSHOP)
        ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.SEASON, starts_on=days(300 + 2 * count),
                                    ends_on=days(301 + 2 * count))
    make_offer(unit=unit, start=days(40), end=days(50))
    make_shop(unit=unit, starts_on=days(-900), ends_on=days(-800))
    return unit


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_costs_the_same_with_one_and_with_thirty_of_everything(tab):
    client = signed_in(make_officer())
    few, many = make_full_unit(1), make_full_unit(12)
    one = queries_of(client, f"{ADDRESS}{few.reference}/?tab={tab}")
    assert queries_of(client, f"{ADDRESS}{many.reference}/?tab={tab}") == one <= 15


def test_the_officer_sees_everything_about_a_unit():
    unit = make_full_unit(2)
    client = signed_in(make_officer())
    about = page(unit, "about", client).content.decode()
    assert "Secret Owner Ltd" in about
    assert "The roof leaks" in about
    use = page(unit, "use", client).content.decode()
    for reference in Application.objects.filter(wishes__unit=unit).values_list("reference", flat=True):
        assert f"/staff/applications/{reference}/" in use
    assert "/staff/tenancies/T-" in use
    assert "/staff/events/E-" in use


@pytest.mark.parametrize("floor", [-1, 0, 2])
def test_the_floor_is_said_in_words(floor):
    facts = re.findall(r"<dd>([^<]*)</dd>", page(make_unit(floor=floor)).content.decode())
    assert floor_words(floor) in facts
    assert str(floor) not in facts


def test_a_surveyor_sees_neither_the_owner_nor_the_people():
    unit = make_full_unit(1)
    client = signed_in(make_surveyor())
    shown = "".join(page(unit, tab, client).content.decode() for tab in ("about", "vacancy", "history"))
    assert "The roof leaks" in shown, "the internal note is for those who keep units"
    for secret in ("Secret Owner", "owner@secret.example", "Calls back late", "/staff/tenancies/T-", "/staff/applications/A-"):
        assert secret not in shown
    assert page(unit, "use", client).status_code == 404


def test_a_reviewer_sees_neither_the_owner_nor_the_internal_note():
    unit = make_full_unit(1)
    client = signed_in(make_reviewer())
    shown = "".join(page(unit, tab, client).content.decode() for tab in TABS)
    assert "/staff/applications/A-" in shown
    for secret in ("Secret Owner", "owner@secret.example", "The roof leaks", f"{unit.reference}/edit/"):
        assert secret not in shown


def test_the_story_tells_register_and_deeds_newest_first():
    officer = make_officer(first_name="Ilze", last_name="Kalniņa")
    unit = make_full_unit(1)
    unit.asking_rent_cents = 9900
    unit._history_user = officer
    unit.save()
    story = page(unit, "history").context["story"].lines
    assert [line.at for line in story] == sorted((line.at for line in story), reverse=True)
    newest = story[0]
    assert newest.who == "Ilze Kalniņa"
    assert [(change.field.name, change.after) for change in newest.changes] == [("asking_rent_cents", 9900)]
    assert any(subject.href.startswith("/staff/offers/") for line in story for subject in line.subjects)


def test_the_story_never_tells_what_a_private_note_said():
    unit = make_unit(internal_note="The roof leaks")
    unit.internal_note = "The roof was mended"
    unit.save()
    assert "The roof" not in page(unit, "history").content.decode()


def test_an_unknown_unit_or_tab_is_a_404():
    client = signed_in(make_officer())
    assert client.get(f"{ADDRESS}U-NONE/").status_code == 404
    assert page(make_unit(), "secrets", client).status_code == 404


def test_strangers_and_applicants_stay_outside(client):
    unit = make_unit()
    for address in (ADDRESS, f"{ADDRESS}{unit.reference}/"):
        assert client.get(address).status_code == 302
        assert signed_in(make_user()).get(address).status_code == 404
