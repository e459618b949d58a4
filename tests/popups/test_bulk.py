"""Many units changed at once: each accounted for, all of it undone where nobody moved on."""

from collections import Counter
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zeal import zeal_ignore

from popups.lifecycle.bulk import MOST, SO_ALREADY, change_many, undo_change
from tests.make import (
    days,
    make_current_tenancy,
    make_officer,
    make_owner,
    make_reviewer,
    make_surveyor,
    make_tenancy,
    make_unit,
    make_user,
    today,
)
from tests.popups.asking import codes, queries_of, references, signed_in
from vacancies.choices import BulkOutcome, BulkVerb, OwnerKind, OwnerStage, RecordState, Seen
from vacancies.lifecycle.talks import log_contact, move_talk, set_next_step
from vacancies.lifecycle.units import change_unit, publish_unit, record_visit
from vacancies.models import BulkChange, BulkChangeRow, FieldVisit, Talk, Unit, Vacancy

# Each unit is changed by the verb that one unit is changed by, so its queries come once per unit, at most 500 times.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions_per_unit")]
BULK, LIST = "/staff/units/bulk/", "/staff/units/"


@pytest.fixture
def questions_per_unit():
    with zeal_ignore():
        yield


def send(client, verb, *units, **more):
    return client.post(BULK, {"verb": verb, "unit": [unit.reference for unit in units], **more})


def outcomes(change: BulkChange) -> Counter:
    return Counter(change.rows.values_list("outcome", flat=True))


def outcome(unit: Unit) -> tuple[str, str]:
    row = BulkChangeRow.objects.get(unit=unit)
    return row.outcome, row.reason


def fresh(unit: Unit) -> Unit:
    return Unit.objects.select_related("talk", "owner").get(pk=unit.pk)


def undo(client, follow=True):
    return client.post(f"/staff/changes/{BulkChange.objects.get().key}/undo/", follow=follow)


def hidden(**fields) -> Unit:
    """Not public, though the owner agrees: the town itself."""
    return make_unit(**{"is_published": False, "owner": make_owner(kind=OwnerKind.MUNICIPALITY)} | fields)


def unasked(**fields) -> Unit:
    """Not public, and its owner was never asked."""
    return hidden(**{"owner": make_owner()} | fields)


def test_ticked_units_are_published_and_the_others_are_not():
    client = signed_in(make_officer())
    ticked, other = [hidden(), hidden()], hidden()
    answer = send(client, "publish", *ticked, query="published=no")
    assert answer.status_code == 302
    assert answer["Location"] == f"{LIST}?published=no"
    assert all(fresh(unit).is_published for unit in ticked)
    assert not fresh(other).is_published
    assert outcomes(BulkChange.objects.get()) == {BulkOutcome.DONE: 2}


def test_each_unit_is_accounted_for_with_its_reason():
    client = signed_in(make_officer())
    good, already, bare = hidden(), make_unit(), hidden(floor_area_m2=None)
    barred = hidden()
    move_talk(unit=barred, to=OwnerStage.PAUSED, by=make_officer())
    page = send(client, "publish", good, already, bare, barred, owners="agreed")
    page = client.get(page["Location"]).content.decode()
    assert outcome(good) == (BulkOutcome.DONE, "")
    for unit, expected in ((bare, BulkOutcome.REFUSED), (barred, BulkOutcome.REFUSED), (already, BulkOutcome.UNCHANGED)):
        assert outcome(unit)[0] == expected
        assert outcome(unit)[1]
        assert outcome(unit)[1] in page, "the reason is told"
    assert 'data-all="4" data-done="1"' in page
    for unit in (good, already, bare, barred):
        assert f'data-reference="{unit.reference}"' in page


def test_undo_puts_back_exactly_what_was_there():
    client = signed_in(make_officer())
    units = [make_unit(), make_unit()]
    before = {unit.pk: (unit.published_at, unit.published_by_id, unit.record_state) for unit in map(fresh, units)}
    send(client, "archive", *units)
    assert {fresh(unit).record_state for unit in units} == {RecordState.ARCHIVED}
    assert 'data-put-back="2"' in undo(client).content.decode()
    assert {unit.pk: (unit.published_at, unit.published_by_id, unit.record_state) for unit in map(fresh, units)} == before


def test_the_message_offers_to_take_it_back_at_once():
    client = signed_in(make_officer())
    unit = hidden()
    send(client, "publish", unit)
    assert f'action="/staff/changes/{BulkChange.objects.get().key}/undo/" class="undo"' in client.get(LIST).content.decode()


