"""An overlap tried by every way in is refused by the database, or by the page before it, every time."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.forms import modelform_factory

from popups.choices import EventKind, EventStatus
from popups.lifecycle.offers import make_offer as make_offer_verb
from popups.models import Event, Occupancy
from tests.make import at, days, make_application, make_event, make_offer, make_terms, make_unit, today
from vacancies.choices import ClosedReason
from vacancies.models import ClosedPeriod
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    """A held row, from ten to twenty days ahead."""
    return make_offer(start=days(10), end=days(20)).occupancies.get()


def row_beside(held, **changes):
    """A row that would overlap by one day."""
    return Occupancy(**{"space": held.space, "offer": held.offer, "start": days(19), "end": days(25), **changes})


def insert(held, verb: str = "INSERT"):
    with connection.cursor() as cursor:
        cursor.execute(
            f'{verb} INTO "popups_occupancy" ("space_id", "offer_id", "start", "end") VALUES (%s, %s, %s, %s)',
            [held.space_id, held.offer_id, days(5), days(11)])


def two_in_one_statement(held):
    Occupancy.objects.bulk_create([row_beside(held, start=days(30), end=days(40)),
                                   row_beside(held, start=days(39), end=days(41))])


def moved_by_update(held):
    other = row_beside(held, start=days(30), end=days(40))
    other.save()
    Occupancy.objects.filter(pk=other.pk).update(start=days(19))


def moved_by_raw_sql(held):
    other = row_beside(held, start=days(30), end=days(40))
    other.save()
    with connection.cursor() as cursor:
        cursor.execute('UPDATE "popups_occupancy" SET "start" = %s WHERE "id" = %s', [days(12), other.pk])


def moved_by_bulk_update(held):
    other = row_beside(held, start=days(30), end=days(40))
    other.save()
    other.start = days(1)
    Occupancy.objects.bulk_update([other], ["start"])


def moved_to_another_space(held):
    other = make_offer(start=days(10), end=days(20)).occupancies.get()
    Occupancy.objects.filter(pk=other.pk).update(space=held.space)


def upserted(held):
    Occupancy.objects.bulk_create([row_beside(held, pk=held.pk + 1)], update_conflicts=True, unique_fields=["id"],
                                  update_fields=["start", "end"])


WAYS = {
    "save": lambda held: row_beside(held).save(),
    "create": lambda held: Occupancy.objects.create(space=held.space, offer=held.offer, start=days(1), end=days(90)),
    "inside": lambda held: row_beside(held, start=days(12), end=days(13)).save(),
    "same days": lambda held: row_beside(held, start=held.start, end=held.end).save(),
    "bulk_create": lambda held: Occupancy.objects.bulk_create([row_beside(held)]),
    "two in one statement": two_in_one_statement,
    "update": moved_by_update,
    "bulk_update": moved_by_bulk_update,
    "another space": moved_to_another_space,
    "upsert": upserted,
    "raw insert": insert,
    "raw update": moved_by_raw_sql,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_an_overlap_is_refused_by_every_way_in(way, held):
    with pytest.raises(IntegrityError), transaction.atomic():
        way(held)


@pytest.mark.sqlite
def test_insert_or_replace_does_not_slip_past_the_triggers(held):
    for verb in ("INSERT OR REPLACE", "INSERT OR IGNORE"):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(held, verb)


def test_ignoring_conflicts_stores_no_overlap(held):
    try:
        with transaction.atomic():
            Occupancy.objects.bulk_create([row_beside(held)], ignore_conflicts=True)
    except IntegrityError:
        pass  # SQLite's triggers refuse instead of ignoring
    assert list(Occupancy.objects.filter(space=held.space)) == [held]


def test_the_days_just_before_and_just_after_are_free(held):
    row_beside(held, start=days(5), end=days(10)).save()
    row_beside(held, start=days(20), end=days(21)).save()
    assert Occupancy.objects.filter(space=held.space).count() == 3


def test_a_form_gets_a_sentence_with_the_code_instead_of_an_error(held):
    form = modelform_factory(Occupancy, fields=["space", "offer", "tenancy", "start", "end"])(
        {"space": held.space_id, "offer": held.offer_id, "start": days(19), "end": days(25)})
    assert not form.is_valid()
    assert form.has_error("__all__", code="overlap")


def test_a_row_that_is_saved_again_does_not_clash_with_itself(held):
    held.full_clean()
    held.end = days(15)
    held.full_clean()
    held.save()
    assert Occupancy.objects.get().end == days(15)


def test_the_verb_names_the_taken_days(held):
    other = make_application(unit=held.offer.unit)
    with pytest.raises(Refused) as refused:
        make_offer_verb(application=other, unit=held.offer.unit, spaces=[held.space], start=days(15), end=days(16),
                        terms=make_terms(), by=held.offer.made_by)
    assert refused.value.codes == ["taken"]


def test_two_closed_periods_of_a_unit_never_overlap():
    unit = make_unit()
    ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.SEASON, starts_on=days(0), ends_on=days(10))
    clash = ClosedPeriod(unit=unit, reason=ClosedReason.OWNER, starts_on=days(9), ends_on=days(12))
    with pytest.raises(ValidationError):
        clash.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        clash.save()


def test_two_performances_in_one_unit_never_overlap_but_workshops_may():
    event = make_event()
    fields = {"unit": event.unit, "title": "Brass", "starts_at": event.starts_at + timedelta(hours=1),
              "ends_at": event.ends_at + timedelta(hours=1)}
    Event.objects.create(reference="E-AAAA", kind=EventKind.WORKSHOP, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(reference="E-BBBB", kind=event.kind, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(reference="E-AAAA").update(kind=event.kind)


def test_a_cancelled_performance_gives_its_hour_back_and_cannot_take_it_again():
    cancelled = make_event(status=EventStatus.CANCELLED, starts_at=at(today() + timedelta(days=3), 18))
    make_event(unit=cancelled.unit, starts_at=cancelled.starts_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=cancelled.pk).update(status=EventStatus.CONFIRMED)
