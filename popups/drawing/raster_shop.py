"""The ground floor of an illustrated photograph: sign board, shop window with what is in it, door, awning."""

import random

from popups.drawing.canvas import Box, Canvas
from popups.drawing.fronts import PALETTES, Colour, mix, rgb
from popups.drawing.raster_house import BLACK, WHITE, House

SIGN_WORDS = {
    "pots": "KERAMIKA", "cloth": "AUDUMI", "books": "GRĀMATAS", "plants": "STĀDI",
    "bread": "MAIZE", "lamps": "DARBNĪCA", "music": "MŪZIKA", "toys": "ROTAĻAS",
}


def draw_shop(canvas: Canvas, house: House, state: str, name: str, is_evening: bool, dice: random.Random) -> None:
    is_lit = state in ("open", "shop")
    window, door = _places(house)
    _draw_surround(canvas, house)
    _draw_sign(canvas, house, name or (SIGN_WORDS[house.look.goods] if is_lit else ""), dice)
    _draw_inside(canvas, house, window, is_lit, dice)
    if state == "held":
        _draw_paper(canvas, window, "DRĪZ", _pane(house, dice))
    elif state == "free":
        _draw_paper(canvas, window, "BRĪVS", _pane(house, dice))
    _draw_glass(canvas, house, window)
    _draw_door(canvas, house, door, is_lit)
    if house.look.has_awning and is_lit:
        _draw_awning(canvas, house, window)
    if is_lit:
        middle = (window[0] + window[2]) / 2
        canvas.glow((middle, (window[1] + window[3]) / 2), 420, (255, 214, 140), 0.26 if is_evening else 0.14)
        _draw_board(canvas, house, dice)


def _places(house: House) -> tuple[Box, Box]:
    """Window and door, side by side between the corner posts."""
    inner, wide = 64 * house.scale, 168 * house.scale
    top, bottom = house.shop_top + 130 * house.scale, house.base - 74 * house.scale
    if house.look.door_is_left:
        door = (house.left + inner, top - 6, house.left + inner + wide, house.base - 10)
        return (door[2] + 46, top, house.right - inner, bottom), door
    door = (house.right - inner - wide, top - 6, house.right - inner, house.base - 10)
    return (house.left + inner, top, door[0] - 46, bottom), door


def _pane(house: House, dice: random.Random) -> float:
    """The middle of one pane, as a share of the window's width."""
    return (dice.randrange(house.look.window_panes) + 0.5) / house.look.window_panes


def _draw_surround(canvas: Canvas, house: House) -> None:
    left, right = house.left + 38 * house.scale, house.right - 38 * house.scale
    top = house.shop_top + 100 * house.scale
    canvas.fade((left, top, right, house.base - 56 * house.scale), house.trim, mix(house.trim, BLACK, 0.25))
    for x in (left, right - 22 * house.scale):
        canvas.rect((x, top, x + 22 * house.scale, house.base - 20), mix(house.trim, WHITE, 0.12))
        canvas.rect((x + 16 * house.scale, top, x + 22 * house.scale, house.base - 20), (*BLACK, 60))


def _draw_sign(canvas: Canvas, house: House, words: str, dice: random.Random) -> None:
    left, right = house.left + 28 * house.scale, house.right - 28 * house.scale
    top, bottom = house.shop_top, house.shop_top + 96 * house.scale
    canvas.fade((left, top, right, bottom), mix(house.trim, WHITE, 0.1), house.trim)
    canvas.rect((left - 10, top - 12, right + 10, top + 4), mix(house.trim, WHITE, 0.35))
    canvas.rect((left - 6, bottom - 5, right + 6, bottom + 7), mix(house.trim, BLACK, 0.4))
    canvas.soft((left, bottom + 8, right, bottom + 34), BLACK, 0.4, 10)
    middle = (left + right) / 2
    if words:
        size = min(62, 0.86 * (right - left) / (max(4, len(words)) * 0.78)) * (0.9 if house.scale < 1 else 1)
        canvas.text((middle, (top + bottom) / 2 + size * 0.36), words, size, (250, 244, 228), tracking=6)
        return
    # The pale ghost of a sign that was taken down, and the holes of its screws.
    ghost = dice.uniform(150, 260)
    canvas.rect((middle - ghost, top + 20, middle + ghost, bottom - 20), (*WHITE, 26))
    for x in (middle - ghost + 16, middle + ghost - 16):
        canvas.oval((x - 4, top + 40, x + 4, top + 48), (*BLACK, 150))


