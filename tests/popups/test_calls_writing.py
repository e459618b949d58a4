"""The pages on which a call is written: rows that come and go without a script, and two officers at once."""

import re
from datetime import time, timedelta

import pytest
from django.utils import timezone

from popups.lifecycle.calls import save_call
from popups.models import Call
from popups.moments import midnight
from tests.make import days, make_area, make_call, make_officer, make_unit
from tests.popups.asking import codes, queries_of, signed_in
from vacancies.forms.shops import UnitField

pytestmark = pytest.mark.django_db
PAGES = ("texts", "where", "who", "criteria", "papers", "questions")


def page_of(call: Call, code: str) -> str:
    return f"/staff/calls/{call.reference}/edit/{code}/"


def typed(html: str) -> dict[str, list[str]]:
    """What the form on the page would send if nobody touched it."""
    form = re.search(r'<form class="form call-form.*?</form>', html, re.S)
    assert form, "the page has the form"
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        kind, name = re.search(r'type="(\w+)"', tag), re.search(r'name="([^"]+)"', tag)
        if name and not (kind and kind[1] in ("checkbox", "radio") and " checked" not in tag):
            value = re.search(r'value="([^"]*)"', tag)
            found.setdefault(name[1], []).append(value[1] if value else "on" if " checked" in tag else "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form[0], re.S):
        found[name] = [text]
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form[0], re.S):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = [chosen[1]] if chosen else []
    found.pop("csrfmiddlewaretoken", None)
    return found


def opened(client, call: Call, code: str) -> dict[str, list[str]]:
    return typed(client.get(page_of(call, code)).content.decode())


@pytest.fixture
def client():
    return signed_in(make_officer())


@pytest.mark.parametrize("code", PAGES)
def test_a_page_that_nobody_touched_changes_nothing(client, code):
    call = make_call(is_released=False, places=2, kinds=["maker"], commercial_until=days(70), shortest_days=14, longest_days=30)
    call.areas.set([make_area()])
    call.units.set([make_unit(), make_unit()])
    call.asked_papers.create(paper="food", goods="food", is_required=True)
    call.questions.create(code="q_1", texts={"lv": {"label": "Vai?"}}, widget="yes_no")
    call.questions.create(code="q_2", texts={"lv": {"label": "Kā?"}}, position=2, only_if={"code": "q_1", "value": True})
    before = call.history.count()
    assert client.post(page_of(call, code), opened(client, call, code)).status_code == 302
    assert call.history.count() == before


def test_what_and_where_are_saved(client):
    call, area, unit = make_call(is_released=False), make_area(), make_unit()
    lines = f"{unit.reference}\n\n{unit.reference} once more"
    client.post(page_of(call, "where"), {"places": "3", "activities": ["music", "cafe"], "areas": [area.key], "units": lines})
    call.refresh_from_db()
    assert (call.places, call.activities, list(call.areas.all()), list(call.units.all())) == (3, ["cafe", "music"], [area], [unit])


def test_every_unknown_unit_is_told_at_once_and_what_was_typed_stays(client):
    call = make_call(is_released=False)
    answer = client.post(page_of(call, "where"), {"places": "none", "units": "U-ZZZZ\nNekurienes iela 7"})
    assert (answer.status_code, codes(answer)) == (422, {"invalid", "unknown_unit"})
    page = answer.content.decode()
    told = re.findall("href=\"#id_units\">(.+?)</a>", page)
    label, shops_own = answer.context["form"]["units"].label, UnitField.default_error_messages["unknown_unit"]
    assert len(told) == 2 and all(line.startswith(f"{label}: ") and str(shops_own) not in line for line in told)
    assert "Nekurienes iela 7</textarea>" in page


def test_days_are_typed_as_first_and_last_and_kept_half_open(client):
    call = make_call(is_released=False)
    client.post(page_of(call, "who"), {
        "kinds": ["ngo"], "opens_on": str(days(2)), "closes_on": str(days(30)), "closes_time": "", "first_day": str(days(60)),
        "last_day": str(days(90)), "shortest_days_number": "2", "shortest_days_unit": "7"})
    call.refresh_from_db()
    assert (call.opens_at, call.closes_at) == (midnight(days(2)), midnight(days(31)))
    assert (call.stays_start, call.stays_end, call.shortest_days, call.kinds) == (days(60), days(91), 14, ["ngo"])
    assert opened(client, call, "who")["closes_on"] == [str(days(30))]


def test_the_last_day_may_end_at_an_hour(client):
    call = make_call(is_released=False)
    data = opened(client, call, "who") | {"closes_on": str(days(30)), "closes_time": "17:00"}
    client.post(page_of(call, "who"), data)
    call.refresh_from_db()
    assert timezone.localtime(call.closes_at).time() == time(17)
    assert opened(client, call, "who")["closes_time"] == ["17:00"]


