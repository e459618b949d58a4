"""What residents say should be in a unit: for its public page, for the office, and beside a decision."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet, Value
from django.db.models.fields import BooleanField
from django.utils.functional import Promise

from popups.choices import IdeaState
from popups.models import Idea, IdeaSupport
from popups.reports.carried import SupportedIdea
from vacancies.models import Unit

ON_PAGE = 5  # on the page of a unit; all of them have a page of their own
MOST = 200
SHOWS: dict[str, str | Promise] = {state: state.label for state in IdeaState}


@dataclass(frozen=True)
class Voices:
    """What is shown of a unit's ideas, those with most support first; `count` of all of them."""

    ideas: list[SupportedIdea]
    count: int


def with_support(rows: QuerySet[Idea], voter: str = "") -> QuerySet[SupportedIdea]:
    """Each with `support` and `is_mine`: this voter has supported it."""
    own = IdeaSupport.objects.filter(idea=OuterRef("pk"), voter=voter)
    mine = Exists(own) if voter else Value(False, output_field=BooleanField())
    return rows.annotate(support=Count("supports"), is_mine=mine)


def voices_of(unit: Unit, voter: str = "", most: int = ON_PAGE) -> Voices:
    """One query."""
    rows = list(with_support(Idea.objects.shown().filter(unit=unit), voter).order_by("-support", "-made_at", "-pk")[:MOST])
    return Voices(rows[:most], len(rows))


def voices_beside(units: Iterable[Unit]) -> list[tuple[Unit, list[SupportedIdea]]]:
    """Beside a decision: for each unit with ideas its five most supported. One query, however many units."""
    wanted = list(units)
    found: dict[int, list[SupportedIdea]] = defaultdict(list)
    rows = with_support(Idea.objects.shown().filter(unit__in=wanted)).order_by("-support", "-made_at", "-pk")[:MOST]
    for idea in rows:
        found[idea.unit_id].append(idea)
    return [(unit, found[unit.pk][:ON_PAGE]) for unit in wanted if found[unit.pk]]


def ideas_to_settle(show: str) -> QuerySet[SupportedIdea]:
    return with_support(Idea.objects.filter(state=show)).select_related("unit", "settled_by")
