"""How far the talks with the owners of empty units are, in figures. Only officers see them: few owners are easily told apart."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from statistics import median
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from popups.reports.dashboard import Figure, units_href
from popups.reports.owner_board import View, units_on_board
from vacancies.choices import OccupancyState, OwnerStage, RefusalFamily


@dataclass(frozen=True)
class StageFigure(Figure):
    """median_days: since the units in this stage came into it; None where there are none."""

    median_days: int | None = None


@dataclass(frozen=True)
class Pipeline:
    """Confirmed units that are empty today, each in one stage; the refused ones by family, the largest first."""

    stages: list[StageFigure]
    refusals: list[Figure]


def pipeline(today: date) -> Pipeline:
    """One query. The medians are taken here, because SQLite has none."""
    days: dict[str, list[int]] = defaultdict(list)
    families: Counter[str] = Counter()
    here = timezone.get_current_timezone()  # asked once, since a town has thousands of rows
    rows = units_on_board({}, today).order_by().values_list("owner_stage", "owner_stage_since", "talk__refusal")
    for stage, since, refusal in rows:
        days[stage].append((today - timezone.localdate(since, here)).days)
        if stage == OwnerStage.REFUSED:
            families[refusal] += 1
    total = sum(map(len, days.values()))
    return Pipeline([_stage(stage, days[stage], total) for stage in OwnerStage],
                    [_refusal(code, count, families.total()) for code, count in families.most_common()])


def _stage(stage: OwnerStage, days: list[int], total: int) -> StageFigure:
    href = units_href(occupancy=OccupancyState.VACANT.value, stage=stage.value)
    return StageFigure(stage.label, len(days), href, len(days) / total if total else 0, round(median(days)) if days else None)


def _refusal(code: str, count: int, total: int) -> Figure:
    query = {"view": View.LIST.value, "stage": OwnerStage.REFUSED.value, "refusal": code}
    return Figure(RefusalFamily(code).label, count, f"{reverse('popups:owner-board')}?{urlencode(query)}", count / total)
