"""Tenancies for the office: timeline, list, page, end."""

from datetime import timedelta
from uuid import uuid4

import pytest

from popups.choices import EndReason, EventStatus
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
    make_user,
    today,
)
from tests.popups.asking import codes, queries_of, references, shown_count, signed_in

pytestmark = pytest.mark.django_db
TIMELINE, LIST = "/staff/tenancies/", "/staff/tenancies/list/"


def end_address(tenancy) -> str:
    return f"/staff/tenancies/{tenancy.reference}/end/"


def ending(last_day, *, reason=EndReason.LEFT_EARLY, **more) -> dict:
    return {"last_day": last_day, "reason": reason, "note": "", "once": str(uuid4())} | more


def seal_of(response) -> str:
    assert response.status_code == 200
    return response.context["ending"].seal


def test_the_timeline_shows_tenancies_offers_and_events_with_their_links():
    unit = make_unit()
    tenancy = make_current_tenancy(unit=unit, days_left=3)
    offer = make_offer(unit=unit, start=days(10), end=days(20))
    event = make_event(unit=unit, starts_at=at(days(1), 18))
    shown = signed_in(make_officer()).get(TIMELINE).content.decode()
    for address in (f"/staff/units/{unit.reference}/", f"/staff/tenancies/{tenancy.reference}/",
                    f"/staff/offers/{offer.reference}/", f"/staff/events/{event.reference}/"):
        assert f'href="{address}"' in shown


def test_the_quarter_in_the_address_moves_the_timeline():
    make_unit()
    client = signed_in(make_officer())
    span = client.get(f"{TIMELINE}?quarter=2030-4").context["span"]
    assert (span.start.isoformat(), span.end.isoformat()) == ("2030-10-01", "2031-04-01")
    assert (span.previous, span.following) == ("2030-3", "2031-1")
    for nonsense in ("2030-5", "x", "99999999", "2030-4%0A"):
        span = client.get(f"{TIMELINE}?quarter={nonsense}").context["span"]
        assert span.start <= today() < span.end, nonsense


def test_the_timeline_narrows_to_a_street_to_words_and_to_units_in_use():
    used = make_current_tenancy(unit=make_unit(address_typed="Pils iela 3")).unit
    make_unit()
    client = signed_in(make_officer())

    def rows(query: str) -> list[str]:
        return [row.row.label for row in client.get(f"{TIMELINE}?{query}").context["timeline"].rows]

    assert len(rows("")) == 2
    assert rows("street=Pils+iela") == rows("taken=on") == rows(f"q={used.reference}") == [used.name]


def test_the_timeline_costs_the_same_with_one_and_with_twenty_units():
    client = signed_in(make_officer())
    divide(make_unit(), "Front", "Back")
    make_event(unit=make_current_tenancy().unit)
    one = queries_of(client, TIMELINE)
    for _ in range(20):
        make_current_tenancy()
    assert queries_of(client, TIMELINE) == one <= 10


def test_the_list_shows_each_kind_of_tenancy():
    running, coming = make_current_tenancy(days_left=60), make_tenancy(start=days(40), end=days(60))
    soon, over = make_current_tenancy(days_left=30), make_current_tenancy(started_days_ago=30, days_left=-1)
    client = signed_in(make_officer())

    def found(query: str) -> set[str]:
        response = client.get(f"{LIST}?{query}")
        assert shown_count(response) == len(references(response))
        return set(references(response))

    assert found("") == {running.reference, coming.reference, soon.reference}
    assert found("state=current") == {running.reference, soon.reference}
    assert found("state=upcoming") == {coming.reference}
    assert found("state=ending") == {soon.reference}
    assert found("state=over") == {over.reference}
    assert found(f"q={coming.unit.reference}") == {coming.reference}


def test_the_list_costs_the_same_with_one_and_with_thirty():
    client = signed_in(make_officer())
    make_current_tenancy()
    one = queries_of(client, LIST)
    for _ in range(29):
        make_current_tenancy()
    assert queries_of(client, LIST) == one <= 10


def test_the_page_tells_terms_letters_and_history():
    tenancy = make_current_tenancy(rent_cents=12345, council_decision="LPP-77")
    event = make_event(unit=tenancy.unit, tenancy=tenancy)
    shown = signed_in(make_officer()).get(f"{TIMELINE}{tenancy.reference}/").content.decode()
    assert "LPP-77" in shown
    assert f"/staff/events/{event.reference}/" in shown
    assert f"/staff/letters/accepted:{tenancy.offer.reference}/" in shown
    assert tenancy.applicant.user.email in shown


def test_a_reviewer_reads_the_page_without_contacts_and_cannot_end_it():
    tenancy = make_current_tenancy()
    client = signed_in(make_reviewer())
    shown = client.get(f"{TIMELINE}{tenancy.reference}/").content.decode()
    assert tenancy.public_name in shown
    assert tenancy.applicant.user.email not in shown
    assert end_address(tenancy) not in shown
    assert client.get(end_address(tenancy)).status_code == 404
    assert client.post(end_address(tenancy), ending(days(5))).status_code == 404


