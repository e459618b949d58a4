"""How long which record is kept: one day before nothing goes, on the day it goes, and twice is harmless."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from popups.choices import ApplicationStatus, EventStatus, OfferStatus, Verb
from popups.kinds import ApplicantKind
from popups.lifecycle.applications import comment
from popups.lifecycle.events import move_event_on
from popups.lifecycle.looks import note_look
from popups.lifecycle.messages import write_message
from popups.lifecycle.retention import let_go
from popups.models import (
    Applicant,
    Application,
    Comment,
    Event,
    History,
    Letter,
    Look,
    Message,
    Objection,
    Offer,
    Paper,
    Tenancy,
    User,
)
from popups.rules.retention import ERASED, KIND_BY_CODE, KINDS, in_words
from popups.tick import tick
from tests.make import (
    at,
    days,
    make_applicant,
    make_application,
    make_call,
    make_current_tenancy,
    make_event,
    make_offer,
    make_officer,
    make_user,
    today,
)
from tests.popups.erasing import add_paper
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def long_ago(code: str):
    return timezone.now() - timedelta(days=KIND_BY_CODE[code].days + 1)


def draft():
    row = make_application(status=ApplicationStatus.DRAFT)
    Application.objects.filter(pk=row.pk).update(updated_at=timezone.now())
    return Application.objects.filter(pk=row.pk)


def refused():
    row = make_application(status=ApplicationStatus.NOT_SELECTED)
    return Application.objects.filter(pk=row.pk, applicant=row.applicant)


def withdrawn():
    row = make_application(status=ApplicationStatus.WITHDRAWN)
    Application.objects.filter(pk=row.pk).update(submitted_at=timezone.now())
    return Application.objects.filter(pk=row.pk, applicant=row.applicant)


def ended():
    tenancy = make_current_tenancy()
    Tenancy.objects.filter(pk=tenancy.pk).update(start=days(-20), end=days(0))
    row = tenancy.offer.application
    return Application.objects.filter(pk=row.pk, applicant=row.applicant)


def event():
    row = make_event(performer=make_applicant(kind=ApplicantKind.MUSICIAN), status=EventStatus.CONFIRMED, public_text="Nāciet!")
    Event.objects.filter(pk=row.pk).update(starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now())
    return Event.objects.filter(pk=row.pk, performer=row.performer, title=row.title, public_text="Nāciet!")


def paper():
    return Paper.objects.filter(pk=add_paper(make_application(status=ApplicationStatus.NOT_SELECTED)).pk)


def letter():
    row = make_application()
    Letter.objects.update(sent_at=timezone.now())
    return Letter.objects.filter(application=row).exclude(text="")


def message():
    write_message(application=make_application(), text="Labdien!", by=make_officer(), is_from_office=True)
    return Message.objects.all()


def look():
    note_look(application=make_application(), by=make_officer())
    return Look.objects.all()


def account():
    row = make_user(last_login=timezone.now())
    make_applicant(user=row)
    return User.objects.filter(pk=row.pk, email=row.email)


MAKERS = {"drafts": draft, "not_selected": refused, "withdrawn": withdrawn, "tenancies": ended, "events": event, "papers": paper, "letters": letter,
          "messages": message, "looks": look, "accounts": account}


def test_every_kind_is_tried():
    assert set(MAKERS) == {kind.code for kind in KINDS}


@pytest.mark.parametrize("code", MAKERS)
def test_it_stays_until_its_day_and_then_it_goes(code):
    rows, last = MAKERS[code](), KIND_BY_CODE[code].days
    for kind in KINDS:  # the others wait
        if kind.code != code:
            setattr(django_settings, kind.setting, 36500)
    try:
        assert not failures(days(last - 1))
        assert rows.exists()
        assert KIND_BY_CODE[code].due(days(last + 2)).exists()
        assert not failures(days(last + 2))
        assert not rows.exists()
        assert not failures(days(last + 2))
    finally:
        for kind in KINDS:
            if kind.code != code:
                setattr(django_settings, kind.setting, DAYS[kind.code])


DAYS = {kind.code: kind.days for kind in KINDS}


def failures(day) -> list[str]:
    return [done.sentence for done in tick(day) if done.is_failure]


def test_a_draft_goes_with_its_history_and_everything_else_leaves_its_figures():
    first, second = draft().get(), make_application(status=ApplicationStatus.NOT_SELECTED)
    assert not failures(days(DAYS["not_selected"] + 2))
    assert not History.objects.filter(application=first).exists()
    kept = Application.objects.get(pk=second.pk)
    assert (kept.status, kept.not_selected_reason, kept.applicant.name) == (ApplicationStatus.NOT_SELECTED, second.not_selected_reason, ERASED)
    assert History.objects.filter(application=kept, verb=Verb.ERASED).count() == 1


def test_a_draft_goes_although_somebody_of_the_staff_looked_at_it_or_said_something():
    first = draft().get()
    note_look(application=first, by=make_officer())
    with pytest.raises(Refused) as refused:
        comment(application=first, text="It came on paper.", by=make_officer())
    assert refused.value.codes == ["not_sent"]
    Comment.objects.create(application=first, text="It came on paper.", by=make_officer())  # as one could, until remarks were only of what was sent
    assert not failures(days(DAYS["drafts"] + 2))
    assert not Application.objects.filter(pk=first.pk).exists()


def test_an_unanswered_objection_and_an_open_offer_keep_their_application():
    objected = make_application(status=ApplicationStatus.NOT_SELECTED)
    Objection.objects.create(application=objected, text="Nē!")
    offer, call, officer = make_offer(), make_call(), make_officer()
    told = {"decided_at": timezone.now(), "decided_by": officer, "results_sent_at": timezone.now(), "results_sent_by": officer}
    type(call).objects.filter(pk=call.pk).update(**told)
    Application.objects.filter(pk=offer.application_id).update(call=call, status=ApplicationStatus.SHORTLISTED)
    due = KIND_BY_CODE["not_selected"].due(days(3000))
    assert not due.filter(pk__in=[objected.pk, offer.application_id]).exists()
    Objection.objects.update(answered_at=timezone.now(), answered_by=make_officer(), outcome="upheld")
    Offer.objects.update(status=OfferStatus.EXPIRED)
    assert due.filter(pk__in=[objected.pk, offer.application_id]).count() == 2


def test_somebody_on_a_reserve_list_stays_until_the_stays_of_the_call_are_over():
    call, officer = make_call(), make_officer()
    row = make_application(status=ApplicationStatus.SHORTLISTED, call=call)
    told = {"decided_at": timezone.now(), "decided_by": officer, "results_sent_at": timezone.now(), "results_sent_by": officer}
    type(call).objects.filter(pk=call.pk).update(**told, stays_end=days(800))
    kind = KIND_BY_CODE["not_selected"]
    assert not kind.due(days(kind.days + 2)).filter(pk=row.pk).exists()
    assert kind.due(days(kind.days + 802)).filter(pk=row.pk).exists()


def test_what_became_somebodys_business_meanwhile_is_not_let_go():
    row = make_application(status=ApplicationStatus.NOT_SELECTED)
    assert not let_go(row=row, code="not_selected", today=today())
    assert Application.objects.get(pk=row.pk).applicant == row.applicant


def test_a_running_tenancy_never_goes_nor_its_papers():
    tenancy = make_current_tenancy(days_left=50)
    add_paper(tenancy.offer.application)
    for code in ("tenancies", "papers"):
        assert not KIND_BY_CODE[code].due(today()).exists()


def test_somebody_who_applies_on_paper_goes_with_the_last_application():
    row = make_application(status=ApplicationStatus.NOT_SELECTED)
    applicant = row.applicant
    type(applicant).objects.filter(pk=applicant.pk).update(user=None)
    assert not failures(days(DAYS["not_selected"] + 2))
    assert not type(applicant).objects.filter(pk=applicant.pk).exists()


def test_officers_see_what_goes_next_month_and_nobody_else_does():
    row = make_application(status=ApplicationStatus.NOT_SELECTED)
    Application.objects.filter(pk=row.pk).update(decided_at=timezone.now() - timedelta(days=DAYS["not_selected"] - 10))
    client = Client()
    client.force_login(make_officer())
    page = client.get(reverse("popups:retention"))
    lines = {line.kind.code: line for line in page.context["lines"]}
    assert [found.pk for found in lines["not_selected"].applications] == [row.pk]
    assert row.reference in page.content.decode()
    client.force_login(row.applicant.user)
    assert client.get(reverse("popups:retention")).status_code == 404


def test_the_page_of_what_goes_costs_the_same_with_one_and_with_thirty(django_assert_max_num_queries):
    client, counts = Client(), []
    client.force_login(make_officer())
    for rows in (1, 30):
        while Application.objects.count() < rows:
            make_application(status=ApplicationStatus.WITHDRAWN)
        with django_assert_max_num_queries(25) as asked:
            client.get(reverse("popups:retention"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert not Offer.objects.filter(status=OfferStatus.OPEN).exists()


def test_whoever_performed_and_has_no_account_is_known_by_nothing_once_the_event_is_long_over():
    performer = make_applicant(kind=ApplicantKind.MUSICIAN, name="Kvintets")
    Applicant.objects.filter(pk=performer.pk).update(user=None)
    row, other = make_event(performer=performer, title="Kvintets spēlē"), make_event(title="Pilsētas svētki")
    move_event_on(event=row, to=EventStatus.CANCELLED, by=make_officer(), note="Kvintets saslimis.")
    Event.objects.update(starts_at=at(days(-3), 18), ends_at=at(days(-3), 20), host_note="Par skaļu.")
    assert not failures(days(DAYS["events"] + 3))
    row.refresh_from_db()
    assert (row.performer, row.title, row.public_text, row.host_note) == (None, row.reference, "", "")
    assert not Applicant.objects.filter(pk=performer.pk).exists()
    assert not History.objects.filter(event=row).exclude(note="").exists()
    other.refresh_from_db()
    assert other.title == "Pilsētas svētki", "which is nobody's"


def test_an_account_that_plays_somewhere_stays_also_when_it_has_another_profile():
    row = make_user(last_login=timezone.now())
    make_applicant(user=row, kind=ApplicantKind.MAKER)
    due = KIND_BY_CODE["accounts"].due(days(DAYS["accounts"] + 2))
    assert row in due
    make_event(performer=make_applicant(user=row, kind=ApplicantKind.MUSICIAN))
    assert row not in due.all()


@pytest.mark.parametrize(("days_kept", "said"), [
    (1826, 5), (1825, 5), (365, 1), (366, 1), (730, 2), (731, 2), (3650, 10), (36500, 100),
    (367, 367), (180, 180), (90, 90), (1, 1), (1800, 1800), (364, 364)])
def test_whole_years_are_said_in_years_and_everything_else_in_days(days_kept, said):
    number, _unit = in_words(days_kept).split()
    assert int(number) == said
    days_in_words = ngettext("%(count)d day", "%(count)d days", said) % {"count": said}
    assert (in_words(days_kept) == days_in_words) == (days_kept == said)


@pytest.mark.parametrize("name", ["popups:retention", "popups:privacy", "popups:my-data"])
def test_the_pages_say_five_years_and_not_how_many_days_these_are(settings, name):
    settings.KEEP_TENANCY_DAYS = 1826
    client = Client()
    client.force_login(make_officer())
    page = client.get(reverse(name)).content.decode()
    assert in_words(1826) in page
    assert not re.search(r"\b1826\b", page)
