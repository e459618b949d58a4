"""SQLite drops the triggers of a table that a migration rebuilds; the promise has to outlive that."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from popups.models import Occupancy
from tests.make import days, make_offer
from vacancies.models import Space
from vacancies.no_overlap import check_triggers, install_triggers

pytestmark = pytest.mark.django_db(transaction=True)
TRIGGERS = {"occupancy_no_overlap_insert", "occupancy_no_overlap_update"}


def overlap(offer) -> None:
    held = offer.occupancies.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.create(space=held.space, offer=offer, start=held.start, end=held.end)


def rebuilt(model: type[models.Model], name: str, **changes) -> tuple[models.Field, models.Field]:
    """The field as it is, and a copy that differs so much that SQLite has to rebuild the table."""
    old = model._meta.get_field(name)
    new = type(old)(**{**old.deconstruct()[3], **changes})
    new.set_attributes_from_name(name)
    new.model = model
    return old, new


def alter(model: type[models.Model], old: models.Field, new: models.Field) -> None:
    with connection.schema_editor() as editor:
        editor.alter_field(model, old, new)


@pytest.fixture(params=[(Occupancy, "start", {"null": True}), (Space, "name", {"max_length": 90})],
                ids=["its own table", "the table it points to"])
def migrated(request):
    model, name, changes = request.param
    old, new = rebuilt(model, name, **changes)
    alter(model, old, new)
    yield
    alter(model, new, old)


def test_the_promise_survives_a_migration_that_rebuilds_a_table(migrated):
    overlap(make_offer(start=days(3), end=days(9)))
    assert check_triggers(databases=["default"]) == []


@pytest.fixture
def without_triggers():
    with connection.cursor() as cursor:
        for name in TRIGGERS:
            cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    install_triggers()


@pytest.mark.sqlite
def test_lost_triggers_are_reported_and_made_again(without_triggers):
    (problem,) = check_triggers(databases=["default"])
    assert problem.id == "vacancies.E001"
    assert all(name in problem.msg for name in TRIGGERS)
    install_triggers()
    assert check_triggers(databases=["default"]) == []
    overlap(make_offer(start=days(3), end=days(9)))


@pytest.mark.sqlite
def test_without_the_triggers_the_database_would_not_notice(without_triggers):
    held = make_offer(start=days(3), end=days(9)).occupancies.get()
    Occupancy.objects.create(space=held.space, offer=held.offer, start=held.start, end=held.end)
    assert Occupancy.objects.filter(space=held.space).count() == 2
