"""How our own files write periods and spaces: whatever the register holds comes back, and what is written otherwise is said."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vacancies.choices import Precision, SpaceKind
from vacancies.exchange.cells import one_line
from vacancies.exchange.days import KnownDay, say_day, understand_day
from vacancies.exchange.periods import Period, in_time, say_periods, understand_periods
from vacancies.exchange.spaces import MOST_PARTS, Part, say_spaces, understand_spaces
from vacancies.exchange.words import LANGUAGES

DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(one_line)
LANGUAGE = st.sampled_from(LANGUAGES)
MONEY = st.none() | st.integers(0, 10**9)


@given(day=DAYS, precision=st.sampled_from(Precision), language=LANGUAGE, is_last=st.booleans())
def test_every_day_comes_back_as_exactly_as_it_is_known(day, precision, language, is_last):
    assert understand_day(say_day(day, precision, language, is_last=is_last), is_last=is_last) == KnownDay(day, precision)


@given(ends=st.lists(DAYS, unique=True, max_size=8), precisions=st.lists(st.sampled_from(Precision), min_size=8, max_size=8),
       uses=st.lists(TEXT, min_size=4, max_size=4), language=LANGUAGE, is_open=st.booleans())
def test_every_period_comes_back(ends, precisions, uses, language, is_open):
    days = sorted(ends)
    periods = [Period(first, precisions[2 * at], end, precisions[2 * at + 1], uses[at])
               for at, (first, end) in enumerate(zip(days[::2], days[1::2], strict=False))]
    if periods and is_open:
        periods[0] = Period(None, Precision.DAY, *list(vars(periods[0]).values())[2:])
    assert understand_periods(say_periods(periods, language)) == (periods, [])


@given(names=st.lists(TEXT, unique_by=str.casefold, max_size=4), days=st.lists(st.integers(0, 6), unique=True), language=LANGUAGE,
       kind=st.sampled_from([kind for kind in SpaceKind if kind != SpaceKind.WHOLE]), cents=MONEY,
       area=st.none() | st.decimals(0, 999999, places=2))
def test_every_space_comes_back(names, days, language, kind, cents, area):
    parts = [Part(kind, name, tuple(days), area, cents) for name in names]
    assert understand_spaces(say_spaces(parts, language)) == (parts, [])


def test_a_unit_that_is_let_as_a_whole_has_no_line_unless_the_whole_has_a_price_of_its_own():
    assert say_spaces([Part(SpaceKind.WHOLE, "")], "lv") == ""
    own = [Part(SpaceKind.WHOLE, "", (), Decimal("20.00"), 5000)]
    assert understand_spaces(say_spaces(own, "lv")) == (own, [])


def test_what_a_person_writes_in_the_same_way_is_understood():
    periods, bad = understand_periods("2021-03 - 2022-05: apavi\n? — 2019-12-31\napm. 2020-01-05 – 2020-02-01")
    assert bad == []
    assert [(one.starts_on, one.ends_on, one.previous_use) for one in periods] == [
        (None, date(2020, 1, 1), ""), (date(2020, 1, 5), date(2020, 2, 2), ""), (date(2021, 3, 1), date(2022, 6, 1), "apavi")]
    assert understand_spaces("Plaukts; 2,5 m²: Pie loga") == ([Part(SpaceKind.SHELF, "Pie loga", (), Decimal("2.50"))], [])


@pytest.mark.parametrize("line", ["kādreiz – tagad", "2022-05", "2022-05 – 2021-01", "2022-02-30 – 2022-05-01", "2021 – ?", "vecs 2021 – 2022",
                                  "2021 – 2022: " + "x" * 201, "0000 – 2022", "2021-01-01 (diena) – 2022", "2021 – 9999"])
def test_a_period_that_is_written_otherwise_is_said(line):
    assert understand_periods(line) == ([], [line])


def test_periods_that_lie_over_each_other_are_said():
    assert understand_periods("2020 – 2021\n2021-06 – 2022")[1] == ["2021-06 – 2022"]


@pytest.mark.parametrize("text", ["kaste: A", "plaukts; daudz m²: A", "plaukts; 1 m²; 2 m²: A", "plaukts; X: A", "plaukts; P, P: A",
                                  "plaukts: A\nplaukts: a", "visa telpa: A\nplaukts: B", "plaukts: " + "x" * 101, "plaukts; -1 m²: A",
                                  "plaukts; NaN m²: A", "plaukts; -NaN EUR: A", "plaukts; Infinity EUR: A"])
def test_a_space_that_is_written_otherwise_is_said(text):
    assert understand_spaces(text)[1] == (text.split("\n") if "\n" in text else [text])


def test_a_unit_has_no_more_parts_than_its_page_can_show():
    lines = [f"plaukts: {number}" for number in range(MOST_PARTS + 1)]
    assert len(understand_spaces("\n".join(lines[:-1]))[0]) == MOST_PARTS
    assert understand_spaces("\n".join(lines)) == ([], lines)


@given(st.text(max_size=60))
def test_any_text_is_either_understood_or_said(text):
    periods, _bad = understand_periods(text)
    assert periods == sorted(periods, key=in_time)
    assert all(one.ends_on - timedelta(days=1) >= (one.starts_on or date.min) for one in periods)
    understand_spaces(text)
