"""A change of many units meets a merge, and another change: they wait for each other, never in a circle."""


import pytest
from django.db import transaction

from popups.lifecycle.bulk import change_many, undo_change
from tests import make
from tests.concurrency.test_lock_order import in_a_thread
from tests.concurrency.test_merges_at_once import holds_together, merging, undoing
from tests.concurrency.test_two_consents import at_once, unexpected
from tests.concurrency.waiting import PATIENCE, until_somebody_waits
from tests.popups.merging import plain
from tests.vacancies.registers import import_file, register, row
from vacancies.choices import BulkOutcome, BulkVerb, OwnerStage, RecordState
from vacancies.lifecycle.talks import move_talk
from vacancies.models import BulkChange, Merge, Talk, Unit

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


def changing(units, officer, verb=BulkVerb.PUBLISH):
    return lambda: change_many(verb=verb, keys=[unit.pk for unit in units], by=officer)


def accounted_for(change: BulkChange, units) -> None:
    assert set(change.rows.values_list("unit_id", flat=True)) == {unit.pk for unit in units}


@pytest.mark.parametrize("order", [(0, 3), (3, 0), (2, 1)])
def test_a_change_of_many_while_two_of_them_are_merged(order):
    for _round in range(ROUNDS):
        officer, units = make.make_officer(), [plain() for _number in range(4)]
        kept, merged = (units[place] for place in order)
        answers = at_once([changing(units[::-1], officer), merging(kept, merged, officer), changing(units, officer)])
        assert unexpected(answers) == []
        for change in BulkChange.objects.filter(by=officer):
            accounted_for(change, units)
        merged.refresh_from_db()
        assert (merged.merged_into, merged.is_published) == (kept, False), "what went into another entry is not public"
        assert Unit.objects.filter(pk__in=[unit.pk for unit in units], published_at__isnull=False).count() == 3
        holds_together(*units)


def test_a_change_is_taken_back_while_two_of_its_units_are_merged():
    for _round in range(ROUNDS):
        officer, units = make.make_officer(), [plain() for _number in range(4)]
        change = change_many(verb=BulkVerb.PUBLISH, keys=[unit.pk for unit in units], by=officer)
        answers = at_once([lambda change=change, officer=officer: undo_change(change=change, by=officer),
                           merging(units[3], units[0], officer)])
        assert unexpected(answers) == []
        accounted_for(change, units)
        assert not change.rows.filter(outcome=BulkOutcome.DONE).exists()
        holds_together(*units)


def test_archiving_many_while_a_merge_is_taken_back():
    for _round in range(ROUNDS):
        officer, units = make.make_officer(), [plain() for _number in range(4)]
        merge = merging(units[0], units[3], officer)()
        answers = at_once([changing(units, officer, BulkVerb.ARCHIVE), undoing(merge, officer)])
        assert unexpected(answers) == []
        assert Merge.objects.get(pk=merge.pk).undone_at is not None
        accounted_for(BulkChange.objects.get(by=officer), units)


def free_while_the_first_is_held(act, keys, faults) -> set[int]:
    """The lowest key is held by somebody: whoever waits for it may hold none of the others. Gives those that are free."""
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=keys[0])
        waiting = in_a_thread(act, faults)
        until_somebody_waits()
        rows = Unit.objects.select_for_update(skip_locked=True).filter(pk__in=keys[1:])
        free = set(rows.values_list("pk", flat=True))
    waiting.join(PATIENCE)
    return free


@pytest.mark.postgres
def test_the_units_are_held_in_the_order_of_their_keys_whatever_the_order_of_the_ticks():
    officer, units, faults = make.make_officer(), [plain() for _number in range(3)], []
    free = free_while_the_first_is_held(changing(units[::-1], officer), [unit.pk for unit in units], faults)
    assert (free, faults) == ({units[1].pk, units[2].pk}, [])
    accounted_for(BulkChange.objects.get(), units)


@pytest.mark.postgres
def test_an_import_holds_its_units_in_the_order_of_their_keys_too(tmp_path):
    """Not in the order of the list, in which the last one entered stands first here."""
    officer, faults = make.make_officer(), []
    addresses = ["Tirgotāju iela 9", "Pils iela 5", "Dārza iela 1"]
    import_file(register(tmp_path, *(row(address=address, rent="100") for address in addresses)), by=officer)
    keys = list(Unit.objects.order_by("pk").values_list("pk", flat=True))
    assert keys[::-1] == list(Unit.objects.order_by("sort_key").values_list("pk", flat=True))
    file = register(tmp_path, *(row(address=address, rent="120") for address in addresses))
    assert free_while_the_first_is_held(lambda: import_file(file, by=officer), keys, faults) == set(keys[1:])
    assert faults == []
    assert set(Unit.objects.values_list("asking_rent_cents", flat=True)) == {12000}


@pytest.mark.postgres
def test_a_change_that_waited_for_a_merge_sees_the_talks_as_the_merge_left_them():
    """The talks of the merged entry go to the kept one: an owner who was willing is not noted as merely contacted."""
    officer, faults = make.make_officer(), []
    kept, merged = plain(), plain()
    move_talk(unit=merged, to=OwnerStage.WILLING, by=officer)
    with transaction.atomic():
        merging(kept, merged, officer)()
        waiting = in_a_thread(changing([kept], officer, BulkVerb.CONTACTED), faults)
        until_somebody_waits()
    waiting.join(PATIENCE)
    assert faults == []
    assert Talk.objects.get(unit=kept).stage == OwnerStage.WILLING
    assert BulkChange.objects.get().rows.get().outcome == BulkOutcome.REFUSED
    assert Unit.objects.get(pk=merged.pk).record_state == RecordState.ARCHIVED