def test_what_follows_is_shown_before_and_done_after():
    tenancy = make_current_tenancy(days_left=50)
    kept = make_event(unit=tenancy.unit, tenancy=tenancy, starts_at=at(days(2), 18))
    lost = make_event(unit=tenancy.unit, tenancy=tenancy, starts_at=at(days(20), 18), performer=make_applicant())
    client, letters = signed_in(make_officer()), Letter.objects.count()
    looked = client.post(end_address(tenancy), ending(days(9), note="The roof is to be mended."))
    assert references(looked) == [lost.reference]
    assert looked.context["ending"].letters == 2
    tenancy.refresh_from_db()
    assert tenancy.end == days(50), "looking changes nothing"
    assert Letter.objects.count() == letters
    sealed = ending(days(9), note="The roof is to be mended.", seal=seal_of(looked), confirm="yes")
    assert client.post(end_address(tenancy), sealed).status_code == 302
    tenancy.refresh_from_db()
    assert (tenancy.end, tenancy.end_reason, tenancy.end_note) == (days(10), EndReason.LEFT_EARLY, "The roof is to be mended.")
    assert Event.objects.get(pk=kept.pk).state is EventStatus.PROPOSED
    assert Event.objects.get(pk=lost.pk).state is EventStatus.CANCELLED
    assert Letter.objects.count() == letters + 2


def test_the_day_before_the_first_day_calls_it_off():
    tenancy = make_tenancy(start=days(5))
    client = signed_in(make_officer())
    looked = client.post(end_address(tenancy), ending(days(4)))
    assert looked.context["ending"].is_called_off
    client.post(end_address(tenancy), ending(days(4), seal=seal_of(looked), confirm="yes"))
    tenancy.refresh_from_db()
    assert tenancy.never_began


def test_all_problems_come_at_once_and_what_was_typed_stays():
    tenancy = make_current_tenancy(days_left=50)
    client = signed_in(make_officer())
    response = client.post(end_address(tenancy), {"last_day": "30.02.2027", "reason": "", "note": "My words"})
    assert response.status_code == 422
    assert codes(response) == {"invalid", "required"}
    assert "My words" in response.content.decode()
    assert "30.02.2027" in response.content.decode()


@pytest.mark.parametrize(("last_day", "reason", "code"), [
    (50, EndReason.LEFT_EARLY, "after_term"), (-2, EndReason.BREACH, "end_past"),
    (5, EndReason.OWNER_WITHDREW, "notice_too_short"), (-40, EndReason.MOVED, "before_start")])
def test_what_may_not_be_is_refused_with_its_reason(last_day, reason, code):
    tenancy = make_current_tenancy(started_days_ago=10, days_left=50)
    response = signed_in(make_officer()).post(end_address(tenancy), ending(days(last_day), reason=reason, confirm="yes"))
    assert response.status_code == 422
    assert code in codes(response)
    tenancy.refresh_from_db()
    assert not tenancy.end_reason


def test_if_something_changed_in_between_it_is_shown_again():
    tenancy = make_current_tenancy(days_left=50)
    client = signed_in(make_officer())
    seal = seal_of(client.post(end_address(tenancy), ending(days(9))))
    event = make_event(unit=tenancy.unit, tenancy=tenancy, starts_at=at(days(20), 18))
    again = client.post(end_address(tenancy), ending(days(9), seal=seal, confirm="yes"))
    assert again.status_code == 422
    assert codes(again) == {"changed"}
    assert references(again) == [event.reference]
    tenancy.refresh_from_db()
    assert not tenancy.end_reason
    new_seal = again.context["ending"].seal
    assert f'value="{new_seal}"' in again.content.decode(), "the page carries what it showed"
    assert client.post(end_address(tenancy), ending(days(9), seal=new_seal, confirm="yes")).status_code == 302


def test_sent_twice_it_ends_once():
    tenancy = make_current_tenancy(days_left=50)
    client = signed_in(make_officer())
    sent = ending(days(9), confirm="yes", seal=seal_of(client.post(end_address(tenancy), ending(days(9)))))
    assert [client.post(end_address(tenancy), sent).status_code for _ in range(2)] == [302, 302]
    assert Letter.objects.filter(key=f"tenancy-ends:{tenancy.reference}").count() == 1


def test_notice_is_counted_from_today():
    tenancy = make_current_tenancy(days_left=60, notice_days=14)
    shown = signed_in(make_officer()).get(end_address(tenancy))
    assert shown.context["notice_ends"] == today() + timedelta(days=14)


@pytest.mark.parametrize("address", [TIMELINE, LIST])
def test_surveyors_and_strangers_stay_outside(address, client):
    assert signed_in(make_surveyor()).get(address).status_code == 404
    assert signed_in(make_user()).get(address).status_code == 404
    assert client.get(address).status_code == 302
