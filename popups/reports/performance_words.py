"""What the page of proposed performances says: who, where, when, why there, and of the others why not."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from popups.matching.performances import Programme, wanted_too
from popups.matching.stages import Act, Obstacle, Slot, offers, why_nowhere
from popups.models import Application, Tenancy
from popups.moments import midnight
from popups.reports.performances import Evenings
from popups.rules.performing import Chosen
from popups.rules.stages import in_words
from vacancies.choices import Loudness
from vacancies.dates import day as day_words
from vacancies.models import Unit
from vacancies.problem import Problem

NAMED = 3  # days that are named one by one


@dataclass(frozen=True)
class Proposal:
    """host: who is asked; None: the owner of the unit. others: how many more have a room there that day; they are told."""

    slot: Slot
    application: Application
    unit: Unit
    host: Tenancy | None
    others: int
    why: list[str]

    @property
    def key(self) -> str:
        return key_of(self.slot)

    @property
    def hours(self) -> str:
        return f"{in_words(self.slot.start)}–{in_words(self.slot.end)}"

    @property
    def starts_at(self) -> datetime:
        """By the town's clock, also on the day on which it is changed."""
        return at(self.slot.day, self.slot.start)


@dataclass(frozen=True)
class Left:
    """An act that has nothing. own: what lies in itself. stages: by unit, the reasons. others: units that it did not ask for."""

    application: Application
    own: list[str]
    stages: list[tuple[Unit, list[str]]]
    others: int


@dataclass(frozen=True)
class Fewer:
    application: Application
    has: int
    wanted: int


def at(day: date, minute: int) -> datetime:
    """The moment at which the clock on the wall says so."""
    hour, rest = divmod(minute, 60)
    return midnight(day + timedelta(days=1)) if hour == 24 else midnight(day).replace(hour=hour, minute=rest)


def key_of(slot: Slot) -> str:
    return f"{slot.act}.{slot.stage}.{slot.day.isoformat()}.{slot.start}"


def slot_of(key: str, evenings: Evenings) -> Slot | None:
    """None where the key is none, or speaks of somebody or something that is not asked about any more."""
    act, _dot, rest = key.partition(".")
    stage, _dot, when = rest.partition(".")
    day, _dot, start = when.partition(".")
    known = evenings.season.act.get(act)
    try:
        slot = Slot(date.fromisoformat(day), int(start), stage, act, known.minutes if known else 0)
    except ValueError:
        return None
    is_asked = stage in evenings.season.stage and slot.day in evenings.season.dates
    return slot if known and is_asked and 0 <= slot.start < 24 * 60 else None


def chosen_of(keys: Iterable[str], evenings: Evenings) -> tuple[list[Chosen], list[Problem]]:
    """What the keys speak of; and a sentence where somebody or something is not asked about any more."""
    slots = [slot_of(key, evenings) for key in keys]
    unknown = _("Somebody has changed what this page was about. Look at the proposals as they are now.")
    found = [_chosen(slot, evenings) for slot in slots if slot is not None]
    return found, [Problem("unknown_slot", unknown)] if None in slots else []


def _chosen(slot: Slot, evenings: Evenings) -> Chosen:
    row, unit = evenings.applications[slot.act], evenings.units[slot.stage]
    name = f"{row.title}, {unit.name}, {day_words(slot.day, 'near')}, {in_words(slot.start)}"
    return Chosen(row.pk, unit.pk, at(slot.day, slot.start), slot.minutes, name, is_offered=offers(evenings.season, slot))


def by_day(evenings: Evenings, programme: Programme) -> list[tuple[date, list[Proposal]]]:
    rows = (_proposal(evenings, slot) for slot in programme.slots)
    return [(day, list(found)) for day, found in groupby(rows, key=lambda row: row.slot.day)]


def _proposal(evenings: Evenings, slot: Slot) -> Proposal:
    hosts = evenings.hosts_on(slot.stage, slot.day)
    return Proposal(slot, evenings.applications[slot.act], evenings.units[slot.stage], next(iter(hosts), None), _told(hosts, evenings.applications[slot.act]), list(_why(evenings, slot)))


