"""The page of one owner, whether a unit is entered for them or not. Only officers come in."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vacancies.access import OFFICERS, requires
from vacancies.forms.merge import Merge, merge
from vacancies.forms.owners import OwnerForm
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.lifecycle.owner_page import revoke_link
from vacancies.lifecycle.owners import change_owner, delete_owner
from vacancies.lifecycle.saving import Stale, mark_of
from vacancies.models import Owner
from vacancies.problem import Refused
from vacancies.reports.entry import as_it_is, as_it_was, last_saved
from vacancies.reports.owners import MOST_LINKS, contacts_with, heir_of, units_of, what_hangs_on
from vacancies.undo import say_problems


@dataclass(frozen=True)
class Unsaved:
    """Why a correction was not saved: with what was typed, and beside it what somebody else saved meanwhile."""

    form: OwnerForm
    status: int
    merged: Merge | None = None


def correct(owner: Owner, data: Any, *, by: Any) -> Unsaved | None:
    """Saves what was typed about an owner; None when it is saved."""
    form = OwnerForm(data, instance=copy(owner), prefix="owner")
    if not form.is_valid():
        return Unsaved(form, 422)
    mark = form.cleaned_data["mark"] or 0
    try:
        change_owner(owner=owner, mark=mark, by=by, **form.answers())
    except Stale as stale:
        return _compared(form, stale.row, mark)
    except Refused as refused:
        add_problems(form, refused)
        return Unsaved(form, 422)
    return None


def _compared(form: OwnerForm, now: Any, mark: int) -> Unsaved:
    merged = merge(form, was=as_it_was(now, mark), now=as_it_is(now), last=last_saved(now))
    merged.data["owner-mark"] = str(mark_of(now))
    return Unsaved(OwnerForm(merged.data, instance=copy(now), prefix="owner"), 409, merged)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
def owner_detail(request: HttpRequest, number: int) -> HttpResponse:
    owner = get_object_or_404(Owner, pk=number)
    if request.method != "POST":
        return _show(request, owner, OwnerForm(instance=copy(owner), initial={"mark": mark_of(owner)}, prefix="owner"))
    unsaved = correct(owner, request.POST, by=request.user)
    if unsaved:
        return _show(request, owner, **vars(unsaved))
    messages.success(request, _("Saved."))
    return redirect("vacancies:owner-detail", owner.pk)


def _show(request: HttpRequest, owner: Owner, form: OwnerForm, status: int = 200, merged: Merge | None = None) -> HttpResponse:
    links, now = list(owner.links.select_related("made_by")[:MOST_LINKS]), timezone.now()
    return render(request, "vacancies/staff/owner_detail.html", {
        "owner": owner, "form": form, "merged": merged, "codes": " ".join(codes_of(form)), "units": units_of(owner),
        "contacts": contacts_with(owner), "links": links, "now": now, "hanging": what_hangs_on(owner),
        "has_valid": any(link.revoked_at is None and link.expires_at > now for link in links)}, status=status)


@require_POST
@requires(*OFFICERS)
def owner_shut(request: HttpRequest, number: int) -> HttpResponse:
    """Also for an owner who has no unit any more, and so no other page with this button."""
    owner = get_object_or_404(Owner, pk=number)
    revoke_link(owner=owner, by=request.user)
    messages.success(request, _("No link opens this owner's page any more."))
    heir = heir_of(owner.pk)  # another one where the entry was merged at this moment
    return redirect("vacancies:owner-detail", heir) if heir else redirect("vacancies:owner-list")


@require_POST
@requires(*OFFICERS)
def owner_delete(request: HttpRequest, number: int) -> HttpResponse:
    owner = get_object_or_404(Owner, pk=number)
    try:
        delete_owner(owner=owner, by=request.user)
    except Refused as refused:
        say_problems(request, refused)
        return redirect("vacancies:owner-detail", number)
    messages.success(request, _("Deleted: %(name)s.") % {"name": owner})
    return redirect("vacancies:owner-list")