def _draw_inside(canvas: Canvas, house: House, box: Box, is_lit: bool, dice: random.Random) -> None:
    left, top, right, bottom = box
    if not is_lit:
        canvas.fade(box, (40, 48, 56), (70, 76, 78))
        floor = bottom - (bottom - top) * 0.22
        canvas.shape([(left, bottom), (left + 70, floor), (right - 70, floor), (right, bottom)], (92, 86, 78))
        canvas.shape([(left + 70, floor), (left + 70, top + 70), (right - 70, top + 70), (right - 70, floor)], (58, 66, 72))
        _draw_left_behind(canvas, (left + 90, top + 90, right - 90, floor), dice)
        return
    canvas.fade(box, (255, 232, 178), (238, 184, 112))
    canvas.rect((left, top, right, top + 26), (196, 146, 92))
    colours = [rgb(palette.accent) for palette in PALETTES] + [rgb(palette.wall) for palette in PALETTES]
    for shelf in (0.42, 0.66, 0.9):
        y = top + (bottom - top) * shelf
        canvas.rect((left + 14, y, right - 14, y + 9), (126, 86, 54))
        _draw_goods(canvas, house.look.goods, (left + 24, y - (bottom - top) * 0.2, right - 24, y), colours, dice)
    for x in range(round(left) + 70, round(right) - 40, 170):
        canvas.line([(x, top), (x, top + 52)], (70, 52, 40), 3)
        canvas.shape([(x - 30, top + 82), (x + 30, top + 82), (x + 12, top + 50), (x - 12, top + 50)], house.trim)
        canvas.glow((x, top + 92), 110, (255, 250, 214), 0.9)


def _draw_left_behind(canvas: Canvas, box: Box, dice: random.Random) -> None:
    """A ladder, a bulb, a chair: an empty shop is never quite empty."""
    left, top, right, bottom = box
    bulb = dice.uniform(left + 40, right - 40)
    canvas.line([(bulb, top - 20), (bulb, top + 34)], (150, 150, 146), 2)
    canvas.oval((bulb - 9, top + 32, bulb + 9, top + 56), (206, 206, 190))
    x = dice.uniform(left, max(left + 1, right - 150))
    wood = (150, 122, 92)
    canvas.line([(x, bottom), (x + 44, top + 90)], wood, 7)
    canvas.line([(x + 96, bottom), (x + 52, top + 90)], wood, 7)
    for step in range(1, 5):
        y = bottom - step * (bottom - top - 90) / 5.4
        canvas.line([(x + step * 9, y), (x + 96 - step * 9, y)], wood, 5)
    crate = dice.uniform(left, max(left + 1, right - 100))
    canvas.rect((crate, bottom - 54, crate + 84, bottom), (122, 100, 76))
    canvas.line([(crate, bottom - 27), (crate + 84, bottom - 27)], (84, 68, 50), 4)


def _draw_goods(canvas: Canvas, goods: str, box: Box, colours: list[Colour], dice: random.Random) -> None:
    left, top, right, bottom = box
    x = left
    while x < right - 50:
        wide = dice.uniform(30, 62)
        high = min(bottom - top, wide * dice.uniform(0.8, 1.5))
        GOODS_DRAWN.get(goods, _pot)(canvas, (x, bottom - high, x + wide, bottom), dice.choice(colours))
        x += wide + dice.uniform(6, 22)


def _pot(canvas: Canvas, box: Box, colour: Colour) -> None:
    left, top, right, bottom = box
    middle, neck = (left + right) / 2, (right - left) * 0.2
    canvas.oval((left, top + (bottom - top) * 0.25, right, bottom), colour)
    canvas.rect((middle - neck, top, middle + neck, top + (bottom - top) * 0.45), colour)
    canvas.oval((left + 6, top + (bottom - top) * 0.4, left + 16, bottom - 10), (*WHITE, 70))


def _bolt(canvas: Canvas, box: Box, colour: Colour) -> None:
    left, top, right, bottom = box
    canvas.rect(box, colour, radius=7)
    for y in range(round(top) + 8, round(bottom) - 4, 11):
        canvas.rect((left, y, right, y + 3), (*WHITE, 64))


def _book(canvas: Canvas, box: Box, colour: Colour) -> None:
    left, top, right, bottom = box
    third = (right - left) / 3
    for index in range(3):
        tone = mix(colour, (BLACK, WHITE, (200, 120, 60))[index], 0.25)
        canvas.rect((left + index * third, top + index * 5, left + (index + 1) * third - 2, bottom), tone)


def _plant(canvas: Canvas, box: Box, colour: Colour) -> None:
    left, top, right, bottom = box
    middle = (left + right) / 2
    for shift in (-18, -9, 0, 9, 18):
        canvas.shape([(middle, bottom - 16), (middle + shift * 1.7 - 7, top), (middle + shift * 1.7 + 7, top + 6)], (70, 116, 66))
    canvas.shape([(left + 6, bottom - 24), (right - 6, bottom - 24), (right - 12, bottom), (left + 12, bottom)], colour)


def _loaf(canvas: Canvas, box: Box, _colour: Colour) -> None:
    left, top, right, bottom = box
    middle = top + (bottom - top) * 0.45
    canvas.oval((left, middle, right, bottom + 8), (168, 104, 52))
    for x in range(round(left) + 12, round(right) - 8, 13):
        canvas.line([(x, middle + 10), (x + 7, middle + 4)], (226, 178, 118), 3)
    canvas.rect((left, bottom, right, bottom + 9), (126, 86, 54))


GOODS_DRAWN = {"pots": _pot, "cloth": _bolt, "books": _book, "plants": _plant, "bread": _loaf, "toys": _bolt}


