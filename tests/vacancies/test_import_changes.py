"""Importing again after the file, or somebody here, has changed something."""

from datetime import date

import pytest

from tests.vacancies.registers import HEADINGS, codes, everything_stored, import_file, numbers, register, row, write_csv
from vacancies.choices import OwnerKind, Precision, Seen
from vacancies.lifecycle.register import fill_derived, new_unit
from vacancies.models import ImportedRow, Owner, Unit, Vacancy

pytestmark = pytest.mark.django_db

NUMBERED = ["Reģistra Nr.", "Adrese", "Telpas"]


def again(folder, *rows, **options):
    return import_file(register(folder, *rows, **options))


def correct(unit, **fields):
    for name, value in fields.items():
        setattr(unit, name, value)
    fill_derived(unit)
    unit.save()


def test_what_the_file_changes_is_changed_and_told_in_the_history(tmp_path):
    again(tmp_path, row(area="20", rent="100"))
    assert numbers(again(tmp_path, row(area="25", rent="120"))) == (0, 1, 0, 0)
    unit = Unit.objects.get()
    assert (float(unit.floor_area_m2), unit.asking_rent_cents, unit.version) == (25, 12000, 1)
    assert unit.history.count() == 2
    assert numbers(again(tmp_path, row(area="25", rent="120"))) == (0, 0, 1, 0)


def test_a_correction_made_here_survives_a_file_that_says_the_same_as_before(tmp_path):
    again(tmp_path, row())
    correct(Unit.objects.get(), name="Kalēja veikals", floor_area_m2="21.50", internal_note="zvanīju")
    before = everything_stored()
    assert numbers(again(tmp_path, row())) == (0, 0, 1, 0)
    assert everything_stored() == before
    assert Unit.objects.get().name == "Kalēja veikals"


def test_a_correction_made_here_survives_a_file_that_says_something_new_and_this_is_said_once(tmp_path):
    again(tmp_path, row(area="20", rent="100"))
    correct(Unit.objects.get(), floor_area_m2="21.50")
    report = again(tmp_path, row(area="30", rent="110"))
    unit = Unit.objects.get()
    assert (float(unit.floor_area_m2), unit.asking_rent_cents) == (21.5, 11000)
    assert (2, "kept_correction") in codes(report)
    assert [problem.details["text"] for problem in report.problems if problem.code == "kept_correction"] == ["30"]
    report = again(tmp_path, row(area="30", rent="110"))
    assert (numbers(report), codes(report)) == ((0, 0, 1, 0), [])


def test_a_corrected_owner_and_address_stay(tmp_path):
    again(tmp_path, row(owner="SIA"))
    unit = Unit.objects.get()
    unit.owner = Owner.objects.create(kind=OwnerKind.PERSON, name="Anna Ozola")
    correct(unit, address_typed="Pils iela 1A")
    report = again(tmp_path, row(owner="pašvaldība"))
    unit.refresh_from_db()
    assert (unit.owner.name, unit.address) == ("Anna Ozola", "Pils iela 1A")
    assert [problem.details["text"] for problem in report.problems] == ["pašvaldība"], "as it was typed"
    assert codes(report) == [(2, "kept_correction")]


def test_a_column_that_is_gone_takes_nothing_away(tmp_path):
    again(tmp_path, row())
    report = again(tmp_path, ["Pils iela 1", "veikals"], headings=["Adrese", "Telpas"])
    assert report.changed == 0
    unit = Unit.objects.get()
    assert unit.floor_area_m2 is not None
    assert unit.owner is not None
    assert unit.vacancies.count() == 1


def test_neither_does_a_column_of_numbers_or_of_remarks_that_is_gone(tmp_path):
    headings = ["Reģistra Nr.", "Adrese", "Telpas", "Piezīmes"]
    again(tmp_path, ["K-17", "Pils iela 1", "veikals", "slapjas sienas"], headings=headings)
    assert numbers(again(tmp_path, ["Pils iela 1", "veikals", "20"], headings=["Adrese", "Telpas", "Platība, m²"])) == (0, 1, 0, 0)
    unit = Unit.objects.get()
    assert (unit.own_number, unit.internal_note, unit.floor_area_m2) == ("K-17", "slapjas sienas", 20)
    assert numbers(again(tmp_path, ["K-17", "Pils iela 1", "veikals", "sausas sienas"], headings=headings)) == (0, 1, 0, 0)
    assert Unit.objects.get().internal_note == "sausas sienas"


