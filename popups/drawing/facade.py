"""One shop front as SVG, standing on y = 0 and growing upwards; every colour is a class of street.css."""

import random
from html import escape

from django.utils.translation import gettext

from popups.drawing.fronts import FREE, HELD, Front, Look, look_of

SHOP = 92  # height of the ground floor in drawing units, sign board included
ROOF_RISE = {"gable": 46, "hip": 30, "flat": 9, "mansard": 34, "stepped": 38}


def wall_top(look: Look) -> int:
    """Where the wall ends, a negative height."""
    return -(SHOP + 10 + look.storey * (look.floors - 1))


def full_height(look: Look) -> int:
    return -wall_top(look) + ROOF_RISE[look.roof] + 14


def facade(front: Front, *, free_word: str = "") -> str:
    """The drawing itself without a link. A promised front is a pencil sketch, half of it already coloured in."""
    look = look_of(front)
    drawn = _whole(front, look, free_word or gettext("free"))
    if front.state != HELD:
        return drawn
    return f'<g class="sketch">{drawn}</g><g clip-path="url(#half-done)">{drawn}</g>'


def _whole(front: Front, look: Look, free_word: str) -> str:
    dice = random.Random(look.seed)  # noqa: S311 - a picture, not a secret
    parts = [
        _roof(look, dice),
        f'<rect class="wall" y="{wall_top(look)}" width="{look.width}" height="{-wall_top(look)}"/>',
        _cladding(look, dice),
        _eaves(look),
        *[_storey(look, floor, dice) for floor in range(1, look.floors)],
        _ground_floor(front, look, free_word, dice),
    ]
    return "".join(parts)


def _rect(kind: str, x: float, y: float, width: float, height: float, radius: float = 0) -> str:
    round_ = f' rx="{radius:g}"' if radius else ""
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"{round_}/>'


def _roof(look: Look, dice: random.Random) -> str:
    top, width, rise = wall_top(look), look.width, ROOF_RISE[look.roof]
    chimney_x = round(width * dice.choice((0.22, 0.68)))
    chimney = _rect("chimney", chimney_x, top - rise - 4, 13, rise + 4) + _rect("chimney-cap", chimney_x - 2, top - rise - 7, 17, 4)
    if look.roof == "flat":
        return _rect("roof", -2, top - rise, width + 4, rise) + _rect("trim-light", -5, top - rise - 3, width + 10, 5)
    if look.roof == "stepped":
        step = width / 7
        steps = "".join(f"v-12h{step:.1f}" for _ in range(3)) + f"h{step:.1f}" + "".join(f"h{step:.1f}v12" for _ in range(3))
        return f'<path class="wall" d="M0 {top}{steps}z"/>' + _round_window(width / 2, top - 10)
    inset = {"gable": width / 2 + 6, "hip": 24, "mansard": 11}[look.roof]
    left, right = -6 + inset, width + 6 - inset
    shape = f'<path class="roof" d="M-6 {top}L{left:g} {top - rise}H{right:g}L{width + 6} {top}z"/>'
    tiles = "".join(
        f"M{-6 + inset * share:.1f} {top - rise * share:.1f}H{width + 6 - inset * share:.1f}" for share in (0.2, 0.4, 0.6, 0.8)
    )
    extra = _dormer(width / 2, top) if look.roof == "mansard" else _round_window(width / 2, top - 14)
    return f'{chimney}{shape}<path class="tiles" d="{tiles}"/>{extra if look.roof != "hip" else ""}'


def _round_window(x: float, y: float) -> str:
    return f'<circle class="frame" cx="{x:g}" cy="{y:g}" r="7.500"/><circle class="pane" cx="{x:g}" cy="{y:g}" r="5.500"/>'


def _dormer(x: float, top: float) -> str:
    return (
        f'<path class="trim" d="M{x - 17:g} {top - 24:g}L{x:g} {top - 38:g}L{x + 17:g} {top - 24:g}z"/>'
        + _rect("wall", x - 13, top - 25, 26, 25) + _rect("frame", x - 8, top - 21, 16, 19) + _rect("pane", x - 6, top - 19, 12, 15)
    )


def _cladding(look: Look, dice: random.Random) -> str:
    top, width = wall_top(look), look.width
    if look.cladding == "planks":
        return f'<path class="lines" d="{"".join(f"M0 {y}h{width}" for y in range(top + 7, -8, 7))}"/>'
    if look.cladding == "boards":
        return f'<path class="lines" d="{"".join(f"M{x} {top}V0" for x in range(11, width, 11))}"/>'
    if look.cladding == "brick":
        spots = [(dice.randrange(4, width - 14), dice.randrange(top + 6, -30, 5)) for _ in range(26)]
        return f'<path class="bricks" d="{"".join(f"M{x} {y}h10v4h-10z" for x, y in spots)}"/>'
    corners = range(top + 6, -14, 14)
    quoins = "".join(f"M0 {y}h8v7h-8zM{width - 8} {y}h8v7h-8z" for y in corners)
    return f'<path class="quoins" d="{quoins}"/>'


