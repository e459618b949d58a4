"""Residents' reports at the office: read, decided once, and told apart from what somebody has checked."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from popups.choices import LetterKind, Verb
from popups.lifecycle.resident_reports import dismiss_report, reopen_report, take_as_known, take_as_new
from popups.models import History, Letter
from popups.reports.dashboard import dashboard
from popups.reports.needs import needs_of
from popups.reports.occupancy import with_occupancy
from popups.reports.resident_reports import candidates, has_link, open_reports
from popups.reports.suspicion import suspected
from tests.make import days, make_officer, make_report, make_reviewer, make_surveyor, make_unit, today
from tests.popups.asking import codes, queries_of, references, signed_in
from tests.vacancies.pictures import encoded, make_image, upload
from vacancies.choices import DismissReason, RecordState, ReportState, Role, Seen, SeenBy
from vacancies.lifecycle.photos import add_photo
from vacancies.lifecycle.units import record_visit
from vacancies.models import FieldVisit, Photo, Report, Unit, Vacancy
from vacancies.photos import stored_names
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


def with_photo(**fields):
    return make_report(file=upload(encoded(make_image())), **fields)


def letters():
    return Letter.objects.filter(kind=LetterKind.REPORT_ANSWERED)


def figures():
    told = dashboard(today())
    return [(figure.label, figure.count) for figure in (*told.occupancy, told.fresh, told.all_units)]


# Lists


def test_new_ones_first_and_those_dealt_with_apart():
    client = signed_in(make_officer())
    new, done = make_report(), make_report(state=ReportState.DISMISSED)
    assert references(client.get(LIST)) == [new.key]
    assert references(client.get(f"{LIST}?show=done")) == [done.key]
    assert client.get(f"{LIST}?show=all").status_code == 404


def test_thirty_reports_cost_what_one_costs():
    client = signed_in(make_officer())
    make_report(unit=make_unit())
    few = queries_of(client, LIST)
    for _number in range(29):
        make_report(unit=make_unit())
    assert len(references(client.get(LIST))) == 30
    assert queries_of(client, LIST) == few


def test_the_page_of_a_report_costs_the_same_with_many_units_near():
    client, report = signed_in(make_officer()), make_report(address="Pils iela 4", point=(57.424, 27.046))
    make_unit(address_typed="Pils iela 4")
    few = queries_of(client, page_of(report))
    for _number in range(9):
        make_unit(address_typed="Pils iela 4")
    assert len(references(client.get(page_of(report)))) == 10
    assert queries_of(client, page_of(report)) == few


def test_a_surveyor_reads_and_decides_nothing():
    client, report = signed_in(make_surveyor()), make_report()
    assert client.get(page_of(report)).status_code == 200
    assert "which" not in client.get(page_of(report)).content.decode()
    assert decide(client, report, "dismiss", reason=DismissReason.NOT_FOUND).status_code == 404
    report.refresh_from_db()
    assert report.is_new


def test_new_reports_wait_under_today():
    make_report(state=ReportState.DISMISSED)
    report = make_report(address="Pils iela 77")
    group = next(group for group in needs_of([Role.OFFICER], today()) if group.code == "reports")
    assert [need.href for need in group.needs] == [page_of(report)]


def test_units_it_may_speak_of_come_with_their_reasons_public_or_not():
    same = make_unit(address_typed="Pils iela 4", is_published=False, latitude=None, longitude=None)
    near = make_unit(address_typed="Dārza iela 70", latitude=57.42404, longitude=27.046)
    far = make_unit(address_typed="Dārza iela 71", latitude=57.43, longitude=27.05)
    pictured = make_unit(address_typed="Dārza iela 72", latitude=None, longitude=None)
    add_photo(unit=pictured, file=upload(encoded(make_image())), by=make_officer())
    archived = make_unit(address_typed="Pils iela 4", record_state=RecordState.ARCHIVED)
    found = candidates(with_photo(address="Pils iela 4", point=(57.424, 27.046)))
    assert [one.unit for one in found] == [pictured, same, near]
    assert all(one.reasons for one in found)
    assert far not in [one.unit for one in found]
    assert archived not in [one.unit for one in found]


@pytest.mark.parametrize(("address", "is_chosen"), [("Pils iela 4", True), ("Pils iela 6", False)])
def test_a_neighbour_is_shown_but_not_chosen_beforehand(address, is_chosen):
    client, unit = signed_in(make_officer()), make_unit(address_typed="Pils iela 4")
    report = make_report(address=address, point=(unit.latitude, unit.longitude))
    form = client.get(page_of(report)).context["forms"]["known"]
    assert form["unit"].initial == (unit.reference if is_chosen else None)
    if not is_chosen:
        assert decide(client, report, "known").status_code == 422
    assert decide(client, report, "known", reference=unit.reference).status_code == 302
    report.refresh_from_db()
    assert report.unit == unit


def test_the_map_shows_the_report_and_the_units():
    make_unit(address_typed="Pils iela 4")
    report = make_report(address="Pils iela 4", point=(57.4, 27.0))
    points = signed_in(make_officer()).get(reverse("popups:report-points", args=[report.key])).json()["points"]
    assert [(*point[:2], point[3]) for point in points] == [(57.4, 27.0, "report"), (57.424, 27.046, "held")]


@pytest.mark.parametrize(("text", "is_flagged"), [
    ("Skatieties https://example.org", True), ("www.example.com", True), ("buy at shop.ru now", True),
    ("Logs aizlīmēts. Tukšs kopš maija.", False), ("Pils ielā 4., blakus aptiekai", False)])
def test_a_link_is_pointed_out(text, is_flagged):
    assert has_link(make_report(text=text)) is is_flagged


# Decisions


def test_a_report_alone_changes_no_figure_whatever_is_decided():
    unit = make_unit(is_vacant=False)
    before = figures()
    make_report(unit=unit)
    assert figures() == before
    make_report(unit=unit, state=ReportState.KNOWN_UNIT)
    assert figures() == before
    make_report(state=ReportState.NEW_UNIT)
    assert figures() == before, "a unit that is only reported does not count"
    assert not FieldVisit.objects.exists()


def test_what_somebody_checked_becomes_a_visit_and_opens_a_vacancy():
    unit, officer = make_unit(is_vacant=False), make_officer()
    report = take_as_known(report=make_report(seen_on=days(-3), text="Tukšs"), unit=unit, is_checked=True, by=officer)
    visit = FieldVisit.objects.get()
    assert (visit.unit, visit.source, visit.seen_on, visit.by, visit.note) == (unit, SeenBy.REPORT, days(-3), officer, "Tukšs")
    assert report.visit == visit
    assert Vacancy.objects.get().starts_on == days(-3)


def test_the_photo_becomes_an_internal_photo_of_the_unit():
    unit, report = make_unit(), with_photo()
    key = report.photo_key
    take_as_known(report=report, unit=unit, is_checked=False, by=make_officer())
    photo = Photo.objects.get()
    assert (photo.unit, photo.key, photo.is_released) == (unit, key, False)
    assert all(default_storage.exists(name) for name in stored_names(key))


def test_the_photo_of_a_resident_is_never_released_and_one_of_the_offices_own_is():
    officer, unit, report = make_officer(), make_unit(), with_photo()
    take_as_known(report=report, unit=unit, is_checked=False, by=officer)
    photo, own = Photo.objects.get(), add_photo(unit=unit, file=upload(encoded(make_image(90, 70))), by=officer)
    client = signed_in(officer)
    answers = [client.post(reverse("vacancies:photo-change", args=[unit.reference, one.key]), {"do": "release", "alt_text": "A window"})
               for one in (photo, own)]
    assert [answer.status_code for answer in answers] == [422, 302]
    assert codes(answers[0]) == {"from_a_resident"}
    assert list(Photo.objects.released()) == [own]


def test_a_photo_that_the_unit_has_already_is_not_kept_twice():
    unit, report = make_unit(), with_photo()
    add_photo(unit=unit, file=upload(encoded(make_image())), by=make_officer())
    take_as_known(report=report, unit=unit, is_checked=False, by=make_officer())
    assert Photo.objects.count() == 1
    assert not any(default_storage.exists(name) for name in stored_names(report.photo_key))


@pytest.mark.parametrize(("is_checked", "state"), [(True, RecordState.CONFIRMED), (False, RecordState.REPORTED)])
def test_a_new_unit_is_confirmed_only_where_somebody_checked(is_checked, state):
    report = take_as_new(report=with_photo(point=(57.4, 27.0)), name="Kādreizējā aptieka", address="Pils iela 44",
                         is_checked=is_checked, by=make_officer())
    unit = Unit.objects.get()
    assert (unit.name, unit.address, unit.record_state, unit.latitude) == ("Kādreizējā aptieka", "Pils iela 44", state, 57.4)
    assert report.unit == unit
    assert unit.photos.count() == 1
    assert unit.field_visits.exists() is is_checked
    assert unit.vacancies.exists() is is_checked


def test_spam_loses_its_picture_at_once_and_gets_no_answer():
    report = with_photo(email="r@example.org")
    names = stored_names(report.photo_key)
    dismiss_report(report=report, reason=DismissReason.SPAM, by=make_officer())
    assert not any(default_storage.exists(name) for name in names)
    assert not letters().exists()


def test_a_dismissal_keeps_the_picture_and_can_be_taken_back():
    officer, report = make_officer(), with_photo()
    report = dismiss_report(report=report, reason=DismissReason.NOT_FOUND, by=officer)
    assert all(default_storage.exists(name) for name in stored_names(report.photo_key))
    report = reopen_report(report=report, by=officer)
    assert (report.is_new, report.handled_at, report.handled_by, report.dismissed_because) == (True, None, None, "")


@pytest.mark.parametrize("state", [ReportState.NEW_UNIT, ReportState.KNOWN_UNIT, ReportState.DISMISSED])
def test_a_decision_is_made_once(state):
    officer, report = make_officer(), make_report(state=state)
    for decide_again in (lambda: take_as_known(report=report, unit=make_unit(), is_checked=True, by=officer),
                         lambda: take_as_new(report=report, name="A", address="B", is_checked=True, by=officer),
                         lambda: dismiss_report(report=report, reason=DismissReason.OTHER, by=officer)):
        with pytest.raises(Refused, match="already_decided"):
            decide_again()
    assert not FieldVisit.objects.exists()
    assert Report.objects.get().state == state


def test_every_decision_leaves_a_line_of_history():
    officer = make_officer()
    dismiss_report(report=make_report(), reason=DismissReason.NOT_SHOP, by=officer)
    line = History.objects.get(verb=Verb.REPORT_HANDLED)
    assert (line.by, line.reason) == (officer, DismissReason.NOT_SHOP)


def test_an_archived_unit_takes_no_report():
    with pytest.raises(Refused, match="archived"):
        take_as_known(report=make_report(), unit=make_unit(record_state=RecordState.ARCHIVED), is_checked=False, by=make_officer())


# On the page


def test_the_three_decisions_are_made_on_the_page():
    client, unit = signed_in(make_officer()), make_unit(address_typed="Pils iela 4")
    known, new, dismissed = (make_report(address="Pils iela 4") for _number in range(3))
    assert decide(client, known, "known", unit=unit.reference).status_code == 302
    assert decide(client, new, "new", name="Aptieka", address="Pils iela 9").status_code == 302
    where = decide(client, dismissed, "dismiss", reason=DismissReason.NOT_SHOP)
    assert where["Location"].endswith("/staff/reports/#main"), "else the browser would keep the #dismiss of the form"
    states = dict(Report.objects.values_list("key", "state"))
    assert states == {known.key: ReportState.KNOWN_UNIT, new.key: ReportState.NEW_UNIT, dismissed.key: ReportState.DISMISSED}
    for report in (known, new, dismissed):
        assert client.get(page_of(report)).status_code == 200


@pytest.mark.parametrize("which", ["known", "new"])
def test_what_was_decided_leads_on_to_the_unit(which):
    client, unit, report = signed_in(make_officer()), make_unit(), make_report(address="Pils iela 9")
    answers = {"known": {"unit": "other", "reference": unit.reference}, "new": {"name": "", "address": "Pils ielā 9"}}
    response = decide(client, report, which, **answers[which])
    unit = Report.objects.get().unit
    page = client.get(response["Location"]).content.decode()
    assert f'href="{reverse("popups:staff-unit", args=[unit.reference])}"' in page.partition('class="messages"')[2].partition("<h1")[0]


def test_a_new_unit_without_a_name_is_called_by_its_address_once():
    client, report = signed_in(make_officer()), make_report(address="Pils ielā 9")
    assert 'name="new-name" value' not in client.get(page_of(report)).content.decode(), "nobody said how it is called"
    assert decide(client, report, "new", name="", address="Pils ielā 9").status_code == 302
    unit = Report.objects.get().unit
    assert (unit.name, str(unit)) == ("Pils iela 9", "Pils iela 9")


def test_another_unit_is_named_by_its_reference():
    client, unit, report = signed_in(make_officer()), make_unit(), make_report()
    assert codes(decide(client, report, "known", unit="other", reference="U-0000")) == {"no_such_unit"}
    assert decide(client, report, "known", unit="other", reference=unit.reference.lower()).status_code == 302
    assert Report.objects.get().unit == unit


def test_a_reference_that_was_typed_counts_more_than_the_unit_that_was_chosen_beforehand():
    client, meant = signed_in(make_officer()), make_unit(address_typed="Dārza iela 9")
    near, report = make_unit(address_typed="Pils iela 4"), make_report(address="Pils iela 4")
    assert client.get(page_of(report)).context["forms"]["known"]["unit"].value() == near.reference
    assert codes(decide(client, report, "known", unit=near.reference, reference="U-0000")) == {"no_such_unit"}
    assert decide(client, report, "known", unit=near.reference, reference=meant.reference).status_code == 302
    assert Report.objects.get().unit == meant


def test_what_is_missing_is_said_and_what_was_typed_stays():
    client, report = signed_in(make_officer()), make_report(email="r@example.org")
    response = decide(client, report, "new", name="", address="", answer="Mans teikums")
    assert response.status_code == 422
    assert codes(response) == {"required"}
    assert "Mans teikums" in response.content.decode()


def test_a_decision_that_somebody_else_has_made_is_said():
    client, report = signed_in(make_officer()), make_report(state=ReportState.DISMISSED)
    response = decide(client, report, "dismiss", reason=DismissReason.OTHER)
    assert codes(response) == {"already_decided"}
    page = response.content.decode()
    assert 0 < page.index('id="too-late"') < page.index('class="beside'), "before what the report says, and above how it was decided"


def test_taking_back_twice_is_harmless_and_what_was_taken_over_stays():
    client, report = signed_in(make_officer()), make_report(state=ReportState.DISMISSED)
    for _time in range(2):
        assert client.post(reverse("popups:report-reopen", args=[report.key])).status_code == 302
    assert Report.objects.get().is_new
    taken = make_report(state=ReportState.KNOWN_UNIT)
    client.post(reverse("popups:report-reopen", args=[taken.key]))
    taken.refresh_from_db()
    assert taken.state == ReportState.KNOWN_UNIT


# Suspected apart from confirmed


def test_what_residents_say_of_a_unit_stands_until_somebody_has_seen_it():
    unit = make_unit(address_typed="Pils iela 4", is_vacant=False)
    pointed, same_address = make_report(unit=unit, seen_on=days(-5)), make_report(address="Pils iela 4", seen_on=days(-4))
    unchecked = make_report(unit=unit, state=ReportState.KNOWN_UNIT, seen_on=days(-3))
    make_report(unit=unit, state=ReportState.DISMISSED)
    make_report(address="Pils iela 5")
    make_report(unit=make_unit(address_typed="Pils iela 4"))
    assert list(open_reports(unit)) == [unchecked, same_address, pointed]
    record_visit(unit=unit, seen=Seen.OCCUPIED, seen_on=days(-4), by=make_officer())
    assert list(open_reports(unit)) == [unchecked]


def test_a_report_put_down_to_a_unit_unchecked_keeps_it_suspected_until_somebody_was_there():
    unit = make_unit(is_vacant=False)
    record_visit(unit=unit, seen=Seen.OCCUPIED, seen_on=days(-9), by=make_officer())
    make_report(unit=unit, state=ReportState.KNOWN_UNIT, seen_on=days(-3))

    def is_suspected():
        return suspected(with_occupancy(Unit.objects.all(), today())).exists()

    assert is_suspected()
    record_visit(unit=unit, seen=Seen.OCCUPIED, seen_on=days(-1), by=make_officer())
    assert not is_suspected()


def test_the_units_page_shows_them_apart_to_those_who_may_read_reports():
    unit = make_unit()
    report = make_report(unit=unit)
    page = f"{reverse('popups:staff-unit', args=[unit.reference])}?tab=vacancy"
    for person, is_shown in ((make_officer(), True), (make_surveyor(), True), (make_reviewer(), False)):
        assert (page_of(report) in signed_in(person).get(page).content.decode()) is is_shown
