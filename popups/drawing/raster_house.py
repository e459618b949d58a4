"""The house of an illustrated photograph: walls, roof, upper windows, and what stands beside it."""

import random
from dataclasses import dataclass

from popups.drawing.canvas import Canvas
from popups.drawing.fronts import PALETTES, Colour, Look, mix, rgb

BLACK, WHITE = (18, 20, 26), (255, 255, 255)


@dataclass(frozen=True)
class House:
    """Where the house stands on the canvas. scale: 1 for a low house, less when it is seen from farther away."""

    look: Look
    left: float
    right: float
    base: float
    scale: float

    @property
    def shop_top(self) -> float:
        """Upper edge of the sign board."""
        return self.base - 560 * self.scale

    @property
    def eaves(self) -> float:
        upper = 330 * self.scale * (self.look.floors - 1)
        return self.shop_top - 46 * self.scale - upper

    @property
    def wall(self) -> Colour:
        return rgb(self.look.palette.wall)

    @property
    def trim(self) -> Colour:
        return rgb(self.look.palette.trim)


def draw_neighbours(canvas: Canvas, house: House, has_snow: bool, dice: random.Random) -> None:
    """Two houses cut off by the edges, hazier than ours."""
    spans = ((-60, house.left - dice.choice((6, 96)), 1), (house.right + dice.choice((6, 96)), 1660, -1))
    for left, right, _side in spans:
        if right - left < 60:
            continue
        palette = dice.choice(PALETTES)
        haze = mix(rgb(palette.wall), (206, 212, 216), 0.35)
        top = house.eaves + dice.uniform(40, 190)
        canvas.fade((left, top, right, house.base), mix(haze, WHITE, 0.1), mix(haze, BLACK, 0.14))
        canvas.rect((left - 8, top - 30, right + 8, top), mix(rgb(palette.roof), (206, 212, 216), 0.3))
        if has_snow:
            canvas.rect((left - 10, top - 44, right + 10, top - 24), (244, 248, 252), radius=8)
        for x in range(round(left) + 36, round(right) - 80, 130):
            canvas.rect((x - 6, top + 60, x + 76, top + 196), mix(haze, WHITE, 0.4))
            canvas.fade((x, top + 66, x + 70, top + 190), (108, 122, 132), (150, 164, 170))
            canvas.rect((x - 2, house.base - 330, x + 72, house.base - 190), mix(haze, BLACK, 0.5))
        canvas.rect((left, house.base - 60, right, house.base), mix(haze, BLACK, 0.35))


def draw_house(canvas: Canvas, house: House, is_evening: bool, has_snow: bool, dice: random.Random) -> None:
    canvas.soft((house.left - 20, house.base - 12, house.right + 26, house.base + 30), BLACK, 0.5, 22)
    canvas.fade((house.left, house.eaves, house.right, house.base), mix(house.wall, WHITE, 0.12), mix(house.wall, BLACK, 0.1))
    CLADDERS[house.look.cladding](canvas, house, dice)
    _draw_corners(canvas, house)
    if house.look.floors > 1:
        _draw_upper_windows(canvas, house, is_evening, has_snow, dice)
    _draw_roof(canvas, house, has_snow, dice)
    _draw_plinth(canvas, house, dice)
    pipe = house.right - 24 * house.scale
    canvas.rect((pipe, house.eaves, pipe + 13, house.base - 20), mix(house.trim, WHITE, 0.25))
    canvas.rect((pipe + 9, house.eaves, pipe + 13, house.base - 20), (*BLACK, 70))


def _draw_plaster(canvas: Canvas, house: House, dice: random.Random) -> None:
    for _patch in range(90):
        x, y = dice.uniform(house.left, house.right - 60), dice.uniform(house.eaves, house.base - 40)
        tone = WHITE if dice.random() < 0.5 else BLACK
        canvas.oval((x, y, x + dice.uniform(20, 60), y + dice.uniform(8, 30)), (*tone, 8))
    for _crack in range(3):
        x, y = dice.uniform(house.left + 30, house.right - 40), dice.uniform(house.eaves, house.shop_top)
        points = [(x + step * dice.uniform(-6, 9), y + step * 16) for step in range(5)]
        canvas.line(points, (*mix(house.wall, BLACK, 0.5), 70), 1.4)


