"""Units to look at again: the longest not seen first, one tap each; and what is only suspected."""

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from popups.reports.dashboard import dashboard
from popups.reports.due import coverage, due_list
from popups.reports.occupancy import with_occupancy
from popups.reports.suspicion import Suspicion, suspected, tell_suspicions, with_suspicion
from tests.make import (
    days,
    make_current_tenancy,
    make_officer,
    make_reviewer,
    make_shop,
    make_surveyor,
    make_unit,
    today,
)
from tests.vacancies.asking import queries_of, signed_in
from vacancies.choices import RecordState, ReportState, Seen, SeenBy
from vacancies.lifecycle.facts import change_vacancy
from vacancies.lifecycle.saving import mark_of
from vacancies.lifecycle.units import record_visit
from vacancies.lifecycle.visits import take_back_visit
from vacancies.models import FieldVisit, Report, Unit, Vacancy, WalkItem
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
ADDRESS = "/staff/due/"


def unit_on(street, seen_days_ago=None, **fields):
    unit = make_unit(address_typed=f"{street} {Unit.objects.count() + 1}", **fields)
    if seen_days_ago is not None:
        FieldVisit.objects.create(unit=unit, seen=Seen.EMPTY, seen_on=days(-seen_days_ago))
    return unit


def seen(client, unit, answer, **more):
    return client.post(reverse("popups:due-seen", args=[unit.reference]), {"seen": answer, "street": ""} | more)


def undo(client, visit):
    return client.post(reverse("popups:visit-take-back", args=[visit.unit.reference, visit.pk]))


# The list


def test_never_seen_comes_first_then_the_longest_not_seen_and_fresh_ones_are_not_due():
    fresh, long_ago, lately, never = unit_on("Pils iela", 5), unit_on("Pils iela", 400), unit_on("Pils iela", 100), unit_on("Pils iela")
    make_unit(record_state=RecordState.ARCHIVED, is_published=False)
    assert [unit.reference for unit in due_list(today()).units] == [never.reference, long_ago.reference, lately.reference]
    assert fresh.reference not in signed_in(make_surveyor()).get(ADDRESS).content.decode()


def test_the_list_is_narrowed_to_a_street_and_tells_how_much_of_each_was_seen():
    unit_on("Pils iela", 5), unit_on("Pils iela", 400), unit_on("Āra iela", 400)
    assert [(street.name, street.units, street.seen, street.share) for street in coverage(today())] == [
        ("Āra iela", 1, 0, 0), ("Pils iela", 2, 1, 0.5)]
    response = signed_in(make_surveyor()).get(ADDRESS, {"street": "Pils iela"})
    assert [unit.street for unit in response.context["due"].units] == ["Pils iela"]
    assert (response.context["due"].whole.units, response.context["due"].whole.seen) == (3, 1)


def test_what_the_list_says_fits_the_figure_of_the_dashboard():
    unit_on("Pils iela", 5), unit_on("Pils iela", 400)
    assert dashboard(today()).fresh.count == sum(street.seen for street in coverage(today())) == 1


def test_one_tap_records_the_visit_of_today_and_the_next_one_comes_first():
    first, second, surveyor = unit_on("Pils iela", 400), unit_on("Pils iela", 300), make_surveyor()
    client = signed_in(surveyor)
    response = client.post(reverse("popups:due-seen", args=[first.reference]), {"seen": "occupied", "street": "Pils iela"}, follow=True)
    assert response.request["QUERY_STRING"] == "street=Pils+iela"
    assert [unit.reference for unit in response.context["due"].units] == [second.reference]
    visit = first.field_visits.first()
    assert (visit.seen, visit.seen_on, visit.by, visit.source) == (Seen.OCCUPIED, today(), surveyor, SeenBy.STREET)
    assert first.vacancies.get().ends_on == today()


def test_a_tap_sent_twice_is_one_visit():
    unit, client, token = unit_on("Pils iela"), signed_in(make_surveyor()), str(uuid4())
    for _ in range(2):
        assert seen(client, unit, "empty", once=token).status_code == 302
    assert FieldVisit.objects.count() == 1


def test_an_answer_nobody_offered_and_an_archived_unit_are_404():
    client = signed_in(make_surveyor())
    assert seen(client, unit_on("Pils iela"), "nonsense").status_code == 404
    assert seen(client, make_unit(record_state=RecordState.ARCHIVED, is_published=False), "empty").status_code == 404
    assert not FieldVisit.objects.exists()


def test_reviewers_and_strangers_do_not_find_the_list(client):
    assert signed_in(make_reviewer()).get(ADDRESS).status_code == 404
    assert client.get(ADDRESS).status_code == 302


