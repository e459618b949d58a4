"""The town's own gazetteer: addresses with their points, loaded by the command load_addresses. Asks nobody else."""

from collections.abc import Iterable

from vacancies.addresses import address_key, normal_address
from vacancies.geocoding.place import Place, Quality
from vacancies.models import KnownAddress

MOST = 8


def known_place(text: str) -> Place | None:
    """Only for an address that is known to the house."""
    return places_of([text]).get(text)


def places_of(texts: Iterable[str]) -> dict[str, Place]:
    """The places of those that are known. One query for any number of addresses."""
    keys = {text: _keys(text) for text in texts}
    wanted = {key for both in keys.values() for key in both}
    known = KnownAddress.objects.filter(address_key__in=wanted).in_bulk(field_name="address_key") if wanted else {}
    return {text: _place(known[key], Quality.EXACT) for text, both in keys.items() for key in reversed(both) if key in known}


def known_places(text: str) -> list[Place]:
    """The house, or the first addresses that begin with what was typed. Two queries at most."""
    if exact := known_place(text):
        return [exact]
    key = address_key(normal_address(text).address)
    if not key:
        return []
    similar = KnownAddress.objects.filter(address_key__startswith=key).order_by("address_key")[:MOST]
    return [_place(row, Quality.SIMILAR) for row in similar]


def _keys(text: str) -> list[str]:
    """As typed, then without what stands behind the house number: "Pils iela 1, pagrabs"."""
    normal = normal_address(text)
    whole = f"{normal.street} {normal.number}" if normal.street and normal.number else ""
    house = normal.key if whole == normal.address else address_key(whole)
    return [key for key in dict.fromkeys((normal.key, house)) if key]


def _place(row: KnownAddress, quality: Quality) -> Place:
    return Place(row.latitude, row.longitude, row.address, quality)
