"""The promise that two rows of one group never overlap, kept by the database itself.

PostgreSQL: an exclusion constraint over two ranges, which needs no extension.
SQLite: triggers. A migration that rebuilds a table drops its triggers, so they are made again
together with the rebuilt table, once more after every migrate, and a system check looks for them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.constraints import BaseConstraint

from vacancies.own_fields import field_of

_REBUILT = "new__"  # how Django names a table while it rebuilds one on SQLite


class NoOverlap(BaseConstraint):
    """No two rows with the same `group` may have overlapping half-open periods [start, end).

    `only` narrows it to rows whose columns hold one of the given values: {"kind": ["performance"]}.
    """

    def __init__(self, *, name: str, group: str, start: str, end: str, only: Mapping[str, Iterable[str]] | None = None,
                 violation_error_message: Any = None, violation_error_code: str = "overlap") -> None:
        self.group, self.start, self.end = group, start, end
        self.only = {column: sorted(map(str, values)) for column, values in (only or {}).items()}
        super().__init__(name=name, violation_error_message=violation_error_message,
                         violation_error_code=violation_error_code)

    def _columns(self, model: type[models.Model]) -> tuple[str, str, str]:
        return self._column(model, self.group), self._column(model, self.start), self._column(model, self.end)

    def _column(self, model: type[models.Model], field: str) -> str:
        return str(field_of(model, field).column)

    def _narrowed(self, model: type[models.Model], prefix: str = "") -> str:
        parts = []
        for field, values in self.only.items():
            listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
            parts.append(f'{prefix}"{self._column(model, field)}" IN ({listed})')
        return " AND ".join(parts)

    # PostgreSQL

    def _exclusion(self, model: type[models.Model]) -> str:
        group, start, end = self._columns(model)
        moments = isinstance(model._meta.get_field(self.start), models.DateTimeField)
        period = "tstzrange" if moments else "daterange"
        where = f" WHERE ({self._narrowed(model)})" if self.only else ""
        return f'EXCLUDE USING gist (int8range("{group}", "{group}", \'[]\') WITH &&, {period}("{start}", "{end}") WITH &&){where}'

    def constraint_sql(self, model, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.deferred_sql.extend(sql for _, sql in self.triggers(model))
            return None
        return f'CONSTRAINT "{self.name}" {self._exclusion(model)}'

    def create_sql(self, model, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            return None
        return f'ALTER TABLE "{model._meta.db_table}" ADD CONSTRAINT "{self.name}" {self._exclusion(model)}'

    def remove_sql(self, model, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            return None
        return f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{self.name}"'

    # SQLite

    def triggers(self, model: type[models.Model]) -> Iterator[tuple[str, str]]:
        table = model._meta.db_table.removeprefix(_REBUILT)
        group, start, end = self._columns(model)
        key = model._meta.pk.column
        mine = f"({self._narrowed(model, 'NEW.')}) AND " if self.only else ""
        theirs = f" AND ({self._narrowed(model)})" if self.only else ""
        for event in ("INSERT", "UPDATE"):
            name = f"{self.name}_{event.lower()}"
            yield name, (
                f'CREATE TRIGGER IF NOT EXISTS "{name}" BEFORE {event} ON "{table}" FOR EACH ROW WHEN {mine}EXISTS ('
                f'SELECT 1 FROM "{table}" WHERE "{group}" = NEW."{group}" AND "{key}" IS NOT NEW."{key}" '
                f'AND "{start}" < NEW."{end}" AND "{end}" > NEW."{start}"{theirs}) '
                f"BEGIN SELECT RAISE(ABORT, 'constraint {self.name} failed'); END"
            )

    # Both

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        if exclude and {self.group, self.start, self.end, *self.only} & set(exclude):
            return
        start, end = getattr(instance, self.start), getattr(instance, self.end)
        applies = all(str(getattr(instance, field)) in values for field, values in self.only.items())
        if not (start and end and applies):
            return
        group = field_of(model, self.group).attname
        clashing = model._base_manager.using(using).filter(
            **{group: getattr(instance, group), f"{self.start}__lt": end, f"{self.end}__gt": start},
            **{f"{field}__in": values for field, values in self.only.items()},
        )
        if clashing.exclude(pk=instance.pk).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        kwargs.update(group=self.group, start=self.start, end=self.end)
        if self.only:
            kwargs["only"] = self.only
        return path, args, kwargs

    def __eq__(self, other):
        return isinstance(other, NoOverlap) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__


def _promises() -> Iterator[tuple[type[models.Model], NoOverlap]]:
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, NoOverlap):
                yield model, constraint


def _existing(connection, kind: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = %s", [kind])
        return {name for (name,) in cursor.fetchall()}


def install_triggers(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Makes missing SQLite triggers; runs after every migrate. Does nothing on PostgreSQL."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    tables = _existing(connection, "table")
    with connection.cursor() as cursor:
        for model, constraint in _promises():
            if model._meta.db_table in tables:
                for _, sql in constraint.triggers(model):
                    cursor.execute(sql)


@register(Tags.database)
def check_triggers(databases: Iterable[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Says which no-overlap triggers an SQLite database has lost."""
    problems: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor != "sqlite":
            continue
        tables, triggers = _existing(connection, "table"), _existing(connection, "trigger")
        for model, constraint in _promises():
            missing = [name for name, _ in constraint.triggers(model) if name not in triggers]
            if model._meta.db_table in tables and missing:
                problems.append(Error(
                    f"The database no longer keeps {', '.join(missing)}: a place could be promised twice.",
                    hint="Run 'python manage.py migrate', which makes the triggers again.", id="vacancies.E001"))
    return problems
