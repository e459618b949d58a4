"""Imports, and undoing them, take turns: two at once would lay their rows on each other's units."""

from django.db import connection

_LOCK = 4_110_020  # any number that nothing else in this database uses


def take_turn() -> None:
    """Until the transaction ends. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
