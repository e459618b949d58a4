"""Places on the map: WGS 84 as it is, Latvia's LKS-92 (EPSG:3059) recognised by its range and converted."""

from dataclasses import dataclass
from decimal import Decimal
from math import atan, atanh, cos, cosh, degrees, radians, sin, sinh, sqrt

from vacancies.imports.problems import ProblemCode

# Metres. The state address register's axes: X grows to the north, Y to the east.
EAST_RANGE, NORTH_RANGE = (300_000, 770_000), (160_000, 450_000)

# GRS 80 and the projection's own numbers
_AXIS, _FLATTENING = 6378137.0, 1 / 298.257222101
_SCALE, _MERIDIAN, _FALSE_EAST, _FALSE_NORTH = 0.9996, radians(24), 500_000.0, -6_000_000.0
_N = _FLATTENING / (2 - _FLATTENING)
_RADIUS = _AXIS / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_BETA = (_N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96, _N**2 / 48 + _N**3 / 15, 17 * _N**3 / 480)
_ECCENTRICITY = sqrt(_FLATTENING * (2 - _FLATTENING))


@dataclass(frozen=True)
class Point:
    """Degrees, WGS 84 (which differs from LKS-92's own datum by less than a metre)."""

    latitude: float
    longitude: float
    problem: ProblemCode | None = None


def read_point(first: Decimal, second: Decimal) -> Point | None:
    """first: latitude or north, second: longitude or east, as the headings say. None when it is no place."""
    lat, lon = float(first), float(second)
    if _is_lks(north=lat, east=lon):
        return _rounded(*from_lks92(east=lon, north=lat))
    if _is_lks(north=lon, east=lat):
        return _rounded(*from_lks92(east=lat, north=lon))
    if 20 <= lat <= 29 and 55 <= lon <= 59:  # Latvia, if turned round
        return _rounded(lon, lat, ProblemCode.SWAPPED_COORDINATES)
    if -90 <= lat <= 90 and -180 <= lon <= 180 and (lat or lon):
        return _rounded(lat, lon)
    return None


def _is_lks(*, north: float, east: float) -> bool:
    return NORTH_RANGE[0] <= north <= NORTH_RANGE[1] and EAST_RANGE[0] <= east <= EAST_RANGE[1]


def _rounded(latitude: float, longitude: float, problem: ProblemCode | None = None) -> Point:
    return Point(round(latitude, 7), round(longitude, 7), problem)


def from_lks92(*, east: float, north: float) -> tuple[float, float]:
    """Metres → (latitude, longitude) in degrees. Krüger's series for the inverse transverse Mercator, to a millimetre."""
    xi = (north - _FALSE_NORTH) / (_SCALE * _RADIUS)
    eta = (east - _FALSE_EAST) / (_SCALE * _RADIUS)
    xi_0 = xi - sum(beta * sin(2 * j * xi) * cosh(2 * j * eta) for j, beta in enumerate(_BETA, 1))
    eta_0 = eta - sum(beta * cos(2 * j * xi) * sinh(2 * j * eta) for j, beta in enumerate(_BETA, 1))
    tau_0 = sin(xi_0) / sqrt(sinh(eta_0) ** 2 + cos(xi_0) ** 2)
    tau = tau_0
    for _ in range(3):  # Newton; two rounds already settle it
        tau -= _step(tau, tau_0)
    longitude = _MERIDIAN + atan(sinh(eta_0) / cos(xi_0))
    return degrees(atan(tau)), degrees(longitude)


def _step(tau: float, wanted: float) -> float:
    """Newton's step from the latitude's tangent towards the one whose conformal latitude is `wanted`."""
    e = _ECCENTRICITY
    sigma = sinh(e * atanh(e * tau / sqrt(1 + tau**2)))
    reached = tau * sqrt(1 + sigma**2) - sigma * sqrt(1 + tau**2)
    slope = sqrt(1 + reached**2) * sqrt(1 + tau**2) * (1 - e**2) / (1 + (1 - e**2) * tau**2)
    return (reached - wanted) / slope
