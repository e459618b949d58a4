"""What an office gathers over the years about the units of a bulk town: owners, talks, reports, imports, a long story.

Only for measurements, so rows are written straight, not by the verbs. Everything grows with the town.
"""

import random
from datetime import timedelta
from typing import Any

from django.utils import timezone

from vacancies.choices import (
    ContactChannel,
    ImportState,
    OwnerKind,
    OwnerStage,
    RecordState,
    RefusalFamily,
    ReportState,
    Seen,
)
from vacancies.models import Contact, FieldVisit, ImportRun, Owner, Report, Talk, Unit
from vacancies.models.imported import ADDED, ImportedRow

BATCH = 500
STAGES = [OwnerStage.NOT_ASKED, OwnerStage.CONTACTED, OwnerStage.WILLING, OwnerStage.TERMS_AGREED, OwnerStage.REFUSED, OwnerStage.PAUSED]


def fill_desk(officer: Any, *, seed: int = 1, after: int = 0) -> None:
    """For the units with a key beyond `after`."""
    dice, units = random.Random(seed), list(Unit.objects.filter(pk__gt=after).order_by("pk"))
    _add_owners(dice, units)
    _add_talks(dice, units, officer)
    _add_reports(dice, units)
    _add_imports(units, officer, seed)
    _add_long_story(units[0], officer)
    _make_twins(units)
    reported = [unit.pk for unit in units[7::20]]
    for first in range(0, len(reported), BATCH):
        Unit.objects.filter(pk__in=reported[first:first + BATCH]).update(record_state=RecordState.REPORTED, published_at=None, published_by=None)


def _add_owners(dice: random.Random, units: list[Unit]) -> None:
    kinds = [kind for kind in OwnerKind if kind is not OwnerKind.UNKNOWN]
    owners = Owner.objects.bulk_create([Owner(name=f"Īpašnieks {number}", kind=dice.choice(kinds)) for number in range(max(1, len(units) // 3))],
                                       batch_size=BATCH)
    for unit in units[::5] + units[1::5]:
        unit.owner = dice.choice(owners)
    Unit.objects.bulk_update(units[::5] + units[1::5], ["owner"], batch_size=BATCH)


def _add_talks(dice: random.Random, units: list[Unit], officer: Any) -> None:
    today, rows = timezone.localdate(), []
    for unit in units[::2]:
        stage, has_step = dice.choice(STAGES), dice.random() < 0.5
        rows.append(Talk(unit=unit, stage=stage, refusal=RefusalFamily.values[0] if stage is OwnerStage.REFUSED else "",
                         next_step="Piezvanīt" if has_step else "", next_by=officer if has_step else None,
                         next_on=today + timedelta(days=dice.randrange(-30, 60)) if has_step else None,
                         changed_at=timezone.now() - timedelta(days=dice.randrange(1, 500))))
    Talk.objects.bulk_create(rows, batch_size=BATCH)
    Contact.objects.bulk_create([Contact(unit=unit, owner=unit.owner, channel=ContactChannel.values[0], text="Runāts pa tālruni.", by=officer)
                                 for unit in units[::2]], batch_size=BATCH)


def _add_reports(dice: random.Random, units: list[Unit]) -> None:
    """Every fifth is new; one in three names a unit."""
    Report.objects.bulk_create([
        Report(key=f"bulk{unit.pk}", state=ReportState.KNOWN_UNIT if number % 5 else ReportState.NEW, unit=unit if number % 5 or number % 3 == 0 else None,
               address=unit.address_typed, address_key=unit.address_key, latitude=unit.latitude, longitude=unit.longitude,
               seen=Seen.EMPTY, seen_on=timezone.localdate() - timedelta(days=dice.randrange(200)), language="lv",
               handled_at=timezone.now() if number % 5 else None) for number, unit in enumerate(units[::2])], batch_size=BATCH)


def _add_imports(units: list[Unit], officer: Any, seed: int) -> None:
    """Sixty files, each with the report of a thousand rows; the last one has brought every third unit."""
    lines = [{"row": number, "code": "bad_date", "cell": "30.02.2024"} for number in range(1000)]
    runs = ImportRun.objects.bulk_create([
        ImportRun(key=f"bulk{seed}-{number}", state=ImportState.APPLIED, file_name=f"register-{number}.csv", made_by=officer,
                  rows_total=len(units), rows_done=len(units), applied_at=timezone.now(), report={"problems": lines, "counts": {}})
        for number in range(60)])
    ImportedRow.objects.bulk_create([ImportedRow(unit=unit, key=f"bulk{unit.pk}", run=runs[-1], before={"outcome": ADDED}) for unit in units[::3]],
                                    batch_size=BATCH)


def _make_twins(units: list[Unit]) -> None:
    """Every fiftieth unit has the address, the name and nearly the place of the one after it."""
    pairs = list(zip(units[1::50], units[2::50], strict=False))
    for one, twin in pairs:
        twin.name, twin.address_typed, twin.address_key, twin.sort_key = one.name, one.address_typed, one.address_key, one.sort_key
        twin.latitude, twin.longitude = one.latitude + 0.0001, one.longitude
    Unit.objects.bulk_update([twin for _one, twin in pairs],
                             ["name", "address_typed", "address_key", "sort_key", "latitude", "longitude"], batch_size=BATCH)


def _add_long_story(unit: Unit, officer: Any) -> None:
    """Two hundred visits and two hundred edits of one unit: the longest story there is."""
    FieldVisit.objects.bulk_create([FieldVisit(unit=unit, seen=Seen.EMPTY, seen_on=timezone.localdate() - timedelta(days=number), by=officer)
                                    for number in range(200)])
    history = Unit.history.model
    tracked = {field.attname: getattr(unit, field.attname) for field in history.tracked_fields}
    history.objects.bulk_create([
        history(**tracked | {"name": f"{unit.name} {number}"}, history_date=timezone.now() - timedelta(days=400 - number),
                history_type="~", history_user=officer) for number in range(200)])
