"""Taking a merge back: exactly, or with a sentence that says what keeps it."""


import pytest

from popups.lifecycle.merging import merge_units, undo_merge, undo_problems
from popups.lifecycle.offers import accept_offer, decline_offer
from popups.lifecycle.spaces import NewSpace, divide_unit
from popups.models import Offer
from tests.make import (
    at,
    days,
    make_event,
    make_offer,
    make_officer,
    make_owner,
    make_shop,
    make_unit,
)
from tests.popups.merging import everything, photo_of, plain
from vacancies.lifecycle.owners import delete_owner, merge_owners
from vacancies.lifecycle.telling_apart import tell_apart
from vacancies.models import (
    Merge,
    Unit,
    Vacancy,
)
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


def test_what_was_edited_since_stays_as_it_was_edited():
    officer, kept, merged = make_officer(), plain(asking_rent_cents=None), plain(asking_rent_cents=9000, floor_area_m2=30)
    merge = merge_units(kept=kept, merged=merged, take=["asking_rent_cents", "floor_area_m2"], by=officer)
    Unit.objects.filter(pk=kept.pk).update(asking_rent_cents=7000)
    undo_merge(merge=merge, by=officer)
    kept.refresh_from_db()
    assert (kept.asking_rent_cents, kept.floor_area_m2) == (7000, 46)


def test_taking_back_twice_is_harmless():
    officer, kept, merged = make_officer(), plain(), make_unit()
    merge = merge_units(kept=kept, merged=merged, by=officer)
    undo_merge(merge=merge, by=officer)
    before = everything()
    undo_merge(merge=merge, by=officer)
    assert everything() == before


def test_an_offer_that_was_answered_since_goes_back_with_what_came_of_it():
    officer, kept, merged = make_officer(), plain(), plain()
    accepted, declined = make_offer(unit=merged, start=days(1), end=days(9)), make_offer(unit=merged, start=days(20), end=days(29))
    merge = merge_units(kept=kept, merged=merged, by=officer)
    tenancy = accept_offer(offer=accepted, by=accepted.application.applicant.user)
    decline_offer(offer=declined, reason="dates", by=declined.application.applicant.user)
    event = make_event(unit=kept, tenancy=tenancy, starts_at=at(days(2), 18))
    assert tenancy.unit == kept
    undo_merge(merge=merge, by=officer)
    for row in (tenancy, event):
        row.refresh_from_db()
        assert row.unit == merged
    assert set(Offer.objects.values_list("unit", flat=True)) == {merged.pk}
    assert tenancy.occupancies.get().space.unit == merged


def test_a_new_promise_on_what_came_over_keeps_the_merge():
    officer, kept, merged = make_officer(), plain(), plain()
    make_offer(unit=merged, start=days(1), end=days(9))
    merge = merge_units(kept=kept, merged=merged, by=officer)
    make_offer(unit=kept, start=days(20), end=days(29))
    assert [problem.code for problem in undo_problems(merge)] == ["promised_since"]
    with pytest.raises(Refused, match="promised_since"):
        undo_merge(merge=merge, by=officer)
    merged.refresh_from_db()
    assert merged.merged_into == kept


def test_a_new_promise_on_the_kept_entrys_own_space_does_not():
    officer, kept, merged = make_officer(), plain(), plain()
    merge = merge_units(kept=kept, merged=merged, by=officer)
    offer = make_offer(unit=kept, start=days(20), end=days(29))
    undo_merge(merge=merge, by=officer)
    assert offer.occupancies.get().space.unit == kept


def test_a_unit_that_was_divided_since_keeps_the_merge():
    officer, kept, merged = make_officer(), plain(), plain()
    merge = merge_units(kept=kept, merged=merged, by=officer)
    divide_unit(unit=kept, spaces=[NewSpace("A"), NewSpace("B")], by=officer)
    assert [problem.code for problem in undo_problems(merge)] == ["divided_since"]


def test_a_row_that_went_elsewhere_since_keeps_the_merge_and_one_that_was_deleted_does_not():
    officer, kept, merged = make_officer(), plain(), make_unit()
    shop = make_shop(unit=merged)
    merge = merge_units(kept=kept, merged=merged, by=officer)
    Vacancy.objects.all().delete()
    assert not undo_problems(merge)
    shop.unit = plain()
    shop.save()
    assert [problem.code for problem in undo_problems(merge)] == ["moved_on"]


def test_of_two_merges_the_later_is_taken_back_first():
    officer, first, second, third = make_officer(), plain(), plain(), plain()
    photo_of(first)
    before = everything()
    early = merge_units(kept=second, merged=first, by=officer)
    late = merge_units(kept=third, merged=second, by=officer)
    first.refresh_from_db()
    assert first.merged_into == third, "nobody is led twice"
    early.refresh_from_db()
    assert [problem.code for problem in undo_problems(early)] == ["later_merge"]
    undo_merge(merge=late, by=officer)
    undo_merge(merge=Merge.objects.get(pk=early.pk), by=officer)
    assert everything() == before


def test_pairs_that_were_told_apart_can_still_be_merged_and_taken_back():
    officer, kept, merged = make_officer(), plain(), plain()
    tell_apart(one=merged, other=kept, by=officer)
    before = everything()
    undo_merge(merge=merge_units(kept=kept, merged=merged, by=officer), by=officer)
    assert everything() == before


def owner_taken_over(officer):
    """A merge in which the kept entry got the owner of the other."""
    own, theirs = make_owner(name="Own"), make_owner(name="Theirs")
    kept, merged = plain(owner=own), plain(owner=theirs)
    return merge_units(kept=kept, merged=merged, take=["owner"], by=officer), own, theirs


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("dropped", ["own", "theirs"])
def test_owners_whose_entries_became_one_with_another_since_do_not_keep_the_merge(dropped):
    officer, third = make_officer(), make_owner(name="Third")
    merge, own, theirs = owner_taken_over(officer)
    merge_owners(keep=third, drop={"own": own, "theirs": theirs}[dropped], by=officer)
    undo_merge(merge=merge, by=officer)
    expected = (third, theirs) if dropped == "own" else (own, third)
    assert (Unit.objects.get(pk=merge.kept_id).owner, Unit.objects.get(pk=merge.merged_id).owner) == expected


@pytest.mark.django_db(transaction=True)
def test_an_owner_who_was_deleted_since_does_not_keep_the_merge():
    officer = make_officer()
    merge, own, theirs = owner_taken_over(officer)
    delete_owner(owner=own, by=officer)
    undo_merge(merge=merge, by=officer)
    assert (Unit.objects.get(pk=merge.kept_id).owner, Unit.objects.get(pk=merge.merged_id).owner) == (None, theirs)