@pytest.mark.parametrize("query", ["street=Nowhere", "street=" + "x" * 5000])
def test_a_stale_address_is_never_an_error(query):
    unit_on("Pils iela")
    assert signed_in(make_officer()).get(f"{ADDRESS}?{query}").status_code == 200


def test_thirty_units_cost_no_more_queries_than_one():
    client, unit = signed_in(make_officer()), unit_on("Pils iela", 200)
    FieldVisit.objects.update(by=make_surveyor())
    one = queries_of(client, ADDRESS)
    for number in range(29):
        visit = unit_on(f"Iela {number}", 200).field_visits.get()
        FieldVisit.objects.filter(pk=visit.pk).update(by=make_surveyor())
    assert len(client.get(ADDRESS).context["due"].units) == 30
    assert queries_of(client, ADDRESS) == one <= 10
    assert unit.reference in client.get(ADDRESS).content.decode()


# Undo


@pytest.mark.parametrize(("was_vacant", "answer"), [(True, Seen.OCCUPIED), (False, Seen.EMPTY), (True, Seen.EMPTY), (True, Seen.NOT_SURE)])
def test_undo_takes_back_the_visit_and_what_it_did_to_the_vacancy(was_vacant, answer):
    unit, client = make_unit(is_vacant=was_vacant), signed_in(make_surveyor())
    before = list(Vacancy.objects.values())
    response = client.post(reverse("popups:due-seen", args=[unit.reference]), {"seen": answer, "street": ""}, follow=True)
    visit = unit.field_visits.get()
    assert f'action="{reverse("popups:visit-take-back", args=[unit.reference, visit.pk])}?street="' in response.content.decode()
    for _ in range(2):
        assert undo(client, visit).status_code == 302
    assert (unit.field_visits.count(), list(Vacancy.objects.values())) == (0, before)


def test_a_vacancy_that_a_slip_of_the_same_day_removed_comes_back():
    unit, surveyor = make_unit(is_vacant=False), make_surveyor()
    record_visit(unit=unit, seen=Seen.EMPTY, seen_on=today(), by=surveyor)
    before = list(Vacancy.objects.values())
    visit = record_visit(unit=unit, seen=Seen.OCCUPIED, seen_on=today(), by=surveyor)
    assert not Vacancy.objects.exists()
    take_back_visit(visit=visit, by=surveyor)
    assert list(Vacancy.objects.values()) == before


def test_a_visit_is_not_taken_back_once_its_vacancy_was_corrected():
    unit, surveyor = make_unit(), make_surveyor()
    visit = record_visit(unit=unit, seen=Seen.OCCUPIED, seen_on=today(), by=surveyor)
    vacancy = unit.vacancies.get()
    change_vacancy(vacancy=vacancy, mark=mark_of(vacancy), by=make_officer(), note="Sold")
    with pytest.raises(Refused) as refused:
        take_back_visit(visit=visit, by=surveyor)
    assert refused.value.codes == ["changed_since"]
    assert unit.field_visits.count() == 1


def test_what_a_phone_sent_from_a_walk_stays():
    unit, surveyor = make_unit(), make_surveyor()
    visit = record_visit(unit=unit, seen=Seen.EMPTY, seen_on=today(), by=surveyor)
    WalkItem.objects.create(key=uuid4(), by=surveyor, unit=unit, visit=visit)
    with pytest.raises(Refused) as refused:
        take_back_visit(visit=visit, by=surveyor)
    assert refused.value.codes == ["from_a_walk"]


def test_a_surveyor_takes_back_only_visits_of_their_own_and_of_today():
    unit, surveyor = make_unit(), make_surveyor()
    own, foreign = (record_visit(unit=unit, seen=Seen.EMPTY, seen_on=today(), by=by) for by in (surveyor, make_surveyor()))
    client = signed_in(surveyor)
    assert undo(client, foreign).status_code == 404
    FieldVisit.objects.filter(pk=own.pk).update(recorded_at=timezone.now() - timedelta(days=2))
    assert undo(client, own).status_code == 404
    assert undo(signed_in(make_officer()), own).status_code == 302
    assert list(unit.field_visits.all()) == [foreign]


# Suspected


def suspicion_of(unit):
    return with_suspicion(with_occupancy(Unit.objects.filter(pk=unit.pk), today())).get().suspicion


def report(unit, **fields):
    return Report.objects.create(unit=unit, key=uuid4().hex, language="lv", **{"seen": Seen.EMPTY, "seen_on": today()} | fields)


