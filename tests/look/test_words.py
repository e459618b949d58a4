"""Dates, money and areas as people write them in each language."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from vacancies.dates import DAYS
from vacancies.templatetags.words import day, euros, file_size, last_day, m2, moment, percent, period, plain_number

SPACE = "\u00a0"
DAY = date(2019, 7, 23)


@pytest.fixture(params=["lv", "en", "de"])
def language(request):
    with translation.override(request.param):
        yield request.param


def test_a_day_is_written_as_in_the_language(language):
    told = {"lv": ("2019. gada 23. jūlijs", "23.07.2019."), "en": ("23 July 2019", "23 Jul 2019"), "de": ("23. Juli 2019", "23.07.2019")}
    assert (day(DAY), day(DAY, "short")) == tuple(text.replace(" ", SPACE) for text in told[language])


@pytest.mark.parametrize("form", DAYS["lv"])
def test_no_line_ends_in_the_middle_of_a_date(language, form):
    assert " " not in day(DAY, form)
    assert " " not in moment(datetime(2026, 7, 1, 21, 30, tzinfo=UTC))


def test_a_moment_is_told_in_the_towns_own_time(language):
    assert moment(datetime(2026, 7, 1, 21, 30, tzinfo=UTC)).endswith(f"{SPACE}00:30")
    assert day(datetime(2026, 7, 1, 21, 30, tzinfo=UTC)) == day(date(2026, 7, 2))


def test_a_period_shows_its_last_day_and_not_the_day_after(language):
    told = {"lv": "04.05.2026.–31.10.2026.", "en": f"4{SPACE}May{SPACE}– 31{SPACE}Oct{SPACE}2026", "de": "04.05.2026–31.10.2026"}
    assert period(date(2026, 5, 4), date(2026, 11, 1)) == told[language]


def test_a_period_of_one_day_is_one_day(language):
    assert period(DAY, date(2019, 7, 24)) == day(DAY, "short")


def test_an_open_period_still_says_something(language):
    assert day(DAY, "short") in period(DAY, None)
    assert day(date(2019, 7, 22), "short") in period(None, DAY)
    assert period(None, None) == ""


def test_the_last_day_is_the_one_before_the_end():
    assert last_day(date(2024, 3, 1)) == date(2024, 2, 29)
    assert last_day(None) is None


def test_money_is_written_as_in_the_language(language):
    told = {"lv": f"1{SPACE}250,50{SPACE}€", "en": "€1,250.50", "de": f"1.250,50{SPACE}€"}
    assert euros(125050) == told[language]


def test_no_money_is_nothing_and_nought_is_nought(language):
    assert euros(None) == ""
    assert "0" in euros(0)
    assert euros(-5).startswith("−")


def test_an_area_drops_useless_noughts(language):
    comma = "." if language == "en" else ","
    assert m2(Decimal("46.50")) == f"46{comma}5{SPACE}m²"
    assert m2(Decimal("100.00")) == f"100{SPACE}m²"
    assert m2(None) == ""


def test_a_share_is_told_in_percent(language):
    assert percent(0.125) == {"lv": f"12,5{SPACE}%", "en": "12.5%", "de": f"12,5{SPACE}%"}[language]
    assert percent(None) == ""


def test_a_round_number_keeps_its_noughts():
    with translation.override("en"):
        assert plain_number(100) == "100"


def test_a_small_file_is_told_as_a_kilobyte_and_never_in_bytes():
    with translation.override("lv"):
        assert [file_size(size) for size in (0, 193, 5000)] == [f"1,0{SPACE}KB", f"1,0{SPACE}KB", f"4,9{SPACE}KB"]
