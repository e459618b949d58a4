"""The street and its shop fronts: the same unit always looks the same, and nothing anyone typed can break out."""

import re
from xml.etree import ElementTree

import pytest
from django.utils import translation

from popups.drawing.facade import facade
from popups.drawing.fronts import GOODS, PALETTES, ROOFS, STATES, Front, look_of
from popups.drawing.raster import SCENES, front_picture
from popups.drawing.street import shop_front, street

NAUGHTY = "\"><script>alert('x')</script>&"


def fronts(number: int = 9) -> list[Front]:
    return [Front(f"U-{index:04}", f"Veikals {index}", f"Veikals {index}, brīvs", STATES[index % 4], href=f"/units/U-{index:04}/") for index in range(number)]


def test_the_same_reference_always_gives_the_same_house():
    one, two = fronts(2)
    assert facade(one) == facade(one)
    assert look_of(one) != look_of(two)


def test_a_town_of_forty_looks_varied():
    looks = [look_of(front) for front in fronts(40)]
    assert {look.roof for look in looks} == set(ROOFS)
    assert len({look.palette.name for look in looks}) >= len(PALETTES) - 2
    assert len({(look.palette.name, look.roof, look.floors, look.width) for look in looks}) >= 36


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("goods", GOODS)
def test_every_front_is_well_formed(state, goods):
    for seed in range(400):
        front = Front("U", NAUGHTY, NAUGHTY, state, seed)
        if look_of(front).goods == goods:
            ElementTree.fromstring(shop_front(front))  # noqa: S314 - our own drawing
            return
    pytest.fail(f"no seed below 400 sells {goods}")


def test_every_front_of_the_street_is_a_link_that_says_what_it_is():
    tree = ElementTree.fromstring(street(fronts(), "Pils iela"))  # noqa: S314
    links = list(tree.iter("a"))
    assert [link.get("href") for link in links] == [front.href for front in fronts()]
    assert [link.get("aria-label") for link in links] == [front.label for front in fronts()]


def test_a_front_without_a_page_is_a_picture_with_words():
    markup = street([Front("U-1", "", "Dārza iela 3")], "Dārza iela")
    assert "<a " not in markup
    assert 'role="img"' in markup


def test_typed_names_cannot_break_out_of_the_drawing():
    markup = street([Front("U-1", NAUGHTY, NAUGHTY, "open", href=NAUGHTY)], NAUGHTY)
    assert "<script" not in markup
    ElementTree.fromstring(markup)  # noqa: S314


def test_a_free_window_says_so_in_the_language_of_the_page():
    assert ">brīvs<" in facade(Front("U-1", "", ""), free_word="brīvs")
    with translation.override("en"):
        assert re.search(r'class="paper-text"[^>]*>\w+<', facade(Front("U-1", "", "")))


def test_a_promised_front_is_half_a_sketch():
    assert 'class="sketch"' in facade(Front("U-1", "", "", "held"))
    assert 'class="sketch"' not in facade(Front("U-1", "", "", "open"))


def test_an_empty_street_is_still_a_street():
    ElementTree.fromstring(street([], "Pils iela"))  # noqa: S314


def test_the_drawing_needs_no_style_attribute():
    assert "style=" not in street(fronts(), "x")


def test_a_picture_is_the_same_bytes_each_time_and_as_large_as_asked():
    one = front_picture(4, 320, 240)
    assert one.size == (320, 240)
    assert one.tobytes() == front_picture(4, 320, 240).tobytes()
    assert front_picture(4, 400, 225).size == (400, 225)


def test_twelve_pictures_are_twelve_different_ones():
    assert len({front_picture(seed, 160, 120).tobytes() for seed in range(12)}) == 12
    assert len(SCENES) == 6


@pytest.mark.parametrize("state", STATES)
def test_each_state_looks_different_on_the_same_house(state):
    pictures = {other: front_picture(1, 160, 120, other).tobytes() for other in STATES}
    same = [other for other in STATES if other != state and pictures[other] == pictures[state]]
    assert set(same) <= {"open", "shop"}
