"""The record of fairness: who read, scored, changed, decided and was told, on a page and as files for an auditor."""

import csv
import io

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from popups.choices import AssignedHow, LetterKind, NotSelectedReason, Outcome
from popups.lifecycle.applications import withdraw_application
from popups.lifecycle.deciding import undo_decision
from popups.lifecycle.looks import note_look
from popups.lifecycle.reviewing import assign
from popups.models import Application, Call, Look, Review, Score
from popups.reports.fairness import events_of, totals_of
from tests.make import make_applicant, make_application, make_officer, make_reviewer
from tests.popups.asking import queries_of, references, signed_in
from tests.popups.deciding import give, make_asking, make_closed_call, make_told_call

pytestmark = pytest.mark.django_db
HIDDEN = "Zīļu pagraba darbnīca"
FORMULA = "=HYPERLINK(1)"


def make_judged_call(officer) -> tuple[Call, list]:
    """Told, with one review of the first application; a formula stands in what the reviewer wrote."""
    call, rows = make_told_call(applicant=make_applicant(name=HIDDEN), by=officer)
    reviewer = make_reviewer(first_name="Vita", last_name="Vērtētāja")
    review = Review.objects.create(application=rows[0], reviewer=reviewer, submitted_at=timezone.now())
    for criterion in call.criteria.all():
        Score.objects.create(review=review, criterion=criterion, points=4, reason=FORMULA)
    note_look(application=rows[0], by=reviewer)
    return call, rows


def lines_of_csv(client: Client, call: Call, query: str = "") -> list[list[str]]:
    text = b"".join(client.get(f"/staff/calls/{call.reference}/fairness.csv{query}").streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_who_of_the_staff_reads_an_application_is_written_down_once_with_how_often():
    application = make_application()
    for person in (make_officer(), make_reviewer()):
        client = signed_in(person)
        for _time in range(3):
            assert client.get(f"/staff/applications/{application.reference}/").status_code == 200
        look = Look.objects.get(by=person)
        assert (look.application, look.times) == (application, 3)
        assert look.first_at < look.last_at


def test_who_is_refused_a_page_has_not_read_it():
    application = make_application()
    assert signed_in(application.applicant.user).get(f"/staff/applications/{application.reference}/").status_code == 404
    assert not Look.objects.exists()


def test_every_step_is_in_the_record_in_its_order(officer):
    call, rows = make_judged_call(officer)
    events = events_of(call)
    assert [event[0] for event in events] == sorted(event[0] for event in events)
    mine = [event for event in events if event[3] == rows[2].reference]
    whats = [event[2] for event in mine]
    assert len(whats) == len(set(whats)) == 3  # sent was before it came into the call; decided, told, and the letter
    scores = [event for event in events if event[4]]
    assert {(event[1], event[3], event[5]) for event in scores} == {("Vita Vērtētāja", rows[0].reference, 4)}
    assert str(NotSelectedReason.OTHERS_PREFERRED.label) in " ".join(event[6] for event in mine)


def test_a_decision_that_was_taken_back_stays_in_the_record(officer):
    call = make_closed_call()
    (asked,) = make_asking(call)
    give(asked, Outcome.PLACE)
    undo_decision(application=asked, by=officer)
    assert len([event for event in events_of(call) if event[3] == asked.reference]) == 2
    assert (totals_of(call).decisions, totals_of(call).changed) == (0, 2)


def test_the_page_shows_who_read_scored_and_decided(client, officer):
    call, rows = make_judged_call(officer)
    answer = client.get(f"/staff/calls/{call.reference}/fairness/")
    assert references(answer) == [row.reference for row in rows]
    text = answer.content.decode()
    assert "Vita Vērtētāja" in text
    for name, number in (("applications", 3), ("readers", 1), ("reviews", 1), ("decisions", 3)):
        assert f'data-count="{name}">{number}<' in text


def test_the_page_says_who_withdrew_before_and_after_being_told(client, officer):
    call, (row, *_others) = make_told_call(by=officer)
    (early,) = make_asking(call)
    for gone in (row, early):
        withdraw_application(application=Application.objects.get(pk=gone.pk), by=gone.applicant.user)
    text = client.get(f"/staff/calls/{call.reference}/fairness/").content.decode()
    assert text.count("data-withdrawn") == 2
    assert str(Outcome.PLACE.label) in text, "what was decided before stays beside it"


def test_the_page_costs_the_same_for_one_and_for_thirty(client, officer):
    call = make_closed_call()
    reviewers = [make_reviewer(), make_reviewer()]
    rows = make_asking(call)
    assign(applications=rows, reviewers=reviewers, how=AssignedHow.BY_HAND, by=officer)
    one = queries_of(client, f"/staff/calls/{call.reference}/fairness/")
    rows += make_asking(call, 29)
    for row in rows:
        note_look(application=row, by=reviewers[0])
    assert len(references(client.get(f"/staff/calls/{call.reference}/fairness/"))) == 30
    assert queries_of(client, f"/staff/calls/{call.reference}/fairness/") == one <= 25


def test_the_file_names_no_applicant_unless_that_is_asked_for_and_holds_no_formula(client, officer):
    call, rows = make_judged_call(officer)
    told = lines_of_csv(client, call)
    flat = [cell for line in told for cell in line]
    assert rows[0].reference in flat
    assert HIDDEN not in " ".join(flat)
    assert not [cell for cell in flat if cell[:1] in {"=", "+", "@"}]
    assert [cell for cell in flat if FORMULA in cell], "it is there, made harmless"
    named = lines_of_csv(client, call, "?names=1")
    assert len(named) == len(told)
    assert HIDDEN in {line[-1] for line in named}


def test_the_workbook_says_the_same_as_the_table(client, officer):
    call, _rows = make_judged_call(officer)
    answer = client.get(f"/staff/calls/{call.reference}/fairness.xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    assert [[str(cell) for cell in line[:4]] for line in sheet] == [line[:4] for line in lines_of_csv(client, call)]
    assert client.get(f"/staff/calls/{call.reference}/fairness.pdf").status_code == 404


def test_letters_with_results_stand_in_the_record_with_when_they_left(officer):
    call, rows = make_judged_call(officer)
    letters = [event for event in events_of(call) if event[2].endswith(str(LetterKind.RESULT_PLACE.label))]
    assert [event[3] for event in letters] == [rows[0].reference]
