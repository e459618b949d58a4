"""The queue, the page of one application, and what the office answers."""

import logging
from uuid import uuid4

import pytest
from django.urls import reverse

from popups.choices import ApplicationStatus, OfferStatus, PaperKind
from popups.kinds import ApplicantKind, spec_of
from popups.models import Application, Comment, History, Paper
from popups.reports.answers import answers_of
from popups.reports.queue import neighbours, queue
from popups.rules.stage import StageCode, stage_of
from tests.make import (
    days,
    make_applicant,
    make_application,
    make_call,
    make_current_tenancy,
    make_offer,
    make_owner,
    make_reviewer,
    make_surveyor,
    make_tenancy,
    make_unit,
    make_user,
    today,
)
from vacancies.choices import FundingRestriction

pytestmark = pytest.mark.django_db
LIST = "/staff/applications/"


def address(name: str, application: Application) -> str:
    return reverse(f"popups:{name}", args=[application.reference])


def references(response) -> list[str]:
    return [row.application.reference for row in response.context["rows"]]


# The queue

def test_the_queue_shows_what_waits_for_the_office_oldest_first(client, officer):
    first, second, third = (make_application(status=status) for status in (
        ApplicationStatus.SUBMITTED, ApplicationStatus.SHORTLISTED, ApplicationStatus.IN_REVIEW))
    for status in (ApplicationStatus.DRAFT, ApplicationStatus.NOT_SELECTED, ApplicationStatus.CHANGES_REQUESTED):
        make_application(status=status)
    make_offer()
    assert references(client.get(LIST)) == [row.reference for row in (first, second, third)]


def every_stage() -> dict[StageCode, Application]:
    """One application in every stage; its draft is nobody's business but the applicant's."""
    made = {StageCode[status.name]: make_application(status=status) for status in ApplicationStatus}
    made[StageCode.OFFERED] = make_offer().application
    made[StageCode.AWAITS_OWNER] = make_offer(status=OfferStatus.ACCEPTED, owner_agreed_on=None,
                                              unit=make_unit(owner=make_owner())).application
    made[StageCode.UPCOMING] = make_tenancy(start=days(30), answer_by_on=days(1)).offer.application
    made[StageCode.CURRENT] = make_current_tenancy().offer.application
    made[StageCode.ENDED] = make_current_tenancy(started_days_ago=30, days_left=0).offer.application
    return made


def test_each_stage_in_the_filter_finds_exactly_the_applications_in_that_stage(client, officer):
    made = every_stage()
    del made[StageCode.DRAFT]
    for code, application in made.items():
        assert stage_of(application, today()).code is code
        found = references(client.get(LIST, {"stage": code.value}))
        assert found == ([application.reference] if application.submitted_at else []), code
    assert len(references(client.get(LIST, {"stage": "all"}))) == sum(row.submitted_at is not None for row in made.values())


def test_an_offer_that_lapsed_without_an_answer_no_longer_counts_as_offered(client, officer):
    offer = make_offer(start=days(9), answer_by_on=days(1))
    assert list(queue(days(1), stage=StageCode.OFFERED.value)) == [offer.application]
    assert list(queue(days(2), stage=StageCode.SHORTLISTED.value)) == [offer.application]


def test_words_find_names_and_references_without_diacritics(client, officer):
    ziema = make_application(title="Ziemas šūpoles")
    group = make_application(applicant=make_applicant(name="Pūtēju kvintets"))
    for words, wanted in (("SUPOLES ziemas", ziema), ("puteju", group), (ziema.reference.lower(), ziema)):
        assert references(client.get(LIST, {"q": words})) == [wanted.reference]
    assert references(client.get(LIST, {"q": "nothing of the kind"})) == []


def test_kind_and_activity_narrow_the_queue(client, officer):
    maker = make_application(activity="food")
    ngo = make_application(applicant=make_applicant(kind=ApplicantKind.NGO), activity="meeting")
    assert references(client.get(LIST, {"kind": "ngo"})) == [ngo.reference]
    assert references(client.get(LIST, {"activity": "food"})) == [maker.reference]


