"""Permanent tenant found: everything is shown before it is done, and exactly that is done."""

from uuid import uuid4

import pytest

from popups.choices import EventStatus, OfferStatus
from popups.models import Event, Letter
from tests.make import (
    at,
    days,
    divide,
    make_applicant,
    make_current_tenancy,
    make_event,
    make_offer,
    make_officer,
    make_reviewer,
    make_surveyor,
    make_tenancy,
    make_unit,
)
from tests.popups.asking import codes, references, signed_in
from vacancies.choices import RecordState
from vacancies.models import Shop

pytestmark = pytest.mark.django_db
MOVES_IN = 35


def address(unit) -> str:
    return f"/staff/units/{unit.reference}/permanent-tenant/"


def tenant(day: int = MOVES_IN, **more) -> dict:
    return {"name": "Maizes veikals", "kind": "shop", "activity": "food", "moves_in_on": days(day).isoformat(),
            "once": str(uuid4())} | more


def make_full_unit():
    """One tenancy that runs, one that has not begun, one that is over by then, an offer and an event."""
    unit = make_unit()
    front, back = divide(unit, "Front", "Back")
    made = {
        "unit": unit,
        "running": make_current_tenancy(unit=unit, spaces=[front], use="shared", days_left=80),
        "short": make_current_tenancy(unit=unit, spaces=[back], use="shared", days_left=10),
        "coming": make_tenancy(unit=unit, spaces=[back], use="shared", start=days(50), end=days(60)),
        "offer": make_offer(unit=unit, spaces=[back], use="shared", start=days(20), end=days(45)),
    }
    made["event"] = make_event(unit=unit, tenancy=made["running"], starts_at=at(days(40), 18), performer=make_applicant())
    made["early"] = make_event(unit=unit, starts_at=at(days(3), 18))
    return made


def test_the_form_comes_first_and_changes_nothing():
    made = make_full_unit()
    assert signed_in(make_officer()).get(address(made["unit"])).status_code == 200
    assert not Shop.objects.exists()


def test_everything_that_will_happen_is_shown_and_nothing_is_done_yet():
    made = make_full_unit()
    letters = Letter.objects.count()
    response = signed_in(make_officer()).post(address(made["unit"]), tenant())
    assert response.status_code == 200
    shown = references(response)
    assert set(shown) == {made[name].reference for name in ("running", "short", "coming", "offer", "event")}
    effects = {effect.tenancy.pk: effect for effect in response.context["move_in"].effects.tenancies}
    assert effects[made["running"].pk].new_end == days(MOVES_IN)
    assert not effects[made["short"].pk].is_shortened
    assert effects[made["coming"].pk].is_called_off
    assert response.context["move_in"].letters == 4
    assert not Shop.objects.exists()
    assert Letter.objects.count() == letters


def test_what_was_shown_is_done():
    made = make_full_unit()
    unit, client, letters = made["unit"], signed_in(make_officer()), Letter.objects.count()
    seal = client.post(address(unit), tenant()).context["move_in"].seal
    assert client.post(address(unit), tenant(seal=seal, confirm="yes")).status_code == 302
    shop = Shop.objects.get(unit=unit)
    assert (shop.name, shop.starts_on, shop.activity) == ("Maizes veikals", days(MOVES_IN), "food")
    for name in ("running", "short", "coming", "offer", "event", "early"):
        made[name].refresh_from_db()
    assert made["running"].end == days(MOVES_IN)
    assert made["short"].end == days(10)
    assert made["coming"].never_began
    assert made["offer"].state is OfferStatus.WITHDRAWN
    assert made["event"].state is EventStatus.CANCELLED
    assert made["early"].state is EventStatus.PROPOSED
    assert Letter.objects.count() == letters + 4, "as many as were announced"
    assert unit.vacancies.get().ends_on == days(MOVES_IN)


def test_notice_keeps_the_day_and_every_problem_is_said_at_once():
    unit = make_current_tenancy(days_left=80, notice_days=30).unit
    response = signed_in(make_officer()).post(address(unit), tenant(day=10, name=" x"))
    assert response.status_code == 422
    assert "too_early" in codes(response)
    assert 'value=" x"' in response.content.decode()
    empty = signed_in(make_officer()).post(address(unit), {"name": "", "kind": "", "moves_in_on": "soon"})
    assert empty.status_code == 422
    assert codes(empty) == {"required", "invalid"}


def test_without_having_seen_it_nothing_is_done():
    made = make_full_unit()
    response = signed_in(make_officer()).post(address(made["unit"]), tenant(confirm="yes", seal="guessed"))
    assert response.status_code == 422
    assert codes(response) == {"changed"}
    assert not Shop.objects.exists()


def test_sent_twice_there_is_one_shop_and_one_letter_each():
    made = make_full_unit()
    client = signed_in(make_officer())
    sent = tenant(confirm="yes", seal=client.post(address(made["unit"]), tenant()).context["move_in"].seal)
    answers = [client.post(address(made["unit"]), sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Shop.objects.count() == 1
    assert Event.objects.filter(status=EventStatus.CANCELLED).count() == 1


def test_a_second_permanent_shop_is_refused():
    unit = make_unit()
    client = signed_in(make_officer())
    client.post(address(unit), tenant(confirm="yes", seal=client.post(address(unit), tenant()).context["move_in"].seal))
    assert Shop.objects.count() == 1
    response = client.post(address(unit), tenant(day=60, name="Cits veikals"))
    assert codes(response) == {"has_shop"}


def test_only_officers_may_and_archived_units_are_not_there():
    unit = make_unit()
    for make in (make_reviewer, make_surveyor):
        assert signed_in(make()).get(address(unit)).status_code == 404
        assert signed_in(make()).post(address(unit), tenant(confirm="yes")).status_code == 404
    archived = make_unit(record_state=RecordState.ARCHIVED, is_published=False)
    assert signed_in(make_officer()).get(address(archived)).status_code == 404
    assert not Shop.objects.exists()
