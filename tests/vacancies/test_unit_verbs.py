"""Editing, publishing and visiting units."""

import pytest

from tests import make
from vacancies.choices import RECORD_MOVES, Activity, RecordState, Seen
from vacancies.lifecycle.units import Stale, change_unit, move_record, publish_unit, record_visit, unpublish_unit
from vacancies.models import Unit
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


def test_editing_writes_one_line_of_history_with_who_did_it():
    unit, officer = make.make_unit(), make.make_officer()
    changed = change_unit(unit=unit, version=unit.version, by=officer, name="Dārza 10", address_typed="Dārza ielā 10")
    assert (changed.name, changed.address, changed.version) == ("Dārza 10", "Dārza iela 10", unit.version + 1)
    assert "darza 10" in changed.search_text
    assert changed.history.first().history_user == officer


def test_saving_without_a_change_writes_nothing():
    unit = make.make_unit()
    lines = unit.history.count()
    assert change_unit(unit=unit, version=unit.version, by=make.make_officer(), name=unit.name).version == unit.version
    assert unit.history.count() == lines


def test_the_second_of_two_editors_is_told_and_overwrites_nothing():
    unit = make.make_unit()
    change_unit(unit=unit, version=unit.version, by=make.make_officer(), name="First")
    with pytest.raises(Stale) as stale:
        change_unit(unit=unit, version=unit.version, by=make.make_officer(), name="Second")
    assert (stale.value.row.name, Unit.objects.get().name) == ("First", "First")


def test_the_second_click_of_the_same_editor_is_harmless():
    unit, officer = make.make_unit(), make.make_officer()
    for _ in range(2):
        change_unit(unit=unit, version=unit.version, by=officer, name="Same", activities=[Activity.FOOD])
    assert unit.history.filter(name="Same").count() == 1
    assert list(unit.permitted_activities.values_list("activity", flat=True)) == [Activity.FOOD]


def test_publishing_needs_a_confirmed_unit_with_an_area():
    unit = make.make_unit(is_published=False, floor_area_m2=None, record_state=RecordState.REPORTED)
    with pytest.raises(Refused) as refused:
        publish_unit(unit=unit, by=make.make_officer())
    assert set(refused.value.codes) == {"not_confirmed", "area_missing"}


def test_publishing_twice_and_taking_back():
    unit, officer = make.make_unit(is_published=False), make.make_officer()
    for _ in range(2):
        publish_unit(unit=unit, by=officer)
    assert Unit.objects.listed().get() == unit
    assert unpublish_unit(unit=unit, by=officer).published_by is None
    assert not Unit.objects.listed().exists()


@pytest.mark.parametrize("to", RecordState)
@pytest.mark.parametrize("now", RecordState)
def test_a_record_moves_only_as_the_table_says(now, to):
    unit = make.make_unit(is_published=now == RecordState.CONFIRMED, record_state=now)
    if to in RECORD_MOVES[now] or to == now:
        assert move_record(unit=unit, to=to, by=make.make_officer()).record_state == to
        assert Unit.objects.listed().exists() == (now == to == RecordState.CONFIRMED)
        return
    with pytest.raises(Refused) as refused:
        move_record(unit=unit, to=to, by=make.make_officer())
    assert refused.value.codes == ["illegal_move"]


def test_a_visit_opens_and_ends_vacancies():
    unit, surveyor = make.make_unit(is_vacant=False), make.make_surveyor()
    record_visit(unit=unit, seen=Seen.EMPTY, seen_on=make.days(-9), by=surveyor)
    record_visit(unit=unit, seen=Seen.EMPTY, seen_on=make.days(-5), by=surveyor)
    vacancy = unit.vacancies.get()
    assert (vacancy.starts_on, vacancy.ends_on) == (make.days(-9), None)
    record_visit(unit=unit, seen=Seen.OCCUPIED, seen_on=make.days(-1), by=surveyor)
    vacancy.refresh_from_db()
    assert vacancy.ends_on == make.days(-1)


def test_nobody_has_seen_tomorrow():
    unit = make.make_unit()
    with pytest.raises(Refused) as refused:
        record_visit(unit=unit, seen=Seen.EMPTY, seen_on=make.days(1), by=make.make_surveyor())
    assert refused.value.codes == ["seen_in_future"]
    assert not unit.field_visits.exists()
