"""History and letters."""

import pytest
from django.core import mail
from django.utils import timezone

from popups.choices import ApplicationStatus, AssignedHow, Verb
from popups.letters import try_again
from popups.lifecycle.merging import merge_units, undo_merge
from popups.lifecycle.reviewing import assign
from popups.models import History, Letter
from popups.models.letter import MOST_ATTEMPTS
from popups.reports.history import line_of, told
from tests.make import (
    make_application,
    make_event,
    make_offer,
    make_officer,
    make_reviewer,
    make_surveyor,
    make_tenancy,
    make_unit,
    make_user,
)
from tests.popups.asking import queries_of, signed_in
from tests.popups.reviewing import make_asked

pytestmark = pytest.mark.django_db
HISTORY, LETTERS = "/staff/history/", "/staff/letters/"


def test_a_merge_and_its_undoing_are_told_once_and_found_by_either_reference():
    officer, kept, merged = make_officer(), make_unit(), make_unit()
    undo_merge(merge=merge_units(kept=kept, merged=merged, by=officer), by=officer)
    for reference, told_of in (("", kept), (kept.reference, kept), (merged.reference, merged)):
        for verb in (Verb.UNITS_MERGED, Verb.MERGE_UNDONE):
            [line] = lines(f"verb={verb}&reference={reference}")
            assert [subject.label for subject in line.subjects] == [told_of.reference]
            assert {kept.reference, merged.reference} <= set(line.note.split())


@pytest.mark.parametrize("how", AssignedHow)
def test_the_line_of_giving_out_says_in_words_how_it_was_done(how):
    [application] = make_asked(1)
    assign(applications=[application], reviewers=[make_reviewer()], how=how, by=make_officer())
    [row] = application.call.history.filter(verb=Verb.ASSIGNED, application=None)
    assert how.value in row.note
    note = line_of(row).note
    assert note.startswith(str(how.label))
    assert note.endswith(": 1")
    assert how.value not in note


def test_a_deed_that_names_no_unit_is_told():
    make_application(status=ApplicationStatus.SUBMITTED)
    assert len(lines("")) == History.objects.count() > 0


def lines(query: str, client=None) -> list:
    return (client or signed_in(make_officer())).get(f"{HISTORY}?{query}").context["lines"]


def test_the_history_narrows_to_a_reference_a_person_and_a_verb():
    officer = make_officer(first_name="Ilze")
    application = make_application(status=ApplicationStatus.SHORTLISTED, officer=officer)
    offer = make_offer(application=application, by=officer)
    make_application()
    assert len(lines("")) > len(lines(f"reference={application.reference}")) == 4
    assert len(lines(f"reference={offer.reference.lower()}")) == 1
    assert {str(line.who) for line in lines(f"person={officer.pk}")} == {"Ilze"}
    assert len(lines(f"verb={Verb.OFFERED}")) == 1
    assert len(lines("person=applicants")) == 4
    assert lines("person=clock") == []
    assert lines("reference=X-99") == []


def test_every_verb_reads_as_a_line():
    tenancy = make_tenancy()
    make_event(unit=tenancy.unit, tenancy=tenancy)
    make_application(status=ApplicationStatus.NOT_SELECTED)
    for row in told(History.objects.all()):
        line = line_of(row)
        assert line.what
        assert line.subjects
    refusal = line_of(History.objects.get(verb=Verb.NOT_SELECTED))
    assert refusal.reason != History.objects.get(verb=Verb.NOT_SELECTED).reason, "told in words, not by its code"
    assert refusal.changes
    assert refusal.note


def test_a_reviewer_sees_the_history_of_applications_only():
    make_event()
    application = make_application()
    client = signed_in(make_reviewer())
    seen = lines("", client)
    assert seen
    assert {subject.label[:2] for line in seen for subject in line.subjects} == {"A-"}
    assert lines(f"reference={application.reference}", client)
    assert History.objects.filter(application__isnull=True).exists()


