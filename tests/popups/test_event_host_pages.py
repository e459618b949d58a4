"""Where hosts answer and performers look: the tenant's page, the owner's page, the performer's page."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from zeal import zeal_ignore

from popups.choices import EventStatus
from popups.lifecycle.event_hosts import host_agrees, host_refuses
from popups.models import Event
from popups.reports.hosting import FOR_PERFORMER
from popups.reports.my_data import data_of
from tests import make
from tests.popups.asking import codes, queries_of, signed_in
from tests.popups.owners import EMAIL, PAGE, inside
from vacancies.choices import Loudness
from vacancies.lifecycle.units import set_owner

pytestmark = pytest.mark.django_db
MY = "/my/"
REASON = "Tajā vakarā esam slēgti."


def hosted(event: Event) -> str:
    return reverse("popups:hosted-event", args=[event.reference])


def owned(event: Event) -> str:
    return reverse("popups:owner-event", args=[event.reference])


def says(answer: str, note: str = "") -> dict[str, str]:
    return {"answer": answer, "note": note, "once": str(uuid4())}


@pytest.fixture
def tenancy():
    return make.make_current_tenancy()


@pytest.fixture
def tenant(tenancy):
    return signed_in(tenancy.applicant.user)


@pytest.fixture
def performer():
    return make.make_applicant(kind="musician", name="Taurētāji", contact_name="Slepenā Kontaktpersona", phone="+371 29999999")


@pytest.fixture
def event(tenancy, performer):
    return make.make_event(unit=tenancy.unit, tenancy=tenancy, performer=performer, public_text="Ieeja brīva.")


@pytest.fixture
def owner():
    return make.make_owner(name="SIA Plantētā māja", email=EMAIL)


@pytest.fixture
def bare(owner, performer):
    return make.make_event(unit=make.make_unit(owner=owner), performer=performer, public_text="Ieeja brīva.")


# The tenant

def test_the_question_stands_on_my_page_and_on_the_page_of_the_stay(tenant, tenancy, event):
    for address in (MY, reverse("popups:my-tenancy", args=[tenancy.reference])):
        assert f'href="{hosted(event)}"' in tenant.get(address).content.decode(), address
    host_agrees(event=event, by=tenancy.applicant.user)
    assert hosted(event) not in tenant.get(MY).content.decode()
    assert hosted(event) in tenant.get(reverse("popups:my-tenancy", args=[tenancy.reference])).content.decode()


def test_only_the_first_question_has_the_primary_button(tenant, tenancy, event):
    make.make_event(unit=tenancy.unit, tenancy=tenancy, starts_at=event.starts_at + timedelta(days=1))
    main = tenant.get(MY).content.decode().split("<main")[1].split("</main>")[0]
    buttons = re.findall(r'class="ds-button"([^>]*)', main)
    assert len(buttons) >= 3
    assert [button for button in buttons if "data-variant" not in button] == [buttons[1]], "after the button that applies for a place"


def test_the_host_reads_what_who_when_and_how_loud_and_nothing_private(tenant, event, performer):
    make.make_application(applicant=performer, answers={"line_up": "Slepens sastāvs", "loudness": "concert"})
    shown = tenant.get(hosted(event)).content.decode()
    for said in (event.title, "Taurētāji", "18:00–20:00", "Ieeja brīva.", str(Loudness.CONCERT.label)):
        assert said in shown, said
    for hidden in ("Slepen", "29999999", performer.user.email):
        assert hidden not in shown, hidden


def test_the_tenant_agrees_and_may_take_it_back_until_it_is_confirmed(tenant, event):
    assert tenant.post(hosted(event), says("yes"))["Location"] == hosted(event)
    event.refresh_from_db()
    assert event.state is EventStatus.HOST_AGREED
    page = tenant.get(hosted(event))
    assert (page.context["may_agree"], page.context["may_refuse"]) == (False, True)
    assert tenant.post(hosted(event), says("no", REASON)).status_code == 302
    event.refresh_from_db()
    assert (event.state, event.host_note) == (EventStatus.CANCELLED, REASON)
    after = tenant.get(hosted(event))
    assert REASON in after.content.decode()
    assert 'id="answer"' not in after.content.decode()


def test_the_same_form_sent_twice_is_one_answer(tenant, event):
    sent = says("no", REASON)
    assert [tenant.post(hosted(event), sent).status_code for _ in range(2)] == [302, 302]
    assert tenant.post(hosted(event), says("no", "Cits iemesls")).status_code == 302
    event.refresh_from_db()
    assert event.host_note == REASON


def test_who_comes_too_late_reads_why_and_keeps_what_was_written(tenant, event):
    Event.objects.filter(pk=event.pk).update(status=EventStatus.CONFIRMED)
    late = tenant.post(hosted(event), says("no", REASON))
    assert (late.status_code, codes(late)) == (422, {"event_confirmed"})
    assert REASON in late.content.decode()
    Event.objects.filter(pk=event.pk).update(status=EventStatus.MOVED)
    assert codes(tenant.post(hosted(event), says("yes"))) == {"event_moved"}
    event.refresh_from_db()
    assert event.state is EventStatus.MOVED


def test_an_answer_that_is_none_changes_nothing(tenant, event):
    wrong = tenant.post(hosted(event), says("perhaps", REASON))
    assert (wrong.status_code, codes(wrong)) == (422, {"answer_missing"})
    assert REASON in wrong.content.decode()
    assert tenant.post(hosted(event), says("no", "x" * 501)).status_code == 422
    event.refresh_from_db()
    assert event.state is EventStatus.PROPOSED


def test_only_the_tenant_of_that_stay_is_its_host(event, bare, performer):
    strangers = [make.make_applicant().user, performer.user, make.make_current_tenancy().applicant.user, make.make_officer(), make.make_reviewer()]
    for user in strangers:
        client = signed_in(user)
        assert client.get(hosted(event)).status_code == 404, user
        assert client.post(hosted(event), says("yes")).status_code == 404, user
    assert signed_in(event.tenancy.applicant.user).get(hosted(bare)).status_code == 404
    event.refresh_from_db()
    assert event.state is EventStatus.PROPOSED


# The owner

def test_the_owner_of_a_bare_unit_finds_the_question_and_agrees(owner, bare):
    client = inside(owner)
    assert f'href="{owned(bare)}"' in client.get(PAGE).content.decode()
    shown = client.get(owned(bare)).content.decode()
    for said in (bare.title, "Taurētāji", "18:00–20:00", "Ieeja brīva."):
        assert said in shown, said
    for hidden in ("Slepen", "29999999"):
        assert hidden not in shown, hidden
    assert client.post(owned(bare), says("yes"))["Location"] == PAGE
    bare.refresh_from_db()
    assert bare.state is EventStatus.HOST_AGREED
    assert client.post(owned(bare), says("no", REASON))["Location"] == PAGE
    bare.refresh_from_db()
    assert (bare.state, bare.host_note) == (EventStatus.CANCELLED, REASON)
    assert codes(client.post(owned(bare), says("yes"))) == {"event_cancelled"}


def test_over_a_tenancy_the_owner_is_not_asked(owner, tenancy, event):
    set_owner(unit=tenancy.unit, owner=owner, by=make.make_officer())
    client = inside(owner)
    assert event.title not in client.get(PAGE).content.decode()
    assert client.get(owned(event)).status_code == 404
    assert client.post(owned(event), says("yes")).status_code == 404


def test_without_a_link_or_with_another_owners_the_page_does_not_exist(client, bare):
    for browser in (client, inside(make.make_owner(email="other@example.org"))):
        assert browser.get(owned(bare)).status_code == 404
        assert browser.post(owned(bare), says("yes")).status_code == 404
    bare.refresh_from_db()
    assert bare.state is EventStatus.PROPOSED


def test_staff_who_look_at_an_owners_page_do_not_answer_for_them(owner, bare):
    client = inside(owner)
    client.force_login(make.make_officer())
    assert 'id="answer"' not in client.get(owned(bare)).content.decode()
    client.post(owned(bare), says("yes"))
    bare.refresh_from_db()
    assert bare.state is EventStatus.PROPOSED


def test_who_buys_a_unit_is_asked_about_what_comes_and_not_told_of_what_was_refused(owner, bare):
    refused = make.make_event(unit=bare.unit, starts_at=bare.starts_at + timedelta(days=1))
    host_refuses(event=refused, by=None, note=REASON)
    former, buyer = inside(owner), make.make_owner(email="buyer@example.org")
    set_owner(unit=bare.unit, owner=buyer, by=make.make_officer())
    client = inside(buyer)
    page = client.get(PAGE).content.decode()
    assert owned(bare) in page
    assert owned(refused) not in page
    assert client.get(owned(refused)).status_code == 404
    assert former.get(owned(bare)).status_code == 404


# The performer

def test_the_performer_sees_one_word_and_what_comes_next(event, performer):
    client = signed_in(performer.user)

    def stands() -> EventStatus:
        standing = client.get(MY).context["performances"][0].standing
        return next(status for status, one in FOR_PERFORMER.items() if one is standing)

    assert stands() is EventStatus.PROPOSED
    host_agrees(event=event, by=event.tenancy.applicant.user)
    assert stands() is EventStatus.HOST_AGREED
    Event.objects.update(status=EventStatus.CONFIRMED)
    assert stands() is EventStatus.CONFIRMED


def test_the_performer_reads_why_the_host_said_no_and_never_who_owns_the_place(owner, bare, performer):
    host_refuses(event=bare, by=None, note=REASON)
    shown = signed_in(performer.user).get(MY).content.decode()
    assert REASON in shown
    assert "Plantētā" not in shown
    assert REASON not in signed_in(make.make_applicant().user).get(MY).content.decode()


def test_what_is_over_no_longer_stands_on_the_page(event, performer):
    past = timezone.now() - timedelta(hours=3)
    Event.objects.update(starts_at=past, ends_at=past + timedelta(hours=1))
    assert event.title not in signed_in(performer.user).get(MY).content.decode()


# The office

def test_the_office_reads_the_answer_and_reviewers_do_not_read_the_words(bare):
    page = reverse("popups:staff-event", args=[bare.reference])
    officer, reviewer = signed_in(make.make_officer()), signed_in(make.make_reviewer())
    english = {"accept-language": "en"}
    assert "Asked by letter" in officer.get(page, headers=english).content.decode()
    host_refuses(event=bare, by=None, note=REASON)
    assert REASON in officer.get(page).content.decode()
    seen = reviewer.get(page, headers=english).content.decode()
    assert "The host said no" in seen
    assert REASON not in seen
    assert "Plantētā" not in seen


def test_how_loud_an_applicant_plays_is_not_told_to_reviewers(event, performer):
    """They judge without names: what only an application says must not stand beside one."""
    make.make_application(applicant=performer, call=make.make_call(is_blind=True), answers={"line_up": "Two", "loudness": "concert"})
    page = reverse("popups:staff-event", args=[event.reference])
    loudness = str(Loudness.CONCERT.label)
    assert loudness in signed_in(event.tenancy.applicant.user).get(hosted(event)).content.decode()
    assert loudness not in signed_in(make.make_reviewer()).get(page).content.decode()


# To take along

def test_what_was_said_can_be_taken_along_by_both(event, performer):
    host_refuses(event=event, by=event.tenancy.applicant.user, note=REASON)
    [hosted_one] = data_of(event.tenancy.applicant.user, make.today())["events_at_your_place"]
    [played] = data_of(performer.user, make.today())["performances"]
    assert (hosted_one["you_said"], played["host_said"], played["title"]) == (REASON, REASON, event.title)
    assert data_of(make.make_applicant().user, make.today())["events_at_your_place"] == []


# What it costs

def test_pages_cost_the_same_with_one_and_with_twelve_events(tenant, tenancy, owner, bare, performer, event):
    places = [(tenant, MY), (tenant, reverse("popups:my-tenancy", args=[tenancy.reference])), (inside(owner), PAGE), (signed_in(performer.user), MY)]
    one = [queries_of(client, address) for client, address in places]
    with zeal_ignore():
        for number in range(11):
            at = event.starts_at + timedelta(days=number + 1)
            make.make_event(unit=tenancy.unit, tenancy=tenancy, performer=performer, starts_at=at)
            make.make_event(unit=bare.unit, performer=performer, starts_at=at)
    assert [queries_of(client, address) for client, address in places] == one
    assert one[1] <= 10
    assert queries_of(tenant, hosted(event)) <= 8
