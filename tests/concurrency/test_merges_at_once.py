"""Two officers merge at the same moment: one wins, the other is told, and nothing is half done."""

import pytest

from popups.choices import Verb
from popups.lifecycle.merging import merge_units, undo_merge
from popups.models import History, Occupancy, Offer
from popups.rules.merging import FOLLOW, plan_merge
from tests import make
from tests.concurrency.test_two_consents import at_once, unexpected
from tests.popups.merging import everything, photo_of, plain
from vacancies.choices import RecordState
from vacancies.models import Merge, Photo, Unit, Vacancy
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


def filled():
    """An entry with a photo, a vacancy and a promise."""
    unit = plain(is_vacant=True)
    photo_of(unit)
    make.make_offer(unit=unit, start=make.days(10), end=make.days(20))
    return unit


def merging(kept, merged, officer, **fields):
    return lambda: merge_units(kept=kept, merged=merged, by=officer, **fields)


def undoing(merge, officer):
    return lambda: undo_merge(merge=Merge.objects.get(pk=merge.pk), by=officer)


def refusals(answers):
    return [found for found in answers if isinstance(found, Refused)]


def holds_together(*units):
    """Whatever was merged into another entry has nothing of its own left, and every promise guards a space of its unit."""
    for unit in Unit.objects.filter(pk__in=[unit.pk for unit in units]):
        active = Merge.objects.filter(merged=unit, undone_at=None)
        assert active.count() == bool(unit.merged_into_id)
        assert (unit.record_state == RecordState.ARCHIVED) is bool(unit.merged_into_id)
        if unit.merged_into_id:
            assert unit.merged_into.merged_into_id is None, "nobody is led twice"
            assert not any(model._base_manager.filter(unit=unit).exists() for model in FOLLOW if model is not Vacancy)
    assert all(row.space.unit_id == row.offer.unit_id for row in Occupancy.objects.select_related("space", "offer"))


@pytest.mark.parametrize("is_sealed", [True, False])
def test_one_pair_merged_twice_at_once_is_merged_once(is_sealed):
    for _round in range(ROUNDS):
        officer, kept, merged = make.make_officer(), plain(), filled()
        seal = plan_merge(kept, merged).seal if is_sealed else ""
        answers = at_once([merging(kept, merged, officer, seal=seal)] * 3)
        assert unexpected(answers) == []
        assert [len(refusals(answers)), Merge.objects.filter(kept=kept, merged=merged).count()] == [2, 1]
        assert History.objects.filter(unit=merged, verb=Verb.UNITS_MERGED).count() == 1
        assert kept.photos.count() == 1
        holds_together(kept, merged)


def test_a_pair_merged_both_ways_at_once_goes_one_way():
    for _round in range(ROUNDS):
        officer, one, other = make.make_officer(), filled(), plain()
        answers = at_once([merging(one, other, officer), merging(other, one, officer)])
        assert unexpected(answers) == []
        assert len(refusals(answers)) == 1
        assert Unit.objects.in_register().filter(pk__in=[one.pk, other.pk]).count() == 1
        holds_together(one, other)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_a_chain_merged_at_once_ends_in_one_entry_or_leaves_the_last_alone(order):
    """A into B while B goes into C."""
    for _round in range(ROUNDS):
        officer, made = make.make_officer(), [plain(), plain(), plain()]
        first, second, third = (made[place] for place in order)
        photo_of(first)
        answers = at_once([merging(second, first, officer), merging(third, second, officer)])
        assert unexpected(answers) == []
        for unit in made:
            unit.refresh_from_db()
        assert second.merged_into == third
        assert first.merged_into == (None if refusals(answers) else third)
        assert (first if refusals(answers) else third).photos.count() == 1
        holds_together(*made)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (0, 2, 1)])
def test_a_merge_is_taken_back_while_its_entry_goes_into_another(order):
    for _round in range(ROUNDS):
        officer, made = make.make_officer(), [plain(), plain(), plain()]
        first, second, third = (made[place] for place in order)
        photo_of(first)
        merge = merge_units(kept=second, merged=first, by=officer)
        answers = at_once([undoing(merge, officer), merging(third, second, officer)])
        assert unexpected(answers) == []
        first.refresh_from_db()
        second.refresh_from_db()
        assert second.merged_into == third, "the merge never fails: it only comes before or after"
        assert first.merged_into == (third if refusals(answers) else None)
        assert Photo.objects.get(unit__in=made).unit_id == (third if refusals(answers) else first).pk
        holds_together(*made)


def test_a_merge_taken_back_twice_at_once_is_taken_back_once():
    for _round in range(ROUNDS):
        officer, kept, merged = make.make_officer(), plain(), filled()
        before = everything()
        merge = merge_units(kept=kept, merged=merged, by=officer)
        answers = at_once([undoing(merge, officer)] * 3)
        assert (unexpected(answers), refusals(answers)) == ([], [])
        assert History.objects.filter(unit=kept, verb=Verb.MERGE_UNDONE).count() == 1
        assert everything() == before


def test_an_offer_made_while_its_unit_is_merged_away_is_refused_or_follows():
    for _round in range(ROUNDS):
        officer, kept, merged = make.make_officer(), plain(), plain(is_vacant=True)
        application = make.make_application(unit=merged)
        answers = at_once([
            merging(kept, merged, officer),
            lambda merged=merged, application=application: make.make_offer(
                unit=merged, application=application, start=make.days(10), end=make.days(20))])
        assert unexpected(answers) == []
        assert not Offer.objects.filter(unit=merged).exists()
        assert Offer.objects.filter(unit=kept).count() == 1 - len(refusals(answers))
        holds_together(kept, merged)


def test_a_chain_of_merges_at_once_ends_without_a_deadlock():
    for _round in range(2 * ROUNDS):
        officer, one, two, three = make.make_officer(), plain(), plain(), plain()
        answers = at_once([merging(two, one, officer), merging(three, two, officer), merging(one, two, officer)])
        assert unexpected(answers) == []
        holds_together(one, two, three)
