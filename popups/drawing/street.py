"""The street: an elevation of shop fronts drawn from the register, in street order, as one SVG."""

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from popups.drawing.facade import facade, full_height, wall_top
from popups.drawing.fronts import Front, look_of

HEIGHT, GROUND, GAP = 268, 22, 10
MARGIN = 46
# Half of a promised front is coloured in, with a slanting edge. Shared by all fronts of a page.
DEFS = (
    '<defs><clipPath id="half-done" clipPathUnits="objectBoundingBox"><path d="M0 0H.62L.34 1H0z"/></clipPath>'
    '<linearGradient id="sky-run" x2="0" y2="1"><stop class="sky-high" offset="0"/><stop class="sky-low" offset="1"/>'
    '</linearGradient><radialGradient id="halo-run"><stop class="halo-in" offset="0"/><stop class="halo-out" offset="1"/>'
    "</radialGradient></defs>"
)


def street(fronts: Sequence[Front], label: str, *, free_word: str = "") -> SafeString:
    """Every front is a link with its label; the scenery is decoration. Scrolls in its frame when it is long."""
    placed, x = [], MARGIN
    for index, front in enumerate(fronts):
        placed.append(_tree(x - GAP / 2) if index % 4 == 3 else "")
        x += 26 if index % 4 == 3 else 0
        placed.append(_placed(front, x, free_word))
        x += look_of(front).width + GAP
        if index % 5 == 1:
            placed.append(_street_lamp(x + 2))
            x += 14
    width = x - GAP + MARGIN
    scenery = _behind(width) + "".join(placed) + _pavement(width)
    return mark_safe(  # noqa: S308 - names and labels are escaped where they are written
        f'<svg class="street" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" role="group" '
        f'aria-label="{escape(label)}" preserveAspectRatio="xMidYMax meet">{DEFS}{scenery}</svg>'
    )


def shop_front(front: Front, *, free_word: str = "") -> SafeString:
    """One front as the picture of a unit that has no photo: 3 : 2, decoration, because the card beside it has the words."""
    look = look_of(front)
    tall, wide = 200, 300
    zoom = min(1.35, (tall - 34) / full_height(look), (wide - 40) / look.width)
    x = (wide - look.width * zoom) / 2
    return mark_safe(  # noqa: S308 - as above
        f'<svg class="street front-picture" viewBox="0 0 {wide} {tall}" aria-hidden="true" focusable="false" '
        f'preserveAspectRatio="xMidYMax meet">{DEFS}<path class="sky" d="M-300 -200H600V{tall}H-300z"/>'
        f'<path class="hill-far" d="M-300 {tall - 52}q150-34 300-16t300-10 300 20v80H-300z"/>'
        f'<g class="front-of {_classes(front)}" transform="translate({x:.1f} {tall - 18}) scale({zoom:.3f})">'
        f"{facade(front, free_word=free_word)}</g>{_ground(-300, 900, tall - 18)}</svg>"
    )


def _classes(front: Front) -> str:
    return f"is-{front.state} p-{look_of(front).palette.name}"


def _placed(front: Front, x: float, free_word: str) -> str:
    inside = f'<title>{escape(front.label)}</title><g transform="translate({x:g} {HEIGHT - GROUND})">{facade(front, free_word=free_word)}'
    look = look_of(front)
    top = wall_top(look)
    inside += f'<rect class="front-focus" x="-4" y="{top - 8}" width="{look.width + 8}" height="{-top + 12}" rx="3"/></g>'
    told = f'class="front-of {_classes(front)}" aria-label="{escape(front.label)}"'
    if front.href:
        return f'<a href="{escape(front.href)}" {told}>{inside}</a>'
    return f'<g role="img" {told}>{inside}</g>'


