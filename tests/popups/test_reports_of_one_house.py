"""Several residents report one house: each report names the others, and one decision takes along those that are ticked."""

import re

import pytest
from django.urls import reverse

from popups.choices import LetterKind
from popups.lifecycle.resident_reports import dismiss_report, take_as_known, take_as_new
from popups.models import Letter
from tests.make import days, make_officer, make_report, make_surveyor, make_unit
from tests.popups.asking import codes, queries_of, signed_in
from vacancies.choices import DismissReason, ReportState, Seen
from vacancies.models import FieldVisit, Report, Unit, Vacancy
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/staff/reports/"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def page_of(report):
    return reverse("popups:staff-report", args=[report.key])


def decide(client, report, which, **fields):
    return client.post(page_of(report), {"which": which} | {f"{which}-{name}": value for name, value in fields.items()})


def named(response):
    """The other reports that a page names."""
    return re.findall(r'data-report="([^"]+)"', response.content.decode())



def states():
    return dict(Report.objects.values_list("key", "state"))


def offered(response, which):
    form = response.context["forms"][which]
    return [key for key, _label in form.fields["others"].choices] if "others" in form.fields else []


def test_new_reports_of_one_house_name_each_other():
    one, two = make_report(address="Pils iela 4"), make_report(address="Pils ielā 4", seen_on=days(-2))
    pointed = make_report(unit=make_unit(address_typed="Pils iela 4"), seen_on=days(-1))
    make_report(address="Pils iela 4", state=ReportState.DISMISSED)
    make_report(address="Pils iela 6")
    make_report(address="", point=(57.4, 27.0))
    for person in (make_officer(), make_surveyor()):
        assert named(signed_in(person).get(page_of(one))) == [two.key, pointed.key]
    assert sorted(named(signed_in(make_officer()).get(page_of(pointed)))) == sorted([one.key, two.key])


def test_the_list_says_how_many_more_there_are():
    same = [make_report(address="Pils iela 4") for _number in range(3)]
    make_report(address="Pils iela 6")
    found = re.findall(r'data-others="(\d+)" href="([^"]+)#others"', signed_in(make_officer()).get(LIST).content.decode())
    assert sorted(found) == sorted(("2", page_of(report)) for report in same)


def test_the_list_and_the_page_cost_the_same_with_many_of_one_house():
    client, report = signed_in(make_officer()), make_report(address="Pils iela 4")
    make_report(address="Pils iela 4")
    few = [queries_of(client, address) for address in (LIST, page_of(report))]
    for _number in range(28):
        make_report(address="Pils iela 4")
    assert len(named(client.get(page_of(report)))) == 20
    assert [queries_of(client, address) for address in (LIST, page_of(report))] == few


@pytest.mark.parametrize("which", ["known", "new", "dismiss"])
def test_one_decision_takes_along_what_is_ticked_and_nothing_else(which):
    client, unit = signed_in(make_officer()), make_unit(address_typed="Pils iela 4")
    report, ticked, left = (make_report(address="Pils iela 4") for _number in range(3))
    answers = {"known": {"unit": unit.reference}, "new": {"address": "Pils iela 4"}, "dismiss": {"reason": DismissReason.NOT_SHOP}}
    page = client.get(page_of(report))
    assert offered(page, which) == [ticked.key, left.key]
    assert not page.context["forms"][which]["others"].value(), "nothing is ticked beforehand"
    assert decide(client, report, which, others=[ticked.key], **answers[which]).status_code == 302
    told = states()
    assert told[ticked.key] == told[report.key] != ReportState.NEW
    assert told[left.key] == ReportState.NEW
    assert Report.objects.get(key=ticked.key).unit == Report.objects.get(key=report.key).unit


def test_undo_brings_all_back_that_were_dismissed_together():
    client, report = signed_in(make_officer()), make_report(address="Pils iela 4")
    others = [make_report(address="Pils iela 4") for _number in range(2)]
    earlier = make_report(address="Pils iela 4", state=ReportState.DISMISSED)
    answer = decide(client, report, "dismiss", others=[one.key for one in others], reason=DismissReason.NOT_SHOP)
    page = client.get(answer["Location"]).content.decode()
    undo = re.search(rf'action="({reverse("popups:report-reopen", args=[report.key])}[^"]*)"', page).group(1).replace("&amp;", "&")
    for _time in range(2):
        assert client.post(undo).status_code == 302
    told = states()
    assert {told[one.key] for one in (report, *others)} == {ReportState.NEW}
    assert told[earlier.key] == ReportState.DISMISSED


def test_one_that_somebody_decided_on_meanwhile_is_said_and_nothing_is_done():
    client, unit = signed_in(make_officer()), make_unit(address_typed="Pils iela 4")
    report, other = make_report(address="Pils iela 4"), make_report(address="Pils iela 4")
    dismiss_report(report=other, reason=DismissReason.OTHER, by=make_officer())
    assert codes(decide(client, report, "known", unit=unit.reference, others=[other.key])) == {"invalid_choice"}
    with pytest.raises(Refused, match="already_decided"):
        take_as_known(report=report, others=[other], unit=unit, is_checked=True, by=make_officer())
    assert states()[report.key] == ReportState.NEW
    assert not FieldVisit.objects.exists()


@pytest.mark.parametrize("is_new", [True, False])
def test_what_was_checked_is_a_visit_of_those_only_that_saw_the_same(is_new):
    report = make_report(address="Pils iela 4", seen_on=days(-2))
    same = make_report(address="Pils iela 4", seen_on=days(-9))
    otherwise = make_report(address="Pils iela 4", seen=Seen.RENOVATION, seen_on=days(-1))
    given = {"report": report, "others": [same, otherwise], "is_checked": True, "by": make_officer()}
    if is_new:
        take_as_new(name="", address="Pils iela 4", **given)
    else:
        take_as_known(unit=make_unit(is_vacant=False), **given)
    assert sorted(FieldVisit.objects.values_list("seen", "seen_on")) == [(Seen.EMPTY, days(-9)), (Seen.EMPTY, days(-2))]
    assert Vacancy.objects.get().starts_on == days(-9), "it is empty since the first of them saw it"
    assert Unit.objects.get().reports.count() == 3


def test_everybody_who_left_an_address_gets_a_letter_of_their_own():
    report, other, silent = (make_report(address="Pils iela 4", email=email) for email in ("a@example.org", "b@example.org", ""))
    dismiss_report(report=report, others=[other, silent], reason=DismissReason.NOT_SHOP, by=make_officer())
    letters = Letter.objects.filter(kind=LetterKind.REPORT_ANSWERED)
    assert sorted(letters.values_list("to_email", flat=True)) == ["a@example.org", "b@example.org"]


@pytest.mark.parametrize(("emails", "is_asked"), [(["", ""], False), (["a@example.org", ""], True), (["", "b@example.org"], True)])
def test_a_sentence_to_the_reporter_is_asked_for_only_where_somebody_will_read_it(emails, is_asked):
    report, _other = (make_report(address="Pils iela 4", email=email) for email in emails)
    page = signed_in(make_officer()).get(page_of(report))
    for which, form in page.context["forms"].items():
        assert ("answer" in form.fields) is is_asked
        assert (f'name="{which}-answer"' in page.content.decode()) is is_asked
