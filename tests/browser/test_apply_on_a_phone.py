"""Applying on a phone where the network, the session or the patience ends: nothing typed is lost, nothing is sent twice."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from popups.models import Letter
from popups.papers import MOST_BYTES
from tests.browser.test_staff_desk import session_of
from tests.make import make_application
from tests.popups.applying import page_of
from tests.pressing import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEXT = "form[data-typed] .form-actions button:not([name])"
SEND = "#send .form-actions button"


def signed_in(context, url: str, user) -> None:
    context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": url}])


@pytest.fixture
def page(new_context, live_server):
    draft = make_application(status="draft")
    context = new_context(base_url=live_server.url, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True,
                          reduced_motion="reduce")
    signed_in(context, live_server.url, draft.applicant.user)
    page = context.new_page()
    page.draft = draft
    return page


def title_of(page) -> str:
    page.draft.refresh_from_db()
    return page.draft.title


def test_without_network_the_page_stays_and_what_was_typed_goes_when_it_is_back(page):
    page.goto(page_of(page.draft, "what"))
    page.locator("[name=title]").fill("Bez tīkla")
    page.context.set_offline(True)
    page.locator(NEXT).tap()
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value("Bez tīkla")
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    press(page, NEXT)
    assert title_of(page) == "Bez tīkla"


def test_whose_session_ends_finds_what_was_typed_after_signing_in_again(page, live_server):
    page.goto(page_of(page.draft, "what"))
    page.locator("[name=title]").fill("Pēc pieslēgšanās")
    Session.objects.all().delete()
    press(page, NEXT)
    expect(page).to_have_url(f"{live_server.url}/sign-in/?next={page_of(page.draft, 'what')}")
    signed_in(page.context, live_server.url, page.draft.applicant.user)
    page.goto(page_of(page.draft, "what"))
    expect(page.locator("#typed-again")).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value("Pēc pieslēgšanās")
    press(page, NEXT)
    assert title_of(page) == "Pēc pieslēgšanās"
    page.goto(page_of(page.draft, "what"))
    expect(page.locator("#typed-again")).to_be_hidden()


def test_answers_that_unfold_stand_there_again_unfolded(page):
    page.goto(page_of(page.draft, "where"))
    page.locator("[name=use][value=shared]").check()
    page.locator("[name=share_note]").fill("Divi plaukti")
    page.locator("[name=earliest_start_on]").fill("2027-02-01")
    page.goto("/units/")
    page.goto(page_of(page.draft, "where"))
    expect(page.locator("[name=share_note]")).to_be_visible()
    expect(page.locator("[name=share_note]")).to_have_value("Divi plaukti")
    expect(page.locator("[name=earliest_start_on]")).to_have_value("2027-02-01")


def test_what_was_saved_meanwhile_elsewhere_is_not_covered_by_what_was_typed_before(page):
    page.goto(page_of(page.draft, "what"))
    page.locator("[name=title]").fill("Vecs")
    page.goto("/units/")
    page.draft.title = "Jauns"
    page.draft.save()
    page.goto(page_of(page.draft, "what"))
    expect(page.locator("[name=title]")).to_have_value("Jauns")
    expect(page.locator("#typed-again")).to_be_hidden()


def test_going_back_to_a_page_that_came_with_problems_shows_it_and_what_was_typed(page):
    page.goto(page_of(page.draft, "where"))
    page.locator("[name=shortest_days_number]").fill("daži")
    press(page, NEXT)
    expect(page.locator("[data-takes-focus]")).to_be_focused()
    page.locator("[name=longest_days_number]").fill("9")
    page.goto("/units/")
    page.go_back()
    expect(page.locator("[name=shortest_days_number]")).to_have_value("daži")
    expect(page.locator("[name=longest_days_number]")).to_have_value("9")


def test_signing_out_leaves_nothing_of_what_was_typed(page):
    page.goto(page_of(page.draft, "what"))
    page.locator("[name=title]").fill("Noslēpums")
    kept = "() => JSON.stringify(sessionStorage).includes('Noslēpums')"
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert page.evaluate(kept)
    with page.expect_navigation():
        page.locator("form[action$='/logout/']").first.evaluate("form => form.requestSubmit()")
    assert not page.evaluate(kept)


def test_two_quick_taps_send_once(page, live_server):
    page.goto(page_of(page.draft, "check"))
    with page.expect_navigation():
        page.locator(SEND).first.evaluate("button => { button.click(); button.click(); }")
    expect(page).to_have_url(f"{live_server.url}/my/applications/{page.draft.reference}/")
    assert Letter.objects.filter(application=page.draft).count() == 1


def test_the_keyboard_alone_leads_from_a_page_to_the_next(page, live_server):
    page.goto(page_of(page.draft, "what"))
    page.locator("[name=title]").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Ar tastatūru")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}{page_of(page.draft, 'where')}")
    assert title_of(page) == "Ar tastatūru"


def test_a_paper_that_is_too_large_is_told_of_before_it_is_sent_and_the_others_stay_chosen(page, tmp_path):
    heavy, light, other = (tmp_path / name for name in ("liels.pdf", "mazs.pdf", "cits.pdf"))
    heavy.write_bytes(b"%PDF-1.7" + bytes(MOST_BYTES))
    light.write_bytes(b"%PDF-1.7")
    other.write_bytes(b"%PDF-1.7")
    page.goto(page_of(page.draft, "needs"))
    page.locator("[name=papers]").set_input_files([heavy, light])
    expect(page.locator("#id_papers_too_big p")).to_have_count(1)
    expect(page.locator("#id_papers_too_big")).to_contain_text("liels.pdf")
    assert page.evaluate("[...document.querySelector('[name=papers]').files].map((file) => file.name)") == ["mazs.pdf"]
    page.locator("[name=papers]").set_input_files([other])
    expect(page.locator("#id_papers_too_big p")).to_have_count(0)


def test_whoever_added_a_paper_after_one_was_refused_is_not_told_of_anything_lost(page, tmp_path):
    bad, good = tmp_path / "slikts.txt", tmp_path / "labs.pdf"
    bad.write_bytes(b"nothing")
    good.write_bytes(b"%PDF-1.7\n%%EOF\n")
    page.goto(page_of(page.draft, "needs"))
    page.locator("[name=papers]").set_input_files([bad])
    press(page, "button[name=add]")
    expect(page.locator("[data-takes-focus]")).to_be_visible()
    page.locator("[name=papers]").set_input_files([good])
    page.locator("[name=paper_kind]").select_option(index=0)
    press(page, "button[name=add]")
    expect(page.locator("#papers")).to_be_visible()
    expect(page.locator("#typed-again")).to_be_hidden()
