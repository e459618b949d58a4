"""Requested changes point by point: asked beside a field, answered in place, and seen by the office with what stood there before."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from popups.choices import ApplicationStatus, LetterKind, Verb
from popups.forms.applicant.steps import STEPS
from popups.kinds import KINDS
from popups.lifecycle.applications import request_changes, save_step, submit_application
from popups.lifecycle.change_points import tick_points
from popups.lifecycle.papers import add_papers
from popups.lifecycle.stripping import strip_application
from popups.models import CallQuestion, ChangePoint, Letter
from popups.reports.change_points import points_asked, points_to_answer
from popups.reports.my_data import data_of
from popups.rules.change_points import FIELDS, codes_of
from tests.make import make_application, make_call, make_officer, make_reviewer, make_unit, today
from tests.popups.applying import NEEDS, WHAT, page_of
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db

POINTS = [("description", "Cik podu ripu būs?"), ("budget_cents", "Vai tas ir ar komunālajiem?"), ("", "Rakstiet latviski.")]


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def asked(officer):
    application = make_application(description="Podi.", budget_cents=9000)
    return request_changes(application=application, points=POINTS, by=officer)


def codes(response) -> str:
    return response.context["codes"]


def answered(application) -> dict[str, tuple[bool, bool]]:
    return {point.code: (point.is_changed, point.is_ticked) for point in points_asked(application)}


def test_every_field_of_the_form_can_be_asked_about_and_nothing_else():
    in_form = {step.code: set(step.form.base_fields) for step in STEPS if step.form}
    in_form["where"] = in_form["where"] - {"unit_1", "unit_2", "unit_3"} | {"units"}
    in_form["needs"] -= {"paper_kind"}
    assert {page: set(fields) for page, fields in FIELDS.items()} == in_form
    own = {question.code for spec in KINDS.values() for question in spec.questions}
    assert not own & {code for fields in FIELDS.values() for code in fields}


def test_they_are_called_as_the_form_calls_them():
    for step in STEPS:
        for name, field in (step.form.base_fields.items() if step.form else ()):
            if name in FIELDS[step.code] and name != "papers":
                assert str(FIELDS[step.code][name]) == str(field.label), name


def test_questions_and_papers_of_the_call_can_be_asked_about():
    call = make_call()
    CallQuestion.objects.create(call=call, code="q_light", widget="yes_no", texts={"lv": {"label": "Vai vajag gaismu?"}})
    application = make_application(call=call)
    found = codes_of(application)
    assert str(found["what"]["q_light"]) == "Vai vajag gaismu?"
    assert any(code.startswith("paper-") for code in found["needs"])


@pytest.mark.parametrize(("note", "points", "code"), [
    ("", [], "note_missing"), ("", [("description", " ")], "text_missing"), ("Ok", [("claim_key", "x")], "unknown_field"),
    ("Ok", [("", "x")] * 31, "too_many")])
def test_what_is_asked_must_say_something_about_something(officer, note, points, code):
    with pytest.raises(Refused) as refused:
        request_changes(application=make_application(), note=note, points=points, by=officer)
    assert {problem.code for problem in refused.value.problems} == {code}
    assert not ChangePoint.objects.exists()


def test_the_letter_and_the_history_say_each_point(asked):
    letter = Letter.objects.get(kind=LetterKind.CHANGES_REQUESTED, application=asked)
    line = asked.history.get(verb=Verb.CHANGES_REQUESTED)
    for _code, text in POINTS:
        assert text in letter.text
        assert text in letter.html
        assert text in line.note


def test_an_officer_asks_row_by_row_without_a_script(client, officer):
    client.force_login(officer)
    application = make_application()
    page = reverse("popups:application-changes", args=[application.reference])
    rows = {"rows": "1", "row-0-about": "title", "row-0-text": "Īsāku, lūdzu.", "note": "Paldies!"}
    grown = client.post(page, {**rows, "add": "1"})
    assert grown.status_code == 200
    assert [form["text"].value() for form in grown.context["form"].rows.forms] == ["Īsāku, lūdzu.", None]
    assert client.get(page).status_code == 200
    assert not ChangePoint.objects.exists()
    sent = client.post(page, {**rows, "rows": "3", "row-1-about": "all", "row-1-text": "Vairāk par sevi.", "row-2-about": "", "row-2-text": ""})
    assert sent.status_code == 302
    assert list(ChangePoint.objects.values_list("field", "text")) == [("title", "Īsāku, lūdzu."), ("", "Vairāk par sevi.")]
    application.refresh_from_db()
    assert (application.state, application.changes_note) == (ApplicationStatus.CHANGES_REQUESTED, "Paldies!")


def test_a_row_without_a_sentence_is_named_and_what_was_typed_stays(client, officer):
    client.force_login(officer)
    application = make_application()
    page = reverse("popups:application-changes", args=[application.reference])
    response = client.post(page, {"rows": "1", "row-0-about": "title", "row-0-text": "", "note": "Paldies!"})
    assert response.status_code == 422
    assert codes(response) == "required"
    assert response.context["form"].rows.forms[0]["about"].value() == "title"
    assert "note_missing" in codes(client.post(page, {"rows": "1", "row-0-about": "", "row-0-text": "", "note": ""}))
    assert not ChangePoint.objects.exists()


def test_each_stands_beside_its_field_and_the_field_is_marked(client, asked):
    client.force_login(asked.applicant.user)
    page = client.get(page_of(asked, "what")).content.decode()
    assert 'id="id_description_marks"' in page
    assert "id_description_marks" in page.split('name="description"')[1].split(">")[0]
    assert "Cik podu ripu" in page
    assert 'id="id_title_marks"' not in page
    assert 'id="id_budget_cents_marks"' in client.get(page_of(asked, "needs")).content.decode()


def test_the_check_page_shows_them_beside_the_answers_and_leads_to_the_fields(client, asked):
    client.force_login(asked.applicant.user)
    page = client.get(page_of(asked, "check")).content.decode()
    assert 'data-field="description"' in page
    assert 'data-field="budget_cents"' in page
    assert f'{page_of(asked, "what")}#id_description' in page
    own = client.get(reverse("popups:my-application", args=[asked.reference])).content.decode()
    assert f'{page_of(asked, "what")}#id_description' in own


def test_a_field_in_which_nothing_stands_is_shown_where_it_is_asked_about(client, officer):
    application = request_changes(application=make_application(), points=[("website", "Vai jums ir lapa?"), ("papers", "Plānu, lūdzu.")], by=officer)
    client.force_login(application.applicant.user)
    page = client.get(page_of(application, "check")).content.decode()
    assert 'data-field="website"' in page
    assert 'data-field="papers"' in page


def test_a_changed_field_answers_its_point_by_itself(client, asked):
    client.force_login(asked.applicant.user)
    client.post(page_of(asked, "what"), WHAT | {"description": "Podi, sešas ripas."})
    asked.refresh_from_db()
    assert answered(asked) == {"description": (True, False), "budget_cents": (False, False), "": (False, False)}


def test_the_applicant_ticks_off_what_needs_no_change_and_can_take_it_back(client, asked):
    client.force_login(asked.applicant.user)
    budget = asked.change_points.get(field="budget_cents")
    typed = NEEDS | {"budget_cents": "90", "shown_point": budget.pk}
    client.post(page_of(asked, "needs"), typed | {"point": budget.pk})
    assert answered(asked)["budget_cents"] == (False, True)
    client.post(page_of(asked, "needs"), typed)
    assert answered(asked)["budget_cents"] == (False, False)


def test_ticks_on_the_last_page_are_kept_with_the_sending(client, asked):
    client.force_login(asked.applicant.user)
    whole = asked.change_points.get(field="")
    response = client.post(page_of(asked, "check"), {"shown_point": whole.pk, "point": whole.pk, "answer": "Pārējais paliek."})
    assert response.status_code == 302
    asked.refresh_from_db()
    assert asked.state is ApplicationStatus.SUBMITTED
    assert answered(asked)[""] == (False, True)
    assert not points_to_answer(asked)


def test_whoever_leaves_requested_changes_unanswered_is_asked_once(client, asked):
    client.force_login(asked.applicant.user)
    whole = asked.change_points.get(field="")
    ticked = {"shown_point": whole.pk, "point": whole.pk}
    response = client.post(page_of(asked, "check"), ticked)
    assert (response.status_code, response.context["unanswered"]) == (422, 2)
    asked.refresh_from_db()
    assert asked.state is ApplicationStatus.CHANGES_REQUESTED
    assert answered(asked)[""] == (False, True), "what was ticked is kept"
    assert 'name="anyway"' in response.content.decode()
    assert client.post(page_of(asked, "check"), ticked | {"anyway": "1"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state is ApplicationStatus.SUBMITTED


@pytest.mark.parametrize(("said", "status"), [({}, 422), ({"note_done": "1"}, 302), ({"answer": "Tagad ir."}, 302), ({"answer": "  "}, 422), ({"anyway": "1"}, 302)])
def test_what_was_asked_in_one_sentence_without_points_is_asked_about_once_too(client, officer, said, status):
    row = request_changes(application=make_application(), note="Pielieciet tāmi.", by=officer)
    client.force_login(row.applicant.user)
    assert 'name="note_done"' in client.get(page_of(row, "check")).content.decode()
    response = client.post(page_of(row, "check"), said)
    row.refresh_from_db()
    assert (response.status_code, row.state is ApplicationStatus.SUBMITTED) == (status, status == 302)
    if status == 422:
        page = response.content.decode()
        assert response.context["unanswered"] == 1 and 'name="anyway"' in page and 'id="unanswered"' in page


def test_where_points_stand_below_the_sentence_only_they_are_ticked_and_asked_about(client, officer):
    row = request_changes(application=make_application(), note="Paldies!", points=POINTS[:1], by=officer)
    client.force_login(row.applicant.user)
    assert 'name="note_done"' not in client.get(page_of(row, "check")).content.decode()
    assert client.post(page_of(row, "check"), {"note_done": "1"}).context["unanswered"] == 1


def test_ticks_for_somebody_elses_points_are_not_taken(client, asked, officer):
    other = request_changes(application=make_application(), points=[("title", "Citu.")], by=officer)
    point = other.change_points.get()
    client.force_login(asked.applicant.user)
    client.post(page_of(asked, "check"), {"shown_point": [point.pk, "x", "9" * 30], "point": point.pk})
    point.refresh_from_db()
    assert point.ticked_at is None


def test_once_sent_again_nothing_is_ticked_any_more(asked):
    submit_application(application=asked, by=asked.applicant.user)
    point = asked.change_points.get(field="title") if asked.change_points.filter(field="title") else asked.change_points.first()
    tick_points(application=asked, shown=[point.pk], ticked=[point.pk], by=asked.applicant.user)
    point.refresh_from_db()
    assert point.ticked_at is None


def test_the_office_sees_what_was_answered_with_the_old_and_the_new(client, asked, officer):
    save_step(application=asked, step_code="what", by=asked.applicant.user, description="Sešas ripas.")
    save_step(application=asked, step_code="needs", by=asked.applicant.user, budget_cents=12000)
    submit_application(application=asked, by=asked.applicant.user)
    save_step_later = {"description": "Podi.", "budget_cents": 9000}
    type(asked).objects.filter(pk=asked.pk).update(**save_step_later)
    client.force_login(officer)
    page = client.get(reverse("popups:staff-application", args=[asked.reference]))
    found = {point.code: (point.before.value, point.after.value, point.is_answered) for point in page.context["asked"]}
    assert found == {"description": ("Podi.", "Sešas ripas.", True), "budget_cents": (9000, 12000, True), "": ("", "", False)}
    assert b'id="asked-changes"' in page.content


def test_only_the_last_round_is_shown(officer):
    application = make_application()
    for text in ("Pirmais", "Otrais"):
        application = request_changes(application=application, points=[("title", text)], by=officer)
        application = submit_application(application=application, by=application.applicant.user)
    assert [point.text for point in points_asked(application)] == ["Otrais"]


def test_every_kind_of_answer_is_compared_and_told(officer):
    unit = make_unit()
    application = make_application(units=[make_unit()])
    asked = request_changes(application=application, by=officer, points=[
        (code, "?") for page, fields in codes_of(application).items() if page != "who" for code in fields])
    save_step(application=asked, step_code="where", by=asked.applicant.user, units=[unit], weekdays=[1, 5], shortest_days=3,
              earliest_start_on=asked.latest_end_on)
    save_step(application=asked, step_code="needs", by=asked.applicant.user, needed_features=["water"])
    asked.refresh_from_db()
    add_papers(application=asked, files=[SimpleUploadedFile("plan.pdf", b"%PDF-1.7")], by=asked.applicant.user, kind="other")
    found = {point.code: point for point in points_to_answer(asked)}
    changed = {code for code, point in found.items() if point.is_changed}
    assert changed == {"units", "weekdays", "shortest_days", "earliest_start_on", "needed_features", "papers", *(
        {"paper-other"} & found.keys())}
    assert all(found[code].after.value for code in changed)
    assert str(unit) in found["units"].after.value


def test_thirty_points_cost_as_many_questions_as_two(officer, django_assert_max_num_queries):
    two, thirty = make_application(), make_application()
    every = [(code, "?") for fields in codes_of(thirty).values() for code in fields]
    two = request_changes(application=two, points=every[:2], by=officer)
    thirty = request_changes(application=thirty, points=(every * 2)[:30], by=officer)
    with django_assert_max_num_queries(9):
        assert len(points_to_answer(two)) == 2
    with django_assert_max_num_queries(9):
        assert len(points_to_answer(thirty)) == 30


def test_what_became_of_them_is_for_the_office_not_for_reviewers(client, asked):
    client.force_login(make_reviewer())
    page = client.get(reverse("popups:staff-application", args=[asked.reference]))
    assert page.context["asked"] == []


def test_they_are_in_the_copy_for_the_person_and_go_with_the_rest(asked, officer):
    [told] = data_of(asked.applicant.user, today())["applications"]
    assert [point["text"] for point in told["requested_changes"]] == [text for _code, text in POINTS]
    submit_application(application=asked, by=asked.applicant.user)
    strip_application(application=asked, by=officer)
    assert not ChangePoint.objects.exists()


def test_where_nothing_at_all_was_written_the_first_row_is_to_blame(client, officer):
    client.force_login(officer)
    page = reverse("popups:application-changes", args=[make_application().reference])
    form = client.post(page, {"rows": "1", "row-0-about": "", "row-0-text": "", "note": ""}).context["form"]
    assert ("text" in form.rows.forms[0].errors, "note" in form.errors) == (True, False)
