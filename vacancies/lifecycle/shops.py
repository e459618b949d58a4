"""Permanent shops and studios of the shop map: entered, corrected, closed, opened again."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vacancies.lifecycle.facts import end_open_vacancy
from vacancies.lifecycle.holding import hold
from vacancies.lifecycle.saving import refuse_if_stale, save_checked
from vacancies.models import Shop
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.references import fresh_reference


def _future_problems(fields: dict[str, Any]) -> list[Problem]:
    """Who is still to move into a unit comes by “permanent tenant found”, which gives its tenants their notice."""
    start = fields.get("starts_on")
    if fields.get("unit") is None or start is None or start < timezone.localdate():
        return []
    text = _("A shop that is still to open in a unit is entered on the page of the unit, under “Permanent tenant found”.")
    return [Problem("still_to_open", text, "starts_on")]


@transaction.atomic
def add_shop(*, by: Any, **fields: Any) -> Shop:
    """Where it moved into an empty unit, the vacancy ends on its first day."""
    refuse_if(_future_problems(fields))
    shop = Shop(reference=fresh_reference(Shop, "S"), **fields)
    if shop.unit is not None:
        hold(shop.unit)
    save_checked(shop, by)
    _end_vacancy(shop, by)
    return shop


def _end_vacancy(shop: Shop, by: Any) -> None:
    """Not one that began later: then the shop, or the vacancy, is entered wrongly, and a person decides which. For a held unit."""
    if shop.unit is None or shop.starts_on is None or shop.ends_on is not None:
        return
    begun = Q(starts_on__isnull=True) | Q(starts_on__lt=shop.starts_on)
    if shop.unit.vacancies.filter(begun, ends_on__isnull=True).exists():
        end_open_vacancy(unit=shop.unit, day=shop.starts_on, by=by)


def _lock(shop: Shop) -> Shop:
    return Shop.objects.select_for_update().get(pk=shop.pk)


@transaction.atomic
def change_shop(*, shop: Shop, mark: int, by: Any, **fields: Any) -> Shop:
    """Saves what was edited on the basis of history line `mark`; raises Stale when somebody was faster.

    As add_shop() for a shop that moves, or opened on another day. The unit is held before the shop, as merges do.
    """
    if fields.get("unit") is not None:
        hold(fields["unit"])
    shop = _lock(shop)
    was = shop.unit_id, shop.starts_on
    if all(getattr(shop, name) == value for name, value in fields.items()):
        return shop
    refuse_if_stale(shop, mark)
    for name, value in fields.items():
        setattr(shop, name, value)
    save_checked(shop, by)
    if (shop.unit_id, shop.starts_on) != was:
        _end_vacancy(shop, by)
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
