"""May the local group be asked this, may a member answer, may the town say what came of it? Returns every problem."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from popups.choices import ConsultationState
from popups.models import Consultation, GroupMember, Invitation
from vacancies.problem import Problem

FEWEST, MOST = 2, 40  # options of one question
LONGEST_COMMENT, LONGEST_DONE = 4000, 4000
LONGEST = timedelta(days=184)


def may_be_saved(consultation: Consultation, texts: Sequence[str]) -> list[Problem]:
    """texts: of its options; those of a shortlist are made from its applications."""
    problems = []
    if consultation.released_at is not None:
        problems.append(Problem("is_released", _("The question is out. Members may have read it, so it stays as it is.")))
    if consultation.closes_at <= consultation.opens_at:
        problems.append(Problem("closes_before_opens", _("The last day must not be before the first day."), "last_day"))
    elif consultation.closes_at - consultation.opens_at > LONGEST:
        problems.append(Problem("too_long", _("Ask for half a year at most."), "last_day"))
    if not consultation.is_about_shortlist:
        problems += _option_problems(texts)
    return problems


def _option_problems(texts: Sequence[str]) -> list[Problem]:
    problems = []
    if len(texts) < FEWEST:
        problems.append(Problem("options_missing", _("Write at least two options, one on each line."), "options"))
    if len(texts) > MOST:
        problems.append(Problem("too_many_options", _("These are more than 40 options. Nobody can weigh so many."), "options"))
    if len({text.casefold() for text in texts}) < len(texts):
        problems.append(Problem("option_twice", _("An option stands there twice."), "options"))
    if any(len(text) > 300 for text in texts):
        problems.append(Problem("option_too_long", _("An option has at most 300 characters."), "options"))
    return problems


def may_be_released(consultation: Consultation, option_count: int, members: Collection[GroupMember], now: datetime) -> list[Problem]:
    problems = []
    if consultation.closes_at <= now:
        problems.append(Problem("closes_past", _("The last day has gone by. Choose a later one.")))
    if not members:
        problems.append(Problem("nobody_invited", _("Choose at least one member to ask."), "members"))
    if option_count < FEWEST:
        text = (_("There are not two shortlisted applications yet.") if consultation.is_about_shortlist
                else _("Write at least two options, one on each line."))
        problems.append(Problem("options_missing", text))
    return problems


def may_close_early(consultation: Consultation, now: datetime) -> list[Problem]:
    if consultation.state_at(now) is ConsultationState.OPEN:
        return []
    return [Problem("not_open", _("Nobody can answer now, so there is nothing to close."))]


def may_extend(consultation: Consultation, closes_at: datetime, now: datetime) -> list[Problem]:
    """Later than before, and also when it has closed, until the town has said what it did with the answer."""
    state = consultation.state_at(now)
    if state is ConsultationState.DRAFT:
        return [Problem("is_draft", _("Nobody has been asked yet. Change the days in the draft."))]
    if state is ConsultationState.DONE:
        return [Problem("is_done", _("You have said what came of it, so nobody can answer any more. Ask a new question."))]
    if closes_at <= max(consultation.closes_at, now):
        return [Problem("not_later", _("Choose a later day than before."), "last_day")]
    if closes_at - consultation.opens_at > LONGEST:
        return [Problem("too_long", _("Ask for half a year at most."), "last_day")]
    return []


def may_invite(consultation: Consultation, now: datetime) -> list[Problem]:
    if consultation.state_at(now) in {ConsultationState.ANNOUNCED, ConsultationState.OPEN}:
        return []
    return [Problem("not_open", _("The question is closed. Nobody else can be asked."))]


def may_answer(invitation: Invitation, chosen: Collection[int], comment: str, now: datetime) -> list[Problem]:
    """chosen: keys of options. A comment alone is an answer too."""
    consultation = invitation.consultation
    if consultation.state_at(now) is not ConsultationState.OPEN:
        return [Problem("not_open", _("The question is closed. Your last answer counts."))]
    problems = []
    if set(chosen) - set(consultation.options.values_list("pk", flat=True)):
        problems.append(Problem("unknown_option", _("Choose from the options."), "chosen"))
    if len(chosen) > 1 and not consultation.may_choose_several:
        problems.append(Problem("only_one", _("Choose one option."), "chosen"))
    if not chosen and not comment.strip():
        problems.append(Problem("answer_missing", _("Choose an option, or write a comment."), "chosen"))
    if len(comment) > LONGEST_COMMENT:
        problems.append(Problem("comment_too_long", _("Write at most 4000 characters."), "comment"))
    return problems


def may_say_done(consultation: Consultation, text: str, now: datetime) -> list[Problem]:
    problems = []
    if consultation.state_at(now) not in {ConsultationState.CLOSED, ConsultationState.DONE}:
        problems.append(Problem("still_open", _("Members can still answer. Say what came of it once the question is closed.")))
    if not text.strip():
        problems.append(Problem("text_missing", _("Say what the town did with the answer, also when it decided otherwise."), "text"))
    if len(text) > LONGEST_DONE:
        problems.append(Problem("text_too_long", _("Write at most 4000 characters."), "text"))
    return problems
