"""What an owner may propose, and what keeps a proposal from being entered."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from vacancies.choices import PROPOSAL_MOVES, Activity, ProposalKind, ProposalState, UtilitiesPayer
from vacancies.models import Proposal, Talk, Unit
from vacancies.problem import Problem
from vacancies.rules.talks import said_stage

TERMS = ("asking_rent_cents", "utilities_payer", "utilities_cents", "notice_days")
MOST_WAITING = 10  # for one unit; more than that is a slip or mischief
LONGEST_MESSAGE, LONGEST_ANSWER = 2000, 2000
LONGEST_NOTICE_DAYS = 365
STOP_READ = "stop read"  # in the history of talks: somebody at the office has read the stop, and nothing else changed
FORMER_OWNER = _("Whoever proposed this is no longer entered as the owner of the unit, so it cannot be accepted. Answer no, and ask the owner of today.")


def terms_of(unit: Unit) -> dict[str, Any]:
    """The terms as they are now, in the shape of a proposal."""
    activities = sorted(row.activity for row in unit.permitted_activities.all())
    return {name: getattr(unit, name) for name in TERMS} | {"activities": activities}


def _terms_problems(unit: Unit, values: Mapping[str, Any], message: str) -> list[Problem]:
    problems = []
    if set(values["activities"]) - set(Activity.values):
        problems.append(Problem("activity_unknown", _("Choose activities from the list."), "activities"))
    if values["utilities_payer"] not in UtilitiesPayer.values:
        problems.append(Problem("payer_unknown", _("Choose who pays the utilities."), "utilities_payer"))
    if not 0 <= values["notice_days"] <= LONGEST_NOTICE_DAYS:
        problems.append(Problem("notice_wrong", _("Notice is at most 365 days."), "notice_days"))
    if not problems and values == terms_of(unit) and not message.strip():
        problems.append(Problem("nothing_new", _("These are the terms as they are now. Change what should be different, or write a message.")))
    return problems


def _closed_problems(unit: Unit, first: date, last: date, today: date) -> list[Problem]:
    if last < first:
        return [Problem("end_before_start", _("The last day must not be before the first day."), "last_day")]
    if last < today:
        return [Problem("days_past", _("These days have gone by. Choose days to come."), "last_day")]
    if unit.closed_periods.filter(starts_on__lte=last, ends_on__gt=first).exists():
        return [Problem("already_closed", _("Some of these days are entered as not available already."), "first_day")]
    return []


def may_propose(unit: Unit, kind: ProposalKind, values: Mapping[str, Any], message: str, today: date) -> list[Problem]:
    problems = []
    if kind is ProposalKind.TERMS:
        problems += _terms_problems(unit, values, message)
    else:
        first, last = date.fromisoformat(values["first_day"]), date.fromisoformat(values["last_day"])
        problems += _closed_problems(unit, first, last, today)
    if len(message) > LONGEST_MESSAGE:
        problems.append(Problem("message_too_long", _("Write at most 2000 characters."), "message"))
    if unit.proposals.filter(state=ProposalState.WAITING).count() >= MOST_WAITING:
        problems.append(Problem("too_many", _("Many of your proposals wait already. Take one back, or write to the town office.")))
    return problems


def proposal_move_problems(proposal: Proposal, to: ProposalState) -> list[Problem]:
    if to in PROPOSAL_MOVES[ProposalState(proposal.state)]:
        return []
    text = _("This is no longer possible: it is now “%(state)s”. Reload the page to see what you can do.")
    return [Problem("illegal_move", text % {"state": ProposalState(proposal.state).label})]


def is_overtaken(proposal: Proposal) -> bool:
    """The unit was sold, or went into an entry of somebody else, while the proposal waited."""
    return proposal.is_waiting and proposal.unit.owner_id != proposal.owner_id


def may_answer_proposal(proposal: Proposal, to: ProposalState, answer: str) -> list[Problem]:
    """A no always says why; the owner reads it. A yes needs that whoever proposed it still owns the unit."""
    problems = proposal_move_problems(proposal, to)
    if to is ProposalState.ACCEPTED and not problems and is_overtaken(proposal):
        problems.append(Problem("former_owner", FORMER_OWNER))
    if to is ProposalState.NOT_ACCEPTED and not answer.strip():
        problems.append(Problem("answer_missing", _("Explain why not; the owner will read it."), "answer"))
    if len(answer) > LONGEST_ANSWER:
        problems.append(Problem("answer_too_long", _("Write at most 2000 characters."), "answer"))
    return problems


def own_stops(units: Iterable[Unit]) -> dict[int, Any]:
    """By unit: the line of history with which its owner stopped, while that is still the newest word about it.

    Once the office has entered something about the talks or the unit, it is not undone by a click; that it was read changes
    nothing. Two queries, or none;
    the units come with their talk.
    """
    stopped = {unit.pk for unit in units if said_stage(unit).bars_publication}
    if not stopped:
        return {}
    said = {line.unit_id: line for line in _newest(Talk.history.filter(unit__in=stopped).exclude(history_change_reason=STOP_READ), "unit_id")}
    changed = {line.id: line for line in _newest(Unit.history.filter(id__in=stopped), "id")}
    return {pk: line for pk, line in said.items() if line.history_user_id is None and _is_newest(line, changed.get(pk))}


def _newest(lines: Any, key: str) -> Any:
    return lines.filter(history_id__in=lines.order_by().values(key).annotate(newest=Max("history_id")).values("newest"))


def _is_newest(said: Any, changed: Any) -> bool:
    return changed is None or changed.history_date <= said.history_date or is_stop_of(changed)


def is_stop_of(line: Any) -> bool:
    """This line of a unit's history is where its owner took it off the public pages."""
    return line.history_user_id is None and line.history_change_reason == "unpublished"
