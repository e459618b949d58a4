"""One person's applications: where each stands and what that person does next."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Prefetch

from popups.models import Application, Offer, Wish
from popups.reports.messages import news_of, with_news
from popups.rules.next_by import next_by
from popups.rules.stage import Stage, StageCode, stage_for_applicant
from vacancies.models import Unit

SHOWN = 100
_COLOURS = {
    StageCode.DRAFT: "amber", StageCode.CHANGES_REQUESTED: "amber", StageCode.OFFERED: "amber", StageCode.LAPSED: "amber",
    StageCode.PLACE: "pine", StageCode.UPCOMING: "pine", StageCode.CURRENT: "pine"}
_ORDER = [StageCode.OFFERED, StageCode.CHANGES_REQUESTED, StageCode.DRAFT, StageCode.AWAITS_OWNER, StageCode.CURRENT,
          StageCode.UPCOMING, StageCode.PLACE, StageCode.LAPSED, StageCode.DECLINED, StageCode.TAKEN_BACK, StageCode.RESERVE]


@dataclass(frozen=True)
class OwnApplication:
    application: Application
    stage: Stage
    unit: Unit | None
    news: int = 0

    @property
    def colour(self) -> str:
        return _COLOURS.get(self.stage.code, "neutral")

    @property
    def is_draft(self) -> bool:
        return self.stage.code is StageCode.DRAFT

    @property
    def is_editable(self) -> bool:
        return self.application.state.is_editable and self.stage.offer is None and self.stage.tenancy is None


def own_line(application: Application, today: date) -> OwnApplication:
    """Costs no query where `with_places` prefetched."""
    stage = stage_for_applicant(application, today)
    if stage.by_on is None:
        stage = replace(stage, by_on=next_by(application, stage.code, today))
    offer = stage.offer or (stage.tenancy.offer if stage.tenancy else None)
    wish = next(iter(application.wishes.all()), None)
    return OwnApplication(application, stage, offer.unit if offer else wish.unit if wish else None, news_of(application))


def with_places(rows: Any) -> Any:
    wishes = Wish.objects.select_related("unit").order_by("rank", "pk")
    offers = Offer.objects.select_related("unit", "tenancy")
    return with_news(rows).select_related("applicant", "call", "decision").prefetch_related(Prefetch("wishes", wishes), Prefetch("offers", offers))


def own_applications(user: Any, today: date) -> list[OwnApplication]:
    """What needs the person comes first, then what runs, then the rest, newest first. Three queries."""
    rows = with_places(Application.objects.of_user(user).order_by("-pk"))[:SHOWN]
    lines = [own_line(application, today) for application in rows]
    return sorted(lines, key=lambda line: _ORDER.index(line.stage.code) if line.stage.code in _ORDER else len(_ORDER))
