"""The front page: what is open today, what is free, and the street that shows both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from popups.drawing.fronts import FREE, HELD, OPEN, SHOP, Front
from popups.models import Event, Tenancy
from popups.reports.availability import free_between
from popups.reports.catalogue import Listing, listings, on_offer, with_cards
from popups.reports.free_time import USEFUL
from popups.reports.programme import public_events
from popups.reports.shop_map import Place, in_order, place_of_shop, place_of_tenancy, shops_on_map, tenancies_on_map
from vacancies.latvian import sort_key
from vacancies.models import Shop, Unit

MOST_ROWS = 60  # of tenancies and of shops; the shop map has them all
SHOWN_OPEN, SHOWN_FREE, SHOWN_EVENTS = 6, 6, 5
SOON = timedelta(days=30)
# How many shop fronts of each kind the street has, where the town has them.
OPEN_FRONTS, FREE_FRONTS, HELD_FRONTS, SHOP_FRONTS, FRONTS = 5, 5, 2, 3, 13


@dataclass(frozen=True)
class Today:
    open_places: list[Place]
    has_more_open: bool
    events: list[Event]
    free: list[Listing]
    fronts: list[Front]


def today_in_town(now: datetime) -> Today:
    """`now` is the town's own clock. Six queries, however large the town."""
    today = now.date()
    tenancies = list(tenancies_on_map(today, today + SOON)[:MOST_ROWS])
    shops = list(shops_on_map(today)[:MOST_ROWS])
    free_units = with_cards(free_between(on_offer(), today, today + USEFUL), today).order_by("sort_key", "pk")
    free = listings(list(free_units[:SHOWN_FREE]), today)
    open_today = [place for place in _places(tenancies, shops, now) if place.is_open_now or place.is_open_later]
    return Today(
        open_places=open_today[:SHOWN_OPEN], has_more_open=len(open_today) > SHOWN_OPEN,
        events=list(public_events(today, today + timedelta(days=1))[:SHOWN_EVENTS]), free=free,
        fronts=_street(tenancies, shops, [listing.unit for listing in free], now))


def _places(tenancies: Sequence[Tenancy], shops: Sequence[Shop], now: datetime) -> list[Place]:
    return in_order([place_of_tenancy(row, now) for row in tenancies] + [place_of_shop(row, now) for row in shops])


def _street(tenancies: Sequence[Tenancy], shops: Sequence[Shop], free: Sequence[Unit], now: datetime) -> list[Front]:
    """One front a place, in the order of streets. A fixed number, so that the drawing costs the same in any town."""
    today = now.date()
    current = _one_a_unit(row for row in tenancies if row.start <= today)
    coming = _one_a_unit(row for row in tenancies if row.start > today)
    wanted = [
        *((row.unit.sort_key, _of_unit(row.unit, OPEN, row.public_name)) for row in current[:OPEN_FRONTS]),
        *((unit.sort_key, _of_unit(unit, FREE)) for unit in free[:FREE_FRONTS]),
        *((row.unit.sort_key, _of_unit(row.unit, HELD, row.public_name)) for row in coming[:HELD_FRONTS]),
        *((_key_of(shop), _of_shop(shop)) for shop in shops[:SHOP_FRONTS]),
        *((row.unit.sort_key, _of_unit(row.unit, OPEN, row.public_name)) for row in current[OPEN_FRONTS:FRONTS]),
    ]
    placed: dict[str, tuple[str, Front]] = {}
    for key, front in wanted:
        placed.setdefault(front.reference, (key, front))
    return [front for _key, front in sorted(list(placed.values())[:FRONTS], key=lambda pair: pair[0])]


def _one_a_unit(rows: Iterable[Tenancy]) -> list[Tenancy]:
    found: dict[int, Tenancy] = {}
    for row in rows:
        found.setdefault(row.unit_id, row)
    return list(found.values())


def _key_of(shop: Shop) -> str:
    return shop.unit.sort_key if shop.unit else sort_key(shop.address)


def _of_unit(unit: Unit, state: str, shown_name: str = "") -> Front:
    told = {OPEN: _("%(name)s, %(address)s: open as a pop-up"), FREE: _("%(name)s, %(address)s: free"),
            HELD: _("%(name)s, %(address)s: opens soon")}[state]
    label = told % {"name": shown_name or unit.name, "address": unit.address}
    return Front(unit.reference, shown_name, label, state, href=unit.get_absolute_url())


def _of_shop(shop: Shop) -> Front:
    label = _("%(name)s, %(address)s: shop") % {"name": shop.name, "address": shop.shown_address}
    return Front(shop.reference, shop.name, label, SHOP, href=f"{reverse('popups:shop-map')}#{shop.reference}")
