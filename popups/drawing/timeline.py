"""The timeline: units down the side, weeks across. Plain data in, plain geometry out; the template only writes it down.

Lengths along the time axis are shares of the chart's width, as percent strings that no locale can spoil;
heights are pixels. Labels are fitted at the chart's least width, so that they fit at any greater one.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.dateformat import format as format_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WEEK_PX = 18
LETTER_PX = {True: 6.6, False: 6.1}  # by whether the bar is tall
ROW_PX, LANE_PX, BAR_PX, NAME_PX = 58, 27, 32, 30

KINDS: dict[str, str | Promise] = {
    "tenancy": _("Open now"),
    "upcoming": _("Agreed, not begun"),
    "past": _("Ended"),
    "offer": _("Offered"),
    "closed": _("Closed"),
    "shop": _("Permanent shop"),
    "free": _("Free"),
    "chosen": _("Chosen days"),
    "placed": _("Proposed"),
    "pinned": _("Fixed by the office"),
    "approved": _("Approved"),
    "promised": _("Offered or agreed in this call"),
}


@dataclass(frozen=True)
class Bar:
    """Days [start, end). unit, space: only for free days that can be picked. moves: where a script asks to which places it could be moved."""

    kind: str
    start: date
    end: date
    label: str = ""
    href: str = ""
    title: str = ""
    unit: str = ""
    space: str = ""
    moves: str = ""


@dataclass(frozen=True)
class Dot:
    """An event: one day, drawn over the bars."""

    day: date
    label: str
    href: str = ""


@dataclass(frozen=True)
class Lane:
    """space: its key. place: what a script that moves bars knows it by."""

    label: str = ""
    bars: list[Bar] = field(default_factory=list)
    space: int = 0
    place: str = ""


@dataclass(frozen=True)
class Row:
    label: str
    href: str = ""
    note: str = ""
    lanes: list[Lane] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)


@dataclass(frozen=True)
class Timeline:
    """Shows [start, end). caption says what it is to those who do not see it; pick: free days may be chosen."""

    start: date
    end: date
    rows: list[Row]
    today: date | None = None
    caption: str = ""
    pick: bool = False
    has_list: bool = True

    @property
    def days(self) -> int:
        return max(1, (self.end - self.start).days)

    def share(self, day: date) -> float:
        """Where a day begins, between 0 and 1, cut off at the edges."""
        return min(1.0, max(0.0, (day - self.start).days / self.days))


@dataclass(frozen=True)
class DrawnBar:
    bar: Bar
    lane: str
    x: str
    width: str
    y: int
    height: int
    text: str
    text_x: str
    text_shift: int
    anchor: str
    is_beside: bool

    @property
    def middle(self) -> int:
        return self.height // 2

    @property
    def text_y(self) -> int:
        return self.y + self.height // 2 + 4

    @property
    def word(self) -> str | Promise:
        return KINDS[self.bar.kind]


@dataclass(frozen=True)
class DrawnDot:
    dot: Dot
    x: str
    y: int


@dataclass(frozen=True)
class DrawnLane:
    """Where bars of a lane stand that can be moved to."""

    place: str
    y: int
    height: int


@dataclass(frozen=True)
class DrawnRow:
    row: Row
    height: int
    bars: list[DrawnBar]
    dots: list[DrawnDot]
    is_shared: bool
    lanes: list[DrawnLane] = field(default_factory=list)

    @property
    def lane_names(self) -> list[str]:
        return [lane.label for lane in self.row.lanes] if self.is_shared else []


@dataclass(frozen=True)
class Tick:
    """A month or a week of the head. x: where it begins; label: as much of its name as there is room for."""

    x: str
    label: str


@dataclass(frozen=True)
class Drawn:
    timeline: Timeline
    rows: list[DrawnRow]
    months: list[Tick]
    weeks: list[Tick]
    today_x: str
    least_width: int
    kinds: list[tuple[str, str | Promise]]

    @property
    def key(self) -> str:
        """Timelines of the same days share one grid."""
        return f"{self.timeline.start:%Y%m%d}-{self.timeline.days}"


def lay_out(timeline: Timeline) -> Drawn:
    rows = [_draw_row(timeline, row) for row in timeline.rows]
    used = {bar.bar.kind for row in rows for bar in row.bars}
    shows_today = timeline.today is not None and timeline.start <= timeline.today < timeline.end
    return Drawn(
        timeline=timeline,
        rows=rows,
        months=_months(timeline),
        weeks=_weeks(timeline),
        today_x=_percent(timeline.share(timeline.today)) if shows_today and timeline.today else "",
        least_width=round(timeline.days / 7 * WEEK_PX),
        kinds=[(kind, word) for kind, word in KINDS.items() if kind in used],
    )


def _percent(share: float) -> str:
    return f"{share * 100:.3f}%"


def _months(timeline: Timeline) -> list[Tick]:
    ticks: list[Tick] = []
    day = timeline.start
    while day < timeline.end:
        after = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        room = (min(after, timeline.end) - day).days / 7 * WEEK_PX
        has_year = not ticks or day.month == 1
        ticks.append(Tick(_percent(timeline.share(day)), _month_name(day, room, has_year)))
        day = after
    return ticks


def _month_name(day: date, room: float, has_year: bool) -> str:
    """The longest form that fits: `janvāris 2027`, `jan 2027`, `janvāris`, `jan`, or nothing. Short names come with a capital
    letter in every language; where the long ones have none, neither have these."""
    forms = (["F Y", "M Y"] if has_year else []) + ["F", "M"]
    is_small = format_date(day, "F").islower()
    names = [name.lower() if is_small else name for name in (format_date(day, form) for form in forms)]
    return next((name for name in names if len(name) * LETTER_PX[True] + 10 <= room), "")


def _weeks(timeline: Timeline) -> list[Tick]:
    monday = timeline.start + timedelta(days=-timeline.start.weekday() % 7)
    count = max(0, (timeline.end - monday).days // 7)
    days = [monday + timedelta(weeks=index) for index in range(count)]
    return [Tick(_percent(timeline.share(day)), str(day.isocalendar().week)) for day in days]


def _draw_row(timeline: Timeline, row: Row) -> DrawnRow:
    """A shared unit shows one thin lane per space, each on the line of its name; a whole unit one tall bar."""
    is_shared = len(row.lanes) > 1
    height = NAME_PX + LANE_PX * len(row.lanes) + 8 if is_shared else ROW_PX
    bars: list[DrawnBar] = []
    lanes: list[DrawnLane] = []
    for index, lane in enumerate(row.lanes):
        top = NAME_PX + LANE_PX * index + 2 if is_shared else (ROW_PX - BAR_PX) // 2
        lanes.append(DrawnLane(lane.place, top, LANE_PX - 4 if is_shared else BAR_PX))
        bars += _draw_lane(timeline, lane, top, lanes[-1].height)
    inside = [dot for dot in row.dots if timeline.start <= dot.day < timeline.end]
    dots = [DrawnDot(dot, _percent((timeline.share(dot.day)) + 0.5 / timeline.days), 9) for dot in inside]
    return DrawnRow(row, height, bars, dots, is_shared, [lane for lane in lanes if lane.place])


def _draw_lane(timeline: Timeline, lane: Lane, top: int, height: int) -> list[DrawnBar]:
    shown = [bar for bar in lane.bars if bar.end > timeline.start and bar.start < timeline.end]
    shown.sort(key=lambda bar: (bar.start, bar.end))
    drawn = []
    taken_until = 0.0
    for index, bar in enumerate(shown):
        following = timeline.share(shown[index + 1].start) if index + 1 < len(shown) else 1.0
        made, taken_until = _draw_bar(timeline, bar, lane.label, (top, height), (taken_until, following))
        drawn.append(made)
    return drawn


def _draw_bar(timeline: Timeline, bar: Bar, lane: str, place: tuple[int, int],
              room: tuple[float, float]) -> tuple[DrawnBar, float]:
    """room: how far left and right the label may reach. Returns the bar and where its ink ends."""
    left, right = timeline.share(bar.start), timeline.share(bar.end)
    chart = timeline.days / 7 * WEEK_PX
    letter = LETTER_PX[place[1] >= BAR_PX]
    needed = (len(bar.label) * letter + 14) / chart
    text, text_x, shift, anchor, ink = bar.label, left, 8, "start", right
    if needed <= right - left or not bar.label:
        is_beside = False
    elif needed <= room[1] - right:
        text_x, shift, is_beside, ink = right, 6, True, right + needed
    elif needed <= left - room[0]:
        text_x, shift, anchor, is_beside = left, -6, "end", True
    else:
        text, is_beside = _cut(bar.label, ((right - left) * chart - 14) / letter), False
    drawn = DrawnBar(bar, lane, _percent(left), _percent(right - left), *place, text, _percent(text_x), shift, anchor,
                     is_beside)
    return drawn, ink


def _cut(label: str, letters: float) -> str:
    return f"{label[: int(letters) - 1].rstrip()}…" if letters >= 4 else ""