def _draw_planks(canvas: Canvas, house: House, dice: random.Random) -> None:
    """Lying boards, each a little lighter or darker than the next."""
    step = 25 * house.scale
    y = house.eaves
    while y < house.base:
        shade = dice.uniform(0, 0.14)
        canvas.rect((house.left, y, house.right, y + step), (*mix(house.wall, dice.choice((WHITE, BLACK)), shade), 255))
        canvas.rect((house.left, y + step - 3, house.right, y + step), (*BLACK, 52))
        canvas.rect((house.left, y, house.right, y + 2), (*WHITE, 46))
        y += step


def _draw_boards(canvas: Canvas, house: House, dice: random.Random) -> None:
    step = 46 * house.scale
    x = house.left
    while x < house.right:
        shade = dice.uniform(0, 0.1)
        right = min(x + step, house.right)
        canvas.rect((x, house.eaves, right, house.base), mix(house.wall, dice.choice((WHITE, BLACK)), shade))
        canvas.rect((right - 9, house.eaves, right, house.base), mix(house.wall, BLACK, 0.1))
        canvas.rect((right - 2, house.eaves, right, house.base), (*BLACK, 60))
        x += step


def _draw_bricks(canvas: Canvas, house: House, dice: random.Random) -> None:
    high, wide = 17 * house.scale, 54 * house.scale
    mortar = mix(house.wall, WHITE, 0.28)
    canvas.rect((house.left, house.eaves, house.right, house.base), mortar)
    row, y = 0, house.eaves
    while y < house.base:
        x = house.left - (wide / 2 if row % 2 else 0)
        while x < house.right:
            box = (max(x, house.left), y, min(x + wide - 3, house.right), y + high - 3)
            if box[2] > box[0]:
                canvas.rect(box, mix(house.wall, dice.choice((BLACK, WHITE, (150, 60, 30))), dice.uniform(0, 0.2)))
            x += wide
        row, y = row + 1, y + high


CLADDERS = {"plaster": _draw_plaster, "planks": _draw_planks, "boards": _draw_boards, "brick": _draw_bricks}


def _draw_corners(canvas: Canvas, house: House) -> None:
    wide = 30 * house.scale
    edge = mix(house.trim, house.wall, 0.25) if house.look.cladding in ("planks", "boards") else mix(house.wall, WHITE, 0.35)
    for left in (house.left, house.right - wide):
        canvas.rect((left, house.eaves, left + wide, house.base), edge)
        canvas.rect((left + wide - 4, house.eaves, left + wide, house.base), (*BLACK, 40))


def _draw_plinth(canvas: Canvas, house: House, dice: random.Random) -> None:
    top = house.base - 62 * house.scale
    stone = rgb(house.look.palette.stone)
    canvas.fade((house.left - 6, top, house.right + 6, house.base), mix(stone, WHITE, 0.05), mix(stone, BLACK, 0.3))
    for _block in range(26):
        x = dice.uniform(house.left, house.right - 80)
        y = top + dice.choice((0, 31)) * house.scale
        canvas.rect((x, y, x + dice.uniform(50, 90), y + 29 * house.scale), (*dice.choice((BLACK, WHITE)), 16))
    canvas.rect((house.left - 6, top, house.right + 6, top + 5), (*WHITE, 70))


def _draw_upper_windows(canvas: Canvas, house: House, is_evening: bool, has_snow: bool, dice: random.Random) -> None:
    count = 4 if house.look.width > 125 else 3
    step = (house.right - house.left) / count
    wide, high = 104 * house.scale, 186 * house.scale
    top = house.eaves + 84 * house.scale
    for index in range(count):
        left = house.left + step * (index + 0.5) - wide / 2
        is_lit = is_evening and dice.random() < 0.5
        _draw_window(canvas, house, (left, top, left + wide, top + high), is_lit, dice)
        if house.look.has_shutters:
            for x in (left - wide * 0.5, left + wide + 8):
                _draw_shutter(canvas, house, (x, top - 6, x + wide * 0.5 - 8, top + high + 6))
        if has_snow:
            canvas.rect((left - 18, top + high - 2, left + wide + 18, top + high + 12), (246, 250, 255), radius=6)


