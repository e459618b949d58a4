"""What an import says of permitted activities stands in the history of a unit, and goes back like everything else."""

import pytest
from django.urls import reverse

from tests.make import make_officer
from tests.vacancies.registers import numbers, row
from tests.vacancies.test_import_undo import run_of
from vacancies.choices import Activity
from vacancies.exchange.words import ACTIVITIES
from vacancies.imports.undo import undo_run
from vacancies.lifecycle.register import new_unit
from vacancies.lifecycle.units import change_unit
from vacancies.models import PermittedActivity, Unit
from vacancies.reports.entry import unit_as_it_was
from vacancies.reports.story import register_story
from vacancies.reports.told import ACTIVITIES as ACTIVITIES_FIELD
from vacancies.reports.told import Reader

pytestmark = pytest.mark.django_db
OWN_HEADINGS = ["Skatlogs numurs", "Ieraksta versija", "Adrese", "Atļautās darbības"]


def test_permitted_activities_go_back_unless_somebody_changed_them(tmp_path):
    for is_changed in (False, True):
        unit = new_unit(name="veikals", address_typed="Pils iela 1")
        PermittedActivity.objects.create(unit=unit, activity=Activity.MUSIC)
        run, report = run_of(tmp_path, [unit.reference, "0", "Pils iela 1", "kafejnīca; galerija"], headings=OWN_HEADINGS)
        assert numbers(report) == (0, 1, 0, 0)
        if is_changed:
            unit.permitted_activities.filter(activity=Activity.CAFE).delete()
        undone = undo_run(run=run, by=None)
        assert (undone.put_back, len(undone.kept)) == ((0, 1) if is_changed else (1, 0))
        assert [row.activity for row in unit.permitted_activities.all()] == [Activity.GALLERY if is_changed else Activity.MUSIC]


def permitted_by_file(folder, unit, codes):
    """An import whose only news is what may be done in the unit."""
    words = "; ".join(ACTIVITIES[Activity(code)][0] for code in codes)
    return run_of(folder, [unit.reference, str(unit.version), unit.address_typed, words], headings=OWN_HEADINGS)[0]


def activities_told(unit):
    """Newest first: what the story says was permitted no longer, and what was permitted."""
    lines = register_story(unit, Reader(sees_owners=True))
    return [(change.before, change.after, line.file_name) for line in lines for change in line.changes if change.field is ACTIVITIES_FIELD]


def test_an_import_that_changes_only_activities_stands_in_the_story_and_so_does_its_undoing(tmp_path):
    unit = new_unit(name="veikals", address_typed="Pils iela 1")
    PermittedActivity.objects.create(unit=unit, activity=Activity.MUSIC)
    run = permitted_by_file(tmp_path, unit, [Activity.CAFE, Activity.GALLERY])
    unit.refresh_from_db()
    assert activities_told(unit) == [([Activity.MUSIC], [Activity.CAFE, Activity.GALLERY], "register.csv")]
    undo_run(run=run, by=None)
    unit.refresh_from_db()
    assert activities_told(unit)[0] == ([Activity.CAFE, Activity.GALLERY], [Activity.MUSIC], "register.csv")
    assert unit_as_it_was(unit, 1)["activities"] == [Activity.CAFE, Activity.GALLERY]
    assert unit_as_it_was(unit, 0)["activities"] == [Activity.MUSIC]


def test_what_an_import_said_of_activities_is_put_back_like_any_other_field(tmp_path, client, officer):
    unit = new_unit(name="veikals", address_typed="Pils iela 1")
    permitted_by_file(tmp_path, unit, Activity.values)
    record = unit.history.first()
    where = reverse("popups:put-back", args=[unit.reference, "field", record.history_id]) + "?field=activities"
    assert f'href="{where}"' in client.get(reverse("popups:staff-unit", args=[unit.reference]) + "?tab=history").content.decode()
    assert client.post(where, {"mark": "1"}).status_code == 302
    assert not unit.permitted_activities.exists()
    unit.refresh_from_db()
    assert activities_told(unit)[0][:2] == (sorted(Activity.values), [])


def test_where_undoing_has_nothing_to_write_the_story_is_not_longer_for_it(tmp_path):
    unit = new_unit(name="veikals", address_typed="Pils iela 1")
    run = permitted_by_file(tmp_path, unit, [Activity.CAFE])
    unit.refresh_from_db()
    change_unit(unit=unit, version=unit.version, by=make_officer(), activities=[Activity.FOOD])
    lines = unit.history.count()
    assert [kept.parts for kept in undo_run(run=run, by=None).kept] == [("permitted_activities",)]
    assert unit.history.count() == lines


def test_activities_of_an_import_that_was_undone_do_not_count_as_a_change_by_hand(tmp_path):
    first, _ = run_of(tmp_path, row())
    unit = Unit.objects.get()
    undo_run(run=permitted_by_file(tmp_path, unit, [Activity.CAFE]), by=None)
    assert (undo_run(run=first, by=None).removed, Unit.objects.count()) == (1, 0)
