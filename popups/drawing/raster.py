"""Illustrated photographs of shop fronts, drawn by code: the demonstration town needs pictures and may download none."""

import random
from dataclasses import dataclass, replace

from PIL import Image, ImageEnhance

from popups.drawing.canvas import Canvas
from popups.drawing.fronts import CLADDINGS, PALETTES, Colour, Front, Look, look_of, mix, rgb
from popups.drawing.raster_house import House, draw_house, draw_neighbours
from popups.drawing.raster_shop import draw_shop

BASE = 985.0  # where walls meet the pavement, in canvas units


@dataclass(frozen=True)
class Scene:
    """Weather and hour. light and shade tint the whole picture; snow and leaves say the season."""

    sky_top: Colour
    sky_low: Colour
    ground: Colour
    tint: Colour
    has_sun: bool = False
    has_snow: bool = False
    is_evening: bool = False
    leaves: Colour | None = None


SCENES = (
    Scene((120, 176, 214), (226, 238, 240), (176, 172, 163), (255, 244, 214), has_sun=True, leaves=(96, 136, 72)),
    Scene((176, 190, 200), (222, 226, 226), (158, 158, 156), (236, 240, 244), leaves=(120, 140, 84)),
    Scene((62, 78, 120), (240, 178, 130), (124, 118, 120), (255, 214, 176), is_evening=True, leaves=(58, 78, 60)),
    Scene((186, 202, 216), (236, 240, 244), (226, 232, 238), (236, 244, 255), has_snow=True),
    Scene((142, 180, 206), (238, 232, 214), (172, 162, 148), (255, 236, 198), has_sun=True, leaves=(204, 142, 52)),
    Scene((44, 58, 92), (128, 138, 166), (176, 186, 206), (206, 220, 250), has_snow=True, is_evening=True),
)


def front_picture(seed: int, width: int = 1600, height: int = 1200, state: str = "free", name: str = "") -> Image.Image:
    """The same seed, size and state give the same bytes. Costs about a third of a second at full size."""
    dice = random.Random(seed)
    scene = SCENES[seed % len(SCENES)]
    look = _varied(look_of(Front(str(seed), name, "", state, seed)), seed)
    canvas = Canvas(width)
    house = _house(look, dice)
    _draw_sky(canvas, scene, dice)
    _draw_ground(canvas, scene, dice)
    draw_neighbours(canvas, house, scene.has_snow, dice)
    draw_house(canvas, house, scene.is_evening, scene.has_snow, dice)
    is_lit = state in ("open", "shop")
    if scene.is_evening and is_lit:
        _draw_dusk(canvas)
    draw_shop(canvas, house, state, name, scene.is_evening, dice)
    if scene.is_evening and not is_lit:
        _draw_dusk(canvas)
    _draw_light(canvas, scene, house, state)
    _draw_foreground(canvas, scene, house, dice)
    picture = canvas.finish(seed)
    picture = Image.blend(picture, Image.new("RGB", picture.size, scene.tint), 0.05)
    picture = ImageEnhance.Contrast(picture).enhance(1.05)
    return picture if picture.size == (width, height) else picture.resize((width, height), Image.Resampling.LANCZOS)


