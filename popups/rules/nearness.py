"""Whoever stands too near to an application of a call: what they may not do with it, what they do not learn, and who acts instead."""


from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from popups.models import Application, Call, CoApplicant, Conflict, Decision, User
from popups.rules.reviewing import is_near, standing_near
from vacancies.access import OFFICERS
from vacancies.problem import Problem

NAMED = 5


def kept_from(user: Any, call: Call | None) -> frozenset[int]:
    """Keys of the applications of whose scores, remarks and decisions this person learns nothing. One query; none once everybody is told."""
    if call is None or call.results_sent_at is not None:
        return frozenset()
    return frozenset(Application.objects.filter(standing_near(user), call=call).values_list("pk", flat=True))


def references_of(kept: frozenset[int]) -> frozenset[str]:
    """By what files and plans call them. One query; none where there are none."""
    return frozenset(Application.objects.filter(pk__in=kept).values_list("reference", flat=True)) if kept else frozenset()


def kept_applications(user: Any) -> QuerySet[Application]:
    """The same, of all calls."""
    return Application.objects.filter(standing_near(user), call__isnull=False, call__results_sent_at__isnull=True)


def in_name_problems(application: Application, by: Any) -> list[Problem]:
    """Of what is done in the applicant's name, at the desk or from paper. What applicants do themselves is theirs to do."""
    return [] if by is not None and application.applicant.user_id == by.pk else near_problems(application, by)


def near_problems(application: Application, by: Any) -> list[Problem]:
    """Of everything by which an officer helps or hinders an application of a call. by: None is the clock."""
    if by is None or application.call_id is None or not is_near(application, by):
        return []
    return [stands_near(application)]


def stands_near(application: Application) -> Problem:
    """What is said to such a person: who acts instead."""
    return Problem("stands_near", _sentence(application))


def near_in(call: Call, person: Any) -> QuerySet[Application]:
    """What of a call this person stands too near to; `is_declared`: they said so themselves."""
    declared = Exists(Conflict.objects.filter(application=OuterRef("pk"), reviewer=person.pk))
    return Application.objects.filter(standing_near(person), call=call).annotate(is_declared=declared).order_by("reference")


def many_near_problems(applications: Sequence[Application], by: Any) -> list[Problem]:
    """One for all of them. One query where nobody stands near."""
    keys = [row.pk for row in applications]
    near = Application.objects.filter(standing_near(by), pk__in=keys, call__isnull=False).order_by("reference")
    if not (names := list(near.values_list("reference", flat=True))):
        return []
    text = _("You stand too near to these, so somebody else decides about them: %(references)s. Take them out of your choice.")
    return [Problem("stands_near", text % {"references": ", ".join(names)})]


def who_may(application: Application) -> list[User]:
    """Who of the office does not stand near."""
    declared = Conflict.objects.filter(application=application, reviewer=OuterRef("pk"))
    partners = [row.email.casefold() for row in application.co_applicants.all() if row.is_willing is not False]
    rows = office().filter(~Exists(declared)).exclude(pk=application.applicant.user_id or 0)
    return [person for person in rows if person.email.casefold() not in partners]


def office() -> QuerySet[User]:
    """Who may act on applications: officers and administrators."""
    rows = User.objects.filter(Q(role__in=OFFICERS) | Q(is_superuser=True), is_active=True)
    return rows.order_by("last_name", "first_name", "email")


def _sentence(application: Application) -> Any:
    names = ", ".join(str(person) for person in who_may(application)[:NAMED])
    if not names:
        return _("You stand too near to this application, and nobody else of the office may act on it. Ask the administrator for another officer.")
    return _("You stand too near to this application. Somebody else acts on it: %(names)s.") % {"names": names}


def decided_by_near(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Of these, the ones made by somebody who stands too near, mostly found only afterwards."""
    declared = Conflict.objects.filter(application=OuterRef("application"), reviewer=OuterRef("by"))
    partner = CoApplicant.objects.filter(application=OuterRef("application"), email__iexact=OuterRef("by__email")).exclude(is_willing=False)
    return decisions.filter(Exists(declared) | Exists(partner) | Q(application__applicant__user=F("by")))