def _told(hosts: list[Tenancy], application: Application) -> int:
    """How many more hear of it: neither by another stay of whoever is asked nor whoever plays."""
    known = {application.applicant_id, *(row.offer.application.applicant_id for row in hosts[:1])}
    return sum(row.offer.application.applicant_id not in known for row in hosts[1:])


def _why(evenings: Evenings, slot: Slot) -> Iterator[str]:
    act, stage = evenings.season.act[slot.act], evenings.season.stage[slot.stage]
    if slot.stage in act.wishes:
        yield _("Wish number %(number)d") % {"number": act.wishes.index(slot.stage) + 1}
    else:
        yield _("Plays anywhere that fits")
    if slot.day in stage.glad:
        yield _("Performances are welcome here")
    if act.loudness is None:
        yield _("How loud it is was not said: ask first")
    if others := wanted_too(evenings.season, slot):
        yield _("This hour was also wished for by: %(names)s") % {"names": ", ".join(evenings.applications[name].title for name in others)}


def fewer(evenings: Evenings, programme: Programme) -> list[Fewer]:
    """Acts that play, but less often than they would."""
    had = {act.id: len(act.plays) + sum(slot.act == act.id for slot in programme.slots) for act in evenings.season.acts}
    return [Fewer(evenings.applications[act.id], had[act.id], act.times) for act in evenings.season.acts if 0 < had[act.id] < act.times]


def without(evenings: Evenings, programme: Programme) -> list[Left]:
    return [_left(evenings, programme, act) for act in programme.without(evenings.season)]


def _left(evenings: Evenings, programme: Programme, act: Act) -> Left:
    told = why_nowhere(act, evenings.season, programme.slots)
    asked = [(evenings.units[name], list(_sentences(failed, evenings))) for name, failed in told.stages
             if (failed or not told.own) and not any(one.rule == "wish" for one in failed)]
    return Left(evenings.applications[act.id], list(_sentences(told.own, evenings)), asked,
                sum(one.rule == "wish" for _name, failed in told.stages for one in failed))


def _sentences(failed: Iterable[Obstacle], evenings: Evenings) -> Iterator[str]:
    failed = list(failed)
    yield from (_SAID[one.rule](one) for one in failed if one.rule in _SAID)
    if taken := [one for one in failed if one.rule == "taken"]:
        yield _taken(taken, evenings)


def _taken(failed: list[Obstacle], evenings: Evenings) -> str:
    """Who has the hours, with the first days."""
    told = []
    for one in failed[:NAMED]:
        day, _space, minute = str(one.need).partition(" ")
        known = evenings.applications.get(str(one.have))
        told.append(f"{known.title if known else one.have} ({day_words(date.fromisoformat(day), 'brief')} {in_words(int(minute))})")
    text = ngettext("Taken by %(names)s and %(count)d more.", "Taken by %(names)s and %(count)d more.", len(failed) - NAMED)
    said = text if len(failed) > NAMED else _("Taken by %(names)s.")
    return said % {"names": ", ".join(told), "count": len(failed) - NAMED}


def _loud(one: Obstacle) -> str:
    labels = [word.label for word in Loudness]
    return _("Too loud: the performer plays “%(loudness)s”, the unit bears “%(most)s”.") % {
        "loudness": labels[int(one.need or 0)], "most": labels[int(one.have or 0)]}


_SAID: dict[str, Callable[[Obstacle], str]] = {
    "length": lambda one: _("Between the hours that the performer gave there are %(have)d minutes; a performance takes %(need)d.") % {
        "have": one.have, "need": one.need},
    "days": lambda one: _("None of the days that the performer gave lies in this time."),
    "area": lambda one: _("It lies in none of the parts of town that were wished for."),
    "unsaid": lambda one: _("Nothing is known of performances here. Say on the page of the unit whether they are welcome and how loud they may be."),
    "loudness": _loud,
    "quiet": lambda one: _("In the hours that suit both there are %(have)d minutes; a performance takes %(need)d.") % {
        "have": one.have, "need": one.need},
    "host": lambda one: _("No performances are wanted on %(count)d of the %(days)d days on which they could play.") % {
        "count": one.have, "days": one.need},
    "shut": lambda one: _("Closed, or a permanent shop, on %(count)d of the %(days)d days on which they could play.") % {
        "count": one.have, "days": one.need},
}
