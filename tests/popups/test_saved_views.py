"""Saved views: a name for filters, of one's own or for all, and never an address elsewhere."""

import re
from uuid import uuid4

import pytest

from popups.demo.bulk import fill
from tests.make import make_import, make_officer, make_owner, make_reviewer, make_surveyor, make_unit, make_user
from tests.popups.asking import codes, queries_of, references, signed_in
from vacancies.choices import ImportState, OwnerKind
from vacancies.lifecycle.views import MOST, keep_view
from vacancies.models import ImportRun, SavedView

pytestmark = pytest.mark.django_db
LIST, VIEWS = "/staff/units/", "/staff/views/"


def keep(client, query, name="Mine", **more):
    return client.post(f"{VIEWS}new/?{query}", {"name": name, **more})


def chips(client, query="") -> list[str]:
    return re.findall(r'class="chip" href="/staff/units/\?([^"]*)"', client.get(f"{LIST}?{query}").content.decode())


def test_a_filter_is_kept_and_found_again_above_the_list():
    client = signed_in(make_officer())
    vacant, _taken = make_unit(), make_unit(is_vacant=False)
    assert keep(client, "occupancy=vacant&q=unit").status_code == 302
    view = SavedView.objects.get()
    assert view.query == "q=unit&occupancy=vacant"
    assert chips(client) == [view.query.replace("&", "&amp;")]
    assert references(client.get(f"{LIST}?{view.query}")) == [vacant.reference]
    page = client.get(f"{LIST}?{view.query}").content.decode()
    assert re.search(rf'href="/staff/units/\?{view.query.replace("&", "&amp;")}" aria-current="page"', page)


def test_only_names_of_filters_are_kept():
    client = signed_in(make_officer())
    make_unit()
    keep(client, "next=https://elsewhere.example&q=a%26b%3Dc&after=7&print=1&//evil=1&once=2")
    assert SavedView.objects.get().query == "q=a%26b%3Dc"
    assert all("evil" not in chip and "elsewhere" not in chip for chip in chips(client))


@pytest.mark.parametrize("query", ["", "after=7", "nonsense=1"])
def test_the_whole_list_is_no_view(query):
    answer = keep(signed_in(make_officer()), query)
    assert (answer.status_code, codes(answer)) == (422, {"no_filter"})


def test_a_name_is_asked_for_and_may_not_be_there_twice():
    client = signed_in(make_officer())
    assert codes(keep(client, "q=a", "  ")) == {"required"}
    keep(client, "q=a", "Centrs")
    answer = keep(client, "q=b", "Centrs")
    assert answer.status_code == 422
    assert 'value="Centrs"' in answer.content.decode()
    assert keep(client, "q=b", "x" * 61).status_code == 422
    assert keep(signed_in(make_officer()), "q=b", "Centrs").status_code == 302, "colleagues have names of their own"
    assert SavedView.objects.count() == 2


def test_filters_longer_than_a_view_can_hold_are_refused_with_a_sentence():
    answer = keep(signed_in(make_officer()), f"q={'%C4%81' * 100}&box={'9' * 500}")
    assert codes(answer) == {"query_too_long"}


def test_nobody_keeps_more_views_than_they_can_find_again():
    officer = make_officer()
    for number in range(MOST):
        keep_view(name=f"View {number}", query="q=a", is_shared=False, by=officer)
    assert codes(keep(signed_in(officer), "q=a", "One more")) == {"too_many"}
    assert SavedView.objects.count() == MOST


def test_a_shared_view_is_seen_by_all_colleagues_and_changed_by_its_owner_only():
    officer, surveyor = make_officer(), make_surveyor()
    make_unit()
    keep(signed_in(officer), "q=a", "Shared", is_shared="on")
    keep(signed_in(officer), "q=b", "Private")
    view = SavedView.objects.get(is_shared=True)
    assert chips(signed_in(surveyor)) == ["q=a"]
    for person in (surveyor, make_officer()):
        client = signed_in(person)
        assert client.get(f"{VIEWS}{view.pk}/").status_code == 404
        assert client.post(f"{VIEWS}{view.pk}/", {"name": "Taken"}).status_code == 404
        assert client.post(f"{VIEWS}{view.pk}/delete/").status_code == 404
    view.refresh_from_db()
    assert view.name == "Shared"


