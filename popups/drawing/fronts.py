"""What a shop front looks like, worked out from its reference alone: the same unit always gets the same face."""

import random
import zlib
from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """The colours of one house, named for what they cover."""

    name: str
    wall: str
    trim: str
    roof: str
    accent: str
    stone: str = "#b9b2a6"


# Limewash, boarding and brick as they stand in small Baltic towns; the names are CSS classes in street.css.
PALETTES: tuple[Palette, ...] = (
    Palette("ochre", "#e9c98f", "#7a4a2b", "#8a4b36", "#2f5d50"),
    Palette("sage", "#c6d3bd", "#35584a", "#5c4a42", "#b4532a"),
    Palette("lake", "#b9d0d8", "#1f556b", "#4a5560", "#d98e04"),
    Palette("rose", "#e8c3b4", "#86392c", "#6b3f35", "#1f6f8b"),
    Palette("cream", "#f1e6cf", "#6a5638", "#a35a3c", "#35584a"),
    Palette("brick", "#c58264", "#4b2e28", "#3f3a3c", "#e0b04c"),
    Palette("slate", "#c3c9d4", "#38455c", "#39424e", "#b4532a"),
    Palette("moss", "#aebf9a", "#3c4c2c", "#6e4d39", "#d98e04"),
    Palette("plum", "#d9c6d3", "#5f3953", "#4d3a44", "#2f5d50"),
    Palette("straw", "#efdc9f", "#8a6417", "#7d4a33", "#1f6f8b"),
)
ROOFS = ("gable", "hip", "flat", "mansard", "stepped")
CLADDINGS = ("plaster", "planks", "boards", "brick")
GOODS = ("pots", "cloth", "books", "plants", "bread", "lamps", "music", "toys")
OPEN, FREE, HELD, SHOP = "open", "free", "held", "shop"
STATES = (OPEN, FREE, HELD, SHOP)


@dataclass(frozen=True)
class Front:
    """One shop front of the street. `label` is said to a screen reader, `name` is painted on the sign.

    state: open (a pop-up is there now), free, held (promised, not begun) or shop (permanent).
    width and floors are drawing units and storeys; left out, they follow from the reference.
    """

    reference: str
    name: str
    label: str
    state: str = FREE
    seed: int | None = None
    width: int | None = None
    floors: int | None = None
    roof: str = ""
    href: str = ""

    @property
    def is_lit(self) -> bool:
        return self.state in (OPEN, SHOP)


@dataclass(frozen=True)
class Look:
    """Every choice of the drawing, made once. Lengths in drawing units, one of which is about 6 cm."""

    palette: Palette
    width: int
    floors: int
    roof: str
    cladding: str
    goods: str
    has_awning: bool
    has_shutters: bool
    door_is_left: bool
    window_panes: int
    storey: int
    seed: int


def look_of(front: Front) -> Look:
    seed = front.seed if front.seed is not None else zlib.crc32(front.reference.encode())
    dice = random.Random(seed)
    palette = dice.choice(PALETTES)
    width = dice.choice((108, 118, 128, 140, 152))
    floors = dice.choices((1, 2, 3), weights=(4, 5, 1))[0]
    return Look(
        palette=palette,
        width=front.width or width,
        floors=front.floors or floors,
        roof=front.roof or dice.choice(ROOFS),
        cladding=dice.choice(CLADDINGS),
        goods=dice.choice(GOODS),
        has_awning=dice.random() < 0.55,
        has_shutters=dice.random() < 0.3,
        door_is_left=dice.random() < 0.4,
        window_panes=dice.choice((1, 2, 3)),
        storey=dice.choice((46, 50, 54)),
        seed=seed,
    )


def rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour in the one, between 0 and 1."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]
