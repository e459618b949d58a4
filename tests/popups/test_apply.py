"""Applying in five steps: saved at each, in any order, on any device."""

import re
import uuid

import pytest
from django.urls import reverse

from popups.choices import ApplicationStatus
from popups.forms.applicant.steps import STEPS
from popups.kinds import KINDS, ApplicantKind
from popups.lifecycle.applications import start_application
from popups.models import Applicant, Application
from tests.make import days, make_application, make_officer, make_unit, make_user
from tests.popups.applying import NEEDS, WHAT, WHO, codes_on, lv, page_of, where
from vacancies.choices import Activity

pytestmark = pytest.mark.django_db
START = "/apply/"


@pytest.fixture
def maker(client):
    user = make_user(email="maker@example.org")
    client.force_login(user)
    return user


@pytest.fixture
def draft(maker):
    return start_application(by=maker, kind=ApplicantKind.MAKER)


# --- the door ---------------------------------------------------------------------------------------------------


def test_a_visitor_sees_what_it_takes_and_may_sign_in_first_keeping_the_place(client):
    unit = make_unit()
    page = client.get(START, {"unit": unit.reference})
    assert page.status_code == 200
    assert unit.name in page.content.decode()
    assert f"/sign-in/?next=%2Fapply%2F%3Funit%3D{unit.reference}" in page.content.decode()


def test_looking_at_the_door_begins_nothing(client, maker):
    client.get(START)
    assert not Application.objects.exists()


def test_beginning_makes_a_draft_that_wishes_the_place_one_came_from(client, maker):
    unit = make_unit()
    answer = client.post(START, {"kind": "musician", "unit": unit.reference})
    application = Application.objects.get()
    assert answer.url == page_of(application, "who")
    assert application.applicant.kind == ApplicantKind.MUSICIAN
    assert [wish.unit for wish in application.wishes.all()] == [unit]


def test_an_unpublished_place_cannot_be_brought_along(client, maker):
    hidden = make_unit(is_published=False, name="Noslēpums")
    assert "Noslēpums" not in client.get(START, {"unit": hidden.reference}).content.decode()
    client.post(START, {"kind": "maker", "unit": hidden.reference})
    assert not Application.objects.get().wishes.exists()


def test_beginning_without_saying_what_one_is_gets_a_sentence(client, maker):
    response = client.post(START, {})
    assert response.status_code == 422
    assert codes_on(response) == ["required"]


def test_the_door_sent_twice_makes_one_draft(client, maker):
    sent = {"kind": "maker", "once": str(uuid.uuid4())}
    first, second = client.post(START, sent), client.post(START, sent)
    assert first.url == second.url
    assert Application.objects.count() == 1


def test_a_place_can_be_added_to_a_draft_that_was_begun(client, draft):
    units = [make_unit() for _ in range(4)]
    for unit in [*units, units[0]]:
        client.post(START, {"draft": draft.reference, "unit": unit.reference})
    assert [wish.unit for wish in draft.wishes.order_by("rank")] == units[:3]
    assert Application.objects.count() == 1


def test_a_place_cannot_be_added_to_somebody_elses_draft(client, maker):
    other = make_application(status="draft")
    before = list(other.wishes.values_list("unit", flat=True))
    client.post(START, {"draft": other.reference, "unit": make_unit().reference})
    assert list(other.wishes.values_list("unit", flat=True)) == before


# --- each page --------------------------------------------------------------------------------------------------


def test_who_is_kept_for_this_and_the_next_application(client, draft):
    assert client.post(page_of(draft, "who"), WHO).url == page_of(draft, "what")
    applicant = Applicant.objects.get()
    assert (applicant.name, applicant.phone, applicant.website) == ("Māla darbnīca", "+371 20000000", "https://mals.example")


def test_changing_what_one_is_moves_the_draft_to_that_profile(client, draft, maker):
    client.post(page_of(draft, "who"), WHO | {"kind": "ngo", "name": "Biedrība"})
    draft.refresh_from_db()
    assert (draft.applicant.kind, draft.applicant.name, draft.applicant.user) == (ApplicantKind.NGO, "Biedrība", maker)


def test_what_is_kept_with_the_answers_of_the_kind(client, draft):
    assert client.post(page_of(draft, "what"), WHAT).url == page_of(draft, "where")
    draft.refresh_from_db()
    assert (draft.title, draft.activity) == ("Krūzes", Activity.CRAFTS)
    assert draft.answers == {"goods": "Krūzes", "makes_on_site": True, "first_shop": False}


