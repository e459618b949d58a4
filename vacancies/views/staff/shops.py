"""The permanent shops and studios of the shop map, as the office keeps them."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vacancies.access import OFFICERS, READERS, requires
from vacancies.forms.merge import Merge, merge
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.forms.shops import ClosingForm, ShopFilters, ShopForm
from vacancies.lifecycle.saving import Stale, mark_of
from vacancies.lifecycle.shops import add_shop, change_shop, close_shop, reopen_shop
from vacancies.models import Shop, Unit
from vacancies.problem import Refused
from vacancies.reports.entry import as_it_is, as_it_was, last_saved
from vacancies.reports.listings import page_of_shops, shops_found
from vacancies.resent_forms import once


@require_safe
@requires(*READERS)
def shop_list(request: HttpRequest) -> HttpResponse:
    """Reviewers read it; only officers come further."""
    filters = ShopFilters(request.GET)
    asked: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {"q": "", "closed": False}
    shops = shops_found(asked["q"], with_closed=asked["closed"], today=timezone.localdate())
    page = page_of_shops(shops, request.GET.get("page", "1"))
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(request, "vacancies/staff/shop_list.html", {
        "filters": filters, "listing": page, "shops": page.object_list, "today": timezone.localdate(),
        "page_query": f"&{kept.urlencode()}" if kept else ""})


def _show(request: HttpRequest, form: ShopForm, shop: Shop | None, status: int = 200, merged: Merge | None = None,
          closing: ClosingForm | None = None) -> HttpResponse:
    told = {"form": form, "shop": shop, "merged": merged, "closing": closing or ClosingForm(),
            "codes": " ".join(codes_of(form) + (codes_of(closing) if closing else []))}
    return render(request, "vacancies/staff/shop_form.html", told, status=status)


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@once
def shop_new(request: HttpRequest) -> HttpResponse:
    """?unit=U-7KQ4 fills in where it is."""
    unit = Unit.objects.filter(reference=request.GET.get("unit", "")[:12].replace("\0", "")).first()
    form = ShopForm(request.POST or None, initial={"unit": unit})
    if request.method != "POST" or not form.is_valid():
        return _show(request, form, None, 422 if request.method == "POST" else 200)
    try:
        shop = add_shop(by=request.user, **form.answers())
    except Refused as refused:
        add_problems(form, refused)
        return _show(request, form, None, 422)
    messages.success(request, _("The shop is entered."))
    return redirect("vacancies:shop-edit", shop.reference)


def _form_of(shop: Shop, data: Any = None) -> ShopForm:
    """Over a copy of the row, so that the page shows the shop as it is saved."""
    return ShopForm(data, instance=copy(shop), initial={"mark": mark_of(shop)})


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
def shop_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Three small forms: the entry itself, `close` and `reopen`."""
    shop = get_object_or_404(Shop.objects.select_related("unit"), reference=reference)
    if request.method != "POST":
        return _show(request, _form_of(shop), shop)
    if "close" in request.POST:
        return _close(request, shop)
    if "reopen" in request.POST:
        reopen_shop(shop=shop, by=request.user)
        return _done(request, shop)
    return _correct(request, shop)


def _done(request: HttpRequest, shop: Shop) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("vacancies:shop-edit", shop.reference)


def _close(request: HttpRequest, shop: Shop) -> HttpResponse:
    form = ClosingForm(request.POST)
    if form.is_valid():
        try:
            close_shop(shop=shop, last_day=form.cleaned_data["last_day"], by=request.user)
            return _done(request, shop)
        except Refused as refused:
            add_problems(form, refused)
    return _show(request, _form_of(shop), shop, 422, closing=form)


def _correct(request: HttpRequest, shop: Shop) -> HttpResponse:
    form = _form_of(shop, request.POST)
    if not form.is_valid():
        return _show(request, form, shop, 422)
    mark = form.cleaned_data["mark"] or 0
    try:
        change_shop(shop=shop, mark=mark, by=request.user, **form.answers())
    except Stale as stale:
        merged = merge(form, was=as_it_was(stale.row, mark), now=as_it_is(stale.row), last=last_saved(stale.row))
        merged.data["mark"] = str(mark_of(stale.row))
        return _show(request, _form_of(stale.row, merged.data), stale.row, 409, merged)
    except Refused as refused:
        add_problems(form, refused)
        return _show(request, form, shop, 422)
    return _done(request, shop)