def _draw_window(canvas: Canvas, house: House, box: tuple[float, float, float, float], is_lit: bool, dice: random.Random) -> None:
    left, top, right, bottom = box
    canvas.rect((left - 16, top - 22, right + 16, bottom + 18), mix(house.trim, WHITE, 0.78))
    canvas.rect((left - 20, top - 26, right + 20, top - 16), house.trim)
    canvas.rect((left - 20, bottom + 12, right + 20, bottom + 22), mix(house.trim, WHITE, 0.3))
    if is_lit:
        canvas.fade(box, (255, 224, 150), (246, 186, 96))
    else:
        canvas.fade(box, (92, 110, 126), (166, 184, 192))
        canvas.shape([(left, bottom), (left, top + 60), (left + 50, top), (left + 78, top)], (255, 255, 255, 42))
    fold = (246, 244, 238, 190 if dice.random() < 0.7 else 0)
    canvas.shape([(left, top), (left + (right - left) * 0.42, top), (left, bottom)], fold)
    canvas.shape([(right, top), (right - (right - left) * 0.42, top), (right, bottom)], fold)
    frame = mix(house.trim, WHITE, 0.86)
    middle = (left + right) / 2
    canvas.rect((middle - 5, top, middle + 5, bottom), frame)
    canvas.rect((left, top + (bottom - top) * 0.3 - 4, right, top + (bottom - top) * 0.3 + 4), frame)
    canvas.rect((left, top, right, top + 9), (*BLACK, 70))


def _draw_shutter(canvas: Canvas, house: House, box: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = box
    canvas.rect(box, house.trim)
    y = top + 12
    while y < bottom - 12:
        canvas.rect((left + 6, y, right - 6, y + 5), (*WHITE, 34))
        y += 12


def _draw_roof(canvas: Canvas, house: House, has_snow: bool, dice: random.Random) -> None:
    roof, top = rgb(house.look.palette.roof), house.eaves
    over, rise = 36 * house.scale, {"gable": 300, "hip": 190, "mansard": 230, "flat": 34}[house.look.roof] * house.scale
    inset = {"gable": (house.right - house.left) / 2 + over, "hip": 190, "mansard": 70, "flat": 0}[house.look.roof]
    ridge_left, ridge_right = house.left - over + inset, house.right + over - inset
    outline = [(house.left - over, top), (ridge_left, top - rise), (max(ridge_right, ridge_left), top - rise), (house.right + over, top)]
    canvas.shape(outline, roof)
    rows = max(1, round(rise / 16))
    for row in range(rows):
        share = row / rows
        y = top - rise * share
        left, right = house.left - over + inset * share, house.right + over - inset * share
        canvas.line([(left, y), (right, y)], (*BLACK, 46 if row % 2 else 24), 3)
        for x in range(round(left) + (row % 2) * 13, round(right), 26):
            canvas.line([(x, y), (x, y - 15)], (*dice.choice((BLACK, WHITE)), 22), 2)
    if has_snow:
        lift = [(x + dice.uniform(-6, 6), y - 12) for x, y in outline]
        canvas.shape([*outline[:1], *lift, *outline[3:]], (246, 250, 255))
    canvas.rect((house.left - over, top - 8, house.right + over, top + 16 * house.scale), mix(house.trim, WHITE, 0.55))
    canvas.soft((house.left, top + 14, house.right, top + 44), BLACK, 0.42, 14)
    chimney = house.left + (house.right - house.left) * dice.choice((0.24, 0.7))
    if house.look.roof != "flat":
        canvas.rect((chimney, top - rise - 26, chimney + 46, top - rise * 0.55), (128, 84, 66))
        canvas.rect((chimney - 6, top - rise - 36, chimney + 52, top - rise - 22), (96, 66, 54))
