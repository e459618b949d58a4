"""May this call be shown to the public, taken back, changed? Each rule reads, and returns every problem."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import CallState, Verb
from popups.kinds import KINDS
from popups.models import Application, Call, Score
from popups.rules.call_changing import FROZEN, HELD, WIDENED, is_narrower
from popups.rules.call_values import differing, plain
from vacancies.models import Unit
from vacancies.problem import Problem, Sentence

Plain = dict[str, Any]


def _problem(code: str, message: Sentence, field: str) -> Problem:
    return Problem(code, message, field)


def units_of(call: Call) -> QuerySet[Unit]:
    """The units that can be applied for: those named and those in the named parts of town, or all; only public ones."""
    listed = Unit.objects.listed()
    named, areas = [unit.pk for unit in call.units.all()], list(call.areas.all())
    if not named and not areas:
        return listed
    wanted = Q(pk__in=named)
    for area in areas:
        wanted |= Q(pk__in=Unit.objects.listed().inside(area.ring).values("pk"))
    return listed.filter(wanted)


def _text_problems(told: Plain) -> list[Problem]:
    said = told["texts"].get(settings.LANGUAGE_CODE, {})
    problems = []
    if not said.get("title"):
        problems.append(_problem("title_missing", _("Give the call a title in the town's language."), "texts"))
    if not said.get("summary"):
        problems.append(_problem("summary_missing", _("Say in one sentence, in the town's language, what it is about."), "texts"))
    return problems


def _missing_days(told: Plain) -> list[Problem]:
    problems = []
    if told["opens_at"] is None:
        problems.append(_problem("opens_missing", _("Say from when people can apply."), "opens_at"))
    if told["closes_at"] is None:
        problems.append(_problem("closes_missing", _("Say until when people can apply."), "closes_at"))
    if told["stays_start"] is None or told["stays_end"] is None:
        problems.append(_problem("stays_missing", _("Say between which days the stays lie."), "stays_start"))
    return problems


def _day_problems(call: Call, now: datetime) -> list[Problem]:
    problems = []
    if call.closes_at and call.closes_at <= now:
        problems.append(_problem("closes_past", _("The last moment to apply has gone by. Choose a later one."), "closes_at"))
    if call.closes_at and call.stays_start and call.stays_end and call.stays_start < timezone.localdate(call.closes_at):
        text = _("The stays begin before the last day to apply. Nobody could be told in time.")
        problems.append(_problem("stays_too_early", text, "stays_start"))
    return problems + order_problems(call)


def order_problems(call: Call) -> list[Problem]:
    """What is wrong of the days and lengths that are there, also in a draft."""
    problems = []
    if call.opens_at and call.closes_at and call.closes_at <= call.opens_at:
        problems.append(_problem("closes_before_opens", _("The last day to apply must not be before the first."), "closes_at"))
    start, end = call.stays_start, call.stays_end
    if start and end and end <= start:
        problems.append(_problem("stays_end_before_start", _("The last day must not be before the first day."), "stays_end"))
    if call.shortest_days and call.longest_days and call.longest_days < call.shortest_days:
        text = _("The longest stay must not be shorter than the shortest.")
        problems.append(_problem("longest_below_shortest", text, "longest_days"))
    if start and end and call.shortest_days and call.shortest_days > (end - start).days > 0:
        text = _("Between the first and the last day there are fewer days than the shortest stay.")
        problems.append(_problem("shortest_too_long", text, "shortest_days"))
    return problems + _result_problems(call) + _priority_problems(call)


def _result_problems(call: Call) -> list[Problem]:
    """The planned day of results lies between the last day to apply and the stays."""
    if call.results_on is None:
        return []
    if call.last_apply_day and call.results_on <= call.last_apply_day:
        text = _("The results can be told only after the last day to apply. Choose a later day.")
        return [_problem("results_too_early", text, "results_on")]
    if call.stays_start and call.results_on > call.stays_start:
        text = _("The stays would begin before the results are told. Choose an earlier day.")
        return [_problem("results_too_late", text, "results_on")]
    return []


def _priority_problems(call: Call) -> list[Problem]:
    """“Businesses first” means something only where both may apply, and ends before the stays do."""
    if call.commercial_until is None:
        return []
    problems = []
    asked = [KINDS[kind] for kind in call.kinds or KINDS if kind in KINDS]
    if not any(spec.is_business for spec in asked) or all(spec.is_business for spec in asked):
        text = _("“Businesses first” has no meaning here: let businesses and others apply, or take the day away.")
        problems.append(_problem("priority_without_both", text, "commercial_until"))
    if call.stays_end and call.commercial_until >= call.stays_end:
        text = _("“Businesses first” would last longer than the stays. Choose an earlier day.")
        problems.append(_problem("priority_too_long", text, "commercial_until"))
    return problems


def _place_problems(told: Plain) -> list[Problem]:
    if told["places"] is None:
        return [_problem("places_missing", _("Say how many places there are."), "places")]
    if told["places"] < 1:
        return [_problem("no_place", _("There must be at least one place to be had."), "places")]
    return []


def _unit_problems(call: Call) -> list[Problem]:
    if units_of(call).exists():
        return []
    return [_problem("no_unit", _("No public unit belongs to this call. Publish one, or choose others."), "units")]


def _criteria_problems(told: Plain) -> list[Problem]:
    if not told["criteria"]:
        return [_problem("criteria_missing", _("Add at least one criterion, so that people know how it is decided."), "criteria")]
    if any(not row["texts"].get(settings.LANGUAGE_CODE, {}).get("name") for row in told["criteria"]):
        return [_problem("criterion_name_missing", _("Name every criterion in the town's language."), "criteria")]
    return []


def question_problems(questions: list[Plain]) -> list[Problem]:
    problems = []
    codes: list[str] = []
    for row in questions:
        if not row["texts"].get(settings.LANGUAGE_CODE, {}).get("label"):
            problems.append(_problem("question_missing", _("Write every question in the town's language."), "questions"))
        if row["widget"] == "choice" and len(row["choices"]) < 2:
            problems.append(_problem("choices_missing", _("A question with answers to choose from needs at least two."), "questions"))
        if row["only_if"] and row["only_if"].get("code") not in codes:
            text = _("A question can depend only on one that stands above it.")
            problems.append(_problem("condition_unknown", text, "questions"))
        codes.append(row["code"])
    return list(dict.fromkeys(problems))


def _unsaid(told: Plain) -> list[Problem]:
    """What everybody must be able to read of a call as long as it is public."""
    return _text_problems(told) + _place_problems(told) + _missing_days(told) + _criteria_problems(told)


def may_release(call: Call, now: datetime) -> list[Problem]:
    """Everything that keeps a draft from the public."""
    if call.state_at(now) is not CallState.DRAFT:
        return [Problem("not_a_draft", _("This call is public already."))]
    told = plain(call)
    return _unsaid(told) + _unit_problems(call) + _day_problems(call, now) + question_problems(told["questions"])


def may_take_back(call: Call, now: datetime) -> list[Problem]:
    if call.state_at(now) is CallState.DRAFT:
        return [Problem("is_a_draft", _("This call is a draft already."))]
    if call.applications.exists():
        return [Problem("somebody_applied", _("Somebody has begun to apply. Change the call instead; they will be told."))]
    return []


def may_delete(call: Call, now: datetime) -> list[Problem]:
    """Only what nobody outside has ever read."""
    problems = []
    if call.state_at(now) is not CallState.DRAFT:
        problems.append(Problem("not_a_draft", _("Only drafts can be deleted. This call is public.")))
    elif call.history.filter(verb=Verb.CALL_RELEASED).exists():
        problems.append(Problem("was_public", _("This call was public once, so it stays. You can leave it among the drafts.")))
    if call.consultations.exists():
        problems.append(Problem("was_asked_about", _("The local group was asked about this call, so it stays.")))
    return problems


def has_applications(call: Call) -> bool:
    return Application.objects.sent().filter(call=call).exists()


def has_scores(call: Call) -> bool:
    return Score.objects.filter(criterion__call=call).exists()


def may_change(call: Call, now: datetime, what: Plain) -> list[Problem]:
    """what: plain values by name, as they would be. A draft may become anything; so may a call that has not opened, if it still says all it must."""
    before = plain(call)
    changed = differing(before, what)
    state = call.state_at(now)
    if not changed or state is CallState.DRAFT:
        return []
    lost = _lost(before, {**before, **what})
    if state is CallState.ANNOUNCED:
        return lost
    if not state.takes_applications and state is not CallState.CLOSED:
        return [Problem("decided", _("It is decided. What people applied for may not change any more."))]
    problems = [problem for name in changed for problem in _narrowed(name, before[name], what[name])]
    problems += [problem for problem in lost if problem.field not in {one.field for one in problems}]
    if "results_on" in changed and what["results_on"] and what["results_on"] < timezone.localdate(now).isoformat():
        problems.append(_problem("results_past", _("This day has gone by. Choose a later one."), "results_on"))
    if has_applications(call):
        problems += [_problem("somebody_applied", HELD[name], name) for name in changed if name in HELD]
        problems += [problem for name in changed if name in FROZEN for problem in _broken(FROZEN[name], before[name], what[name], name)]
    if "criteria" in changed and has_scores(call):
        text = _("Somebody has scored already. Criteria, weights and scales stay as they are.")
        problems.append(_problem("scored", text, "criteria"))
    return problems


def _lost(before: Plain, after: Plain) -> list[Problem]:
    """What it says now and would not say any more."""
    known = {problem.code for problem in _unsaid(before)}
    return [problem for problem in _unsaid(after) if problem.code not in known]


def _narrowed(name: str, before: Any, after: Any) -> list[Problem]:
    if name in WIDENED and is_narrower(name, before, after):
        return [_problem("narrowed", WIDENED[name], name)]
    return []


def _broken(rule: tuple[Callable[[Any, Any], bool], Any], before: Any, after: Any, name: str) -> list[Problem]:
    breaks, message = rule
    return [_problem("somebody_applied", message, name)] if breaks(before, after) else []
