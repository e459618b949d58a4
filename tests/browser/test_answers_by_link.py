"""Pages that a letter opens, answered in a real browser: what it sends along (its origin) decides whether the answer is taken."""

import pytest

from popups.choices import ApplicationStatus
from popups.lifecycle.alerts import ask_alert
from popups.lifecycle.co_applicants import add_co_applicant
from popups.models import Alert
from popups.rules.group_links import secret_of
from tests.make import make_application, make_call, make_member, make_officer, make_question
from tests.pressing import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(new_context, live_server):
    return new_context(base_url=live_server.url).new_page()


def test_a_co_applicant_says_yes(page):
    row = add_co_applicant(application=make_application(status=ApplicationStatus.DRAFT), name="Jānis", email="janis@example.org", by=make_officer())
    page.goto(f"/together/{row.key}/")
    press(page, "button[value=yes]")
    row.refresh_from_db()
    assert row.is_willing


def test_a_visitor_confirms_and_ends_a_reminder(page):
    alert = ask_alert(email="ilze@example.org", language="lv", call=make_call())
    page.goto(f"/alerts/{alert.key}/")
    press(page, "button[name=confirm]")
    assert Alert.objects.get().confirmed_at
    press(page, "button[name=end]")
    assert not Alert.objects.exists()


def test_a_member_of_the_local_group_answers(page):
    invitation = make_question(members=[make_member()]).invitations.get()
    page.goto(f"/group/enter/{secret_of(invitation)}/")
    page.locator("main input:is([type=radio],[type=checkbox])").first.check()
    press(page, "main form button[type=submit]")
    invitation.refresh_from_db()
    assert invitation.answered_at
