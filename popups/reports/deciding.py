"""The applications of a call in the order in which they are decided, and how far the deciding has come."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch, TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from popups.choices import Outcome, Verb
from popups.models import Application, Call, Decision, History, Offer
from popups.reports.history import Line, Subject, line_of, told
from popups.reports.queue import word_for_staff
from popups.reports.scores import Scored, score_of
from popups.rules.deciding import live
from popups.rules.stage import StageCode, stage_of

COLOURS = {Outcome.PLACE: "success", Outcome.RESERVE: "accent", Outcome.NOT_SELECTED: "neutral"}
A_PAGE = 50
ONE_GO = timedelta(seconds=1)
NAMED = 3  # so many of one go are named one by one
SHOWN_GOES = 50


class Shown(TextChoices):
    UNDECIDED = "undecided", _("Without a decision")
    PLACE = "place", _("Gets a place")
    RESERVE = "reserve", _("On the reserve list")
    NOT_SELECTED = "not_selected", _("Not selected")


@dataclass(frozen=True)
class Standing:
    """How many of a call are decided how. left: places that nobody has yet."""

    places: int
    given: int
    reserve: int
    refused: int
    undecided: int

    @property
    def left(self) -> int:
        return self.places - self.given

    @property
    def is_place_wasted(self) -> bool:
        """All is decided, and somebody waits for a place while one is free."""
        return self.undecided == 0 and self.left > 0 and self.reserve > 0

    @property
    def total(self) -> int:
        return self.given + self.reserve + self.refused + self.undecided


@dataclass(frozen=True)
class Ranked:
    """One application in the order. outcome: empty while nobody has decided. is_kept: the reader stands too near, so it is only counted."""

    pk: int
    reference: str
    outcome: str
    score: Scored | None
    is_kept: bool = False


@dataclass(frozen=True)
class Candidate:
    """One line of the list. since: what came of a place after it was told."""

    application: Application
    decision: Decision | None
    score: Scored | None
    colour: str
    since: str | Promise = ""
    is_kept: bool = False


def ranked(call: Call, kept: frozenset[int] = frozenset()) -> list[Ranked]:
    """Best median first, those without one last, the earlier before the later. Two queries, whatever the size of the call."""
    scores = {pk: score for pk, score in score_of(call).items() if pk not in kept}
    rows = live(call).order_by("submitted_at", "pk").values_list("pk", "reference", "decision__outcome")
    found = [Ranked(pk, reference, outcome or "", scores.get(pk), pk in kept) for pk, reference, outcome in rows]
    return sorted(found, key=lambda row: -(row.score.median if row.score and row.score.median is not None else -1))


def standing_of(call: Call, rows: list[Ranked]) -> Standing:
    counted = Counter(row.outcome for row in rows)
    return Standing(call.places or 0, counted[Outcome.PLACE], counted[Outcome.RESERVE], counted[Outcome.NOT_SELECTED], counted[""])


def shown(rows: list[Ranked], which: str) -> list[Ranked]:
    """Narrowed, it holds none of those whose outcome the reader does not learn."""
    if which not in Shown.values:
        return rows
    wanted = "" if which == Shown.UNDECIDED else which
    return [row for row in rows if row.outcome == wanted and not row.is_kept]


def candidates(rows: list[Ranked]) -> list[Candidate]:
    """The rows of one page. Two queries."""
    offers, today = Prefetch("offers", Offer.objects.select_related("tenancy")), timezone.localdate()
    found = Application.objects.select_related("applicant", "decision__by").prefetch_related(offers).in_bulk([row.pk for row in rows])
    return [_candidate(found[row.pk], row, today) for row in rows if row.pk in found]


def _candidate(application: Application, row: Ranked, today: date) -> Candidate:
    decision = None if row.is_kept else getattr(application, "decision", None)
    colour = COLOURS[Outcome(decision.outcome)] if decision else "warning"
    return Candidate(application, decision, row.score, colour, since_told(application, decision, today), row.is_kept)


def since_told(application: Application, decision: Decision | None, today: date) -> str | Promise:
    """What came of a place after everybody heard of it; empty while it is only decided. Costs no query where `offers__tenancy` is prefetched."""
    if decision is None or not decision.is_place or decision.told_at is None:
        return ""
    code = stage_of(application, today).code
    return "" if code is StageCode.PLACE else word_for_staff(code)


def beside(rows: list[Ranked], application: Application) -> tuple[str, str]:
    """References of the one before and the one after in the order."""
    place = next((number for number, row in enumerate(rows) if row.pk == application.pk), None)
    if place is None:
        return "", ""
    return rows[place - 1].reference if place else "", rows[place + 1].reference if place + 1 < len(rows) else ""


def reserve_of(call: Call, kept: frozenset[int] = frozenset()) -> list[Decision]:
    """The reserve list in its order; who withdrew is not on it."""
    rows = Decision.objects.filter(call=call, outcome=Outcome.RESERVE, application__in=live(call)).exclude(application__in=kept)
    return list(rows.select_related("application__applicant").order_by("reserve_position"))


def uses_of_rule(call: Call, application: Application | None = None, kept: frozenset[int] = frozenset()) -> list[Line]:
    """When “businesses first” had a say, newest first. What was decided alike in one go is one line with their number. Two queries."""
    rows: Any = call.history.filter(verb=Verb.RULE_USED).exclude(application__in=kept)
    if application is not None:
        rows = rows.filter(application=application)
    goes = _in_one_go(rows.values_list("pk", "at", "by", "reason", "note"))[:SHOWN_GOES]
    named = [pk for go in goes for pk in (go if len(go) <= NAMED else go[:1])]
    found = {row.pk: row for row in told(call.history.filter(pk__in=named))}
    return [_use(call, found[pk], len(go)) for go in goes for pk in go if pk in found]


def _in_one_go(rows: Iterable[Any]) -> list[list[int]]:
    """Keys of rows, newest first, that one person wrote within a second of each other, for the same reason and without words of their own."""
    goes: list[list[int]] = []
    before: Any = None
    for pk, at, *said in rows:
        is_same = before and before[1] == said and not said[-1] and before[0] - at < ONE_GO
        if is_same:
            goes[-1].append(pk)
        else:
            goes.append([pk])
        before = at, said
    return goes


def _use(call: Call, row: History, count: int) -> Line:
    """Of many the number, which leads to all of them."""
    if count <= NAMED:
        return line_of(row)
    words = ngettext("%(number)s application", "%(number)s applications", count) % {"number": count}
    query = urlencode({"verb": Verb.RULE_USED.value, "reference": call.reference})
    return replace(line_of(row), subjects=[Subject(words, f"{reverse('popups:staff-history')}?{query}")])
