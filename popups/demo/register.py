"""Puts owners, units, what was seen of them and their vacancies into the register."""

from datetime import date, timedelta
from decimal import Decimal

from popups.demo.asks import CALLED, PERMANENT, STAYS
from popups.demo.cast import Cast
from popups.demo.gazetteer import fill_gazetteer
from popups.demo.places import ABOUT_OWNERS, ALL, DIVIDED, OWNERS, PLACES, WEEKDAYS, Place
from popups.demo.playing import STAGES
from popups.demo.streets import point_of
from popups.demo.texts import TEXTS
from popups.demo.words import REMARKS
from popups.lifecycle.spaces import NewSpace, divide_unit
from vacancies.choices import ClosedReason, Precision, RecordState, Seen, SeenBy
from vacancies.kinds import FEATURE_BY_CODE
from vacancies.lifecycle.units import add_unit, move_record, publish_unit, record_visit
from vacancies.models import ClosedPeriod, FieldVisit, Owner, Unit, Vacancy

# (unit, why, first day, first day open again), counted from today
CLOSED = (
    ("boats", ClosedReason.SEASON, -55, 160),
    ("boats", ClosedReason.SEASON, -420, -205),
    ("cinema", ClosedReason.RENOVATION, -80, 70),
    ("carpet", ClosedReason.OWNER, -33, 200),
    ("mill", ClosedReason.SEASON, -95, 150),
    ("bank", ClosedReason.RENOVATION, -300, -200),
)
SEEN = {"boats": Seen.SEASONAL, "cinema": Seen.RENOVATION, "carpet": Seen.NOT_SURE, "latgales": Seen.NOT_SURE, "kiosk": Seen.NOT_SURE}
LISTED_AFTER = timedelta(days=2)  # from its entry to its publication; in between the owner agrees
LAST_SEEN = (2, 5, 9, 14, 21, 30, 44, 61, 80, 95, 120, 170, 240)  # days ago: fresh and stale knowledge, mixed


def register(cast: Cast) -> None:
    fill_gazetteer()
    owners = {code: Owner.objects.create(kind=kind, name=name, contact_name=contact, note=ABOUT_OWNERS,
                                         email=f"owner-{code}@example.org" if contact else "")
              for code, (kind, name, contact) in OWNERS.items()}
    for place in PLACES:
        cast.units[place.code] = _unit(cast, place, owners[place.owner])
    for code, reason, first, open_again in CLOSED:
        ClosedPeriod.objects.create(unit=cast.units[code], reason=reason, starts_on=cast.chronicle.day(first),
                                    ends_on=cast.chronicle.day(open_again))
    ClosedPeriod.history.update(history_date=cast.chronicle.moment(-400))


def _unit(cast: Cast, place: Place, owner: Owner) -> Unit:
    latitude, longitude = point_of(place.address)
    is_registered_later = place.state in {RecordState.NOT_CONFIRMED, RecordState.ARCHIVED}
    first_state = {RecordState.NOT_CONFIRMED: RecordState.REPORTED, RecordState.ARCHIVED: RecordState.CONFIRMED}
    unit = add_unit(
        by=cast.surveyor, activities=place.permits, name=place.name, address_typed=place.address, latitude=latitude,
        longitude=longitude, floor_area_m2=Decimal(str(place.area)), window_front_m=Decimal(str(place.front)),
        floor=place.floor, owner=owner, internal_note=place.note, **_features(place), **_money(place), **_texts(place),
        funding_restriction=place.funding, record_state=first_state.get(place.state, place.state),
        funding_note=place.note if place.code == "alja" else "", **STAGES.get(place.code, {}))
    if is_registered_later:
        unit = move_record(unit=unit, to=place.state, by=cast.officer)
    _add_vacancy(cast, place, unit)
    _add_visits(cast, place, unit)
    if place.code in DIVIDED:
        _divide(cast, place, unit)
    if place.is_published:
        unit = publish_unit(unit=unit, by=cast.officer)
    _date(cast, place, unit)
    return unit


