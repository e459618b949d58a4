"""A Pillow canvas measured in 1600 × 1200 units, drawn twice as large and halved, which smooths every edge."""

import random
from functools import lru_cache

from django.conf import settings
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from popups.drawing.fronts import Colour, mix

UNITS_WIDE, UNITS_HIGH = 1600, 1200
Box = tuple[float, float, float, float]


class Canvas:
    """Colours are RGB or RGBA tuples; boxes are left, top, right, bottom."""

    def __init__(self, width: int) -> None:
        self.scale = 2 * width / UNITS_WIDE
        self.image = Image.new("RGB", (round(UNITS_WIDE * self.scale), round(UNITS_HIGH * self.scale)))
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def _box(self, box: Box) -> tuple[int, int, int, int]:
        left, top, right, bottom = (round(value * self.scale) for value in box)
        return left, top, max(left + 1, right) - 1, max(top + 1, bottom) - 1

    def rect(self, box: Box, fill: tuple[int, ...], radius: float = 0) -> None:
        if radius:
            self.pen.rounded_rectangle(self._box(box), round(radius * self.scale), fill)
        else:
            self.pen.rectangle(self._box(box), fill)

    def shape(self, points: list[tuple[float, float]], fill: tuple[int, ...]) -> None:
        self.pen.polygon([(x * self.scale, y * self.scale) for x, y in points], fill)

    def line(self, points: list[tuple[float, float]], fill: tuple[int, ...], width: float) -> None:
        scaled = [(x * self.scale, y * self.scale) for x, y in points]
        self.pen.line(scaled, fill, max(1, round(width * self.scale)), joint="curve")

    def oval(self, box: Box, fill: tuple[int, ...]) -> None:
        self.pen.ellipse(self._box(box), fill)

    def fade(self, box: Box, top: Colour, bottom: Colour) -> None:
        """A vertical run from one colour to the other."""
        left, upper, right, lower = self._box(box)
        column = Image.new("RGB", (1, 64))
        column.putdata([mix(top, bottom, row / 63) for row in range(64)])
        self.image.paste(column.resize((right - left + 1, lower - upper + 1), Image.Resampling.BILINEAR), (left, upper))

    def glow(self, centre: tuple[float, float], radius: float, colour: Colour, strength: float) -> None:
        """Light that falls off to nothing at the radius; strength between 0 and 1."""
        size = max(2, round(2 * radius * self.scale))
        light = Image.radial_gradient("L").resize((size, size), Image.Resampling.BILINEAR)
        mask = ImageChops.invert(light).point(lambda value: round(max(0, value - 70) * 1.37 * strength))
        corner = round((centre[0] - radius) * self.scale), round((centre[1] - radius) * self.scale)
        self.image.paste(Image.new("RGB", (size, size), colour), corner, mask)

    def soft(self, box: Box, colour: Colour, strength: float, blur: float) -> None:
        """A blurred rectangle: shadows under eaves, light on the pavement. Blurred at an eighth, then enlarged."""
        reach = 2.5 * blur
        left, top, right, bottom = self._box((box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach))
        small = Image.new("L", ((right - left) // 8 + 1, (bottom - top) // 8 + 1))
        edge = reach * self.scale / 8
        inner = (edge, edge, max(edge, small.width - edge), max(edge, small.height - edge))
        ImageDraw.Draw(small).rectangle(inner, fill=round(255 * strength))
        mask = small.filter(ImageFilter.GaussianBlur(blur * self.scale / 8))
        mask = mask.resize((right - left + 1, bottom - top + 1), Image.Resampling.BILINEAR)
        self.image.paste(Image.new("RGB", mask.size, colour), (left, top), mask)

    def text(self, centre: tuple[float, float], words: str, size: float, fill: tuple[int, ...], tracking: float = 0) -> None:
        fonts = _fonts(round(size * self.scale))
        glyphs = [(letter, fonts[0xFF < ord(letter) < 0x250]) for letter in words]  # quotes and dashes are in the plain half
        gap = tracking * self.scale
        x = centre[0] * self.scale - (sum(font.getlength(letter) + gap for letter, font in glyphs) - gap) / 2
        for letter, font in glyphs:
            self.pen.text((x, centre[1] * self.scale), letter, fill, font, anchor="ls")
            x += font.getlength(letter) + gap

    def finish(self, seed: int) -> Image.Image:
        """Halve, and lay a fine grain over it. The grain is drawn from the seed, so that every run gives the same bytes."""
        picture = self.image.reduce(2)
        noise = Image.frombytes("L", (256, 256), random.Random(seed).randbytes(65536))
        grain = Image.new("L", picture.size)
        for x in range(0, picture.width, 256):
            for y in range(0, picture.height, 256):
                grain.paste(noise, (x, y))
        return Image.blend(picture, ImageChops.overlay(picture, Image.merge("RGB", [grain] * 3)), 0.09)


@lru_cache(maxsize=32)
def _fonts(size: int) -> tuple[ImageFont.FreeTypeFont, ImageFont.FreeTypeFont]:
    """Inter's plain and extended Latin halves, semi-bold."""
    folder = settings.BASE_DIR / "static" / "vendor" / "inter"
    both = [ImageFont.truetype(folder / f"inter-{part}-wght-normal.woff2", size) for part in ("latin", "latin-ext")]
    for font in both:
        font.set_variation_by_axes([680])
    return both[0], both[1]
