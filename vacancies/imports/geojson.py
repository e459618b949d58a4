"""Rows of a GeoJSON file: its first row names what is known of the places, and every feature follows as one row.

Our own files carry the cells of the exported list as the member REGISTER of each feature; of other people's files the
properties are the cells, and a point becomes two more.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from vacancies.exchange.geojson import REGISTER
from vacancies.imports.problems import ProblemCode, Unreadable
from vacancies.imports.recognise import FileKind
from vacancies.imports.table import MOST_COLUMNS, Cell, Row, Table

_POINT = ("Longitude", "Latitude")
# Bytes that what such a sign begins or ends takes up once it is read, at most: an object, a list, whatever stands in them.
_WEIGHTS = {b"{": 240, b"[": 90, b",": 60}
_MOST_MEMORY = 300 * 1024 * 1024
_LONGEST_NUMBER = 18  # digits; what has more is kept as text


def read_geojson(path: Path) -> Table:
    """Held in memory as a whole: the file was not larger than an import may be, and is weighed before. Raises Unreadable."""
    places = [_cells_of(feature) for feature in _features(path)]
    headings = list(dict.fromkeys(name for place in places for name in place))
    if not headings:
        raise Unreadable(ProblemCode.EMPTY_FILE)
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(ProblemCode.TOO_MANY_COLUMNS, line=1, found=len(headings), most=MOST_COLUMNS)

    def rows() -> Iterator[Row]:
        yield Row(1, list(headings))
        for number, place in enumerate(places, 2):
            yield Row(number, [place.get(name) for name in headings])

    return Table(FileKind.GEOJSON.value, rows)


def _features(path: Path) -> list[Any]:
    """A number that no computer holds is text or nothing; RecursionError: brackets without end."""
    text = path.read_bytes()
    if sum(weight * text.count(sign) for sign, weight in _WEIGHTS.items()) > _MOST_MEMORY:
        raise Unreadable(ProblemCode.TOO_MANY_PARTS)
    try:
        told = json.loads(text, parse_int=_integer, parse_constant=lambda _name: None)
    except (ValueError, RecursionError) as error:
        raise Unreadable(ProblemCode.JSON_FILE, line=1) from error
    features = told.get("features") if isinstance(told, dict) else None
    if not isinstance(features, list):
        raise Unreadable(ProblemCode.JSON_FILE, line=1)
    return features


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


def _cells_of(feature: Any) -> dict[str, Cell]:
    properties = _object(feature, "properties")
    if own := _object(properties, REGISTER):
        return _plain(own)
    cells = _plain(properties)
    return {**_point_of(_object(feature, "geometry")), **cells} if cells else {}


def _object(whole: Any, name: str) -> dict[str, Any]:
    part = whole.get(name) if isinstance(whole, dict) else None
    return part if isinstance(part, dict) else {}


def _plain(members: dict[str, Any]) -> dict[str, Cell]:
    return {_text(name): _cell(value) for name, value in members.items() if not isinstance(value, dict)}


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        return ", ".join(_text(str(one)) for one in value if not isinstance(one, dict | list))
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    """Without halves of letters and the sign that ends a text in a database, which JSON can write and nobody types."""
    return text.replace("\0", "").encode(errors="ignore").decode()


def _point_of(geometry: dict[str, Any]) -> dict[str, Cell]:
    with suppress(TypeError, ValueError, KeyError):
        if geometry["type"] == "Point":
            longitude, latitude, *_height = map(float, geometry["coordinates"])
            return dict(zip(_POINT, (longitude, latitude), strict=True))
    return {}
