"""The pages on which officers compare entries that may be one place."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from popups.lifecycle.merging import merge_units
from popups.models import History
from tests.make import (
    days,
    make_current_tenancy,
    make_offer,
    make_officer,
    make_reviewer,
    make_shop,
    make_surveyor,
    make_unit,
)
from tests.popups.asking import codes, queries_of, references, signed_in
from tests.popups.merging import photo_of
from vacancies.choices import RecordState
from vacancies.lifecycle.telling_apart import tell_apart
from vacancies.models import Merge, NotSame, Photo, Shop, Space, Unit, Vacancy
from vacancies.references import random_key

pytestmark = pytest.mark.django_db
LIST = "/staff/duplicates/"


def twins(**fields):
    """Two entries of one place."""
    return [make_unit(**{"name": "Aptieka", "address_typed": "Pils iela 4", "latitude": None, "longitude": None} | fields)
            for _number in range(2)]


def merge_page(kept, merged):
    return reverse("popups:unit-merge", args=[kept.reference, merged.reference])


def apart_page(one, other):
    return reverse("popups:units-apart", args=[one.reference, other.reference])


def shown(client, kept, merged):
    """What a browser would send back if nobody chose anything."""
    form = client.get(merge_page(kept, merged)).context["form"]
    return {name: form[name].value() for name in form.fields}


def test_pairs_are_listed_with_the_one_the_public_knows_first():
    client = signed_in(make_officer())
    hidden, known = make_unit(name="Aptieka", address_typed="Pils iela 4", is_published=False), make_unit(
        name="Aptieka", address_typed="Pils iela 4")
    page = client.get(LIST).content.decode()
    assert re.findall(r'data-reference="([^"]+)" data-other="([^"]+)"', page) == [(known.reference, hidden.reference)]
    assert not references(client.get(f"{LIST}?show=others"))


def test_photos_in_the_bin_are_not_counted():
    officer, (one, _other) = make_officer(), twins()
    photo_of(one)
    photo_of(one, removed_at=timezone.now(), removed_by=officer)
    [pair] = signed_in(officer).get(LIST).context["rows"]
    assert {pair.stays.photo_count, pair.goes.photo_count} == {0, 1}


@pytest.mark.parametrize("show", ["likely", "others", "apart", "merged"])
def test_every_tab_opens_and_others_do_not_exist(show):
    client = signed_in(make_officer())
    assert client.get(f"{LIST}?show={show}").status_code == 200
    assert client.get(f"{LIST}?show={show}s").status_code == 404


def test_the_comparison_tells_of_a_shop_on_days_of_a_stay_and_whether_that_forbids_the_merge():
    client = signed_in(make_officer())
    kept, merged = twins(is_vacant=False)
    tenancy = make_current_tenancy(unit=merged, started_days_ago=10, days_left=20)
    shop = make_shop(unit=kept, ends_on=days(-5))
    page = client.get(merge_page(kept, merged)).content.decode()
    assert re.findall(r'id="warnings" data-codes="(\w+) "', page) == ["shop_was_promised"]
    assert shop.name in page
    assert tenancy.reference in page
    Shop.objects.update(ends_on=None)
    response = client.get(merge_page(kept, merged))
    assert codes(response) == {"shop_where_promised"}
    assert client.post(merge_page(kept, merged), {"seal": "x"}).status_code == 422
    assert not Merge.objects.exists()


def test_twenty_pairs_cost_what_one_costs():
    client = signed_in(make_officer())
    twins()
    few = queries_of(client, LIST)
    for number in range(24):
        twins(address_typed=f"Pils iela {number + 50}", name=f"Veikals {number}")
    assert len(references(client.get(LIST))) == 20
    assert len(references(client.get(f"{LIST}?page=2"))) == 5
    assert queries_of(client, LIST) == few


@pytest.mark.parametrize("show", ["apart", "merged"])
def test_thirty_settled_pairs_cost_what_one_costs(show):
    client, officer = signed_in(make_officer()), make_officer()

    def settle():
        one, other = twins()
        merge_units(kept=one, merged=other, by=officer)
        NotSame.objects.create(first=one, second=other, by=officer)

    settle()
    few = queries_of(client, f"{LIST}?show={show}")
    for _number in range(29):
        settle()
    assert len(references(client.get(f"{LIST}?show={show}"))) == 20
    assert queries_of(client, f"{LIST}?show={show}") == few


def test_two_places_are_not_asked_about_again_until_that_is_taken_back():
    client, (one, other) = signed_in(make_officer()), twins()
    for _time in range(2):
        assert client.post(apart_page(other, one)).status_code == 302
    assert NotSame.objects.count() == 1
    assert not references(client.get(LIST))
    assert references(client.get(f"{LIST}?show=apart")) == [one.reference]
    for _time in range(2):
        assert client.post(apart_page(one, other), {"again": "1"}).status_code == 302
    assert len(references(client.get(LIST))) == 1


def test_the_undo_of_the_message_takes_it_back_too():
    client, (one, other) = signed_in(make_officer()), twins()
    page = client.post(apart_page(one, other), follow=True).content.decode()
    [address] = re.findall(r'action="([^"]*again=1)"', page)
    client.post(unescape(address))
    assert not NotSame.objects.exists()


@pytest.mark.parametrize(("show", "tab"), [("others", "others"), ("apart", "apart"), ("", "likely"), ("x&y", "likely")])
def test_whoever_goes_through_a_list_of_pairs_stays_at_its_tab(show, tab):
    client, (one, other) = signed_in(make_officer()), twins()
    answer = client.post(apart_page(one, other), {"show": show})
    assert answer["Location"] == f"{LIST}?show={tab}"
    [address] = re.findall(r'action="([^"]*again=1)"', client.get(answer["Location"]).content.decode())
    assert client.post(unescape(address))["Location"] == f"{LIST}?show={tab}"
    assert not NotSame.objects.exists()


def test_any_two_entries_can_be_compared_by_their_references():
    client, one, other = signed_in(make_officer()), make_unit(), make_unit()
    answer = client.get(LIST, {"one": one.reference.lower(), "other": other.reference})
    assert answer["Location"] == merge_page(one, other)
    assert client.get(LIST, {"one": one.reference, "other": "U-0000"}).status_code == 422
    assert client.get(LIST, {"one": one.reference, "other": one.reference}).status_code == 422
    assert client.get(LIST, {"one": "", "other": ""}).status_code == 422


def test_the_comparison_shows_what_differs_and_what_follows_and_changes_nothing():
    client = signed_in(make_officer())
    kept, merged = make_unit(own_number="16", floor_area_m2=46), make_unit(own_number="17", floor_area_m2=47)
    Photo.objects.create(unit=merged, key=random_key(), width=4, height=3, sha256="a" * 64)
    response = client.get(merge_page(kept, merged))
    assert {line.name: line.moves for line in response.context["lines"]}[Photo._meta.verbose_name_plural] == 1
    assert {"own_number", "floor_area_m2", "name", "address"} <= response.context["form"].fields.keys()
    assert not Merge.objects.exists()


def test_the_chosen_values_stay_and_one_is_led_to_the_kept_entry():
    client, (kept, merged) = signed_in(make_officer()), twins()
    Unit.objects.filter(pk=merged.pk).update(floor_area_m2=99)
    answer = client.post(merge_page(kept, merged), shown(client, kept, merged) | {"floor_area_m2": "merged"})
    assert answer["Location"] == reverse("popups:staff-unit", args=[kept.reference])
    kept.refresh_from_db()
    assert kept.floor_area_m2 == 99
    assert Merge.objects.get().merged == merged


def test_the_form_sent_twice_merges_once():
    client, (kept, merged) = signed_in(make_officer()), twins()
    sent = shown(client, kept, merged)
    answers = {client.post(merge_page(kept, merged), sent)["Location"] for _time in range(2)}
    assert len(answers) == 1
    assert Merge.objects.count() == 1


@pytest.mark.parametrize("seal", ["", "invented", None])
def test_nothing_is_done_that_was_not_shown(seal):
    client, (kept, merged) = signed_in(make_officer()), twins()
    sent = shown(client, kept, merged)
    if seal is None:
        Photo.objects.create(unit=merged, key=random_key(), width=4, height=3, sha256="a" * 64)
    else:
        sent["seal"] = seal
    response = client.post(merge_page(kept, merged), sent)
    assert (response.status_code, codes(response)) == (422, {"changed"})
    assert not Merge.objects.exists()
    again = {name: response.context["form"][name].value() for name in response.context["form"].fields}
    assert client.post(merge_page(kept, merged), again).status_code == 302


def test_what_speaks_against_it_is_said_before():
    client, (kept, merged) = signed_in(make_officer()), twins()
    for unit in (kept, merged):
        make_offer(unit=unit, start=days(1), end=days(9))
    response = client.get(merge_page(kept, merged))
    assert codes(response) == {"promised_twice"}
    assert 'name="seal"' not in response.content.decode()
    assert client.post(merge_page(kept, merged), {"seal": ""}).status_code == 422
    assert not Merge.objects.exists()


def test_an_entry_cannot_be_compared_with_itself_or_with_none():
    client, unit = signed_in(make_officer()), make_unit()
    assert client.get(merge_page(unit, unit)).status_code == 404
    assert client.get(f"{LIST}{unit.reference}/U-0000/").status_code == 404


def test_a_merge_is_taken_back_from_the_message_or_from_its_page():
    client, (kept, merged) = signed_in(make_officer()), twins()
    page = client.post(merge_page(kept, merged), shown(client, kept, merged), follow=True).content.decode()
    back = reverse("popups:merge-undo", args=[Merge.objects.get().key])
    assert back in page
    assert client.get(back).status_code == 200
    assert Merge.objects.get().undone_at is None, "looking changes nothing"
    for _time in range(2):
        assert client.post(back).status_code == 302
    merged.refresh_from_db()
    assert (merged.merged_into, merged.record_state, merged.is_published) == (None, RecordState.CONFIRMED, True)
    assert client.get(back).status_code == 200


def test_taking_a_merge_back_leads_to_a_page_with_both_entries_again():
    client, (kept, merged) = signed_in(make_officer()), twins()
    merge = merge_units(kept=kept, merged=merged, by=make_officer())
    page = client.post(reverse("popups:merge-undo", args=[merge.key]), follow=True)
    assert references(page) == [kept.reference, merged.reference]
    for unit in (kept, merged):
        assert f'href="{staff_page(unit)}"' in page.content.decode()
    assert merge_page(kept, merged) in page.content.decode()


def test_the_values_to_choose_from_begin_with_a_capital_letter():
    client, kept, merged = signed_in(make_officer()), make_unit(floor_area_m2=20), make_unit(floor_area_m2=30)
    form = client.get(merge_page(kept, merged)).context["form"]
    labels = [str(field.label) for name, field in form.fields.items() if name != "seal"]
    assert labels
    assert not [label for label in labels if not label[0].isupper()]


def test_what_keeps_a_merge_from_being_taken_back_is_said():
    officer, (kept, merged) = make_officer(), twins()
    make_offer(unit=merged, start=days(1), end=days(9))
    merge = merge_units(kept=kept, merged=merged, by=officer)
    make_offer(unit=kept, start=days(20), end=days(29))
    client, back = signed_in(officer), reverse("popups:merge-undo", args=[merge.key])
    assert codes(client.get(back)) == {"promised_since"}
    assert client.post(back).status_code == 422


# What leads to the merged entry leads to the kept one


def test_the_public_address_of_the_merged_entry_leads_to_the_kept_one(client):
    (kept, merged), hidden = twins(), make_unit(is_published=False)
    merge_units(kept=kept, merged=merged, by=make_officer())
    answer = client.get(merged.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (302, kept.get_absolute_url())
    merge_units(kept=hidden, merged=kept, by=make_officer())
    for unit in (merged, kept):
        assert client.get(unit.get_absolute_url()).status_code == 404, "the kept one is not public"


def test_the_staff_page_of_the_merged_entry_leads_to_the_kept_one():
    client, (kept, merged) = signed_in(make_officer()), twins()
    merge_units(kept=kept, merged=merged, by=make_officer())
    page = reverse("popups:staff-unit", args=[merged.reference])
    assert client.get(page)["Location"] == reverse("popups:staff-unit", args=[kept.reference])


def test_a_merged_entry_is_not_confirmed_again_by_itself():
    client, (kept, merged) = signed_in(make_officer()), twins()
    merge_units(kept=kept, merged=merged, by=make_officer())
    client.post(reverse("popups:unit-record", args=[merged.reference]), {"to": RecordState.CONFIRMED.value})
    merged.refresh_from_db()
    assert merged.record_state == RecordState.ARCHIVED


def test_the_story_of_the_kept_entry_tells_what_happened_to_the_other():
    client, (kept, merged) = signed_in(make_officer()), twins()
    make_offer(unit=merged, start=days(1), end=days(9))
    before = History.objects.filter(unit=merged).count()
    merge_units(kept=kept, merged=merged, by=make_officer())
    assert before
    page = client.get(f"{reverse('popups:staff-unit', args=[kept.reference])}?tab=history").content.decode()
    assert merged.reference in page
    for line in History.objects.filter(unit=merged):
        assert str(line.get_verb_display()) in page


def staff_page(unit):
    return reverse("popups:staff-unit", args=[unit.reference])


def test_the_page_of_the_kept_entry_says_what_went_into_it_and_officers_can_take_it_back():
    kept, merged = twins()
    officer = make_officer()
    assert 'id="merged-entries"' not in signed_in(officer).get(staff_page(kept)).content.decode()
    merge = merge_units(kept=kept, merged=merged, by=officer)
    back = reverse("popups:merge-undo", args=[merge.key])
    for person, may_take_back in ((officer, True), (make_reviewer(), False), (make_surveyor(), False)):
        response = signed_in(person).get(staff_page(kept))
        assert references(response) == [merged.reference]
        assert (back in response.content.decode()) is may_take_back
    assert signed_in(officer).post(back).status_code == 302
    assert not references(signed_in(officer).get(staff_page(kept)))


def test_the_page_of_a_later_entry_names_those_that_came_with_another_one_but_takes_back_only_its_own():
    client, officer, (first, second, third) = signed_in(make_officer()), make_officer(), [*twins(), make_unit()]
    earlier = merge_units(kept=second, merged=first, by=officer)
    later = merge_units(kept=third, merged=second, by=officer)
    response = client.get(staff_page(third))
    assert set(references(response)) == {first.reference, second.reference}
    assert reverse("popups:merge-undo", args=[later.key]) in response.content.decode()
    assert reverse("popups:merge-undo", args=[earlier.key]) not in response.content.decode()


def test_one_merged_entry_costs_what_thirty_cost():
    client, officer, kept = signed_in(make_officer()), make_officer(), make_unit()
    merge_units(kept=kept, merged=make_unit(), by=officer)
    one = queries_of(client, staff_page(kept))
    for number in range(29):
        unit = make_unit(merged_into=kept, record_state=RecordState.ARCHIVED, is_published=False)
        Merge.objects.create(key=f"k{number}", kept=kept, merged=unit, by=officer)
    assert queries_of(client, staff_page(kept)) == one
    assert len(references(client.get(staff_page(kept)))) == 30


def test_two_places_of_which_one_went_with_its_import_at_this_moment_are_told_apart_in_words(client, monkeypatch):
    client.force_login(make_officer())
    stays, goes = make_unit(), make_unit()

    def gone_before(**told):
        Space.objects.filter(unit=goes).delete()
        Vacancy.objects.filter(unit=goes).delete()
        Unit.objects.filter(pk=goes.pk).delete()
        return tell_apart(**told)

    monkeypatch.setattr("popups.views.staff.duplicates.tell_apart", gone_before)
    answer = client.post(reverse("popups:units-apart", args=[stays.reference, goes.reference]), follow=True)
    assert answer.status_code == 200
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert not NotSame.objects.exists()
