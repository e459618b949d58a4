"""Where one is, as the links above a page say it."""

import re

import pytest
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db


def current(client, address: str) -> list[str]:
    """The addresses of all links that are marked, each once."""
    return sorted(set(re.findall(r'<a href="([^"]+)" aria-current="page"', client.get(address).content.decode())))


@pytest.mark.parametrize("name", ["popups:staff-map", "popups:owner-board", "popups:duplicate-list", "vacancies:import-list"])
def test_pages_of_the_register_are_marked_themselves_and_as_part_of_the_units(client, name):
    client.force_login(make.make_officer())
    address = reverse(name)
    assert {address, reverse("popups:staff-unit-list")} <= set(current(client, address))


def test_other_pages_are_no_part_of_the_units(client):
    client.force_login(make.make_officer())
    marked = current(client, reverse("popups:staff-application-list"))
    assert reverse("popups:staff-application-list") in marked
    assert reverse("popups:staff-unit-list") not in marked
