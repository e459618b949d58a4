"""Who may read and who may score an application, and what a review still lacks. Each rule reads, and returns every problem."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus
from popups.models import Application, Assignment, Call, CoApplicant, Comment, Conflict, Criterion, Decision, Review
from popups.models.application import ApplicationQuerySet
from vacancies.access import OFFICERS, READERS, has_role
from vacancies.problem import Problem

# Applications whose reviewers may not learn who applies: until everybody was told.
BLIND = Q(call__is_blind=True, call__results_sent_at__isnull=True)


class Given(NamedTuple):
    """points may be missing in a draft that holds a reason already."""

    points: int | None
    reason: str = ""


def standing_near(user: Any) -> Q:
    """Applications to which this person stands too near: it is their own, or they said so.

    Somebody named as a co-applicant does until they say no: else applicants could choose who judges them.
    """
    named = CoApplicant.objects.filter(email__iexact=user.email).exclude(is_willing=False)
    own = Q(applicant__user=user.pk) | Q(pk__in=named.values("application"))
    return own | Q(Exists(Conflict.objects.filter(application=OuterRef("pk"), reviewer=user.pk)))


def readable_by(user: Any, rows: ApplicationQuerySet) -> ApplicationQuerySet:
    """Of these, what this member of staff may read: never a draft, and a reviewer none of those they stand too near to."""
    return rows.sent() if has_role(user, *OFFICERS) else rows.sent().exclude(standing_near(user))


def with_identity(user: Any, rows: ApplicationQuerySet) -> ApplicationQuerySet:
    """Of these, the ones whose applicants this person may know."""
    readable = readable_by(user, rows)
    return readable if has_role(user, *OFFICERS) else readable.exclude(BLIND)


def visible_to_reviewer(user: Any, call: Call) -> ApplicationQuerySet:
    """What of a call its reviewers read: what was sent and not withdrawn since."""
    return readable_by(user, running(call))


def running(call: Call) -> ApplicationQuerySet:
    return Application.objects.sent().filter(call=call).exclude(status=ApplicationStatus.WITHDRAWN)


def hides_identity(call: Call | None, user: Any) -> bool:
    """Nobody but officers learns who applies before everybody was told."""
    return call is not None and call.is_blind and call.results_sent_at is None and not has_role(user, *OFFICERS)


def counted(call: Call | None = None) -> QuerySet[Assignment]:
    """Who is to review what, of one call or of all; without those who have found since that they stand too near, and what was withdrawn."""
    declared = Conflict.objects.filter(application=OuterRef("application"), reviewer=OuterRef("reviewer"))
    rows = Assignment.objects.filter(~Exists(declared)).exclude(application__status=ApplicationStatus.WITHDRAWN)
    return rows if call is None else rows.filter(application__call=call)


def is_near(application: Application, user: Any) -> bool:
    return Application.objects.filter(standing_near(user), pk=application.pk).exists()


def may_assign(applications: Iterable[Application], reviewers: Iterable[Any]) -> list[Problem]:
    """The applications of one call come with their call."""
    problems, asked, people = [], list(applications), list(reviewers)
    if not asked:
        problems.append(Problem("applications_missing", _("Choose at least one application."), "applications"))
    if not people:
        problems.append(Problem("reviewers_missing", _("Choose at least one reviewer."), "reviewers"))
    if any(not has_role(person, *READERS) for person in people):
        problems.append(Problem("no_reviewer", _("Only officers and reviewers score applications."), "reviewers"))
    if any(not _is_running(application) for application in asked):
        problems.append(Problem("not_running", _("An application was withdrawn, or belongs to no call. Reload the page.")))
    return problems + list(dict.fromkeys(problem for call in {row.call for row in asked} for problem in decided_problems(call)))


def _is_running(application: Application) -> bool:
    is_gone = application.state in {ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN}
    return application.call_id is not None and application.submitted_at is not None and not is_gone


def decided_problems(call: Call | None) -> list[Problem]:
    if call is not None and call.decided_at is not None:
        return [Problem("decided", _("The deciding of this call is closed. Reviews stay as they are."))]
    return []


def may_review(application: Application, user: Any, *, near: bool | None = None) -> list[Problem]:
    """May this person write or change a review now? near: as in sees_others."""
    if not _is_running(application):
        return [Problem("not_running", _("An application was withdrawn, or belongs to no call. Reload the page."))]
    if is_near(application, user) if near is None else near:
        return [Problem("conflict", _("You stand too near to this application to score it."))]
    if not _own_share(application, user)[0]:
        return [Problem("not_assigned", _("This application was not given to you to review."))]
    problems = decided_problems(application.call)
    if not problems and Decision.objects.filter(application=application).exists():
        problems.append(Problem("decided", _("It is decided about this application. Its reviews stay as they are.")))
    return problems


def review_problems(criteria: Iterable[Criterion], scores: Mapping[int, Given], comment: str, *, is_abstention: bool,
                    submit: bool) -> list[Problem]:
    """A draft may have holes; but no words without points, since only both together are kept."""
    if is_abstention:
        text = _("Say in a sentence why you abstain.")
        return [Problem("comment_missing", text, "comment")] if submit and not comment.strip() else []
    found = (_score_problem(row, scores.get(row.pk, Given(None)), submit=submit) for row in criteria)
    return [problem for problem in found if problem is not None]


def _score_problem(criterion: Criterion, given: Given, *, submit: bool) -> Problem | None:
    """The ends of a scale are what decides, so they need their reason."""
    points, has_reason = f"points_{criterion.pk}", bool(given.reason.strip())
    if given.points is None:
        if submit or has_reason:
            return Problem("points_missing", _("Give points for “%(criterion)s”.") % {"criterion": criterion.name}, points)
        return None
    if not criterion.lowest <= given.points <= criterion.highest:
        return Problem("points_off_scale", _("Choose points on the scale."), points)
    if submit and not has_reason and given.points in {criterion.lowest, criterion.highest}:
        text = _("Say why “%(criterion)s” gets the lowest or the highest points.") % {"criterion": criterion.name}
        return Problem("reason_missing", text, f"reason_{criterion.pk}")
    return None


def may_hear(comment: Comment, user: Any, *, sees_scores: bool, is_kept: bool = False) -> bool:
    """What reviewers remark is an opinion like their scores; the officers' remarks are for everybody but those who stand too near."""
    if is_kept:
        return comment.by_id == user.pk
    return sees_scores or has_role(user, *OFFICERS) or comment.by_id == user.pk or has_role(comment.by, *OFFICERS)


