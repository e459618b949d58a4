"""Decide now, tell later: until the results of a call are sent, nobody outside the office hears anything of what was decided."""

from django.utils.translation import gettext_lazy as _

from popups.choices import Outcome
from popups.models import Application, Decision
from vacancies.problem import Problem


def is_told(application: Application) -> bool:
    """Nothing of it waits to be told. Touches no database where `call` is loaded."""
    return application.call is None or application.call.results_sent_at is not None


def decision_of(application: Application) -> Decision | None:
    return getattr(application, "decision", None) if application.call_id else None


def told_decision(application: Application) -> Decision | None:
    """What the applicant may read. Touches no database where `call` and `decision` are loaded."""
    decision = decision_of(application)
    return decision if decision is not None and decision.told_at is not None else None


def pending_problems(application: Application) -> list[Problem]:
    """An application of a call gets no answer of its own before everybody gets theirs."""
    if is_told(application):
        return []
    text = _("It belongs to a call: decide on the page of the call. Everybody gets the results together.")
    return [Problem("results_not_sent", text)]


def told_problems(application: Application) -> list[Problem]:
    """What everybody was told is not read anew; it changes by the reserve list, an objection, or a no."""
    if told_decision(application) is None:
        return []
    return [Problem("results_sent", _("The result of the call is told already, so it is not taken back into review."))]


def offer_problems(application: Application) -> list[Problem]:
    """Nobody is offered a place before the results are sent, nor from the reserve list without moving up."""
    decision = told_decision(application)
    if decision is not None and decision.outcome == Outcome.RESERVE:
        return [Problem("on_reserve", _("It is on the reserve list. Let it move up first."))]
    return pending_problems(application)
