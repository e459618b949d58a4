"""Many rows in one statement on SQLite too: Django 5.2 cuts every long INSERT by a limit of 999 values that SQLite itself had until 2020."""

import sqlite3
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

MOST = 32_766  # SQLite's own default since 3.32; builds that bear more are not asked for it, so that statements stay of a readable size


def take_many_values(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """For every new connection. It asks the library that is really there, as Django 6 does."""
    if connection.vendor == "sqlite":
        bears = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = min(bears, MOST)
