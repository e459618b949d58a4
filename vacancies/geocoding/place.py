"""What a geocoder answers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Quality(StrEnum):
    """exact: this very house; similar: an address that begins like it; online: as another server understood it."""

    EXACT = "exact"
    SIMILAR = "similar"
    ONLINE = "online"


@dataclass(frozen=True)
class Place:
    """Degrees, WGS 84. label: the address as the source writes it."""

    latitude: float
    longitude: float
    label: str
    quality: Quality

    def as_json(self) -> dict[str, Any]:
        return {"latitude": self.latitude, "longitude": self.longitude, "label": self.label, "quality": str(self.quality)}
