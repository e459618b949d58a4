"""A file neither undoes what was entered here since it was made, nor lays one vacancy over another."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.make import make_officer, make_unit
from tests.popups.test_staff_export import as_csv, as_xlsx, empty_the_register, full_unit, taken_in, whole_register
from tests.vacancies.registers import HEADINGS, codes, import_file, numbers, register, row, write_csv
from vacancies.choices import Activity, Precision, Seen
from vacancies.exchange.versions import mark_of, say_version, understand_version
from vacancies.imports.plan import make_plan
from vacancies.lifecycle.facts import add_vacancy, change_vacancy, remove_vacancy
from vacancies.lifecycle.units import change_unit, record_visit
from vacancies.lifecycle.visits import take_back_visit
from vacancies.models import Unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def periods(unit):
    return list(unit.vacancies.order_by("starts_on").values_list("starts_on", "ends_on"))


def are_apart(unit):
    found = periods(unit)
    return all(end is not None and end <= start for (_first, end), (start, _end) in zip(found, found[1:], strict=False))


def seen(unit, what, day):
    return record_visit(unit=unit, seen=what, seen_on=day, by=make_officer(), today=TODAY)


def of_june(tmp_path, *rows):
    return write_csv(tmp_path / "june.csv", [["Stāvoklis uz: 01.06.2026."] + [""] * 7, HEADINGS, *rows])


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_an_old_export_does_not_undo_what_was_entered_since(tmp_path, write):
    unit = full_unit()
    path = write(tmp_path / f"units.{write.__name__[3:]}")
    change_unit(unit=unit, version=unit.version, by=make_officer(), activities=[Activity.FOOD])
    change_vacancy(vacancy=unit.vacancies.get(ends_on=None), by=make_officer(), starts_on=date(2023, 1, 1))
    before = whole_register()
    report, counts = taken_in(path)
    assert (counts, [str(problem.code) for problem in report.problems]) == ((0, 0, 1, 0), ["kept_correction", "kept_correction"])
    assert whole_register() == before


def test_an_old_export_neither_ends_nor_opens_a_vacancy_against_what_was_seen_since(tmp_path):
    ended, opened = make_unit(is_vacant=False), make_unit(address_typed="Pils iela 9", is_vacant=False)
    seen(ended, Seen.OCCUPIED, date(2026, 11, 1))
    seen(opened, Seen.EMPTY, date(2026, 11, 1))
    path = as_csv(tmp_path / "units.csv")
    seen(ended, Seen.EMPTY, date(2026, 11, 20))
    seen(opened, Seen.OCCUPIED, date(2026, 11, 20))
    report, counts = taken_in(path)
    assert (counts, len(report.problems)) == ((0, 0, 2, 0), 2)
    assert periods(ended) == [(date(2026, 11, 20), None)]
    assert periods(opened) == [(date(2026, 11, 1), date(2026, 11, 20))]


def test_what_was_entered_before_the_export_is_no_hindrance_to_what_the_file_changes(tmp_path):
    unit = full_unit()
    change_vacancy(vacancy=unit.vacancies.get(ends_on=None), by=make_officer(), starts_on=date(2024, 3, 1), starts_precision=Precision.DAY)
    seen(unit, Seen.EMPTY, date(2026, 11, 20))
    path = as_csv(tmp_path / "units.csv")
    path.write_text(path.read_text("utf-8").replace("2024-03-01", "2024-03-05"), "utf-8")
    assert taken_in(path)[1] == (0, 1, 0, 0)
    assert unit.vacancies.get(ends_on=None).starts_on == date(2024, 3, 5)
    assert taken_in(path)[1] == (0, 0, 1, 0)


@pytest.mark.parametrize("undo_it", [
    lambda unit, visit: take_back_visit(visit=visit, by=make_officer()),
    lambda unit, visit: remove_vacancy(vacancy=unit.vacancies.get(), by=make_officer())])
def test_what_was_taken_away_since_the_export_does_not_come_back(tmp_path, undo_it):
    unit = make_unit(is_vacant=False)
    visit = seen(unit, Seen.EMPTY, date(2026, 11, 1))
    path = as_csv(tmp_path / "units.csv")
    undo_it(unit, visit)
    assert codes(taken_in(path)[0]) == [(2, "kept_correction")]
    assert periods(unit) == []


def test_what_was_seen_after_the_day_of_the_file_keeps_an_announced_vacancy(tmp_path):
    import_file(of_june(tmp_path, row(since="01.04.2027.")))
    unit = Unit.objects.get()
    seen(unit, Seen.OCCUPIED, date(2026, 11, 1))
    assert codes(import_file(of_june(tmp_path, row(status="iznomāts", since="")))) == [(3, "seen_since")]
    assert periods(unit) == [(date(2027, 4, 1), None)]


def test_permitted_activities_from_a_file_are_newer_than_an_export_from_before_them(tmp_path):
    unit = full_unit()
    old, edited = as_csv(tmp_path / "old.csv"), tmp_path / "edited.csv"
    edited.write_text(old.read_text("utf-8").replace("amatniecība; mūzika", "galerija"), "utf-8")
    assert taken_in(edited)[1] == (0, 1, 0, 0)
    assert codes(taken_in(old)[0]) == [(2, "kept_correction")]
    assert list(unit.permitted_activities.values_list("activity", flat=True)) == [Activity.GALLERY]


def test_a_file_that_was_exported_before_there_were_marks_only_completes(tmp_path):
    known, unknown = full_unit(), make_unit(address_typed="Pils iela 9", is_vacant=False)
    path = as_csv(tmp_path / "units.csv")
    text = path.read_text("utf-8")
    for unit in (known, unknown):
        assert (cell := next(part for part in text.split(";") if part.startswith(f"{unit.version}v")))
        text = text.replace(cell, str(unit.version), 1)
    path.write_text(text.replace("2024-02", "2024-03-05"), "utf-8")
    assert codes(taken_in(path)[0]) == [(2, "kept_correction")]


def test_a_version_with_its_mark_is_nothing_that_a_spreadsheet_changes():
    said = say_version(12, mark_of(3, None))
    assert (said, understand_version(said)) == ("12v3s0", (12, "v3s0"))
    assert understand_version("12") is None


def test_an_earlier_vacancy_that_reaches_into_the_open_one_is_left_out_of_a_new_unit(tmp_path):
    full_unit()
    path = as_csv(tmp_path / "units.csv")
    path.write_text(path.read_text("utf-8").replace(";2024-02;", ";2020-02;"), "utf-8")
    empty_the_register()
    report, counts = taken_in(path)
    assert (counts, {str(problem.code) for problem in report.problems}) == ((1, 0, 0, 0), {"unknown_reference", "vacancy_twice"})
    assert periods(Unit.objects.get()) == [(date(2020, 2, 1), None)]


def test_a_file_opens_no_vacancy_over_one_that_was_ended_by_hand(tmp_path):
    import_file(register(tmp_path, row(since="01.02.2024.")))
    unit = Unit.objects.get()
    change_vacancy(vacancy=unit.vacancies.get(), by=make_officer(), ends_on=date(2026, 6, 1))
    for since in ("01.02.2023.", ""):
        trial = import_file(register(tmp_path, row(since=since)), is_dry_run=True)
        report = import_file(register(tmp_path, row(since=since)))
        assert codes(trial) == codes(report) == [(2, "vacancy_twice")]
        assert periods(unit) == [(date(2024, 2, 1), date(2026, 6, 1))]
    assert numbers(import_file(register(tmp_path, row(since="")))) == (0, 0, 1, 0)


def test_a_file_moves_no_vacancy_over_an_earlier_one(tmp_path):
    import_file(register(tmp_path, row(since="01.02.2024.")))
    unit = Unit.objects.get()
    add_vacancy(unit=unit, by=make_officer(), starts_on=date(2023, 1, 1), ends_on=date(2023, 12, 1))
    for since in ("01.06.2023.", ""):
        assert codes(import_file(register(tmp_path, row(since=since)))) == [(2, "vacancy_twice")]
        assert are_apart(unit)
        assert unit.vacancies.get(ends_on=None).starts_on == date(2024, 2, 1)


def test_a_place_that_is_empty_again_without_a_day_is_empty_about_since_the_file(tmp_path):
    import_file(register(tmp_path, row(since="01.02.2024.")), today=date(2026, 2, 1))
    import_file(register(tmp_path, row(status="iznomāts", since="")), today=date(2026, 3, 1))
    assert codes(import_file(register(tmp_path, row(since="")))) == []
    unit = Unit.objects.get()
    assert periods(unit) == [(date(2024, 2, 1), date(2026, 3, 1)), (TODAY, None)]
    assert unit.vacancies.get(ends_on=None).starts_precision == Precision.ABOUT


def test_a_file_of_june_ends_no_vacancy_that_was_seen_in_november(tmp_path):
    import_file(register(tmp_path, row(since="01.02.2024.")))
    unit = Unit.objects.get()
    seen(unit, Seen.EMPTY, date(2026, 11, 20))
    path = of_june(tmp_path, row(status="iznomāts", since=""))
    assert make_plan(path, today=TODAY).seen_on == date(2026, 6, 1)
    assert codes(import_file(path)) == [(3, "seen_since")]
    assert periods(unit) == [(date(2024, 2, 1), None)]
    assert numbers(import_file(path)) == (0, 0, 1, 0)
    assert not unit.field_visits.filter(seen=Seen.OCCUPIED).exists()
    import_file(register(tmp_path, row(status="iznomāts", since="")))
    assert periods(unit) == [(date(2024, 2, 1), TODAY)]


def test_a_file_of_june_opens_no_vacancy_where_november_saw_it_in_use(tmp_path):
    import_file(register(tmp_path, row(status="iznomāts", since="")))
    unit = Unit.objects.get()
    seen(unit, Seen.OCCUPIED, date(2026, 11, 20))
    assert codes(import_file(of_june(tmp_path, row(since="01.03.2026.")))) == [(3, "seen_since")]
    assert periods(unit) == []


def test_a_file_of_june_may_still_mend_the_first_day_of_a_vacancy_that_is_open(tmp_path):
    import_file(register(tmp_path, row(since="2024")))
    unit = Unit.objects.get()
    seen(unit, Seen.EMPTY, date(2026, 11, 20))
    assert codes(import_file(of_june(tmp_path, row(since="05.03.2024.")))) == []
    assert periods(unit) == [(date(2024, 3, 5), None)]


def test_what_is_said_of_days_costs_as_much_for_many_units_as_for_one(tmp_path):
    costs = []
    for count in (1, 30):
        names = [f"Pils iela {count}-{number}" for number in range(count)]
        import_file(register(tmp_path, *(row(name) for name in names)))
        path = register(tmp_path, *(row(name, since="05.03.2024.") for name in names))
        with CaptureQueriesContext(connection) as asked:
            import_file(path, is_dry_run=True)
        costs.append(len(asked))
    assert costs[0] == costs[1]