def test_all_problems_of_days_are_told_at_once(client):
    call = make_call(is_released=False)
    answer = client.post(page_of(call, "who"), {
        "opens_on": str(days(30)), "closes_on": str(days(2)), "first_day": str(days(60)), "last_day": str(days(40)),
        "shortest_days_number": "3", "shortest_days_unit": "7", "longest_days_number": "2", "longest_days_unit": "1"})
    assert (answer.status_code, codes(answer)) == (422, {"closes_before_opens", "stays_end_before_start", "longest_below_shortest"})


def criterion(number: int, **more) -> dict[str, str]:
    said = {"pk": "", "name_lv": f"Doma {number}", "weight": "2", "lowest": "1", "highest": "5"} | more
    return {f"row-{number}-{name}": value for name, value in said.items()}


def test_add_another_keeps_what_was_typed_and_saves_nothing(client):
    call = make_call(is_released=False, criteria=0)
    answer = client.post(page_of(call, "criteria"), {"rows": "1", "reviews_wanted": "7", "is_blind": "on", "add": "1", **criterion(
        0, anchors_lv="5: gatavs rīt", weight="nav")})
    page = answer.content.decode()
    assert (answer.status_code, codes(answer)) == (200, set())
    kept = typed(page)
    assert (kept["rows"], kept["row-0-name_lv"], kept["row-0-weight"], kept["reviews_wanted"], kept["is_blind"]) == (
        ["2"], ["Doma 0"], ["nav"], ["7"], ["on"])
    assert kept["row-0-anchors_lv"] == ["5: gatavs rīt"]
    assert kept["row-1-weight"] == ["1"]
    assert not call.criteria.exists()


def test_remove_takes_one_row_away_and_keeps_the_others(client):
    call = make_call(is_released=False, criteria=0)
    rows = criterion(0) | criterion(1) | criterion(2)
    kept = typed(client.post(page_of(call, "criteria"), {"rows": "3", "reviews_wanted": "2", "remove": "1", **rows}).content.decode())
    assert (kept["rows"], kept["row-0-name_lv"], kept["row-1-name_lv"]) == (["2"], ["Doma 0"], ["Doma 2"])


def test_enter_saves_and_removes_nothing(client):
    """A browser presses the first button of the form."""
    for code in ("criteria", "papers", "questions"):
        form = client.get(page_of(make_call(is_released=False), code)).content.decode().split('<form class="form call-form')[1]
        assert 'name="save"' in re.findall(r"<button[^>]*>", form)[0]


def test_criteria_are_saved_with_weight_scale_and_points_in_words(client):
    call = make_call(is_released=False, criteria=2)
    kept = call.criteria.first()
    client.post(page_of(call, "criteria"), {"rows": "3", "reviews_wanted": "3", **criterion(0, anchors_lv="1: vāji\n5 – gatavs rīt", anchors_en="5: ready"),
                                            **criterion(1, pk=str(kept.pk), name_en="Idea", help_lv="Ko domājam"), **criterion(2, name_lv="", weight="1")})
    new, same = call.criteria.all()
    assert (new.texts, new.weight) == ({"lv": {"name": "Doma 0"}}, 2)
    assert new.anchors == {"1": {"lv": "vāji"}, "5": {"lv": "gatavs rīt", "en": "ready"}}
    assert (same.pk, same.texts) == (kept.pk, {"lv": {"name": "Doma 1", "help": "Ko domājam"}, "en": {"name": "Idea"}})


def test_all_problems_of_all_rows_are_told_at_once(client):
    call = make_call(is_released=False, criteria=0)
    rows = criterion(0, weight="11") | criterion(1, lowest="5") | criterion(2, name_lv="") | criterion(3, anchors_lv="9: par daudz\nbez punktiem")
    answer = client.post(page_of(call, "criteria"), {"rows": "4", "reviews_wanted": "", **rows})
    assert (answer.status_code, codes(answer)) == (422, {"max_value", "scale", "required", "anchor"})
    page = answer.content.decode()
    for row in ("row-0-weight", "row-1-highest", "row-2-name_lv", "row-3-anchors_lv"):
        assert f'href="#id_{row}"' in page


FOLDED = re.compile(r'<details class="ds-details"([^>]*)>.*?<summary>(.*?)</summary>', re.S)


def test_other_languages_are_folded_away_and_the_line_says_which_of_them_say_something(client):
    call = make_call(is_released=False, criteria=0)
    call.criteria.create(texts={"lv": {"name": "Doma"}, "en": {"name": "Idea"}})
    call.criteria.create(texts={"lv": {"name": "Vieta"}}, position=2)
    (is_open, said), (_open, silent) = FOLDED.findall(client.get(page_of(call, "criteria")).content.decode())
    assert "open" not in is_open
    assert "also-spoken" in said
    assert "also-spoken" not in silent