def test_one_call_or_none_narrows_the_queue_and_stays_with_the_other_filters(client, officer):
    call, other = make_call(), make_call(title="Ziema veikalos")
    makers = [make_application(call=call) for _ in range(2)]
    ngo = make_application(call=call, applicant=make_applicant(kind=ApplicantKind.NGO))
    elsewhere, alone = make_application(call=other), make_application()
    assert references(client.get(LIST, {"call": call.reference})) == [row.reference for row in (*makers, ngo)]
    assert references(client.get(LIST, {"call": other.reference})) == [elsewhere.reference]
    assert references(client.get(LIST, {"call": "none"})) == [alone.reference]
    assert references(client.get(LIST, {"call": call.reference, "kind": "ngo"})) == [ngo.reference]
    page = client.get(address("staff-application", makers[1]), {"call": call.reference})
    assert (page.context["before"], page.context["after"]) == (makers[0].reference, ngo.reference)
    assert f"{ngo.reference}/?call={call.reference}" in page.content.decode()


def test_calls_are_chosen_by_their_titles_and_those_never_released_are_not_offered(client, officer):
    call, draft = make_call(title="Ziema veikalos"), make_call(is_released=False)
    page = client.get(LIST, {"call": "C-XXXX"}, headers={"accept-language": "lv"})
    said = page.content.decode()
    assert f'value="{call.reference}">Ziema veikalos<' in said and draft.reference not in said
    assert 'data-ignored="call"' in said, "an unknown one narrows nothing, and the page says so"


def test_a_town_that_never_had_a_call_is_asked_for_none(client, officer):
    make_application()
    assert 'name="call"' not in client.get(LIST).content.decode()


def test_a_filter_that_cannot_be_understood_narrows_nothing(client, officer):
    application = make_application()
    response = client.get(LIST, {"stage": "x", "kind": "y", "after": "zz", "before": "-1"})
    assert references(response) == [application.reference]


def test_the_queue_costs_the_same_with_one_and_with_thirty(client, officer, django_assert_max_num_queries):
    make_application()
    with django_assert_max_num_queries(8) as one:
        client.get(LIST)
    for _ in range(29):
        make_application(unit=Application.objects.first().wishes.get().unit)
    with django_assert_max_num_queries(len(one)):
        assert len(references(client.get(LIST))) == 30


def test_the_second_page_goes_on_where_the_first_ended(client, officer):
    unit = make_unit()
    made = [make_application(unit=unit).reference for _ in range(7)]
    from_first = client.get(LIST, {"after": str(Application.objects.get(reference=made[2]).pk)})
    assert references(from_first) == made[3:]
    back = client.get(LIST, {"before": str(Application.objects.get(reference=made[3]).pk)})
    assert references(back) == made[:3]


# One application

def test_previous_and_next_keep_to_the_filter(client, officer):
    ngos = [make_application(applicant=make_applicant(kind=ApplicantKind.NGO)) for _ in range(3)]
    make_application()
    middle = client.get(address("staff-application", ngos[1]), {"kind": "ngo"})
    assert (middle.context["before"], middle.context["after"]) == (ngos[0].reference, ngos[2].reference)
    last = client.get(address("staff-application", ngos[2]), {"kind": "ngo"})
    assert (last.context["before"], last.context["after"]) == (ngos[1].reference, "")
    assert f"{ngos[0].reference}/?kind=ngo" in middle.content.decode()


def test_an_application_that_left_the_queue_still_leads_to_its_neighbours():
    rows = [make_application() for _ in range(3)]
    Application.objects.filter(pk=rows[1].pk).update(status=ApplicationStatus.WITHDRAWN)
    assert neighbours(queue(today()), rows[1]) == (rows[0].reference, rows[2].reference)


def test_the_page_shows_the_answers_and_every_problem_of_a_wished_unit(client, officer):
    ngo = make_applicant(kind=ApplicantKind.NGO, contact_name="Anna Ozola", phone="+371 20000000")
    unit = make_unit(funding_restriction=FundingRestriction.BUSINESSES)
    unit.permitted_activities.create(activity="food")
    application = make_application(applicant=ngo, unit=unit, description="Swap shop for skis", activity="equipment_hire",
                                   needed_features=["water"])
    page = client.get(address("staff-application", application)).content.decode()
    assert "Swap shop for skis" in page
    assert 'data-codes="funding_condition activity_not_permitted ' in page
    assert ngo.user.email in page