def test_why_a_unit_is_suspected():
    unsure, told, entered = (make_unit(is_vacant=False) for _ in range(3))
    FieldVisit.objects.create(unit=unsure, seen=Seen.NOT_SURE, seen_on=days(-3))
    report(told)
    Unit.objects.filter(pk=entered.pk).update(record_state=RecordState.REPORTED)
    assert [suspicion_of(unit) for unit in (unsure, told, entered)] == [
        Suspicion.NOT_SURE, Suspicion.REPORT, Suspicion.NOT_CONFIRMED]


def test_what_is_known_better_is_not_suspected():
    confirmed_empty, used, looked_again, handled, dismissed_shop, archived = (make_unit(is_vacant=False) for _ in range(6))
    for unit in (confirmed_empty, used):
        FieldVisit.objects.create(unit=unit, seen=Seen.NOT_SURE, seen_on=days(-3))
    Vacancy.objects.create(unit=confirmed_empty, starts_on=days(-30))
    make_current_tenancy(unit=used)
    FieldVisit.objects.create(unit=looked_again, seen=Seen.NOT_SURE, seen_on=days(-9))
    FieldVisit.objects.create(unit=looked_again, seen=Seen.OCCUPIED, seen_on=days(-1))
    report(handled, state=ReportState.DISMISSED)
    report(dismissed_shop, seen=Seen.OCCUPIED)
    report(archived)
    Unit.objects.filter(pk=archived.pk).update(record_state=RecordState.ARCHIVED, published_at=None, published_by=None)
    units = (confirmed_empty, used, looked_again, handled, dismissed_shop, archived)
    assert [suspicion_of(unit) for unit in units] == [""] * 6


def test_a_shop_on_the_map_may_be_suspected_once_a_resident_says_so():
    unit = make_unit(is_vacant=False)
    make_shop(unit=unit)
    assert suspicion_of(unit) == ""
    report(unit)
    assert suspicion_of(unit) == Suspicion.REPORT


def test_what_is_suspected_changes_no_figure():
    make_unit(), make_unit(is_vacant=False)
    before = dashboard(today())
    suspects = [make_unit(record_state=RecordState.REPORTED, is_published=False)]
    known = make_unit(is_vacant=False)
    FieldVisit.objects.create(unit=known, seen=Seen.OCCUPIED, seen_on=days(-200))
    with_shop = dashboard(today())
    report(known)
    after = dashboard(today())
    assert (after.vacant.count, after.vacancy_rate) == (with_shop.vacant.count, with_shop.vacancy_rate)
    assert before.vacant.count == after.vacant.count == 1
    assert set(suspected(with_occupancy(Unit.objects.all(), today()))) == {*suspects, known}


def test_the_page_of_the_unit_says_so_beside_its_use():
    unit = make_unit(is_vacant=False)
    page = reverse("popups:staff-unit", args=[unit.reference])
    client = signed_in(make_officer())
    assert "data-suspicion" not in client.get(page).content.decode()
    FieldVisit.objects.create(unit=unit, seen=Seen.NOT_SURE, seen_on=days(-3))
    assert 'data-suspicion="not_sure"' in client.get(page).content.decode()
    today_page = client.get(reverse("popups:staff-today")).content.decode()
    assert 'id="doubtful"' in today_page
    assert unit.name in today_page


def test_the_list_marks_suspected_units_and_can_be_narrowed_to_them():
    suspect, known = make_unit(is_vacant=False), make_unit()
    report(suspect)
    address, client = reverse("popups:staff-unit-list"), signed_in(make_officer())
    assert client.get(address).content.decode().count("data-suspicion") == 1
    found = client.get(address, {"occupancy": "suspected"})
    assert [unit.reference for unit in found.context["units"]] == [suspect.reference]
    assert known.reference not in found.content.decode()


def test_the_rows_of_the_list_are_suspected_exactly_as_the_database_says():
    """The rule stands twice, for the database and for rows that are here already: every mixture of its conditions."""
    for state, seen, reported, vacant in product(RecordState, (None, *Seen), (None, *Seen), (True, False)):
        unit = make_unit(is_vacant=vacant, is_published=False)
        Unit.objects.filter(pk=unit.pk).update(record_state=state)
        if seen:
            FieldVisit.objects.create(unit=unit, seen=seen, seen_on=days(-3))
        if reported:
            report(unit, seen=reported)
    expected = dict(with_suspicion(with_occupancy(Unit.objects.all(), today())).values_list("pk", "suspicion"))
    rows = list(with_occupancy(Unit.objects.all(), today()))
    tell_suspicions(rows)
    assert {unit.pk: unit.suspicion for unit in rows} == expected
    assert set(expected.values()) == {"", *Suspicion.values}
