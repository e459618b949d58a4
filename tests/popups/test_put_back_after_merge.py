"""A line of history is put back where its vacancy belongs by now: merges move vacancies, and taking them back moves them home."""

import pytest
from django.urls import reverse

from popups.lifecycle.merging import merge_units, undo_merge
from tests.make import days, make_unit
from tests.vacancies.test_putting_back import address, mark_on, offered, put_back
from vacancies.lifecycle.facts import change_vacancy, remove_vacancy
from vacancies.lifecycle.restoring import restore_row
from vacancies.lifecycle.saving import Stale
from vacancies.models import Vacancy
from vacancies.reports.earlier import earlier_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """The second has a vacancy that follows when it goes into the first."""
    kept, merged = make_unit(is_vacant=False), make_unit(is_vacant=False)
    Vacancy.objects.create(unit=merged, starts_on=days(-90), previous_use="Bakery")
    return kept, merged


def renamed(officer, use):
    """The vacancy has another previous use; gives the line of history that tells it."""
    change_vacancy(vacancy=Vacancy.objects.get(), by=officer, previous_use=use)
    return Vacancy.history.first()


def test_what_was_changed_before_the_merge_is_put_back_at_the_entry_that_has_it_now(client, officer, two):
    kept, merged = two
    line = renamed(officer, "Café")
    merge_units(kept=kept, merged=merged, by=officer)
    assert address(kept, "vacancy", line) in offered(client, kept)
    assert put_back(client, address(kept, "vacancy", line)).status_code == 302
    vacancy = Vacancy.objects.get()
    assert (vacancy.unit, vacancy.previous_use) == (kept, "Bakery")


def test_a_page_that_was_open_before_the_merge_changes_nothing_and_leads_to_the_entry_that_is_kept(client, officer, two):
    kept, merged = two
    where = address(merged, "vacancy", renamed(officer, "Café"))
    mark = mark_on(client.get(where))
    merge_units(kept=kept, merged=merged, by=officer)
    response = client.post(where, {"mark": mark})
    assert (response.status_code, response["Location"]) == (302, f"{reverse('popups:staff-unit', args=[kept.reference])}?tab=history")
    assert Vacancy.objects.get().previous_use == "Café"


def test_after_the_merge_was_taken_back_the_kept_entry_no_longer_changes_what_went_home(client, officer, two):
    kept, merged = two
    merge = merge_units(kept=kept, merged=merged, by=officer)
    line = renamed(officer, "Café")
    where = address(kept, "vacancy", line)
    assert where in offered(client, kept), "while it is there"
    mark = mark_on(client.get(where))
    undo_merge(merge=merge, by=officer)
    assert where not in offered(client, kept)
    assert (client.get(where).status_code, client.post(where, {"mark": mark}).status_code) == (404, 404)
    assert (Vacancy.objects.get().unit, Vacancy.objects.get().previous_use) == (merged, "Café")


def test_the_entry_that_came_back_puts_back_what_it_said_itself(client, officer, two):
    kept, merged = two
    merge = merge_units(kept=kept, merged=merged, by=officer)
    renamed(officer, "Café")
    undo_merge(merge=merge, by=officer)
    where = address(merged, "vacancy", Vacancy.history.first())
    assert where in offered(client, merged)
    assert put_back(client, where).status_code == 302
    assert (Vacancy.objects.get().unit, Vacancy.objects.get().previous_use) == (merged, "Bakery")


def test_what_was_removed_comes_back_only_where_it_was_removed(client, officer, two):
    kept, merged = two
    remove_vacancy(vacancy=Vacancy.objects.get(), by=officer)
    line = Vacancy.history.first()
    merge = merge_units(kept=kept, merged=merged, by=officer)
    assert address(kept, "vacancy", line) not in offered(client, kept)
    assert client.get(address(kept, "vacancy", line)).status_code == 404
    undo_merge(merge=merge, by=officer)
    assert put_back(client, address(merged, "vacancy", line)).status_code == 302
    assert Vacancy.objects.get().unit == merged


def test_nothing_is_put_back_in_an_entry_that_went_into_another_one_at_that_moment(officer, two):
    kept, merged = two
    remove_vacancy(vacancy=Vacancy.objects.get(), by=officer)
    earlier = earlier_of(merged, "vacancy", Vacancy.history.first().history_id, "")
    merge_units(kept=kept, merged=merged, by=officer)
    with pytest.raises(Stale):
        restore_row(unit=merged, earlier=earlier, mark=earlier.mark, by=officer)
    assert not Vacancy.objects.exists()
