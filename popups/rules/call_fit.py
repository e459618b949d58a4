"""Does this application fit its call? And which questions and papers it is asked for. Each rule reads and returns every problem."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from popups.choices import CallState, Goods, PaperKind, Share, Use, Where
from popups.kinds import GOODS_PAPERS, Question
from popups.models import Application, Call, CallQuestion
from popups.models.call import said_in
from popups.rules.calls import units_of
from vacancies.dates import days_in_words
from vacancies.models import Unit
from vacancies.problem import Problem

# What the rules read of a call; prefetched, a page costs as much with ten questions as with one.
CALL_PARTS = ("call__texts", "call__questions", "call__asked_papers", "call__units", "call__areas")


def _field(code: str, field: str, message) -> Problem:
    return Problem(code, message, field)


# --- questions --------------------------------------------------------------------------------------------------


def as_word(answer: Any) -> str:
    """An answer as a form sends it, so that what is typed and what is kept can be compared."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return "" if answer is None else str(answer)


def question_of(row: CallQuestion) -> Question:
    """In the reader's language."""
    choices = tuple((choice["code"], said_in(choice["texts"])) for choice in row.choices)
    only_if = (row.only_if["code"], row.only_if["value"]) if row.only_if else None
    return Question(row.code, row.label, row.widget, row.help_text, row.is_required, choices, only_if)


def questions_of_call(application: Application) -> list[Question]:
    """What the call may ask this kind, whether its conditions hold or not."""
    if application.call is None:
        return []
    kind = application.applicant.kind
    return [question_of(row) for row in application.call.questions.all() if not row.only_kinds or kind in row.only_kinds]


def possible_questions(application: Application) -> list[Question]:
    own = [question for question in application.spec.questions if question.in_calls or application.call_id is None]
    return [*own, *questions_of_call(application)]


def met(questions: Iterable[Question], answers: dict[str, Any]) -> list[Question]:
    """Those whose conditions hold. What depends on a question that is not asked is not asked either."""
    found: dict[str, Question] = {}
    for question in questions:
        code, wanted = question.only_if or ("", None)
        if not code or (code in found and as_word(answers.get(code)) == as_word(wanted)):
            found[question.code] = question
    return list(found.values())


def questions_for(application: Application) -> list[Question]:
    """The kind's own questions and the call's, as far as the answers so far ask for them."""
    return met(possible_questions(application), application.answers)


def answer_problems(application: Application, questions: Iterable[Question]) -> list[Problem]:
    text = _("Please answer: %(question)s")
    return [_field("answer_missing", question.code, text % {"question": question.label}) for question in questions
            if question.is_required and application.answers.get(question.code) in (None, "")]


def _question_problems(application: Application) -> list[Problem]:
    own = {question.code for question in application.spec.questions}
    return answer_problems(application, [question for question in questions_for(application) if question.code not in own])


# --- papers -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AskedFor:
    """A paper that this application is asked for. is_required: it cannot be sent without."""

    paper: PaperKind
    is_required: bool
    is_there: bool


def papers_asked(application: Application) -> list[AskedFor]:
    """By the call, of this kind and of what it deals in; and by law of what it deals in."""
    asked = {GOODS_PAPERS[Goods(goods)]: False for goods in application.goods if goods in GOODS_PAPERS}
    for row in application.call.asked_papers.all() if application.call else ():
        is_meant = row.kind in ("", application.applicant.kind) and (not row.goods or row.goods in application.goods)
        if is_meant:
            paper = PaperKind(row.paper)
            asked[paper] = asked.get(paper, False) or row.is_required
    there = {paper.kind for paper in application.papers.all()} if asked else set()
    return [AskedFor(paper, is_required, paper in there) for paper, is_required in asked.items()]


def _paper_problems(application: Application) -> list[Problem]:
    text = _("This paper is needed to send the application: %(paper)s.")
    return [_field("paper_missing", "papers", text % {"paper": asked.paper.label}) for asked in papers_asked(application)
            if asked.is_required and not asked.is_there]


# --- the call itself --------------------------------------------------------------------------------------------


def open_problems(call: Call, now: datetime, *, is_on_paper: bool = False, is_begun: bool = False) -> list[Problem]:
    """Whether somebody may begin to apply, or send what was begun. What came on paper in time may be typed in afterwards."""
    state = call.state_at(now)
    if state.takes_applications or is_on_paper and state is CallState.CLOSED:
        return []
    if state is CallState.ANNOUNCED:
        kept, new = _("This call has not opened yet. Come back when it does; what you wrote is kept."), _("This call has not opened yet. Come back when it does.")
        return [Problem("call_not_open", kept if is_begun else new)]
    if state is CallState.DRAFT:
        kept, new = _("This call does not take applications now. What you wrote is kept."), _("This call does not take applications now.")
        return [Problem("call_not_open", kept if is_begun else new)]
    kept, new = _("The time to apply to this call is over. What you wrote is kept."), _("The time to apply to this call is over.")
    return [Problem("call_closed", kept if is_begun else new)]


