"""Ending a stay, and the permanent tenant to whom every stay is subordinate."""

import pytest

from popups.choices import EndReason, EventStatus, LetterKind, OfferStatus, Use, Verb
from popups.lifecycle.permanent import find_permanent_tenant
from popups.lifecycle.spaces import NewSpace, divide_unit
from popups.lifecycle.tenancies import change_public_face, end_tenancy
from popups.models import History, Letter, Occupancy
from tests import make
from vacancies.choices import SpaceKind
from vacancies.models import Shop
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


def test_ending_early_frees_the_days_after_and_tells_the_tenant():
    tenancy = make.make_current_tenancy()
    end_tenancy(tenancy=tenancy, end=make.days(5), reason=EndReason.LEFT_EARLY, by=make.make_officer())
    tenancy.refresh_from_db()
    assert (tenancy.end, tenancy.end_reason) == (make.days(5), EndReason.LEFT_EARLY)
    assert Occupancy.objects.get().end == make.days(5)
    assert Letter.objects.filter(kind=LetterKind.TENANCY_ENDS, to_user=tenancy.applicant.user).count() == 1
    assert make.make_offer(unit=tenancy.unit, start=make.days(5)).status == OfferStatus.OPEN


def test_ending_twice_is_done_once():
    tenancy, officer = make.make_current_tenancy(), make.make_officer()
    for _ in range(2):
        end_tenancy(tenancy=tenancy, end=make.days(5), reason=EndReason.LEFT_EARLY, by=officer)
    assert History.objects.filter(verb=Verb.TENANCY_ENDED).count() == 1


def test_a_tenancy_that_has_not_begun_can_be_called_off():
    tenancy = make.make_tenancy(start=make.days(40))
    end_tenancy(tenancy=tenancy, end=tenancy.start, reason=EndReason.LEFT_EARLY, by=make.make_officer())
    tenancy.refresh_from_db()
    assert tenancy.never_began
    assert not Occupancy.objects.exists()


@pytest.mark.parametrize(("end", "reason", "code"), [
    (60, EndReason.LEFT_EARLY, "after_term"), (-20, EndReason.LEFT_EARLY, "before_start"),
    (-5, EndReason.LEFT_EARLY, "end_past"), (5, "", "reason_missing"), (5, EndReason.OWNER_WITHDREW, "notice_too_short")])
def test_an_impossible_end_is_refused(end, reason, code):
    tenancy = make.make_current_tenancy()
    with pytest.raises(Refused) as refused:
        end_tenancy(tenancy=tenancy, end=make.days(end), reason=reason, by=make.make_officer())
    assert refused.value.codes == [code]


def test_events_after_the_end_are_cancelled_and_those_before_stay():
    tenancy = make.make_current_tenancy()
    before, after = (make.make_event(unit=tenancy.unit, tenancy=tenancy, starts_at=make.at(make.days(day), 18))
                     for day in (3, 8))
    end_tenancy(tenancy=tenancy, end=make.days(5), reason=EndReason.LEFT_EARLY, by=make.make_officer())
    before.refresh_from_db()
    after.refresh_from_db()
    assert (before.status, after.status) == (EventStatus.PROPOSED, EventStatus.CANCELLED)


def test_only_public_fields_of_a_tenancy_can_be_changed():
    tenancy = make.make_tenancy()
    change_public_face(tenancy=tenancy, public_name="Māla pasaule", by=tenancy.applicant.user)
    tenancy.refresh_from_db()
    assert tenancy.public_name == "Māla pasaule"
    with pytest.raises(TypeError):
        change_public_face(tenancy=tenancy, end=make.days(999), by=tenancy.applicant.user)


