"""The story of a unit: everything that happened to it, newest first, in pages, and to each reader what is theirs."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from popups.choices import Verb
from popups.lifecycle.merging import merge_units, undo_merge
from popups.reports.unit_story import unit_story
from tests.make import days, make_offer, make_officer, make_owner, make_reviewer, make_surveyor, make_unit, today
from tests.vacancies.asking import queries_of, signed_in
from tests.vacancies.pictures import encoded, make_image, upload
from vacancies.choices import ClosedReason, OwnerStage, PhotoDeed, RecordState, Seen
from vacancies.lifecycle.blurring import blur_photo
from vacancies.lifecycle.facts import add_closed_period, change_vacancy, remove_closed_period
from vacancies.lifecycle.owner_page import stop_offering, undo_stop
from vacancies.lifecycle.owners import change_owner
from vacancies.lifecycle.photo_files import BIN_DAYS, purge_photos
from vacancies.lifecycle.photos import add_photo, release_photo, remove_photo, take_back_photo
from vacancies.lifecycle.saving import mark_of
from vacancies.lifecycle.units import change_unit, move_record, record_visit, set_owner, unpublish_unit
from vacancies.lifecycle.visits import take_back_visit
from vacancies.models import FieldVisit, ImportRun, Merge, Owner, Photo, Talk, Unit
from vacancies.mosaic import Area
from vacancies.reports.story import MOST, register_story
from vacancies.reports.told import Reader
from vacancies.templatetags.entries import label_of

pytestmark = pytest.mark.django_db
OFFICERS = Reader(sees_owners=True)
OTHERS = Reader(sees_owners=False)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def kinds(unit, reader=OFFICERS):
    return [told.kind for told in register_story(unit, reader)]


def page(unit, client, query=""):
    return client.get(reverse("popups:staff-unit", args=[unit.reference]) + f"?tab=history{query}")


def who(unit, kind):
    """Of the lines of one kind."""
    with override("en"):
        return [str(line.who) for line, told in zip(unit_story(unit, sees_owners=True).lines, register_story(unit, OFFICERS), strict=True)
                if told.kind == kind]


def test_what_owners_do_on_their_page_is_told_as_theirs():
    unit = make_unit(owner=make_owner(), is_vacant=False)
    stop_offering(unit=unit, owner=unit.owner, to=OwnerStage.PAUSED)
    undo_stop(unit=Unit.objects.get(), owner=unit.owner)
    assert who(unit, "talk") == ["The owner"] * 2
    assert who(unit, "entry") == ["The owner"] * 2 + ["Imported or entered by a command"]


def test_the_end_of_a_removed_photo_is_told_as_that_of_the_clock():
    unit, officer = make_unit(), make_officer()
    remove_photo(photo=add_photo(unit=unit, file=upload(encoded(make_image())), by=officer), by=officer)
    Photo.with_removed.update(removed_at=timezone.now() - timedelta(days=BIN_DAYS + 1))
    purge_photos()
    assert who(unit, "photo") == ["The clock", str(officer), str(officer)]


def test_every_kind_of_change_has_its_line():
    officer, unit = make_officer(), make_unit(is_vacant=False)
    closed = add_closed_period(unit=unit, by=officer, reason=ClosedReason.SEASON, starts_on=days(5), ends_on=days(9))
    remove_closed_period(closed=closed, by=officer)
    visit = record_visit(unit=unit, seen=Seen.EMPTY, seen_on=days(-3), by=officer)
    change_vacancy(vacancy=unit.vacancies.get(), by=officer, previous_use="Shoe shop")
    set_owner(unit=unit, owner=make_owner(name="Owner Ltd"), by=officer)
    move_record(unit=unit, to=RecordState.ARCHIVED, by=officer)
    found = kinds(unit)
    assert {kind: found.count(kind) for kind in set(found)} == {"closedperiod": 2, "visit": 1, "vacancy": 2, "entry": 3}
    assert visit.pk


def test_photos_tell_what_was_done_with_them():
    officer, unit = make_officer(), make_unit()
    photo = add_photo(unit=unit, file=upload(encoded(make_image())), alt_text="A window", by=officer)
    release_photo(photo=photo, by=officer)
    blur_photo(photo=photo, areas=[Area(0, 0, 0.5, 0.5)], by=officer)
    remove_photo(photo=photo, by=officer)
    take_back_photo(photo=photo, by=officer)
    told = [one for one in register_story(unit, OFFICERS) if one.kind == "photo"]
    deeds = (PhotoDeed.TAKEN_BACK, PhotoDeed.REMOVED, PhotoDeed.BLURRED, PhotoDeed.RELEASED, PhotoDeed.ADDED)
    assert [one.what for one in told] == [deed.label for deed in deeds]
    assert {one.note for one in told} == {"A window"}
    assert not any(one.back_href for one in told), "what is back already is not offered"


def test_a_visit_that_was_taken_back_is_still_told():
    officer, unit = make_officer(), make_unit()
    visit = record_visit(unit=unit, seen=Seen.NOT_SURE, seen_on=today(), by=officer, note="Dark inside")
    take_back_visit(visit=visit, by=officer)
    assert [told.note for told in register_story(unit, OFFICERS) if told.kind == "visit"] == ["Dark inside"]


def test_an_import_is_named_by_its_file():
    unit, run = make_unit(), ImportRun.objects.create(key="k" * 32, file_name="rates 2026.xlsx", sha256="0" * 64)
    Unit.history.filter(id=unit.pk).update(history_change_reason=run.reason)
    FieldVisit.objects.create(unit=unit, seen=Seen.EMPTY, seen_on=today(), import_run=run)
    assert [told.file_name for told in register_story(unit, OFFICERS) if told.kind in {"entry", "visit"}] == ["rates 2026.xlsx"] * 2
    assert "rates 2026.xlsx" in page(unit, signed_in(make_officer())).content.decode()


def times_told(unit, verb):
    return [line.what for line in unit_story(unit).lines].count(verb.label)


def test_a_merge_is_told_once_by_the_entry_that_stays_and_once_by_each_when_it_was_taken_back():
    officer, kept, merged = make_officer(), make_unit(), make_unit()
    merge = merge_units(kept=kept, merged=merged, by=officer)
    assert times_told(kept, Verb.UNITS_MERGED) == 1
    undo_merge(merge=merge, by=officer)
    told = [(times_told(unit, Verb.UNITS_MERGED), times_told(unit, Verb.MERGE_UNDONE)) for unit in (kept, merged)]
    assert told == [(1, 1), (1, 1)]


def test_merges_are_told_to_those_who_do_not_read_the_deeds():
    unit, other, officer = make_unit(), make_unit(), make_officer()
    Merge.objects.create(key="m" * 32, kept=unit, merged=other, by=officer, undone_at=timezone.now(), undone_by=officer)
    assert [line for line in unit_story(unit, with_deeds=False).lines if other.reference in str(line.what)].__len__() == 2
    assert not any(other.reference in str(line.what) for line in unit_story(unit, with_deeds=True).lines)


def test_the_deeds_of_people_stand_among_the_changes_of_the_entry():
    unit = make_unit()
    offer = make_offer(unit=unit)
    lines = unit_story(unit).lines
    assert offer.reference in {subject.label for line in lines for subject in line.subjects}
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)


def test_owners_and_talks_are_told_to_officers_only():
    officer, unit, owner = make_officer(), make_unit(), make_owner(name="Secret Owner Ltd", phone="+371 1")
    unit = set_owner(unit=unit, owner=owner, by=officer)
    change_owner(owner=owner, mark=mark_of(owner), by=officer, phone="+371 29999999")
    Talk.objects.create(unit=unit, stage=OwnerStage.WILLING, note="Only for summer")
    assert {"owner", "talk"} <= set(kinds(unit))
    assert not {"owner", "talk"} & set(kinds(unit, OTHERS))
    assert "Secret Owner Ltd" in page(unit, signed_in(officer)).content.decode()
    for user in (make_surveyor(), make_reviewer()):
        shown = page(unit, signed_in(user)).content.decode()
        assert not any(secret in shown for secret in ("Secret Owner", "29999999", "Only for summer"))
    assert "29999999" not in page(unit, signed_in(officer)).content.decode(), "that it was corrected, not what it says"
    assert Owner.objects.get().phone == "+371 29999999"


def change_often(unit, times):
    officer = make_officer()
    for number in range(times):
        change_unit(unit=unit, version=Unit.objects.get(pk=unit.pk).version, by=officer, name=f"Name {number}")


def test_the_name_of_an_owner_is_not_called_that_of_a_unit():
    names = [label_of(model._meta.get_field("name")) for model in (Owner, Owner.history.model, Unit, Unit.history.model)]
    assert names[0] == names[1] != names[2] == names[3]


def test_the_pages_together_tell_everything_once():
    unit = make_unit()
    change_often(unit, 70)
    unpublish_unit(unit=unit, by=make_officer())
    client, told, query = signed_in(make_officer()), [], ""
    for _ in range(9):
        story = page(unit, client, query).context["story"]
        told += [(line.at, str(line.what)) for line in story.lines]
        if not story.older:
            break
        query = f"&before={story.older.replace('+', '%2B')}"
    assert len(told) == len(set(told)) == 73, "entered, vacancy added, 70 changes, unpublished"
    assert told == sorted(told, key=lambda one: one[0], reverse=True)


def test_lines_of_one_moment_are_not_torn_apart():
    unit = make_unit()
    change_often(unit, MOST + 8)
    same = timezone.now() - timedelta(days=1)
    unit.history.filter(version__gte=4).update(history_date=same)
    unit.history.filter(version__lt=4).update(history_date=same - timedelta(days=1))
    story = unit_story(unit)
    later = unit_story(unit, before=story.lines[-1].at)
    assert len({id(line) for line in story.lines}) >= MOST
    assert not {line.at for line in story.lines} & {line.at for line in later.lines}


@pytest.mark.parametrize("before", ["nonsense", "2026-99-99T00:00:00+00:00", "2026-01-01", "2026-01-01T00:00:00", "x" * 5000])
def test_a_stale_address_gives_the_newest_page(before):
    unit = make_unit()
    response = page(unit, signed_in(make_officer()), f"&before={before}")
    assert response.status_code == 200
    assert response.context["story"].lines


def test_a_long_story_costs_no_more_queries_than_a_short_one():
    officer = make_officer()
    client, short, long = signed_in(officer), make_unit(owner=make_owner()), make_unit(owner=make_owner())
    for unit, times in ((short, 1), (long, 30)):
        change_often(unit, times)
        for number in range(times):
            record_visit(unit=unit, seen=Seen.EMPTY, seen_on=days(-number), by=make_surveyor())
            closed = add_closed_period(unit=unit, by=officer, reason=ClosedReason.SEASON, starts_on=days(300 + 2 * number),
                                       ends_on=days(301 + 2 * number))
            remove_closed_period(closed=closed, by=officer)
            add_photo(unit=unit, file=upload(encoded(make_image(200 + number, 100))), by=officer)
    address = "{}?tab=history".format
    pages = [address(reverse("popups:staff-unit", args=[unit.reference])) for unit in (short, long)]
    assert len(client.get(pages[1]).context["story"].lines) == MOST
    assert queries_of(client, pages[0]) == queries_of(client, pages[1]) <= 16


def test_every_link_of_the_story_leads_to_a_page():
    officer, unit = make_officer(), make_unit()
    change_often(unit, 3)
    change_vacancy(vacancy=unit.vacancies.get(), by=officer, note="x")
    client = signed_in(officer)
    links = re.findall(r'class="put-back" href="([^"#]*)', page(unit, client).content.decode())
    assert len(links) >= 6
    assert {client.get(link.replace("&amp;", "&")).status_code for link in links} == {200}


@pytest.mark.parametrize("before", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "2020-02-31T00:00:00Z"])
def test_a_page_from_before_the_entry_was_made_or_from_no_moment_at_all_opens(before):
    assert page(make_unit(), signed_in(make_officer()), f"&before={before}").status_code == 200
