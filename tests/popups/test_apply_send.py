"""Check and send: everything told back, everything missing named at once, sent once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from popups.choices import ApplicationStatus, LetterKind, Where
from popups.forms.applicant.steps import STEPS
from popups.kinds import ApplicantKind
from popups.lifecycle.applications import request_changes, start_application
from popups.models import Applicant, Application, Letter
from tests.make import days, make_application, make_officer, make_unit, make_user
from tests.popups.applying import NEEDS, WHAT, WHO, fill, page_of, where

pytestmark = pytest.mark.django_db
START = "/apply/"


@pytest.fixture
def maker(client):
    user = make_user(email="maker@example.org")
    client.force_login(user)
    return user


@pytest.fixture
def draft(maker):
    return start_application(by=maker, kind=ApplicantKind.MAKER)


def test_the_whole_path_from_the_door_to_sent(client, maker):
    unit = make_unit(asking_rent_cents=12000, utilities_cents=3000)
    client.post(START, {"kind": "maker", "unit": unit.reference})
    draft = Application.objects.get()
    fill(client, draft, unit)
    check = client.get(page_of(draft, "check"))
    html = check.content.decode()
    for said in ("Māla darbnīca", "Krūzes un bļodas.", unit.name, "150,50", "207,12"):  # 42 days of 150 € a month
        assert said in html, said
    assert check.context["told"].missing == []
    answer = client.post(page_of(draft, "check"))
    draft.refresh_from_db()
    assert answer.url == reverse("popups:my-application", args=[draft.reference])
    assert draft.status == ApplicationStatus.SUBMITTED
    assert Letter.objects.filter(kind=LetterKind.APPLICATION_RECEIVED, application=draft).count() == 1


def test_sending_an_unfinished_one_shows_all_that_is_missing_with_links_to_the_fields(client, draft):
    response = client.post(page_of(draft, "check"))
    assert response.status_code == 422
    missing = response.context["told"].missing
    assert {problem.code for problem in missing} == {
        "title_missing", "activity_missing", "description_missing", "answer_missing", "units_missing", "start_missing",
        "end_missing", "length_missing", "name_missing"}
    html = response.content.decode()
    for problem in missing:
        href = f"{page_of(draft, problem.step.code)}?missing=1#{problem.anchor}"
        assert f'href="{href}"' in html
        assert f'id="{problem.anchor}"' in client.get(href.split("#")[0]).content.decode(), problem.code
    draft.refresh_from_db()
    assert draft.status == ApplicationStatus.DRAFT


def test_looking_at_the_check_page_sends_nothing(client, draft):
    fill(client, draft)
    client.get(page_of(draft, "check"))
    draft.refresh_from_db()
    assert draft.status == ApplicationStatus.DRAFT


def test_sending_twice_sends_once(client, draft):
    fill(client, draft)
    first = client.post(page_of(draft, "check"))
    second = client.post(page_of(draft, "check"))
    assert first.url == second.url == reverse("popups:my-application", args=[draft.reference])
    assert Letter.objects.filter(kind=LetterKind.APPLICATION_RECEIVED).count() == 1


def test_pages_of_a_sent_application_lead_to_what_was_sent_and_change_nothing(client, maker):
    application = make_application(applicant=Applicant.objects.create(user=maker, kind="maker", name="M"))
    title = application.title
    for step in STEPS:
        response = client.post(page_of(application, step.code), WHO | WHAT | where() | NEEDS)
        assert response.url == reverse("popups:my-application", args=[application.reference])
    application.refresh_from_db()
    assert application.title == title


def test_what_the_office_asks_for_is_shown_and_can_be_changed_and_sent_again(client, maker):
    application = make_application(applicant=Applicant.objects.create(user=maker, kind="maker", name="M"))
    request_changes(application=application, note="Lūdzu, pievienojiet attēlu.", by=make_officer())
    for step in ("who", "check"):
        assert "Lūdzu, pievienojiet attēlu." in client.get(page_of(application, step)).content.decode()
    client.post(page_of(application, "what"), WHAT)
    client.post(page_of(application, "check"), {"note_done": "1"})
    application.refresh_from_db()
    assert (application.status, application.title) == (ApplicationStatus.SUBMITTED, "Krūzes")


def test_a_wish_that_the_building_excludes_is_told_but_can_be_sent(client, maker):
    unit = make_unit(funding_restriction="public_benefit")
    draft = start_application(by=maker, kind=ApplicantKind.MAKER, unit=unit)
    fill(client, draft, unit)
    assert [place for place, _message in client.get(page_of(draft, "check")).context["cautions"]] == [unit]
    client.post(page_of(draft, "check"))
    draft.refresh_from_db()
    assert draft.status == ApplicationStatus.SUBMITTED


def test_no_cost_is_invented_where_the_owner_has_named_none(client, maker):
    unit = make_unit(asking_rent_cents=None)
    draft = start_application(by=maker, kind=ApplicantKind.MAKER, unit=unit)
    fill(client, draft, unit)
    costs = client.get(page_of(draft, "check")).context["estimates"][0].costs
    assert [cost.total_cents for cost in costs] == [None, None]


def test_letting_us_choose_sends_without_wishes(client, draft):
    fill(client, draft)
    client.post(page_of(draft, "check"))
    draft.refresh_from_db()
    assert draft.where == Where.ANYWHERE
    assert not draft.wishes.exists()

def test_a_day_long_gone_is_told_before_sending(client, draft):
    fill(client, draft)
    Application.objects.filter(pk=draft.pk).update(earliest_start_on=days(-20), latest_end_on=days(-1) - timedelta(days=1))
    codes = {problem.code for problem in client.post(page_of(draft, "check")).context["told"].missing}
    assert "end_past" in codes