def test_the_history_turns_its_pages():
    for _ in range(30):
        make_application()
    client = signed_in(make_officer())
    first = client.get(HISTORY)
    second = client.get(f"{HISTORY}?{first.context['listing'].older}")
    assert len(first.context["lines"]) + len(second.context["lines"]) == History.objects.count() == 60


def test_the_history_costs_the_same_with_one_and_with_thirty():
    client = signed_in(make_officer())
    make_tenancy()
    one = queries_of(client, HISTORY)
    for _ in range(10):
        make_tenancy()
    assert queries_of(client, HISTORY) == one <= 10


def fail(letter: Letter, attempts: int = 1) -> Letter:
    Letter.objects.filter(pk=letter.pk).update(attempts=attempts, last_error="mailbox full", sent_at=None,
                                               next_try_at=timezone.now() + timezone.timedelta(hours=5))
    letter.refresh_from_db()
    return letter


def make_letter() -> Letter:
    return Letter.objects.get(application=make_application())


def test_letters_are_found_by_where_they_stand():
    waiting, failing, sent = make_letter(), fail(make_letter()), make_letter()
    Letter.objects.filter(pk=sent.pk).update(sent_at=timezone.now(), attempts=1)
    client = signed_in(make_officer())
    for show, letter in (("waiting", waiting), ("failing", failing), ("sent", sent)):
        shown = client.get(f"{LETTERS}?show={show}").content.decode()
        found = {row.pk for row in (waiting, failing, sent) if f'data-key="{row.key}"' in shown}
        assert found == {letter.pk}, show


def test_the_page_of_a_letter_shows_its_text_and_why_it_failed():
    letter = fail(make_letter())
    shown = signed_in(make_officer()).get(f"{LETTERS}{letter.key}/").content.decode()
    assert letter.to_email in shown
    assert "mailbox full" in shown
    assert f"{LETTERS}{letter.key}/retry/" in shown


@pytest.mark.parametrize("attempts", [1, MOST_ATTEMPTS])
def test_a_failed_letter_is_sent_again_at_once_even_when_it_was_given_up(attempts):
    letter = fail(make_letter(), attempts)
    mail.outbox.clear()
    client = signed_in(make_officer())
    for _ in range(2):
        assert client.post(f"{LETTERS}{letter.key}/retry/").status_code == 302
    letter.refresh_from_db()
    assert letter.sent_at is not None
    assert len(mail.outbox) == 1, "twice is harmless"


def test_a_letter_in_another_senders_hands_is_left_to_it():
    letter = fail(make_letter())
    Letter.objects.filter(pk=letter.pk).update(claimed_until=timezone.now() + timezone.timedelta(minutes=5))
    assert not try_again(letter.pk)


def test_looking_sends_nothing():
    letter = fail(make_letter())
    mail.outbox.clear()
    client = signed_in(make_officer())
    client.get(f"{LETTERS}{letter.key}/")
    assert client.get(f"{LETTERS}{letter.key}/retry/").status_code == 405
    assert not mail.outbox


def test_the_letters_cost_the_same_with_one_and_with_thirty():
    client = signed_in(make_officer())
    make_letter()
    one = queries_of(client, LETTERS)
    for _ in range(29):
        make_letter()
    assert queries_of(client, LETTERS) == one <= 10


def test_letters_are_for_officers_history_for_readers(client):
    letter = make_letter()
    make_unit()
    for outsider in (signed_in(make_reviewer()), signed_in(make_surveyor()), signed_in(make_user())):
        assert outsider.get(LETTERS).status_code == 404
        assert outsider.get(f"{LETTERS}{letter.key}/").status_code == 404
        assert outsider.post(f"{LETTERS}{letter.key}/retry/").status_code == 404
    assert signed_in(make_surveyor()).get(HISTORY).status_code == 404
    assert client.get(HISTORY).status_code == 302