def _draw_paper(canvas: Canvas, box: Box, words: str, where: float) -> None:
    left, top, right, bottom = box
    middle, line = left + (right - left) * where, top + (bottom - top) * 0.5
    canvas.soft((middle - 88, line - 50, middle + 100, line + 78), BLACK, 0.35, 10)
    canvas.rect((middle - 92, line - 60, middle + 92, line + 62), (248, 244, 232))
    canvas.text((middle, line + 12), words, 44, rgb("#1f556b"), tracking=2)
    canvas.rect((middle - 60, line + 30, middle + 60, line + 35), (150, 150, 146))
    canvas.rect((middle - 60, line + 42, middle + 24, line + 47), (180, 180, 174))


def _draw_glass(canvas: Canvas, house: House, box: Box) -> None:
    left, top, right, bottom = box
    wide = right - left
    for start, broad, strength in ((0.08, 0.13, 30), (0.26, 0.04, 24), (0.62, 0.2, 20)):
        x = left + wide * start
        tilt = wide * 0.16
        canvas.shape([(x + tilt, top), (min(right, x + tilt + wide * broad), top), (x + wide * broad, bottom), (x, bottom)],
                     (255, 255, 255, strength))
    frame = mix(house.trim, WHITE, 0.3)
    for index in range(house.look.window_panes + 1):
        x = left + wide * index / house.look.window_panes
        canvas.rect((x - 7, top - 6, x + 7, bottom + 6), frame)
        canvas.rect((x + 3, top - 6, x + 7, bottom + 6), (*BLACK, 50))
    upper = top + (bottom - top) * 0.2
    canvas.rect((left, upper - 5, right, upper + 5), frame)
    canvas.rect((left - 8, top - 10, right + 8, top + 4), frame)
    canvas.rect((left - 16, bottom, right + 16, bottom + 18), mix(frame, WHITE, 0.25))
    canvas.rect((left, top + 4, right, top + 22), (*BLACK, 60))


def _draw_door(canvas: Canvas, house: House, box: Box, is_lit: bool) -> None:
    left, top, right, bottom = box
    colour = rgb(house.look.palette.accent)
    canvas.rect((left - 12, top - 12, right + 12, bottom), mix(house.trim, WHITE, 0.3))
    canvas.fade(box, mix(colour, WHITE, 0.08), mix(colour, BLACK, 0.2))
    glass = (left + 26, top + 26, right - 26, top + (bottom - top) * 0.6)
    canvas.fade(glass, *(((255, 230, 172), (240, 190, 120)) if is_lit else ((52, 62, 70), (88, 98, 102))))
    canvas.shape([(glass[0], glass[3]), (glass[0], glass[1] + 60), (glass[0] + 60, glass[1]), (glass[0] + 84, glass[1])],
                 (255, 255, 255, 40))
    lower = top + (bottom - top) * 0.66
    canvas.rect((left + 26, lower, right - 26, bottom - 34), (*BLACK, 46))
    canvas.rect((left + 32, lower + 6, right - 32, bottom - 40), mix(colour, WHITE, 0.06))
    knob = right - 16 if not house.look.door_is_left else left + 8
    canvas.rect((knob, top + (bottom - top) * 0.52, knob + 8, top + (bottom - top) * 0.66), (222, 196, 128), radius=4)
    canvas.rect((left - 26, bottom - 6, right + 26, house.base + 12), mix(rgb(house.look.palette.stone), BLACK, 0.2))


def _draw_awning(canvas: Canvas, house: House, box: Box) -> None:
    left, right, top = box[0] - 26, box[2] + 26, box[1] - 30
    drop, out, count = 104 * house.scale, 22, 12
    stripe = (right - left + 2 * out) / count
    canvas.soft((left, top + drop, right, top + drop + 90), BLACK, 0.4, 22)
    colours = (rgb(house.look.palette.accent), (248, 242, 230))
    for index in range(count):
        upper = left + (right - left) * index / count, left + (right - left) * (index + 1) / count
        lower = left - out + stripe * index, left - out + stripe * (index + 1)
        tone = colours[index % 2]
        canvas.shape([(upper[0], top), (upper[1], top), (lower[1], top + drop), (lower[0], top + drop)], tone)
        canvas.oval((lower[0], top + drop - 20, lower[1], top + drop + 24), mix(tone, BLACK, 0.1))
    canvas.rect((left, top - 8, right, top + 4), mix(house.trim, BLACK, 0.2))


def _draw_board(canvas: Canvas, house: House, dice: random.Random) -> None:
    """A chalk board on the pavement."""
    x, y = house.left + dice.uniform(120, 300), house.base + 70
    canvas.soft((x - 10, y - 6, x + 120, y + 16), BLACK, 0.45, 12)
    canvas.shape([(x, y - 170), (x + 104, y - 170), (x + 116, y), (x - 12, y)], (122, 88, 58))
    canvas.shape([(x + 9, y - 160), (x + 95, y - 160), (x + 104, y - 16), (x, y - 16)], (42, 48, 50))
    for row, wide in enumerate((62, 44, 70, 36)):
        left = x + 52 - wide / 2
        canvas.rect((left, y - 140 + row * 28, left + wide, y - 134 + row * 28), (236, 232, 220))
