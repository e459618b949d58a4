"""Whatever a file holds, every row ends in exactly one of four numbers, and a second run changes nothing."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.vacancies.registers import everything_stored, import_file, numbers, register
from vacancies.models import FieldVisit, ImportedRow, Space, Unit, Vacancy

WORDS = ["", "—", "#N/A", "Pils iela 1", "Dārza ielā 8 a", "Dārza iela 8A", "O.Vācieša iela 5", "veikals", "tel. gr. 3",
         "zemes gabals", "KOPĀ:", "46,3", "1,371", "50-60", "1.775E+11", "R-1", "R-2", "pašvaldība", 'SIA "KR5"', "SIA KR5",
         "pašvaldība / biedrība", "brīvs", "BRĪVS", "aizņemts", "brīvs no 01.01.", "30.02.2024", "1/5/2025", "23.10.24",
         "44562", "2023", "5,00 EUR/dienā", "Dârza iela", "\u0000", "=1+1", "57.4", "27.0", "369651", "683668"]
CELL = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), st.text(max_size=12))
HEADINGS = ["Reģistra Nr.", "Adrese", "Telpas", "Platība, m²", "Īpašnieks", "Statuss", "Brīvs kopš", "Nomas maksa, EUR/m²",
            "Apkure", "Lat", "Lon", "Piezīmes"]
ROW = st.one_of(st.lists(CELL, min_size=len(HEADINGS), max_size=len(HEADINGS)), st.lists(CELL, max_size=14))


def without_nul(rows):
    return [[cell.replace("\x00", " ").encode("utf-8", "replace").decode() for cell in row] for row in rows]


@pytest.mark.django_db(transaction=False)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=st.lists(ROW, max_size=25))
def test_the_four_numbers_add_up_and_a_second_run_changes_nothing(db, rows):
    with tempfile.TemporaryDirectory() as name:
        path = register(Path(name), *without_nul(rows), headings=HEADINGS)
        first = import_file(path)
        assert sum(numbers(first)) == first.rows <= len(rows)
        before = everything_stored()
        trial, second = import_file(path, is_dry_run=True), import_file(path)
    assert numbers(trial) == numbers(second) == (0, 0, first.rows - first.refused, first.refused)
    assert everything_stored() == before
    assert {problem.row for problem in first.problems if problem.refuses} <= set(range(2, len(rows) * 3 + 3))


@pytest.mark.django_db
def test_three_thousand_rows_are_all_there_with_everything_that_belongs_to_them(tmp_path, django_assert_max_num_queries):
    rows = [[f"R-{number}", f"Pils iela {number % 900 + 1}", f"telpas {number}", "20,5", "pašvaldība",
             "brīvs" if number % 3 else "aizņemts", "01.02.2024.", "2", "malka", "57.4", "27.0", "x"] for number in range(3000)]
    path = register(tmp_path, *rows, headings=HEADINGS)
    with django_assert_max_num_queries(3000):  # not one per row and table
        assert numbers(import_file(path)) == (3000, 0, 0, 0)
    counts = [model.objects.count() for model in (Unit, Space, FieldVisit, ImportedRow)]
    assert counts == [3000] * 4
    assert Unit.history.count() == 3000
    assert Vacancy.objects.count() == Vacancy.history.count() == 2000
    assert Unit.objects.order_by().values("reference").distinct().count() == 3000
    assert numbers(import_file(path)) == (0, 0, 3000, 0)
