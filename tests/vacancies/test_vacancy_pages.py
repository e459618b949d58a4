"""What is known about a unit's days: seen, empty, closed."""

from copy import copy
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.make import days, make_officer, make_surveyor, make_unit, today
from tests.vacancies.asking import codes, data_of, queries_of, signed_in
from tests.vacancies.pictures import HTML, encoded, make_image, upload
from vacancies.choices import ClosedReason, Precision, Seen, SeenBy
from vacancies.lifecycle.facts import (
    add_closed_period,
    change_closed_period,
    change_vacancy,
    remove_closed_period,
    remove_vacancy,
)
from vacancies.lifecycle.units import record_visit
from vacancies.models import ClosedPeriod, FieldVisit, Vacancy
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


def page_of(unit):
    return reverse("vacancies:vacancy-list", args=[unit.reference])


def send(client, unit, which, **typed):
    return client.post(page_of(unit), {"which": which} | {f"{which}-{name}": value for name, value in typed.items()})


def vacancy_of(unit, **fields):
    return {"starts_on": "2026-03-01", "starts_precision": "month", "last_day": "", "ends_precision": "day",
            "previous_use": "Shoe shop", "note": ""} | fields


# Visits

def test_what_was_seen_is_recorded_with_who_saw_it():
    unit, surveyor = make_unit(is_vacant=False), make_surveyor()
    assert send(signed_in(surveyor), unit, "visit", seen="empty", seen_on=days(-1).strftime("%d.%m.%Y."), note="Dark").status_code == 302
    visit = unit.field_visits.get()
    assert (visit.seen, visit.seen_on, visit.by, visit.note, visit.source) == (Seen.EMPTY, days(-1), surveyor, "Dark", SeenBy.STREET)
    assert unit.vacancies.get().starts_on == days(-1)


def test_all_problems_of_a_visit_come_at_once(client, officer):
    unit = make_unit()
    response = send(client, unit, "visit", seen="", seen_on="soon", note="Kept remark")
    assert response.status_code == 422
    assert set(response.context["forms"]["visit"].errors) == {"seen", "seen_on"}
    assert "Kept remark" in response.content.decode()
    assert not FieldVisit.objects.exists()


def test_nobody_has_seen_tomorrow(client, officer):
    response = send(client, make_unit(), "visit", seen="empty", seen_on=days(1).isoformat())
    assert (response.status_code, codes(response)) == (422, {"seen_in_future"})


def test_a_visit_sent_twice_is_one_visit(client, officer):
    unit, typed = make_unit(), {"which": "visit", "visit-seen": "empty", "visit-seen_on": today().isoformat(), "once": str(uuid4())}
    for _ in range(2):
        assert client.post(page_of(unit), typed).status_code == 302
    assert FieldVisit.objects.count() == 1


def test_a_visit_entered_late_does_not_undo_a_fresher_one():
    unit, surveyor = make_unit(is_vacant=False), make_surveyor()
    record_visit(unit=unit, seen=Seen.OCCUPIED, seen_on=days(-5), by=surveyor)
    record_visit(unit=unit, seen=Seen.EMPTY, seen_on=days(-9), by=surveyor)
    assert (unit.vacancies.count(), unit.field_visits.count()) == (0, 2)


def test_a_visit_inside_a_known_vacancy_opens_no_second_one():
    unit = make_unit(is_vacant=False)
    Vacancy.objects.create(unit=unit, starts_on=days(-30), ends_on=days(30))
    record_visit(unit=unit, seen=Seen.EMPTY, seen_on=days(-1), by=make_surveyor())
    assert unit.vacancies.count() == 1


def test_a_slip_of_the_same_day_leaves_no_vacancy_but_its_history():
    unit, surveyor = make_unit(is_vacant=False), make_surveyor()
    record_visit(unit=unit, seen=Seen.EMPTY, seen_on=days(-1), by=surveyor)
    record_visit(unit=unit, seen=Seen.OCCUPIED, seen_on=days(-1), by=surveyor)
    assert unit.vacancies.count() == 0
    assert Vacancy.history.filter(unit=unit).count() == 2


# Vacancies

def test_a_vacancy_is_entered_with_how_exactly_it_is_known(client, officer):
    unit = make_unit(is_vacant=False)
    assert send(client, unit, "vacancy", **vacancy_of(unit, last_day="2026-04-30", ends_precision="about")).status_code == 302
    vacancy = unit.vacancies.get()
    assert (str(vacancy.starts_on), str(vacancy.ends_on)) == ("2026-03-01", "2026-05-01")
    assert (vacancy.starts_precision, vacancy.ends_precision) == (Precision.MONTH, Precision.ABOUT)
    assert (vacancy.previous_use, vacancy.history.get().history_user) == ("Shoe shop", officer)


def test_a_vacancy_that_ends_before_it_begins_is_refused(client, officer):
    unit = make_unit(is_vacant=False)
    response = send(client, unit, "vacancy", **vacancy_of(unit, last_day="2026-02-28", starts_precision="nonsense"))
    assert response.status_code == 422
    assert codes(response) == {"end_before_start", "invalid_choice"}
    assert "Shoe shop" in response.content.decode()


