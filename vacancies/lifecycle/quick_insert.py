"""Writing very many rows at once. Django's bulk_create spends more time on a row than reading it from its file takes."""

from collections.abc import Callable
from typing import Any

from django.db import connection, models
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
    quote = connection.ops.quote_name
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    makers = [_maker(field, field.attname in rows[0]) for field in fields]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    line = f"({', '.join(['%s'] * len(fields))})"
    table = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608
    values = [[make(row) for make in makers] for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # it prepares the statement once; elsewhere that means one journey per row
            cursor.executemany(table + line, values)
        else:
            cursor.execute(table + ", ".join([line] * len(rows)), [value for row in values for value in row])


def _maker(field: "models.Field[Any, Any]", is_named: bool) -> Callable[[Values], Any]:
    """What makes the field's value for the database out of a row."""
    name, target = field.attname, field.target_field if isinstance(field, models.ForeignKey) else field
    if not is_named or getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        is_moment = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        always = field.get_db_prep_save(timezone.now() if is_moment else field.get_default(), connection)
        return lambda row: always
    if field.choices:
        return lambda row: None if row[name] is None else str(row[name])
    if isinstance(target, _PLAIN):
        return lambda row: row[name]
    return lambda row: field.get_db_prep_save(row[name], connection)