def test_a_permanent_tenant_ends_tenancies_after_their_notice_and_opens_the_shop():
    unit, officer = make.make_unit(), make.make_officer()
    current = make.make_current_tenancy(unit=unit, days_left=60, notice_days=30)
    upcoming = make.make_tenancy(unit=unit, start=make.days(70))
    offer = make.make_offer(unit=unit, start=make.days(120))
    guest = make.make_event(unit=unit, starts_at=make.at(make.days(50), 18), performer=make.make_applicant(kind="musician"))
    shop = find_permanent_tenant(unit=unit, name="Grāmatnīca", moves_in_on=make.days(40), by=officer)
    for row in (current, upcoming, offer, guest):
        row.refresh_from_db()
    assert (current.end, current.end_reason) == (make.days(40), EndReason.PERMANENT_TENANT)
    assert upcoming.never_began and upcoming.end_reason == EndReason.PERMANENT_TENANT
    assert (offer.status, guest.status) == (OfferStatus.WITHDRAWN, EventStatus.CANCELLED)
    assert Occupancy.objects.get().end == make.days(40)
    assert (shop.starts_on, unit.vacancies.get().ends_on) == (make.days(40), make.days(40))
    assert Letter.objects.filter(kind=LetterKind.PERMANENT_TENANT).count() == 2
    assert Letter.objects.filter(kind=LetterKind.OFFER_WITHDRAWN).count() == 1
    assert Letter.objects.filter(kind=LetterKind.EVENT_CANCELLED).count() == 1


def test_a_permanent_tenant_cannot_move_in_before_the_notice_has_run():
    unit = make.make_unit()
    make.make_current_tenancy(unit=unit, days_left=60, notice_days=30)
    with pytest.raises(Refused) as refused:
        find_permanent_tenant(unit=unit, name="Grāmatnīca", moves_in_on=make.days(29), by=make.make_officer())
    assert refused.value.codes == ["too_early"]
    find_permanent_tenant(unit=unit, name="Grāmatnīca", moves_in_on=make.days(30), by=make.make_officer())


def test_a_permanent_tenant_sent_twice_opens_one_shop():
    unit, officer = make.make_unit(), make.make_officer()
    shops = {find_permanent_tenant(unit=unit, name="Grāmatnīca", moves_in_on=make.days(3), by=officer) for _ in range(2)}
    assert len(shops) == Shop.objects.count() == 1


def test_an_empty_unit_takes_a_permanent_tenant_at_once_but_not_two():
    unit = make.make_unit()
    find_permanent_tenant(unit=unit, name="Grāmatnīca", moves_in_on=make.today(), by=make.make_officer())
    with pytest.raises(Refused) as refused:
        find_permanent_tenant(unit=unit, name="Maiznīca", moves_in_on=make.days(1), by=make.make_officer())
    assert refused.value.codes == ["has_shop"]


def test_a_unit_is_not_divided_under_a_tenant():
    tenancy = make.make_tenancy()
    with pytest.raises(Refused) as refused:
        divide_unit(unit=tenancy.unit, spaces=[NewSpace("Left"), NewSpace("Left ")], by=make.make_officer())
    assert set(refused.value.codes) == {"promised", "name_twice"}


def test_dividing_retires_the_whole_space():
    unit = make.make_unit()
    make.divide(unit, "Left", "Right")
    assert [str(space) for space in unit.spaces.in_use()] == ["Left", "Right"]
    assert unit.spaces.count() == 3


def test_a_share_ends_without_touching_the_neighbour():
    unit = make.make_unit()
    left, right = make.divide(unit, "Left", "Right")
    going = make.make_tenancy(unit=unit, spaces=[left], use=Use.SHARED)
    staying = make.make_tenancy(unit=unit, spaces=[right], use=Use.SHARED)
    end_tenancy(tenancy=going, end=going.start, reason=EndReason.LEFT_EARLY, by=make.make_officer())
    assert list(Occupancy.objects.values_list("tenancy", "space")) == [(staying.pk, right.pk)]


def test_a_whole_unit_has_no_parts_beside_it():
    unit = make.make_unit(floor_area_m2=46)
    with pytest.raises(Refused) as refused:
        divide_unit(unit=unit, by=make.make_officer(), spaces=[
            NewSpace("All of it", SpaceKind.WHOLE, floor_area_m2=46), NewSpace("Corner", floor_area_m2=5)])
    assert set(refused.value.codes) == {"whole_and_parts", "area_too_large"}
    assert unit.spaces.in_use().count() == 1
