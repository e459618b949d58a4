"""What was promised or fixed and breaks a rule of today together with other promises: every plan keeps it, and says so."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from popups.matching.judge import Violation, promises_broken
from popups.matching.problem import MatchingProblem
from popups.reports.plan_picture import Open
from popups.reports.plan_reasons import words_of
from popups.reports.plan_words import Words, activities


def broken_promises(shown: Open, kept: frozenset[int]) -> list[str]:
    """A sentence for each unit, for each activity of a street, and for each applicant. No query where there are none, else three.

    kept: applications whose applicant this reader does not learn.
    """
    wrong = promises_broken(shown.problem)
    hidden = {shown.problem.application[row.application.reference].applicant for row in shown.placements if row.application_id in kept}
    told = [row for row in wrong if row.rule != "limit" or row.application not in hidden]
    return list(_sentences(shown.problem, told, words_of(shown))) if told else []


def _sentences(problem: MatchingProblem, wrong: Iterable[Violation], words: Words) -> Iterator[str]:
    days: dict[tuple[str, str, str], list[int]] = {}
    for row in wrong:
        days.setdefault((row.rule, row.unit, row.application), []).append(row.day or 0)
    for (rule, where, about), found in sorted(days.items()):
        told = {"first": words.day(min(found)), "last": words.day(max(found))}
        if rule == "capacity":
            yield _("“%(unit)s”: more at once than there is room for by the rules of today, between %(first)s and %(last)s.") % {**told, "unit": words.place(where)}
        elif rule == "variety":
            yield _("%(street)s: more of one activity at once than the rules of today allow (%(activity)s), between %(first)s and %(last)s.") % {
                **told, "street": where, "activity": activities(about)}
        else:
            names = [pin.application for pin in problem.pins if problem.application[pin.application].applicant == about]
            yield _("One applicant has more places than the rules of today allow: %(names)s.") % {"names": ", ".join(names)}