def test_a_column_that_somebody_took_out_of_our_own_file_takes_nothing_away(tmp_path):
    unit = new_unit(name="veikals", address_typed="Pils iela 1", own_number="K-17", internal_note="slapjas sienas")
    report = again(tmp_path, [unit.reference, "0", "Pils iela 1", "20"], headings=["Skatlogs numurs", "Ieraksta versija", "Adrese", "Platība, m²"])
    unit = Unit.objects.get()
    assert (numbers(report), unit.floor_area_m2) == ((0, 1, 0, 0), 20)
    assert (unit.name, unit.own_number, unit.internal_note) == ("veikals", "K-17", "slapjas sienas")


def test_another_spelling_of_the_address_is_the_same_place(tmp_path):
    again(tmp_path, row("Dārza iela 8a"))
    assert numbers(again(tmp_path, row("Dārza ielā 8 A, Alūksne"))) == (0, 1, 0, 0)
    assert Unit.objects.get().address == "Dārza iela 8A"


def test_a_place_that_is_let_again_ends_its_vacancy(tmp_path):
    again(tmp_path, row(status="brīvs"))
    again(tmp_path, row(status="iznomāts", since=""))
    vacancy = Vacancy.objects.get()
    assert (vacancy.ends_on.isoformat(), vacancy.ends_precision) == ("2026-11-22", Precision.ABOUT)
    assert list(Unit.objects.get().field_visits.order_by("pk").values_list("seen", flat=True)) == [Seen.EMPTY, Seen.OCCUPIED]
    assert codes(again(tmp_path, row(status="brīvs", since="01.10.2026."))) == [(2, "vacancy_twice")]
    vacancy = Vacancy.objects.filter(ends_on=None).get()
    assert (vacancy.starts_on.isoformat(), vacancy.starts_precision) == ("2026-11-22", Precision.ABOUT)
    import_file(register(tmp_path, row(status="iznomāts", since="")), today=date(2027, 3, 1))
    assert not Vacancy.objects.filter(ends_on=None).exists()


def test_a_better_date_mends_the_vacancy_unless_somebody_has_set_it_here(tmp_path):
    again(tmp_path, row(since="2024"))
    again(tmp_path, row(since="05.03.2024."))
    vacancy = Vacancy.objects.get()
    assert (vacancy.starts_on.isoformat(), vacancy.starts_precision, vacancy.as_typed) == ("2024-03-05", Precision.DAY, "")
    Vacancy.objects.update(starts_on="2024-02-01")
    again(tmp_path, row(since="06.03.2024."))
    assert Vacancy.objects.get().starts_on.isoformat() == "2024-02-01"


def test_a_vacancy_ended_by_hand_is_not_opened_by_the_same_file(tmp_path):
    again(tmp_path, row(status="brīvs"))
    Vacancy.objects.update(ends_on="2026-11-01")
    again(tmp_path, row(status="brīvs", rent="90"))
    assert not Vacancy.objects.filter(ends_on=None).exists()


def test_empty_from_a_day_to_come_is_not_seen_empty_today(tmp_path):
    again(tmp_path, row(since="01.03.2027."))
    unit = Unit.objects.get()
    assert unit.vacancies.get().starts_on.isoformat() == "2027-03-01"
    assert not unit.field_visits.exists()


def test_silence_about_occupancy_is_not_emptiness(tmp_path):
    again(tmp_path, row(status="", since=""), row("Pils iela 2", status="", since="01.02.2024."), row("Pils iela 3", status="—"))
    assert Unit.objects.count() == 3
    assert not Vacancy.objects.exists()


def test_without_a_status_column_a_date_under_empty_since_says_empty(tmp_path):
    again(tmp_path, ["Pils iela 1", "01.02.2024."], ["Pils iela 2", ""], headings=["Adrese", "Brīvs kopš"])
    assert [vacancy.unit.address for vacancy in Vacancy.objects.all()] == ["Pils iela 1"]


def test_a_unit_entered_by_hand_is_completed_not_doubled(tmp_path):
    unit = new_unit(name="Veikals", address_typed="Pils ielā 1", asking_rent_cents=5000)
    report = again(tmp_path, row(rent="100"))
    assert numbers(report) == (0, 1, 0, 0)
    unit.refresh_from_db()
    assert (float(unit.floor_area_m2), unit.asking_rent_cents, unit.name) == (20, 5000, "Veikals")
    assert {code for _, code in codes(report)} == {"kept_correction"}
    assert numbers(again(tmp_path, row(rent="100"))) == (0, 0, 1, 0)


def test_an_empty_cell_about_what_was_entered_by_hand_contradicts_nothing(tmp_path):
    unit = new_unit(name="veikals", address_typed="Pils iela 1", asking_rent_cents=5000, floor=0)
    report = again(tmp_path, row(rent=""))
    assert codes(report) == []
    unit.refresh_from_db()
    assert (unit.asking_rent_cents, unit.floor) == (5000, 0)