def _features(place: Place) -> dict[str, bool | None]:
    """Of a published unit everything is known; of the others only what was seen."""
    has, known = place.features.split(), place.is_published
    return {FEATURE_BY_CODE[code].field: True if code in has else (False if known else None) for code in ALL.split()}


def _money(place: Place) -> dict[str, object]:
    return {"asking_rent_cents": None if place.rent is None else place.rent * 100,
            "utilities_cents": None if place.utilities is None else place.utilities * 100, "utilities_payer": place.payer}


def _texts(place: Place) -> dict[str, str]:
    return dict(zip(("public_text", "public_text_en", "public_text_de"), TEXTS.get(place.code, ()), strict=False))


def _add_vacancy(cast: Cast, place: Place, unit: Unit) -> None:
    if place.is_empty:
        starts_on = None if place.since is None else _first_day(cast.chronicle.day(-place.since), place.precision)
        Vacancy.objects.create(unit=unit, starts_on=starts_on, starts_precision=place.precision, previous_use=place.previous)


def _first_day(day: date, precision: Precision) -> date:
    """A date stands for the first day that it can mean."""
    if precision == Precision.DAY:
        return day
    return day.replace(day=1) if precision == Precision.MONTH else day.replace(month=1, day=1)


def _add_visits(cast: Cast, place: Place, unit: Unit) -> None:
    """The first one is what the imported register said; then somebody passes by now and then."""
    if place.state in {RecordState.REPORTED, RecordState.NOT_CONFIRMED, RecordState.ARCHIVED}:
        return
    dice = cast.chronicle.dice
    seen = SEEN.get(place.code, Seen.EMPTY if place.is_empty else Seen.OCCUPIED)
    last = min(dice.choice(LAST_SEEN), place.registered - 1)
    days = [place.registered, *range(place.registered - 30 - dice.randrange(60), last + 20, -(70 + dice.randrange(60))), last]
    for number, days_ago in enumerate(day for day in days if not _is_taken(place.code, -day)):
        source = SeenBy.IMPORT if number == 0 and place.registered >= 400 else dice.choice([SeenBy.STREET, SeenBy.STREET, SeenBy.DESK])
        record_visit(unit=unit, seen=seen, seen_on=cast.chronicle.day(-days_ago), source=source, by=cast.surveyor,
                     note=dice.choice(REMARKS) if seen == Seen.EMPTY else "", today=cast.chronicle.today)


def _is_taken(code: str, day: int) -> bool:
    """Nobody looks for emptiness where somebody is known to be in."""
    begins = PERMANENT.get(code)
    return any(ask.places[0] == code and ask.start <= day < ask.start + ask.days for ask in STAYS + CALLED) or (
        begins is not None and day >= begins)


def _divide(cast: Cast, place: Place, unit: Unit) -> None:
    divide_unit(unit=unit, by=cast.officer, spaces=[
        NewSpace(name, kind, WEEKDAYS.get(name, []), None if area is None else Decimal(str(area)), rent * 100) for name, kind, area, rent in DIVIDED[place.code]])
    unit.spaces.filter(retired_on__isnull=False).update(retired_on=cast.chronicle.day(-place.registered))


def _date(cast: Cast, place: Place, unit: Unit) -> None:
    """Everything above was done today; in the story it was done when the unit came into the register."""
    moment = cast.chronicle.moment(-place.registered)
    entered = moment - LISTED_AFTER if place.is_published else moment
    Unit.objects.filter(pk=unit.pk).update(created_at=entered, published_at=moment if place.is_published else None)
    unit.history.update(history_date=entered, created_at=entered)
    unit.history.filter(published_at__isnull=False).update(history_date=moment, published_at=moment)
    Vacancy.history.filter(unit=unit).update(history_date=entered)
    Owner.history.filter(id=unit.owner_id).update(history_date=moment)
    visits = list(FieldVisit.objects.filter(unit=unit))
    for visit in visits:
        visit.recorded_at = cast.chronicle.moment((visit.seen_on - cast.chronicle.today).days)
    FieldVisit.objects.bulk_update(visits, ["recorded_at"])
    unit.refresh_from_db()
