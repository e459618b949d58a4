"""Musicians who ask for performances and for no place of their own."""

import pytest
from django.urls import reverse

from popups.choices import ApplicationStatus, Use
from popups.kinds import OF_STAYS, ONLY_PERFORMS, ApplicantKind
from popups.lifecycle.applications import start_application
from popups.lifecycle.copying import copy_application
from popups.models import Application
from popups.reports.performances import performers
from popups.reports.queue import queue
from popups.reports.stages import with_stage
from popups.rules.applications import completeness_problems
from popups.rules.change_points import codes_of
from popups.rules.offers import may_offer
from popups.rules.retention import KIND_BY_CODE
from popups.rules.stage import StageCode, stage_for_applicant, stage_of
from tests.make import days, make_application, make_call, make_officer, make_terms, make_unit, make_user, today
from tests.popups.applying import codes_on, lv, page_of
from tests.popups.asking import signed_in
from tests.popups.erasing import add_paper
from tests.popups.performing import musician

pytestmark = pytest.mark.django_db
WHAT = {"title": "Vakari", "activity": "music", "description": "Divas vijoles.", "line_up": "Divas vijoles", ONLY_PERFORMS: "yes"}


def performer(**more) -> Application:
    return musician(**{ONLY_PERFORMS: True} | more)


def offer_problems_of(application: Application) -> list[str]:
    unit = make_unit()
    return [problem.code for problem in may_offer(application, unit=unit, spaces=list(unit.spaces.in_use()), use=Use.WHOLE, start=days(1), end=days(20),
                                                  terms=make_terms(), today=today())]


@pytest.fixture
def draft(client):
    user = make_user()
    client.force_login(user)
    return start_application(by=user, kind=ApplicantKind.MUSICIAN)


def test_nothing_is_asked_about_a_stay_and_it_can_be_sent_without(client, draft):
    client.post(page_of(draft, "who"), {"kind": "musician", "name": "Divas vijoles"})
    client.post(page_of(draft, "what"), WHAT | {"length_minutes": "45"})
    where = client.get(page_of(draft, "where"))
    assert not OF_STAYS & set(where.context["form"].fields)
    typed = {"where": "anywhere", "earliest_start_on": lv(days(10)), "latest_end_on": lv(days(80))}
    assert client.post(page_of(draft, "where"), typed).status_code == 302
    assert not OF_STAYS & set(client.get(page_of(draft, "needs")).context["form"].fields)
    assert client.post(page_of(draft, "needs"), {"needs_note": "Strāva"}).status_code == 302
    check = client.get(page_of(draft, "check"))
    assert (check.context["told"].missing, check.context["estimates"], check.context["between"]) == ([], [], None)
    client.post(page_of(draft, "check"))
    draft.refresh_from_db()
    assert (draft.state, draft.shortest_days) == (ApplicationStatus.SUBMITTED, None)
    assert performers(None, make_officer()) == [draft]


def test_how_long_a_performance_is_must_be_said(client, draft):
    assert codes_on(client.post(page_of(draft, "what"), WHAT)) == ["answer_missing"]
    assert client.post(page_of(draft, "what"), WHAT | {ONLY_PERFORMS: "no"}).status_code == 302


def test_nobody_who_needs_no_place_is_asked_when_it_must_be_empty(draft):
    draft.answers = {ONLY_PERFORMS: True}
    [performs], [stays] = ([problem.message for problem in completeness_problems(row, today()) if problem.code == "end_missing"]
                           for row in (draft, make_application(status="draft", latest_end_on=None)))
    assert str(performs) != str(stays)


def test_whoever_changes_their_mind_is_asked_about_the_stay_again(client, draft):
    client.post(page_of(draft, "what"), WHAT | {"length_minutes": "45"})
    client.post(page_of(draft, "what"), WHAT | {ONLY_PERFORMS: "no"})
    assert set(client.get(page_of(draft, "where")).context["form"].fields) >= {"use", "shortest_days"}
    draft.refresh_from_db()
    assert "length_missing" in [problem.code for problem in completeness_problems(draft, today())]


def test_no_place_can_be_offered_to_them_and_their_page_leads_to_performances():
    for application, is_offered in ((performer(), False), (musician(), True)):
        page = signed_in(make_officer()).get(reverse("popups:staff-application", args=[application.reference])).content.decode()
        assert (reverse("popups:offer-new", args=[application.reference]) in page) is is_offered
        assert (f'href="{reverse("popups:performances")}"' in page.partition('id="steps"')[2].partition("</section")[0]) is not is_offered
        assert ("only_performs" in offer_problems_of(application)) is not is_offered


def test_the_office_reads_nothing_of_a_stay_that_was_not_asked_for():
    told = {application: signed_in(make_officer()).get(reverse("popups:staff-application", args=[application.reference])).content.decode()
            for application in (performer(), musician())}
    shown = [str(Application(use="whole").get_use_display()) in page for page in told.values()]
    assert shown == [False, True]


def test_nobody_is_asked_to_change_what_they_were_not_asked_for():
    asked = [{code for page in codes_of(application).values() for code in page} for application in (performer(), musician())]
    assert [bool(OF_STAYS & codes) for codes in asked] == [False, True]


def test_a_call_gives_places_so_it_does_not_ask_and_an_answer_from_before_does_not_count():
    old = performer()
    copy = copy_application(application=old, by=old.applicant.user, call=make_call())
    assert not copy.only_performs
    copy.answers[ONLY_PERFORMS] = True
    assert not copy.only_performs


def test_nobody_of_another_kind_only_performs():
    maker = make_application(answers={"goods": "Krūzes", ONLY_PERFORMS: True})
    assert not maker.only_performs
    assert "only_performs" not in offer_problems_of(maker)


def test_on_the_shortlist_they_read_what_happens_next_for_them():
    said = [str(stage_for_applicant(musician(status=ApplicationStatus.SHORTLISTED, **{ONLY_PERFORMS: only}), today()).next_step) for only in (True, None)]
    assert len(set(said)) == 2


def test_what_they_asked_for_is_let_go_of_when_its_time_is_long_over():
    due = KIND_BY_CODE["not_selected"]
    over, _later, _unread, _for_a_stay = of_yesterday()
    assert list(due.due(days(due.days + 1))) == [over]


def test_their_papers_go_as_soon_after_their_last_day_as_those_of_others(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    due, rows = KIND_BY_CODE["papers"], of_yesterday()
    for row in rows:
        add_paper(row)
    assert list(due.due(days(due.days - 1))) == []
    assert list(due.due(days(due.days + 1))) == [rows[0]]


def of_yesterday() -> list[Application]:
    """Taken on and over; taken on and not over; over before anybody took it on; over, and for a stay."""
    rows = [performer(status=ApplicationStatus.SHORTLISTED), performer(status=ApplicationStatus.SHORTLISTED), performer(), musician(status=ApplicationStatus.SHORTLISTED)]
    over = [row.pk for row in rows if row != rows[1]]
    Application.objects.filter(pk__in=over).update(earliest_start_on=days(-90), latest_end_on=days(-1))
    return rows


def test_whoever_was_taken_on_reads_that_it_is_over_after_their_last_day_and_waits_for_the_office_no_more():
    rows = of_yesterday()
    codes = [StageCode.ENDED, StageCode.SHORTLISTED, StageCode.SUBMITTED, StageCode.SHORTLISTED]
    assert [stage_of(Application.objects.get(pk=row.pk), today()).code for row in rows] == codes
    assert [with_stage(Application.objects.filter(pk=row.pk), today()).get().stage for row in rows] == codes
    assert set(queue(today())) == set(rows[1:])
