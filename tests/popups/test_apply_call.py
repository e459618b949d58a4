"""Applying to a call: it is kept from the door to the letter, and what it asks is asked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from popups.choices import ApplicationStatus, PaperKind, Share, Use, Where
from popups.kinds import KINDS, ApplicantKind
from popups.lifecycle.applications import save_step, start_application, submit_application
from popups.models import Application, Call, Paper
from popups.rules.applications import completeness_problems
from popups.rules.call_fit import call_problems, papers_asked, questions_for
from tests.make import (
    days,
    make_applicant,
    make_application,
    make_area,
    make_call,
    make_officer,
    make_unit,
    make_user,
    today,
)
from tests.popups.applying import NEEDS, WHAT, WHO, codes_on, fill, lv, page_of, where
from vacancies.choices import Activity
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
START = "/apply/"
YES_NO = {"widget": "yes_no", "texts": {"lv": {"label": "Vai gatavosiet?"}}}
HOW = {"code": "q_how", "texts": {"lv": {"label": "Ko?"}}, "is_required": True, "only_if": {"code": "q_cook", "value": True}}


@pytest.fixture
def maker(client):
    user = make_user(email="maker@example.org")
    client.force_login(user)
    return user


def begun(maker, call: Call, kind: str = ApplicantKind.MAKER) -> Application:
    return start_application(by=maker, kind=kind, call=call)


def codes_of(application: Application) -> set[str]:
    fresh = Application.objects.get(pk=application.pk)
    return {problem.code for problem in call_problems(fresh, timezone.now())}


def in_call(call: Call, **answers) -> Application:
    return make_application(call=call, status="draft", **answers)


# --- the door ---------------------------------------------------------------------------------------------------


def test_the_call_is_kept_from_the_door_and_its_days_are_proposed(client, maker):
    call, unit = make_call(), make_unit()
    page = client.get(START, {"call": call.reference, "unit": unit.reference})
    assert f'name="call" value="{call.reference}"' in page.content.decode()
    client.post(START, {"kind": "maker", "call": call.reference, "unit": unit.reference})
    draft = Application.objects.get()
    assert draft.call == call
    assert [wish.unit for wish in draft.wishes.all()] == [unit]
    assert (draft.earliest_start_on, draft.latest_end_on) == (call.stays_start, call.last_stay_day)
    assert call.reference in client.get(page_of(draft, "what")).content.decode()


def test_without_signing_in_the_call_is_kept_too(client):
    call = make_call()
    client.post(START, {"kind": "maker", "call": call.reference})
    assert Application.objects.get().call == call


@pytest.mark.parametrize("fields", [{"opened_days_ago": -2}, {"days_left": -1}])
def test_a_call_that_is_not_open_says_so_at_the_door_and_begins_nothing(client, maker, fields):
    call = make_call(**fields)
    page = client.get(START, {"call": call.reference})
    assert 'data-code="call_' in page.content.decode()
    answer = client.post(START, {"kind": "maker", "call": call.reference})
    assert answer.status_code == 422
    assert not Application.objects.exists()


def test_a_draft_of_a_call_is_no_call(client, maker):
    hidden = make_call(is_released=False, title="Slepens")
    assert "Slepens" not in client.get(START, {"call": hidden.reference}).content.decode()
    client.post(START, {"kind": "maker", "call": hidden.reference})
    assert Application.objects.get().call is None


def test_only_those_whom_it_is_for_are_asked_at_the_door(client, maker):
    call = make_call(kinds=["ngo"])
    form = client.get(START, {"call": call.reference}).context["form"]
    assert [code for code, _label in form.fields["kind"].choices] == ["ngo"]
    assert client.post(START, {"kind": "maker", "call": call.reference}).status_code == 422
    with pytest.raises(Refused):
        begun(maker, call)
    assert not Application.objects.exists()


def test_a_unit_outside_the_call_is_not_brought_along(client, maker):
    call, other = make_call(), make_unit()
    call.units.add(make_unit())
    client.post(START, {"kind": "maker", "call": call.reference, "unit": other.reference})
    assert not Application.objects.get().wishes.exists()


# --- what does not fit ------------------------------------------------------------------------------------------


def test_what_fits_has_no_problem():
    assert codes_of(in_call(make_call())) == set()


@pytest.mark.parametrize(("fields", "answers", "code"), [
    ({"kinds": ["ngo"]}, {}, "kind_not_asked"),
    ({"activities": [Activity.MUSIC]}, {"activity": Activity.CRAFTS}, "activity_not_asked"),
    ({}, {"latest_end_on": 59}, "outside_stays"),
    ({}, {"latest_end_on": 69}, "too_few_days"),
    ({"shortest_days": 60}, {}, "too_few_days"),
    ({"longest_days": 10}, {}, "longer_than_call"),
    ({"shortest_days": 20}, {"longest_days": 15}, "shorter_than_call"),
    ({}, {"use": Use.SHARED}, "share_missing"),
    ({}, {"use": Use.SHARED, "share": Share.DAYS}, "weekdays_missing"),
])
def test_each_thing_that_does_not_fit_is_named(fields, answers, code):
    """Of days only the number is given: they are counted from today."""
    answers = {name: days(value) if name == "latest_end_on" else value for name, value in answers.items()}
    assert codes_of(in_call(make_call())) == set()
    assert code in codes_of(in_call(make_call(**fields), **answers))


def test_the_last_day_of_the_stays_still_belongs_to_them():
    call = make_call(stays_start=days(60), stays_end=days(74))
    assert codes_of(in_call(call, latest_end_on=days(73))) == set()
    assert codes_of(in_call(call, latest_end_on=days(72))) == {"too_few_days"}


def test_a_wish_outside_the_call_cannot_be_sent(client, maker):
    call, inside, outside = make_call(stays_start=days(5)), make_unit(), make_unit()
    call.units.add(inside)
    draft = begun(maker, call)
    shown = client.get(page_of(draft, "where")).content.decode()
    assert inside.reference in shown
    assert outside.reference not in shown
    save_step(application=draft, step_code="where", by=maker, units=[outside])
    assert "unit_outside_call" in codes_of(draft)
    response = client.post(page_of(draft, "where"), where(where="units", unit_1=outside.reference))
    assert codes_on(response) == ["unit_outside_call"]
    client.post(page_of(draft, "where"), where(where="units", unit_1=inside.reference))
    assert "unit_outside_call" not in codes_of(draft)


def test_an_application_without_a_call_is_asked_nothing_of_it():
    rolling = make_application(status="draft", use=Use.SHARED)
    make_call(kinds=["ngo"])
    assert call_problems(rolling, timezone.now()) == []


# --- questions --------------------------------------------------------------------------------------------------


def asking() -> Call:
    call = make_call()
    call.questions.create(code="q_cook", position=1, **YES_NO)
    call.questions.create(position=2, **HOW)
    call.questions.create(code="q_ngo", position=3, texts={"lv": {"label": "Biedri?"}}, only_kinds=["ngo"], is_required=True)
    call.questions.create(code="q_last", position=4, texts={"lv": {"label": "Cik?"}}, widget="choice",
                          only_if={"code": "q_how", "value": "zupu"},
                          choices=[{"code": "daudz", "texts": {"lv": "Daudz"}}, {"code": "maz", "texts": {"lv": "Maz"}}])
    return call


@pytest.mark.parametrize(("answers", "asked"), [
    ({}, ["q_cook"]), ({"q_cook": False, "q_how": "zupu"}, ["q_cook"]), ({"q_cook": True}, ["q_cook", "q_how"]),
    ({"q_cook": True, "q_how": "zupu"}, ["q_cook", "q_how", "q_last"]), ({"q_how": "zupu"}, ["q_cook"])])
def test_a_question_is_asked_only_when_its_condition_holds(answers, asked):
    draft = in_call(asking())
    draft.answers = answers
    assert [question.code for question in questions_for(draft) if question.code.startswith("q_")] == asked


def test_a_required_question_holds_sending_up_only_while_it_is_asked(maker):
    draft = in_call(asking())
    assert "answer_missing" not in codes_of(draft)
    save_step(application=draft, step_code="what", by=maker, answers={**draft.answers, "q_cook": True})
    assert "answer_missing" in codes_of(draft)
    save_step(application=draft, step_code="what", by=maker, answers={**draft.answers, "q_cook": True, "q_how": "zupu"})
    assert "answer_missing" not in codes_of(draft)


def test_without_a_script_a_condition_that_holds_now_is_asked_after_saving(client, maker):
    draft = begun(maker, asking())
    page = client.get(page_of(draft, "what"))
    assert page.content.decode().count("hidden disabled") == 2
    assert "q_ngo" not in page.context["form"].fields
    again = client.post(page_of(draft, "what"), WHAT | {"q_cook": "yes"})
    assert again.url == f"{page_of(draft, 'what')}#id_q_how"
    assert client.get(page_of(draft, "what")).content.decode().count("hidden disabled") == 1
    missing = client.post(page_of(draft, "what"), WHAT | {"q_cook": "yes", "shown": ["q_how"], "q_how": ""})
    assert codes_on(missing) == ["answer_missing"]
    on = client.post(page_of(draft, "what"), WHAT | {"q_cook": "yes", "shown": ["q_how"], "q_how": "zivis"})
    assert on.url == page_of(draft, "where")
    draft.refresh_from_db()
    assert (draft.answers["q_cook"], draft.answers["q_how"], draft.title) == (True, "zivis", "Krūzes")


def test_an_answer_that_is_not_asked_for_any_more_is_neither_told_nor_lost(client, maker):
    draft = begun(maker, asking())
    client.post(page_of(draft, "what"), WHAT | {"q_cook": "yes", "shown": ["q_how"], "q_how": "zivis"})
    client.post(page_of(draft, "what"), WHAT | {"q_cook": "no"})
    assert "zivis" not in client.get(page_of(draft, "check")).content.decode()
    client.post(page_of(draft, "what"), WHAT | {"q_cook": "yes"})
    assert "zivis" in client.get(page_of(draft, "check")).content.decode()


def test_an_answer_that_is_none_of_those_to_choose_from_is_refused(client, maker):
    draft = begun(maker, asking())
    sent = WHAT | {"q_cook": "yes", "q_how": "zupu", "q_last": "cits", "shown": ["q_how", "q_last"]}
    assert codes_on(client.post(page_of(draft, "what"), sent)) == ["invalid_choice"]


# --- goods and papers -------------------------------------------------------------------------------------------


def paper(draft: Application, kind: str) -> Paper:
    return Paper.objects.create(application=draft, key=f"k{kind}{draft.pk}", kind=kind, file_name="a.pdf", content_type="application/pdf", size=9)


def test_what_one_sells_asks_for_its_papers_and_a_required_one_holds_sending_up(client, maker):
    call = make_call()
    call.asked_papers.create(paper="food", goods="food", is_required=True)
    call.asked_papers.create(paper="insurance", kind="ngo", is_required=True)
    call.asked_papers.create(paper="portfolio")
    draft = begun(maker, call)
    client.post(page_of(draft, "what"), WHAT)
    draft.refresh_from_db()
    assert [(asked.paper, asked.is_required) for asked in papers_asked(draft)] == [(PaperKind.PORTFOLIO, False)]
    client.post(page_of(draft, "what"), WHAT | {"deals_in": ["food", "alcohol"]})
    draft = Application.objects.get()
    assert draft.goods == ["food", "alcohol"]
    assert {asked.paper: asked.is_required for asked in papers_asked(draft)} == {
        PaperKind.FOOD: True, PaperKind.ALCOHOL: False, PaperKind.PORTFOLIO: False}
    page = client.get(page_of(draft, "needs"))
    assert 'data-paper="food"' in page.content.decode()
    assert "alcohol" in [code for code, _label in page.context["form"].fields["paper_kind"].choices]
    assert client.post(page_of(draft, "needs"), NEEDS).url == page_of(draft, "check"), "it does not keep one from going on"
    assert "paper_missing" in codes_of(draft)
    paper(draft, PaperKind.FOOD)
    assert "paper_missing" not in codes_of(draft)


def test_without_a_call_the_law_asks_for_a_paper_and_holds_nothing_up():
    rolling = make_application(status="draft", goods=["food", "plants"])
    assert [(asked.paper, asked.is_required) for asked in papers_asked(rolling)] == [(PaperKind.FOOD, False)]
    assert completeness_problems(rolling, today()) == []


def test_musicians_are_not_asked_what_they_sell(client, maker):
    assert "deals_in" in client.get(page_of(begun(maker, make_call()), "what")).context["form"].fields
    played = begun(maker, make_call(), ApplicantKind.MUSICIAN)
    assert "deals_in" not in client.get(page_of(played, "what")).context["form"].fields


# --- where ------------------------------------------------------------------------------------------------------


def test_a_share_says_how_and_on_which_days(client, maker):
    draft = begun(maker, make_call(stays_start=days(5)))
    assert codes_on(client.post(page_of(draft, "where"), where(use="shared", shown=["share"]))) == ["share_missing"]
    client.post(page_of(draft, "where"), where(use="shared", share="days", share_note="piektdienās", weekdays=["5", "6"]))
    draft.refresh_from_db()
    assert (draft.share, draft.share_note, draft.weekdays) == (Share.DAYS, "piektdienās", [5, 6])
    client.post(page_of(draft, "where"), where(use="whole"))
    draft.refresh_from_db()
    assert (draft.share, draft.share_note) == ("", "")


def test_without_a_script_how_to_share_is_asked_after_saving(client, maker):
    draft = start_application(by=maker, kind=ApplicantKind.MAKER)
    again = client.post(page_of(draft, "where"), where(use="shared"))
    assert again.url == f"{page_of(draft, 'where')}#id_share"
    assert client.post(page_of(draft, "where"), where(use="shared")).url == page_of(draft, "needs"), "asked once"


def test_parts_of_town_are_wished_for_by_name_and_only_those_of_the_call(client, maker):
    old, other = make_area(name="Vecpilsēta"), make_area(name="Ezermala")
    call = make_call(stays_start=days(5))
    call.areas.add(old)
    draft = begun(maker, call)
    page = client.get(page_of(draft, "where"))
    assert [key for key, _name in page.context["form"].fields["wished_areas"].choices] == [old.key]
    refused = client.post(page_of(draft, "where"), where(where="features", wished_areas=[other.key]))
    assert codes_on(refused) == ["invalid_choice"]
    client.post(page_of(draft, "where"), where(where="features", wished_areas=[old.key]))
    draft.refresh_from_db()
    assert (draft.where, list(draft.wished_areas.all())) == (Where.FEATURES, [old])
    assert "Vecpilsēta" in client.get(page_of(draft, "check")).content.decode()


def test_wishes_folded_away_are_kept(client, maker):
    unit, draft = make_unit(), start_application(by=maker, kind=ApplicantKind.MAKER)
    client.post(page_of(draft, "where"), where(where="units", unit_1=unit.reference))
    client.post(page_of(draft, "where"), where(where="anywhere"))
    again = client.post(page_of(draft, "where"), where(where="units"))
    assert again.url.endswith("#id_unit_1")
    assert [wish.unit for wish in draft.wishes.all()] == [unit]


# --- sending ----------------------------------------------------------------------------------------------------


def test_the_whole_path_through_a_call(client, maker):
    call, unit = make_call(), make_unit(asking_rent_cents=12000, utilities_cents=3000)
    client.post(START, {"kind": "maker", "call": call.reference, "unit": unit.reference})
    draft = Application.objects.get()
    fill(client, draft, unit)
    client.post(page_of(draft, "where"), where(where="units", unit_1=unit.reference, earliest_start_on=lv(days(60)),
                                               latest_end_on=lv(days(150))))
    check = client.get(page_of(draft, "check"))
    assert check.context["told"].missing == []
    assert "207,12" in check.content.decode()
    client.post(page_of(draft, "check"))
    draft.refresh_from_db()
    assert (draft.status, draft.call) == (ApplicationStatus.SUBMITTED, call)


def test_sent_after_the_deadline_it_is_refused_with_a_sentence_and_kept(client, maker):
    call = make_call()
    draft = make_application(call=call, applicant=make_applicant(user=maker), status="draft", title="Krūzes")
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    response = client.post(page_of(draft, "check"))
    assert response.status_code == 422
    assert 'data-code="call_closed"' in response.content.decode()
    draft.refresh_from_db()
    assert (draft.status, draft.title) == (ApplicationStatus.DRAFT, "Krūzes")
    client.post(page_of(draft, "what"), WHAT | {"title": "Bļodas"})
    draft.refresh_from_db()
    assert draft.title == "Bļodas"


def test_what_the_office_asked_to_change_comes_back_after_the_deadline_until_it_is_decided():
    call = make_call()
    one, other = (make_application(call=call, status="changes_requested") for _ in range(2))
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(days=1))
    again = submit_application(application=one, by=one.applicant.user)
    assert again.state is ApplicationStatus.SUBMITTED
    Call.objects.filter(pk=call.pk).update(decided_at=timezone.now(), decided_by=make_officer())
    with pytest.raises(Refused) as refused:
        submit_application(application=other, by=other.applicant.user)
    assert [problem.code for problem in refused.value.problems] == ["call_decided"]


def test_no_place_chosen_tells_what_the_fitting_ones_cost(client, maker):
    for rent, has_water in ((10000, True), (20000, True), (90000, False)):
        make_unit(asking_rent_cents=rent, utilities_cents=0, has_water=has_water)
    make_unit(asking_rent_cents=None, has_water=True)
    draft = begun(maker, make_call())
    save_step(application=draft, step_code="needs", by=maker, where=Where.ANYWHERE, needed_features=["water"], shortest_days=73)
    told = client.get(page_of(draft, "check")).context["between"]
    assert (told.cheapest_cents, told.dearest_cents, told.unknown) == (24000, 48000, 1)


# --- ten minutes on a phone -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ApplicantKind)
def test_it_stays_short_enough_for_ten_minutes_on_a_phone(client, maker, kind):
    """Decision 0071: at most a dozen boxes must be filled in, and forty are there at all."""
    make_area()
    draft = start_application(by=maker, kind=kind)
    fields = [field for step in ("who", "what", "where", "needs") for field in client.get(page_of(draft, step)).context["form"].fields.values()]
    assert len([field for field in fields if field.required]) <= 12
    assert len(fields) <= 40
    assert {question.code for question in KINDS[kind].questions} <= set(client.get(page_of(draft, "what")).context["form"].fields)


def test_the_pages_cost_the_same_queries_with_much_asked_as_with_little(client, maker, django_assert_max_num_queries):
    call = make_call()
    call.units.add(make_unit())
    call.asked_papers.create(paper="portfolio")
    make_area()
    draft = begun(maker, call)
    client.post(page_of(draft, "who"), WHO)
    counts: list[int] = []
    for many in (False, True):
        for number in range(29 if many else 0):
            call.units.add(make_unit())
            call.questions.create(code=f"q_{number}", texts={"lv": {"label": "?"}})
            call.asked_papers.create(paper="other", kind="maker", goods=f"{number}")
        for step in ("who", "what", "where", "needs", "check"):
            with django_assert_max_num_queries(25) as asked:
                client.get(page_of(draft, step))
            counts.append(len(asked))
    assert counts[5:] == counts[:5]
