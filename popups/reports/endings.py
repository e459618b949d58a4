"""What follows when a tenancy ends or a permanent tenant comes, told before it is done."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from popups.choices import EventStatus
from popups.models import Event, Tenancy
from popups.moments import midnight
from popups.rules.tenancies import PermanentTenantEffects, permanent_tenant_effects
from vacancies.models import Unit


@dataclass(frozen=True)
class Ending:
    """end: the first day that is free again. days_freed: how many days earlier than agreed."""

    tenancy: Tenancy
    end: date
    events: list[Event]

    @property
    def is_called_off(self) -> bool:
        return self.end <= self.tenancy.start

    @property
    def days_freed(self) -> int:
        return (self.tenancy.end - self.end).days

    @property
    def letters(self) -> int:
        """To the tenant, and to the performer of every cancelled event."""
        return 1 + sum(event.performer_id is not None for event in self.events)

    @property
    def seal(self) -> str:
        return _seal([self.tenancy.end, self.end, *(event.reference for event in self.events)])


def _seal(facts: list) -> str:
    """Equal as long as the same would happen: what was shown is what is done, or it is shown again."""
    return sha256("|".join(map(str, facts)).encode()).hexdigest()[:16]


def ending_of(tenancy: Tenancy, end: date) -> Ending:
    """What lifecycle.tenancies.end_tenancy will do. One query; writes nothing."""
    events = (Event.objects.live().exclude(status=EventStatus.HELD)
              .filter(tenancy=tenancy, ends_at__gt=midnight(end)).order_by("starts_at"))
    return Ending(tenancy, end, list(events))


@dataclass(frozen=True)
class MoveIn:
    """effects, and what can be counted of them."""

    effects: PermanentTenantEffects

    @property
    def letters(self) -> int:
        effects = self.effects
        told = sum(effect.is_shortened for effect in effects.tenancies)
        return told + len(effects.offers) + sum(event.performer_id is not None for event in effects.events)

    @property
    def is_quiet(self) -> bool:
        """Nobody is touched."""
        effects = self.effects
        return not (effects.offers or effects.events or any(effect.is_shortened for effect in effects.tenancies))

    @property
    def seal(self) -> str:
        effects = self.effects
        ends = [f"{effect.tenancy.reference}{effect.tenancy.end}{effect.new_end}" for effect in effects.tenancies]
        rest = [offer.reference for offer in effects.offers] + [event.reference for event in effects.events]
        return _seal([effects.moves_in_on, *sorted(ends), *sorted(rest)])


def move_in_of(unit: Unit, moves_in_on: date, today: date) -> MoveIn:
    """What lifecycle.permanent.find_permanent_tenant will do. Writes nothing."""
    return MoveIn(permanent_tenant_effects(unit, moves_in_on=moves_in_on, today=today, midnight=midnight))