def test_words_without_points_are_told_together_with_a_wrong_scale(client):
    call = make_call(criteria=0)
    client.force_login(make_officer())
    answer = client.post(page_of(call, "criteria"), {"rows": "1", "reviews_wanted": "3", "save": "1",
                                                     **criterion(0, lowest="5", highest="1", anchors_lv="9: labi\nbez punktiem")})
    assert codes(answer) == {"scale", "anchor"}
    assert "9: labi”" not in answer.content.decode(), "what stands on the scale is known once it is right"


def test_a_problem_in_another_language_is_never_folded_away(client):
    call = make_call(is_released=False, criteria=0)
    rows = criterion(0, anchors_en="ready tomorrow") | criterion(1, name_en="Idea")
    answer = client.post(page_of(call, "criteria"), {"rows": "2", "reviews_wanted": "2", **rows})
    assert codes(answer) == {"anchor"}
    (wrong, _said), (right, _silent) = FOLDED.findall(answer.content.decode())
    assert "open" in wrong
    assert "open" not in right


def test_papers_are_asked_of_a_kind_and_of_who_deals_in_goods(client):
    call = make_call(is_released=False)
    client.post(page_of(call, "papers"), {"rows": "3", "row-0-paper": "food", "row-0-goods": "food", "row-0-is_required": "on",
                                          "row-1-paper": "public_benefit", "row-1-kind": "ngo", "row-2-paper": ""})
    assert set(call.asked_papers.values_list("paper", "kind", "goods", "is_required")) == {
        ("food", "", "food", True), ("public_benefit", "ngo", "", False)}


def question(number: int, **more) -> dict[str, str]:
    said = {"code": "", "label_lv": f"Jautājums {number}", "widget": "text", "only_if": ""} | more
    return {f"row-{number}-{name}": value for name, value in said.items()}


def test_a_question_may_depend_on_the_answer_to_one_above_it(client):
    call = make_call(is_released=False)
    added = client.post(page_of(call, "questions"), {"rows": "1", "add": "1", **question(0, code="q_1", widget="yes_no")}).content.decode()
    assert 'value="q_1=yes"' in added
    client.post(page_of(call, "questions"), {"rows": "3", **question(0, code="q_1", widget="yes_no"), **question(
        1, code="q_2", widget="choice", answers_lv="Rīts\nYes", answers_en="Morning", only_if="q_1=yes"), **question(2, only_if="q_2=yes-2")})
    first, second, third = call.questions.all()
    assert (first.only_if, second.only_if, third.only_if) == ({}, {"code": "q_1", "value": True}, {"code": "q_2", "value": "yes-2"})
    assert second.choices == [{"code": "rits", "texts": {"lv": "Rīts", "en": "Morning"}}, {"code": "yes-2", "texts": {"lv": "Yes"}}]
    assert third.code.startswith("q_")


def test_a_question_cannot_depend_on_one_below_it_or_on_a_line_of_text(client):
    call = make_call(is_released=False)
    answer = client.post(page_of(call, "questions"), {"rows": "2", **question(0, only_if="q_2=yes"), **question(1, code="q_2", widget="choice")})
    assert (answer.status_code, codes(answer)) == (422, {"invalid_choice", "choices_missing"})
    assert not call.questions.exists()


