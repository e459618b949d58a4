"""Today: what needs me, by role, each with its button."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from popups.choices import ApplicationStatus, EventStatus, OfferStatus
from popups.lifecycle.owner_consent import owner_agrees, owner_declines
from popups.models import Letter, Offer
from popups.reports.need import SHOWN
from popups.reports.needs import NEW_PHOTO_DAYS, needs_of
from tests.make import (
    days,
    make_application,
    make_current_tenancy,
    make_event,
    make_import,
    make_offer,
    make_officer,
    make_owner,
    make_proposal,
    make_reviewer,
    make_surveyor,
    make_tenancy,
    make_unit,
    make_user,
    today,
)
from tests.popups.asking import queries_of, signed_in
from vacancies.choices import ClosedReason, ImportState, OwnerStage, RecordState, RefusalFamily, Role, Seen
from vacancies.imports.work import has_stopped
from vacancies.lifecycle.owner_page import take_back
from vacancies.lifecycle.talks import move_talk
from vacancies.models import ClosedPeriod, FieldVisit, ImportRun, Photo, Unit
from vacancies.models.import_run import DEAD_AFTER

pytestmark = pytest.mark.django_db
ADDRESS = "/staff/"


def see_all_units_today():
    for unit in Unit.objects.all():
        FieldVisit.objects.create(unit=unit, seen_on=today(), seen=Seen.EMPTY)


def groups(role=Role.OFFICER) -> dict[str, list[str]]:
    return {group.code: [need.href for need in group.needs] for group in needs_of([role], today())}


def test_an_empty_day_says_so(client):
    response = signed_in(make_officer()).get(ADDRESS)
    assert response.status_code == 200
    assert not response.context["groups"]
    assert 'class="empty"' in response.content.decode()


def test_a_new_application_waits_until_it_is_taken_into_review():
    new = make_application()
    make_application(status=ApplicationStatus.IN_REVIEW)
    make_application(status=ApplicationStatus.DRAFT)
    assert groups()["applications"] == [reverse("popups:staff-application", args=[new.reference])]


def test_an_offer_needs_me_when_its_last_days_come():
    soon = make_offer(answer_by_on=days(3), start=days(20))
    make_offer(answer_by_on=days(4), start=days(20))
    make_offer(status=OfferStatus.DECLINED)
    assert groups()["lapsing"] == [reverse("popups:staff-offer", args=[soon.reference])]


def test_answers_are_told_for_a_week_but_not_what_the_office_withdrew():
    declined = make_offer(status=OfferStatus.DECLINED)
    make_offer(status=OfferStatus.WITHDRAWN)
    make_offer()
    assert groups()["answered"] == [reverse("popups:staff-offer", args=[declined.reference])]


def test_an_owners_no_is_told_but_not_to_the_officer_who_entered_it():
    told, entered = (make_offer(unit=make_unit(owner=make_owner()), owner_agreed_on=None) for _ in range(2))
    owner_declines(offer=told, by=None)
    owner_declines(offer=entered, by=entered.made_by)
    assert groups()["answered"] == [reverse("popups:staff-offer", args=[told.reference])]


def test_an_offer_needs_me_while_its_owner_has_not_answered():
    waiting, answered, lapsed = (make_offer(unit=make_unit(owner=make_owner()), owner_agreed_on=None) for _ in range(3))
    make_offer()
    owner_agrees(offer=answered, by=None)
    Offer.objects.filter(pk=lapsed.pk).update(answer_by_on=days(-1))
    assert groups()["owner_offers"] == [reverse("popups:staff-offer", args=[waiting.reference])]


def test_what_an_owner_proposes_needs_me_until_it_is_answered():
    waiting, taken_back = make_proposal(), make_proposal()
    take_back(proposal=taken_back)
    assert groups()["proposals"] == [reverse("popups:proposal", args=[waiting.key])]


def test_tenancies_that_start_or_end_soon_need_me():
    starting = make_tenancy(start=days(14))
    make_tenancy(start=days(15))
    ending = make_current_tenancy(days_left=30)
    make_current_tenancy(days_left=31)
    found = groups()
    assert found["starting"] == [reverse("popups:staff-tenancy", args=[starting.reference])]
    assert found["ending"] == [reverse("popups:staff-tenancy", args=[ending.reference])]


def test_a_unit_nobody_saw_for_long_is_due_for_a_look():
    stale, fresh, never = make_unit(), make_unit(), make_unit()
    archived = make_unit(record_state=RecordState.ARCHIVED, is_published=False)
    FieldVisit.objects.create(unit=stale, seen_on=days(-settings.RECHECK_DAYS), seen=Seen.EMPTY)
    FieldVisit.objects.create(unit=fresh, seen_on=days(1 - settings.RECHECK_DAYS), seen=Seen.EMPTY)
    found = groups()["recheck"]
    assert found == [reverse("vacancies:vacancy-list", args=[unit.reference]) for unit in (never, stale)]
    assert reverse("vacancies:vacancy-list", args=[archived.reference]) not in found


def test_an_event_waits_until_it_is_confirmed():
    proposed = make_event()
    make_event(status=EventStatus.CONFIRMED)
    make_event(status=EventStatus.CANCELLED)
    assert groups()["events"] == [reverse("popups:staff-event", args=[proposed.reference])]


def test_an_empty_unit_that_is_not_published_waits_for_an_officer():
    make_unit()
    unit = make_unit(is_published=False)
    make_unit(is_published=False, is_vacant=False)
    assert groups()["unpublished"] == [reverse("vacancies:unit-publish", args=[unit.reference])]


def test_the_list_behind_the_empty_units_holds_the_same_units_as_the_group():
    shown = [make_unit(is_published=False) for _ in range(SHOWN + 1)]
    barred = {stage: make_unit(is_published=False, owner=make_owner()) for stage in (OwnerStage.REFUSED, OwnerStage.PAUSED)}
    for stage, unit in barred.items():
        move_talk(unit=unit, to=stage, by=make_officer(), refusal=RefusalFamily.SALE if stage is OwnerStage.REFUSED else "")
    talking = make_unit(is_published=False, owner=make_owner())
    move_talk(unit=talking, to=OwnerStage.WILLING, by=make_officer())
    make_unit(is_published=False, record_state=RecordState.REPORTED)
    rebuilt = make_unit(is_published=False)
    ClosedPeriod.objects.create(unit=rebuilt, reason=ClosedReason.RENOVATION, starts_on=days(-3), ends_on=days(3))
    group = next(one for one in needs_of([Role.OFFICER], today()) if one.code == "unpublished")
    page = signed_in(make_officer()).get(group.more_href)
    assert {unit.pk for unit in page.context["units"]} == {unit.pk for unit in [*shown, talking]}
    addresses = {reverse("vacancies:unit-publish", args=[unit.reference]) for unit in page.context["units"]}
    assert (len(group.needs), {need.href for need in group.needs} - addresses) == (SHOWN, set())
    assert page.context["filters"].uses_more, "what narrows the list stands open above it"
    Unit.objects.filter(pk__in=[unit.pk for unit in shown[1:]]).update(
        published_at=timezone.now(), published_by=make_officer())
    assert set(groups()["unpublished"]) == {
        reverse("vacancies:unit-publish", args=[unit.reference]) for unit in (shown[0], talking)}


def test_a_reported_unit_waits_for_an_officer():
    unit = make_unit(record_state=RecordState.REPORTED, is_published=False)
    assert groups()["reported"] == [reverse("vacancies:unit-publish", args=[unit.reference])]


def lying(run, ago=timedelta(0), **values):
    """As if nothing had happened to it for so long."""
    ImportRun.objects.filter(pk=run.pk).update(touched_at=timezone.now() - ago, **values)
    run.refresh_from_db()
    return run


def import_page(name, run):
    return reverse(f"vacancies:import-{name}", args=[run.key])


@pytest.fixture
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.mark.usefixtures("_own_folder")
@pytest.mark.parametrize(("state", "name"), [(ImportState.APPLYING, "file"), (ImportState.APPLIED, "file"), (ImportState.CHOOSING, "rows")])
def test_an_import_that_stopped_needs_an_officer_and_one_that_runs_does_not(state, name):
    at_work = {"state": state, "report": {"work": "apply"}, "rows_done": 17}
    runs = lying(make_import(text="Adrese\nPils iela 1\n"), DEAD_AFTER - timedelta(seconds=30), **at_work)
    assert not has_stopped(runs)
    assert "imports" not in groups()
    stopped = lying(make_import(), DEAD_AFTER + timedelta(seconds=5), **at_work)
    assert has_stopped(stopped)
    assert groups()["imports"] == [import_page(name, stopped)]
    assert not {"imports"} & {*groups(Role.REVIEWER), *groups(Role.SURVEYOR)}


@pytest.mark.usefixtures("_own_folder")
def test_an_import_whose_file_failed_while_it_was_written_needs_an_officer_at_once():
    failed = lying(make_import(), state=ImportState.APPLYING, report={"work": "apply", "failure": [0, "", "no_file", {"text": "x"}, 0]})
    assert groups()["imports"] == [import_page("file", failed)]


@pytest.mark.usefixtures("_own_folder")
def test_an_import_that_waits_to_be_written_needs_an_officer_after_a_day():
    make_import(text="Adrese\nPils iela 1\n")
    waits, unmatched = make_import(), make_import(text="Adrese\nPils iela 2\n")
    assert "imports" not in groups()
    lying(waits, timedelta(hours=25))
    lying(unmatched, timedelta(hours=26), mapping={})
    done, undone = make_import(text="Adrese\nPils iela 3\n"), make_import(text="Adrese\nPils iela 4\n")
    lying(done, timedelta(days=3), state=ImportState.APPLIED)
    lying(undone, timedelta(days=3), state=ImportState.UNDONE)
    assert groups()["imports"] == [import_page("file", unmatched), import_page("rows", waits)]


@pytest.mark.usefixtures("_own_folder")
def test_the_list_of_unfinished_imports_costs_the_same_with_one_and_with_thirty():
    client = signed_in(make_officer())
    lying(make_import(), timedelta(days=2))
    one = queries_of(client, ADDRESS)
    ImportRun.objects.bulk_create([ImportRun(key=f"k{number}", file_name=f"{number}.csv") for number in range(29)])
    ImportRun.objects.update(touched_at=timezone.now() - timedelta(days=2))
    assert queries_of(client, ADDRESS) == one
    group = next(group for group in needs_of([Role.OFFICER], today()) if group.code == "imports")
    assert (len(group.needs), group.more_href) == (SHOWN, f"{reverse('vacancies:import-list')}?")


def photo_of(unit, by, ago=0):
    key = f"photo-{Photo.objects.count()}"
    photo = Photo.objects.create(unit=unit, key=key, width=640, height=480, sha256=f"{Photo.objects.count():064}", added_by=by)
    Photo.objects.filter(pk=photo.pk).update(added_at=timezone.localtime() - timedelta(days=ago))
    return photo


def test_photos_from_the_street_wait_until_they_are_released():
    officer, surveyor = make_officer(), make_surveyor()
    walked, sent, old, own, gone = (make_unit() for _ in range(5))
    photo_of(walked, surveyor)
    photo_of(walked, surveyor)
    photo_of(sent, None, NEW_PHOTO_DAYS)
    photo_of(old, surveyor, NEW_PHOTO_DAYS + 1)
    photo_of(own, officer)
    Photo.objects.filter(pk=photo_of(gone, surveyor).pk).update(removed_at=timezone.now(), removed_by=officer)
    waiting = [reverse("vacancies:photo-list", args=[unit.reference]) for unit in (walked, sent)]
    assert sorted(groups()["photos"]) == sorted(waiting)
    Photo.objects.filter(unit=walked).update(released_at=timezone.now(), released_by=officer)
    assert groups()["photos"] == [waiting[1]]
    assert "photos" not in groups(Role.SURVEYOR)


def test_a_letter_that_fails_needs_me():
    make_application()
    letter = Letter.objects.get()
    assert "letters" not in groups()
    Letter.objects.update(attempts=2, last_error="refused")
    assert groups()["letters"] == [reverse("popups:staff-letter", args=[letter.key])]


def test_each_role_sees_its_own_needs():
    make_application()
    make_offer()
    assert {"applications", "lapsing", "recheck"} <= set(groups())
    assert set(groups(Role.REVIEWER)) == {"applications"}
    assert set(groups(Role.SURVEYOR)) == {"recheck"}


def test_more_than_a_handful_leads_to_all_of_them():
    for _ in range(SHOWN + 1):
        make_application()
    group = next(group for group in needs_of([Role.OFFICER], today()) if group.code == "applications")
    assert len(group.needs) == SHOWN
    assert group.more_href.startswith(reverse("popups:staff-application-list"))


@pytest.mark.parametrize("make", [make_officer, make_reviewer, make_surveyor])
def test_staff_may_come_in(make):
    assert signed_in(make()).get(ADDRESS).status_code == 200


def test_strangers_may_not(client):
    assert client.get(ADDRESS).status_code == 302
    assert signed_in(make_user()).get(ADDRESS).status_code == 404


def test_the_page_costs_the_same_with_one_and_with_thirty_of_each():
    client = signed_in(make_officer())
    make_offer()
    make_event()
    make_application()
    one = queries_of(client, ADDRESS)
    for _ in range(29):
        make_unit()
        make_application(unit=Unit.objects.first())
    assert queries_of(client, ADDRESS) == one
    assert one <= 25


def test_groups_of_one_table_share_a_query_and_keep_their_order():
    late, soon, far = (make_offer() for _ in range(3))
    for offer, left in ((late, 2), (soon, 1), (far, 30)):
        Offer.objects.filter(pk=offer.pk).update(answer_by_on=days(left), owner_agreed_on=None)
    made = groups()
    pages = [reverse("popups:staff-offer", args=[offer.reference]) for offer in (soon, late, far)]
    assert made["lapsing"] == pages[:2]
    assert made["owner_offers"] == pages


def test_all_of_a_group_cost_the_same_with_one_and_with_thirty():
    client, address = signed_in(make_officer()), "/staff/needs/lapsing/"
    make_offer(start=days(10), answer_by_on=days(2))
    one = queries_of(client, address)
    for _ in range(3):
        make_offer(start=days(10), answer_by_on=days(2))
    assert queries_of(client, address) == one
