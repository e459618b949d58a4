"""Lists of shops and owners, a page at a time."""

from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from vacancies.latvian import fold
from vacancies.models import Owner, Shop

PAGE = 50
MOST_OWNERS = 20


def written(word: str) -> set[str]:
    """A word as names are written. SQLite knows capitals of plain Latin letters only."""
    return {word, word.lower(), word.upper(), word.capitalize()}


def says(names: list[str], word: str) -> Q:
    """The word stands in one of these fields."""
    found = Q()
    for form in written(word):
        for name in names:
            found |= Q(**{f"{name}__icontains": form})
    return found


def shops_found(words: str, *, with_closed: bool, today: date) -> QuerySet[Shop]:
    """Every word stands in the shop's own entry or in that of its unit."""
    found = Shop.objects.select_related("unit")
    if not with_closed:
        found = found.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
    for word in words.split():
        found = found.filter(says(["name", "address", "reference"], word) | Q(unit__search_text__contains=fold(word)))
    return found


def page_of_shops(shops: QuerySet[Shop], number: str) -> Page:
    wanted = int(number) if number.isdecimal() and len(number) < 7 else 1
    return Paginator(shops, PAGE).get_page(wanted)


def owners_found(words: str) -> list[Owner]:
    """At most twenty, each with how many units it owns; nobody for an empty search."""
    if not words.split():
        return []
    found = Owner.objects.all()
    for word in words.split():
        found = found.filter(says(["name", "contact_name", "email"], word))
    return list(found.annotate(unit_count=Count("units")).order_by("name", "pk")[:MOST_OWNERS])
