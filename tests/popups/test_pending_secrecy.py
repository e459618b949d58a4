"""Before the results are sent nothing of a decision shows to anybody but officers: planted words, searched in every answer."""

import re

import pytest
from django.urls import reverse

from popups.choices import ApplicationStatus, NotSelectedReason, Outcome
from popups.letters import send_waiting
from popups.lifecycle.applications import shortlist, take_into_review
from popups.lifecycle.deciding import close_deciding
from popups.models import Application, Letter
from popups.reports.own_story import story_of
from popups.rules.stage import StageCode, stage_for_applicant
from tests.make import make_applicant, make_officer, make_reviewer, make_user, today
from tests.popups.access_table import TABLE
from tests.popups.asking import signed_in
from tests.popups.deciding import give, make_asking, make_closed_call
from tests.popups.test_access_matrix import World

pytestmark = pytest.mark.django_db
PLANTED = ("Zilonis-noslepums", "Protokols-noslepums", "Piezimes-noslepums", "Likums-noslepums")


@pytest.fixture
def decided():
    """A call decided and closed, with a secret in every field that an officer fills; (the applications, the applicant)."""
    officer, person = make_officer(first_name="Lemj", last_name="Klusi"), make_user()
    call = make_closed_call(by=officer)
    rows = make_asking(call, 3, applicant=make_applicant(user=person))
    for row, outcome in zip(rows, Outcome, strict=True):
        shortlist(application=row, by=officer)
        give(row, outcome, by=officer, reason=NotSelectedReason.OTHERS_PREFERRED, note=PLANTED[0], rule_reason=PLANTED[3])
    close_deciding(call=call, by=officer, decision_number=PLANTED[1], meeting_notes=PLANTED[2])
    return call, rows, person


def addresses(world: World, call, row: Application) -> list[str]:
    """Every address there is, asked with this call and this application wherever one is asked for."""
    own = {"application": row.reference, "told": row.reference, "draft": row.reference, "reviewed": row.reference, "call": call.reference,
           "decided_call": call.reference, "reviewed_call": call.reference}
    return [reverse(name, args=[own.get(arg, arg) if arg != "csv" else arg for arg in line.args]) + line.query
            for name, line in TABLE.items() if _may_be_reversed(name, line)]


def _may_be_reversed(name: str, line) -> bool:
    known = {"application", "told", "draft", "reviewed", "call", "decided_call", "reviewed_call", "what", "csv", "lv"}
    return set(line.args) <= known and not name.startswith(("account_", "mfa_"))


@pytest.mark.parametrize("who", ["applicant", "reviewer", "nobody"])
def test_no_answer_that_anybody_else_can_get_holds_a_planted_word(decided, who, client):
    call, rows, person = decided
    reader = {"applicant": lambda: signed_in(person), "reviewer": lambda: signed_in(make_reviewer()), "nobody": lambda: client}[who]()
    officer = signed_in(make_officer())
    found, leaks = set(), []
    for row in rows:
        for address in addresses(World({}), call, row):
            text = _text(reader.get(address))
            leaks += [(address, word) for word in PLANTED if word in text]
            if row is rows[0] and "/staff/" in address:
                seen = _text(officer.get(address))
                found |= {word for word in PLANTED if word in seen}
    assert leaks == []
    assert found >= {PLANTED[0]}, "an officer reads them, so there was something to find"


def _text(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace")


def test_no_letter_tells_anything(decided, mailoutbox):
    send_waiting()
    texts = [letter.subject + letter.text + letter.html for letter in Letter.objects.all()]
    assert not [word for word in PLANTED for text in texts if word in text]
    assert not Letter.objects.filter(kind__in=["result_place", "result_reserve", "not_selected"]).exists()


def test_the_applicant_reads_the_same_word_whatever_was_decided_and_shortlisted(decided):
    _call, rows, _person = decided
    stages = {stage_for_applicant(Application.objects.get(pk=row.pk), today()).code for row in rows}
    assert stages == {StageCode.IN_REVIEW}
    stories = [[str(line.text) for line in story_of(Application.objects.get(pk=row.pk))] for row in rows]
    assert stories[0] == stories[1] == stories[2]
    assert {row.state for row in Application.objects.filter(pk__in=[row.pk for row in rows])} == {ApplicationStatus.SHORTLISTED}


def test_who_came_on_the_shortlist_reads_the_same_word_as_who_did_not():
    officer = make_officer()
    call = make_closed_call(by=officer)
    rows = make_asking(call, 3)
    take_into_review(application=rows[1], by=officer)
    shortlist(application=rows[2], by=officer)
    rows = list(Application.objects.filter(pk__in=[row.pk for row in rows]))
    assert {row.state for row in rows} == {ApplicationStatus.SUBMITTED, ApplicationStatus.IN_REVIEW, ApplicationStatus.SHORTLISTED}
    assert {stage_for_applicant(row, today()).code for row in rows} == {StageCode.IN_REVIEW}
    assert {stage_for_applicant(row, call.last_apply_day).code for row in rows} == {StageCode.SUBMITTED}, "while the call is open"


def test_the_page_of_the_applicant_is_the_same_whatever_was_decided(decided):
    _call, rows, person = decided
    pages = [_text(signed_in(person).get(f"/my/applications/{row.reference}/")) for row in rows]
    shown = [re.search(r'<div class="standing".*?</div>', text, re.DOTALL) for text in pages]
    assert all(shown)
    assert len({found.group() for found in shown if found}) == 1
    assert all('id="objections"' not in text for text in pages)
