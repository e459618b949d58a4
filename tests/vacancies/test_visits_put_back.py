"""A visit that was taken back by mistake comes back from the story, as it was recorded."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from popups.lifecycle.merging import merge_units
from tests.make import days, make_import, make_officer, make_reviewer, make_surveyor, make_unit
from tests.vacancies.asking import signed_in
from tests.vacancies.test_putting_back import address, mark_on, offered, put_back
from vacancies.choices import Seen, SeenBy
from vacancies.lifecycle.units import record_visit
from vacancies.lifecycle.visits import take_back_visit
from vacancies.models import FieldVisit, ImportRun, Vacancy
from vacancies.problem import Refused
from vacancies.reports.story import PUT_BACK

pytestmark = pytest.mark.django_db


def taken_back(unit, seen=Seen.EMPTY, day=-3, **fields):
    """A visit of a surveyor that an officer took back. Gives the row as it was, and the address that puts it back."""
    visit = record_visit(unit=unit, seen=seen, seen_on=days(day), by=make_surveyor(), note="Dark inside", source=SeenBy.IMPORT)
    FieldVisit.objects.filter(pk=visit.pk).update(recorded_at=timezone.now() - timedelta(days=2), **fields)
    row = FieldVisit.objects.filter(pk=visit.pk).values().get()
    visit.refresh_from_db()
    take_back_visit(visit=visit, by=make_officer())
    return row, address(unit, "fieldvisit", FieldVisit.history.filter(id=visit.pk).first())


def test_a_visit_that_was_taken_back_comes_back_under_its_old_number_as_its_surveyor_recorded_it(client, officer):
    unit = make_unit(is_vacant=False)
    before, where = taken_back(unit, Seen.NOT_SURE)
    assert offered(client, unit) == [where]
    page = client.get(where)
    assert set(re.findall(r'data-field="(\w+)"', page.content.decode())) == {"seen", "seen_on", "note"}
    assert not FieldVisit.objects.exists(), "looking changes nothing"
    assert put_back(client, where).status_code == 302
    assert FieldVisit.objects.values().get() == before
    line = FieldVisit.history.first()
    assert (line.id, line.history_user, line.history_change_reason) == (before["id"], officer, PUT_BACK)
    assert where not in offered(client, unit), "it is back"


@pytest.mark.parametrize(("was_vacant", "seen"), [(False, Seen.EMPTY), (True, Seen.OCCUPIED), (False, Seen.OCCUPIED), (True, Seen.NOT_SURE)])
def test_a_visit_that_comes_back_does_again_what_it_did_to_the_vacancy_and_can_be_taken_back_again(client, officer, was_vacant, seen):
    unit, other = (make_unit(is_vacant=was_vacant) for _number in range(2))
    facts = [list(Vacancy.objects.filter(unit=unit).values())]
    _row, where = taken_back(unit, seen)
    record_visit(unit=other, seen=seen, seen_on=days(-3), by=officer)
    assert put_back(client, where).status_code == 302
    said = [list(Vacancy.objects.filter(unit=one).values_list("starts_on", "ends_on")) for one in (unit, other)]
    assert said[0] == said[1]
    take_back_visit(visit=FieldVisit.objects.get(unit=unit), by=officer)
    assert list(Vacancy.objects.filter(unit=unit).values()) == facts[0]


def test_a_visit_that_comes_back_after_a_fresher_one_changes_no_vacancy(client, officer):
    unit = make_unit(is_vacant=False)
    _row, where = taken_back(unit, Seen.EMPTY)
    record_visit(unit=unit, seen=Seen.OCCUPIED, seen_on=days(-1), by=officer)
    assert put_back(client, where).status_code == 302
    assert (unit.field_visits.count(), unit.vacancies.count()) == (2, 0)


def test_a_visit_of_an_import_that_is_gone_comes_back_without_it(client, officer, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    unit, run = make_unit(is_vacant=False), make_import()
    before, where = taken_back(unit, Seen.NOT_SURE, import_run=run)
    ImportRun.objects.all().delete()
    assert put_back(client, where).status_code == 302
    assert FieldVisit.objects.values().get() == before | {"import_run_id": None}


def test_a_visit_put_back_twice_is_there_once(client, officer):
    unit = make_unit(is_vacant=False)
    _row, where = taken_back(unit)
    mark = mark_on(client.get(where))
    assert client.post(where, {"mark": mark}).status_code == 302
    again = client.post(where, {"mark": mark})
    assert (again.status_code, 'id="same"' in again.content.decode()) == (409, True)
    assert client.post(where, {"mark": str(FieldVisit.history.first().history_id)}).status_code == 302
    assert (unit.field_visits.count(), unit.vacancies.count()) == (1, 1)
    assert FieldVisit.history.filter(history_change_reason=PUT_BACK).count() == 1


@pytest.mark.parametrize("make", [make_reviewer, make_surveyor])
def test_only_officers_put_visits_back(make):
    unit = make_unit(is_vacant=False)
    _row, where = taken_back(unit)
    client = signed_in(make())
    assert (client.get(where).status_code, client.post(where, {"mark": "1"}).status_code) == (404, 404)
    assert offered(client, unit) == []


def test_a_visit_is_put_back_at_its_own_unit_and_only_where_it_was_taken_back(client, officer):
    unit, other = make_unit(is_vacant=False), make_unit()
    _row, where = taken_back(unit)
    assert client.get(where.replace(unit.reference, other.reference)).status_code == 404
    there = record_visit(unit=unit, seen=Seen.EMPTY, seen_on=days(-1), by=officer)
    assert client.get(address(unit, "fieldvisit", there.history.first())).status_code == 404


def test_a_visit_that_ended_a_vacancy_stays_where_another_vacancy_has_begun_since(officer):
    """Else one unit would stand empty twice at a time."""
    unit = make_unit(is_vacant=True)
    in_use = record_visit(unit=unit, seen=Seen.OCCUPIED, seen_on=days(-5), by=officer)
    record_visit(unit=unit, seen=Seen.EMPTY, seen_on=days(-2), by=officer)
    before = list(unit.vacancies.values())
    with pytest.raises(Refused) as refused:
        take_back_visit(visit=in_use, by=officer)
    assert [problem.code for problem in refused.value.problems] == ["overlap"]
    assert (unit.field_visits.count(), list(unit.vacancies.values())) == (2, before)


def test_a_visit_whose_vacancy_went_along_into_another_entry_stays_rather_than_leave_that_behind(officer):
    kept, merged = make_unit(is_vacant=False), make_unit(is_vacant=False)
    visit = record_visit(unit=merged, seen=Seen.EMPTY, seen_on=days(-2), by=officer)
    merge_units(kept=kept, merged=merged, by=officer)
    with pytest.raises(Refused) as refused:
        take_back_visit(visit=FieldVisit.objects.get(), by=officer)
    assert [problem.code for problem in refused.value.problems] == ["changed_since"]
    assert (kept.field_visits.get(), kept.vacancies.get().starts_on) == (visit, days(-2))
