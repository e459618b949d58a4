"""What an import asks the database for each unit that is there already."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.make import make_import
from tests.vacancies.registers import import_file, register, row
from vacancies.imports.runs import Work, begin_applying
from vacancies.imports.undo import undo_run
from vacancies.imports.work import carry_out

pytestmark = pytest.mark.django_db


def test_an_import_does_not_read_the_account_of_the_one_before_once_for_every_unit(tmp_path):
    path = register(tmp_path, *(row(f"Pils iela {number}") for number in range(1, 4)))
    import_file(path)
    with CaptureQueriesContext(connection) as asked:
        import_file(path)
    units = [one["sql"] for one in asked if 'FROM "vacancies_unit"' in one["sql"] and 'JOIN "vacancies_importrun"' in one["sql"]]
    assert units
    assert not [sql for sql in units if '"vacancies_importrun"."report"' in sql]


def test_an_undoing_does_not_read_the_account_of_its_import_once_for_every_row(officer):
    run = make_import(by=officer)
    begin_applying(run=run, by=officer)
    run.refresh_from_db()
    carry_out(run, Work.APPLY)
    with CaptureQueriesContext(connection) as asked:
        undo_run(run=run, by=officer)
    rows = [one["sql"] for one in asked if 'FROM "vacancies_importedrow"' in one["sql"] and 'JOIN "vacancies_importrun"' in one["sql"]]
    assert rows
    assert not [sql for sql in rows if '"vacancies_importrun"."report"' in sql]
