"""Where and when a place could be offered to an application: units, their free days, and a first proposal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from popups.choices import Use
from popups.drawing.timeline import Row, Timeline
from popups.models import Application
from popups.reports.application_page import LONGEST_LOOK, asked_days, missing_features
from popups.reports.availability import FreePeriod, periods_of_use, segments
from popups.reports.timeline import timeline_of
from popups.rules.offers import eligibility_problems
from vacancies.choices import FundingRestriction, RecordState
from vacancies.models import PermittedActivity, Space, Unit, Vacancy

OTHERS = 20  # units shown besides the wished ones
BEFORE, AFTER, LEAST, MOST = timedelta(days=7), timedelta(days=28), timedelta(weeks=20), timedelta(weeks=56)
USUAL_DAYS = 28


def shown_days(application: Application, today: date, until: date | None = None) -> tuple[date, date]:
    """The days [start, end) of the picture: those asked for with a margin, never the past; `until` is in it too."""
    start, end = asked_days(application, today) or (today, today + LEAST)
    start = max(today, start - BEFORE)
    end = max(end, until or end) + AFTER
    return start, start + min(max(end - start, LEAST), MOST)


def _may_go_to(application: Application) -> Q:
    """What `eligibility_problems` says of one unit, for many at once."""
    spec = application.spec
    permitted = PermittedActivity.objects.filter(unit=OuterRef("pk"))
    found = Q(record_state=RecordState.CONFIRMED)
    found &= ~Exists(permitted) | Exists(permitted.filter(activity=application.activity))
    if not spec.is_business:
        found &= ~Q(funding_restriction=FundingRestriction.BUSINESSES)
    if not spec.is_public_benefit:
        found &= ~Q(funding_restriction=FundingRestriction.PUBLIC_BENEFIT)
    return found


def fitting_units(application: Application, *, start: date, end: date, words: str = "") -> QuerySet[Unit]:
    """Units that may be offered, besides the wished ones: empty at some time in [start, end), or found by words."""
    units = Unit.objects.filter(_may_go_to(application)).exclude(pk__in=[row.unit_id for row in application.wishes.all()])
    if words.strip():
        return units.matching_text(words)
    empty = Vacancy.objects.filter(Q(starts_on__isnull=True) | Q(starts_on__lt=end),
                                   Q(ends_on__isnull=True) | Q(ends_on__gt=start), unit=OuterRef("pk"))
    return units.filter(Exists(empty))


@dataclass(frozen=True)
class Choice:
    """Two pictures over the same days. has_more: there are other units that only words find."""

    wished: Timeline
    others: Timeline
    has_more: bool


def _refused(row: Row, reason: str) -> Row:
    """A wished unit that may not be offered: the reason beside its name, and no days to pick."""
    lanes = [replace(lane, bars=[bar for bar in lane.bars if not bar.unit]) for lane in row.lanes]
    return replace(row, note=reason, lanes=lanes)


def _noted(row: Row, application: Application, unit: Unit) -> Row:
    if problems := eligibility_problems(application, unit):
        return _refused(row, str(problems[0].message))
    missing = ", ".join(str(feature.label) for feature in missing_features(application, unit))
    return replace(row, note=_("Not known to have: %(features)s") % {"features": missing}) if missing else row


def choice_of(application: Application, today: date, *, address: str, words: str = "") -> Choice:
    """Seven queries where wishes and permitted activities are prefetched. `address`: the page a free slot leads to."""
    start, end = shown_days(application, today)
    wished = [wish.unit for wish in application.wishes.all()]
    found = fitting_units(application, start=start, end=end, words=words).prefetch_related("permitted_activities")
    others = list(found[:OTHERS + 1])
    units = [*wished, *others[:OTHERS]]
    drawn = timeline_of(units, start=start, end=end, today=today, pick_address=address, has_list=False)
    rows = [_noted(row, application, unit) for row, unit in zip(drawn.rows, units, strict=True)]
    drawn = replace(drawn, pick=False)  # without a form on the page a free slot is a plain link
    return Choice(replace(drawn, rows=rows[:len(wished)], caption=_("Wished units, free and taken days:")),
                  replace(drawn, rows=rows[len(wished):], caption=_("Other units, free and taken days:")),
                  len(others) > OTHERS)


@dataclass(frozen=True)
class Slot:
    """Days [start, end) in one space, proposed for an offer."""

    start: date
    end: date
    space_id: int | None

    @property
    def days(self) -> int:
        return (self.end - self.start).days


def proposed_slot(application: Application, spaces: Sequence[Space], today: date) -> Slot:
    """The first free stretch that is long enough within the asked days, else the longest of them, else the first later."""
    start, end = asked_days(application, today) or (today, today)
    limit = max(end, start + LONGEST_LOOK)
    found = Slot(start, max(end, start + LEAST), None)
    gaps = _gaps(application, spaces, start, limit)
    return fitted(application, _best(gaps, end, application.shortest_days or 1) or found, today)


def picked_slot(application: Application, spaces: Sequence[Space], picked: Slot, today: date) -> Slot:
    """A slot of one space that somebody picked. Whoever asks for all of them gets the days that are free in all of them."""
    if application.use != Use.WHOLE or len(spaces) < 2:
        return fitted(application, picked, today)
    gaps = [Slot(gap.start, gap.end, gap.space_id) for gap in _gaps(application, spaces, picked.start, picked.end)]
    found = max(gaps, key=lambda slot: slot.days, default=None)
    return fitted(application, found, today) if found else proposed_slot(application, spaces, today)


def _gaps(application: Application, spaces: Sequence[Space], start: date, end: date) -> list[FreePeriod]:
    """Of what is asked for. Three queries, none where the unit has no space."""
    if not spaces:
        return []
    taken = segments([spaces[0].unit_id], start, end)[spaces[0].unit_id]
    return periods_of_use(application.use, spaces, taken, start, end)


def _best(gaps: Sequence[FreePeriod], end: date, need: int) -> Slot | None:
    asked = [Slot(gap.start, min(gap.end, end), gap.space_id) for gap in gaps if gap.start < end]
    enough = [slot for slot in asked if slot.days >= need]
    later = [Slot(gap.start, gap.end, gap.space_id) for gap in gaps if gap.days >= need]
    if enough or not asked:
        return min(enough or later, key=lambda slot: slot.start, default=None)
    return max(asked, key=lambda slot: slot.days)


def fitted(application: Application, slot: Slot, today: date) -> Slot:
    """A free slot cut down to what was asked for: not before the earliest day, as long as wished, not after the latest."""
    asked = asked_days(application, today)
    start = max(slot.start, asked[0]) if asked and asked[0] < slot.end else slot.start
    longest = application.longest_days or application.shortest_days or USUAL_DAYS
    end = min(slot.end, start + timedelta(days=min(longest, application.spec.longest_days)))
    if asked and start < asked[1]:
        end = min(end, asked[1])
    return Slot(start, end, slot.space_id)
