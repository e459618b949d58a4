"""Applying again with the same answers: what comes along, and what only where it still fits."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from popups.choices import ApplicationStatus
from popups.lifecycle.copying import copy_application
from popups.models import Application, Call
from tests.make import days, make_applicant, make_application, make_area, make_call, make_unit, make_user
from tests.popups.erasing import add_paper
from vacancies.choices import Activity
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def copied(application, call=None) -> Application:
    copy = copy_application(application=application, by=application.applicant.user, call=call)
    copy.refresh_from_db()
    return copy


def page(application) -> str:
    return reverse("popups:application-copy", args=[application.reference])


@pytest.mark.parametrize("status", [ApplicationStatus.NOT_SELECTED, ApplicationStatus.WITHDRAWN, ApplicationStatus.SUBMITTED])
def test_the_answers_come_along_into_a_draft_and_the_old_one_stays(status):
    old = make_application(status=status, needs_note="Divas lampas", goods=["food"], weekdays=[5, 6], budget_cents=9000)
    new = copied(old)
    assert (new.status, new.copied_from, new.applicant, new.call) == (ApplicationStatus.DRAFT, old, old.applicant, None)
    for name in ("title", "description", "answers", "goods", "weekdays", "budget_cents", "needs_note", "activity", "earliest_start_on", "longest_days"):
        assert getattr(new, name) == getattr(old, name), name
    assert [wish.unit for wish in new.wishes.all()] == [wish.unit for wish in old.wishes.all()]
    old.refresh_from_db()
    assert old.status == status


def test_what_is_pending_or_was_said_of_the_old_one_does_not_come_along():
    old = make_application(status=ApplicationStatus.NOT_SELECTED)
    new = copied(old)
    assert (new.decision_note, new.not_selected_reason, new.decided_at, new.submitted_at) == ("", "", None, None)
    assert not new.comments.exists()


def test_days_that_have_gone_by_are_left_out_and_a_call_proposes_its_own():
    old = make_application()
    Application.objects.filter(pk=old.pk).update(earliest_start_on=days(-50), latest_end_on=days(-10))
    assert (copied(old).earliest_start_on, copied(old).latest_end_on) == (None, None)
    call = make_call()
    new = copied(old, call)
    assert (new.earliest_start_on, new.latest_end_on) == (call.stays_start, call.stays_end - timedelta(days=1))


def test_days_within_the_stays_of_the_call_come_along_and_others_do_not():
    call = make_call()
    fits = make_application(earliest_start_on=days(70), latest_end_on=days(100))
    assert copied(fits, call).earliest_start_on == days(70)
    late = make_application(earliest_start_on=days(70), latest_end_on=days(300))
    assert copied(late, call).latest_end_on == call.stays_end - timedelta(days=1)


def test_lengths_activity_and_units_that_the_call_does_not_take_are_left_out():
    inside, outside = make_unit(), make_unit()
    call = make_call(shortest_days=20, longest_days=40, activities=[list(Activity)[-1]])
    call.units.set([inside])
    old = make_application(unit=outside, shortest_days=14, longest_days=40)
    old.wishes.create(unit=inside, rank=2)
    new = copied(old, call)
    assert (new.shortest_days, new.longest_days, new.activity) == (None, 40, "")
    assert [wish.unit for wish in new.wishes.all()] == [inside]


def test_a_unit_that_is_no_longer_public_and_a_part_of_town_outside_the_call_are_left_out():
    unit, area = make_unit(), make_area()
    old = make_application(unit=unit)
    old.wished_areas.set([area, make_area()])
    type(unit).objects.filter(pk=unit.pk).update(published_at=None, published_by=None)
    call = make_call()
    call.areas.set([area])
    new = copied(old, call)
    assert not new.wishes.exists()
    assert [found.pk for found in new.wished_areas.all()] == [area.pk]


def test_papers_come_along_with_files_of_their_own():
    old = make_application()
    paper = add_paper(old, "plans.pdf")
    new = copied(old).papers.get()
    assert (new.file_name, new.kind, new.size) == (paper.file_name, paper.kind, paper.size)
    assert new.stored_name != paper.stored_name
    default_storage.delete(paper.stored_name)
    assert default_storage.open(new.stored_name).read() == b"%PDF"
    assert not copied(old).papers.exists(), "a lost file is no paper"


def test_a_call_that_is_over_or_for_others_takes_no_copy():
    old = make_application()
    for call, code in ((make_call(days_left=-1), "call_closed"), (make_call(kinds=["ngo"]), "kind_not_asked")):
        with pytest.raises(Refused) as refused:
            copied(old, call)
        assert refused.value.codes == [code]
    assert Application.objects.count() == 1


def test_the_page_offers_open_calls_of_this_kind_and_the_way_without_one(client):
    fits, own = make_call(), make_call()
    make_call(days_left=-1)
    make_call(kinds=["ngo"])
    old = make_application(call=own)
    client.force_login(old.applicant.user)
    choices = [code for code, _label in client.get(page(old)).context["form"].fields["call"].choices]
    assert choices == [fits.reference, ""]
    response = client.post(page(old), {"call": fits.reference, "once": "00000000-0000-4000-8000-000000000009"})
    new = Application.objects.get(copied_from=old)
    assert response.url == reverse("popups:application-step", args=[new.reference, "where"])
    assert new.call == fits
    client.post(page(old), {"call": fits.reference, "once": "00000000-0000-4000-8000-000000000009"})
    assert Application.objects.filter(copied_from=old).count() == 1
    assert client.post(page(old), {"call": own.reference}).status_code == 422


def test_a_call_that_closes_meanwhile_says_so_on_the_page(client, monkeypatch):
    call, old = make_call(), make_application()
    client.force_login(old.applicant.user)
    monkeypatch.setattr("popups.views.applicant.copying.open_calls", lambda application: list(Call.objects.filter(pk=call.pk).prefetch_related("texts")))
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(hours=1))
    response = client.post(page(old), {"call": call.reference})
    assert response.status_code == 422
    assert response.context["form"].has_error("__all__", "call_closed")


def test_nobody_copies_what_belongs_to_somebody_else(client):
    old = make_application()
    for person in (make_applicant().user, make_user()):
        client.force_login(person)
        assert client.get(page(old)).status_code == 404
        assert client.post(page(old), {"call": ""}).status_code == 404
    assert Application.objects.count() == 1
