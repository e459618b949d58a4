"""Performances on Friday evenings and workshops on Saturdays, layered over the tenancies of the ALJA building."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from popups.choices import EventKind, EventStatus
from popups.demo.cast import Cast
from popups.demo.chronicle import Story
from popups.demo.words import PERFORMANCES, WORKSHOPS
from popups.lifecycle.event_hosts import host_agrees, host_refuses
from popups.lifecycle.events import move_event, move_event_on, propose_event
from popups.models import Applicant, Event, Tenancy, User
from vacancies.models import Unit

WEDNESDAY, FRIDAY, SATURDAY = 2, 4, 5
ON_THE_WAY = (EventStatus.HOST_AGREED, EventStatus.CONFIRMED)


def at(cast: Cast, day: int, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(cast.chronicle.day(day), time(hour)))


def weekday_days(cast: Cast, weekday: int, first: int, last: int) -> list[int]:
    return [day for day in range(first, last) if cast.chronicle.day(day).weekday() == weekday]


def evenings(cast: Cast) -> list[Story]:
    """One of each fate among the coming ones; all past ones were held, but for one that was cancelled."""
    fridays = weekday_days(cast, FRIDAY, -42, 36)
    stories = [_evening(cast, "musician:brass", day, PERFORMANCES[number % len(PERFORMANCES)], cast.units["alja"], _fate(day, fridays))
               for number, day in enumerate(fridays)]
    stories += [_workshop(cast, day, WORKSHOPS[number % len(WORKSHOPS)])
                for number, day in enumerate(weekday_days(cast, SATURDAY, -40, 30))]
    stories += [_evening(cast, "musician:jazz", day, "Vēlais vilciens", cast.units["tower"], EventStatus.CONFIRMED)
                for day in weekday_days(cast, SATURDAY, 3, 12)]
    stories += [_evening(cast, "musician:folk", day, "Danču stunda", cast.units["book"], EventStatus.PROPOSED)
                for day in weekday_days(cast, SATURDAY, 6, 13)]  # asked after the musician has applied
    stories += [_refused(cast, "musician:folk", day, "Danču vakars podnieku darbnīcā") for day in weekday_days(cast, WEDNESDAY, 4, 11)]
    return stories


def _fate(day: int, fridays: list[int]) -> EventStatus:
    past = [friday for friday in fridays if friday < 0]
    coming = [friday for friday in fridays if friday >= 0]
    if day in past:
        return EventStatus.CANCELLED if day == past[1] else EventStatus.HELD
    fates = (EventStatus.CONFIRMED, EventStatus.MOVED, EventStatus.HOST_AGREED, EventStatus.PROPOSED)
    return fates[min(coming.index(day), 3)]


def _tenancy_on(cast: Cast, unit: Unit, day: int) -> Tenancy | None:
    stays = (tenancy for ask, tenancy in cast.stays.items() if cast.units[ask.places[0]] == unit)
    return next((tenancy for tenancy in stays if tenancy.is_on(cast.chronicle.day(day))), None)


def _performer(cast: Cast, person: str) -> Applicant:
    return Applicant.objects.filter(user=cast.people[person]).earliest("pk")


def _propose(cast: Cast, person: str, day: int, title: str, unit: Unit, asked: int) -> Event:
    return propose_event(
        unit=unit, kind=EventKind.PERFORMANCE, title=title, starts_at=at(cast, day, 18), ends_at=at(cast, day, 20),
        by=cast.officer, tenancy=_tenancy_on(cast, unit, day), performer=_performer(cast, person), now=at(cast, asked, 9),
        public_text="Ieeja brīva, ziedojumi mūziķiem. Sēdvietas trīsdesmit.", places=30)


def _refused(cast: Cast, person: str, day: int, title: str) -> Story:
    """The potter, over whose stay it lies, says no."""
    yield -7
    event = _propose(cast, person, day, title, cast.units["alja"], -7)
    yield -3
    host_refuses(event=event, by=_host_of(event), note="Tajā vakarā no krāsns ņemam lielo cepli. Citā nedēļā labprāt!", now=at(cast, -3, 9))


def _evening(cast: Cast, person: str, day: int, title: str, unit: Unit, fate: EventStatus) -> Story:
    asked = min(day - 20, -9)
    yield asked
    event = _propose(cast, person, day, title, unit, asked)
    yield from _walk(cast, event, asked, fate)
    if fate is EventStatus.MOVED:
        yield asked + 4
        move_event(event=event, starts_at=at(cast, day + 1, 17), ends_at=at(cast, day + 1, 19), by=cast.officer,
                   now=at(cast, asked + 4, 9))
    elif fate is EventStatus.CANCELLED:
        yield day - 2
        move_event_on(event=event, to=fate, by=cast.officer, note="Tuba ir slima.", now=at(cast, day - 2, 9))
    elif fate is EventStatus.HELD:
        yield day + 1
        move_event_on(event=event, to=fate, by=cast.officer, now=at(cast, day + 1, 9))


def _walk(cast: Cast, event: Event, asked: int, fate: EventStatus) -> Story:
    """As far as the host's consent or the confirmation, for all that got so far."""
    if fate is EventStatus.PROPOSED:
        return
    for number, status in enumerate(ON_THE_WAY, start=1):
        yield asked + 1 + number
        if status is EventStatus.HOST_AGREED and event.host_asked_at:
            host_agrees(event=event, by=_host_of(event), now=at(cast, asked + 1 + number, 9))
        else:
            move_event_on(event=event, to=status, by=cast.officer, now=at(cast, asked + 1 + number, 9))
        if fate is status:
            return


def _host_of(event: Event) -> User | None:
    """The tenant; None: the owner of a unit that nobody rents."""
    return event.tenancy.applicant.user if event.tenancy else None


def _workshop(cast: Cast, day: int, title: str) -> Story:
    """The art school's souvenir workshops, over whoever has the building at the time."""
    asked, unit = min(day - 15, -6), cast.units["alja"]
    yield asked
    event = propose_event(
        unit=unit, kind=EventKind.WORKSHOP, title=title, starts_at=at(cast, day, 11),
        ends_at=at(cast, day, 11) + timedelta(minutes=90), by=cast.officer, tenancy=_tenancy_on(cast, unit, day),
        performer=_performer(cast, "host:art"), places=12, price_cents=700, now=at(cast, asked, 9),
        public_text="Vada mākslas skolas audzēkņi. No septiņu gadu vecuma, materiāli iekļauti cenā.")
    yield from _walk(cast, event, asked, EventStatus.CONFIRMED)
    if day < 0:
        yield day + 1
        move_event_on(event=event, to=EventStatus.HELD, by=cast.officer, now=at(cast, day + 1, 9))