@pytest.mark.parametrize("kind", ApplicantKind)
def test_every_kind_is_asked_its_own_questions(client, maker, kind):
    draft = start_application(by=maker, kind=kind)
    fields = client.get(page_of(draft, "what")).context["form"].fields
    own = {question.code for question in KINDS[kind].questions}
    others = {question.code for spec in KINDS.values() for question in spec.questions} - own
    assert own <= fields.keys()
    assert not others & fields.keys()


def test_a_place_that_is_chosen_twice_is_said_at_the_later_wish_and_nothing_typed_is_lost(client, draft):
    first, second = make_unit(), make_unit()
    sent = where(where="units", unit_1=second.reference, unit_2=first.reference, unit_3=second.reference)
    response = client.post(page_of(draft, "where"), sent)
    assert (response.status_code, codes_on(response)) == (422, ["wished_twice"])
    form = response.context["form"]
    assert list(form.errors) == ["unit_3"] and [form[name].value() for name in ("unit_1", "unit_2", "unit_3")] == [second.reference, first.reference, second.reference]
    assert client.post(page_of(draft, "where"), sent | {"where": "anywhere"}).status_code == 302, "wishes that are not asked for are not judged"


def test_where_keeps_ranked_wishes_and_days_as_people_type_them(client, draft):
    first, second = make_unit(), make_unit()
    sent = where(where="units", unit_1=second.reference, unit_2=first.reference)
    assert client.post(page_of(draft, "where"), sent).url == page_of(draft, "needs")
    draft.refresh_from_db()
    assert [wish.unit for wish in draft.wishes.order_by("rank")] == [second, first]
    assert (draft.earliest_start_on, draft.latest_end_on) == (days(10), days(100))
    assert (draft.shortest_days, draft.longest_days) == (42, 80)


def test_weeks_come_back_as_weeks_and_days_as_days(client, draft):
    client.post(page_of(draft, "where"), where())
    form = client.get(page_of(draft, "where")).context["form"]
    shown = {name: form[name].value() for name in ("shortest_days", "longest_days")}
    assert shown == {"shortest_days": 42, "longest_days": 80}
    html = client.get(page_of(draft, "where")).content.decode()
    assert re.search(r'name="shortest_days_number" value="6"', html)
    assert re.search(r'name="longest_days_number" value="80"', html)


def test_wishes_stay_when_one_lets_us_choose_and_changes_back(client, draft):
    unit = make_unit()
    client.post(page_of(draft, "where"), where(where="units", unit_1=unit.reference))
    client.post(page_of(draft, "where"), where(where="anywhere", unit_1=unit.reference))
    assert client.get(page_of(draft, "where")).context["form"]["unit_1"].value() == unit.reference


def test_only_published_places_can_be_wished(client, draft):
    hidden = make_unit(is_published=False)
    response = client.post(page_of(draft, "where"), where(where="units", unit_1=hidden.reference))
    assert response.status_code == 422
    assert codes_on(response) == ["invalid_choice"]
    assert hidden.name not in response.content.decode()


def test_needs_are_kept_with_the_budget_in_cents(client, draft):
    assert client.post(page_of(draft, "needs"), NEEDS).url == page_of(draft, "check")
    draft.refresh_from_db()
    assert (draft.needed_features, draft.budget_cents, draft.needs_note) == (["water", "wc"], 15050, "Vitrīna")


# --- what is wrong or missing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "sent", "codes"), [
    ("who", {"kind": "maker", "name": "", "website": "not an address"}, ["name_missing", "invalid"]),
    ("who", {"kind": "maker", "name": ""}, ["name_missing"]),
    ("what", {"title": "", "activity": "", "description": ""},
     ["title_missing", "activity_missing", "description_missing", "answer_missing"]),
    ("where", {"use": "whole", "where": "units"}, ["units_missing", "start_missing", "end_missing", "length_missing"]),
    ("needs", {"budget_cents": "much"}, ["invalid"]),
])
def test_all_problems_of_a_page_are_told_at_once(client, draft, step, sent, codes):
    response = client.post(page_of(draft, step), sent)
    assert response.status_code == 422
    assert sorted(codes_on(response)) == sorted(codes)
    draft.refresh_from_db()
    assert draft.done_steps == []


