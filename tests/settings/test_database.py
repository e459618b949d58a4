"""How the two databases are opened."""

import pytest
from django.conf import settings
from django.core import checks
from django.db import connection, transaction

from tests.settings.environment import PRODUCTION, read_settings


def pragma(name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


@pytest.mark.sqlite
def test_sqlite_loses_no_acknowledged_row(transactional_db):
    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2, "2 is FULL"
    assert pragma("foreign_keys") == 1
    assert pragma("busy_timeout") == 20_000


@pytest.mark.sqlite
def test_sqlite_takes_its_lock_before_the_check_and_not_after(transactional_db):
    assert connection.transaction_mode == "IMMEDIATE"
    with transaction.atomic(), pytest.raises(Exception, match="transaction"):
        # SQLite refuses to begin twice, which shows that atomic() has really begun.
        connection.connection.execute("BEGIN")


@pytest.mark.sqlite
def test_tests_use_a_file_that_several_threads_see(db):
    assert "memory" not in str(connection.settings_dict["NAME"])


def test_a_request_is_not_one_transaction(monkeypatch):
    assert settings.DATABASES["default"].get("ATOMIC_REQUESTS", False) is False


def test_postgres_connections_are_kept_and_looked_after(monkeypatch):
    found = read_settings(monkeypatch, **PRODUCTION, DATABASE_URL="postgres://user:word@host/name")["DATABASES"]["default"]
    assert found["CONN_MAX_AGE"] > 0
    assert found["CONN_HEALTH_CHECKS"] is True


@pytest.mark.postgres
@pytest.mark.parametrize("habit", ["jit", "enable_material"])
def test_postgres_answers_without_the_habits_that_cost_our_lists_seconds(db, habit):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {habit}")
        assert cursor.fetchone()[0] == "off"


def test_options_in_the_address_of_the_database_are_kept(monkeypatch):
    address = "postgres://user:word@host/name?sslmode=require&options=-c%20statement_timeout%3D5000"
    found = read_settings(monkeypatch, **PRODUCTION, DATABASE_URL=address)["DATABASES"]["default"]["OPTIONS"]
    assert found == {"sslmode": "require", "options": "-c jit=off -c enable_material=off -c statement_timeout=5000"}


@pytest.mark.sqlite
def test_a_lost_trigger_is_an_error_of_the_system_check(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        triggers = [name for (name,) in cursor.fetchall()]
    assert triggers
    for name in triggers:
        assert "vacancies.E001" not in found_by_checks()
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f'DROP TRIGGER "{name}"')
            assert "vacancies.E001" in found_by_checks(), name
            transaction.set_rollback(True)


def found_by_checks() -> set[str]:
    return {message.id for message in checks.run_checks(tags=[checks.Tags.database], databases=["default"])}
