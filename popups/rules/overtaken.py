"""An old window: somebody decided, or took a decision back, since the page was made from which somebody decides now."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from popups.models import Application
from popups.rules.telling import decision_of
from vacancies.problem import Problem


def seal_of(application: Application) -> str:
    """Another one whenever somebody decides, or takes a decision back."""
    decision = decision_of(application)
    return decision.at.isoformat() if decision else ""


def overtaken(application: Application, seen: str | None) -> list[Problem]:
    """seen: the seal that the page was made from; None: there was no page."""
    if seen is None or seen == seal_of(application):
        return []
    decision = decision_of(application)
    if decision is None:
        return [Problem("decided_meanwhile", _("The decision was taken back meanwhile. Decide again if you mean it."))]
    text = _("It was decided meanwhile: %(outcome)s (%(who)s). Nothing of yours is saved yet. Decide again if you mean it.")
    return [Problem("decided_meanwhile", text % {"outcome": decision.get_outcome_display(), "who": decision.by})]


def overtaken_among(applications: Sequence[Application], seen: Mapping[str, str] | None) -> list[Problem]:
    """seen: seals by reference. Each is named about which somebody decided meanwhile."""
    return [Problem(problem.code, f"{row.reference}: {problem.message}") for row in applications
            for problem in overtaken(row, None if seen is None else seen.get(row.reference))]