def _behind(width: float) -> str:
    """Sky, hills with firs, the lake and its island with the rotunda; wider than the street, so that no edge shows."""
    low = HEIGHT - GROUND
    hills = f'<path class="hill-far" d="M-800 {low - 74}q180-46 360-24t340-18 330 22 340-26 360 20 380-14 340 24 400-20 500 10V{low}H-800z"/>'
    lake = f'<rect class="lake" x="-800" y="{low - 46}" width="{width + 1600}" height="46"/>'
    shimmer = "".join(f"M{x} {low - 38 + (x // 97) % 5 * 7}h{30 + x % 41}" for x in range(-700, round(width) + 700, 97))
    shore = f'<path class="hill-near" d="M-800 {low - 40}q90-24 210-8t190-6 150 14H-800zM{width * 0.55:.0f} {low - 44}q60-22 130-14t110 14z"/>'
    firs = "".join(_fir(x, low - 62 - (x // 53) % 3 * 7, 12 + (x // 31) % 4 * 3) for x in range(-640, round(width) + 640, 61))
    return (
        f'<rect class="sky-fill" x="-800" y="-200" width="{width + 1600}" height="{HEIGHT + 200}"/>'
        f'<circle class="sun" cx="{width * 0.8:.0f}" cy="46" r="19"/><circle class="moon-bite" cx="{width * 0.8 + 9:.0f}" cy="41" r="17"/>'
        f'{_stars(width)}{_cloud(width * 0.18, 50)}{_cloud(width * 0.56, 32)}{_cloud(width * 0.93, 74)}'
        f'{hills}<path class="fir" d="{firs}"/>{lake}<path class="shimmer" d="{shimmer}"/>{shore}{_rotunda(width * 0.55 + 110, low - 52)}'
    )


def _fir(x: float, y: float, size: float) -> str:
    return f"M{x} {y + size * 1.6:g}l{size * 0.55:g} 0l-{size * 0.55:g} -{size * 1.9:g}l-{size * 0.55:g} {size * 1.9:g}z"


def _stars(width: float) -> str:
    spots = "".join(f"M{(index * 173) % round(width + 1)} {8 + (index * index * 37 + index * 29) % 97}h1.600" for index in range(46))
    return f'<path class="stars" d="{spots}"/>'


def _cloud(x: float, y: float) -> str:
    return f'<path class="cloud" d="M{x:.0f} {y}a15 15 0 0 1 22-12a20 20 0 0 1 37 3a13 13 0 0 1 15 9z"/>'


def _rotunda(x: float, y: float) -> str:
    """The little round temple on the hill by the lake."""
    columns = "".join(f"M{x + dx:.0f} {y}v-17h3v17z" for dx in (-13, -5, 3, 11))
    return f'<path class="temple" d="{columns}M{x - 18:.0f} {y - 17:.0f}h36v-4h-36zM{x - 13:.0f} {y - 21:.0f}q13-20 27 0zM{x - 20:.0f} {y}h40v4h-40z"/>'


def _ground(x: float, width: float, y: float) -> str:
    return (
        f'<rect class="pavement" x="{x}" y="{y}" width="{width}" height="12"/>'
        f'<rect class="kerb" x="{x}" y="{y + 11}" width="{width}" height="3"/><rect class="road" x="{x}" y="{y + 14}" width="{width}" height="30"/>'
    )


def _pavement(width: float) -> str:
    return _ground(-800, width + 1600, HEIGHT - GROUND)


def _tree(x: float) -> str:
    base = HEIGHT - GROUND
    crowns = ((0, -62, 20), (-13, -46, 15), (14, -44, 16), (1, -84, 14))
    leaves = "".join(f'<circle class="crown" cx="{x + 10 + dx:g}" cy="{base + dy}" r="{r}"/>' for dx, dy, r in crowns)
    return f'<g aria-hidden="true"><path class="trunk" d="M{x + 7:g} {base}l2-52h3l2 52z"/>{leaves}</g>'


def _street_lamp(x: float) -> str:
    base = HEIGHT - GROUND
    return (
        f'<g aria-hidden="true"><path class="lamp-post" d="M{x:g} {base}v-92h2.500v92zM{x - 4:g} {base - 92}h10.500l-2-3h-6.500z"/>'
        f'<circle class="halo" cx="{x + 1:g}" cy="{base - 101}" r="34"/><path class="lamp" d="M{x - 3:g} {base - 93}h8.500l2-13h-12.500z"/></g>'
    )