@pytest.mark.parametrize(("start", "last"), [("", ""), ("2026-03-01", ""), ("2025-01-01", "2025-06-01"), ("", "2025-05-01")])
def test_a_unit_stands_empty_once_at_a_time(client, officer, start, last):
    unit = make_unit(is_vacant=False)
    Vacancy.objects.create(unit=unit, starts_on="2025-05-01", ends_on="2025-08-01")
    Vacancy.objects.create(unit=unit, starts_on="2026-01-01")
    response = send(client, unit, "vacancy", **vacancy_of(unit, starts_on=start, last_day=last))
    assert (response.status_code, codes(response), unit.vacancies.count()) == (422, {"overlap"}, 2)


def test_vacancies_may_touch(client, officer):
    unit = make_unit(is_vacant=False)
    Vacancy.objects.create(unit=unit, starts_on="2025-05-01", ends_on="2025-08-01")
    assert send(client, unit, "vacancy", **vacancy_of(unit, starts_on="2025-08-01", last_day="2025-09-30")).status_code == 302
    assert unit.vacancies.count() == 2


def test_a_vacancy_is_corrected_and_ended(client, officer):
    unit, last = make_unit(), days(-5)
    vacancy = unit.vacancies.get()
    address = reverse("vacancies:vacancy-edit", args=[unit.reference, vacancy.pk])
    sent = data_of(client.get(address).context["form"])
    assert client.post(address, sent | {"last_day": f"{last:%d.%m.%Y.}"}).status_code == 302
    vacancy.refresh_from_db()
    assert (vacancy.ends_on, vacancy.history.first().history_user) == (last + timedelta(days=1), officer)
    assert data_of(client.get(address).context["form"])["last_day"] == str(last)
    refused = client.post(address, sent | {"last_day": "2001-01-01"})
    assert (refused.status_code, codes(refused)) == (422, {"end_before_start"})


def test_a_vacancy_is_corrected_only_under_its_own_unit(client, officer):
    vacancy, other = make_unit().vacancies.get(), make_unit()
    address = reverse("vacancies:vacancy-edit", args=[other.reference, vacancy.pk])
    assert (client.get(address).status_code, client.post(address, {}).status_code) == (404, 404)


# Closed periods

def test_a_closed_period_is_entered_by_its_last_day_and_removed(client, officer):
    unit = make_unit()
    typed = {"reason": "renovation", "starts_on": "2027-01-01", "last_day": "2027-01-31", "note": "Roof"}
    assert send(client, unit, "closed", **typed).status_code == 302
    closed = unit.closed_periods.get()
    assert (str(closed.ends_on), closed.reason) == ("2027-02-01", ClosedReason.RENOVATION)
    overlapping = send(client, unit, "closed", **typed | {"starts_on": "2027-01-31", "last_day": "2027-02-10"})
    assert (overlapping.status_code, unit.closed_periods.count()) == (422, 1)
    for _ in range(2):
        assert client.post(reverse("vacancies:closed-remove", args=[unit.reference, closed.pk])).status_code == 302
    assert not unit.closed_periods.exists()
    assert ClosedPeriod.history.first().history_user == officer


def test_all_problems_of_a_closed_period_come_at_once(client, officer):
    unit = make_unit()
    response = send(client, unit, "closed", reason="", starts_on="", last_day="x", note="Kept note")
    assert set(response.context["forms"]["closed"].errors) == {"reason", "starts_on", "last_day"}
    assert (response.status_code, "Kept note" in response.content.decode()) == (422, True)
    assert response.context["forms"]["visit"].errors == {}


# Who may

def test_a_surveyor_records_visits_and_nothing_else():
    unit, client = make_unit(), signed_in(make_surveyor())
    ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.OWNER, starts_on=days(300), ends_on=days(310))
    page = client.get(page_of(unit)).content.decode()
    assert 'value="visit"' in page
    assert 'value="vacancy"' not in page
    assert send(client, unit, "vacancy", **vacancy_of(unit)).status_code == 404
    assert send(client, unit, "closed", reason="owner", starts_on="2027-01-01", last_day="2027-01-02").status_code == 404
    assert client.get(reverse("vacancies:vacancy-edit", args=[unit.reference, unit.vacancies.get().pk])).status_code == 404
    assert client.post(reverse("vacancies:closed-remove", args=[unit.reference, unit.closed_periods.get().pk])).status_code == 404
    assert (unit.vacancies.count(), unit.closed_periods.count()) == (1, 1)


def test_a_form_nobody_knows_is_not_found(client, officer):
    assert client.post(page_of(make_unit()), {"which": "nonsense"}).status_code == 404


