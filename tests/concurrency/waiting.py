"""Until somebody waits for a row that another transaction holds; on PostgreSQL."""

import time

from django.db import connection

PATIENCE = 180  # seconds, for a machine that does other things too; nothing waits that long unless it is stuck


def until_somebody_waits() -> None:
    end = time.monotonic() + PATIENCE
    while not _is_somebody_waiting():
        assert time.monotonic() < end, "nobody waits"
        time.sleep(0.05)


def _is_somebody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")  # pg_stat_activity tells a transaction only what it saw first
        return cursor.fetchone()[0] > 0