def test_a_number_of_its_own_finds_the_place_at_another_address(tmp_path):
    again(tmp_path, ["R-1", "Pils iela 1", "veikals"], headings=NUMBERED)
    assert numbers(again(tmp_path, ["R-1", "Skolas iela 9", "bodīte"], headings=NUMBERED)) == (0, 1, 0, 0)
    assert Unit.objects.get().address == "Skolas iela 9"


def test_numbers_given_later_find_the_places_known_by_address(tmp_path):
    again(tmp_path, ["Pils iela 1", "veikals"], headings=NUMBERED[1:])
    assert numbers(again(tmp_path, ["R-1", "Pils iela 1", "veikals"], headings=NUMBERED)) == (0, 1, 0, 0)
    assert Unit.objects.get().own_number == "R-1"
    assert ImportedRow.objects.get().key == "n:r-1"


def test_two_numbers_at_one_address_are_two_places_and_one_number_at_two_is_refused(tmp_path):
    report = again(tmp_path, ["R-1", "Pils iela 1", "veikals"], ["R-2", "Pils iela 1", "veikals"],
                   ["R-1", "Skolas iela 9", "bodīte"], ["", "Pils iela 1", "veikals"], headings=NUMBERED)
    assert numbers(report) == (2, 0, 0, 2)
    assert [code for _, code in codes(report) if code != "no_status_column"] == ["repeated_reference", "duplicate_row"]


def test_a_number_that_another_unit_was_given_by_hand_is_not_given_twice(tmp_path):
    again(tmp_path, ["R-1", "Pils iela 1", "veikals"], ["R-2", "Pils iela 2", "veikals"], headings=NUMBERED)
    Unit.objects.filter(own_number="R-1").update(own_number="R-9")
    report = again(tmp_path, ["R-1", "Pils iela 1", "veikals"], ["R-2", "Pils iela 2", "veikals"],
                   ["R-9", "Pils iela 9", "veikals"], headings=NUMBERED)
    assert sum(numbers(report)) == report.rows == 3
    assert numbers(report) == (1, 0, 2, 0)
    assert (4, "number_taken") in codes(report)


def test_rows_that_say_different_things_about_one_place_are_refused_after_the_first(tmp_path):
    report = again(tmp_path, row(), row(), row(status="iznomāts"), row(area="99"))
    assert numbers(report) == (1, 0, 0, 3)
    assert codes(report) == [(3, "duplicate_row"), (4, "contradicting_row"), (5, "contradicting_row")]


def test_a_trial_tells_the_same_and_writes_nothing(tmp_path):
    again(tmp_path, row(), row("Pils iela 2"))
    before, rows_before = everything_stored(), Vacancy.objects.count()
    path = register(tmp_path, row(rent="120"), row("Pils iela 2"), row("Pils iela 3"), row("Pils iela 3"))
    trial = import_file(path, is_dry_run=True)
    assert (everything_stored(), Vacancy.objects.count()) == (before, rows_before)
    done = import_file(path)
    assert numbers(trial) == numbers(done) == (1, 1, 1, 1)
    assert codes(trial) == codes(done)


def test_half_a_point_is_never_stored(tmp_path):
    headings = ["Adrese", "Lat", "Lon"]
    again(tmp_path, ["Pils iela 1", "57.1", "27.1"], headings=headings)
    Unit.objects.update(latitude=57.2)
    again(tmp_path, ["Pils iela 1", "57.3", "27.3"], headings=headings)
    unit = Unit.objects.get()
    assert (unit.latitude, unit.longitude) == (57.2, 27.1)
    again(tmp_path, ["Pils iela 1", "", ""], headings=headings)


def test_formulas_and_scripts_stay_plain_text(tmp_path):
    evil = ["=HYPERLINK(\"http://x\")", "<script>alert(1)</script>", "' OR 1=1 --", "%s %(x)s {0}", "\u202eabc", "🏚️" * 20]
    report = again(tmp_path, *(row(f"Pils iela {number}", text, owner=text, status=text, since=text, rent=text, remarks=text)
                               for number, text in enumerate(evil, 1)))
    assert sum(numbers(report)) == report.rows == len(evil)
    assert all(problem.message for problem in report.problems)


def test_title_rows_blank_rows_and_ragged_titles_are_no_rows(tmp_path):
    path = write_csv(tmp_path / "r.csv", [["Reģistrs"], [], ["", ""], HEADINGS, [], row(), ["", "", "", "", "", "", "", ""], []])
    assert import_file(path).rows == 1