def test_thirty_of_everything_cost_no_more_queries_than_one(client, officer):
    one, many = make_unit(is_vacant=False), make_unit(is_vacant=False)
    for unit, count in ((one, 1), (many, 30)):
        for number in range(count):
            FieldVisit.objects.create(unit=unit, seen=Seen.EMPTY, seen_on=days(-number), by=make_officer())
            Vacancy.objects.create(unit=unit, starts_on=days(-100 * number - 50), ends_on=days(-100 * number))
            ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.OWNER, starts_on=days(10 * number), ends_on=days(10 * number + 5))
    assert len(client.get(page_of(many)).context["vacancies"]) == 30
    assert queries_of(client, page_of(one)) == queries_of(client, page_of(many)) <= 10


# Two at once, and in one step


def edit_of(kind, row):
    return reverse(f"vacancies:{kind}-edit", args=[row.unit.reference, row.pk])


def make_closed(unit):
    return ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.SEASON, starts_on=days(10), ends_on=days(20), note="Winter")


@pytest.mark.parametrize("kind", ["vacancy", "closed"])
def test_who_was_slower_loses_nothing_and_overwrites_nothing(client, officer, kind):
    unit = make_unit()
    row = unit.vacancies.get() if kind == "vacancy" else make_closed(unit)
    sent = data_of(client.get(edit_of(kind, row)).context["form"])
    quicker = signed_in(make_officer())
    assert quicker.post(edit_of(kind, row), sent | {"note": "Theirs", "last_day": days(40).isoformat()}).status_code == 302
    response = client.post(edit_of(kind, row), sent | {"note": "Mine"})
    assert (response.status_code, 'data-code="stale"' in response.content.decode()) == (409, True)
    row.refresh_from_db()
    assert row.note == "Theirs"
    merged = data_of(response.context["form"])
    assert (merged["note"], merged["last_day"]) == ("Mine", days(40).isoformat())
    assert client.post(edit_of(kind, row), merged).status_code == 302
    row.refresh_from_db()
    assert (row.note, row.ends_on) == ("Mine", days(41))


def test_a_form_of_a_vacancy_that_changes_nothing_leaves_no_history(client, officer):
    vacancy = make_unit().vacancies.get()
    assert client.post(edit_of("vacancy", vacancy), data_of(client.get(edit_of("vacancy", vacancy)).context["form"])).status_code == 302
    assert vacancy.history.count() == 1


def test_a_closed_period_is_corrected_by_its_last_day(client, officer):
    closed = make_closed(make_unit())
    sent = data_of(client.get(edit_of("closed", closed)).context["form"])
    assert sent["last_day"] == days(19).isoformat()
    assert client.post(edit_of("closed", closed), sent | {"last_day": days(24).isoformat()}).status_code == 302
    closed.refresh_from_db()
    assert (closed.ends_on, closed.history.first().history_user) == (days(25), officer)
    refused = client.post(edit_of("closed", closed), sent | {"last_day": days(1).isoformat(), "mark": "x", "note": "Kept"})
    assert (refused.status_code, "Kept" in refused.content.decode()) == (422, True)


def test_a_vacancy_is_removed_and_twice_is_harmless(client, officer):
    unit = make_unit()
    vacancy = unit.vacancies.get()
    for _ in range(2):
        assert client.post(reverse("vacancies:vacancy-remove", args=[unit.reference, vacancy.pk])).status_code == 302
    assert not unit.vacancies.exists()
    assert Vacancy.history.first().history_user == officer


def test_a_photo_comes_with_the_visit_in_one_step(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    unit, surveyor = make_unit(), make_surveyor()
    assert send(signed_in(surveyor), unit, "visit", seen="empty", seen_on=days(0).isoformat(), note="",
                photo=upload(encoded(make_image()))).status_code == 302
    photo = unit.photos.get()
    assert (photo.added_by, photo.is_released, unit.field_visits.count()) == (surveyor, False, 1)


def test_a_hostile_photo_is_refused_at_its_field_and_records_no_visit(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    unit = make_unit()
    response = send(signed_in(make_surveyor()), unit, "visit", seen="empty", seen_on=days(0).isoformat(), note="Kept",
                    photo=upload(HTML))
    assert (response.status_code, codes(response)) == (422, {"not_a_picture"})
    assert set(response.context["forms"]["visit"].errors) == {"photo"}
    assert "Kept" in response.content.decode()
    assert (unit.photos.count(), unit.field_visits.count(), list(tmp_path.iterdir())) == (0, 0, [])


# What somebody removed at the same moment

@pytest.mark.parametrize("kind", ["vacancy", "closed"])
def test_correcting_what_somebody_removed_meanwhile_says_so(officer, kind):
    unit = make_unit()
    if kind == "vacancy":
        row, change, remove = unit.vacancies.get(), change_vacancy, remove_vacancy
    else:
        row = add_closed_period(unit=unit, by=officer, reason=ClosedReason.OWNER, starts_on=today(), ends_on=days(3))
        change, remove = change_closed_period, remove_closed_period
    remove(**{kind: copy(row)}, by=officer)
    with pytest.raises(Refused) as refused:
        change(**{kind: row}, by=officer, note="x", mark=0)
    assert [problem.code for problem in refused.value.problems] == ["gone"]