def sees_others(application: Application, user: Any, *, near: bool | None = None) -> bool:
    """Others' scores only after one's own is sent; all of them once everybody was told. Officers who score wait for it too.

    near: whether this person stands too near, where that is known already.
    """
    call = application.call
    if call is None:
        return False
    if is_near(application, user) if near is None else near:
        return call.results_sent_at is not None and has_role(user, *OFFICERS)  # who is not of the office never reads it
    if call.results_sent_at is not None:
        return True
    is_given, is_sent = _own_share(application, user)
    return (is_sent or not is_given) and (is_given or has_role(user, *OFFICERS))


def with_own_share(user: Any, rows: ApplicationQuerySet) -> ApplicationQuerySet:
    """Each with `is_given`: it is for this person to review, and `is_sent`: they have sent their review."""
    own = {"application": OuterRef("pk"), "reviewer": user.pk}
    sent = Review.objects.filter(submitted_at__isnull=False, **own)
    return rows.annotate(is_given=Exists(Assignment.objects.filter(**own)), is_sent=Exists(sent))


def _own_share(application: Application, user: Any) -> tuple[bool, bool]:
    """(is_given, is_sent). One query; none where the row came from with_own_share() for this person."""
    row = application
    if not hasattr(row, "is_given"):
        row = with_own_share(user, Application.objects.filter(pk=application.pk)).get()
    return row.is_given, row.is_sent  # type: ignore[attr-defined]
