"""The addresses of the demonstration town with their points: every house of popups.demo.streets, invented like the streets' course."""

from popups.demo.streets import STREETS, along
from vacancies.addresses import normal_address
from vacancies.lifecycle.addresses import keep_addresses
from vacancies.models import KnownAddress


def fill_gazetteer() -> None:
    """Plausible, not surveyed: a real town loads its own with load_addresses."""
    rows = [_known(street, number) for street, corners in STREETS.items() for number in range(corners[0][0], corners[-1][0] + 1)]
    keep_addresses(rows={row.address_key: row for row in rows}, by=None)


def _known(street: str, number: int) -> KnownAddress:
    latitude, longitude = along(street, number)
    address = f"{street} {number}"
    return KnownAddress(address_key=normal_address(address).key, address=address, latitude=latitude, longitude=longitude)
