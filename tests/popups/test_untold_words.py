"""Before the results are sent an applicant and a co-applicant find nothing of decisions, scores, the shortlist or notes: not in any
answer they can get, not in the letters, and not in the archive that they take along, which is unpacked here."""

import io
import zipfile

import pytest
from django.urls import reverse

from popups.choices import LetterKind, NotSelectedReason, Outcome, Verb
from popups.lifecycle.applications import comment, shortlist
from popups.lifecycle.co_applicants import answer_as_co_applicant
from popups.lifecycle.consulting import answer_consultation, close_early, say_what_was_done
from popups.lifecycle.deciding import close_deciding
from popups.lifecycle.results import send_results
from popups.lifecycle.reviewing import save_review
from popups.models import Application, Call, CoApplicant, Letter, User
from popups.rules.reviewing import Given
from tests.make import make_applicant, make_member, make_officer, make_question, make_reviewer, make_user
from tests.popups.asking import signed_in
from tests.popups.deciding import give, make_asking, make_closed_call
from tests.popups.reviewing import give as hand_out
from tests.popups.test_access_matrix import World
from tests.popups.test_pending_secrecy import addresses

pytestmark = pytest.mark.django_db
FRIEND = "biedrs@example.org"
NOTE, RULE, MEETING, NUMBER = "Lemumateksts-xq", "Likumateksts-xq", "Sapulcesteksts-xq", "Numurs-xq"
SCORE, REVIEW, COMMENT = "Punktuteksts-xq", "Vertejumateksts-xq", "Piezimesteksts-xq"
QUESTION, OPINION, DONE = "Jautajumateksts-xq", "Grupasteksts-xq", "Paveiktsteksts-xq"
PLANTED = (NOTE, RULE, MEETING, NUMBER, SCORE, REVIEW, COMMENT, QUESTION, OPINION, DONE)
READERS = ("applicant", "co-applicant", "somebody with the co-applicant's link")


@pytest.fixture
def closed() -> tuple[Call, list[Application], User]:
    """Decided and closed: one of each outcome, all of one person, each with a word in every field that the office fills."""
    officer, reviewer, person = make_officer(), make_reviewer(), make_user()
    call = make_closed_call(by=officer)
    rows = make_asking(call, 3, applicant=make_applicant(user=person))
    for row in rows:
        partner = CoApplicant.objects.create(application=row, name="Biedrs", email=FRIEND, key=f"k{row.pk:030}")
        answer_as_co_applicant(row=partner, is_willing=True)
        _score(row, reviewer)
        comment(application=row, text=COMMENT, by=officer)
    shortlist(application=rows[0], by=officer)
    shortlist(application=rows[2], by=officer)
    _ask_the_group(call, officer)
    for row, outcome in zip(rows, Outcome, strict=True):
        give(row, outcome, by=officer, note=NOTE, reason=NotSelectedReason.OTHERS_PREFERRED, rule_reason=RULE)
    close_deciding(call=call, by=officer, decision_number=NUMBER, meeting_notes=MEETING)
    return call, rows, person


def _score(row: Application, reviewer: User) -> None:
    hand_out([row], reviewer)
    save_review(application=row, by=reviewer, submit=True, comment=REVIEW,
                scores={criterion.pk: Given(1, SCORE) for criterion in row.call.criteria.all()})


def _ask_the_group(call: Call, officer: User) -> None:
    question = make_question(call=call, is_about_shortlist=True, options=[], members=[make_member()], question=QUESTION, by=officer)
    invitation = question.invitations.get()
    answer_consultation(invitation=invitation, chosen={question.options.first().pk}, comment=OPINION)
    close_early(consultation=question, by=officer)
    say_what_was_done(consultation=question, text=DONE, by=officer)


def everything_in(answer) -> str:
    """Also what is packed into an archive, which hides words from whoever only searches bytes."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.status_code != 200 or answer.get("Content-Type", "") != "application/zip":
        return body.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def reader_of(who: str, person: User, client):
    return signed_in(person) if who == "applicant" else signed_in(make_user(email=FRIEND)) if who == "co-applicant" else client


def pages(call: Call, rows: list[Application]) -> list[str]:
    """Every address there is, and for each application those that name it."""
    found = addresses(World({}), call, rows[0])
    for row in rows:
        found += [address for address in addresses(World({}), call, row) if row.reference in address]
        found += [reverse("popups:co-applicant-answer", args=[partner.key]) for partner in row.co_applicants.all()]
    return list(dict.fromkeys(found))


def of_the_person(call: Call, rows: list[Application]) -> list[str]:
    """Without the pages of the staff, which the test of every address tries."""
    return [address for address in pages(call, rows) if "/staff/" not in address and ("/my/" in address or "/together/" in address or "/apply/" in address)]


@pytest.mark.parametrize("who", READERS)
def test_before_the_results_no_answer_holds_a_word_of_the_office(closed, who, client):
    call, rows, person = closed
    reader, leaks, seen = reader_of(who, person, client), [], 0
    for address in pages(call, rows):
        answer = reader.get(address)
        seen += answer.status_code == 200
        text = everything_in(answer)
        leaks += [(address, word) for word in PLANTED if word in text]
    assert leaks == []
    assert seen > 15, "there are many pages that this person can read"


def test_every_planted_word_is_there_for_an_officer(closed):
    call, rows, _person = closed
    officer, found = signed_in(make_officer()), set()
    for address in [address for address in pages(call, rows[2:]) if call.reference in address or rows[2].reference in address]:
        text = everything_in(officer.get(address))
        found |= {word for word in PLANTED if word in text}
    assert found >= set(PLANTED) - {RULE}, "there was something to find"


def test_the_archive_says_the_same_of_each_whatever_was_decided_scored_or_shortlisted(closed):
    _call, rows, person = closed
    archive = everything_in(signed_in(person).get(reverse("popups:my-data-download")))
    for word in ("shortlist", "selected", "reserve", '"place"', "points", "decided"):
        assert f'"stands": "{word}' not in archive
    assert archive.count('"stands": "in_review"') + archive.count('"stands": "submitted"') == len(rows)
    assert archive.count('"decision": null') == len(rows)
    assert archive.count('"reviews": []') == len(rows)


def test_no_letter_to_either_of_them_holds_a_word_of_the_office(closed):
    _call, _rows, person = closed
    letters = [row for row in Letter.objects.all() if row.to_email in {person.email, FRIEND}]
    assert letters
    assert not [word for row in letters for word in PLANTED if word in row.subject + row.text + row.html]
    assert not {row.kind for row in letters} & {LetterKind.RESULT_PLACE, LetterKind.RESULT_RESERVE, LetterKind.NOT_SELECTED}


def test_after_the_results_the_person_reads_their_own_reasons_and_nothing_of_the_meeting_or_the_staff(closed):
    call, rows, person = closed
    send_results(call=call, by=make_officer())
    reader, found = signed_in(person), set()
    for address in of_the_person(call, rows):
        text = everything_in(reader.get(address))
        found |= {word for word in PLANTED if word in text}
    assert found == {NOTE, SCORE, REVIEW}
    assert rows[0].history.filter(verb=Verb.RESULTS_SENT).exists()


def test_the_co_applicant_reads_no_reason_even_after_the_results(closed, client):
    call, rows, person = closed
    send_results(call=call, by=make_officer())
    for who in READERS[1:]:
        reader = reader_of(who, person, client)
        texts = {address: everything_in(reader.get(address)) for address in of_the_person(call, rows)}
        assert not [(address, word) for address, text in texts.items() for word in PLANTED if word in text]
