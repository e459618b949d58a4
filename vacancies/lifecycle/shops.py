"""Permanent shops and studios of the shop map: entered, corrected, closed, opened again."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vacancies.lifecycle.saving import refuse_if_stale, save_checked
from vacancies.models import Shop
from vacancies.problem import Problem, Refused
from vacancies.references import fresh_reference


@transaction.atomic
def add_shop(*, by: Any, **fields: Any) -> Shop:
    shop = Shop(reference=fresh_reference(Shop, "S"), **fields)
    save_checked(shop, by)
    return shop


def _lock(shop: Shop) -> Shop:
    return Shop.objects.select_for_update().get(pk=shop.pk)


@transaction.atomic
def change_shop(*, shop: Shop, mark: int, by: Any, **fields: Any) -> Shop:
    """Saves what was edited on the basis of history line `mark`; raises Stale when somebody was faster."""
    shop = _lock(shop)
    if all(getattr(shop, name) == value for name, value in fields.items()):
        return shop
    refuse_if_stale(shop, mark)
    for name, value in fields.items():
        setattr(shop, name, value)
    save_checked(shop, by)
    return shop


@transaction.atomic
def close_shop(*, shop: Shop, last_day: date, by: Any) -> Shop:
    """Off the shop map from the day after `last_day`, which may lie ahead. Its entry and history stay."""
    shop = _lock(shop)
    if shop.starts_on and last_day < shop.starts_on:
        text = _("The last day must not be before the day it opened.")
        raise Refused([Problem("end_before_start", text, "last_day")])
    if shop.ends_on != last_day + timedelta(days=1):
        shop.ends_on = last_day + timedelta(days=1)
        save_checked(shop, by)
    return shop


@transaction.atomic
def reopen_shop(*, shop: Shop, by: Any) -> Shop:
    shop = _lock(shop)
    if shop.ends_on is not None:
        shop.ends_on = None
        save_checked(shop, by)
    return shop
