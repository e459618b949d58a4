"""Saved views: keeping the filter that one sees, renaming, sharing, deleting."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.reports.saved_views import usable_views
from popups.views.staff.kept import bring_back, deleted
from popups.views.staff.unit_rows import unit_filters
from vacancies.access import ALL_STAFF, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.forms.views import ViewForm
from vacancies.lifecycle.views import change_view, delete_view, keep_view
from vacancies.models import SavedView
from vacancies.problem import Refused
from vacancies.resent_forms import once

LIST, RESTORE = "popups:view-list", "popups:view-restore"


@require_safe
@requires(*ALL_STAFF)
def view_list(request: HttpRequest) -> HttpResponse:
    names = unit_filters(QueryDict(), request.user).names
    return render(request, "popups/staff/view_list.html", {"views": usable_views(request.user, names)})


def _show(request: HttpRequest, form: ViewForm, view: SavedView | None, query: str, status: int = 200) -> HttpResponse:
    filters = unit_filters(QueryDict(query), request.user)
    told = {"form": form, "view": view, "filters": filters, "codes": " ".join(codes_of(form))}
    return render(request, "popups/staff/view_form.html", told, status=status)


def _kept(request: HttpRequest, form: ViewForm, view: SavedView | None, query: str) -> SavedView:
    told: dict[str, Any] = form.cleaned_data
    if view:
        return change_view(view=view, by=request.user, **told)
    return keep_view(query=query, by=request.user, **told)


def _answer(request: HttpRequest, view: SavedView | None, query: str) -> HttpResponse:
    if request.method != "POST":
        initial = {"name": view.name, "is_shared": view.is_shared} if view else {}
        return _show(request, ViewForm(initial=initial), view, query)
    form = ViewForm(request.POST)
    if form.is_valid():
        try:
            kept = _kept(request, form, view, query)
            messages.success(request, _("The view is kept: %(name)s.") % {"name": kept.name})
            return redirect(LIST)
        except Refused as refused:
            add_problems(form, refused)
        except SavedView.DoesNotExist:  # deleted at this moment, in another window
            raise Http404 from None
    return _show(request, form, view, query, 422)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*ALL_STAFF)
@once
def view_new(request: HttpRequest) -> HttpResponse:
    """The address carries the filters. Whatever else stands there is left out, so that a view never leads elsewhere."""
    return _answer(request, None, unit_filters(request.GET, request.user).kept)


def _own(request: HttpRequest, number: int) -> SavedView:
    return get_object_or_404(SavedView, pk=number, user=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*ALL_STAFF)
def view_edit(request: HttpRequest, number: int) -> HttpResponse:
    view = _own(request, number)
    return _answer(request, view, view.query)


@require_POST
@requires(*ALL_STAFF)
def view_delete(request: HttpRequest, number: int) -> HttpResponse:
    view = _own(request, number)
    delete_view(view=view, by=request.user)
    return deleted(request, RESTORE, LIST, name=view.name, query=view.query, is_shared=view.is_shared)


@require_POST
@requires(*ALL_STAFF)
def view_restore(request: HttpRequest) -> HttpResponse:
    return bring_back(request, RESTORE, LIST, keep_view)
