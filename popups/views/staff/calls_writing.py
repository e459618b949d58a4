"""Writing a call, page by page. Each saves on its own; rows come and go without a script."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from popups.access import SignedInRequest
from popups.forms.staff.calls_pages import PAGE, PAGES, Page, page_after
from popups.forms.staff.calls_parts import PartForm
from popups.forms.staff.calls_rows import pressed
from popups.lifecycle.calls import draft_call, save_call
from popups.models import Call
from popups.reports.call_changes import ChangeLine, met
from popups.rules.call_values import left_as_saved, plain, seal_of
from popups.views.staff.calls import fetch
from vacancies.access import OFFICERS, requires
from vacancies.lifecycle.saving import Stale
from vacancies.problem import Refused
from vacancies.resent_forms import once
from vacancies.sure import sure


def _show(request: HttpRequest, page: Page, form: PartForm, status: int = 200, stale: list[ChangeLine] | None = None) -> HttpResponse:
    told: dict[str, Any] = {"call": form.call, "step": page, "pages": PAGES, "form": form, "codes": form.codes, "stale": stale or [],
                            "next": page_after(page)}
    return render(request, f"popups/staff/call_{page.code}.html", told, status=status)


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@once
def call_new(request: SignedInRequest) -> HttpResponse:
    """A call begins with its title."""
    page = PAGES[0]
    form = page.form(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _show(request, page, form, 422 if form.is_bound else 200)
    with transaction.atomic():
        call = save_call(call=draft_call(by=request.user), by=request.user, **form.values())
    return _saved(request, page, call)


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
def call_edit(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    call = fetch(reference)
    if code not in PAGE:
        raise Http404
    page = PAGE[code]
    if request.method != "POST":
        return _show(request, page, page.form(call=call))
    form = page.form(request.POST, call=call)
    if pressed(request.POST):
        return _show(request, page, form.after(request.POST))
    return _save(request, page, form) if form.is_valid() else _show(request, page, form, 422)


def _save(request: SignedInRequest, page: Page, form: PartForm) -> HttpResponse:
    call = sure(form.call)
    values = left_as_saved(form.values(), call, request.POST.getlist("take"))
    try:
        return _saved(request, page, save_call(call=call, by=request.user, **form.told, **values))
    except Stale as stale:
        return _show_stale(request, page, form, stale.row)
    except Refused as refused:
        form.refuse(refused)
        return _show(request, page, form, 422)


def _show_stale(request: HttpRequest, page: Page, form: PartForm, call: Call) -> HttpResponse:
    """What was typed stays, and what the other person saved stands above it. Saving again is then meant."""
    now = plain(call)
    data = request.POST.copy()
    data["seal"] = seal_of(now, page.form.names)
    again = page.form(data, call=call)
    again.is_valid()
    return _show(request, page, again, 409, met(form.plain(), now))


def _saved(request: HttpRequest, page: Page, call: Call) -> HttpResponse:
    messages.success(request, _("Saved."))
    following = page_after(page)
    if "next" in request.POST and following:
        return redirect("popups:call-edit", call.reference, following.code)
    return redirect("popups:staff-call", call.reference)
