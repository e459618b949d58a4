"""The plans of a call, what the next one would go by, and what officers fixed for all of them."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from popups.choices import ApplicationStatus, Outcome
from popups.models import Application, Call, Plan, PlanRules, Ruling
from popups.reports.matching_asked import candidates
from popups.reports.matching_problem import rules_of
from popups.rules.calls import units_of


@dataclass(frozen=True)
class Ground:
    """What the next plan would go by. out: applications that no plan looks at, by what was decided or else by their status, in words."""

    rules: PlanRules
    units: int
    applications: int
    out: list[tuple[str, int]]


def ground_of(call: Call) -> Ground:
    """Six queries."""
    asked = set(candidates(call).order_by().values_list("pk", flat=True))
    others = Application.objects.filter(call=call, submitted_at__isnull=False).exclude(pk__in=asked)
    out = Counter(str(Outcome(outcome).label if outcome else ApplicationStatus(status).label)
                  for status, outcome in others.values_list("status", "decision__outcome"))
    return Ground(rules_of(call), units_of(call).count(), len(asked), sorted(out.items()))


def plans_of(call: Call) -> QuerySet[Plan]:
    """Newest first; without their inputs, which are long. The order is named since counting drops that of the model."""
    approved = Count("placements", filter=Q(placements__approved_at__isnull=False))
    return Plan.objects.filter(call=call).defer("problem", "places").select_related("asked_by", "base").annotate(approved=approved).order_by("-asked_at", "-pk")


def ready_plans(call: Call) -> QuerySet[Plan]:
    """What can be compared, newest first."""
    return Plan.objects.ready().filter(call=call).defer("problem", "places")


def rulings_of(call: Call) -> QuerySet[Ruling]:
    return Ruling.objects.standing().filter(call=call).select_related("application__applicant", "unit", "made_by")
