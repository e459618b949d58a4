"""May the host of an event still say yes or no?"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from popups.choices import EventStatus
from popups.models import Event
from vacancies.problem import Problem, Sentence

_GONE: dict[EventStatus, tuple[str, Sentence]] = {
    EventStatus.CANCELLED: ("event_cancelled", _("This event is cancelled. There is nothing to answer any more.")),
    EventStatus.MOVED: ("event_moved", _("This event moved to another time. What was asked about this time no longer holds.")),
    EventStatus.HELD: ("event_held", _("This event has taken place.")),
}


def _time_problems(event: Event, now: datetime) -> list[Problem]:
    if event.starts_at > now:
        return []
    return [Problem("event_begun", _("The time of this event has come, so it cannot be answered any more. Write to the town office."))]


def may_host_agree(event: Event, now: datetime) -> list[Problem]:
    if event.state in _GONE:
        return [Problem(*_GONE[event.state])]
    return _time_problems(event, now)


def may_host_refuse(event: Event, now: datetime) -> list[Problem]:
    """Until it is confirmed: from then on people have read of it."""
    if event.state is EventStatus.CONFIRMED:
        text = _("The town office has confirmed this event, and the programme shows it. If it cannot take place, write to the town office.")
        return [Problem("event_confirmed", text)]
    return may_host_agree(event, now)
