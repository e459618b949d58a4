"""Faces and number plates made unrecognisable for good: a coarse mosaic with its edges blurred.

A blur alone can be calculated back. Here every area is first reduced to a few average colours, and what was between
them is gone; the blur only takes away the look of a chessboard.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from PIL import Image, ImageFilter

MOST_AREAS = 60
TILES = 6  # colours along the longer side of an area
COARSEST = 16  # pixels: a tile is never smaller, so that a long area keeps no writing
LEAST_SIDE = 8  # pixels


@dataclass(frozen=True)
class Area:
    """A rectangle as shares of the picture, between 0 and 1, from its top left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def is_inside(self) -> bool:
        return 0 <= self.left < 1 and 0 <= self.top < 1 and 0 < self.width <= 1 and 0 < self.height <= 1


def cell_area(number: int, columns: int, rows: int) -> Area:
    """One cell of a grid that covers the picture, counted from 0 along the lines."""
    row, column = divmod(number, columns)
    return Area(column / columns, row / rows, 1 / columns, 1 / rows)


def blurred(image: Image.Image, areas: Iterable[Area]) -> Image.Image:
    """A copy in which nothing of these areas can be read."""
    copy = image.convert("RGB")
    for area in areas:
        box = _box(area, copy.size)
        copy.paste(_mosaic(copy.crop(box)), box)
    return copy


def _box(area: Area, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """In whole pixels, outwards, and never too small to hold a tile."""
    left, right = _span(area.left, area.width, size[0])
    top, bottom = _span(area.top, area.height, size[1])
    return left, top, right, bottom


def _span(start: float, length: float, whole: int) -> tuple[int, int]:
    first, last = floor(start * whole), min(whole, ceil((start + length) * whole))
    if last - first < LEAST_SIDE:
        first, last = max(0, last - LEAST_SIDE), min(whole, max(last, first + LEAST_SIDE))
    return first, last


def _mosaic(part: Image.Image) -> Image.Image:
    tile = max(COARSEST, ceil(max(part.size) / TILES))
    few = part.resize(_tiles(part.size, tile), Image.Resampling.BOX)
    return few.resize(part.size, Image.Resampling.NEAREST).filter(ImageFilter.GaussianBlur(tile / 4))


def _tiles(size: Sequence[int], tile: int) -> tuple[int, int]:
    return max(1, round(size[0] / tile)), max(1, round(size[1] / tile))
