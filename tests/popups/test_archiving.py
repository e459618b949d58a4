"""One rule for every door: a unit in which somebody is, or to which somebody is promised, stays on the public pages."""

import pytest
from django.urls import reverse

from popups.choices import OfferStatus
from popups.lifecycle.archiving import move_record
from popups.lifecycle.bulk import change_many, undo_change
from popups.lifecycle.merging import merge_units, undo_merge
from tests.make import make_current_tenancy, make_offer, make_tenancy, make_unit
from tests.popups.asking import codes
from tests.vacancies.test_putting_back import address, offered, put_back
from vacancies.choices import BulkOutcome, BulkVerb, RecordState
from vacancies.models import Unit

pytestmark = pytest.mark.django_db


def archive(client, unit):
    """The button of one unit; gives the levels of what the next page says."""
    answer = client.post(reverse("popups:unit-record", args=[unit.reference]), {"to": RecordState.ARCHIVED.value}, follow=True)
    assert answer.status_code == 200
    return [message.level_tag for message in answer.context["messages"]]


def state(unit):
    return Unit.objects.get(pk=unit.pk).record_state, Unit.objects.listed().filter(pk=unit.pk).exists()


def once_archived(officer):
    """A public unit that was archived once, and the line of its history that says that it came back."""
    unit = make_unit()
    for to in (RecordState.ARCHIVED, RecordState.CONFIRMED):
        move_record(unit=unit, to=to, by=officer)
    unit.refresh_from_db()
    return unit, unit.history.first()


@pytest.mark.parametrize("promised", [make_current_tenancy, make_tenancy, make_offer])
def test_a_unit_that_somebody_has_or_was_promised_is_not_archived_by_its_button(client, officer, promised):
    unit = promised().unit
    before = state(unit), unit.history.count()
    assert archive(client, unit) == ["error"]
    assert (state(unit), unit.history.count()) == before
    assert before[0] == (RecordState.CONFIRMED, True)


def test_the_button_and_the_bar_of_the_list_say_the_same_sentence(client, officer):
    unit = make_current_tenancy().unit
    answer = client.post(reverse("popups:unit-record", args=[unit.reference]), {"to": RecordState.ARCHIVED.value}, follow=True)
    change = change_many(verb=BulkVerb.ARCHIVE, keys=[unit.pk], by=officer)
    assert [str(message) for message in answer.context["messages"]] == [change.rows.get().reason]


def test_what_is_over_keeps_no_unit_from_being_archived(client, officer):
    over, taken_back = make_unit(), make_unit()
    make_current_tenancy(unit=over, days_left=0)
    make_offer(unit=taken_back, status=OfferStatus.WITHDRAWN)
    for unit in (over, taken_back):
        assert archive(client, unit) == ["success"]
        assert state(unit) == (RecordState.ARCHIVED, False)


@pytest.mark.parametrize("promised", [make_current_tenancy, make_tenancy, make_offer])
@pytest.mark.parametrize("kind", ["field", "version"])
def test_a_unit_that_somebody_has_or_was_promised_is_not_archived_by_putting_back(client, officer, promised, kind):
    unit, came_back = once_archived(officer)
    promised(unit=unit)
    archived = unit.history.all()[1]
    where = address(unit, "field", came_back, "record_state") if kind == "field" else address(unit, "version", archived)
    answer = put_back(client, where)
    assert (answer.status_code, codes(answer)) == (422, {"promised"})
    assert state(unit)[0] == RecordState.CONFIRMED


def test_the_state_of_a_free_unit_is_put_back(client, officer):
    unit, came_back = once_archived(officer)
    assert put_back(client, address(unit, "field", came_back, "record_state")).status_code == 302
    assert state(unit)[0] == RecordState.ARCHIVED


def test_a_unit_that_was_promised_since_stays_confirmed_when_a_change_of_many_is_taken_back(officer):
    unit = make_unit(record_state=RecordState.ARCHIVED, is_published=False)
    change = change_many(verb=BulkVerb.CONFIRM, keys=[unit.pk], by=officer)
    make_offer(unit=unit)
    undo_change(change=change, by=officer)
    assert (state(unit)[0], change.rows.get().outcome) == (RecordState.CONFIRMED, BulkOutcome.KEPT)


def test_a_unit_that_is_archived_with_somebody_in_it_can_be_taken_back(client, officer):
    unit = make_current_tenancy().unit
    Unit.objects.filter(pk=unit.pk).update(record_state=RecordState.ARCHIVED, published_at=None, published_by=None)
    assert archive(client, unit) == ["success"], "it is so already"
    client.post(reverse("popups:unit-record", args=[unit.reference]), {"to": RecordState.CONFIRMED.value})
    assert state(unit)[0] == RecordState.CONFIRMED


# What a merge did


def test_the_state_that_a_merge_gave_is_not_put_back_by_itself(client, officer):
    kept, merged = make_unit(), make_unit()
    undo_merge(merge=merge_units(kept=kept, merged=merged, by=officer), by=officer)
    back, gone, _first = merged.history.all()
    forbidden = [address(merged, "field", line, "record_state") for line in (back, gone)] + [address(merged, "version", gone)]
    assert set(offered(client, merged)).isdisjoint(forbidden)
    assert [client.get(where).status_code for where in forbidden] == [404, 404, 404]
    assert state(merged) == (RecordState.CONFIRMED, True)


def test_what_a_merge_took_over_is_still_put_back_by_itself(client, officer):
    kept, merged = make_unit(name="Bakery"), make_unit(name="Café")
    merge_units(kept=kept, merged=merged, take=["name"], by=officer)
    where = address(kept, "field", kept.history.first(), "name")
    assert where in offered(client, kept)
    assert put_back(client, where).status_code == 302
    kept.refresh_from_db()
    assert kept.name == "Bakery"
