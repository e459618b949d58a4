"""Two entries side by side, value by value: where they differ, and which value would stay."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from vacancies.amounts import euros, m2, metres
from vacancies.choices import FundingRestriction, UtilitiesPayer
from vacancies.floors import floor_words
from vacancies.kinds import FEATURES
from vacancies.models import PermittedActivity, Unit
from vacancies.own_fields import field_of
from vacancies.problem import Sentence

KEPT, MERGED = "kept", "merged"
ACTIVITIES = "activities"
# Values that belong together change together. The derived ones follow from the address.
TOGETHER: dict[str, tuple[str, ...]] = {
    "name": ("name",), "address": ("address_typed", "address"), "own_number": ("own_number",),
    "position": ("latitude", "longitude"), "floor_area_m2": ("floor_area_m2",), "window_front_m": ("window_front_m",),
    "floor": ("floor",), **{feature.field: (feature.field,) for feature in FEATURES},
    "asking_rent_cents": ("asking_rent_cents",), "utilities": ("utilities_payer", "utilities_cents"),
    "notice_days": ("notice_days",), "funding": ("funding_restriction", "funding_note"), "public_text": ("public_text",),
    "performances": ("performances", "loudest", "play_from", "play_until"),
    "public_text_en": ("public_text_en",), "public_text_de": ("public_text_de",), "internal_note": ("internal_note",),
    "owner": ("owner",),
}
LABELS: dict[str, Sentence] = {"address": _("address"), "asking_rent_cents": _("asking rent a month"),
                                    "position": _("place on the map"), "utilities": _("utilities"),
                                    ACTIVITIES: _("permitted activities")}
MEASURED: dict[str, Callable[[Any], str]] = {"floor": floor_words, "floor_area_m2": m2, "window_front_m": metres}
NOTHING = (None, "", UtilitiesPayer.UNKNOWN, FundingRestriction.NONE)


@dataclass(frozen=True)
class Difference:
    """One value in which the entries differ. stays: KEPT or MERGED, unless somebody chooses otherwise."""

    code: str
    label: Sentence
    kept: str
    merged: str
    stays: str

    @property
    def is_conflict(self) -> bool:
        """Both say something: a person has to choose."""
        return bool(self.kept and self.merged)


def names_of(codes: Iterable[str]) -> list[str]:
    return [name for code in codes for name in TOGETHER.get(code, ())]


def _activities(kept: Unit, merged: Unit) -> tuple[str, str]:
    """What each permits, in words; empty where nothing is excluded. One query."""
    rows = list(PermittedActivity.objects.filter(unit__in=[kept, merged]).order_by("activity"))
    here, there = (", ".join(str(row) for row in rows if row.unit_id == unit.pk) for unit in (kept, merged))
    return here, there


def _said(unit: Unit, name: str) -> str:
    field: Any = Unit._meta.get_field(name)
    value = getattr(unit, name)
    if value in (None, ""):
        return ""
    if isinstance(field, models.BooleanField):
        return str(_("yes")) if value else str(_("no"))
    if name.endswith("_cents"):
        return euros(value)
    if name in MEASURED:
        return MEASURED[name](value)
    if field.choices:
        return str(getattr(unit, f"get_{name}_display")())
    return f"{value:.5f}" if isinstance(value, float) else str(localize(value))


def _values(unit: Unit, code: str) -> list[Any]:
    names = TOGETHER[code][:1] if code == "address" else TOGETHER[code]
    return [getattr(unit, field_of(Unit, name).attname) for name in names]


def _told(unit: Unit, code: str) -> str:
    names = TOGETHER[code][:1] if code == "address" else TOGETHER[code]
    return ", ".join(filter(None, (_said(unit, name) for name in names)))


def _label(code: str) -> Sentence:
    return LABELS.get(code) or field_of(Unit, TOGETHER[code][0]).verbose_name


def differences(kept: Unit, merged: Unit) -> list[Difference]:
    """Empty ones are filled from the other entry unless somebody chooses otherwise. One query."""
    found = []
    for code in TOGETHER:
        here, there = _values(kept, code), _values(merged, code)
        if here == there:
            continue
        is_filled = all(value in NOTHING for value in here)
        found.append(Difference(code, _label(code), _told(kept, code), _told(merged, code), MERGED if is_filled else KEPT))
    allowed, other = _activities(kept, merged)
    if allowed != other:
        found.append(Difference(ACTIVITIES, LABELS[ACTIVITIES], allowed, other, KEPT if allowed else MERGED))
    return found
