"""What a phone sends from the street. Its keys are made on the phone: the same thing sent again gives the same answer."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vacancies.access import OFFICERS, has_role
from vacancies.addresses import called_by_its_address
from vacancies.choices import RecordState, Seen, SeenBy
from vacancies.dates import day
from vacancies.kinds import FEATURE_BY_CODE
from vacancies.lifecycle.holding import WentElsewhere
from vacancies.lifecycle.photos import add_photo
from vacancies.lifecycle.units import add_unit, record_visit
from vacancies.models import Photo, Unit, WalkItem, WalkPhoto
from vacancies.problem import Problem, Refused
from vacancies.reports.walk import nearest_address

CLOCK_SLIP = timedelta(days=1)  # a phone's clock may be ahead, or in another time zone


def walk_item_of(key: UUID, by: Any) -> WalkItem | None:
    """Raises WalkItem.DoesNotExist where the key is somebody else's: to this person it is not there."""
    item = WalkItem.objects.select_related("unit", "visit").filter(key=key).first()
    if item is not None and item.by_id != by.pk:
        raise WalkItem.DoesNotExist
    return item


def record_walk_item(*, key: UUID, by: Any, seen: Seen | str, seen_on: date, unit: Unit | None = None, note: str = "",
                     sent: dict[str, Any] | None = None, **place: Any) -> WalkItem:
    """One look at one unit, carried out once however often and however simultaneously it is sent.

    Without `unit` it becomes a new one at `place` (name, address, latitude, longitude, features).
    """
    known = walk_item_of(key, by)
    if known is not None:
        return known
    try:
        return _recorded(key=key, by=by, unit=unit, place=place, sent=sent or {},
                         visit={"seen": seen, "seen_on": _day(seen_on), "note": note})
    except IntegrityError:  # the same item, at the same moment, by another way: that one was carried out, this one undone
        known = walk_item_of(key, by)
        if known is None:
            raise
        return known


def _day(seen_on: date) -> date:
    today = timezone.localdate()
    if seen_on > today + CLOCK_SLIP:
        text = gettext_lazy("The phone says that it is already %(day)s. Set its date, then correct the day.") % {"day": day(seen_on)}
        raise Refused([Problem("seen_in_future", text, "seen_on")])
    return min(seen_on, today)


@transaction.atomic
def _recorded(*, key: UUID, by: Any, unit: Unit | None, place: dict[str, Any], sent: dict[str, Any],
              visit: dict[str, Any]) -> WalkItem:
    """The item comes last: if its key is taken by then, nothing of this stays."""
    here = _new_unit(by=by, **place) if unit is None else unit
    seen = _where_it_went(here, lambda unit: record_visit(unit=unit, by=by, source=SeenBy.STREET, **visit))
    return WalkItem.objects.create(key=key, by=by, unit=seen.unit, visit=seen, is_new_unit=unit is None, sent=sent)


def _where_it_went(unit: Unit, act: Callable[[Unit], Any]) -> Any:
    """At the entry into which this one was merged since the phone last heard of it; also while it is being merged."""
    while True:
        while unit.merged_into is not None:
            unit = unit.merged_into
        try:
            return act(unit)
        except WentElsewhere:
            unit.refresh_from_db()


def _new_unit(*, by: Any, latitude: float | None = None, longitude: float | None = None, address: str = "", name: str = "",
              features: Iterable[str] = ()) -> Unit:
    """Waits for an officer, unless one made it. Where nobody typed an address, it is told from the place."""
    if not address and latitude is None:
        text = gettext_lazy("Say where it is: use your position, set the pin, or write the address.")
        raise Refused([Problem("place_missing", text, "address")])
    known: dict[str, Any] = {FEATURE_BY_CODE[code].field: True for code in features}
    state = RecordState.CONFIRMED if has_role(by, *OFFICERS) else RecordState.REPORTED
    with translation.override(settings.LANGUAGE_CODE):  # what is stored is read by everybody
        typed, remark = (address, "") if address else _address_at(latitude, longitude)
        name = name or called_by_its_address(address) or _("Found on a walk")
    return add_unit(by=by, record_state=state, name=name, address_typed=typed, latitude=latitude, longitude=longitude,
                    internal_note=remark, **known)


def _address_at(latitude: Any, longitude: Any) -> tuple[str, str]:
    known = nearest_address(latitude, longitude)
    if known is None:
        place = _("Place known, address missing (%(place)s)") % {"place": f"{latitude:.5f}, {longitude:.5f}"}
        return place, _("Nobody typed an address: what stands there is the place itself.")
    return known.address, _("Nobody typed the address: it is the nearest one that is known. Check it.")


def add_walk_photo(*, key: UUID, item_key: UUID, file: File, by: Any) -> WalkPhoto:
    """Raises WalkItem.DoesNotExist where the item has not arrived, PhotoProblem (a Refused) for what is no photo."""
    item = walk_item_of(item_key, by)
    if item is None:
        raise WalkItem.DoesNotExist
    known = _walk_photo_of(key, item)
    if known is not None:
        return known
    photo = _where_it_went(item.unit, lambda unit: add_photo(unit=unit, file=file, by=by))
    return _photo_noted(key=key, item=item, photo=photo)


def _walk_photo_of(key: UUID, item: WalkItem) -> WalkPhoto | None:
    known = WalkPhoto.objects.filter(key=key).first()
    if known is not None and known.item_id != item.pk:
        raise WalkItem.DoesNotExist
    return known


def _photo_noted(*, key: UUID, item: WalkItem, photo: Photo) -> WalkPhoto:
    try:
        with transaction.atomic():
            return WalkPhoto.objects.create(key=key, item=item, photo=photo)
    except IntegrityError:
        known = _walk_photo_of(key, item)
        if known is None:
            raise
        return known
