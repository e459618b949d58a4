"""A page was open while its entry went into another one: what is sent from it is refused, and nobody writes unseen."""

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from popups.lifecycle.merging import merge_units
from popups.models import Letter
from tests.make import days, make_import, make_owner, make_unit, today
from tests.popups.merging import everything, plain
from tests.vacancies.asking import codes, data_of
from tests.vacancies.pictures import encoded, make_image, upload
from tests.vacancies.sending_registers import apply
from vacancies.imports.undo import undo_run
from vacancies.lifecycle.facts import add_closed_period, add_vacancy
from vacancies.lifecycle.units import record_visit
from vacancies.models import Unit
from vacancies.photos import read_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(officer):
    """Both entries hold what does not follow, because the other has its like."""
    kept, merged = plain(owner=make_owner()), plain(owner=make_owner(email="saimnieks@example.org"), is_vacant=True)
    add_vacancy(unit=kept, by=officer, starts_on=days(-90))
    for unit in (kept, merged):
        add_closed_period(unit=unit, by=officer, reason="owner", starts_on=days(5), ends_on=days(9))
    merge_units(kept=kept, merged=merged, by=officer)
    merged.refresh_from_db()
    return merged


def address(name, unit, *more):
    return reverse(f"vacancies:{name}", args=[unit.reference, *more])


@pytest.mark.parametrize(("page", "sent"), [
    ("vacancy-list", {"which": "visit", "visit-seen": "empty", "visit-seen_on": "2026-01-05"}),
    ("vacancy-list", {"which": "vacancy", "vacancy-starts_on": "2020-03-01", "vacancy-last_day": "2020-04-01",
                      "vacancy-starts_precision": "day", "vacancy-ends_precision": "day"}),
    ("vacancy-list", {"which": "closed", "closed-reason": "owner", "closed-starts_on": "2030-01-01", "closed-last_day": "2030-01-02"}),
    ("talk", {"which": "move", "move-to": "willing"}),
    ("talk", {"which": "contact", "contact-channel": "phone", "contact-day": "2026-01-05", "contact-text": "Yes"}),
])
def test_what_is_entered_on_a_page_that_was_open_before_is_refused_and_stays_in_its_boxes(client, officer, gone, page, sent):
    before = everything()
    response = client.post(address(page, gone), sent)
    assert (response.status_code, codes(response)) == (422, {"merged"})
    assert all(f'value="{text}"' in response.content.decode() or text in response.content.decode() for text in sent.values())
    assert everything() == before


def test_the_next_step_is_refused_too(client, officer, gone):
    before = everything()
    response = client.post(address("talk", gone), {"which": "step", "step-step": "Call", "step-on": days(3).isoformat(), "step-who": officer.pk})
    assert (response.status_code, codes(response), everything()) == (422, {"merged"}, before)


def test_an_edited_entry_is_refused_whatever_version_it_was_made_from(client, officer, gone):
    form = data_of(client.get(address("unit-edit", gone)).context["form"])
    before = everything()
    response = client.post(address("unit-edit", gone), form | {"name": "Another name"})
    assert (response.status_code, codes(response), everything()) == (422, {"merged"}, before)


def test_a_photo_is_refused_and_leaves_no_file(client, officer, gone, settings):
    before = everything()
    response = client.post(address("photo-list", gone), {"files": upload(encoded(make_image(640, 480)))})
    assert (response.status_code, codes(response), everything()) == (422, {"merged"}, before)
    assert not list(settings.MEDIA_ROOT.rglob("*.webp"))


@pytest.mark.parametrize(("name", "sent"), [
    ("vacancies:owner-edit", {"which": "none"}), ("vacancies:owner-edit", {"which": "choose"}),
    ("popups:unit-record", {"to": "confirmed"}), ("vacancies:talk-move", {"to": "willing"}), ("vacancies:talk-step-done", {}),
    ("popups:owner-link", {"do": "send"}),
])
def test_buttons_of_such_a_page_say_so_and_do_nothing(client, officer, gone, name, sent):
    more = {"owner": make_owner().pk} if sent.get("which") == "choose" else {}
    before = everything()
    response = client.post(reverse(name, args=[gone.reference]), sent | more, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert (everything(), Letter.objects.count()) == (before, 0)


@pytest.mark.parametrize(("name", "rows"), [("vacancy-remove", "vacancies"), ("closed-remove", "closed_periods")])
def test_what_stayed_behind_with_the_entry_is_not_removed_from_it(client, officer, gone, name, rows):
    row = getattr(gone, rows).get()
    response = client.post(address(name, gone, row.pk), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert getattr(gone, rows).get() == row


def test_what_is_sent_to_an_entry_that_went_with_its_import_at_that_moment_is_refused_in_a_sentence(client, officer, monkeypatch, settings):
    """Between finding the entry and holding it."""
    run = make_import(by=officer)
    with zeal_ignore():
        apply(client, run)
    unit = Unit.objects.get()

    def read(file):
        undo_run(run=run, by=officer)
        return read_picture(file)

    monkeypatch.setattr("vacancies.lifecycle.photos.read_picture", read)
    response = client.post(address("photo-list", unit), {"files": upload(encoded(make_image(640, 480)))})
    assert (response.status_code, codes(response)) == (422, {"gone"})
    assert not list(settings.MEDIA_ROOT.rglob("*.webp"))
    assert not Unit.objects.exists()


def test_a_visit_from_the_list_of_what_is_due_goes_nowhere_when_the_entry_went_away_at_that_moment(client, officer, monkeypatch):
    """Between finding the entry and holding it."""
    kept, unit = make_unit(), make_unit()

    def record(**fields):
        merge_units(kept=kept, merged=unit, by=officer)
        return record_visit(**fields)

    monkeypatch.setattr("popups.views.staff.due.record_visit", record)
    response = client.post(reverse("popups:due-seen", args=[unit.reference]), {"seen": "empty"}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert not unit.field_visits.exists()
    assert today() not in kept.field_visits.values_list("seen_on", flat=True)
