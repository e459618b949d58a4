"""Two plans of a call side by side, and whom a plan serves: with names, for the office."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from popups.kinds import ApplicantKind
from popups.matching.compare import Comparison, Difference, Stay, UnitDifference, compare
from popups.matching.fairness import Area, Fairness, Group, report
from popups.matching.formats import read_problem
from popups.matching.problem import Placement
from popups.models import Application, Plan
from popups.reports.plan_reasons import place_names
from popups.reports.plan_told import stays_of
from popups.reports.plan_words import filled_words
from popups.rules.nearness import references_of
from vacancies import models as register
from vacancies.choices import Activity


class Change(TextChoices):
    PLACED = "placed", pgettext_lazy("plan", "gets a place")
    UNPLACED = "unplaced", pgettext_lazy("plan", "loses the place")
    BETTER_WISH = "better-wish", pgettext_lazy("plan", "a better wish")
    WORSE_WISH = "worse-wish", pgettext_lazy("plan", "a worse wish")
    LONGER = "longer", pgettext_lazy("plan", "longer")
    SHORTER = "shorter", pgettext_lazy("plan", "shorter")
    ELSEWHERE = "elsewhere", pgettext_lazy("plan", "elsewhere")
    OTHER_DATES = "other-dates", pgettext_lazy("plan", "on other days")


@dataclass(frozen=True)
class PersonLine:
    """Who, what changes, where before and after: (place, first day, day after)."""

    application: Application
    difference: Difference
    words: list[str | Promise]
    before: tuple[str, object, object] | None
    after: tuple[str, object, object] | None

    @property
    def amount(self) -> str:
        """By how much longer or shorter; nothing where only one plan has a place for it."""
        return filled_words(self.difference.days) if self.before and self.after else ""


@dataclass(frozen=True)
class Compared:
    comparison: Comparison
    people: list[PersonLine]
    units: list[tuple[str, UnitDifference]]
    is_same_input: bool


def stays(plan: Plan) -> tuple[Placement, ...]:
    problem = read_problem(plan.problem)
    return stays_of(plan.placements.select_related("application"), problem)


def compared(before: Plan, after: Plan, kept: frozenset[int] = frozenset()) -> Compared:
    """At most eight queries. kept: applications whose reader stands too near; they are left out."""
    old, new = read_problem(before.problem), read_problem(after.problem)
    comparison = compare(old, stays(before), stays(after), changed=None if before.problem_hash == after.problem_hash else new)
    rows = Application.objects.filter(reference__in=[row.application for row in comparison.people]).exclude(pk__in=kept).select_related("applicant")
    known = {row.reference: row for row in rows}
    places = place_names(before, after)

    def where(stay: Stay | None) -> tuple[str, object, object] | None:
        if stay is None:
            return None
        row = stay.placement
        return places.get(row.unit, row.unit), old.date_of(row.start), old.date_of(row.end)

    people = [PersonLine(known[row.application], row, [Change(word).label for word in row.changes], where(row.before),
                         where(row.after)) for row in comparison.people if row.application in known]
    return Compared(comparison, people, [(places.get(row.unit, row.unit), row) for row in comparison.units],
                    before.problem_hash == after.problem_hash)


SORTS: dict[str, str | Promise] = {"kind": _("By kind of applicant"), "category": _("By activity"), "area": _("By part of town asked for"),
                                   "first_timer": _("By first stays"), "score": _("By score")}


@dataclass(frozen=True)
class Served:
    """groups: a heading and its groups with their names in words. areas: parts of town by their names."""

    fairness: Fairness
    groups: list[tuple[str | Promise, list[tuple[str | Promise, Group]]]]
    areas: list[tuple[str | Promise, Area]]


def served(plan: Plan, kept: frozenset[int] = frozenset()) -> Served:
    """Two queries; the rest is counted. kept: applications whose score this reader does not learn."""
    found = report(read_problem(plan.problem), stays(plan), references_of(kept))
    parts = dict(register.Area.objects.values_list("key", "name"))
    groups = [(label, [(_group_name(group, parts), group) for group in found.by(by)]) for by, label in SORTS.items()]
    return Served(found, [row for row in groups if len(row[1]) > 1], [(_area_name(area.name, parts) or _("Elsewhere"), area) for area in found.areas])


def _group_name(group: Group, parts: dict[str, str]) -> str | Promise:
    if group.by == "kind":
        return ApplicantKind(group.name).label if group.name in ApplicantKind.values else group.name
    if group.by == "category":
        return Activity(group.name).label if group.name in Activity.values else group.name
    if group.by == "area":
        return _area_name(group.name, parts) or _("Anywhere")
    if group.by == "first_timer":
        return _("First stay here") if group.name == "yes" else _("Were here before")
    return f"{group.name}–{int(group.name) + 9 if group.name != '90' else 100}"


def _area_name(word: str, parts: dict[str, str]) -> str:
    return ", ".join(parts.get(key, key) for key in word.split("|") if key)
