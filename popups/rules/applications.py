"""May this happen to an application? Each rule reads and returns every problem; none writes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import APPLICATION_MOVES, ApplicationStatus, NotSelectedReason, Where
from popups.kinds import ApplicantKind, Question
from popups.models import Application
from popups.rules.call_fit import answer_problems, call_problems, longest_stay
from popups.rules.change_points import points_problems
from popups.rules.moves import move_problems
from popups.rules.telling import pending_problems
from vacancies.dates import days_in_words
from vacancies.problem import Problem


def _field(code: str, field: str, message) -> Problem:
    return Problem(code, message, field)


def _missing_words(application: Application) -> list[Problem]:
    problems = []
    if not application.title:
        problems.append(_field("title_missing", "title", _("Give your pop-up a name.")))
    if not application.activity:
        problems.append(_field("activity_missing", "activity", _("Choose what you will do.")))
    if not application.description:
        problems.append(_field("description_missing", "description", _("Say in a few sentences what people will find.")))
    return problems + answer_problems(application, _own_questions(application)) + _hour_problems(application)


def _own_questions(application: Application) -> list[Question]:
    """Without saying how long it is, nobody who only performs could be found an hour."""
    return [replace(question, is_required=True) if question.code == "length_minutes" and application.only_performs else question
            for question in application.spec.questions]


def _hour_problems(application: Application) -> list[Problem]:
    """Of performances. Until 00:00 is until midnight; both are kept as 17:30, which sort as they are."""
    opens, closes = (application.answers.get(name) or "" for name in ("play_from", "play_until"))
    if application.applicant.kind == ApplicantKind.MUSICIAN and opens and closes and closes != "00:00" and closes <= opens:
        return [_field("hours_reversed", "play_until", _("The end must come after the start."))]
    return []


def wish_problems() -> list[Problem]:
    return [_field("units_missing", "units", _("Choose at least one unit, or let us choose for you."))]


def _place_problems(application: Application) -> list[Problem]:
    return wish_problems() if application.where == Where.UNITS and not application.wishes.exists() else []


def _time_problems(application: Application, today: date) -> list[Problem]:
    start, end = application.earliest_start_on, application.latest_end_on
    problems = []
    if start is None:
        problems.append(_field("start_missing", "earliest_start_on", _("Say from which day you could start.")))
    if end is None:
        text = _("Say until which day we may look for you.") if application.only_performs else _("Say by which day you must be out.")
        problems.append(_field("end_missing", "latest_end_on", text))
    elif end < today:
        problems.append(_field("end_past", "latest_end_on", _("This day has gone by. Choose a later one.")))
    if start and end and end < start:
        problems.append(_field("end_before_start", "latest_end_on", _("The last day must not be before the first day.")))
    return problems + _length_problems(application)


def _length_problems(application: Application) -> list[Problem]:
    if application.only_performs:
        return []
    start, end = application.earliest_start_on, application.latest_end_on
    shortest, longest = application.shortest_days, application.longest_days
    limit = longest_stay(application)
    problems = []
    if shortest is None:
        problems.append(_field("length_missing", "shortest_days", _("Say how long you need it at least.")))
    if shortest and longest and longest < shortest:
        problems.append(_field("longest_below_shortest", "longest_days",
                               _("The longest stay must not be shorter than the shortest.")))
    if shortest and start and end and start <= end and (end - start).days + 1 < min(shortest, limit):
        problems.append(_field("window_too_short", "shortest_days",
                               _("Between your first and last day there are fewer days than you need.")))
    return problems + _limit_problems(application)


def _limit_problems(application: Application) -> list[Problem]:
    """Of the call's limit and the one of the kind, the lower is told, and alone."""
    shortest, longest, limit = application.shortest_days or 0, application.longest_days or 0, application.spec.longest_days
    if shortest > longest_stay(application) < limit or max(shortest, longest) <= limit:
        return []
    text = _("The longest stay for you is %(length)s.") % {"length": days_in_words(limit)}
    return [_field("stay_too_long", "longest_days" if longest else "shortest_days", text)]


def completeness_problems(application: Application, today: date, now: datetime | None = None) -> list[Problem]:
    """Everything that keeps a draft from being sent, also what its call asks for."""
    problems = _missing_words(application) + _place_problems(application) + _time_problems(application, today)
    if not application.applicant.name:
        problems.append(_field("name_missing", "name", _("Say who applies.")))
    return _one_for_one([*problems, *call_problems(application, now or timezone.now())])


def _one_for_one(problems: list[Problem]) -> list[Problem]:
    """Too few days between one's own are too few in the call too: the sentence that counts them says both."""
    is_counted = any(problem.code == "too_few_days" for problem in problems)
    return [problem for problem in problems if not (is_counted and problem.code == "window_too_short")]


def may_submit(application: Application, today: date, now: datetime | None = None) -> list[Problem]:
    problems = move_problems(APPLICATION_MOVES, application.state, ApplicationStatus.SUBMITTED)
    if application.claim_key is not None:
        problems.append(Problem("not_claimed", _("Say your e-mail first, so that we can answer you.")))
    return problems or completeness_problems(application, today, now)


def has_promise(application: Application) -> bool:
    """It has an open offer or a tenancy, so the review can no longer be turned round on its own."""
    return application.offers.open().exists() or application.offers.filter(tenancy__isnull=False).exists()


def may_withdraw(application: Application) -> list[Problem]:
    if application.claim_key is not None:  # it is dropped instead, without a trace
        return [Problem("not_claimed", _("Say your e-mail first, so that we can answer you."))]
    if application.offers.filter(tenancy__isnull=False).exists():
        return [Problem("has_tenancy", _("Your tenancy is agreed. To leave it early, write to the town office."))]
    return move_problems(APPLICATION_MOVES, application.state, ApplicationStatus.WITHDRAWN)


def may_not_select(application: Application, reason: str, note: str) -> list[Problem]:
    problems = move_problems(APPLICATION_MOVES, application.state, ApplicationStatus.NOT_SELECTED) + pending_problems(application)
    if has_promise(application):
        problems.append(Problem("has_promise", _("There is an open offer or a tenancy. Withdraw or end that first.")))
    if reason not in NotSelectedReason.values:
        problems.append(_field("reason_missing", "reason", _("Choose the true reason; the applicant will read it.")))
    if not note.strip():
        problems.append(_field("note_missing", "note", _("Explain it in a sentence; the applicant will read it.")))
    return problems


def may_comment(application: Application, text: str) -> list[Problem]:
    """Of a draft nobody but its author knows."""
    problems = []
    if application.submitted_at is None:
        problems.append(Problem("not_sent", _("This application is not under consideration now.")))
    if not text.strip():
        problems.append(_field("text_missing", "text", _("Write something first.")))
    return problems


def may_request_changes(application: Application, note: str, points: Sequence[tuple[str, str]] = ()) -> list[Problem]:
    """points: (what it is about, the sentence); without any the note must say it."""
    problems = move_problems(APPLICATION_MOVES, application.state, ApplicationStatus.CHANGES_REQUESTED)
    if has_promise(application):
        problems.append(Problem("has_promise", _("There is an open offer or a tenancy. Withdraw or end that first.")))
    if not note.strip() and not points:
        problems.append(_field("note_missing", "note", _("Say what should be changed; the applicant will read it.")))
    return problems + points_problems(application, points)
