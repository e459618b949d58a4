"""The queue of applications: which ones, oldest first, and who stands before and behind one."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import Prefetch, Q, QuerySet, Subquery, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.choices import Outcome
from popups.models import Application, Call, Wish
from popups.models.application import ApplicationQuerySet
from popups.reports.carried import StagedApplication
from popups.reports.stages import with_stage, without_promise
from popups.rules.stage import StageCode
from vacancies.latvian import fold

# The design's colour of each stage; the word always stands beside it.
COLOURS: dict[StageCode, str] = {
    StageCode.SUBMITTED: "info", StageCode.IN_REVIEW: "info", StageCode.SHORTLISTED: "accent",
    StageCode.PLACE: "success", StageCode.RESERVE: "accent",
    StageCode.LAPSED: "danger", StageCode.DECLINED: "danger", StageCode.TAKEN_BACK: "danger",
    StageCode.OFFERED: "warning", StageCode.AWAITS_OWNER: "warning", StageCode.UPCOMING: "success", StageCode.CURRENT: "success",
    StageCode.CHANGES_REQUESTED: "warning",
}


ROLLING = "none"  # instead of the reference of a call: what came on its own


class Shown(TextChoices):
    """What the list shows besides one stage alone."""

    TO_DECIDE = "to_decide", _("Waiting for the office")
    ALL = "all", _("All that were sent")


def word_for_staff(code: StageCode) -> str | Promise:
    """The word of the stage, where the applicant's own word would be addressed to the applicant."""
    return {StageCode.OFFERED: _("Offer made"), StageCode.PLACE: _("Has a place")}.get(code, code.label)


def colour_of(code: StageCode) -> str:
    return COLOURS.get(code, "neutral")


# They wait for a place that becomes free, not for the office.
_ON_RESERVE: dict[str, object] = {"decision__outcome": Outcome.RESERVE, "decision__told_at__isnull": False}


def queue(today: date, *, stage: str = "", call: str = "", kind: str = "", activity: str = "", q: str = "") -> ApplicationQuerySet[StagedApplication, StagedApplication]:
    """stage: a StageCode, or Shown; unless said otherwise those that wait for the office. call: a reference, or ROLLING."""
    sent = Application.objects.sent()
    if stage in StageCode.values:
        rows = with_stage(sent, today).filter(stage=stage)
    elif stage == Shown.ALL:
        rows = with_stage(sent, today)
    else:
        rows = with_stage(without_promise(sent.awaiting_review(), today).exclude(**_ON_RESERVE), today)
    if call:
        rows = rows.filter(call__isnull=True) if call == ROLLING else rows.filter(call__reference=call)
    if kind:
        rows = rows.filter(applicant__kind=kind)
    if activity:
        rows = rows.filter(activity=activity)
    for word in fold(q).split():
        rows = rows.filter(search_text__contains=word)
    return rows


def calls_to_choose() -> list[tuple[str, str]]:
    """Reference and title of each call that was ever open, the newest first. Two queries, none of its drafts."""
    rows = Call.objects.filter(released_at__isnull=False).order_by("-closes_at", "-pk").prefetch_related("texts")
    return [(row.reference, row.title or row.reference) for row in rows]


def with_wishes(rows: QuerySet[Application]) -> QuerySet[StagedApplication]:
    """For rows of queue()."""
    wishes = Wish.objects.select_related("unit").order_by("rank", "pk")
    return cast(QuerySet[StagedApplication], rows.select_related("applicant").prefetch_related(Prefetch("wishes", wishes)))


@dataclass(frozen=True)
class Queued:
    """One line of the list."""

    application: Application
    word: str | Promise
    colour: str
    units: list[str]


def queued(application: StagedApplication) -> Queued:
    """Costs no query where the row came from `with_wishes(queue(…))`."""
    code = StageCode(application.stage)
    return Queued(application, word_for_staff(code), colour_of(code),
                  [wish.unit.name for wish in application.wishes.all()])


def neighbours(rows: QuerySet[Application], application: Application) -> tuple[str, str]:
    """References of the one before and the one after in the same queue, also when it has left the queue itself. One query."""
    place = (application.submitted_at, application.pk)
    own = Application.objects.filter(pk=application.pk).order_by()
    found = own.values_list(Subquery(_next_to(rows, place, "lt", "-")), Subquery(_next_to(rows, place, "gt", ""))).first()
    return (found[0] or "", found[1] or "") if found else ("", "")


def _next_to(rows: QuerySet[Application], place: tuple, sign: str, mark: str) -> QuerySet:
    sent_at, pk = place
    beyond = Q(**{f"submitted_at__{sign}": sent_at}) | Q(**{"submitted_at": sent_at, f"pk__{sign}": pk})
    return rows.filter(beyond).order_by(f"{mark}submitted_at", f"{mark}pk").values("reference")[:1]
