"""The calls as the office sees them: how far each has come, and what is to be done next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from popups.choices import ApplicationStatus, CallState
from popups.models import Application, Call, Decision, Review
from popups.rules.calls import may_release
from popups.rules.reviewing import counted
from vacancies.dates import deadline
from vacancies.sure import sure

COLOURS = {CallState.DRAFT: "neutral", CallState.ANNOUNCED: "info", CallState.OPEN: "success", CallState.CLOSED: "warning",
           CallState.DECIDED: "warning", CallState.SENT: "neutral"}
SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class Progress:
    """How many applications of a call have come how far. sent: without those withdrawn since."""

    drafts: int = 0
    sent: int = 0
    withdrawn: int = 0
    assigned: int = 0
    reviewed: int = 0
    decided: int = 0
    told: int = 0


@dataclass(frozen=True)
class CallLine:
    """next_step: a sentence, with the page where it is done where there is one."""

    call: Call
    state: CallState
    colour: str
    progress: Progress
    days_left: int | None
    next_step: str
    href: str


@dataclass(frozen=True)
class Part:
    """A page about a call that another room of the house keeps."""

    label: str | Promise
    href: str


# What else there is of a call. A page that does not exist is not linked.
PARTS = (
    ("popups:call-assign", gettext_lazy("Give applications to reviewers")),
    ("popups:call-ranking", gettext_lazy("Scores and ranking")),
    ("popups:call-meeting", gettext_lazy("Notes of the meeting")),
    ("popups:call-group", gettext_lazy("Questions to the local group")),
    ("popups:plan-list", gettext_lazy("Plans: who could be where and when")),
    ("popups:call-decide", gettext_lazy("Decide")),
    ("popups:call-results", gettext_lazy("Results and letters")),
    ("popups:call-fairness", gettext_lazy("Record of fairness")),
)


def _address(name: str, call: Call) -> str:
    try:
        return reverse(name, args=[call.reference])
    except NoReverseMatch:
        return ""


def parts_of(call: Call) -> list[Part]:
    """What is looked at over the whole list is linked with the call in its address."""
    alike = Part(gettext_lazy("Applications that look alike"), f"{reverse('popups:repeat-list')}?call={call.reference}")
    return [alike, *(Part(label, address) for name, label in PARTS if (address := _address(name, call)))]


def with_texts(rows: QuerySet[Call]) -> QuerySet[Call]:
    return rows.select_related("made_by", "released_by", "copied_from").prefetch_related("texts", "copied_from__texts")


def progress_of(calls: Iterable[Call]) -> dict[int, Progress]:
    """One query for all of them. A call without applications is not in it."""
    own = Q(application=OuterRef("pk"))
    rows = Application.objects.filter(call__in=[call.pk for call in calls]).annotate(
        _assigned=Exists(counted().filter(own)), _reviewed=Exists(Review.objects.filter(own, submitted_at__isnull=False)),
        _decided=Exists(Decision.objects.filter(own)), _told=Exists(Decision.objects.filter(own, told_at__isnull=False)))
    draft, gone = Q(submitted_at__isnull=True), Q(status=ApplicationStatus.WITHDRAWN)
    running = ~draft & ~gone
    by_call = rows.order_by().values("call").annotate(
        drafts=Count("pk", filter=draft & ~gone), sent=Count("pk", filter=running), withdrawn=Count("pk", filter=gone & ~draft),
        assigned=Count("pk", filter=running & Q(_assigned=True)), reviewed=Count("pk", filter=running & Q(_reviewed=True)),
        decided=Count("pk", filter=running & Q(_decided=True)), told=Count("pk", filter=running & Q(_told=True)))
    return {sure(row["call"]): Progress(row["drafts"], row["sent"], row["withdrawn"], row["assigned"], row["reviewed"], row["decided"], row["told"])
            for row in by_call}


def lines(calls: Iterable[Call], now: datetime) -> list[CallLine]:
    rows = list(calls)
    found = progress_of(rows)
    return [_line(call, found.get(call.pk, Progress()), now) for call in rows]


def line_of(call: Call, now: datetime) -> CallLine:
    return lines([call], now)[0]


def _line(call: Call, progress: Progress, now: datetime) -> CallLine:
    state = call.state_at(now)
    step, name = _next_step(call, state, progress, now)
    return CallLine(call, state, COLOURS[state], progress, days_left(call, state, now), step, _address(name, call) if name else "")


def days_left(call: Call, state: CallState, now: datetime) -> int | None:
    """Whole days until the next moment that the clock brings, rounded up; None where it brings none."""
    until = {CallState.ANNOUNCED: call.opens_at, CallState.OPEN: call.closes_at}.get(state)
    return None if until is None else -int(-(until - now).total_seconds() // SECONDS_A_DAY)


def _next_step(call: Call, state: CallState, progress: Progress, now: datetime) -> tuple[str, str]:
    """The sentence, and the name of the page where it is done."""
    if state is CallState.DRAFT:
        return _("Write it, look at the preview, and release it."), "popups:staff-call"
    if state is CallState.ANNOUNCED:
        days = days_left(call, state, now) or 0
        return ngettext("It opens in %(count)d day.", "It opens in %(count)d days.", days) % {"count": days}, ""
    if state is CallState.OPEN and call.last_apply_day == timezone.localdate(now):
        return _("Today is the last day to apply: until %(until)s.") % {"until": deadline(call.closes_at)}, ""
    if state is CallState.OPEN:
        days = days_left(call, state, now) or 0
        return ngettext("People can apply for %(count)d more day.", "People can apply for %(count)d more days.", days) % {"count": days}, ""
    if state is CallState.SENT:
        return _("Done: everybody was told."), ""
    return _after_closing(state, progress)


def _after_closing(state: CallState, progress: Progress) -> tuple[str, str]:
    if state is CallState.DECIDED:
        return _("Read the letters and send the results."), "popups:call-results"
    if not progress.sent:
        return _("Nobody applied. Copy it, or extend it."), ""
    unread, undecided = progress.sent - progress.assigned, progress.sent - progress.decided
    if not undecided:
        return _("Everything is decided. Close the deciding."), "popups:call-decide"
    if unread and not progress.decided:
        return ngettext("%(count)d application has no reviewer yet.", "%(count)d applications have no reviewer yet.",
                        unread) % {"count": unread}, "popups:call-assign"
    if waiting := max(progress.assigned - progress.reviewed, 0):
        return ngettext("%(count)d application waits for a review.", "%(count)d applications wait for a review.",
                        waiting) % {"count": waiting}, "popups:call-ranking"
    return ngettext("%(count)d application waits for a decision.", "%(count)d applications wait for a decision.",
                    undecided) % {"count": undecided}, "popups:call-decide"


def bars(call: Call, now: datetime) -> list[tuple[str | Promise, str, str]]:
    """What keeps a draft from being released: (sentence, code, page where it is mended)."""
    return [(problem.message, problem.code, reverse("popups:call-edit", args=[call.reference, PAGE_OF[problem.field]]))
            for problem in may_release(call, now) if problem.field in PAGE_OF]


# On which page of the form a value is written.
PAGE_OF = {
    "texts": "texts", "activities": "where", "units": "where", "areas": "where", "places": "where", "kinds": "who", "opens_at": "who",
    "closes_at": "who", "stays_start": "who", "stays_end": "who", "shortest_days": "who", "longest_days": "who",
    "results_on": "who", "commercial_until": "who", "criteria": "criteria", "is_blind": "criteria", "reviews_wanted": "criteria",
    "papers": "papers", "questions": "questions"}
