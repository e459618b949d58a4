"""The host of an event is asked, says yes or no, is reminded once; performer and office hear of it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.translation import override

from popups.choices import EventStatus, LetterKind, Verb
from popups.lifecycle.erasing import erase_person
from popups.lifecycle.event_hosts import host_agrees, host_refuses, remind_of_event
from popups.lifecycle.events import move_event, move_event_on
from popups.lifecycle.stripping import strip_application
from popups.lifecycle.tenancies import end_tenancy
from popups.models import Event, History, Letter, Tenancy, User
from popups.reports.history import line_of
from popups.reports.needs import needs_of
from popups.tick import remind_of_events
from tests import make
from vacancies.choices import Loudness, Role
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
REASON = "Tajā vakarā esam slēgti."


def over_a_stay(**fields) -> Event:
    """Proposed at a shop that is open, of which the tenant is the host."""
    tenancy = make.make_current_tenancy(days_left=50)
    return make.make_event(unit=tenancy.unit, tenancy=tenancy, performer=make.make_applicant(name="Taurētāji"), **fields)


def in_a_bare_unit(**fields) -> Event:
    owner = make.make_owner(name="Slepenais īpašnieks", email="saimniece@example.org", language="de")
    return make.make_event(unit=make.make_unit(owner=owner), performer=make.make_applicant(name="Taurētāji"), **fields)


def tenant_of(event: Event) -> User:
    return event.tenancy.applicant.user


def letters(kind: LetterKind) -> list[Letter]:
    return list(Letter.objects.filter(kind=kind).order_by("pk"))


def groups(day=None) -> dict[str, list[str]]:
    return {group.code: [need.title for need in group.needs] for group in needs_of([Role.OFFICER], day or make.today())}


# Who is asked

def test_the_tenant_is_asked_as_soon_as_an_event_is_proposed_at_their_shop():
    event = over_a_stay(public_text="Ieeja brīva.")
    letter = letters(LetterKind.EVENT_ASKED)[0]
    assert letter.to_user == tenant_of(event)
    for said in (event.title, "Taurētāji", "18:00–20:00", "Ieeja brīva.", f"/my/events/{event.reference}/"):
        assert said in letter.text, said
    assert event.host_asked_at is not None
    assert History.objects.get(verb=Verb.EVENT_ASKED).event == event


def test_the_owner_of_a_bare_unit_is_asked_in_their_language_and_gets_the_link_of_their_page(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        event = in_a_bare_unit()
    letter = letters(LetterKind.EVENT_ASKED)[0]
    assert (letter.to_email, letter.language) == ("saimniece@example.org", "de")
    secret = event.unit.owner.links.get().secret
    assert secret not in letter.text
    assert f"/owner/enter/{secret}/" in mail.outbox[-1].body


def test_the_link_of_the_owner_stays_open_until_the_event_is_over():
    event = in_a_bare_unit(starts_at=make.at(make.days(80), 18))
    assert event.unit.owner.links.get().expires_at > event.ends_at


def test_whoever_has_the_unit_that_day_is_asked_also_where_the_office_named_nobody():
    tenancy = make.make_current_tenancy(days_left=10, unit=make.make_unit(owner=make.make_owner(email="saimniece@example.org")))
    during = make.make_event(unit=tenancy.unit, starts_at=make.at(make.days(5), 18))
    after = make.make_event(unit=tenancy.unit, starts_at=make.at(make.days(12), 18))
    assert (during.tenancy, after.tenancy) == (tenancy, None)
    back = move_event(event=after, starts_at=make.at(make.days(6), 18), ends_at=make.at(make.days(6), 20), by=make.make_officer())
    assert back.tenancy == tenancy
    assert [letter.to_email for letter in letters(LetterKind.EVENT_ASKED)] == [
        tenancy.applicant.user.email, "saimniece@example.org", tenancy.applicant.user.email]


def test_nothing_is_confirmed_over_the_head_of_who_came_into_a_bare_unit_since():
    event = in_a_bare_unit(status=EventStatus.HOST_AGREED)
    tenancy = make.make_current_tenancy(unit=event.unit, days_left=50)
    with pytest.raises(Refused) as refused:
        move_event_on(event=event, to=EventStatus.CONFIRMED, by=make.make_officer())
    assert refused.value.codes == ["host_not_asked"]
    assert tenancy.public_name in str(refused.value.problems[0].message)
    move_event_on(event=event, to=EventStatus.CANCELLED, by=make.make_officer())
    assert make.make_event(unit=event.unit, starts_at=event.starts_at).tenancy == tenancy


@pytest.mark.parametrize("owner", [None, {"email": ""}])
def test_where_nobody_can_be_written_to_the_event_waits_for_the_office(owner):
    unit = make.make_unit(owner=make.make_owner(**owner) if owner else None)
    event = make.make_event(unit=unit)
    assert event.host_asked_at is None
    assert groups()["events"] == [f"{event.title}: {EventStatus.PROPOSED.label}"]


def test_a_tenant_without_an_e_mail_gets_a_letter_that_the_office_prints():
    tenancy = make.make_current_tenancy()
    type(tenancy.applicant).objects.filter(pk=tenancy.applicant.pk).update(user=None)
    make.make_event(unit=tenancy.unit, tenancy=Tenancy.objects.get(pk=tenancy.pk))
    letter = letters(LetterKind.EVENT_ASKED)[0]
    assert (letter.to_email, letter.tenancy) == ("", tenancy)
    assert list(Letter.objects.to_print().filter(pk=letter.pk)) == [letter]


def test_the_host_is_asked_anew_about_another_time():
    event = over_a_stay()
    host_agrees(event=event, by=tenant_of(event))
    moved = move_event(event=event, starts_at=event.starts_at + timedelta(days=1), ends_at=event.ends_at + timedelta(days=1), by=make.make_officer())
    assert len(letters(LetterKind.EVENT_ASKED)) == 2
    assert (moved.state, moved.host_asked_at is not None) == (EventStatus.PROPOSED, True)


def test_the_host_reads_how_loud_it_is():
    tenancy, performer = make.make_current_tenancy(), make.make_applicant(kind="musician")
    make.make_application(applicant=performer, answers={"line_up": "Two", "loudness": "talk"})
    make.make_event(unit=tenancy.unit, tenancy=tenancy, performer=performer)
    with override(letters(LetterKind.EVENT_ASKED)[0].language):
        assert str(Loudness.TALK.label) in letters(LetterKind.EVENT_ASKED)[0].text


@pytest.mark.parametrize("language", ["lv", "en", "de"])
def test_a_tenant_is_asked_in_their_own_language_whatever_the_office_speaks(language):
    tenancy, performer = make.make_current_tenancy(), make.make_applicant(kind="musician")
    User.objects.filter(pk=tenancy.applicant.user_id).update(language=language)
    make.make_application(applicant=performer, answers={"line_up": "Two", "loudness": "talk"})
    for spoken in ("lv", "en", "de"):
        with override(spoken):
            make.make_event(unit=tenancy.unit, tenancy=Tenancy.objects.get(pk=tenancy.pk), performer=performer, status=EventStatus.CANCELLED)
    asked = letters(LetterKind.EVENT_ASKED)
    with override(language):
        assert all(letter.language == language and str(Loudness.TALK.label) in letter.text for letter in asked) and len(asked) == 3


# Yes and no

@pytest.mark.parametrize("made", [over_a_stay, in_a_bare_unit])
def test_a_yes_is_written_down_once_however_often_it_is_said(made):
    event = made()
    by = tenant_of(event) if event.tenancy else None
    for _ in range(2):
        assert host_agrees(event=event, by=by).state is EventStatus.HOST_AGREED
    line = History.objects.get(verb=Verb.EVENT_AGREED)
    with override("en"):
        assert (line.by, line_of(line).who) == (by, "The applicant" if by else "The owner")


@pytest.mark.parametrize("made", [over_a_stay, in_a_bare_unit])
@pytest.mark.parametrize("has_agreed", [False, True])
def test_a_no_frees_the_time_and_tells_the_performer_why(made, has_agreed):
    event = made()
    by = tenant_of(event) if event.tenancy else None
    if has_agreed:
        host_agrees(event=event, by=by)
    for _ in range(2):
        assert host_refuses(event=event, by=by, note=f" {REASON} ").state is EventStatus.CANCELLED
    event.refresh_from_db()
    assert event.host_note == REASON
    letter = letters(LetterKind.EVENT_CANCELLED)[0]
    assert len(letters(LetterKind.EVENT_CANCELLED)) == 1
    assert letter.to_user == event.performer.user
    assert REASON in letter.text
    assert "Slepenais" not in letter.text + letter.html
    line = History.objects.get(verb=Verb.EVENT_REFUSED)
    assert (line.by, line.note, line.to_status) == (by, "", EventStatus.CANCELLED)
    assert make.make_event(unit=event.unit, starts_at=event.starts_at).state is EventStatus.PROPOSED


def test_a_no_without_words_is_a_no():
    event = over_a_stay()
    assert host_refuses(event=event, by=tenant_of(event)).host_note == ""
    assert ":\n" not in letters(LetterKind.EVENT_CANCELLED)[0].text.split("\n\n")[1]


def test_a_yes_is_known_to_the_office_as_something_to_confirm_and_a_no_as_news():
    agreed, refused = over_a_stay(), over_a_stay()
    assert "events" not in groups()
    host_agrees(event=agreed, by=tenant_of(agreed))
    host_refuses(event=refused, by=tenant_of(refused))
    assert groups()["events"] == [f"{agreed.title}: {EventStatus.HOST_AGREED.label}"]
    assert groups()["refused_events"] == [refused.title]


@pytest.mark.parametrize(("status", "yes", "no"), [
    (EventStatus.CANCELLED, "event_cancelled", "event_cancelled"), (EventStatus.CONFIRMED, None, "event_confirmed")])
def test_what_is_settled_is_answered_with_a_sentence(status, yes, no):
    event = over_a_stay(status=status)
    for verb, code in ((host_agrees, yes), (host_refuses, no)):
        if code is None:
            assert verb(event=event, by=tenant_of(event)).state is status
            continue
        with pytest.raises(Refused) as refused:
            verb(event=event, by=tenant_of(event))
        assert refused.value.codes == [code]
        assert all(str(problem.message) for problem in refused.value.problems)


def test_the_old_time_of_an_event_that_moved_cannot_be_answered():
    event = over_a_stay()
    move_event(event=event, starts_at=event.starts_at + timedelta(days=1), ends_at=event.ends_at + timedelta(days=1), by=make.make_officer())
    for verb in (host_agrees, host_refuses):
        with pytest.raises(Refused) as refused:
            verb(event=event, by=tenant_of(event))
        assert refused.value.codes == ["event_moved"]


def test_once_its_time_has_come_it_cannot_be_answered():
    event = over_a_stay()
    for verb in (host_agrees, host_refuses):
        assert Event.objects.get(pk=event.pk).state is EventStatus.PROPOSED
        with pytest.raises(Refused) as refused:
            verb(event=event, by=tenant_of(event), now=event.starts_at)
        assert refused.value.codes == ["event_begun"]


def test_a_stay_that_ends_takes_the_question_with_it():
    event = over_a_stay(starts_at=make.at(make.days(20), 18))
    end_tenancy(tenancy=event.tenancy, end=make.days(10), reason="left_early", by=make.make_officer())
    with pytest.raises(Refused) as refused:
        host_agrees(event=event, by=tenant_of(event))
    assert refused.value.codes == ["event_cancelled"]


# What follows

def test_performer_and_host_hear_that_it_is_confirmed():
    event = over_a_stay()
    host_agrees(event=event, by=tenant_of(event))
    for _ in range(2):
        move_event_on(event=event, to=EventStatus.CONFIRMED, by=make.make_officer())
    assert {letter.to_user for letter in letters(LetterKind.EVENT_CONFIRMED)} == {tenant_of(event), event.performer.user}
    assert len(letters(LetterKind.EVENT_CONFIRMED)) == 2


def test_performer_and_host_hear_that_the_office_cancelled_it():
    event = over_a_stay()
    move_event_on(event=event, to=EventStatus.CANCELLED, by=make.make_officer(), note="Jumts tek.")
    told = letters(LetterKind.EVENT_CANCELLED)
    assert {letter.to_user for letter in told} == {tenant_of(event), event.performer.user}
    assert all("Jumts tek." in letter.text for letter in told)


def test_a_performer_whose_account_is_shut_gets_no_e_mail_about_the_end():
    event = over_a_stay(status=EventStatus.CONFIRMED)
    User.objects.filter(pk=event.performer.user_id).update(is_active=False)
    move_event_on(event=event, to=EventStatus.CANCELLED, by=make.make_officer())
    assert Letter.objects.get(key=f"event-cancelled:{event.reference}").to_email == ""


def test_a_host_who_does_not_answer_is_reminded_once_after_the_days_of_the_setting(settings):
    settings.HOST_REMINDER_DAYS = 3
    event = over_a_stay()
    assert remind_of_events(make.days(2)).count == 0
    assert [remind_of_events(make.days(day)).count for day in (3, 4)] == [1, 0]
    assert letters(LetterKind.EVENT_REMINDER)[0].to_user == tenant_of(event)
    assert not remind_of_event(event=event)


def test_who_has_answered_meanwhile_is_not_reminded():
    event = over_a_stay()
    host_agrees(event=event, by=tenant_of(event))
    assert not remind_of_event(event=event)
    assert remind_of_events(make.days(6)).count == 0
    assert letters(LetterKind.EVENT_REMINDER) == []


def test_an_owner_is_reminded_with_their_link():
    in_a_bare_unit()
    assert remind_of_events(make.days(5)).count == 1
    assert "/owner/enter/link-" in letters(LetterKind.EVENT_REMINDER)[0].text


def test_today_lists_what_waits_for_a_host_in_the_last_week_before_it():
    event = over_a_stay(starts_at=make.at(make.days(9), 18))
    assert "host_events" not in groups()
    assert groups(make.days(2))["host_events"] == [event.title]
    host_agrees(event=event, by=tenant_of(event))
    assert "host_events" not in groups(make.days(2))


def test_an_unanswered_event_whose_time_has_come_waits_for_the_office():
    event = over_a_stay()
    Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() - timedelta(hours=1), ends_at=timezone.now() + timedelta(hours=1))
    assert groups()["events"] == [f"{event.title}: {EventStatus.PROPOSED.label}"]
    assert "host_events" not in groups()


# Letting go

def test_what_a_tenant_wrote_as_host_goes_with_their_application():
    event = over_a_stay()
    host_refuses(event=event, by=tenant_of(event), note=REASON)
    strip_application(application=event.tenancy.offer.application, by=make.make_officer())
    event.refresh_from_db()
    assert event.host_note == ""
    assert not Letter.objects.filter(text__contains=REASON).exists()


def test_who_played_goes_from_the_letters_to_the_host_when_the_performer_is_erased():
    event = over_a_stay()
    host_agrees(event=event, by=tenant_of(event))
    move_event_on(event=event, to=EventStatus.CONFIRMED, by=make.make_officer())
    Letter.objects.update(sent_at=timezone.now())
    past = timezone.now() - timedelta(days=2)
    Event.objects.filter(pk=event.pk).update(starts_at=past, ends_at=past + timedelta(hours=1))
    assert Letter.objects.filter(text__contains="Taurētāji").exists()
    erase_person(user=event.performer.user, by=event.performer.user)
    assert not Letter.objects.filter(text__contains="Taurētāji").exists()
    assert not Letter.objects.filter(html__contains="Taurētāji").exists()
