"""What people stumbled over who applied for the first time."""

import pytest
from django.urls import reverse
from django.utils import translation

from popups.choices import PaperKind
from popups.matching.eligible import Failure
from popups.matching.explaining.changes import Change
from popups.models import Applicant, Application
from popups.reports.plan_words import Words, change_sentences, failure_sentence, value_words
from popups.rules.applications import completeness_problems
from tests.make import days, make_applicant, make_application, make_call, today
from tests.popups.applying import WHAT, WHO, codes_on, page_of
from vacancies.dates import days_in_words

pytestmark = pytest.mark.django_db


# --- who --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["010190-12345", "01019012345", "290200 12345", "LV311299-12345", "320000–12345"])
def test_a_personal_code_is_not_taken_for_a_registration_number(client, draft, code):
    answer = client.post(page_of(draft, "who"), WHO | {"registration_number": code})
    assert codes_on(answer) == ["personal_code"]
    assert not Applicant.objects.filter(registration_number=code).exists()


@pytest.mark.parametrize("number", ["40203999888", "LV50103999999", "90000056789", "40001", "", "HRB 12345", "010190123456"])
def test_a_registration_number_is(client, draft, number):
    client.post(page_of(draft, "who"), WHO | {"registration_number": number})
    assert Applicant.objects.get(pk=draft.applicant_id).registration_number == number


@pytest.mark.parametrize(("phone", "codes"), [("abc", ["no_phone"]), ("+371", ["no_phone"]), ("+371 (2) 000-00-00 iekš. 12", []), ("112233", []), ("", [])])
def test_a_telephone_has_digits(client, draft, phone, codes):
    answer = client.post(page_of(draft, "who"), WHO | {"phone": phone})
    assert (codes_on(answer) if answer.context else []) == codes


def test_a_number_to_go_by_stays_on_one_line(client, draft):
    answer = client.post(page_of(draft, "who"), WHO | {"phone": "abc"})
    assert "+371\xa020000000" in " ".join(answer.context["form"].errors["phone"])


def test_whoever_corrects_their_profile_is_asked_for_the_same(client):
    applicant = make_applicant()
    client.force_login(applicant.user)
    typed = {"name": "Žubītes", "contact_name": "", "phone": "abc", "registration_number": "010190-12345", "website": "", "about": ""}
    assert codes_on(client.post(reverse("popups:my-profile", args=[applicant.kind]), typed)) == ["no_phone", "personal_code"]


def test_who_applied_before_finds_ticked_what_they_were(client, draft):
    page = client.get(reverse("popups:application-start")).content.decode()
    assert f'value="{draft.applicant.kind}"' in page.split(" checked")[0].rsplit("<input", 1)[1]


# --- said once, and as it was asked -----------------------------------------------------------------------------


def test_beside_its_question_a_missing_answer_does_not_name_it_again(client, draft):
    Application.objects.update(answers={})
    answer = client.post(page_of(draft, "what"), WHAT | {"goods": "", "shown": ["goods"]}, headers={"accept-language": "en"})
    assert answer.context["form"].errors == {"goods": ["Please answer."]}
    check = client.get(page_of(draft, "check"), headers={"accept-language": "en"})
    assert "Please answer: What will you sell?" in [lack.message for lack in check.context["told"].missing]


@pytest.mark.parametrize(("days", "words"), [(14, "2 weeks"), (56, "8 weeks"), (7, "1 week"), (10, "10 days"), (1, "1 day"), (None, "")])
def test_whole_weeks_are_said_as_weeks(days, words):
    with translation.override("en"):
        assert days_in_words(days) == words


@pytest.mark.parametrize(("call", "asked", "said"), [
    ({"longest_days": 56}, {"shortest_days": 70}, "A stay in this call is at most 8 weeks."),
    ({"longest_days": 57}, {"shortest_days": 70}, "A stay in this call is at most 57 days."),
    ({"shortest_days": 28}, {"shortest_days": 7, "longest_days": 14}, "A stay in this call is at least 4 weeks."),
    ({}, {"shortest_days": 3650, "latest_end_on": 4000}, "The longest stay for you is {limit}."),
    ({"stays_start": 60, "stays_end": 81}, {"shortest_days": 28, "earliest_start_on": 60, "latest_end_on": 120},
     "Your days and those of this call have only 3 weeks in common. It takes at least 4 weeks."),
])
def test_the_rules_of_a_call_say_lengths_as_its_page_does(call, asked, said):
    call, asked = ({name: value if name.endswith("_days") else days(value) for name, value in row.items()} for row in (call, asked))
    application = make_application(call=make_call(**call), status="draft", **asked)
    with translation.override("en"):
        sentences = [str(problem.message) for problem in completeness_problems(application, today())]
        assert said.format(limit=days_in_words(application.spec.longest_days)) in sentences


def test_what_the_applicant_reads_of_a_plan_says_weeks_too():
    words = Words(today(), {}, {})
    with translation.override("en"):
        assert failure_sentence(Failure("dates", 14, 42), words) == "Of the days asked for at most 2 weeks on end are free, at least 6 weeks are needed."
        assert failure_sentence(Failure("dates", 0, 42), words) == "It is not free in the days asked for."
        assert change_sentences([Change("shorter", 7, to=21)], words) == ["A shorter stay would do: 3 weeks."]
        assert value_words("longest", 30, words) == "30 days"


def test_a_call_says_its_stays_in_weeks_where_they_were_typed_so(client):
    call = make_call(shortest_days=14, longest_days=57)
    page = client.get(reverse("popups:call-detail", args=[call.reference]), headers={"accept-language": "en"}).content.decode()
    assert "<dd>2 weeks</dd>" in page
    assert "<dd>57 days</dd>" in page


# --- papers -----------------------------------------------------------------------------------------------------


def test_a_paper_that_is_needed_is_said_at_the_box_until_it_is_there(client):
    call = make_call()
    call.asked_papers.create(paper="registration", is_required=True)
    draft = make_application(status="draft", call=call)
    client.force_login(draft.applicant.user)

    def box() -> str:
        html = client.get(page_of(draft, "needs"), headers={"accept-language": "en"}).content.decode()
        return html.split('for="id_papers"')[1].split("</div>")[0]

    assert "Needed to send the application: " in box()
    assert "optional" not in box()
    draft.papers.create(kind="registration", key="a" * 32, file_name="a.pdf", size=1)
    assert "Needed" not in box()
    assert "optional" in box()


def test_where_one_begins_the_papers_that_a_call_needs_are_named(client):
    call = make_call()
    call.asked_papers.create(paper="registration", is_required=True)
    call.asked_papers.create(paper="food", goods="food", is_required=True)
    call.asked_papers.create(paper="insurance", is_required=False)
    page = client.get(reverse("popups:application-start"), {"call": call.reference})
    assert [paper.label for paper in page.context["papers"]] == [PaperKind.REGISTRATION.label, PaperKind.FOOD.label]
    assert 'id="papers-needed"' in page.content.decode()
    assert 'id="papers-needed"' not in client.get(reverse("popups:application-start")).content.decode()
