"""May this happen to an application? Each rule reads and returns every problem; none writes."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from popups.choices import APPLICATION_MOVES, ApplicationStatus, NotSelectedReason, Where
from popups.models import Application
from popups.rules.moves import move_problems
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
    for question in application.spec.questions:
        if question.is_required and not application.answers.get(question.code):
            text = _("Please answer: %(question)s") % {"question": question.label}
            problems.append(_field("answer_missing", question.code, text))
    return problems


def _place_problems(application: Application) -> list[Problem]:
    if application.where == Where.UNITS and not application.wishes.exists():
        return [_field("units_missing", "units", _("Choose at least one unit, or let us choose for you."))]
    return []


def _time_problems(application: Application, today: date) -> list[Problem]:
    start, end = application.earliest_start_on, application.latest_end_on
    problems = []
    if start is None:
        problems.append(_field("start_missing", "earliest_start_on", _("Say from which day you could start.")))
    if end is None:
        problems.append(_field("end_missing", "latest_end_on", _("Say by which day you must be out.")))
    elif end < today:
        problems.append(_field("end_past", "latest_end_on", _("This day has gone by. Choose a later one.")))
    if start and end and end < start:
        problems.append(_field("end_before_start", "latest_end_on", _("The last day must not be before the first day.")))
    return problems + _length_problems(application)


def _length_problems(application: Application) -> list[Problem]:
    start, end = application.earliest_start_on, application.latest_end_on
    shortest, longest = application.shortest_days, application.longest_days
    limit = application.spec.longest_days
    problems = []
    if shortest is None:
        problems.append(_field("length_missing", "shortest_days", _("Say how many days you need at least.")))
    if shortest and longest and longest < shortest:
        problems.append(_field("longest_below_shortest", "longest_days",
                               _("The longest stay must not be shorter than the shortest.")))
    if shortest and start and end and start <= end and (end - start).days + 1 < shortest:
        problems.append(_field("window_too_short", "shortest_days",
                               _("Between your first and last day there are fewer days than you need.")))
    if max(shortest or 0, longest or 0) > limit:
        text = _("The longest stay for you is %(days)d days.") % {"days": limit}
        problems.append(_field("stay_too_long", "longest_days" if longest else "shortest_days", text))
    return problems


def completeness_problems(application: Application, today: date) -> list[Problem]:
    """Everything that keeps a draft from being sent."""
    problems = _missing_words(application) + _place_problems(application) + _time_problems(application, today)
    if not application.applicant.name:
        problems.append(_field("name_missing", "name", _("Say who applies.")))
    return problems


def may_submit(application: Application, today: date) -> list[Problem]:
    problems = move_problems(APPLICATION_MOVES, application.state, ApplicationStatus.SUBMITTED)
    return problems or completeness_problems(application, today)


def has_promise(application: Application) -> bool:
    """It has an open offer or a tenancy, so the review can no longer be turned round on its own."""
    return application.offers.open().exists() or application.offers.filter(tenancy__isnull=False).exists()


def may_withdraw(application: Application) -> list[Problem]:
    if application.offers.filter(tenancy__isnull=False).exists():
        return [Problem("has_tenancy", _("Your tenancy is agreed. To leave it early, write to the town office."))]
    return move_problems(APPLICATION_MOVES, application.state, ApplicationStatus.WITHDRAWN)


def may_not_select(application: Application, reason: str, note: str) -> list[Problem]:
    problems = move_problems(APPLICATION_MOVES, application.state, ApplicationStatus.NOT_SELECTED)
    if has_promise(application):
        problems.append(Problem("has_promise", _("There is an open offer or a tenancy. Withdraw or end that first.")))
    if reason not in NotSelectedReason.values:
        problems.append(_field("reason_missing", "reason", _("Choose the true reason; the applicant will read it.")))
    if not note.strip():
        problems.append(_field("note_missing", "note", _("Explain it in a sentence; the applicant will read it.")))
    return problems


def may_request_changes(application: Application, note: str) -> list[Problem]:
    problems = move_problems(APPLICATION_MOVES, application.state, ApplicationStatus.CHANGES_REQUESTED)
    if has_promise(application):
        problems.append(Problem("has_promise", _("There is an open offer or a tenancy. Withdraw or end that first.")))
    if not note.strip():
        problems.append(_field("note_missing", "note", _("Say what should be changed; the applicant will read it.")))
    return problems
