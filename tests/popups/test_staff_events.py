"""The programme: planned, agreed, confirmed, held, moved, cancelled."""

from uuid import uuid4

import pytest

from popups.choices import EventStatus
from popups.models import Event, Letter
from tests.make import (
    at,
    days,
    make_applicant,
    make_application,
    make_call,
    make_current_tenancy,
    make_event,
    make_officer,
    make_owner,
    make_reviewer,
    make_surveyor,
    make_unit,
    make_user,
)
from tests.popups.asking import codes, queries_of, references, signed_in

pytestmark = pytest.mark.django_db
LIST, NEW = "/staff/events/", "/staff/events/new/"


def page(event) -> str:
    return f"{LIST}{event.reference}/"


def plan(**more) -> dict:
    day = days(9)
    return {"title": "Pūtēju vakars", "kind": "performance", "day": f"{day:%d.%m.%Y.}", "starts_at": "18:00", "ends_at": "20:00",
            "tenancy": "", "performer": "", "public_text": "", "places": "", "price": "", "once": str(uuid4())} | more


def new(unit, client=None, **more):
    return (client or signed_in(make_officer())).post(f"{NEW}?unit={unit.reference}", plan(**more))


def test_first_the_unit_is_asked_then_the_rest():
    unit = make_unit(owner=make_owner(name="Secret Owner Ltd"))
    client = signed_in(make_officer())
    first = client.get(NEW)
    assert unit.reference in first.content.decode()
    assert "Secret Owner" not in first.content.decode()
    assert client.get(f"{NEW}?unit={unit.reference.lower()} {unit.name}").context["form"].fields["title"]
    unknown = client.get(f"{NEW}?unit=U-NONE")
    assert unknown.status_code == 422
    assert codes(unknown) == {"unknown_reference"}


def test_an_event_is_proposed_with_host_performer_and_price():
    tenancy = make_current_tenancy()
    application = make_application()
    response = new(tenancy.unit, tenancy=tenancy.reference, performer=application.reference, price="5,50", places="30")
    event = Event.objects.get()
    assert response["Location"] == page(event)
    assert (event.tenancy, event.performer, event.price_cents, event.places) == (tenancy, application.applicant, 550, 30)
    assert (event.starts_at, event.ends_at) == (at(days(9), 18), at(days(9), 20))
    assert event.state is EventStatus.PROPOSED


def test_whom_reviewers_know_from_a_blind_review_only_is_not_named_in_the_programme_before_its_results():
    call = make_call(days_left=-1, is_blind=True)
    row = make_application(call=call, applicant=make_applicant(name="Stīgu rasa"))
    client, unit = signed_in(make_officer()), make_unit()
    assert row.reference not in dict(client.get(f"{NEW}?unit={unit.reference}").context["form"].performers())
    told = new(unit, client, performer=row.reference)
    assert (told.status_code, codes(told), Event.objects.count()) == (422, {"performer_blind"}, 0)
    other = make_application(applicant=row.applicant)
    assert other.reference in dict(client.get(f"{NEW}?unit={unit.reference}").context["form"].performers())
    assert new(unit, client, performer=row.reference).status_code == 302, "what was sent without a call shows the name anyway"
    assert Event.objects.get().performer == row.applicant


def test_all_problems_come_at_once_and_what_was_typed_stays():
    response = new(make_unit(), title="", day="31.02.2027.", price="much", performer="A-NONE", public_text="My words")
    assert response.status_code == 422
    assert codes(response) == {"required", "invalid", "unknown_reference"}
    shown = response.content.decode()
    for typed in ("My words", "31.02.2027.", "much"):
        assert typed in shown
    assert not Event.objects.exists()


def test_two_performances_at_one_time_are_refused_with_a_sentence():
    unit, client = make_unit(), signed_in(make_officer())
    assert new(unit, client).status_code == 302
    clash = new(unit, client, starts_at="19:00", ends_at="21:00")
    assert clash.status_code == 422
    assert codes(clash) == {"performance_clash"}
    assert new(unit, client, starts_at="20:30", ends_at="21:30").status_code == 302


@pytest.mark.parametrize(("typed", "code"), [({"ends_at": "17:00"}, "end_before_start"),
                                             ({"day": "2020-01-01"}, "start_past")])
