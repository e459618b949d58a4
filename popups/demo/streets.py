"""Where the streets of the demonstration town run: points between which house numbers are spread evenly.

Drawn by hand around the two landmarks whose coordinates are known (Glika ozoli, Pils iela 15; Tempļa kalns). Plausible,
not surveyed: a real town imports its own points.
"""

import re
from itertools import pairwise

Point = tuple[float, float]  # latitude, longitude (WGS 84)
ACROSS = 0.00012  # degrees of latitude, some 13 m: odd numbers on one side of the street, even ones on the other

STREETS: dict[str, tuple[tuple[int, Point], ...]] = {
    "Pils iela": ((1, (57.42790, 27.03890)), (15, (57.42692, 27.04137)), (80, (57.42345, 27.05040))),
    "Dārza iela": ((1, (57.42520, 27.04180)), (24, (57.42330, 27.04700))),
    "Ojāra Vācieša iela": ((1, (57.42540, 27.04620)), (24, (57.42290, 27.04320))),
    "Tirgotāju iela": ((1, (57.42610, 27.04240)), (30, (57.42420, 27.03990))),
    "Latgales iela": ((1, (57.42330, 27.05080)), (40, (57.41960, 27.05560))),
    "Helēnas iela": ((1, (57.42390, 27.04880)), (20, (57.42210, 27.04600))),
    "Lielā Ezera iela": ((1, (57.42480, 27.04700)), (24, (57.42740, 27.05060))),
    "Pilssalas iela": ((1, (57.42640, 27.05180)), (14, (57.42830, 27.05440))),
    "Brūža iela": ((1, (57.42640, 27.04780)), (12, (57.42770, 27.04830))),
    "Šķūņu iela": ((1, (57.42410, 27.04390)), (16, (57.42310, 27.04190))),
    "Skolas iela": ((1, (57.42360, 27.04580)), (20, (57.42190, 27.04330))),
    "Dzirnavu iela": ((1, (57.42270, 27.04760)), (20, (57.42090, 27.04960))),
    "Peldu iela": ((1, (57.42830, 27.04560)), (12, (57.42930, 27.04310))),
    "Torņa iela": ((1, (57.42600, 27.04480)), (16, (57.42720, 27.04420))),
    "Apes iela": ((1, (57.42520, 27.03950)), (30, (57.42420, 27.03380))),
    "Rīgas iela": ((1, (57.42330, 27.04140)), (40, (57.42130, 27.03480))),
    "Ezermalas iela": ((1, (57.42880, 27.04220)), (20, (57.43010, 27.03880))),
    "Merķeļa iela": ((1, (57.42240, 27.05010)), (16, (57.42100, 27.05210))),
    "Uzvaras iela": ((1, (57.42210, 27.04460)), (20, (57.42050, 27.04190))),
}


def point_of(address: str) -> Point:
    """'Dārza iela 8A' → where that house would stand."""
    street, number = re.fullmatch(r"(.+?) (\d+)[A-Z]?", address).groups()  # type: ignore[union-attr]
    return along(street, int(number))


def along(street: str, number: int) -> Point:
    corners = STREETS[street]
    number = min(max(number, corners[0][0]), corners[-1][0])
    (low, start), (high, end) = next(part for part in pairwise(corners) if number <= part[1][0])
    share = (number - low) / (high - low)
    side = ACROSS if number % 2 else -ACROSS
    latitude, longitude = (first + share * (last - first) for first, last in zip(start, end, strict=True))
    return round(latitude + side / 2, 6), round(longitude + side, 6)
