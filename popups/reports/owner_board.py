"""The talks with all owners side by side: a column for each stage, or one list of all of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet, TextChoices, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.reports.carried import BoardUnit
from popups.reports.occupancy import counted, with_occupancy
from popups.reports.staff_units import tell_state
from vacancies.choices import OccupancyState, OwnerStage, RecordState
from vacancies.models import Unit
from vacancies.reports.talks import STAGE_COLOURS
from vacancies.rules.talks import mark_of_talks, moves_of

SHOWN = 12  # cards in a column; the rest is behind its link


class View(TextChoices):
    LIST = "list", _("As a list")


class Due(TextChoices):
    OVERDUE = "overdue", _("Next step overdue")
    TODAY = "today", _("Next step due today or overdue")
    WEEK = "week", _("Next step due within a week")
    NOTHING = "nothing", _("Nothing planned")


@dataclass(frozen=True)
class Column:
    """count: of all its units, of which `cards` are the most pressing. more_href: where all of them are, if there are more."""

    stage: OwnerStage
    count: int = 0
    cards: list[Unit] = field(default_factory=list)
    more_href: str = ""


def _of_due(units: QuerySet[BoardUnit], due: str, today: date) -> QuerySet[BoardUnit]:
    if due == Due.OVERDUE:
        return units.filter(talk__next_on__lt=today)
    if due == Due.TODAY:
        return units.filter(talk__next_on__lte=today)
    if due == Due.WEEK:
        return units.filter(talk__next_on__lte=today + timedelta(days=7))
    return units.filter(talk__next_on__isnull=True) if due else units


def units_on_board(wanted: Mapping[str, Any], today: date) -> QuerySet[BoardUnit]:
    """`wanted`: stage, due, street, kind, refusal, everything. Only confirmed units; only those empty today unless `everything`."""
    units = with_occupancy(counted(Unit.objects.all()), today).with_owner_stage()
    if not wanted.get("everything"):
        units = units.filter(occupancy=OccupancyState.VACANT)
    columns = {"stage": "owner_stage", "street": "street", "kind": "owner__kind", "refusal": "talk__refusal"}
    units = units.filter(**{column: wanted[name] for name, column in columns.items() if wanted.get(name)})
    if wanted.get("refusal"):
        units = units.filter(owner_stage=OwnerStage.REFUSED)  # not what a former owner said
    return _of_due(units, wanted.get("due", ""), today)


def _most_pressing(units: QuerySet[BoardUnit]) -> tuple[dict[int, str], dict[str, int]]:
    """The stage of each unit that gets a card, the most pressing first, and how many there are in each stage. One query."""
    stage = F("owner_stage")
    order = [F("talk__next_on").asc(nulls_last=True), F("owner_stage_since").asc(), F("pk").asc()]
    ranked = units.order_by().annotate(
        place=Window(RowNumber(), partition_by=[stage], order_by=order), in_stage=Window(Count("pk"), partition_by=[stage]))
    rows = list(ranked.filter(place__lte=SHOWN).order_by("place").values_list("pk", "owner_stage", "in_stage"))
    return {pk: code for pk, code, _count in rows}, {code: count for _pk, code, count in rows}


def with_people(units: QuerySet[Unit], today: date) -> QuerySet[BoardUnit]:
    return with_occupancy(units, today).with_owner_stage().select_related("owner", "talk__next_by")


def board(wanted: Mapping[str, Any], today: date) -> list[Column]:
    """Two queries, however many units there are."""
    stages, counts = _most_pressing(units_on_board(wanted, today))
    found = {unit.pk: tell_card(unit, today) for unit in with_people(Unit.objects.filter(pk__in=stages), today)}
    _tell_moves(found.values())
    cards: dict[str, list[Unit]] = defaultdict(list)
    for pk, code in stages.items():
        if pk in found:
            cards[code].append(found[pk])
    shown = [OwnerStage(wanted["stage"])] if wanted.get("stage") else list(OwnerStage)
    return [Column(stage, counts.get(stage, 0), cards[stage],
                   _href_of_all(stage, wanted) if counts.get(stage, 0) > SHOWN else "") for stage in shown]


def _tell_moves(cards: Iterable[Any]) -> None:
    """Adds where the talks may go from here, as (value, word). The words are looked up once for all cards."""
    words = {stage: str(stage.label) for stage in OwnerStage}
    for card in cards:
        card.moves = [(stage.value, words[stage]) for stage in moves_of(card)]


def _href_of_all(stage: OwnerStage, wanted: Mapping[str, Any]) -> str:
    """The table of units, where the same filters say the same; what it does not know is left to the board's own list."""
    if wanted.get("due") or wanted.get("refusal"):
        return f"{reverse('popups:owner-board')}?{urlencode({**wanted, 'stage': stage.value, 'view': 'list'})}"
    query = {"record": RecordState.CONFIRMED.value, "stage": stage.value, "street": wanted.get("street", ""),
             "owner": wanted.get("kind", ""), "occupancy": "" if wanted.get("everything") else OccupancyState.VACANT.value}
    used = {name: value for name, value in query.items() if value}
    return f"{reverse('popups:staff-unit-list')}?{urlencode(used)}"


def tell_card(unit: BoardUnit, today: date) -> Any:
    """Adds what a card says: state, stage, days in the stage, and how its next step stands."""
    card: Any = tell_state(unit)
    stage = OwnerStage(card.owner_stage)
    card.stage_label, card.stage_colour = stage.label, STAGE_COLOURS[stage]
    card.why_not = card.talk.get_refusal_display() if card.owner_stage == OwnerStage.REFUSED else ""
    card.stage_days = (today - timezone.localdate(card.owner_stage_since)).days
    card.next_on = unit.talk.next_on if hasattr(unit, "talk") else None
    card.mark = mark_of_talks(unit)
    card.is_overdue = card.next_on is not None and card.next_on < today
    card.is_due_today = card.next_on == today
    return card
