"""What stands out on the list of units, and what is left of a unit's page on paper."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.walking import sign_in
from tests.make import make_officer, make_owner, make_unit
from vacancies.lifecycle.units import change_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEADING = "main .ds-button:not([data-variant]):visible"


@pytest.fixture
def office(new_context, live_server):
    context = new_context(base_url=live_server.url, reduced_motion="reduce")
    officer = make_officer()
    sign_in(context, live_server.url, officer)
    page = context.new_page()
    page.officer = officer
    return page


def test_one_button_stands_out_whether_units_are_ticked_or_not(office):
    unit = make_unit()
    new, do = office.locator(f"main a[href='{reverse('vacancies:unit-new')}']"), office.locator("#bulk .bulk-row > button")
    office.goto(reverse("popups:staff-unit-list"))
    expect(office.locator(LEADING)).to_have_count(1)
    expect(new).not_to_have_attribute("data-variant", "secondary")
    office.check(f"input[value='{unit.reference}']")
    expect(do).not_to_have_attribute("data-variant", "secondary")
    expect(new).to_have_attribute("data-variant", "secondary")
    expect(office.locator(LEADING)).to_have_count(1)
    office.uncheck(f"input[value='{unit.reference}']")
    expect(new).not_to_have_attribute("data-variant", "secondary")


@pytest.mark.parametrize("tab", ["about", "vacancy", "use", "history"])
def test_nothing_on_a_printed_unit_asks_to_be_clicked(office, tab):
    """Names of other pages stay as words; what only leads on to change something is gone."""
    unit = make_unit(owner=make_owner())
    change_unit(unit=unit, version=unit.version, by=office.officer, name="Anew")
    office.goto(f"{reverse('popups:staff-unit', args=[unit.reference])}?tab={tab}")
    tools = "main :is(button, input, select, summary, .ds-button, .put-back, .tabs a)"
    leads = ("/edit/", "/owner/", "/spaces/", "/photos/", "/talk/", f"/staff/units/{unit.reference}/history/", "/put-back/", "/vacancies/")
    shown = ", ".join([tools, *(f"main a[href*='{lead}']" for lead in leads)])
    assert office.locator(f":is({shown}):visible").count() > 0
    office.emulate_media(media="print")
    expect(office.locator(f":is({shown}):visible")).to_have_count(0)
    expect(office.locator("main h1")).to_be_visible()