def test_what_cannot_be_is_refused(typed, code):
    response = new(make_unit(), **typed)
    assert response.status_code == 422
    assert code in codes(response)


def test_only_tenancies_of_this_unit_can_be_host():
    other = make_current_tenancy()
    assert "invalid_choice" in codes(new(make_unit(), tenancy=other.reference))


def test_sent_twice_it_is_proposed_once():
    unit, client, once = make_unit(), signed_in(make_officer()), str(uuid4())
    answers = [new(unit, client, once=once) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {page(Event.objects.get())}


def test_an_event_walks_from_proposed_to_confirmed_by_its_buttons():
    event, client = make_event(), signed_in(make_officer())
    for verb, state in (("agree", EventStatus.HOST_AGREED), ("confirm", EventStatus.CONFIRMED)):
        assert f"{page(event)}{verb}/" in client.get(page(event)).content.decode()
        for _ in range(2):  # twice is harmless
            assert client.post(f"{page(event)}{verb}/").status_code == 302
        event.refresh_from_db()
        assert event.state is state
    assert f"{page(event)}hold/" not in client.get(page(event)).content.decode(), "it has not begun yet"


def test_a_step_that_is_not_possible_is_said_on_the_page():
    event = make_event()
    response = signed_in(make_officer()).post(f"{page(event)}confirm/")
    assert response.status_code == 422
    assert codes(response) == {"illegal_move"}


def test_cancelling_tells_the_performer_why():
    event = make_event(performer=make_applicant())
    assert signed_in(make_officer()).post(f"{page(event)}cancel/", {"note": "The roof leaks."}).status_code == 302
    event.refresh_from_db()
    assert event.state is EventStatus.CANCELLED
    assert "The roof leaks." in Letter.objects.get(key=f"event-cancelled:{event.reference}").text


def test_moving_keeps_the_old_one_and_proposes_the_new():
    event, client = make_event(), signed_in(make_officer())
    sent = {"day": days(12).isoformat(), "starts_at": "19:00", "ends_at": "20:30", "once": str(uuid4())}
    answers = [client.post(f"{page(event)}move/", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    event.refresh_from_db()
    assert event.state is EventStatus.MOVED
    moved = Event.objects.exclude(pk=event.pk).get()
    assert (moved.starts_at, moved.state) == (at(days(12), 19), EventStatus.PROPOSED)
    refused = client.post(f"{page(event)}move/", sent | {"once": str(uuid4())})
    assert refused.status_code == 422
    assert "illegal_move" in codes(refused)


def test_a_get_changes_nothing():
    event, client = make_event(), signed_in(make_officer())
    assert client.get(f"{page(event)}agree/").status_code == 405
    client.get(f"{page(event)}move/")
    event.refresh_from_db()
    assert event.state is EventStatus.PROPOSED
    assert client.post(f"{page(event)}explode/").status_code == 404


def test_the_list_shows_what_comes_what_waits_and_what_is_over():
    coming, confirmed = make_event(), make_event(status=EventStatus.CONFIRMED)
    cancelled = make_event(status=EventStatus.CANCELLED)
    client = signed_in(make_officer())

    def found(query: str) -> set[str]:
        return set(references(client.get(f"{LIST}?{query}")))

    assert found("") == {coming.reference, confirmed.reference}
    assert found("show=waiting") == {coming.reference}
    assert found("show=past") == {cancelled.reference}


def test_the_list_costs_the_same_with_one_and_with_thirty_events():
    client = signed_in(make_officer())
    make_event(performer=make_applicant())
    one = queries_of(client, LIST)
    for _ in range(29):
        make_event(performer=make_applicant())
    assert queries_of(client, LIST) == one <= 10


def test_a_reviewer_reads_and_others_stay_outside(client):
    event = make_event()
    reviewer = signed_in(make_reviewer())
    shown = reviewer.get(page(event)).content.decode()
    assert event.title in shown
    assert "/agree/" not in shown
    assert reviewer.get(LIST).status_code == 200
    for address in (NEW, f"{page(event)}move/"):
        assert reviewer.get(address).status_code == 404
    assert reviewer.post(f"{page(event)}cancel/").status_code == 404
    for outsider in (signed_in(make_surveyor()), signed_in(make_user())):
        assert outsider.get(page(event)).status_code == 404
    assert client.get(LIST).status_code == 302
