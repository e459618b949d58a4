"""The page of proposed performances in a real browser: nothing for axe to find in light and dark, nothing wider than the window."""

import pytest

from tests.browser import test_calls_look
from tests.browser.test_calls_look import Pages
from tests.make import days, make_current_tenancy, make_officer, make_unit
from tests.popups.performing import PAGE, musician, stage
from vacancies.choices import Loudness

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
look = test_calls_look.look


def of_a_town() -> Pages:
    """Some have a place, one comes second, one is too loud, one would play more often; a tenant who was asked."""
    hosted = stage()
    tenancy = make_current_tenancy(unit=hosted, days_left=90)
    for _number in range(2):
        musician(hosted, times=20)
    musician(loudness=Loudness.CONCERT)
    officer = make_officer()
    return Pages(officer, [PAGE, f"{PAGE}?first={days(3)}&last={days(3)}", f"/staff/tenancies/{tenancy.reference}/"])


def of_an_empty_town() -> Pages:
    make_unit()
    return Pages(make_officer(), [PAGE])


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pages", [of_a_town, of_an_empty_town])
def test_the_page_of_performances_is_accessible_and_fits(look, pages, width, scheme):
    assert look(pages(), width, scheme) == {}
