"""What an import asks the database for each unit that is there already."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.vacancies.registers import import_file, register, row

pytestmark = pytest.mark.django_db


def test_an_import_does_not_read_the_account_of_the_one_before_once_for_every_unit(tmp_path):
    path = register(tmp_path, *(row(f"Pils iela {number}") for number in range(1, 4)))
    import_file(path)
    with CaptureQueriesContext(connection) as asked:
        import_file(path)
    units = [one["sql"] for one in asked if 'FROM "vacancies_unit"' in one["sql"] and 'JOIN "vacancies_importrun"' in one["sql"]]
    assert units
    assert not [sql for sql in units if '"vacancies_importrun"."report"' in sql]
