"""Whoever stands too near to one application of a call does not choose between the others either, as long as somebody else can.

Near is near, whatever the outcome: what was not selected comes back by an objection, and who waits hopes that others lose.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from popups.models import Application, Call, CoApplicant, Conflict, Decision, User
from popups.rules.nearness import NAMED, near_problems, office
from popups.rules.reviewing import running, standing_near
from vacancies.problem import Problem, Sentence


@dataclass(frozen=True)
class Side:
    """near: references of what this person stands too near to in a call. others: of the office, near to nothing of it."""

    near: tuple[str, ...] = ()
    others: tuple[User, ...] = ()

    @property
    def is_barred(self) -> bool:
        return bool(self.near and self.others)

    @property
    def is_alone(self) -> bool:
        """They act all the same, since nobody else can; it is marked."""
        return bool(self.near) and not self.others

    @property
    def problems(self) -> list[Problem]:
        return [Problem("near_rival", self._who_acts())] if self.is_barred else []

    def _who_acts(self) -> Sentence:
        text = _("You stand too near to %(references)s, so you do not choose between the others of this call either. Somebody else does: %(names)s.")
        return text % {"references": ", ".join(self.near), "names": ", ".join(str(person) for person in self.others[:NAMED])}


def side_of(call: Call | None, person: Any) -> Side:
    """One query; two where the person stands near to anything. None without a call. person: None is the clock."""
    if call is None or person is None:
        return Side()
    return side_with(call, running(call).filter(standing_near(person)).order_by("reference").values_list("reference", flat=True))


def side_with(call: Call, near: Iterable[str]) -> Side:
    """near: references, where they are known already."""
    return Side(found, tuple(_near_to_nothing(call))) if (found := tuple(near)) else Side()


def judging_problems(application: Application, by: Any) -> list[Problem]:
    """Of everything that chooses between the applications of a call."""
    return near_problems(application, by) or side_of(application.call, by).problems


def _near_to_nothing(call: Call) -> QuerySet[User]:
    """Of the office: nothing of the call is theirs, they declared no conflict, and nobody applies together with them."""
    keys = running(call).values("pk")
    declared = Conflict.objects.filter(application__in=keys, reviewer=OuterRef("pk"))
    partner = CoApplicant.objects.filter(application__in=keys, email__iexact=OuterRef("email")).exclude(is_willing=False)
    return office().filter(~Exists(declared), ~Exists(partner), ~Exists(running(call).filter(applicant__user=OuterRef("pk"))))


def decided_beside(call: Call) -> QuerySet[Decision]:
    """By somebody who stands near to another application of the call: nobody else could, or it was found only afterwards."""
    keys, own = running(call).values("pk"), {"application": OuterRef("application")}
    declared = Conflict.objects.filter(application__in=keys, reviewer=OuterRef("by")).exclude(**own)
    partner = CoApplicant.objects.filter(application__in=keys, email__iexact=OuterRef("by__email")).exclude(is_willing=False).exclude(**own)
    theirs = running(call).filter(applicant__user=OuterRef("by")).exclude(pk=OuterRef("application"))
    return Decision.objects.filter(Q(Exists(declared)) | Q(Exists(partner)) | Q(Exists(theirs)), call=call)
