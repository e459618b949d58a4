"""Writing very many rows at once. Django's bulk_create spends more time on a row than reading it from its file takes."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

Values = dict[str, Any]  # attribute name → value: owner_id, not owner

# Values of these go to the database as they are; all others have a form of their own there.
_PLAIN = (models.AutoField, models.BooleanField, models.CharField, models.FloatField, models.IntegerField, models.TextField)


def insert_rows(model: type[models.Model], rows: list[Values]) -> None:
    """All rows name the same attributes; the others get their fields' defaults. Costs one query.

    No signals, no save(), and no keys come back. For rows that our own code has made, not people: nothing is checked.
    """
    if not rows:
        return
    database = connections[DEFAULT_DB_ALIAS]  # itself: what is asked of `connection` looks for its thread each time
    quote = database.ops.quote_name
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    line = f"({', '.join(['%s'] * len(fields))})"
    table = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608
    values = list(zip(*(_column(field, rows, database) for field in fields), strict=True))
    with database.cursor() as cursor:
        if database.vendor == "sqlite":  # it prepares the statement once; elsewhere that means one journey per row
            cursor.executemany(table + line, values)
        else:
            cursor.execute(table + ", ".join([line] * len(rows)), [value for row in values for value in row])


def _column(field: "models.Field[Any, Any]", rows: list[Values], database: BaseDatabaseWrapper) -> list[Any]:
    """What each row has in this field, as the database takes it."""
    name, target = field.attname, field.target_field if isinstance(field, models.ForeignKey) else field
    is_moment = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    if is_moment or name not in rows[0]:
        return [field.get_db_prep_save(timezone.now() if is_moment else field.get_default(), database)] * len(rows)
    values = [row[name] for row in rows]
    if field.choices:
        return [None if value is None else str(value) for value in values]
    if isinstance(target, _PLAIN):
        return values
    return [None if value is None and field.null else field.get_db_prep_save(value, database) for value in values]
