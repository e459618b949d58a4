"""Talks with owners, one for every stage: shops that are not public yet, and what was said about them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from popups.demo.cast import Cast
from popups.demo.places import ABOUT_OWNERS
from popups.demo.streets import point_of
from vacancies.choices import ContactChannel, OwnerKind, OwnerStage, Precision, RefusalFamily, Seen, SeenBy
from vacancies.lifecycle.talks import log_contact, move_talk, set_next_step
from vacancies.lifecycle.units import add_unit, record_visit
from vacancies.models import FieldVisit, Owner, Talk, Unit, Vacancy

C, S, R = ContactChannel, OwnerStage, RefusalFamily

# (kind, name, contact person, e-mail): the first is in the register twice, so that there is something to merge
OWNERS: dict[str, tuple[OwnerKind, str, str, str]] = {
    "velta": (OwnerKind.PERSON, "Velta Purmale (izdomāta)", "Velta Purmale", "velta.purmale@example.org"),
    "post": (OwnerKind.COMPANY, "SIA „Pasta nams” (izdomāts)", "Raitis Vēstulis", "owner-post@example.org"),
    "arvids": (OwnerKind.PERSON, "Arvīds Ledlauzis (izdomāts)", "Arvīds Ledlauzis", "owner-arvids@example.org"),
    "summer": (OwnerKind.COMPANY, "SIA „Siltais vējš” (izdomāts)", "Kristīne Saulgrieze", "owner-summer@example.org"),
}


@dataclass(frozen=True)
class Told:
    """What happened so many days before today. to: where the talks moved by it; text: what was said, and how."""

    ago: int
    channel: ContactChannel | None = None
    text: str = ""
    to: OwnerStage | None = None
    refusal: RefusalFamily | str = ""
    note: str = ""


@dataclass(frozen=True)
class Story:
    """place: (name, address, m², euros a month, owner, previous use) of a unit that only this story brings; else its code.

    step: (what is to be done, in how many days; negative: overdue).
    """

    code: str
    told: tuple[Told, ...] = ()
    step: tuple[str, int] | None = None
    place: tuple[str, str, float, int, str, str] | None = None


STORIES: tuple[Story, ...] = (
    Story("post", step=("Noskaidrot zemesgrāmatā, vai īpašnieks nav mainījies, un piezvanīt", 5),
          place=("Tukšs veikals pie pasta", "Pils iela 70", 52, 110, "post", "kancelejas preces")),
    Story("apes", (
        Told(75, C.POST, "Nosūtīta vēstule uz mantinieku pēdējo zināmo adresi."),
        Told(41, C.PHONE, "Atbildēja mazmeita: mantojuma lieta vēl nav pabeigta, brālis dzīvo Īrijā."),
        Told(20, C.EMAIL, "Nosūtīta informatīvā lapa īpašniekiem latviešu un angļu valodā.")),
        ("Piezvanīt mazmeitai par notāra termiņu", -6)),
    Story("haberdashery", (
        Told(30, C.PHONE, "Lūdz zvanīt pēc plkst. 17. Uzklausa ar interesi, bažījas par apkuri ziemā."),
        Told(12, C.MEETING, "Apskatījām telpu kopā. Ar mieru līdz pavasarim, ja nomnieks maksā par elektrību.", S.WILLING)),
        ("Aizvest līguma paraugu un vienoties par maksu", 0),
        ("Bijusī galantērija", "Helēnas iela 14", 33, 70, "velta", "galantērijas preces")),
    Story("merkela", (
        Told(50, C.EMAIL, "Īpašumu nodaļa piekrīt, vajadzīgs domes lēmums par nodošanu bezatlīdzības lietošanā."),
        Told(9, C.MEETING, "Komiteja atbalstīja.", S.TERMS_AGREED, note="Domes lēmums (izdomāts): līdz divpadsmit mēnešiem.")),
        ("Nofotografēt telpu un sagatavot publisko lapu", 3)),
    Story("storeroom", (
        Told(48, C.PHONE, "Jautā, kas atbild, ja kaut ko salauž. Izstāstīju par pieņemšanas un nodošanas aktu."),
        Told(33, C.EMAIL, "Nosūtīts līguma paraugs.", S.WILLING),
        Told(15, C.MEETING, "Vienojāmies: 60 eiro mēnesī, elektrība pēc skaitītāja.", S.TERMS_AGREED, note="Ne ēdināšanai.")),
        None, ("Vecā preču noliktava", "Tirgotāju iela 3", 47, 60, "post", "preču noliktava")),
    Story("florist", (
        Told(44, C.PHONE, "Īpašniece priecājas, ka skatlogs būs izgaismots.", S.WILLING),
        Told(41, C.EMAIL, "Apstiprināja maksu un noteikumus.", S.TERMS_AGREED))),
    Story("computers", (
        Told(60, C.PHONE, "Nevēlas: pērn nomnieks atstāja parādu par ūdeni.", S.REFUSED, R.COSTS),), None,
        ("Bijusī datoru darbnīca", "Skolas iela 9", 29, 80, "arvids", "datoru remonts")),
    Story("savings", (
        Told(90, C.EMAIL, "Meklē tikai pastāvīgu nomnieku uz pieciem gadiem.", S.REFUSED, R.LONG_LEASE),), None,
        ("Bijusī krājkase", "Dārza iela 22", 76, 190, "arvids", "krājkase")),
    Story("summer", (
        Told(70, C.MEETING, "Ar mieru, bet ne ziemā: telpa nav apkurināma.", S.WILLING),
        Told(45, C.EMAIL, "Lūdz atsākt sarunu pavasarī.", S.PAUSED, note="Līdz 1. martam.")),
        ("Piezvanīt par vasaras sezonu", 99),
        ("Vasaras kafejnīca", "Peldu iela 7", 58, 95, "summer", "vasaras kafejnīca")),
)


def talk_with_owners(cast: Cast) -> None:
    """Called when the year has been lived: everything here is dated by hand and uses no dice."""
    owners = {code: Owner.objects.create(kind=kind, name=name, contact_name=contact, email=email, phone="+371 20000000",
                                         note=ABOUT_OWNERS) for code, (kind, name, contact, email) in OWNERS.items()}
    Owner.history.filter(id__in=[owner.pk for owner in owners.values()]).update(history_date=_at(cast, 300))
    for story in STORIES:
        unit = cast.units[story.code] if story.place is None else _unit(cast, story, owners)
        for told in story.told:
            tell(cast, unit, told)
        if story.step:
            _plan(cast, unit, *story.step)


def _at(cast: Cast, ago: int, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(cast.chronicle.day(-ago), time(hour, (ago * 7) % 60)))


def _unit(cast: Cast, story: Story, owners: dict[str, Owner]) -> Unit:
    name, address, area, rent, owner, previous = story.place or ("", "", 0, 0, "", "")
    latitude, longitude = point_of(address)
    unit = add_unit(by=cast.surveyor, name=name, address_typed=address, latitude=latitude, longitude=longitude, owner=owners[owner],
                    floor_area_m2=Decimal(str(area)), asking_rent_cents=rent * 100, utilities_cents=rent * 40)
    since, seen_on = cast.chronicle.day(-150).replace(day=1), cast.chronicle.day(-100)
    Vacancy.objects.create(unit=unit, starts_on=since, starts_precision=Precision.MONTH, previous_use=previous)
    visit = record_visit(unit=unit, seen=Seen.EMPTY, seen_on=seen_on, source=SeenBy.STREET, by=cast.surveyor, today=seen_on)
    _date_unit(cast, unit, visit)
    return unit


def _date_unit(cast: Cast, unit: Unit, visit: FieldVisit) -> None:
    moment = _at(cast, 100)
    Unit.objects.filter(pk=unit.pk).update(created_at=moment)
    unit.history.update(history_date=moment, created_at=moment)
    Vacancy.history.filter(unit=unit).update(history_date=moment)
    FieldVisit.objects.filter(pk=visit.pk).update(recorded_at=moment)
    FieldVisit.history.filter(id=visit.pk).update(recorded_at=moment, history_date=moment)
    unit.refresh_from_db()


def tell(cast: Cast, unit: Unit, told: Told) -> None:
    at = _at(cast, told.ago)
    if told.channel:
        log_contact(unit=unit, channel=told.channel, text=told.text, at=at, by=cast.officer)
        _date_talk(unit, at)
    if told.to:
        move_talk(unit=unit, to=told.to, refusal=told.refusal, note=told.note, by=cast.officer)
        _date_talk(unit, at + timedelta(minutes=4))


def _date_talk(unit: Unit, at: datetime) -> None:
    """What the verb just wrote happened at that moment; a verb that changed nothing left no line without a date."""
    fresh = Talk.history.filter(unit_id=unit.pk, history_date__gt=at).order_by("history_id")
    if fresh.exists():
        Talk.objects.filter(unit=unit).update(changed_at=at)
        fresh.update(changed_at=at, history_date=at)


def _plan(cast: Cast, unit: Unit, step: str, in_days: int) -> None:
    """Planned the day before yesterday, or a week before it was due."""
    ago = max(2, 7 - in_days if in_days < 0 else 2)
    on: date = cast.chronicle.day(in_days)
    set_next_step(unit=unit, step=step, on=on, who=cast.officer, by=cast.officer, today=on)
    Talk.history.filter(unit_id=unit.pk, next_step=step).update(history_date=_at(cast, ago, 15))