def test_a_unit_that_moved_on_stays_and_is_named():
    client = signed_in(make_officer())
    moved, still = hidden(), hidden()
    send(client, "publish", moved, still)
    now = fresh(moved)
    change_unit(unit=now, version=now.version, by=make_officer(), internal_note="The key is next door")
    page = undo(client).content.decode()
    assert fresh(moved).is_published
    assert not fresh(still).is_published
    assert outcome(moved)[0] == BulkOutcome.KEPT
    assert outcome(moved)[1] in page


def test_a_unit_comes_back_to_the_public_only_if_it_could_be_published_today():
    client = signed_in(make_officer())
    unit = make_unit()
    send(client, "unpublish", unit)
    move_talk(unit=unit, to=OwnerStage.PAUSED, by=make_officer())
    undo(client)
    assert not fresh(unit).is_published
    assert outcome(unit)[0] == BulkOutcome.KEPT


def test_undo_twice_is_harmless():
    client = signed_in(make_officer())
    unit = hidden()
    send(client, "publish", unit)
    undo(client)
    publish_unit(unit=unit, by=make_officer())
    version = fresh(unit).version
    assert undo(client).status_code == 200
    assert (fresh(unit).is_published, fresh(unit).version) == (True, version)


def test_the_same_form_sent_twice_changes_once():
    client, unit, token = signed_in(make_officer()), hidden(), str(uuid4())
    answers = [send(client, "publish", unit, once=token) for _time in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert BulkChange.objects.count() == 1
    assert fresh(unit).history.count() == 2


def test_all_units_that_the_filters_find_are_changed_also_those_on_other_pages():
    client = signed_in(make_officer())
    for _number in range(55):
        hidden()
    reported = hidden(record_state=RecordState.REPORTED)
    assert send(client, "publish", all="on", query="record=confirmed").status_code == 302
    assert Unit.objects.filter(published_at__isnull=False).count() == 55
    assert not fresh(reported).is_published


def test_more_than_five_hundred_are_refused_and_nothing_is_changed(monkeypatch):
    monkeypatch.setattr("popups.lifecycle.bulk.MOST", 3)
    monkeypatch.setattr("popups.views.staff.bulk.MOST", 3)
    assert MOST == 500
    client = signed_in(make_officer())
    for _number in range(4):
        hidden()
    assert codes(send(client, "publish", all="on")) == {"too_many"}
    assert not BulkChange.objects.exists()
    assert not Unit.objects.filter(published_at__isnull=False).exists()


@pytest.mark.parametrize(("data", "expected"), [
    ({"verb": "publish"}, {"none_chosen"}), ({}, {"required"}), ({"verb": "burn", "unit": ["U-X"]}, {"invalid_choice"}),
    ({"verb": "publish", "unit": ["U-NONE"]}, {"none_chosen"}), ({"verb": "publish", "unit": ["U-\0"]}, {"none_chosen"}),
    ({"verb": "next_step"}, {"step_missing", "day_missing"}),
    ({"verb": "next_step", "on": "2020-01-01", "step": "x" * 300}, {"max_length", "day_over"})])
def test_what_is_missing_is_told_and_the_list_comes_back(data, expected):
    client = signed_in(make_officer())
    unit = hidden()
    answer = client.post(BULK, {"query": "published=no", **data})
    assert answer.status_code == 422
    assert codes(answer) == expected
    assert references(answer) == [unit.reference]
    assert not BulkChange.objects.exists()


def test_the_ticks_stay_when_the_form_comes_back():
    client = signed_in(make_officer())
    unit, other = hidden(), hidden()
    page = send(client, "next_step", unit, step="Zvanīt").content.decode()
    ticked = [line for line in page.split("<input") if 'name="unit"' in line and "checked" in line]
    assert len(ticked) == 1
    assert unit.reference in ticked[0]
    assert 'value="Zvanīt"' in page
    assert other.reference in page


def test_the_address_of_a_list_that_came_back_leads_on_to_the_list():
    answer = signed_in(make_officer()).get(f"{BULK}?q=pils&after=7&next=https://elsewhere.example")
    assert answer["Location"] == f"{LIST}?q=pils&after=7"


def test_seen_empty_today_is_a_visit_that_can_be_taken_back_with_the_vacancy_it_opened():
    person = make_surveyor()
    client = signed_in(person)
    known, opened = make_unit(), make_unit(is_vacant=False)
    send(client, "seen_empty", known, opened)
    assert FieldVisit.objects.filter(seen_on=today(), seen=Seen.EMPTY, by=person).count() == 2
    assert Vacancy.objects.filter(unit=opened, starts_on=today()).exists()
    undo(client)
    assert not FieldVisit.objects.exists()
    assert not opened.vacancies.exists()
    assert known.vacancies.count() == 1


def test_a_unit_seen_empty_today_already_is_not_seen_again():
    unit = make_unit()
    record_visit(unit=unit, seen=Seen.EMPTY, seen_on=today(), by=make_surveyor())
    send(signed_in(make_officer()), "seen_empty", unit)
    assert outcome(unit)[0] == BulkOutcome.UNCHANGED
    assert unit.field_visits.count() == 1


def test_a_pop_up_of_today_is_not_called_empty():
    unit = make_current_tenancy().unit
    send(signed_in(make_officer()), "seen_empty", unit)
    assert outcome(unit)[0] == BulkOutcome.REFUSED
    assert not unit.field_visits.exists()


def test_what_is_promised_is_not_archived():
    promised, free = make_tenancy().unit, make_unit()
    send(signed_in(make_officer()), "archive", promised, free)
    assert fresh(promised).record_state == RecordState.CONFIRMED
    assert fresh(free).record_state == RecordState.ARCHIVED


def test_what_was_promised_since_stays_confirmed():
    client = signed_in(make_officer())
    unit = hidden(record_state=RecordState.REPORTED)
    send(client, "confirm", unit)
    make_tenancy(unit=unit)
    undo(client)
    assert fresh(unit).record_state == RecordState.CONFIRMED
    assert outcome(unit)[0] == BulkOutcome.KEPT


def test_owners_are_noted_as_contacted_and_the_note_is_taken_back():
    client = signed_in(make_officer())
    asked, further, towns = unasked(), unasked(), hidden(owner=make_owner(kind=OwnerKind.MUNICIPALITY))
    move_talk(unit=further, to=OwnerStage.WILLING, by=make_officer())
    send(client, "contacted", asked, further, towns)
    assert fresh(asked).talk.stage == OwnerStage.CONTACTED
    assert fresh(further).talk.stage == OwnerStage.WILLING
    assert {outcome(further)[0], outcome(towns)[0]} == {BulkOutcome.REFUSED}
    undo(client)
    assert fresh(asked).talk.stage == OwnerStage.NOT_ASKED


def test_the_next_step_is_set_for_many_and_the_former_one_comes_back():
    officer, colleague = make_officer(), make_officer()
    first, second = hidden(), hidden()
    set_next_step(unit=first, step="Write a letter", on=days(3), who=colleague, by=colleague)
    client = signed_in(officer)
    send(client, "next_step", first, second, step="Zvanīt visiem", on=str(days(5)))
    for unit in (first, second):
        talk = fresh(unit).talk
        assert (talk.next_step, talk.next_on, talk.next_by) == ("Zvanīt visiem", days(5), officer)
    undo(client)
    talk = fresh(first).talk
    assert (talk.next_step, talk.next_on, talk.next_by) == ("Write a letter", days(3), colleague)
    assert fresh(second).talk.next_step == ""


def test_talks_that_went_on_are_not_put_back():
    client = signed_in(make_officer())
    unit = unasked()
    send(client, "contacted", unit)
    move_talk(unit=unit, to=OwnerStage.WILLING, by=make_officer())
    undo(client)
    assert fresh(unit).talk.stage == OwnerStage.WILLING
    assert outcome(unit)[0] == BulkOutcome.KEPT


def test_contacts_made_meanwhile_stay():
    client = signed_in(make_officer())
    unit = unasked()
    send(client, "contacted", unit)
    log_contact(unit=unit, channel="phone", text="Called, no answer", by=make_officer())
    undo(client)
    assert unit.contacts.count() == 1
    assert Talk.objects.get(unit=unit).stage == OwnerStage.NOT_ASKED


def test_surveyors_note_what_they_saw_and_nothing_else():
    client = signed_in(make_surveyor())
    unit = hidden()
    for verb in BulkVerb:
        answer = send(client, verb, unit, step="x", on=str(days(1)))
        assert (answer.status_code == 302) is (verb is BulkVerb.SEEN_EMPTY), verb
    assert not fresh(unit).is_published


def test_a_surveyor_takes_back_only_their_own_and_an_officer_any():
    mine = make_surveyor()
    unit = make_unit()
    send(signed_in(mine), "seen_empty", unit)
    address = f"/staff/changes/{BulkChange.objects.get().key}/"
    assert signed_in(mine).get(address).status_code == 200
    for stranger in (make_surveyor(), make_reviewer(), make_user()):
        assert signed_in(stranger).get(address).status_code == 404
        assert signed_in(stranger).post(f"{address}undo/").status_code == 404
    assert unit.field_visits.count() == 1
    assert undo(signed_in(make_officer())).status_code == 200
    assert not unit.field_visits.exists()


def test_reviewers_and_applicants_change_nothing(client):
    unit = hidden()
    for person in (make_reviewer(), make_user()):
        assert send(signed_in(person), "publish", unit).status_code == 404
    assert send(client, "publish", unit).status_code == 302
    assert 'form="bulk"' not in signed_in(make_reviewer()).get(LIST).content.decode()
    assert not fresh(unit).is_published


@pytest.mark.parametrize("verb", ["publish", "seen_empty"])
def test_a_unit_that_was_so_already_is_named_at_once(verb):
    client = signed_in(make_officer())
    done, already = hidden(), make_unit()
    record_visit(unit=already, seen=Seen.EMPTY, seen_on=today(), by=make_officer())
    page = client.get(send(client, verb, done, already)["Location"]).content.decode()
    assert 'data-all="2" data-done="1"' in page
    assert outcome(already)[1] in page


def test_every_verb_has_words_for_what_was_so_already():
    assert set(SO_ALREADY) == set(BulkVerb)


def test_the_page_of_a_change_costs_the_same_with_one_and_with_thirty():
    officer = make_officer()
    client = signed_in(officer)
    counts = []
    for number in (1, 30):
        change = change_many(verb=BulkVerb.PUBLISH, keys=[hidden().pk for _unit in range(number)], by=officer)
        counts.append(queries_of(client, f"/staff/changes/{change.key}/"))
    assert counts[0] == counts[1] <= 10


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verbs=st.lists(st.sampled_from([BulkVerb.PUBLISH, BulkVerb.UNPUBLISH, BulkVerb.CONFIRM, BulkVerb.ARCHIVE, BulkVerb.SEEN_EMPTY]),
                      min_size=1, max_size=4), edited=st.sets(st.integers(0, 4)))
