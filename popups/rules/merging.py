"""What follows when two entries of the register become one, what stays behind, and what speaks against it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models import IntegerField, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import EventKind
from popups.models import Call, Consultation, Event, Idea, Occupancy, Offer, Ruling, Tenancy, Wish
from popups.planning_choices import RulingKind
from vacancies.choices import RecordState, SpaceKind
from vacancies.models import (
    ClosedPeriod,
    Contact,
    FieldVisit,
    ImportedRow,
    Photo,
    Proposal,
    Report,
    Shop,
    Space,
    Talk,
    Unit,
    Vacancy,
    WalkItem,
)
from vacancies.problem import Problem

Keys = set[int]


def _none(kept: Unit, merged: Unit) -> Keys:
    return set()


def _same_photos(kept: Unit, merged: Unit) -> Keys:
    here = Photo.objects.filter(unit=kept).values("sha256")
    return set(Photo.objects.filter(unit=merged, sha256__in=here).values_list("pk", flat=True))


def _meet(one: Any, other: Any) -> bool:
    """Half-open periods; an end that is not known reaches as far as it can."""
    return ((one.starts_on is None or other.ends_on is None or one.starts_on < other.ends_on)
            and (other.starts_on is None or one.ends_on is None or other.starts_on < one.ends_on))


def _overlapping(model: type[models.Model]) -> Callable[[Unit, Unit], Keys]:
    def keys(kept: Unit, merged: Unit) -> Keys:
        ours = list(model._base_manager.filter(unit=kept))
        return {row.pk for row in model._base_manager.filter(unit=merged) if any(_meet(row, one) for one in ours)}

    return keys


def _where_there_is_one(model: type[models.Model]) -> Callable[[Unit, Unit], Keys]:
    def keys(kept: Unit, merged: Unit) -> Keys:
        rows = model._base_manager.filter(unit__in=[kept, merged]).values_list("unit_id", "pk")
        told = dict(rows)
        return {told[merged.pk]} if len(told) == 2 else set()

    return keys


def _wished_already(kept: Unit, merged: Unit) -> Keys:
    ours = Wish.objects.filter(unit=kept).values("application_id")
    return set(Wish.objects.filter(unit=merged, application_id__in=ours).values_list("pk", flat=True))


def _named_already(kept: Unit, merged: Unit) -> Keys:
    ours = CALL_UNITS._base_manager.filter(unit=kept).values("call_id")
    return set(CALL_UNITS._base_manager.filter(unit=merged, call_id__in=ours).values_list("pk", flat=True))


def _ruled_out_already(kept: Unit, merged: Unit) -> Keys:
    """Standing, and the same person may not go into the kept one either."""
    standing = Ruling.objects.standing().filter(kind=RulingKind.FORBID)
    ours = standing.filter(unit=kept).values("application_id")
    return set(standing.filter(unit=merged, application_id__in=ours).values_list("pk", flat=True))


CALL_UNITS: type[models.Model] = Call.units.through
# Every table whose rows belong to a unit, with those that stay behind because the kept entry has their like.
FOLLOW: dict[type[models.Model], Callable[[Unit, Unit], Keys]] = {
    Photo: _same_photos, Vacancy: _overlapping(Vacancy), ClosedPeriod: _overlapping(ClosedPeriod), FieldVisit: _none,
    Shop: _none, Report: _none, Talk: _where_there_is_one(Talk), Contact: _none, Proposal: _none, WalkItem: _none,
    ImportedRow: _where_there_is_one(ImportedRow), Wish: _wished_already, Offer: _none, Tenancy: _none, Event: _none,
    CALL_UNITS: _named_already, Consultation: _none, Idea: _none, Ruling: _ruled_out_already,
}
LABEL_OF = {model: model._meta.label for model in FOLLOW}


@dataclass
class SpacesPlan:
    """moved: spaces that come over; retired: those of either entry that are offered no longer.

    occupancies: by key, the space onto which a promise is laid.
    """

    moved: list[int] = field(default_factory=list)
    retired: list[int] = field(default_factory=list)
    occupancies: dict[int, int] = field(default_factory=dict)


@dataclass
class MergePlan:
    kept: Unit
    merged: Unit
    moves: dict[str, list[int]]
    stays: dict[str, list[int]]
    spaces: SpacesPlan
    problems: list[Problem]
    warnings: list[Problem] = field(default_factory=list)

    @property
    def seal(self) -> str:
        """Changes with everything that was shown."""
        told = (self.kept.version, self.merged.version, self.moves, self.stays, self.spaces, [one.code for one in self.warnings])
        return sha256(repr(told).encode()).hexdigest()[:40]


def _keys_of(merged: Unit) -> dict[type[models.Model], list[int]]:
    """What belongs to it, of all tables in one query."""
    kinds = list(FOLLOW)
    rows = [model._base_manager.filter(unit=merged).order_by().values_list(Value(number, IntegerField()), "pk")
            for number, model in enumerate(kinds)]
    found: dict[type[models.Model], list[int]] = {model: [] for model in kinds}
    for number, key in sorted(rows[0].union(*rows[1:], all=True)):
        found[kinds[number]].append(key)
    return found


def _following(kept: Unit, merged: Unit) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    moves, stays = {}, {}
    for model, keys in _keys_of(merged).items():
        behind = FOLLOW[model](kept, merged) if keys else set()
        moves[LABEL_OF[model]] = [key for key in keys if key not in behind]
        stays[LABEL_OF[model]] = sorted(behind)
    return moves, stays


def _held(unit: Unit) -> list[Occupancy]:
    return list(Occupancy.objects.filter(space__unit=unit).select_related("space", "offer", "tenancy").order_by("start", "pk"))


def _by(row: Occupancy) -> str:
    holder = row.tenancy or row.offer
    return holder.reference if holder else ""


def _promised_twice(ours: Iterable[Occupancy], theirs: Iterable[Occupancy]) -> list[Problem]:
    """One place cannot have been given to two people on one day, in the past neither."""
    for one in ours:
        for other in theirs:
            if one.start < other.end and other.start < one.end:
                text = _("%(one)s and %(other)s hold the same days. Either these are two places, or one of the two is "
                         "entered wrongly: correct that first.") % {"one": _by(one), "other": _by(other)}
                return [Problem("promised_twice", text)]
    return []


def _shop_and_promise(kept: Unit, merged: Unit, ours: list[Occupancy], theirs: list[Occupancy],
                      today: date) -> tuple[list[Problem], list[Problem]]:
    """What keeps them apart, then what somebody should only know.

    Nobody is promised days of a permanent shop (rules.offers.taken_problems), and a merge is no way around that. What
    is over is only told: when an old shop closed is often known to the year, or not at all.
    """
    problems, warnings = [], []
    for unit, held in ((kept, theirs), (merged, ours)):
        for shop in Shop.objects.filter(unit=unit).order_by("pk") if held else []:
            days = [row for row in held if _is_open_in(shop, row.start, row.end)]
            coming = [row for row in days if row.end > today and _is_open_in(shop, max(row.start, today), row.end)]
            problems += [Problem("shop_where_promised", _shop_text(shop, row)) for row in coming[:1]]
            warnings += [Problem("shop_was_promised", _past_text(shop, row)) for row in days[:1] if not coming]
    return problems, warnings


def _is_open_in(shop: Shop, start: date, end: date) -> bool:
    return (shop.starts_on is None or shop.starts_on < end) and (shop.ends_on is None or shop.ends_on > start)


def _shop_text(shop: Shop, row: Occupancy) -> str:
    return _("The permanent shop “%(shop)s” of one entry is open on days that %(reference)s has at the other. Either these "
             "are two places, or one of the two is entered wrongly: correct that first.") % {"shop": shop.name, "reference": _by(row)}


def _past_text(shop: Shop, row: Occupancy) -> str:
    return _("“%(shop)s” and %(reference)s were in here on the same days, as far as the register knows. Look whether these "
             "are two places.") % {"shop": shop.name, "reference": _by(row)}


def _performances(unit: Unit) -> list[Event]:
    return list(Event.objects.live().filter(unit=unit, kind=EventKind.PERFORMANCE).order_by("starts_at"))


def _performed_twice(kept: Unit, merged: Unit) -> list[Problem]:
    theirs = _performances(merged)
    for one in _performances(kept) if theirs else []:
        for other in theirs:
            if one.starts_at < other.ends_at and other.starts_at < one.ends_at:
                text = _("%(one)s and %(other)s are performances at the same time. Move or cancel one of them first.")
                return [Problem("performed_twice", text % {"one": one.reference, "other": other.reference})]
    return []


def _is_whole(spaces: list[Space]) -> bool:
    return [space.kind for space in spaces] == [SpaceKind.WHOLE]


def _spaces(kept: Unit, merged: Unit, ours: list[Occupancy], theirs: list[Occupancy], today: date) -> tuple[SpacesPlan, list[Problem]]:
    """Whoever has promises brings the spaces that are offered; where both have, their one whole space becomes one."""
    plan = SpacesPlan(moved=list(Space.objects.filter(unit=merged).order_by("pk").values_list("pk", flat=True)))
    here, there = (list(Space.objects.in_use().filter(unit=unit)) for unit in (kept, merged))
    promised, also_promised = (any(row.end > today for row in rows) for rows in (ours, theirs))
    if also_promised and not promised:
        plan.retired = [space.pk for space in here]
        return plan, []
    plan.retired = [space.pk for space in there]
    if not also_promised:
        return plan, []
    if not (_is_whole(here) and _is_whole(there)):
        text = _("Both entries are promised to somebody, and they are divided differently. Merge them when the promises "
                 "of one of them have ended.")
        return plan, [Problem("divided_differently", text)]
    plan.occupancies = {row.pk: here[0].pk for row in theirs if row.end > today}
    return plan, []


def _unfit(kept: Unit, merged: Unit) -> list[Problem]:
    if kept.pk == merged.pk:
        return [Problem("same_entry", _("This is one and the same entry. Choose another one."))]
    if any(unit.merged_into_id or unit.record_state == RecordState.ARCHIVED for unit in (kept, merged)):
        return [Problem("not_in_register", _("One of the two is archived or was merged already. Nothing was changed."))]
    return []


def plan_merge(kept: Unit, merged: Unit, today: date | None = None) -> MergePlan:
    """What would happen. Asked again under the locks."""
    unfit = _unfit(kept, merged)
    if unfit:
        return MergePlan(kept, merged, {}, {}, SpacesPlan(), unfit)
    moves, stays = _following(kept, merged)
    ours, theirs = _held(kept), _held(merged)
    spaces, problems = _spaces(kept, merged, ours, theirs, today or timezone.localdate())
    shops, warnings = _shop_and_promise(kept, merged, ours, theirs, today or timezone.localdate())
    problems = [*_promised_twice(ours, theirs), *shops, *_performed_twice(kept, merged), *problems]
    return MergePlan(kept, merged, moves, stays, spaces, problems, warnings)