def _may_still_send(application: Application, call: Call, now: datetime) -> list[Problem]:
    """What the office asked to change comes back after the last day too, until it is decided."""
    if application.submitted_at is None:
        return open_problems(call, now, is_on_paper=application.entered_by_id is not None, is_begun=True)
    if call.decided_at is None:
        return []
    return [Problem("call_decided", _("This call is decided. Write to the town office instead."))]


def kind_problems(call: Call, kind: str) -> list[Problem]:
    if not call.kinds or kind in call.kinds:
        return []
    return [_field("kind_not_asked", "kind", _("This call is for others. Choose what you are among those it names."))]


def _what_problems(application: Application, call: Call) -> list[Problem]:
    problems = kind_problems(call, application.applicant.kind)
    if application.activity and call.activities and application.activity not in call.activities:
        problems.append(_field("activity_not_asked", "activity", _("This call is for something else. Choose what it asks for.")))
    return problems


def _common_days(application: Application, call: Call) -> int | None:
    """Days that lie both in what was asked for and in the stays of the call; None while one of them is not said."""
    ends: list[date | None] = [application.earliest_start_on, application.latest_end_on, call.stays_start, call.last_stay_day]
    first, last, stays_first, stays_last = ends
    if first is None or last is None or stays_first is None or stays_last is None:
        return None
    return (min(last, stays_last) - max(first, stays_first)).days + 1


def longest_stay(application: Application) -> int:
    """In days: what the kind may have at most, or the call, whichever is less."""
    limits = [application.spec.longest_days, application.call.longest_days if application.call else None]
    return min(days for days in limits if days)


def _day_problems(application: Application, call: Call) -> list[Problem]:
    days, first, last = _common_days(application, call), application.earliest_start_on, application.latest_end_on
    if days is None or first is None or last is None or last < first:
        return []
    if days < 1:
        return [_field("outside_stays", "earliest_start_on", _("Your days lie outside the days of this call."))]
    needed = max(min(application.shortest_days or 0, longest_stay(application)), call.shortest_days or 0)
    if days < needed:
        text = _("Your days and those of this call have only %(common)s in common. It takes at least %(needed)s.")
        return [_field("too_few_days", "shortest_days", text % {"common": days_in_words(days), "needed": days_in_words(needed)})]
    return []


def _length_problems(application: Application, call: Call) -> list[Problem]:
    problems = []
    limit = call.longest_days or 0
    if 0 < limit <= application.spec.longest_days and (application.shortest_days or 0) > limit:
        text = _("A stay in this call is at most %(length)s.") % {"length": days_in_words(limit)}
        problems.append(_field("longer_than_call", "shortest_days", text))
    if call.shortest_days and application.longest_days and application.longest_days < call.shortest_days:
        text = _("A stay in this call is at least %(length)s.") % {"length": days_in_words(call.shortest_days)}
        problems.append(_field("shorter_than_call", "longest_days", text))
    return problems


def unit_problems(call: Call, units: Sequence[Unit]) -> list[Problem]:
    """Of units that were wished for."""
    allowed = set(units_of(call).filter(pk__in=[unit.pk for unit in units]).values_list("pk", flat=True)) if units else set()
    text = _("%(unit)s does not belong to this call. Choose another.")
    return [_field("unit_outside_call", "units", text % {"unit": unit}) for unit in units if unit.pk not in allowed]


def share_problems(application: Application) -> list[Problem]:
    if application.use != Use.SHARED:
        return []
    if not application.share:
        return [_field("share_missing", "share", _("Say how you would share: a shelf, a corner, or some days of the week."))]
    if application.share == Share.DAYS and not application.weekdays:
        return [_field("weekdays_missing", "weekdays", _("Tick the days of the week on which you would be there."))]
    return []


def _place_problems(application: Application, call: Call) -> list[Problem]:
    if application.where != Where.UNITS:
        return []
    return unit_problems(call, [wish.unit for wish in application.wishes.select_related("unit")])


def call_problems(application: Application, now: datetime) -> list[Problem]:
    """Everything that keeps this application from being sent to its call; none where it came on its own."""
    call = application.call
    if call is None:
        return []
    return [*_may_still_send(application, call, now), *_what_problems(application, call), *_question_problems(application),
            *share_problems(application), *_place_problems(application, call), *_day_problems(application, call),
            *_length_problems(application, call), *_paper_problems(application)]