def test_the_second_officer_is_told_what_the_first_saved_and_loses_nothing(client):
    call = make_call(is_released=False, places=2)
    mine = opened(client, call, "where") | {"places": "9"}
    save_call(call=call, by=make_officer(), places=5)
    answer = client.post(page_of(call, "where"), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(r'data-code="stale".*data-what="places".*?<dd>9</dd>.*?<dd>5</dd>', page, re.S)
    call.refresh_from_db()
    assert call.places == 5
    assert client.post(page_of(call, "where"), typed(page)).status_code == 302
    call.refresh_from_db()
    assert call.places == 9


def test_what_is_ticked_beside_it_stays_as_the_first_saved_it_and_the_rest_is_the_seconds(client):
    call = make_call(is_released=False, places=2)
    mine = opened(client, call, "where") | {"places": "9", "activities": ["crafts"]}
    save_call(call=call, by=make_officer(), places=5)
    page = client.post(page_of(call, "where"), mine).content.decode()
    assert set(re.findall(r'name="take" value="(\w+)"', page)) == {"places", "activities"}
    assert client.post(page_of(call, "where"), typed(page) | {"take": ["places"]}).status_code == 302
    call.refresh_from_db()
    assert (call.places, call.activities) == (5, ["crafts"])


@pytest.mark.parametrize("name", ["title:lv", "title:de"])
def test_a_text_that_is_ticked_stays_and_another_in_the_same_language_does_not_suffer(client, name):
    """Also where they differ only in a language that the officer does not read just now."""
    call = make_call(is_released=False)
    mine = opened(client, call, "texts") | ({"purpose_lv": "Mans mērķis"} if name == "title:lv" else {})
    language = name.partition(":")[2]
    before = {text.language: {field: getattr(text, field) for field in ("title", "summary", "purpose", "support")} for text in call.texts.all()}
    save_call(call=call, by=make_officer(), texts=before | {language: before.get(language, {}) | {"title": "Cits"}})
    answer = client.post(page_of(call, "texts"), mine | {"summary_lv": "Mans"})
    page = answer.content.decode()
    assert answer.status_code == 409
    if name == "title:de":
        answer = client.post(page_of(call, "texts"), mine)
        page = answer.content.decode()
        assert (answer.status_code, re.findall(r'name="take" value="([\w:]+)"', page)) == (409, ["title:de"])
    assert client.post(page_of(call, "texts"), typed(page) | {"take": [name]}).status_code == 302
    assert call.texts.get(language=language).title == "Cits"
    assert (call.texts.get(language="lv").summary == "Mans") is (name == "title:lv")


def test_of_a_text_in_two_languages_one_is_left_and_the_other_is_the_seconds(client):
    call = make_call(is_released=False)
    mine = opened(client, call, "texts") | {"title_lv": "Mans", "title_en": "Mine"}
    before = {text.language: {field: getattr(text, field) for field in ("title", "summary", "purpose", "support")} for text in call.texts.all()}
    save_call(call=call, by=make_officer(), texts={code: said | {"title": f"Other {code}"} for code, said in before.items()})
    page = client.post(page_of(call, "texts"), mine).content.decode()
    assert re.findall(r'name="take" value="([\w:]+)"', page) == ["title:lv", "title:en"]
    assert client.post(page_of(call, "texts"), typed(page) | {"take": ["title:lv", "title:zz", "zz:lv"]}).status_code == 302
    assert (call.texts.get(language="lv").title, call.texts.get(language="en").title) == ("Other lv", "Mine")
    assert not call.texts.filter(language="zz").exists()


@pytest.mark.parametrize(("code", "saved"), [
    ("who", lambda: {"commercial_until": days(70), "results_on": days(30)}), ("criteria", lambda: {"reviews_wanted": 4, "is_blind": True})])
def test_everything_of_a_page_can_be_left_as_the_other_saved_it(client, code, saved):
    call, change = make_call(is_released=False), saved()
    mine = opened(client, call, code)
    save_call(call=call, by=make_officer(), **change)
    page = client.post(page_of(call, code), mine).content.decode()
    names = re.findall(r'name="take" value="(\w+)"', page)
    assert set(names) == {*change}
    assert client.post(page_of(call, code), typed(page) | {"take": names}).status_code == 302
    call.refresh_from_db()
    assert {name: getattr(call, name) for name in names} == change


def test_two_officers_on_different_pages_do_not_disturb_each_other(client):
    call = make_call(is_released=False)
    mine = opened(client, call, "texts") | {"title_lv": "Cits nosaukums"}
    save_call(call=call, by=make_officer(), places=5)
    assert client.post(page_of(call, "texts"), mine).status_code == 302
    assert call.texts.get(language="lv").title == "Cits nosaukums"


def test_an_unknown_page_is_a_404_and_each_page_stays_cheap_with_thirty_rows(client):
    call = make_call(is_released=False, criteria=1)
    assert client.get(page_of(call, "nothing")).status_code == 404
    cost = queries_of(client, page_of(call, "criteria"))
    for number in range(29):
        call.criteria.create(texts={"lv": {"name": f"K {number}"}}, position=number + 2)
    assert queries_of(client, page_of(call, "criteria")) == cost <= 25


def test_a_moment_that_nobody_touched_keeps_its_seconds(client):
    opens = timezone.now() + timedelta(days=3, seconds=7)
    call = make_call(is_released=False, opens_at=opens)
    client.post(page_of(call, "who"), opened(client, call, "who") | {"kinds": ["maker"]})
    call.refresh_from_db()
    assert (call.opens_at, call.kinds) == (opens, ["maker"])


@pytest.mark.parametrize(("highest", "code"), [("0", "min_value"), ("", "required"), ("1", "scale")])
def test_a_wrong_scale_is_to_blame_and_not_the_points_in_words_that_were_written_for_it(client, highest, code):
    call = make_call(is_released=False, criteria=0)
    row = criterion(0, lowest="1", highest=highest, anchors_lv="1: vāji\n5: gatavs rīt")
    answer = client.post(page_of(call, "criteria"), {"rows": "1", "reviews_wanted": "2", **row})
    assert (answer.status_code, codes(answer)) == (422, {code})
