"""What a person is shown before two entries are merged, and what was merged or told apart before."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Window
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.models import Call, Wish
from popups.rules.merging import CALL_UNITS, FOLLOW, LABEL_OF, MergePlan
from vacancies.models import ClosedPeriod, ImportedRow, Merge, NotSame, Photo, Talk, Unit, Vacancy
from vacancies.problem import Sentence
from vacancies.reports.clusters import Cluster, gathered
from vacancies.reports.duplicates import LIKELY, Pair, Reason, candidate_pairs, likely_pairs

# Why rows stay with the entry that is set aside. They are not lost: they come back when the merge is taken back.
WHY_BEHIND: dict[type, str | Promise] = {
    Photo: _("The same picture is there already."),
    Vacancy: _("The other entry says something else about these days, and its word counts."),
    ClosedPeriod: _("The other entry is closed on some of these days already."),
    Talk: _("The talks with the owner are kept at the other entry."),
    ImportedRow: _("The other entry has its own row in the town's register. Both are recognised at the next import."),
    Wish: _("The applicant wishes for the other entry as well."),
    CALL_UNITS: _("The call names the other entry as well."),
}
_NAMES = {CALL_UNITS: Call._meta.verbose_name_plural}  # that a call names a unit has no word of its own


@dataclass(frozen=True)
class Line:
    """One kind of rows: how many follow, how many stay behind and why."""

    name: str | Promise
    moves: int
    stays: int
    why: str | Promise


def lines_of(plan: MergePlan) -> list[Line]:
    found = []
    for model in FOLLOW:
        moves, stays = (len(rows.get(LABEL_OF[model], [])) for rows in (plan.moves, plan.stays))
        if moves or stays:
            name: Sentence = _NAMES.get(model) or model._meta.verbose_name_plural or ""
            found.append(Line(name, moves, stays, WHY_BEHIND.get(model, "") if stays else ""))
    return found


@dataclass(frozen=True)
class Suspicion:
    """Two entries that may be one place. `stays` is the one that we would keep."""

    stays: Unit
    goes: Unit
    reasons: list[str | Promise]


@dataclass(frozen=True)
class Spot:
    """Three or more entries close to each other, of which some may be one place. What we would keep comes first."""

    units: list[Unit]


def _weight(unit: Unit) -> tuple:
    """What the public knows stays; then what is older."""
    return not unit.is_published, unit.created_at, unit.pk


def ordered(one: Unit, other: Unit) -> tuple[Unit, Unit]:
    first, second = sorted((one, other), key=_weight)
    return first, second


def _words(pair: Pair) -> list[str | Promise]:
    words: list[str | Promise] = [reason.label for reason in pair.reasons if reason is not Reason.NEAR]
    if pair.metres is not None:
        words.append(_("%(metres)d m apart") % {"metres": round(pair.metres)})
    return words


def pairs_of(*, is_likely: bool) -> list[Pair | Cluster]:
    """Four queries; the list is short (MOST). Whoever only stands in one spot with several others is told of once."""
    return gathered(likely_pairs() if is_likely else [pair for pair in candidate_pairs() if pair.rank > LIKELY])


def suspicions(rows: list[Pair | Cluster]) -> list[Suspicion | Spot]:
    """Two queries for any number of rows."""
    keys = {key for row in rows for key in _keys(row)}
    units = Unit.objects.select_related("owner").annotate(photo_count=Count("photos", filter=Q(photos__removed_at=None))).in_bulk(keys)
    return [_suspicion(row, [units[key] for key in _keys(row)]) for row in rows]


def _keys(row: Pair | Cluster) -> tuple[int, ...]:
    return row.keys if isinstance(row, Cluster) else (row.first, row.second)


def _suspicion(row: Pair | Cluster, units: list[Unit]) -> Suspicion | Spot:
    if isinstance(row, Cluster):
        return Spot(sorted(units, key=_weight))
    return Suspicion(*ordered(*units), _words(row))


def merges() -> QuerySet[Merge]:
    return Merge.objects.select_related("kept", "merged", "by", "undone_by").order_by("-at", "-pk")


def went_into(unit: Unit) -> QuerySet[Merge]:
    """The merges by which other entries stand for this one now, also over an entry that went into it later."""
    return merges().filter(merged__merged_into=unit, undone_at__isnull=True).defer("before", "moved")


def told_apart() -> QuerySet[NotSame]:
    """in_answer: how many pairs were told apart in one answer with this one."""
    together = Window(Count("pk"), partition_by=[F("at"), F("by")])
    return NotSame.objects.select_related("first", "second", "by").annotate(in_answer=together).order_by("-at", "-pk")
