"""Everybody who owns a unit, as the office looks them up. Only officers see this."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Count, Max, Min, OuterRef, Prefetch, Subquery
from django.utils.translation import gettext_lazy as _

from vacancies.latvian import fold, sort_key
from vacancies.models import Contact, Merge, Owner, Unit
from vacancies.problem import Sentence
from vacancies.reports.talks import tell_stage

PAGE, UNITS_SHOWN, MOST_PAIRS = 50, 5, 20
MOST_UNITS, MOST_CONTACTS, MOST_LINKS = 100, 50, 10
# Stand in the history: of a unit whose owner's entry went into another one, and of that entry, before the other's number.
OWNERS_MERGED, MERGED_INTO = "owners merged", "merged into "


@dataclass(frozen=True)
class Entry:
    """What is looked through: the owners of a town are read as a whole, because no database folds ā into a."""

    pk: int
    name: str
    words: str


def _entries() -> list[Entry]:
    rows = Owner.objects.order_by().values_list("pk", "name", "contact_name", "email", "phone")
    found = [Entry(pk, name, fold(" ".join([name, *others]))) for pk, name, *others in rows]
    return sorted(found, key=lambda entry: (not entry.name, sort_key(entry.name), entry.pk))


def people(words: str, number: int) -> tuple[Page, list[Owner], list[tuple[Owner, Owner]]]:
    """A page of owners who hold every word, and the pairs that bear the same name. Four queries.

    Each owner carries `unit_count` and the first of their units as `some_units`.
    """
    entries, wanted = _entries(), fold(words).split()
    page = Paginator([entry.pk for entry in entries if all(word in entry.words for word in wanted)], PAGE).get_page(number)
    twice = [] if wanted else _same_names(entries)
    pks = list(page.object_list)
    units = Unit.objects.in_register().order_by("sort_key", "pk")[:UNITS_SHOWN]
    found = (Owner.objects.filter(pk__in={*pks, *(pk for pair in twice for pk in pair)})
             .annotate(unit_count=Count("units")).prefetch_related(Prefetch("units", units, to_attr="some_units")))
    by_pk = {owner.pk: owner for owner in found}
    return page, [by_pk[pk] for pk in pks if pk in by_pk], [(by_pk[one], by_pk[other]) for one, other in twice]


def _same_names(entries: list[Entry]) -> list[tuple[int, int]]:
    """The one entered first, and each other one. Owners without a name are nobody's double."""
    named = defaultdict(list)
    for entry in entries:
        if entry.name.strip():
            named[" ".join(fold(entry.name).split())].append(entry.pk)
    return [(pks[0], other) for pks in named.values() for other in pks[1:]][:MOST_PAIRS]


def units_of(owner: Owner) -> list[Unit]:
    """Archived ones too, each with `stage_label` and `stage_colour`."""
    units = Unit.objects.filter(owner=owner).select_related("owner", "talk").order_by("sort_key", "pk")
    return [tell_stage(unit) for unit in units[:MOST_UNITS]]


def contacts_with(owner: Owner) -> list[Contact]:
    """The newest, whichever unit they were about and whoever owns it now."""
    return list(owner.contacts.select_related("unit", "by")[:MOST_CONTACTS])


def what_hangs_on(owner: Owner) -> list[tuple[str, Sentence]]:
    """Why an entry cannot be deleted, by name of what hangs on it. Some ten short queries."""
    reasons = {
        "units": _("Units are entered for this owner. Enter on their pages who owns them now."),
        "contacts": _("Contacts with this owner are noted, and they are kept."),
        "talks": _("What this owner said about a unit is noted, and it is kept."),
        "links": _("This owner was given a link to a page of their own."),
        "proposals": _("This owner has proposed something."),
    }
    found: list[tuple[str, Sentence]] = [(name, text) for name, text in reasons.items() if getattr(owner, name).exists()]
    others = (model._base_manager.filter(**{name: owner}) for model, name in told_of(Owner))
    return found or ([("agreed", reasons["talks"])] if any(rows.exists() for rows in others) else [])


def told_of(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Every table, also of the other app, that names a row of this one, with its column. Not history, which outlives what it tells of."""
    relations = (one for one in model._meta.get_fields(include_hidden=True) if isinstance(one, models.ManyToOneRel))
    return [(one.related_model, one.field.name) for one in relations if getattr(one.field, "db_constraint", True)]


def heir_of(number: int | None) -> int | None:
    """The entry that stands for an owner by now: its own, or the one it went into. None where it was deleted.

    One query where the entry is still there, two more for each merge since.
    """
    while number is not None and not Owner.objects.filter(pk=number).exists():
        number = _went_into(number)
    return number


def owned_since(owner: Owner, units: Collection[int]) -> dict[int, datetime]:
    """By unit: since when it is this owner's. Nothing of units that never were anybody else's, as far as the register knows.

    Three queries, one more for each generation of entries that went into the owner's own. Where an entry of somebody else went into
    a unit, everything that came with it is somebody else's: the moment of that counts.
    """
    own = _went_into_this(owner)
    others = Unit.history.filter(id=OuterRef("id"), owner__isnull=False).exclude(owner__in=own).order_by("-history_id")
    lines = Unit.history.filter(id__in=units, history_id__gt=Subquery(others.values("history_id")[:1]))
    since = dict(lines.order_by().values_list("id").annotate(Min("history_date")))
    merges = Merge.objects.filter(merged__merged_into__in=units, undone_at=None, merged__owner__isnull=False).exclude(merged__owner__in=own)
    for unit, at in merges.order_by().values_list("merged__merged_into").annotate(Max("at")):
        since[unit] = max(at, since.get(unit, at))
    return since


def _went_into_this(owner: Owner) -> set[int]:
    """The keys of all entries that stand for this owner: its own, and those that went into it."""
    known, found = {owner.pk}, {owner.pk}
    while found:
        reasons = [f"{MERGED_INTO}{number}" for number in found]
        found = set(Owner.history.filter(history_type="-", history_change_reason__in=reasons).values_list("id", flat=True)) - known
        known |= found
    return known


def _went_into(number: int) -> int | None:
    gone = Owner.history.filter(id=number, history_type="-").order_by("-history_id")
    reason = gone.values_list("history_change_reason", flat=True).first() or ""
    return int(reason.removeprefix(MERGED_INTO)) if reason.startswith(MERGED_INTO) else None