def test_whatever_was_done_undone_in_reverse_is_as_before_and_every_unit_is_in_one_group(verbs, edited):
    officer = make_officer()
    units = [make_unit(), hidden(), hidden(floor_area_m2=None), hidden(record_state=RecordState.REPORTED), make_unit(is_vacant=False)]
    keys = [unit.pk for unit in units]

    def state():
        entries = Unit.objects.filter(pk__in=keys).order_by("pk")
        return list(entries.values_list("record_state", "published_at", "published_by")), Vacancy.objects.filter(unit__in=keys).count()

    before = state()
    changes = [change_many(verb=verb, keys=keys, by=officer) for verb in verbs]
    for change in reversed(changes):
        assert outcomes(undo_change(change=change, by=officer)).total() == len(keys)
        assert BulkOutcome.DONE not in outcomes(change)
    assert state() == before
    last = change_many(verb=verbs[0], keys=keys, by=officer)
    done = set(last.rows.filter(outcome=BulkOutcome.DONE).values_list("unit_id", flat=True))
    touched = {keys[index] for index in edited}
    for unit in Unit.objects.filter(pk__in=touched):
        change_unit(unit=unit, version=unit.version, by=officer, internal_note=f"note {last.pk}")
    undo_change(change=last, by=officer)
    kept = set(last.rows.filter(outcome=BulkOutcome.KEPT).values_list("unit_id", flat=True))
    put_back = set(last.rows.filter(outcome=BulkOutcome.PUT_BACK).values_list("unit_id", flat=True))
    assert kept | put_back == done
    if verbs[0] is not BulkVerb.SEEN_EMPTY:
        assert kept == done & touched


@pytest.mark.parametrize("query", ["area=gone", "imported=gone", "occupancy=gone", "box=1,2,3"])
def test_all_that_a_filter_found_which_is_gone_by_now_is_not_the_whole_register(query):
    unit = make_unit()
    answer = send(signed_in(make_officer()), "archive", all="on", query=query)
    assert (answer.status_code, codes(answer)) == (422, {"stale_filters"})
    assert fresh(unit).record_state == RecordState.CONFIRMED
    assert not BulkChange.objects.exists()