@pytest.mark.parametrize("kind", ApplicantKind)
def test_the_office_reads_every_answer_of_every_kind(client, officer, kind):
    questions = {question.code: f"Said of {question.code}" for question in spec_of(kind).questions
                 if question.widget not in {"yes_no", "days"}}
    days_of_week = {question.code: [1, 6] for question in spec_of(kind).questions if question.widget == "days"}
    application = make_application(
        applicant=make_applicant(kind=kind, website="https://example.org/us", about="About us", registration_number="40001"),
        answers=questions | days_of_week, description="Described", needs_note="Noted", budget_cents=12300, needed_features=["water", "wc"],
        earliest_start_on=days(40), latest_end_on=days(90), shortest_days=17, longest_days=23)
    page = client.get(address("staff-application", application)).content.decode()
    assert ("pirmdiena, sestdiena" in page.lower()) == bool(days_of_week)
    for said in [*questions.values(), "https://example.org/us", "About us", "40001", "Described", "Noted", "123,00",
                 days(40).strftime("%d.%m.%Y."), days(90).strftime("%d.%m.%Y."), "17", "23"]:
        assert said in page, said


def test_yes_and_no_are_told_apart_from_no_answer():
    def told(value) -> set[str]:
        application = make_application(answers={"goods": "Cups", "first_shop": value})
        return {str(fact.value) for section in answers_of(application) for fact in section.facts}

    yes, no, unsaid = told(True), told(False), told(None)
    assert len(yes - unsaid) == len(no - unsaid) == 1
    assert yes - unsaid != no - unsaid


def test_a_reviewer_reads_and_comments_but_sees_no_contact_and_decides_nothing(client):
    application = make_application(applicant=make_applicant(phone="+371 29999999"))
    client.force_login(make_reviewer())
    page = client.get(address("staff-application", application)).content.decode()
    assert application.title in page
    assert application.applicant.user.email not in page
    assert "+371 29999999" not in page
    assert 'id="steps"' not in page
    for name in ("application-review", "application-shortlist", "application-decide", "application-changes"):
        assert client.post(address(name, application)).status_code == 404
    assert client.post(address("application-comment", application), {"text": "Good."}).status_code == 302
    assert Comment.objects.get().text == "Good."


@pytest.mark.parametrize("name", ["staff-application", "application-comment", "application-decide", "application-review",
                                  "application-changes", "application-shortlist"])
def test_strangers_sign_in_first_and_others_get_a_404(client, name):
    application = make_application()
    method = client.get if name == "staff-application" else client.post
    assert f"next={address(name, application)}" in method(address(name, application))["Location"]
    for person in (make_user(), make_surveyor(), application.applicant.user):
        client.force_login(person)
        assert method(address(name, application)).status_code == 404
    assert Application.objects.get().state is ApplicationStatus.SUBMITTED


def test_a_draft_does_not_exist_for_the_office(client, officer):
    draft = make_application(status=ApplicationStatus.DRAFT)
    assert client.get(address("staff-application", draft)).status_code == 404
    assert client.get(LIST + "A-ZZZZ/").status_code == 404


def test_who_read_an_application_is_logged_without_any_name(client, officer, caplog):
    application = make_application()
    with caplog.at_level(logging.INFO, logger="popups.viewed"):
        client.get(address("staff-application", application))
    (record,) = [record for record in caplog.records if record.name == "popups.viewed"]
    assert application.reference in record.getMessage()
    assert str(officer.pk) in record.getMessage()
    assert "@" not in record.getMessage()
    assert application.applicant.name not in record.getMessage()


def test_reading_changes_nothing_however_often(client, officer):
    application = make_application()
    lines = History.objects.count()
    for name in ("staff-application", "application-decide", "application-changes"):
        assert client.get(address(name, application)).status_code == 200
    for name in ("application-review", "application-shortlist", "application-comment"):
        assert client.get(address(name, application)).status_code == 405
    assert History.objects.count() == lines
    assert Application.objects.get().state is ApplicationStatus.SUBMITTED


def crowd(application: Application, number: int, officer) -> None:
    """Papers, comments, wishes, other applications and offers, as many of each."""
    for index in range(number):
        Paper.objects.create(application=application, key=uuid4().hex, kind=PaperKind.OTHER,
                             file_name=f"{index}.pdf", content_type="application/pdf", size=1)
        Comment.objects.create(application=application, by=make_reviewer(), text=str(index))
        application.wishes.create(unit=make_unit(), rank=index)
        other = make_application(applicant=application.applicant)
        make_offer(application=application, status=OfferStatus.DECLINED)
        make_offer(application=other)


def test_the_page_costs_the_same_however_much_is_on_it(client, officer, django_assert_max_num_queries):
    application = make_application()
    crowd(application, 1, officer)
    with django_assert_max_num_queries(25) as one:
        client.get(address("staff-application", application))
    crowd(application, 8, officer)
    with django_assert_max_num_queries(len(one)):
        client.get(address("staff-application", application))
