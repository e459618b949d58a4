"""Who shares a unit, or comes into it later, hears of the events there of which somebody else is the host."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext, override

from popups.choices import EventStatus, LetterKind, Use
from popups.lifecycle.erasing import erase_person
from popups.lifecycle.events import move_event, move_event_on
from popups.lifecycle.permanent import find_permanent_tenant
from popups.lifecycle.spaces import NewSpace, divide_unit
from popups.lifecycle.tenancies import end_tenancy
from popups.models import Application, Event, Letter
from tests import make
from tests.popups.asking import signed_in
from tests.popups.performing import PAGE, musician
from vacancies.choices import Loudness, Welcome

pytestmark = pytest.mark.django_db


def a_shared_unit(**unit):
    """Divided into two halves: the unit and its spaces."""
    unit = make.make_unit(**unit)
    return unit, divide_unit(unit=unit, spaces=[NewSpace("Left"), NewSpace("Right")], by=make.make_officer())


def in_half(unit, space, **fields):
    return make.make_current_tenancy(unit=unit, spaces=[space], use=Use.SHARED, days_left=50, **fields)


def told(tenancy, kind=LetterKind.EVENT_CONFIRMED):
    return list(Letter.objects.filter(kind=kind, to_user=tenancy.applicant.user, key__startswith="event-beside").order_by("pk"))


def two_and_an_event(**fields):
    """Who has been there longest is the host."""
    unit, (left, right) = a_shared_unit()
    host, other = in_half(unit, left, started_days_ago=20), in_half(unit, right, started_days_ago=5)
    return host, other, make.make_event(unit=unit, performer=make.make_applicant(name="Taurētāji"), **fields)


def test_whoever_shares_the_unit_is_told_once_it_is_confirmed_and_is_not_asked():
    host, other, event = two_and_an_event(status=EventStatus.HOST_AGREED)
    assert event.tenancy == host
    assert not Letter.objects.filter(to_user=other.applicant.user, key__startswith="event").exists()
    for _twice in range(2):
        move_event_on(event=event, to=EventStatus.CONFIRMED, by=make.make_officer())
    [letter] = told(other)
    assert event.title in letter.subject and event.title in letter.text
    assert told(host) == [], "who has a letter of their own"


def test_the_page_of_proposals_says_who_is_asked_and_how_many_are_told():
    unit, (left, right) = a_shared_unit(performances=Welcome.YES, loudest=Loudness.LIVELY)
    host, other = in_half(unit, left, started_days_ago=20), in_half(unit, right, started_days_ago=5)
    musician(unit)
    client = signed_in(make.make_officer())
    [(_day, [row])] = client.get(PAGE).context["days"]
    assert (row.host, row.others) == (host, 1)
    end_tenancy(tenancy=other, end=make.days(1), reason="left_early", by=make.make_officer())
    [(_day, [row])] = client.get(PAGE).context["days"]
    assert (row.host, row.others) == (host, 0)


def test_neither_the_host_by_another_stay_nor_whoever_plays_is_told_like_a_stranger():
    unit, (left, right) = a_shared_unit()
    host, again = in_half(unit, left, started_days_ago=20), in_half(unit, right, started_days_ago=5)
    Application.objects.filter(pk=again.offer.application_id).update(applicant=host.applicant)
    make.make_event(unit=unit, status=EventStatus.CONFIRMED)
    _host, player, event = two_and_an_event(status=EventStatus.HOST_AGREED)
    Event.objects.filter(pk=event.pk).update(performer=player.applicant)
    move_event_on(event=event, to=EventStatus.CONFIRMED, by=make.make_officer())
    assert not Letter.objects.filter(key__startswith="event-beside").exists()
    assert Letter.objects.filter(key=f"event-confirmed:{event.reference}", to_user=player.applicant.user).exists()


def test_the_page_of_proposals_counts_no_second_stay_of_whoever_is_asked():
    unit, (left, right) = a_shared_unit(performances=Welcome.YES, loudest=Loudness.LIVELY)
    host, again = in_half(unit, left, started_days_ago=20), in_half(unit, right, started_days_ago=5)
    Application.objects.filter(pk=again.offer.application_id).update(applicant=host.applicant)
    musician(unit)
    [(_day, [row])] = signed_in(make.make_officer()).get(PAGE).context["days"]
    assert (row.host, row.others) == (host, 0)


def test_who_has_only_the_window_is_not_told():
    unit = make.make_unit()
    spaces = divide_unit(unit=unit, spaces=[NewSpace("Room"), NewSpace("Window", kind="window")], by=make.make_officer())
    in_half(unit, spaces[0])
    window = make.make_current_tenancy(unit=unit, spaces=[spaces[1]], use=Use.WINDOW)
    make.make_event(unit=unit, status=EventStatus.CONFIRMED)
    assert told(window) == []


def test_whoever_comes_into_the_unit_later_is_told_of_what_is_confirmed_in_their_days():
    unit = make.make_unit(owner=make.make_owner(email="saimniece@example.org"))
    during, proposed, after = (make.make_event(unit=unit, starts_at=make.at(make.days(day), 18), status=status) for day, status in (
        (40, EventStatus.CONFIRMED), (41, EventStatus.HOST_AGREED), (200, EventStatus.CONFIRMED)))
    tenancy = make.make_tenancy(unit=unit, start=make.days(30), end=make.days(90))
    [letter] = told(tenancy)
    assert during.title in letter.text
    assert not any(event.title in letter.text for event in (proposed, after))


@pytest.mark.parametrize("how", ["cancelled", "moved"])
def test_whoever_was_told_hears_that_it_does_not_take_place_then(how):
    host, other, event = two_and_an_event(status=EventStatus.CONFIRMED)
    if how == "moved":
        move_event(event=event, starts_at=event.starts_at + timedelta(days=1), ends_at=event.ends_at + timedelta(days=1), by=make.make_officer())
    else:
        move_event_on(event=event, to=EventStatus.CANCELLED, by=make.make_officer())
    [letter] = told(other, LetterKind.EVENT_CANCELLED)
    assert event.title in letter.text
    assert told(host, LetterKind.EVENT_CANCELLED) == []


def test_of_what_was_never_confirmed_the_others_hear_no_end():
    _host, other, event = two_and_an_event(status=EventStatus.HOST_AGREED)
    move_event_on(event=event, to=EventStatus.CANCELLED, by=make.make_officer())
    assert told(other, LetterKind.EVENT_CANCELLED) == []


def test_who_has_left_by_then_hears_no_end():
    _host, other, event = two_and_an_event(status=EventStatus.CONFIRMED, starts_at=make.at(make.days(20), 18))
    end_tenancy(tenancy=other, end=make.days(10), reason="left_early", by=make.make_officer())
    move_event_on(event=event, to=EventStatus.CANCELLED, by=make.make_officer())
    assert told(other, LetterKind.EVENT_CANCELLED) == []


def test_the_letter_goes_with_the_performer():
    _host, other, event = two_and_an_event(status=EventStatus.CONFIRMED)
    move_event_on(event=event, to=EventStatus.CANCELLED, by=make.make_officer())
    both = [*told(other), *told(other, LetterKind.EVENT_CANCELLED)]
    assert len(both) == 2 and all(event.title in letter.text for letter in both)
    Letter.objects.update(sent_at=event.created_at)
    erase_person(user=event.performer.user, by=None)
    assert set(Letter.objects.filter(pk__in=[letter.pk for letter in both]).values_list("text", flat=True)) == {""}


def mail_rests():
    """What was written so far is sent, and what comes now waits."""
    Letter.objects.filter(sent_at=None).update(sent_at=timezone.now())


def erased_after_the_end(event):
    """The office cancels it while no letter leaves, and the performer erases their data: what still waits about it then."""
    mail_rests()
    move_event_on(event=event, to=EventStatus.CANCELLED, by=make.make_officer(), note="Taurētāji ir slimi.")
    Letter.objects.filter(kind=LetterKind.EVENT_CANCELLED).update(sent_at=None)
    title = event.title
    erase_person(user=event.performer.user, by=None)
    waiting = Letter.objects.filter(kind=LetterKind.EVENT_CANCELLED, key__contains=event.reference)
    for letter in waiting:
        assert event.reference in letter.text, "which one, by what everybody may know"
        assert [word for word in (title, "Taurētāji", "slimi") if word in letter.text + letter.html + letter.subject] == []
    return {letter.to_email for letter in waiting}


def test_host_and_others_hear_of_the_end_though_the_performer_erased_their_data_before_that_letter_left():
    host, other, event = two_and_an_event(status=EventStatus.CONFIRMED)
    assert erased_after_the_end(event) == {host.applicant.user.email, other.applicant.user.email}


def test_the_owner_hears_of_it_too():
    unit = make.make_unit(owner=make.make_owner(email="saimniece@example.org"))
    assert erased_after_the_end(make.make_event(unit=unit, performer=make.make_applicant(name="Taurētāji"))) == {"saimniece@example.org"}


def test_who_never_heard_of_the_event_hears_no_end_of_it_then():
    host, other, event = two_and_an_event(status=EventStatus.HOST_AGREED)
    mail_rests()
    move_event_on(event=event, to=EventStatus.CONFIRMED, by=make.make_officer())
    move_event_on(event=event, to=EventStatus.CANCELLED, by=make.make_officer())
    Letter.objects.filter(key__startswith="event-beside").update(sent_at=None)
    erase_person(user=event.performer.user, by=None)
    assert not Letter.objects.filter(to_user=other.applicant.user, key__startswith="event").exists() and host.pk


def test_the_owner_hears_that_a_permanent_tenant_ends_an_event_to_which_they_agreed():
    owner = make.make_owner(email="saimniece@example.org", language="de")
    event = make.make_event(unit=make.make_unit(owner=owner), status=EventStatus.CONFIRMED, starts_at=make.at(make.days(60), 18))
    find_permanent_tenant(unit=event.unit, name="Maize", moves_in_on=make.days(50), by=make.make_officer())
    letter = Letter.objects.get(kind=LetterKind.EVENT_CANCELLED, to_email="saimniece@example.org")
    assert letter.language == "de" and event.title in letter.text
    assert letter.key == f"event-cancelled-host:{event.reference}"


def two_performers_and_a_permanent_tenant():
    """One played over a stay, which a permanent tenant ends, the other in the unit before that stay was over: their letters."""
    tenancy = make.make_current_tenancy(days_left=100)
    over, bare = (make.make_event(unit=unit, performer=make.make_applicant(name=name), status=EventStatus.CONFIRMED, starts_at=make.at(make.days(80), 18))
                  for unit, name in ((tenancy.unit, "Taurētāji"), (make.make_unit(), "Bundzinieki")))
    for event in (over, bare):
        find_permanent_tenant(unit=event.unit, name="Maizes veikals", moves_in_on=make.days(70), by=make.make_officer())
    return [Letter.objects.get(key=f"event-cancelled:{event.reference}") for event in (over, bare)]


def test_a_performer_reads_that_a_permanent_tenant_was_the_reason_and_not_who_it_is():
    why = "Telpai ir atrasts pastāvīgs nomnieks."
    with override("lv"):
        assert gettext("A permanent tenant has been found for the unit.") == why
    for letter in two_performers_and_a_permanent_tenant():
        assert why in letter.text and why in letter.html and "Maizes veikals" not in letter.text


def test_a_performer_whose_event_the_office_cancelled_reads_of_no_permanent_tenant():
    event = make.make_event(performer=make.make_applicant(), status=EventStatus.CONFIRMED)
    move_event_on(event=event, to=EventStatus.CANCELLED, by=make.make_officer())
    tenancy = make.make_current_tenancy(days_left=100)
    other = make.make_event(unit=tenancy.unit, performer=make.make_applicant(), status=EventStatus.CONFIRMED, starts_at=make.at(make.days(80), 18))
    end_tenancy(tenancy=tenancy, end=make.days(70), reason="left_early", by=make.make_officer())
    for row in (event, other):
        with override("lv"):
            assert gettext("A permanent tenant has been found for the unit.") not in Letter.objects.get(key=f"event-cancelled:{row.reference}").text


def test_a_tenant_whose_stay_a_permanent_tenant_ends_gets_one_letter_about_all_of_it():
    tenancy = make.make_current_tenancy(days_left=100)
    event = make.make_event(unit=tenancy.unit, status=EventStatus.CONFIRMED, starts_at=make.at(make.days(80), 18))
    find_permanent_tenant(unit=event.unit, name="Maize", moves_in_on=make.days(70), by=make.make_officer())
    event.refresh_from_db()
    assert event.state is EventStatus.CANCELLED
    assert not Letter.objects.filter(kind=LetterKind.EVENT_CANCELLED, to_user=tenancy.applicant.user).exists()
