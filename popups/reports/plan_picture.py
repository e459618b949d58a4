"""A plan as a picture: its units down the side, the weeks of its season across, what stands already and what it proposes."""

from collections import defaultdict
from collections.abc import Sequence
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


def picture_of(shown: Open, units: Sequence[Unit], today: date) -> Timeline:
    """Of these units only. Six queries, however many."""
    ground = timeline_of(units, start=shown.start, end=shown.end, today=today, links=_links(shown.plan), has_list=True,
                         caption=_("Plan %(reference)s:") % {"reference": shown.plan.reference})
    by_space: dict[int, list[Placement]] = defaultdict(list)
    for row in shown.placements:
        by_space[row.space_id].append(row)
    return replace(ground, rows=[_row(row, by_space, shown) for row in ground.rows])


def _links(plan: Plan) -> Links:
    """As elsewhere in the office, but a unit leads to its page in this plan."""
    def address(kind: str, reference: str) -> str:
        return reverse("popups:plan-unit", args=[plan.call.reference, plan.reference, reference]) if kind == "unit" else staff_links(kind, reference)
    return address


def _row(row: Row, by_space: dict[int, list[Placement]], shown: Open) -> Row:
    """What was offered in this call already stands there once."""
    lanes = []
    for lane in row.lanes:
        mine = by_space[lane.space]
        promised = {(one.start, one.end) for one in mine if one.is_promised or one.offer_id}
        kept = [bar for bar in lane.bars if (bar.start, bar.end) not in promised or bar.kind in {SegmentKind.CLOSED.value, SegmentKind.SHOP.value}]
        lanes.append(replace(lane, bars=sorted([*kept, *(_bar(one, shown.plan) for one in mine)], key=lambda bar: bar.start)))
    return replace(row, lanes=lanes)


def _bar(row: Placement, plan: Plan) -> Bar:
    label = row.application.title or row.application.reference
    href = reverse("popups:plan-application", args=[plan.call.reference, plan.reference, row.application.reference])
    return Bar(kind_of(row), row.start, row.end, label, href, title=row.application.reference)


