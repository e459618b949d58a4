from datetime import date, datetime, time

import pytest
from django import forms
from django.utils.translation import override

from vacancies.forms.hours import HoursField
from vacancies.opening_hours import DAYS, HoursProblem, day_text, is_open, parse_day, today, week_lines

WEEKDAYS_TEN_TO_SIX = {day: [["10:00", "18:00"]] for day in DAYS[:5]}
A_MONDAY = date(2026, 11, 23)


class ShopForm(forms.Form):
    opening_hours = HoursField()


def sent(**texts):
    data = {f"opening_hours_{day}": texts.get(day, "") for day in DAYS}
    return ShopForm(data)


@pytest.mark.parametrize(("text", "spans"), [
    ("10-18", [["10:00", "18:00"]]),
    ("10:00–13:00, 14–18", [["10:00", "13:00"], ["14:00", "18:00"]]),
    ("10.30 - 17.45", [["10:30", "17:45"]]),
    ("1030-1745", [["10:30", "17:45"]]),
    ("14-18; 9—12", [["09:00", "12:00"], ["14:00", "18:00"]]),
    ("9-12 14-18", [["09:00", "12:00"], ["14:00", "18:00"]]),
    ("9-12,12-15", [["09:00", "12:00"], ["12:00", "15:00"]]),
    ("", []), ("  ", []), ("-", []), ("Slēgts", []), ("geschlossen", []),
])
def test_a_day_is_read_as_people_write_it(text, spans):
    assert parse_day(text) == spans


@pytest.mark.parametrize(("text", "code"), [
    ("from ten", "hours_unreadable"), ("10", "hours_unreadable"), ("10-25", "hours_unreadable"),
    ("10:75-12", "hours_unreadable"), ("10-18,", "hours_unreadable"), ("10-18-20", "hours_unreadable"),
    ("18-10", "hours_backwards"), ("22-02", "hours_backwards"), ("10-10", "hours_backwards"),
    ("10-14, 13-18", "hours_overlap"),
])
def test_what_is_not_opening_hours_is_refused_with_a_reason(text, code):
    with pytest.raises(HoursProblem) as refused:
        parse_day(text)
    assert refused.value.code == code


def test_what_a_box_shows_is_read_back_the_same():
    hours = {"sat": [["09:30", "12:00"], ["13:00", "15:45"]]}
    assert parse_day(day_text(hours, "sat")) == hours["sat"]


@pytest.mark.parametrize(("clock", "expected"), [("09:59", False), ("10:00", True), ("17:59", True), ("18:00", False)])
def test_a_shop_is_open_from_the_opening_minute_until_the_closing_minute(clock, expected):
    assert is_open(WEEKDAYS_TEN_TO_SIX, datetime.combine(A_MONDAY, time.fromisoformat(clock))) is expected


def test_a_day_without_hours_is_closed():
    a_sunday = date(2026, 11, 29)
    assert today(WEEKDAYS_TEN_TO_SIX, a_sunday) == []
    assert today(WEEKDAYS_TEN_TO_SIX, A_MONDAY) == [(time(10), time(18))]
    assert not is_open(WEEKDAYS_TEN_TO_SIX, datetime.combine(a_sunday, time(12)))


def test_neighbouring_days_with_equal_hours_share_a_line():
    hours = WEEKDAYS_TEN_TO_SIX | {"wed": [["12:00", "18:00"]], "sat": [["10:00", "14:00"]]}
    lines = week_lines(hours)
    assert len(lines) == 5
    assert lines[0][1] == lines[2][1] != lines[1][1]
    assert "–" in lines[0][0]
    assert "–" not in lines[1][0]


def test_no_hours_give_no_lines():
    assert week_lines({}) == []
    assert week_lines({"mon": []}) == []


def test_times_are_written_as_the_language_writes_them():
    with override("lv"):
        latvian = week_lines(WEEKDAYS_TEN_TO_SIX)[0][1]
    with override("en"):
        english = week_lines(WEEKDAYS_TEN_TO_SIX)[0][1]
    assert latvian == "10:00–18:00"
    assert english != latvian


def test_the_form_gives_the_week_without_its_closed_days():
    form = sent(mon="10-18", sat="10–13, 14–16")
    assert form.is_valid()
    assert form.cleaned_data["opening_hours"] == {
        "mon": [["10:00", "18:00"]], "sat": [["10:00", "13:00"], ["14:00", "16:00"]]}


def test_an_empty_week_is_no_problem():
    form = ShopForm({})
    assert form.is_valid()
    assert form.cleaned_data["opening_hours"] == {}


def test_the_form_tells_the_problems_of_all_days_at_once_and_keeps_what_was_typed():
    form = sent(mon="soon", tue="10-18", fri="18-10")
    assert [error.code for error in form.errors.as_data()["opening_hours"]] == ["hours_unreadable", "hours_backwards"]
    page = str(form["opening_hours"])
    assert 'value="soon"' in page
    assert 'value="18-10"' in page
    assert 'value="10-18"' in page


def test_every_box_has_its_day_as_a_label():
    page = str(ShopForm(initial={"opening_hours": WEEKDAYS_TEN_TO_SIX})["opening_hours"])
    for box in range(7):
        assert f'for="id_opening_hours_{box}"' in page
        assert f'id="id_opening_hours_{box}"' in page
    assert page.count('value="10:00–18:00"') == 5


def test_the_same_hours_written_otherwise_are_no_change():
    form = ShopForm({f"opening_hours_{day}": "10-18" for day in DAYS[:5]},
                    initial={"opening_hours": WEEKDAYS_TEN_TO_SIX})
    assert not form.has_changed()
    form = ShopForm({"opening_hours_mon": "10-17"}, initial={"opening_hours": WEEKDAYS_TEN_TO_SIX})
    assert form.has_changed()


def test_the_seven_boxes_are_one_group_with_a_name():
    page = str(ShopForm({"opening_hours_mon": "soon"}).as_div())
    assert page.count("<fieldset") == page.count("<legend") == 1
    assert 'for=""' not in page
    assert 'aria-describedby="id_opening_hours_helptext' in page