def _varied(look: Look, seed: int) -> Look:
    """Neighbouring seeds differ in every respect that is seen at first sight."""
    return replace(
        look,
        palette=PALETTES[(seed * 3) % len(PALETTES)],
        cladding=CLADDINGS[(seed // 2) % len(CLADDINGS)],
        roof=("gable", "hip", "flat", "mansard")[(seed // 3) % 4],
        floors=1 + (seed % 5 in (1, 2, 4)),
        window_panes=2 + seed % 2,
    )


def _house(look: Look, dice: random.Random) -> House:
    scale = 1.0 if look.floors == 1 else 0.8
    half = (look.width * 4.1 + 60) * scale / (1 if look.floors == 1 else 0.92)
    middle = 800 + dice.uniform(-60, 60)
    return House(look=look, left=middle - half, right=middle + half, base=BASE, scale=scale)


def _draw_sky(canvas: Canvas, scene: Scene, dice: random.Random) -> None:
    canvas.fade((0, 0, 1600, BASE), scene.sky_top, scene.sky_low)
    if scene.has_sun:
        canvas.glow((dice.choice((120, 1480)), 90), 620, (255, 246, 214), 0.85)
    for _cloud in range(5):
        x, y, wide = dice.uniform(-100, 1500), dice.uniform(20, 300), dice.uniform(240, 560)
        canvas.soft((x, y, x + wide, y + dice.uniform(14, 44)), mix(scene.sky_low, (255, 255, 255), 0.5), 0.55, 26)
    hill = mix(scene.leaves or (150, 164, 172), scene.sky_low, 0.55)
    points = [(x, 640 - 60 * dice.random() - 40 * ((x // 200) % 3)) for x in range(0, 1601, 80)]
    canvas.shape([(0, BASE), *points, (1600, BASE)], hill)


def _draw_ground(canvas: Canvas, scene: Scene, dice: random.Random) -> None:
    """Pavement in slabs that widen towards us, a kerb, the road."""
    canvas.fade((0, BASE, 1600, 1120), mix(scene.ground, (40, 40, 44), 0.14), scene.ground)
    joint = (*mix(scene.ground, (30, 30, 34), 0.4), 120)
    for x in range(-1600, 3200, 120):
        canvas.line([(800 + (x - 800) * 0.86, BASE), (800 + (x - 800) * 1.1, 1120)], joint, 2)
    for y in (1010, 1048):
        canvas.line([(0, y), (1600, y)], joint, 2)
    canvas.rect((0, 1116, 1600, 1138), mix(scene.ground, (255, 255, 255), 0.25))
    canvas.rect((0, 1134, 1600, 1146), mix(scene.ground, (20, 20, 24), 0.5))
    road = mix(scene.ground, (255, 255, 255) if scene.has_snow else (52, 54, 60), 0.35 if scene.has_snow else 0.62)
    canvas.fade((0, 1146, 1600, 1200), road, mix(road, (20, 20, 24), 0.16))
    for _stone in range(260):
        left, top = dice.uniform(0, 1600), dice.uniform(BASE, 1200)
        canvas.oval((left, top, left + dice.uniform(2, 6), top + 2.4), (*mix(scene.ground, (20, 20, 24), dice.random()), 60))


def _draw_light(canvas: Canvas, scene: Scene, house: House, state: str) -> None:
    if scene.has_sun:
        for left in (house.left + 140, house.left + 620):
            canvas.shape([(left, 0), (left + 130, 0), (left - 360, BASE), (left - 520, BASE)], (255, 246, 214, 20))
    if state in ("open", "shop"):
        warm = 0.5 if scene.is_evening else 0.16
        canvas.soft((house.left + 60, BASE + 8, house.right - 60, BASE + 70), (255, 206, 128), warm, 40)
    canvas.soft((-40, 1150, 1640, 1240), (20, 22, 30), 0.25, 60)
    canvas.soft((-80, -40, 30, 1240), (16, 20, 32), 0.26, 90)
    canvas.soft((1570, -40, 1680, 1240), (16, 20, 32), 0.26, 90)


def _draw_dusk(canvas: Canvas) -> None:
    """Blue falls over everything that does not shine itself."""
    canvas.pen.rectangle((0, 0, *canvas.image.size), (22, 28, 62, 64))


def _draw_foreground(canvas: Canvas, scene: Scene, house: House, dice: random.Random) -> None:
    if scene.has_snow:
        _draw_snow(canvas, dice)
    elif scene.leaves:
        _draw_tree(canvas, scene.leaves, dice.choice((60, 1540)), dice)
        tub = house.left - 20 if dice.random() < 0.5 else house.right + 4
        _draw_tub(canvas, tub, scene.leaves, dice)
    if scene.is_evening:
        canvas.glow((house.left - 40, 420), 240, (255, 214, 140), 0.8)
    pole = house.left - 40
    canvas.rect((pole - 7, 430, pole + 7, BASE + 30), (44, 46, 52))
    canvas.shape([(pole - 26, 430), (pole + 26, 430), (pole + 16, 372), (pole - 16, 372)], (44, 46, 52))
    lamp = (255, 232, 176) if scene.is_evening else (226, 228, 222)
    canvas.shape([(pole - 20, 426), (pole + 20, 426), (pole + 12, 380), (pole - 12, 380)], lamp)


def _draw_snow(canvas: Canvas, dice: random.Random) -> None:
    bank = [(x, 1122 - 26 * dice.random()) for x in range(0, 1601, 50)]
    canvas.shape([(0, 1172), *bank, (1600, 1172)], (244, 248, 252))
    canvas.soft((0, 1140, 1600, 1176), (120, 140, 176), 0.35, 18)
    for _flake in range(420):
        x, y, size = dice.uniform(0, 1600), dice.uniform(0, 1200), dice.uniform(2, 6.5)
        canvas.oval((x, y, x + size, y + size), (255, 255, 255, dice.randint(90, 210)))


def _draw_tree(canvas: Canvas, leaves: Colour, x: float, dice: random.Random) -> None:
    canvas.shape([(x - 16, 1050), (x + 18, 1050), (x + 9, 300), (x - 6, 300)], (74, 60, 50))
    for _bough in range(240):
        angle, far = dice.uniform(-1, 1), dice.random() ** 0.5
        left, top = x + angle * 250 * far - 30, 250 + dice.uniform(-1, 1) * 230 * far - 24
        size = dice.uniform(18, 52)
        shade = mix(mix(leaves, (24, 40, 30), 0.45), mix(leaves, (255, 250, 200), 0.3), dice.random())
        canvas.oval((left, top, left + size, top + size * 0.8), (*shade, 225))


def _draw_tub(canvas: Canvas, x: float, leaves: Colour, dice: random.Random) -> None:
    canvas.soft((x - 10, BASE + 34, x + 120, BASE + 52), (20, 20, 26), 0.4, 14)
    for _flower in range(60):
        left, top = x + dice.uniform(-12, 96), BASE - 66 + dice.uniform(0, 56)
        colour = dice.choice((leaves, leaves, mix(leaves, (20, 50, 30), 0.4), rgb("#d8604c"), rgb("#f2d06b")))
        canvas.oval((left, top, left + 22, top + 20), colour)
    canvas.shape([(x, BASE - 22), (x + 96, BASE - 22), (x + 84, BASE + 44), (x + 12, BASE + 44)], rgb("#8d6a4c"))
    canvas.rect((x - 4, BASE - 28, x + 100, BASE - 12), rgb("#7a5a40"))
