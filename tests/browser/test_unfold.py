"""Questions that depend on an answer unfold at once, fold again with what depends on them, and are not sent while they are folded."""

import pytest
from playwright.sync_api import expect

from popups.models import Application, CallQuestion
from tests.browser.test_staff_desk import session_of
from tests.make import make_application, make_call
from tests.popups.applying import page_of
from tests.pressing import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def draft_in_call() -> Application:
    call = make_call()
    chain = [("q_loud", {}, "yes_no"), ("q_how", {"code": "q_loud", "value": True}, "choice"), ("q_other", {"code": "q_how", "value": "other"}, "text")]
    for position, (code, condition, widget) in enumerate(chain, 1):
        CallQuestion.objects.create(call=call, code=code, position=position, widget=widget, only_if=condition, texts={"lv": {"label": f"{code}?"}},
                                    choices=[{"code": one, "texts": {"lv": one}} for one in ("drums", "other")] if widget == "choice" else [])
    return make_application(call=call, status="draft")


@pytest.fixture
def page(new_context, live_server):
    draft = draft_in_call()
    context = new_context(base_url=live_server.url, reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": session_of(draft.applicant.user), "url": live_server.url}])
    page = context.new_page()
    page.goto(page_of(draft, "what"))
    page.draft = draft
    return page


def answers(page) -> dict:
    page.draft.refresh_from_db()
    return {code: said for code, said in page.draft.answers.items() if code.startswith("q_")}


def test_an_answer_unfolds_what_depends_on_it_link_by_link(page):
    how, other = page.locator("[name=q_how]").first, page.locator("[name=q_other]")
    expect(how).to_be_hidden()
    expect(other).to_be_hidden()
    page.locator("[name=q_loud][value=yes]").check()
    expect(how).to_be_visible()
    expect(other).to_be_hidden()
    page.locator("[name=q_how][value=other]").check()
    expect(other).to_be_visible()
    expect(other).to_be_enabled()


def test_folding_the_first_folds_the_whole_chain_and_what_is_folded_is_not_sent(page):
    page.locator("[name=q_loud][value=yes]").check()
    page.locator("[name=q_how][value=other]").check()
    page.locator("[name=q_other]").fill("Dūdas")
    page.locator("[name=q_loud][value=no]").check()
    expect(page.locator("[name=q_other]")).to_be_hidden()
    expect(page.locator("[name=q_other]")).to_be_disabled()
    press(page, "button[name=later]")
    assert answers(page) == {"q_loud": False}


def test_what_was_unfolded_is_sent_at_once_without_a_second_round(page):
    page.locator("[name=q_loud][value=yes]").check()
    page.locator("[name=q_how][value=other]").check()
    page.locator("[name=q_other]").fill("Dūdas")
    press(page, "button[name=later]")
    assert answers(page) == {"q_loud": True, "q_how": "other", "q_other": "Dūdas"}
    page.goto(page_of(page.draft, "what"))
    expect(page.locator("[name=q_other]")).to_have_value("Dūdas")
    expect(page.locator("[name=q_other]")).to_be_visible()
