"""Applications that look like the same one sent twice. They are shown to a person and never removed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus
from popups.models import Application, Call, SettledRepeat
from vacancies.latvian import fold

ROLLING_DAYS = 365  # of applications without a call only those that were sent within a year are compared
MOST_ALIKE = 20  # that share one value; more is a telephone of a school, not the same application
_COLUMNS = ("pk", "call_id", "applicant__user__email", "applicant__registration_number", "applicant__phone", "applicant__name", "title")


class Alike(TextChoices):
    EMAIL = "email", _("the same e-mail")
    REGISTRATION = "registration", _("the same registration number")
    PHONE = "phone", _("the same phone")
    NAME = "name", _("the same name and title")


class RepeatAnswer(TextChoices):
    """What history keeps of the answer."""

    REPEAT = "repeat", _("it is the same")
    DIFFERENT = "different", _("they are different")


@dataclass(frozen=True)
class Repeat:
    """Two applications, the older first, and what they share. is_repeat: what a person said; None: nobody has."""

    first: int
    second: int
    shared: tuple[Alike, ...]
    is_repeat: bool | None = None


def _words(text: str) -> str:
    return " ".join(fold(text).split())


def _digits(text: str) -> str:
    """Eight digits of a phone, whatever the country code and the blanks; fewer are no phone."""
    digits = re.sub(r"\D", "", text)
    return digits[-8:] if len(digits) >= 7 else ""


def _keys(row: tuple) -> Iterator[tuple[Alike, str]]:
    _pk, _call, email, number, phone, name, title = row
    yield Alike.EMAIL, (email or "").lower()
    yield Alike.REGISTRATION, re.sub(r"\W", "", number).upper()
    yield Alike.PHONE, _digits(phone)
    yield Alike.NAME, f"{_words(name)}|{_words(title)}" if name and title else ""


def compared(call: Call | None) -> QuerySet[Application]:
    """Sent and not withdrawn, of this call; without a call, of the last year."""
    rows = Application.objects.sent().exclude(status=ApplicationStatus.WITHDRAWN).filter(call=call)
    return rows if call is not None else rows.filter(submitted_at__gte=timezone.now() - timedelta(days=ROLLING_DAYS))


def compared_anywhere() -> QuerySet[Application]:
    """Without a call, of the last year; and of every call whose results are not sent. Only within one call do they repeat."""
    rows = Application.objects.sent().exclude(status=ApplicationStatus.WITHDRAWN)
    since = timezone.now() - timedelta(days=ROLLING_DAYS)
    return rows.filter(Q(call__isnull=True, submitted_at__gte=since) | Q(call__isnull=False, call__results_sent_at__isnull=True))


def _pairs(rows: Iterable[tuple]) -> dict[tuple[int, int], list[Alike]]:
    """Compares by buckets, so that five hundred rows cost no more than reading them."""
    alike: dict[tuple[int | None, Alike, str], list[int]] = defaultdict(list)
    for row in rows:
        for what, value in _keys(row):
            if value:
                alike[row[1], what, value].append(row[0])
    found: dict[tuple[int, int], list[Alike]] = defaultdict(list)
    for (_call, what, _value), keys in alike.items():
        if len(keys) <= MOST_ALIKE:
            for pair in combinations(sorted(keys), 2):
                found[pair].append(what)
    return found


def _settled(rows: QuerySet[Application]) -> dict[tuple[int, int], bool]:
    answers = SettledRepeat.objects.filter(second__in=rows.order_by().values("pk"))
    return {(first, second): said for first, second, said in answers.values_list("first", "second", "is_repeat")}


def likely_repeats(call: Call | None) -> list[Repeat]:
    """Every pair that looks alike, also those that somebody has settled. Two queries, however many there are."""
    return _repeats(compared(call))


def _repeats(rows: QuerySet[Application]) -> list[Repeat]:
    found = _pairs(rows.order_by("pk").values_list(*_COLUMNS))
    settled = _settled(rows) if found else {}
    return [Repeat(*pair, tuple(shared), settled.get(pair)) for pair, shared in sorted(found.items())]


def is_open(repeat: Repeat) -> bool:
    return repeat.is_repeat is None


@dataclass(frozen=True)
class Twin:
    """Another application that looks like one, seen from that one. name: of its applicant. is_repeat: as in Repeat."""

    reference: str
    title: str
    name: str
    shared: tuple[Alike, ...]
    is_repeat: bool | None

    @property
    def words(self) -> list[Any]:
        return [what.label for what in self.shared]


def twins_of(application: Application) -> list[Twin]:
    """What looks like this one, the oldest first. One query, with what a person said of each."""
    pair = Q(first=application.pk, second=OuterRef("pk")) | Q(second=application.pk, first=OuterRef("pk"))
    said = Subquery(SettledRepeat.objects.filter(pair).order_by().values("is_repeat")[:1])
    rows = {row[0]: row for row in compared(application.call).order_by("pk").values_list(*_COLUMNS, "reference", said)}
    found = {sum(keys) - application.pk: tuple(shared) for keys, shared in _pairs(row[:-2] for row in rows.values()).items() if application.pk in keys}
    return [Twin(rows[pk][-2], rows[pk][6], rows[pk][5], found[pk], rows[pk][-1]) for pk in sorted(found)]


def waiting_repeats(call: Call | None = None) -> list[Repeat]:
    """Pairs that nobody has settled: of this call, or of all that are not over. Two queries."""
    return [pair for pair in (likely_repeats(call) if call is not None else _repeats(compared_anywhere())) if is_open(pair)]


def waiting_marks() -> set[int]:
    """Applications of which somebody should say whether they repeat another: for the marks of a list. Two queries."""
    return {pk for pair in waiting_repeats() for pk in (pair.first, pair.second)}


def words_of(repeat: Repeat) -> list[Any]:
    return [what.label for what in repeat.shared]