def test_days_that_cannot_be_are_told_at_their_fields_and_what_was_typed_is_kept(client, draft):
    sent = where(earliest_start_on="30.02.2027.", latest_end_on=lv(days(3)), shortest_days_number="few")
    response = client.post(page_of(draft, "where"), sent)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"earliest_start_on", "shortest_days"}
    for typed in ("30.02.2027.", "few"):
        assert f'value="{typed}"' in response.content.decode()


def test_a_stay_longer_than_the_kind_may_have_is_told_at_once(client, maker):
    draft = start_application(by=maker, kind=ApplicantKind.MUSICIAN)
    response = client.post(page_of(draft, "where"), where(longest_days_number="20", longest_days_unit="7"))
    assert codes_on(response) == ["stay_too_long"]


def test_an_end_before_the_start_is_refused_even_for_later(client, draft):
    sent = where(earliest_start_on=lv(days(20)), latest_end_on=lv(days(10)), later="1")
    response = client.post(page_of(draft, "where"), sent)
    assert response.status_code == 422
    assert codes_on(response) == ["end_before_start"]


@pytest.mark.parametrize("step", [step.code for step in STEPS if step.form])
def test_half_a_page_can_be_kept_for_later(client, draft, step):
    response = client.post(page_of(draft, step), {"kind": "maker", "later": "1"})
    assert response.url == reverse("popups:my-page")
    draft.refresh_from_db()
    assert draft.done_steps == [step]


def test_what_was_kept_is_there_on_another_device(client, draft, maker):
    client.post(page_of(draft, "what"), {"title": "Krūzes", "later": "1"})
    client.logout()
    client.force_login(maker)
    assert 'value="Krūzes"' in client.get(page_of(draft, "what")).content.decode()


def test_a_page_opened_to_mend_something_shows_it_at_the_field(client, draft):
    page = client.get(page_of(draft, "what"), {"missing": "1"})
    assert "title_missing" in codes_on(page)
    assert codes_on(client.get(page_of(draft, "what"))) == []


def test_extra_fields_change_nothing(client, draft):
    sent = WHAT | {"status": "shortlisted", "reference": "A-XXXX", "applicant": "1", "decision_note": "x", "done_steps": "[]"}
    client.post(page_of(draft, "what"), sent)
    before = (draft.reference, draft.applicant_id)
    draft.refresh_from_db()
    assert draft.status == ApplicationStatus.DRAFT
    assert draft.decision_note == ""
    assert (draft.reference, draft.applicant_id) == before


# --- who may see it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [step.code for step in STEPS])
def test_somebody_elses_application_does_not_exist(client, draft, step):
    assert client.get(page_of(draft, step)).status_code == 200
    for stranger in (make_user(), make_officer()):
        client.force_login(stranger)
        assert client.get(page_of(draft, step)).status_code == 404
        assert client.post(page_of(draft, step), WHO | WHAT | where() | NEEDS).status_code == 404
    client.logout()
    assert client.get(page_of(draft, step)).url.startswith("/sign-in/?next=/apply/")


def test_a_page_that_is_no_step_does_not_exist(client, draft):
    assert client.get(page_of(draft, "pay")).status_code == 404


def test_nothing_about_owners_is_shown_while_applying(client, draft):
    unit = make_unit(internal_note="atslēga pie Jāņa")
    client.post(page_of(draft, "where"), where(where="units", unit_1=unit.reference))
    for step in ("where", "check"):
        html = client.get(page_of(draft, step)).content.decode()
        assert unit.name in html
        assert "atslēga pie Jāņa" not in html


def test_the_pages_cost_the_same_queries_with_one_and_with_thirty_places(client, draft, django_assert_max_num_queries):
    make_unit()
    counts = []
    for _ in range(2):
        for step in ("where", "check"):
            with django_assert_max_num_queries(20) as asked:
                client.get(page_of(draft, step))
            counts.append(len(asked))
        for _number in range(29):
            make_unit()
    assert counts[:2] == counts[2:]


def test_steps_say_which_are_done(client, draft):
    client.post(page_of(draft, "who"), WHO)
    client.post(page_of(draft, "what"), {"title": "Krūzes", "later": "1"})
    steps = client.get(page_of(draft, "where")).context["steps"]
    assert [step["is_done"] for step in steps] == [True, False, False, False, False]
    assert [step["is_current"] for step in steps] == [False, False, True, False, False]
