"""The town's own register is imported again after two of its entries were merged."""

import pytest

from popups.lifecycle.merging import merge_units, undo_merge
from tests.make import make_officer, make_unit
from tests.vacancies.registers import import_file, numbers, register, row, write_csv
from vacancies.models import ImportedRow, Unit

pytestmark = pytest.mark.django_db
NUMBERED = ["Reģistra Nr.", "Adrese", "Telpas", "Platība, m²"]


def numbered(folder, *rows):
    return import_file(write_csv(folder / "register.csv", [NUMBERED, *rows]))


def test_both_rows_of_two_merged_entries_are_recognised_whichever_comes_first(tmp_path):
    rows = [row(address="Pils iela 1", name="veikals"), row(address="Pils iela 1A", name="veikals")]
    import_file(register(tmp_path, *rows))
    kept, merged = Unit.objects.order_by("address_key")
    merge_units(kept=kept, merged=merged, by=make_officer())
    for order in (rows, rows[::-1]):
        assert numbers(import_file(register(tmp_path, *order))) == (0, 0, 2, 0)


def test_a_row_whose_entry_went_into_one_without_a_row_changes_the_kept_one(tmp_path):
    kept = make_unit(is_published=False, is_vacant=False, address_typed="Pils iela 9", floor_area_m2=None)
    numbered(tmp_path, ["17", "Pils iela 1", "veikals", "20"])
    merged = ImportedRow.objects.get().unit
    merge = merge_units(kept=kept, merged=merged, take=["floor_area_m2"], by=make_officer())
    assert numbers(numbered(tmp_path, ["17", "Pils iela 1", "veikals", "25"])) == (0, 1, 0, 0)
    kept.refresh_from_db()
    assert kept.floor_area_m2 == 25
    undo_merge(merge=merge, by=make_officer())
    assert ImportedRow.objects.get().unit == merged


def test_an_entry_made_by_hand_that_went_into_another_is_found_by_its_number_and_its_address(tmp_path):
    kept = make_unit(is_published=False, is_vacant=False, address_typed="Pils iela 9")
    for fields in ({"own_number": "17"}, {"address_typed": "Pils iela 1", "name": "veikals"}):
        merge_units(kept=kept, merged=make_unit(is_published=False, is_vacant=False, **fields), by=make_officer())
    before = Unit.objects.count()
    assert numbered(tmp_path, ["17", "Pils iela 9", "aptieka", "20"]).added == 0
    assert import_file(register(tmp_path, row())).added == 0
    assert Unit.objects.count() == before


def test_two_rows_about_one_family_never_make_a_new_unit(tmp_path):
    units = [make_unit(is_published=False, is_vacant=False, own_number=number) for number in ("16", "17")]
    merge_units(kept=units[0], merged=units[1], by=make_officer())
    rows = [["16", "Pils iela 1", "a", "20"], ["17", "Pils iela 2", "b", "20"]]
    for order in (rows[::-1], rows):
        assert numbered(tmp_path, *order).added == 0
    assert Unit.objects.count() == 2
