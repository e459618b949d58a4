"""What residents wish for, in a real browser."""

import pytest

from popups.choices import IdeaState
from tests.browser.test_staff_desk import session_of
from tests.make import make_officer, make_unit
from tests.popups.test_ideas import make_idea

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_idea_without_a_space_pushes_no_page_wider_than_a_phone(new_context, live_server):
    unit = make_unit()
    for state in (IdeaState.NEW, IdeaState.SHOWN):
        make_idea(unit, state=state, text="a" * 140, voter=state.value[0] * 64)
    context = new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": session_of(make_officer()), "url": live_server.url}])
    page, widths = context.new_page(), {}
    for path in ("/staff/ideas/", f"/units/{unit.reference}/ideas/"):
        page.goto(live_server.url + path)
        assert page.get_by_text("a" * 140).count(), path
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: width for path, width in widths.items() if width > 360} == {}
