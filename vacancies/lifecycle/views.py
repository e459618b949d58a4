"""Views kept of the list of units: a name for a filter, of one's own or for all colleagues."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vacancies.lifecycle.saving import save_checked, seeing_others
from vacancies.models import SavedView
from vacancies.problem import Problem, refuse_if
from vacancies.sure import sure

MOST = 40  # of one person: more than that nobody finds again


@transaction.atomic
def keep_view(*, name: str, query: str, is_shared: bool, by: Any) -> SavedView:
    """query: only names of filters, as the form of the filters writes it; the same view kept again is the one there is."""
    return seeing_others(lambda: _kept(name.strip(), query, is_shared, by))


def _kept(name: str, query: str, is_shared: bool, by: Any) -> SavedView:
    own = SavedView.objects.filter(user=by)
    if standing := own.filter(name=name, query=query, is_shared=is_shared).first():
        return standing
    refuse_if(_problems(query, own.count()))
    view = SavedView(user=by, name=name, query=query, is_shared=is_shared)
    save_checked(view, by)
    return view


def _problems(query: str, count: int) -> list[Problem]:
    problems = []
    if not query:
        problems.append(Problem("no_filter", _("Narrow the list first, then keep what you see as a view.")))
    if len(query) > sure(SavedView._meta.get_field("query").max_length):
        problems.append(Problem("query_too_long", _("These filters are too long to be kept. Search for fewer words.")))
    if count >= MOST:
        problems.append(Problem("too_many", _("You have 40 views already. Delete one that you no longer need.")))
    return problems


@transaction.atomic
def change_view(*, view: SavedView, name: str, is_shared: bool, by: Any) -> SavedView:
    """Raises SavedView.DoesNotExist where it was deleted meanwhile."""
    view = SavedView.objects.select_for_update().get(pk=view.pk)
    view.name, view.is_shared = name.strip(), is_shared
    return seeing_others(lambda: _saved(view, by))


def _saved(view: SavedView, by: Any) -> SavedView:
    save_checked(view, by)
    return view


@transaction.atomic
def delete_view(*, view: SavedView, by: Any) -> None:
    """What it was is in the caller's hands, for taking the deed back."""
    SavedView.objects.filter(pk=view.pk).delete()
