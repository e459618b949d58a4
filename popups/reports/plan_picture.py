"""A plan as a picture: its units down the side, the weeks of its season across, what stands already and what it proposes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from popups.drawing.timeline import Bar, Row, Timeline
from popups.matching.formats import read_problem
from popups.matching.problem import MatchingProblem, house_of
from popups.models import Placement, Plan
from popups.reports.availability import SegmentKind
from popups.reports.timeline import Links, staff_links, timeline_of
from vacancies.models import Unit


@dataclass(frozen=True)
class Open:
    """A plan with its input read. applications: references of those without a place."""

    plan: Plan
    problem: MatchingProblem
    placements: list[Placement]

    @property
    def start(self) -> date:
        return self.problem.first_day

    @property
    def end(self) -> date:
        return self.start + timedelta(days=self.problem.days)

    def worth_without(self, kept: frozenset[int]) -> int:
        """Of the whole plan where there are none of these. Else the whole, beside what each of the others is worth, would tell theirs."""
        return sum(row.value for row in self.placements if row.application_id not in kept)

    @property
    def without(self) -> list[str]:
        placed = {row.application.reference for row in self.placements}
        return [row.id for row in self.problem.applications if row.id not in placed]


def opened(plan: Plan) -> Open:
    """One query."""
    rows = plan.placements.select_related("application__applicant", "unit", "space", "offer").order_by("start", "pk")
    return Open(plan, read_problem(plan.problem), list(rows))


def units_in(plan: Plan) -> list[Unit]:
    """In the order of the register. One query."""
    houses = {house_of(name) for name in plan.places}
    return list(Unit.objects.filter(reference__in=houses).order_by("sort_key", "pk"))


def kind_of(row: Placement) -> str:
    if row.offer_id is not None or row.is_promised:
        return "promised"
    if row.approved_at is not None:
        return "approved"
    return "pinned" if row.is_pinned else "placed"


def picture_of(shown: Open, units: Sequence[Unit], today: date, *, kept: frozenset[int] = frozenset(), page: int = 1) -> Timeline:
    """Of these units only, which are a page of them. Six queries, however many. kept: whom this reader may not move."""
    ground = timeline_of(units, start=shown.start, end=shown.end, today=today, links=_links(shown.plan), has_list=True,
                         caption=_("Plan %(reference)s:") % {"reference": shown.plan.reference})
    by_space: dict[int, list[Placed]] = defaultdict(list)
    twice = repeated(row.application.title for row in shown.placements)
    for row in shown.placements:
        label = called(row.application.title, row.application.applicant.name, row.application.reference, twice)
        by_space[row.space_id].append(Placed(row, _bar(row, label, shown.plan, page if is_movable(row, kept) else None)))
    places = {space: place for place, spaces in sorted(shown.plan.places.items(), reverse=True) for space in spaces}
    return replace(ground, rows=[_row(row, by_space, places) for row in ground.rows])


@dataclass(frozen=True)
class Placed:
    """A placement and how it is drawn."""

    row: Placement
    bar: Bar


def is_movable(row: Placement, kept: frozenset[int]) -> bool:
    """What was promised or fixed stays; and nobody moves whom they stand too near to."""
    return kind_of(row) in {"placed", "approved"} and row.application_id not in kept


def _links(plan: Plan) -> Links:
    """As elsewhere in the office, but a unit leads to its page in this plan."""
    def address(kind: str, reference: str) -> str:
        return reverse("popups:plan-unit", args=[plan.call.reference, plan.reference, reference]) if kind == "unit" else staff_links(kind, reference)
    return address


def _row(row: Row, by_space: dict[int, list[Placed]], places: dict[int, str]) -> Row:
    """What was offered in this call already stands there once."""
    lanes = []
    for lane in row.lanes:
        mine = by_space[lane.space]
        promised = {(one.row.start, one.row.end) for one in mine if one.row.is_promised or one.row.offer_id}
        kept = [bar for bar in lane.bars if (bar.start, bar.end) not in promised or bar.kind in {SegmentKind.CLOSED.value, SegmentKind.SHOP.value}]
        bars = sorted([*kept, *(one.bar for one in mine)], key=lambda bar: bar.start)
        lanes.append(replace(lane, bars=bars, place=places.get(lane.space, "")))
    return replace(row, lanes=lanes)


def repeated(titles: Iterable[str]) -> frozenset[str]:
    return frozenset(title for title, count in Counter(titles).items() if count > 1)


def called(title: str, applicant: str, reference: str, twice: frozenset[str]) -> str:
    """The title; where several have the same, with the name of who applied, or this name alone where it begins with the title."""
    if not title or title not in twice:
        return title or reference
    return applicant if applicant.startswith(title) else f"{title} ({applicant})"


def _bar(row: Placement, label: str, plan: Plan, page: int | None) -> Bar:
    """page: of the picture, for what can be moved on it."""
    address = [plan.call.reference, plan.reference, row.application.reference]
    moves = f"{reverse('popups:plan-places', args=address)}?page={page}" if page else ""
    return Bar(kind_of(row), row.start, row.end, label, reverse("popups:plan-application", args=address), title=row.application.reference, moves=moves)
