"""Lets the year before today happen day by day, and gives every row the moment at which it happened.

The clock on the wall is turned to the moment of each step, so verbs stamp what they write with it.
"""

import random
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from itertools import count

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from popups.choices import Verb
from popups.demo.clock import clock_at
from popups.models import Application, History, Letter
from vacancies.models import Vacancy

# A story yields the day on which it goes on, counted from today (so negative), and acts when it is resumed.
Story = Generator[int, None, None]

@dataclass
class Chronicle:
    today: date
    dice: random.Random
    _last: datetime | None = None
    _steps: int = 0

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def moment(self, offset: int) -> datetime:
        """Some minute of office hours on that day."""
        clock = time(self.dice.randrange(8, 17), self.dice.randrange(60), self.dice.randrange(60))
        return timezone.make_aware(datetime.combine(self.day(offset), clock))

    def run(self, stories: Iterable[Story], tell: Callable[[int], None] = lambda steps: None) -> None:
        """All stories side by side in the order of their days; what would be today or later has not happened yet."""
        number = count()
        waiting = [(next(story), next(number), story) for story in stories]
        heapify(waiting)
        self._date_what_was_there(waiting[0][0])
        while waiting and waiting[0][0] < 0:
            day, _number, story = heappop(waiting)
            moment = self._next_moment(day)
            with clock_at(moment):
                following = next(story, None)
            self._steps += 1
            self._last = moment
            tell(self._steps)
            if following is not None:
                heappush(waiting, (max(day, following), next(number), story))

    def _date_what_was_there(self, day: int) -> None:
        """The register was made before the first story, whatever the clock on the wall said."""
        History._base_manager.update(at=timezone.make_aware(datetime.combine(self.day(day), time(7))))

    def _next_moment(self, day: int) -> datetime:
        """In the morning of that day, and after whatever happened before."""
        morning = timezone.make_aware(datetime.combine(self.day(day), time(8)))
        moment = morning + timedelta(seconds=self.dice.randrange(9000))
        if self._last and self._last >= moment:
            moment = self._last + timedelta(seconds=self.dice.randrange(30, 1800))
        return moment

    def write(self) -> None:
        """Costs a handful of updates. Call it once, in the transaction in which the stories were told."""
        last = History.objects.filter(application=OuterRef("pk")).order_by("-pk").values("at")[:1]
        Application.objects.update(updated_at=Coalesce(Subquery(last), "updated_at"))
        _date_ended_vacancies()
        _mark_letters_as_sent()


def _date_ended_vacancies() -> None:
    """A permanent tenant ends the vacancy of the unit; the register's own history says when."""
    for line in History.objects.filter(verb=Verb.PERMANENT_TENANT):
        Vacancy.history.filter(unit_id=line.unit_id, history_type="~").update(history_date=line.at)


def _mark_letters_as_sent() -> None:
    """No letter of the demonstration ever leaves: each is sent already when the transaction ends.

    Message numbers are made again from the order of the letters, so that they are the same every time.
    """
    letters = list(Letter.objects.order_by("pk"))
    for number, letter in enumerate(letters, start=1):
        letter.sent_at, letter.attempts = letter.written_at + timedelta(seconds=2), 1
        letter.next_try_at = letter.written_at
        letter.message_id = f"<demonstration-{number}@example.org>"
    fields = ["sent_at", "attempts", "next_try_at", "message_id"]
    Letter._base_manager.bulk_update(letters, fields, batch_size=100)
