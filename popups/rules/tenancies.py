"""May this tenancy end then? And what does a permanent tenant do to everyone in a unit?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from popups.choices import EndReason
from popups.models import Event, Offer, Tenancy
from vacancies.dates import day
from vacancies.models import Shop, Unit
from vacancies.problem import Problem

NEEDS_NOTICE = frozenset({EndReason.PERMANENT_TENANT, EndReason.OWNER_WITHDREW})


def may_end(tenancy: Tenancy, *, end: date, reason: str, today: date) -> list[Problem]:
    """`end` is the first day that is free again."""
    problems = []
    if tenancy.end_reason:
        problems.append(Problem("already_ended", _("The end of this tenancy is already set.")))
    if reason not in EndReason.values:
        problems.append(Problem("reason_missing", _("Choose why it ends."), "reason"))
    if end > tenancy.end:
        problems.append(Problem("after_term", _("A tenancy can end earlier, not later. For longer, make a new offer."),
                                "last_day"))
    if end < tenancy.start:
        problems.append(Problem("before_start", _("This is before the first day of the tenancy."), "last_day"))
    elif end < today and end < tenancy.end:
        problems.append(Problem("end_past", _("The last day cannot lie before yesterday."), "last_day"))
    notice_ends = today + timedelta(days=tenancy.notice_days)
    if reason in NEEDS_NOTICE and end < min(notice_ends, tenancy.end) and end > tenancy.start:
        text = _("The tenant has %(days)d days' notice: the earliest last day is %(day)s.")
        last_day = notice_ends - timedelta(days=1)
        problems.append(Problem("notice_too_short", text % {"days": tenancy.notice_days, "day": day(last_day, "short")},
                                "last_day"))
    return problems


@dataclass(frozen=True)
class TenancyEffect:
    """What happens to one tenancy. new_end is the first day that is free again."""

    tenancy: Tenancy
    notice_ends_on: date
    new_end: date

    @property
    def is_called_off(self) -> bool:
        return self.new_end <= self.tenancy.start

    @property
    def is_shortened(self) -> bool:
        return self.new_end < self.tenancy.end


@dataclass(frozen=True)
class PermanentTenantEffects:
    """Everything that follows when a permanent tenant moves into a unit on a day."""

    unit: Unit
    moves_in_on: date
    earliest_on: date
    tenancies: Sequence[TenancyEffect]
    offers: Sequence[Offer]
    events: Sequence[Event]


def _earliest_move_in(tenancies: Sequence[Tenancy], today: date) -> date:
    """Nobody is out before their notice has run: days count from today, and only while they would stay anyway."""
    current = [tenancy for tenancy in tenancies if tenancy.start <= today]
    return max([today, *(min(tenancy.end, today + timedelta(days=tenancy.notice_days)) for tenancy in current)])


def permanent_tenant_effects(unit: Unit, *, moves_in_on: date, today: date, midnight) -> PermanentTenantEffects:
    """`midnight(day)` gives the local moment at which a day begins. Reads; writes nothing."""
    running = list(Tenancy.objects.filter(unit=unit).not_over(today).select_related("unit", "offer__application__applicant__user"))
    effects = []
    for tenancy in running:
        notice_ends = min(tenancy.end, today + timedelta(days=tenancy.notice_days))
        effects.append(TenancyEffect(tenancy, notice_ends, max(tenancy.start, min(tenancy.end, moves_in_on))))
    offers = list(Offer.objects.open().filter(unit=unit, end__gt=moves_in_on)
                  .select_related("unit", "application__applicant__user"))
    events = list(Event.objects.live().filter(unit=unit, ends_at__gt=midnight(moves_in_on))
                  .select_related("unit", "tenancy", "performer__user"))
    return PermanentTenantEffects(unit, moves_in_on, _earliest_move_in(running, today), effects, offers, events)


def may_move_in(effects: PermanentTenantEffects, *, name: str) -> list[Problem]:
    problems = []
    if not name.strip():
        problems.append(Problem("name_missing", _("Say what the permanent shop is called."), "name"))
    if effects.moves_in_on < effects.earliest_on:
        text = _("Tenants there have notice days: the earliest day is %(day)s.")
        problems.append(Problem("too_early", text % {"day": day(effects.earliest_on, "short")}, "moves_in_on"))
    if Shop.objects.on(effects.moves_in_on).filter(unit=effects.unit).exists():
        problems.append(Problem("has_shop", _("This unit already has a permanent shop on that day."), "moves_in_on"))
    return problems
