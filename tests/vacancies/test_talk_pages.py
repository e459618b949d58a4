"""The page of the talks with one owner: what it shows, what it takes, and what it sends back."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.make import days, make_officer, make_owner, make_unit, today
from tests.vacancies.asking import codes, queries_of, statuses
from vacancies.choices import ContactChannel, OwnerKind, OwnerStage, ProposalKind, RefusalFamily
from vacancies.lifecycle.owner_page import stop_offering
from vacancies.lifecycle.talks import log_contact, move_talk, set_next_step
from vacancies.models import Contact, Proposal, Talk, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit(owner=make_owner(name="Ezerkrasts SIA", phone="+371 20 000 000", email="owner@example.org"), is_published=False)


def page_of(unit, name="talk"):
    return reverse(f"vacancies:{name}", args=[unit.reference])


def body(client, address):
    return client.get(address).content.decode()


def stage_in_database(unit):
    return Talk.objects.get(unit=unit).stage


def test_only_officers_find_it(unit):
    for name in ("talk",):
        assert statuses(page_of(unit, name)) == {"officer": 200, "surveyor": 404, "reviewer": 404, "applicant": 404, "anonymous": 302}


def test_it_says_how_to_reach_the_owner_and_what_else_they_have(client, officer, unit):
    other = make_unit(owner=unit.owner)
    text = body(client, page_of(unit))
    assert 'href="tel:+37120000000"' in text
    assert 'href="mailto:owner@example.org"' in text
    assert page_of(other) in text
    assert [f'{reverse("popups:unit-leaflet", args=[unit.reference])}?language={code}' in text for code in ("lv", "en", "de")] == [True] * 3


def test_it_opens_for_a_unit_without_an_owner(client, officer):
    assert client.get(page_of(make_unit(owner=None))).status_code == 200


def test_a_move_is_saved_and_leads_back(client, officer, unit):
    response = client.post(page_of(unit), {"which": "move", "move-to": OwnerStage.WILLING, "move-note": "From May."})
    assert response["Location"] == page_of(unit)
    assert (stage_in_database(unit), Talk.objects.get().note) == (OwnerStage.WILLING, "From May.")


def test_a_no_without_its_reason_comes_back_with_what_was_typed(client, officer, unit):
    response = client.post(page_of(unit), {"which": "move", "move-to": OwnerStage.REFUSED, "move-note": "Kept words"})
    assert (response.status_code, codes(response)) == (422, {"refusal_missing"})
    assert "Kept words" in response.content.decode()
    assert not Talk.objects.exists()


def test_a_public_unit_says_before_what_a_no_takes_away_and_one_that_is_not_public_does_not(client, officer, unit):
    assert 'id="bars"' not in body(client, page_of(unit))
    assert 'id="bars"' in body(client, page_of(make_unit(owner=unit.owner)))


def chosen(client, unit):
    """The stage that the page has chosen beforehand; '' for none."""
    found = re.search(r'<input[^>]*name="move-to"[^>]*checked[^>]*>', body(client, page_of(unit)))
    return re.search(r'value="(\w*)"', found.group()).group(1) if found else ""


def test_nothing_is_chosen_beforehand_for_a_public_unit_of_which_nobody_noted_a_talk(client, officer, unit):
    public = make_unit(owner=unit.owner)
    assert (chosen(client, unit), chosen(client, public)) == (OwnerStage.NOT_ASKED, "")
    set_next_step(unit=public, step="Call", on=today(), who=officer, by=officer)
    assert chosen(client, public) == ""
    move_talk(unit=public, to=OwnerStage.TERMS_AGREED, by=officer)
    assert chosen(client, public) == OwnerStage.TERMS_AGREED


def test_a_contact_is_logged_once_though_sent_twice(client, officer, unit):
    sent = {"which": "contact", "contact-channel": ContactChannel.PHONE, "contact-day": today().isoformat(),
            "contact-text": "Wants to see the agreement.", "once": str(uuid4())}
    assert [client.post(page_of(unit), sent).status_code for _ in range(2)] == [302, 302]
    assert (Contact.objects.get().text, stage_in_database(unit)) == ("Wants to see the agreement.", OwnerStage.CONTACTED)


def test_an_earlier_day_and_a_time_are_kept_as_typed(client, officer, unit):
    client.post(page_of(unit), {"which": "contact", "contact-channel": ContactChannel.MEETING, "contact-day": "03.07.2026.",
                                "contact-clock": "14:30", "contact-text": "Met on the square."})
    at = Contact.objects.get().at
    assert at.astimezone().strftime("%Y-%m-%d") == "2026-07-03"
    assert re.search(r'datetime="2026-07-03T14:30', body(client, page_of(unit)))


def test_all_problems_of_a_contact_come_at_once_and_the_other_forms_stay_quiet(client, officer, unit):
    response = client.post(page_of(unit), {"which": "contact", "contact-day": "soon", "contact-clock": "noon"})
    assert response.status_code == 422
    assert set(response.context["forms"]["contact"].errors) == {"channel", "day", "clock", "text"}
    assert not response.context["forms"]["move"].errors
    assert not Contact.objects.exists()


def test_tomorrow_cannot_be_logged(client, officer, unit):
    response = client.post(page_of(unit), {"which": "contact", "contact-channel": ContactChannel.PHONE,
                                           "contact-day": days(1).isoformat(), "contact-text": "Will call."})
    assert (response.status_code, codes(response)) == (422, {"in_future"})


def test_a_next_step_is_planned_shown_as_overdue_and_done(client, officer, unit):
    client.post(page_of(unit), {"which": "step", "step-step": "Call again", "step-on": today().isoformat(), "step-who": officer.pk})
    assert 'id="overdue"' not in body(client, page_of(unit))
    Talk.objects.update(next_on=days(-1))
    assert 'id="overdue"' in body(client, page_of(unit))
    assert client.post(page_of(unit, "talk-step-done"), {"step": "Call again"})["Location"] == page_of(unit)
    assert Talk.objects.get().next_step == ""


def test_a_step_for_yesterday_or_for_nobody_comes_back(client, officer, unit):
    response = client.post(page_of(unit), {"which": "step", "step-step": "Call", "step-on": days(-1).isoformat(), "step-who": ""})
    assert (response.status_code, set(response.context["forms"]["step"].errors)) == (422, {"who"})
    response = client.post(page_of(unit), {"which": "step", "step-step": "Call", "step-on": days(-1).isoformat(), "step-who": officer.pk})
    assert (response.status_code, codes(response)) == (422, {"day_over"})


def test_the_log_is_whole_and_the_newest_comes_first(client, officer, unit):
    for text in ("first word", "second word"):
        log_contact(unit=unit, channel=ContactChannel.PHONE, text=text, by=officer)
    move_talk(unit=unit, to=OwnerStage.REFUSED, refusal=RefusalFamily.RISK, note="Afraid of water damage", by=officer)
    text = body(client, page_of(unit))
    assert text.index("water damage") < text.index("second word") < text.index("first word")


def test_a_contact_with_a_former_owner_is_said(client, officer, unit):
    log_contact(unit=unit, channel=ContactChannel.PHONE, text="Sold it.", by=officer)
    assert 'id="another-owner"' not in body(client, page_of(unit))
    Unit.objects.filter(pk=unit.pk).update(owner=make_owner())
    assert 'id="another-owner"' in body(client, page_of(unit))


def test_a_waiting_proposal_is_shown(client, officer, unit):
    Proposal.objects.create(key="k1", unit=unit, owner=unit.owner, kind=ProposalKind.CLOSED_DAYS,
                            values={"first_day": days(3).isoformat(), "last_day": days(5).isoformat()})
    assert 'data-proposal="k1"' in body(client, page_of(unit))


def test_the_board_moves_with_one_button_and_leads_back_to_itself(client, officer, unit):
    back = "/staff/owners/?street=Pils+iela"
    response = client.post(page_of(unit, "talk-move"), {"to": OwnerStage.CONTACTED, "back": back})
    assert (response["Location"], stage_in_database(unit)) == (back, OwnerStage.CONTACTED)


def test_the_way_back_never_leaves_the_house(client, officer, unit):
    response = client.post(page_of(unit, "talk-move"), {"to": OwnerStage.CONTACTED, "back": "https://elsewhere.example/"})
    assert response["Location"] == page_of(unit)


def test_what_needs_a_reason_or_takes_a_public_unit_away_is_asked_for_first(client, officer, unit):
    public = make_unit(owner=unit.owner)
    for one, to in ((unit, OwnerStage.REFUSED), (public, OwnerStage.REFUSED), (public, OwnerStage.PAUSED)):
        response = client.post(page_of(one, "talk-move"), {"to": to})
        assert response["Location"] == f"{page_of(one)}?to={to.value}#move"
        assert client.get(response["Location"]).context["forms"]["move"]["to"].value() == to
    assert not Talk.objects.exists()
    client.post(page_of(unit, "talk-move"), {"to": OwnerStage.PAUSED})
    assert stage_in_database(unit) == OwnerStage.PAUSED


def test_the_town_is_not_asked(client, officer):
    unit = make_unit(owner=make_owner(kind=OwnerKind.MUNICIPALITY), is_published=False)
    choices = [value for value, _label in client.get(page_of(unit)).context["forms"]["move"].fields["to"].choices]
    assert choices == [OwnerStage.WILLING, OwnerStage.TERMS_AGREED, OwnerStage.REFUSED, OwnerStage.PAUSED]
    client.post(page_of(unit, "talk-move"), {"to": OwnerStage.CONTACTED})
    assert not Talk.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"which": "nonsense"}])
def test_what_the_page_does_not_offer_is_not_found(client, officer, unit, sent):
    assert client.post(page_of(unit), sent).status_code == 404
    assert client.post(page_of(unit, "talk-move"), {"to": "listed-by-magic"}).status_code == 404


def test_looking_changes_nothing(client, officer, unit):
    client.get(page_of(unit), {"to": OwnerStage.REFUSED, "which": "move"})
    assert not Talk.objects.exists()
    assert [client.get(page_of(unit, name)).status_code for name in ("talk-move", "talk-step-done")] == [405, 405]


def test_thirty_contacts_and_units_cost_no_more_queries_than_one(client, officer):
    one, many = make_unit(owner=make_owner(), is_published=False), make_unit(owner=make_owner(), is_published=False)
    make_unit(owner=one.owner)
    for unit, number in ((one, 1), (many, 30)):
        for count in range(number):
            log_contact(unit=unit, channel=ContactChannel.PHONE, text=f"Call {count}", by=make_officer())
            set_next_step(unit=unit, step=f"Step {count}", on=today(), who=officer, by=officer)
    for _ in range(30):
        make_unit(owner=many.owner)
    assert len(client.get(page_of(many)).context["log"]) >= 60
    assert queries_of(client, page_of(one)) == queries_of(client, page_of(many)) <= 10


def test_a_pause_until_a_day_plans_to_ask_again_then(client, officer, unit):
    typed = {"which": "move", "move-to": OwnerStage.PAUSED, "move-until": days(30).isoformat(), "move-note": "Ziemu nē"}
    assert client.post(page_of(unit), typed).status_code == 302
    talk = Talk.objects.get(unit=unit)
    assert (talk.stage, talk.note, talk.next_on, talk.next_by) == (OwnerStage.PAUSED, "Ziemu nē", days(30), officer)
    assert talk.next_step


@pytest.mark.parametrize(("to", "day", "code"), [(OwnerStage.WILLING, 30, "no_pause"), (OwnerStage.PAUSED, -1, "day_over")])
def test_a_day_that_belongs_to_no_pause_or_is_over_changes_nothing(client, officer, unit, to, day, code):
    response = client.post(page_of(unit), {"which": "move", "move-to": to, "move-until": days(day).isoformat()})
    assert (response.status_code, codes(response)) == (422, {code})
    assert not Talk.objects.filter(unit=unit, stage=to).exists()


@pytest.mark.parametrize("to", [OwnerStage.WILLING, OwnerStage.REFUSED])
def test_an_owner_who_speaks_before_the_pause_is_over_is_not_asked_again_because_of_it(client, officer, unit, to):
    move = {"which": "move", "move-to": OwnerStage.PAUSED, "move-until": days(30).isoformat()}
    client.post(page_of(unit), move)
    client.post(page_of(unit), {"which": "move", "move-to": to, "move-refusal": RefusalFamily.RISK})
    talk = Talk.objects.get(unit=unit)
    assert (talk.stage, talk.next_step, talk.next_on, talk.next_by) == (to, "", None, None)


def test_a_step_that_a_colleague_planned_outlives_the_pause(client, officer, unit):
    client.post(page_of(unit), {"which": "move", "move-to": OwnerStage.PAUSED, "move-until": days(30).isoformat()})
    set_next_step(unit=unit, step="Bring the keys", on=days(3), who=officer, by=officer)
    client.post(page_of(unit), {"which": "move", "move-to": OwnerStage.WILLING})
    assert Talk.objects.get(unit=unit).next_step == "Bring the keys"


def seen_on(client, address):
    return re.search(r'name="seen" value="(\w+)"', body(client, address))[1]


@pytest.mark.parametrize("way", ["talk", "talk-move"])
def test_what_somebody_else_entered_meanwhile_is_not_gone_over_by_a_page_opened_before(client, officer, unit, way):
    move_talk(unit=unit, to=OwnerStage.CONTACTED, by=officer)
    seen = seen_on(client, page_of(unit) if way == "talk" else reverse("popups:owner-board") + "?everything=on")
    stop_offering(unit=Unit.objects.get(pk=unit.pk), owner=unit.owner, to=OwnerStage.PAUSED, note="Remonts.")
    sent = {"which": "move", "move-to": OwnerStage.TERMS_AGREED, "move-note": "Zvanīju", "to": OwnerStage.TERMS_AGREED, "seen": seen}
    answer = client.post(page_of(unit, way), sent, follow=True)
    assert (stage_in_database(unit), Talk.objects.get(unit=unit).note) == (OwnerStage.PAUSED, "Remonts.")
    assert Talk.objects.filter(unit=unit).stopped_by_owner().exists(), "it still stands on Today"
    text = answer.content.decode()
    assert str(OwnerStage.PAUSED.label) in text and "Pa šo laiku" in text
    if way == "talk":
        assert answer.status_code == 422 and "Zvanīju" in text
    client.post(page_of(unit, way), sent | {"seen": seen_on(client, page_of(unit))})
    assert stage_in_database(unit) == OwnerStage.TERMS_AGREED, "who has seen it decides"


def test_the_same_press_twice_on_the_board_is_one_move_and_no_complaint(client, officer, unit):
    sent = {"to": OwnerStage.CONTACTED, "seen": seen_on(client, page_of(unit))}
    said = [client.post(page_of(unit, "talk-move"), sent, follow=True).content.decode() for _press in range(2)]
    assert stage_in_database(unit) == OwnerStage.CONTACTED and Talk.history.filter(unit=unit).count() == 1
    assert not any("Pa šo laiku" in text for text in said)
