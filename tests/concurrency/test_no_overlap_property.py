"""Random half-open periods, added, shortened, moved, split and taken away, against a model that counts days."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from popups.models import Occupancy
from tests.make import divide, make_offer, make_unit

FIRST = date(2027, 2, 20)
DAYS = st.integers(min_value=0, max_value=40)
LENGTHS = st.integers(min_value=1, max_value=15)
WHICH = st.integers(min_value=0, max_value=30)
SPACES = st.integers(min_value=0, max_value=1)
STEPS = st.one_of(
    st.tuples(st.just("add"), SPACES, DAYS, LENGTHS),
    st.tuples(st.just("add"), SPACES, DAYS, LENGTHS),
    st.tuples(st.just("shorten"), WHICH, LENGTHS, st.just(0)),
    st.tuples(st.just("move"), WHICH, st.integers(min_value=-12, max_value=12), st.just(0)),
    st.tuples(st.just("split"), WHICH, LENGTHS, st.just(0)),
    st.tuples(st.just("change_space"), WHICH, SPACES, st.just(0)),
    st.tuples(st.just("remove"), WHICH, st.just(0), st.just(0)),
)


class Model:
    """Rows of (key, space, first, after) in days since FIRST. A step that would put two rows on one day is refused."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[int, int, int]] = {}

    def fits(self, changed: dict[int, tuple[int, int, int]]) -> bool:
        held = [(space, day) for space, first, after in {**self.rows, **changed}.values() for day in range(first, after)]
        return len(held) == len(set(held))


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def wanted(model: Model, step: tuple) -> dict[int, tuple[int, int, int]]:
    """The rows that a step adds or changes; empty when it has nothing to work on. Key 0 is a new row."""
    name, one, two, three = step
    if name == "add":
        return {0: (one, two, two + three)}
    if not model.rows:
        return {}
    key = sorted(model.rows)[one % len(model.rows)]
    space, first, after = model.rows[key]
    changed = {
        "shorten": {key: (space, first, first + max(1, after - first - two))},
        "move": {key: (space, first + two, after + two)},
        "split": {key: (space, first, first + two), 0: (space, first + two, after)} if first + two < after else {},
        "change_space": {key: (two, first, after)},
        "remove": {key: (space, first, first)},
    }
    return changed[name]


def carry_out(changed: dict[int, tuple[int, int, int]], offer, spaces) -> dict[int, int]:
    """Writes the rows as one transaction and returns the new key of each; raises where the database refuses."""
    keys = {}
    with transaction.atomic():
        for key, (space, first, after) in changed.items():
            row = Occupancy(pk=key or None, space=spaces[space], offer=offer, start=day(first), end=day(after))
            if first == after:
                row.delete()
            else:
                row.save(force_insert=not key, force_update=bool(key))
                keys[key] = row.pk
    return keys


def play(steps: list[tuple], offer, spaces) -> None:
    model = Model()
    for step in steps:
        changed = wanted(model, step)
        try:
            keys = carry_out(changed, offer, spaces)
            is_accepted = True
        except IntegrityError:
            is_accepted = False
        assert is_accepted == model.fits(changed), (step, model.rows)
        if is_accepted:
            model.rows.update({keys.get(key, key): row for key, row in changed.items()})
            model.rows = {key: row for key, row in model.rows.items() if row[1] < row[2]}
    stored = Occupancy.objects.filter(offer=offer).values_list("pk", "space_id", "start", "end")
    expected = {(key, spaces[space].pk, day(first), day(after)) for key, (space, first, after) in model.rows.items()}
    assert set(stored) == expected


@pytest.fixture
def place(db):
    """An offer to hang rows on, and two spaces to put them into."""
    unit = make_unit()
    spaces = divide(unit, "North", "South")
    offer = make_offer(unit=unit)
    offer.occupancies.all().delete()
    return offer, spaces


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=25))
def test_the_database_agrees_with_a_model_that_counts_days(place, steps):
    with transaction.atomic():
        play(steps, *place)
        transaction.set_rollback(True)
