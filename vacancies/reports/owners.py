"""Everybody who owns a unit, as the office looks them up. Only officers see this."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch

from vacancies.latvian import fold, sort_key
from vacancies.models import Owner, Unit

PAGE, UNITS_SHOWN, MOST_PAIRS = 50, 5, 20


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
