"""The views of the list of units that a person finds above it."""

from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl

from django.db.models import Q, QuerySet

from vacancies.models import SavedView


def views_of(user: Any) -> QuerySet[SavedView]:
    """One's own, and those that colleagues share."""
    return SavedView.objects.filter(Q(user=user) | Q(is_shared=True)).select_related("user")


def usable_views(user: Any, names: Collection[str]) -> list[SavedView]:
    """names: the filters that the person has. A view that needs another one would show more than it promises. One query."""
    return [view for view in views_of(user) if names_in(view.query) <= set(names)]


def names_in(query: str) -> set[str]:
    return {name for name, _value in parse_qsl(query)}
