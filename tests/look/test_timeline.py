"""The geometry of the timeline and of the strip: everything inside, nothing on top of each other."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from popups.drawing.strip import STATES, Span, weeks
from popups.drawing.timeline import KINDS, WEEK_PX, Bar, Dot, Lane, Row, Timeline, lay_out

START = date(2026, 1, 5)
YEAR = START + timedelta(weeks=52)


def week(number: int) -> date:
    return START + timedelta(weeks=number)


def drawn(*bars: Bar, end: date = YEAR, **fields):
    return lay_out(Timeline(START, end, [Row("ALJA", lanes=[Lane("", list(bars))])], **fields))


def share(percent: str) -> float:
    return float(percent.rstrip("%")) / 100


def test_a_bar_stands_where_its_days_are():
    [bar] = drawn(Bar("tenancy", week(13), week(26), "Keramika")).rows[0].bars
    assert (bar.x, bar.width, bar.text) == ("25.000%", "25.000%", "Keramika")


def test_what_reaches_over_the_edge_is_cut_off_there():
    [bar] = drawn(Bar("tenancy", START - timedelta(days=90), YEAR + timedelta(days=90))).rows[0].bars
    assert (bar.x, bar.width) == ("0.000%", "100.000%")


def test_what_ends_before_the_picture_begins_is_not_drawn():
    assert drawn(Bar("past", START - timedelta(days=9), START), Bar("offer", YEAR, YEAR + timedelta(days=9))).rows[0].bars == []


def test_a_long_label_goes_beside_a_short_bar():
    [bar] = drawn(Bar("tenancy", week(10), week(11), "Velosipēdu darbnīca")).rows[0].bars
    assert bar.is_beside
    assert bar.text == "Velosipēdu darbnīca"
    assert bar.text_x != bar.x


def test_a_long_label_at_the_end_of_the_year_goes_to_the_left():
    [bar] = drawn(Bar("tenancy", week(51), week(52), "Velosipēdu darbnīca")).rows[0].bars
    assert (bar.is_beside, bar.anchor) == (True, "end")


def test_a_label_with_no_room_at_all_is_cut_with_dots():
    label = "Rotas no Baltijas dzintara un sudraba"
    crowd = [Bar("tenancy", week(n * 4), week(n * 4 + 4), label) for n in range(13)]
    texts = [bar.text for bar in drawn(*crowd).rows[0].bars]
    assert all(text.endswith("…") for text in texts)


def test_a_shared_unit_has_one_lane_per_space_and_names_it():
    lanes = [Lane("Zāle", [Bar("tenancy", week(1), week(9), "A")]), Lane("Skatlogs", [Bar("offer", week(1), week(9), "B")])]
    [row] = lay_out(Timeline(START, YEAR, [Row("Dārza iela 10", lanes=lanes)])).rows
    assert row.lane_names == ["Zāle", "Skatlogs"]
    upper, lower = row.bars
    assert upper.y + upper.height <= lower.y
    assert lower.y + lower.height <= row.height


def test_today_outside_the_picture_is_not_marked():
    assert drawn(today=week(10)).today_x != ""
    assert drawn(today=YEAR).today_x == ""


def test_every_week_has_its_number_and_months_keep_to_their_room():
    made = drawn()
    assert [tick.label for tick in made.weeks[:2]] == ["2", "3"]
    assert len(made.weeks) == 52
    places = [share(tick.x) * made.least_width for tick in made.months] + [made.least_width]
    assert all(len(tick.label) * 6 < after - place for tick, place, after in zip(made.months, places, places[1:], strict=False))


spans = st.tuples(st.integers(-30, 400), st.integers(1, 200), st.sampled_from(sorted(KINDS)), st.text("aāē mž", max_size=40))


@given(st.lists(spans, max_size=12))
def test_no_label_is_written_over_another_bar_or_label(rows):
    ends, bars = -30, []
    for start, length, kind, label in sorted(rows):
        first = max(start, ends)
        bars.append(Bar(kind, START + timedelta(days=first), START + timedelta(days=first + length), label))
        ends = first + length
    made = drawn(*bars)
    ink = 0.0
    for bar in made.rows[0].bars:
        left, right = share(bar.x), share(bar.x) + share(bar.width)
        assert -1e-4 <= left <= right <= 1 + 1e-4
        wide = (len(bar.text) * 5.5 + 6) / (made.timeline.days / 7 * WEEK_PX)
        if bar.is_beside:
            left, right = (left - wide, right) if bar.anchor == "end" else (left, right + wide)
        assert left >= ink - 2e-4
        ink = right


def test_the_timeline_is_a_table_whose_bars_are_links_with_words():
    timeline = lay_out(Timeline(START, YEAR, [
        Row("A & B", "/staff/units/U-1/", lanes=[Lane("", [Bar("tenancy", week(1), week(9), "<Māls>", "/t/")])], dots=[Dot(week(3), "Kvintets", "/e/")])],
        caption="Telpas"))
    html = render_to_string("components/timeline.html", {"timeline": timeline})
    assert "A &amp; B" in html
    assert "&lt;Māls&gt;" in html
    assert "<Māls>" not in html
    assert '<th scope="row"' in html
    assert html.count('<a href="/t/" class="bar-link" aria-label="') == 1
    assert html.count('<a href="/e/"') == 1
    assert "style=" not in html


@given(st.lists(st.tuples(st.sampled_from(sorted(STATES)), st.integers(-40, 400), st.integers(1, 120)), max_size=10))
def test_the_strip_says_of_every_day_what_is_so(rows):
    made = weeks(START, [Span(state, START + timedelta(days=first), START + timedelta(days=first + length)) for state, first, length in rows])
    order = list(STATES)
    for number in range(364):
        covering = [order.index(state) for state, first, length in rows if first <= number < first + length]
        today = START + timedelta(days=number)
        [run] = [run for run in made.runs if run.start <= today < run.end]
        assert run.state == order[max(covering, default=0)]


@pytest.mark.parametrize("left", [1, 9, 20, 27, 28, 30])
def test_only_a_month_with_room_for_its_name_is_named(left):
    """left: how many days the strip has of its last month."""
    made = weeks(date(2026, 12, 1) + timedelta(days=left) - timedelta(weeks=52), [])
    months, labels = made.months, made.labels
    assert labels == (list(months) if left >= 28 else list(months[:-1]))
    assert (made.end - months[-1][1]).days == left


def test_neighbouring_runs_of_the_strip_differ_and_fill_it():
    made = weeks(START, [Span("taken", week(4), week(9)), Span("taken", week(9), week(12))])
    assert [run.state for run in made.runs] == ["free", "taken", "free"]
    assert sum(share(run.width) for run in made.runs) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(("language", "is_small"), [("lv", True), ("en", False), ("de", False)])
def test_a_short_month_is_written_as_small_as_a_long_one(language, is_small):
    with translation.override(language):
        months = lay_out(Timeline(date(2027, 1, 1), date(2027, 3, 1), [])).months
    assert months[0].label[:1].islower() == is_small
    assert len(months[0].label) < 10