def _eaves(look: Look) -> str:
    top = wall_top(look)
    return _rect("trim-light", -5, top - 3, look.width + 10, 6) + _rect("shade", 0, top + 3, look.width, 5)


def _storey(look: Look, floor: int, dice: random.Random) -> str:
    """One row of upper windows; a few of them are lit after dark."""
    count = max(2, look.width // 40)
    step = look.width / count
    y = -(SHOP + 10 + look.storey * floor) + 11
    drawn = []
    for index in range(count):
        x = step * (index + 0.5) - 9
        glass = "pane pane-lit" if dice.random() < 0.4 else "pane"
        drawn.append(_rect("frame", x - 2.5, y - 2.5, 23, 32) + _rect(glass, x, y, 18, 27))
        drawn.append(f'<path class="bars-of-window" d="M{x + 9:g} {y}v27M{x:g} {y + 9}h18"/>')
        drawn.append(_rect("trim-light", x - 4, y + 29, 26, 3) + _rect("trim", x - 4, y - 6, 26, 3.5))
        if look.has_shutters and step > 44:
            drawn.append(_rect("accent", x - 11.5, y - 2.5, 7.5, 32) + _rect("accent", x + 22, y - 2.5, 7.5, 32))
    return "".join(drawn)


def _ground_floor(front: Front, look: Look, free_word: str, dice: random.Random) -> str:
    door_wide, gap, inner = 27, 7, 8
    window_wide = look.width - 2 * inner - gap - door_wide
    door_x = inner if look.door_is_left else look.width - inner - door_wide
    window_x = inner + door_wide + gap if look.door_is_left else inner
    parts = [
        _rect("trim", 3, -SHOP, look.width - 6, SHOP),
        _rect("trim-light", 0, -SHOP - 3, look.width, 4),
        _sign(front, look),
        _window(front, look, window_x, window_wide, free_word, dice),
        _door(front, look, door_x, door_wide),
        _rect("stone", -2, -7, look.width + 4, 7),
        _rect("step", door_x - 3, -4, door_wide + 6, 4),
    ]
    if front.is_lit:
        parts.append(_awning(window_x, window_wide) if look.has_awning else _lamps(look))
        parts.append(_pots(window_x + 4 if dice.random() < 0.5 else window_x + window_wide - 18))
    return "".join(parts)


def _sign(front: Front, look: Look) -> str:
    board = _rect("sign-board", 7, -SHOP + 3, look.width - 14, 15, 1.5)
    if not front.is_lit or not front.name:
        return board
    room = int((look.width - 22) / 5.9)
    words = front.name if len(front.name) <= room else front.name[: room - 1].rstrip() + "…"
    return f'{board}<text class="sign-text" x="{look.width / 2:g}" y="{-SHOP + 14}">{escape(words)}</text>'


def _window(front: Front, look: Look, x: float, width: float, free_word: str, dice: random.Random) -> str:
    y, height = -SHOP + 23, 54
    parts = [_rect("frame", x - 2, y - 2, width + 4, height + 4)]
    if front.is_lit:
        parts += [_rect("lit", x, y, width, height), _goods(look.goods, x + 4, y + height, width - 8, dice)]
    else:
        parts.append(_rect("dark", x, y, width, height))
        parts.append(f'<path class="gleam" d="M{x + width * 0.2:g} {y}h9l-14 {height}h-9zM{x + width * 0.5:g} {y}h4l-14 {height}h-4z"/>')
    mullions = "".join(f"M{x + width * i / look.window_panes:g} {y}v{height}" for i in range(1, look.window_panes))
    parts.append(f'<path class="mullions" d="{mullions}M{x:g} {y + 11}h{width:g}"/>')
    if front.state == FREE:
        parts.append(_paper(x + width / 2, y + 33, free_word))
    parts.append(_rect("trim-light", x - 4, y + height + 1, width + 8, 4))
    return "".join(parts)


def _paper(x: float, y: float, word: str) -> str:
    wide = max(30, len(word) * 6.4 + 12)
    return f'{_rect("paper", x - wide / 2, y - 11, wide, 19, 1.5)}<text class="paper-text" x="{x:g}" y="{y + 2.5:g}">{escape(word)}</text>'


def _door(front: Front, look: Look, x: float, width: float) -> str:
    y, height = -SHOP + 21, SHOP - 25
    glass = "lit" if front.is_lit else "dark"
    knob = x + 4 if look.door_is_left else x + width - 4
    return (
        _rect("frame", x - 2, y - 2, width + 4, height + 2) + _rect("accent", x, y, width, height)
        + _rect(glass, x + 5, y + 5, width - 10, height * 0.55) + _rect("shade", x + 5, y + height * 0.68, width - 10, height * 0.24)
        + f'<circle class="brass" cx="{knob:g}" cy="{y + height * 0.62:g}" r="1.700"/>'
    )


def _awning(x: float, width: float) -> str:
    left, right, top, drop = x - 4, x + width + 4, -SHOP + 19, 16
    count = max(5, round(width / 11))
    wide, lower = (right - left) / count, (right - left + 10) / count
    stripes = []
    for index in range(count):
        kind = "accent" if index % 2 == 0 else "cloth"
        a, b = left + wide * index, left - 5 + lower * index
        stripes.append(
            f'<path class="{kind}" d="M{a:.1f} {top}h{wide:.1f}L{b + lower:.1f} {top + drop}a{lower / 2:.1f} 4.500 0 0 1-{lower:.1f} 0z"/>'
        )
    return "".join(stripes) + _rect("shade", left, top + drop + 4, right - left, 5)


def _lamps(look: Look) -> str:
    spots = (look.width * 0.25, look.width * 0.75)
    return "".join(
        f'<path class="lamp-arm" d="M{x:g} {-SHOP + 2}v-7h6"/><path class="lamp" d="M{x + 2:g} {-SHOP - 3}h9l-2-5h-5z"/>' for x in spots
    )


def _pots(x: float) -> str:
    leaves = "".join(f'<circle class="leaf" cx="{x + dx}" cy="{y}" r="4.500"/>' for dx, y in ((1, -17), (7, -21), (12, -17), (6, -15)))
    return f'{leaves}<path class="clay" d="M{x - 2:g} -13h17l-3 13h-11z"/>'


def _goods(goods: str, x: float, floor: float, width: float, dice: random.Random) -> str:
    """Two shelves of what is made here; the tints are the makers' colours t0…t5."""
    shelf = floor - 24
    drawn = [_rect("shelf", x - 4, shelf, width + 8, 2)]
    for line in (shelf, floor):
        place = x
        while place < x + width - 9:
            wide = dice.randrange(8, 13)
            drawn.append(_THINGS.get(goods, _pot)(place, line, wide, f"t{dice.randrange(6)}"))
            place += wide + dice.randrange(2, 6)
    return "".join(drawn)


def _pot(x: float, y: float, wide: float, tint: str) -> str:
    return f'<path class="{tint}" d="M{x + wide * 0.3:g} {y - 15:g}h{wide * 0.4:g}v4q{wide * 0.45:g} 6 0 11h-{wide * 0.4:g}q-{wide * 0.45:g}-5 0-11z"/>'


def _bolt(x: float, y: float, wide: float, tint: str) -> str:
    return f'<rect class="{tint}" x="{x:g}" y="{y - 14:g}" width="{wide}" height="14" rx="2.500"/><path class="weave" d="M{x:g} {y - 9:g}h{wide}M{x:g} {y - 5:g}h{wide}"/>'


def _book(x: float, y: float, wide: float, tint: str) -> str:
    return f'<path class="{tint}" d="M{x:g} {y:g}v-15h3v15zM{x + 3.5:g} {y:g}v-12h3v12zM{x + 7:g} {y:g}v-14l2.500-.6 1 14.600z"/>'


def _plant(x: float, y: float, wide: float, tint: str) -> str:
    middle = x + wide / 2
    return f'<path class="leaf" d="M{middle:g} {y - 5:g}q-7-4-5-11q4 2 5 7q1-6 5-8q1 8-5 12z"/><path class="{tint}" d="M{middle - 4:g} {y - 6:g}h8l-1.500 6h-5z"/>'


def _loaf(x: float, y: float, wide: float, tint: str) -> str:
    return f'<path class="crust" d="M{x:g} {y:g}q-1-8 {wide / 2:g}-8t{wide / 2:g} 8z"/><path class="weave" d="M{x + 3:g} {y - 3:g}l2-3M{x + 6:g} {y - 3:g}l2-3"/>'


def _lamp(x: float, y: float, wide: float, tint: str) -> str:
    middle = x + wide / 2
    return f'<path class="{tint}" d="M{middle - 5:g} {y - 7:g}l3-8h4l3 8z"/><rect class="shelf" x="{middle - 0.7:g}" y="{y - 7:g}" width="1.400" height="7"/>'


def _drum(x: float, y: float, wide: float, tint: str) -> str:
    return f'<ellipse class="{tint}" cx="{x + wide / 2:g}" cy="{y - 5:g}" rx="{wide / 2:g}" ry="5"/><path class="lamp-arm" d="M{x + wide / 2:g} {y - 6:g}v-11"/>'


_THINGS = {"pots": _pot, "cloth": _bolt, "books": _book, "plants": _plant, "bread": _loaf, "lamps": _lamp, "music": _drum, "toys": _bolt}
