"""Lets the year before today happen day by day, and gives every row the moment at which it happened.

The verbs stamp what they write with the clock on the wall. This is the one place that turns those stamps back:
history, comments and letters by the step that wrote them, everything else by its line of history.
"""

import random
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from itertools import count

from django.db import models
from django.utils import timezone

from popups.choices import Verb
from popups.models import Applicant, Application, Comment, Event, History, Letter, Offer, Tenancy
from vacancies.models import Vacancy

# A story yields the day on which it goes on, counted from today (so negative), and acts when it is resumed.
Story = Generator[int, None, None]

_STAMPS: dict[str, tuple[str, type[models.Model], str]] = {
    Verb.STARTED: ("application_id", Application, "created_at"),
    Verb.SUBMITTED: ("application_id", Application, "submitted_at"),
    Verb.NOT_SELECTED: ("application_id", Application, "decided_at"),
    Verb.OFFERED: ("offer_id", Offer, "made_at"),
    Verb.OFFER_ACCEPTED: ("offer_id", Offer, "answered_at"),
    Verb.APPLICANT_AGREED: ("offer_id", Offer, "applicant_agreed_at"),
    Verb.OWNER_ASKED: ("offer_id", Offer, "owner_asked_at"),
    Verb.OWNER_AGREED: ("offer_id", Offer, "answered_at"),  # in the stories always the second yes
    Verb.OWNER_DECLINED: ("offer_id", Offer, "answered_at"),
    Verb.OFFER_DECLINED: ("offer_id", Offer, "answered_at"),
    Verb.OFFER_EXPIRED: ("offer_id", Offer, "answered_at"),
    Verb.OFFER_WITHDRAWN: ("offer_id", Offer, "answered_at"),
    Verb.TENANCY_BEGUN: ("tenancy_id", Tenancy, "begun_at"),
    Verb.TENANCY_ENDED: ("tenancy_id", Tenancy, "ended_at"),
    Verb.EVENT_PROPOSED: ("event_id", Event, "created_at"),
}
_WRITTEN: dict[type[models.Model], str] = {History: "at", Comment: "at", Letter: "written_at"}


@dataclass
class Chronicle:
    today: date
    dice: random.Random
    _moments: list[datetime] = field(default_factory=list)
    _last_rows: dict[type[models.Model], list[int]] = field(default_factory=lambda: defaultdict(list))

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
        while waiting and waiting[0][0] < 0:
            day, _number, story = heappop(waiting)
            following = next(story, None)
            self._note(day)
            tell(len(self._moments))
            if following is not None:
                heappush(waiting, (max(day, following), next(number), story))

    def _note(self, day: int) -> None:
        """Remembers up to which row of each table this step wrote, and when."""
        morning = timezone.make_aware(datetime.combine(self.day(day), time(8)))
        moment = morning + timedelta(seconds=self.dice.randrange(9000))
        if self._moments and self._moments[-1] >= moment:
            moment = self._moments[-1] + timedelta(seconds=self.dice.randrange(30, 1800))
        self._moments.append(moment)
        for model in _WRITTEN:
            last = model._base_manager.aggregate(last=models.Max("pk"))["last"]
            self._last_rows[model].append(last or 0)

    def write(self) -> None:
        """Costs a handful of updates. Call it once, in the transaction in which the stories were told."""
        for model, column in _WRITTEN.items():
            self._date_rows(model, column)
        self._date_subjects()
        _date_ended_vacancies()
        _mark_letters_as_sent()

    def _date_rows(self, model: type[models.Model], column: str) -> None:
        steps = self._last_rows[model]
        rows = list(model._base_manager.filter(pk__lte=steps[-1]).order_by("pk").only("pk")) if steps else []
        for row in rows:
            setattr(row, column, self._moments[bisect_left(steps, row.pk)])
        model._base_manager.bulk_update(rows, [column], batch_size=200)

    def _date_subjects(self) -> None:
        stamps: dict[tuple[type[models.Model], str], dict[int, datetime]] = defaultdict(dict)
        for line in History.objects.order_by("pk"):
            stamps[Application, "updated_at"][line.application_id or 0] = line.at
            if line.verb in _STAMPS:
                key, model, column = _STAMPS[line.verb]
                stamps[model, column][getattr(line, key)] = line.at
            if line.verb == Verb.OFFER_ACCEPTED:
                stamps[Offer, "applicant_agreed_at"][line.offer_id or 0] = line.at
        for (model, column), moments in stamps.items():
            rows = [model(pk=pk, **{column: at}) for pk, at in moments.items() if pk]
            model._base_manager.bulk_update(rows, [column], batch_size=200)
        first = Application.objects.order_by("created_at").values_list("applicant", "created_at")
        profiles = [Applicant(pk=pk, created_at=at) for pk, at in dict(reversed(list(first))).items()]
        Applicant.objects.bulk_update(profiles, ["created_at"], batch_size=200)


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