def test_a_view_with_a_filter_that_a_colleague_does_not_have_is_not_offered_to_them():
    make_unit(owner=make_owner(kind=OwnerKind.PARISH))
    keep(signed_in(make_officer()), "owner=parish", "Parish", is_shared="on")
    keep(signed_in(make_officer()), "stage=willing&q=x", "Willing", is_shared="on")
    assert len(chips(signed_in(make_officer()))) == 2
    for person in (make_surveyor(), make_reviewer()):
        assert chips(signed_in(person)) == []
        assert "owner=parish" not in signed_in(person).get(VIEWS).content.decode()


def test_a_view_is_renamed_shared_and_deleted_and_comes_back():
    client = signed_in(make_officer())
    keep(client, "q=a", "Old")
    view = SavedView.objects.get()
    assert client.post(f"{VIEWS}{view.pk}/", {"name": "New", "is_shared": "on"}).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.is_shared, view.query) == ("New", True, "q=a")
    page = client.post(f"{VIEWS}{view.pk}/delete/", follow=True).content.decode()
    assert not SavedView.objects.exists()
    back = re.search(r'action="([^"]+)" class="undo"', page).group(1)
    for _time in range(2):
        client.post(back)
        assert SavedView.objects.values_list("name", "query", "is_shared").get() == ("New", "q=a", True)
    assert signed_in(make_officer()).post(back).status_code == 404


def test_the_same_form_sent_twice_keeps_one_view():
    client, token = signed_in(make_officer()), str(uuid4())
    assert [keep(client, "q=a", once=token).status_code for _time in range(2)] == [302, 302]
    assert SavedView.objects.count() == 1


def test_only_staff_have_views(client):
    officer = make_officer()
    view = keep_view(name="Mine", query="q=a", is_shared=True, by=officer)
    for address in (VIEWS, f"{VIEWS}new/?q=a", f"{VIEWS}{view.pk}/"):
        assert client.get(address).status_code == 302
        assert signed_in(make_user()).get(address).status_code == 404
        assert signed_in(officer).get(address).status_code == 200
    assert signed_in(officer).get(f"{VIEWS}{view.pk}/delete/").status_code == 405


def test_the_list_asks_the_same_questions_with_one_and_thirty_views_and_at_ten_and_hundreds_of_units():
    officer = make_officer()
    client = signed_in(officer)
    keep_view(name="First", query="q=a", is_shared=False, by=officer)
    fill(units=10, applications=0)
    few = queries_of(client, LIST), queries_of(client, VIEWS), queries_of(client, f"{LIST}?print=1")
    for number in range(29):
        keep_view(name=f"View {number}", query="q=a", is_shared=True, by=make_officer())
    fill(units=300, applications=0, seed=2)
    assert (queries_of(client, LIST), queries_of(client, VIEWS), queries_of(client, f"{LIST}?print=1")) == few
    assert max(few) <= 10
    assert len(chips(client)) == 30


def test_the_print_holds_the_rows_of_several_pages_and_none_of_the_tools():
    client = signed_in(make_officer())
    fill(units=120, applications=0)
    page = client.get(f"{LIST}?occupancy=known&print=1")
    said = page.content.decode()
    assert len(references(page)) == len(set(references(page))) > 50
    assert 'form="bulk"' not in said
    assert 'class="filter-form"' not in said
    assert 'class="print-only' in said


def test_a_view_of_what_an_import_added_is_found_again_by_officers_alone():
    client, run = signed_in(make_officer()), make_import()
    ImportRun.objects.update(state=ImportState.APPLIED)
    assert keep(client, f"imported={run.key}", is_shared="on").status_code == 302
    view = SavedView.objects.get()
    assert chips(client) == [f"imported={run.key}"]
    assert [found.pk for found in client.get(VIEWS).context["views"]] == [view.pk]
    assert chips(signed_in(make_surveyor())) == []
