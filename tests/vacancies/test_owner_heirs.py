"""After two entries of an owner became one, whatever names the one that is gone means the other."""

import pytest
from django.urls import reverse

from tests.make import make_owner, make_unit
from tests.vacancies.registers import import_file, register, row
from tests.vacancies.test_import_undo import run_of
from tests.vacancies.test_putting_back import put_back, story
from vacancies.choices import ContactChannel, ImportState
from vacancies.imports.kept import WhyKept
from vacancies.imports.undo import undo_run
from vacancies.lifecycle.owners import delete_owner, merge_owners
from vacancies.lifecycle.talks import log_contact
from vacancies.lifecycle.units import set_owner
from vacancies.models import Contact, ImportedRow, Owner, Unit
from vacancies.reports.owners import OWNERS_MERGED, heir_of
from vacancies.reports.story import DEEDS

pytestmark = pytest.mark.django_db
NEW = 'SIA "KR5"'


def changed(folder, before="pašvaldība"):
    """A register in which a second import changed the owner of the one unit: before, after, and that import."""
    import_file(register(folder, row(owner=before)))
    was = Owner.objects.get()
    run, _ = run_of(folder, row(owner=NEW))
    return was, Owner.objects.exclude(pk=was.pk).get(), run


def told(undone):
    return undone.removed, undone.put_back, [(kept.why, kept.what) for kept in undone.kept]


def test_the_heir_is_found_through_any_number_of_merges(officer):
    first, second, third, lost = (make_owner() for _ in range(4))
    numbers = [owner.pk for owner in (first, second, third, lost)]
    merge_owners(keep=second, drop=first, by=officer)
    merge_owners(keep=third, drop=second, by=officer)
    delete_owner(owner=lost, by=officer)
    assert [heir_of(number) for number in [*numbers, None, 999999]] == [third.pk, third.pk, third.pk, None, None, None]


def test_added_units_go_and_the_entry_that_took_the_other_in_stays_as_it_was_told(tmp_path, officer):
    run, _ = run_of(tmp_path, row(owner=NEW), row("Pils iela 2", owner=NEW))
    drop, keep = Owner.objects.get(), make_owner(name="KR5", phone="20000001")
    merge_owners(keep=keep, drop=drop, by=officer)
    assert told(undo_run(run=run, by=officer)) == (2, 0, [])
    assert list(Owner.objects.all()) == [keep]
    keep.refresh_from_db()
    assert (keep.phone, NEW in keep.note) == ("20000001", True)
    assert (Unit.objects.count(), ImportedRow.objects.count()) == (0, 0)


def test_an_added_unit_stays_when_something_else_was_done_to_it_as_well(tmp_path, officer):
    run, _ = run_of(tmp_path, row(owner=NEW), row("Pils iela 2", owner=NEW))
    unit, drop, keep = Unit.objects.get(address="Pils iela 1"), Owner.objects.get(), make_owner()
    log_contact(unit=unit, channel=ContactChannel.PHONE, text="Said so.", by=officer)
    merge_owners(keep=keep, drop=drop, by=officer)
    assert told(undo_run(run=run, by=officer)) == (1, 0, [(WhyKept.IN_USE, ())])
    unit.refresh_from_db()
    assert (unit.owner, Contact.objects.get().owner) == (keep, keep)


def test_an_added_unit_whose_owner_was_chosen_by_hand_stays(tmp_path, officer):
    run, _ = run_of(tmp_path, row(owner=NEW))
    set_owner(unit=Unit.objects.get(), owner=make_owner(), by=officer)
    assert told(undo_run(run=run, by=officer)) == (0, 0, [(WhyKept.EDITED, ())])


def test_when_the_new_entry_went_into_a_third_the_unit_goes_back_to_the_owner_of_before(tmp_path, officer):
    was, became, run = changed(tmp_path)
    merge_owners(keep=make_owner(), drop=became, by=officer)
    assert told(undo_run(run=run, by=officer)) == (0, 1, [])
    assert Unit.objects.get().owner == was


def test_when_the_entry_of_before_went_into_a_third_the_unit_goes_there(tmp_path, officer):
    was, _, run = changed(tmp_path)
    third = make_owner()
    merge_owners(keep=third, drop=was, by=officer)
    assert told(undo_run(run=run, by=officer)) == (0, 1, [])
    assert Unit.objects.get().owner == third


@pytest.mark.parametrize("keeps_new", [True, False])
def test_when_the_two_were_one_owner_nothing_is_left_to_put_back(tmp_path, officer, keeps_new):
    was, became, run = changed(tmp_path, 'SIA "KR-5"')
    keep, drop = (became, was) if keeps_new else (was, became)
    merge_owners(keep=keep, drop=drop, by=officer)
    assert told(undo_run(run=run, by=officer)) == (0, 1, [])
    assert (Unit.objects.get().owner, list(Owner.objects.all())) == (keep, [keep])
    run.refresh_from_db()
    assert run.state == ImportState.UNDONE


def test_an_owner_of_before_who_was_deleted_is_named_and_not_made_up(tmp_path, officer):
    was, became, run = changed(tmp_path)
    delete_owner(owner=was, by=officer)
    assert told(undo_run(run=run, by=officer)) == (0, 0, [(WhyKept.PARTLY, (Unit._meta.get_field("owner").verbose_name,))])
    assert Unit.objects.get().owner == became


def test_an_entry_is_put_back_to_the_owner_who_took_the_other_in(client, officer):
    first, third, unit = make_owner(name="First"), make_owner(name="Third"), make_unit()
    set_owner(unit=unit, owner=first, by=officer)
    set_owner(unit=unit, owner=None, by=officer)
    line = unit.history.first()
    merge_owners(keep=third, drop=first, by=officer)
    where = reverse("popups:put-back", args=[unit.reference, "field", line.history_id]) + "?field=owner"
    assert put_back(client, where).status_code == 302
    unit.refresh_from_db()
    assert unit.owner == third


def test_the_story_tells_of_it_apart_from_a_unit_that_changed_hands(client, officer):
    keep, drop = make_owner(), make_owner()
    unit, sold = make_unit(owner=drop), make_unit(owner=drop)
    set_owner(unit=sold, owner=keep, by=officer)
    merge_owners(keep=keep, drop=drop, by=officer)
    assert [one.history.first().history_change_reason for one in (unit, sold)] == [OWNERS_MERGED, "owner"]
    assert str(DEEDS[OWNERS_MERGED]) in story(client, unit)
    assert str(DEEDS[OWNERS_MERGED]) not in story(client, sold)
