"""Every page about calls in a real browser: nothing for axe to find in light and dark, nothing wider than the window, one primary button."""

from dataclasses import dataclass

import pytest
from django.utils import timezone

from popups.choices import ApplicationStatus, Outcome
from popups.lifecycle.alerts import ask_alert
from popups.lifecycle.co_applicants import add_co_applicant
from popups.lifecycle.consulting import answer_consultation, say_what_was_done
from popups.lifecycle.ideas import say_idea
from popups.lifecycle.messages import write_message
from popups.models import Objection, User
from popups.rules.group_links import secret_of
from tests.axe import settle, violations
from tests.browser.test_staff_desk import session_of
from tests.make import make_application, make_call, make_member, make_officer, make_question, make_reviewer, make_unit
from tests.popups.deciding import make_decided_call, make_told_call
from tests.popups.reviewing import give, make_asked, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EDITED = ("texts", "where", "who", "criteria", "papers", "questions")
STEPS = ("who", "what", "where", "needs", "check")
FRAMES = """[...document.querySelectorAll("main .table-frame")].filter(frame => frame.scrollWidth > frame.clientWidth + 1)
    .map(frame => frame.getAttribute("aria-label"))"""
PRIMARY = """[...document.querySelectorAll("main .ds-button")].filter(button => button.offsetParent !== null
    && (button.dataset.variant || "primary") === "primary").map(button => button.innerText.trim())"""


@dataclass
class Pages:
    """Who looks (None: nobody is signed in), and at which addresses."""

    person: User | None
    addresses: list[str]


def of_the_office() -> Pages:
    officer = make_officer()
    draft = make_call(is_released=False, by=officer).reference
    call, (place, reserve, refused) = make_decided_call(by=officer, is_closed=False)
    told, (told_one,) = make_told_call(outcomes=(Outcome.NOT_SELECTED,), by=officer)
    objection = Objection.objects.create(application=told_one, text="Kāpēc?")
    twins = [make_application(applicant=place.applicant, title="Divreiz") for _time in range(2)]
    write_message(application=twins[0], text="Vai drīkst?", by=twins[0].applicant.user, is_from_office=False)
    say_idea(unit=make_unit(is_published=True), text="Maiznīca", voter="a" * 32)
    member = make_member()
    asked = make_question(by=officer, members=[member])
    base, decided = f"/staff/calls/{call.reference}", f"/staff/calls/{told.reference}"
    return Pages(officer, [
        "/staff/calls/", "/staff/calls/new/", *(f"/staff/calls/{draft}/edit/{page}/" for page in EDITED), f"/staff/calls/{draft}/",
        f"/staff/calls/{draft}/preview/", f"{base}/", f"{base}/assign/", f"{base}/ranking/", f"{base}/meeting/", f"{base}/decide/",
        f"{base}/decide/{refused.reference}/", f"{base}/reserve/", f"{base}/results/", f"{base}/results/{reserve.reference}/",
        f"{base}/fairness/", f"{base}/group/", f"{decided}/", f"{decided}/decide/", f"{decided}/results/", f"{decided}/fairness/",
        "/staff/objections/", f"/staff/objections/{objection.pk}/", "/staff/applications/enter/", "/staff/applications/from-paper/",
        "/staff/applications/repeats/", f"/staff/applications/{place.reference}/", f"/staff/applications/{twins[0].reference}/messages/",
        f"/staff/applications/{twins[0].reference}/changes/", "/staff/group/", "/staff/group/new/", f"/staff/group/{asked.key}/",
        f"/staff/group/{make_question(by=officer).key}/edit/", "/staff/group/members/", f"/staff/group/members/{member.pk}/",
        "/staff/ideas/", "/staff/retention/"])


def of_a_reviewer() -> Pages:
    reviewer, other = make_reviewer(), make_reviewer()
    call = make_call(days_left=-1, is_blind=True)
    first, second = make_asked(2, call=call)
    give([first, second], reviewer, other)
    for person in (reviewer, other):
        send(first, person, 4, 2)
    base = f"/staff/reviews/calls/{call.reference}"
    return Pages(reviewer, [
        "/staff/reviews/", f"{base}/", f"{base}/?show=all", f"/staff/reviews/{first.reference}/", f"/staff/reviews/{second.reference}/",
        f"{base}/compare/?a={first.reference}&a={second.reference}"])


def of_an_applicant() -> Pages:
    call = make_call()
    draft = make_application(call=call, status=ApplicationStatus.DRAFT)
    applicant, person = draft.applicant, draft.applicant.user
    add_co_applicant(application=draft, name="Jānis Paraugs", email="janis@example.org", by=person)
    sent = make_application(applicant=applicant, call=call)
    write_message(application=sent, text="Lūdzu, atsūtiet plānu.", by=make_officer(), is_from_office=True)
    asked = make_application(applicant=applicant, status=ApplicationStatus.CHANGES_REQUESTED)
    _told, (refused,) = make_told_call(outcomes=(Outcome.NOT_SELECTED,), applicant=applicant)
    steps = [f"/apply/{draft.reference}/{step}/" for step in STEPS]
    return Pages(person, [
        f"/apply/?call={call.reference}", *steps, f"/apply/{draft.reference}/together/", "/my/",
        *(f"/my/applications/{row.reference}/" for row in (draft, sent, asked, refused)), f"/my/applications/{sent.reference}/messages/",
        f"/my/applications/{sent.reference}/withdraw/", f"/my/applications/{refused.reference}/copy/",
        f"/my/applications/{refused.reference}/object/", "/my/data/", "/my/data/erase/", "/my/data/address/",
        f"/my/data/profile/{applicant.kind}/"])


def of_a_visitor() -> Pages:
    call, unit = make_call(), make_unit(is_published=True)
    make_call(opened_days_ago=-3, title="Rudens")
    told, _rows = make_told_call()
    say_idea(unit=unit, text="Maiznīca", voter="a" * 32)
    alert = ask_alert(email="ilze@example.org", language="lv", call=call)
    together = add_co_applicant(application=make_application(call=call, status=ApplicationStatus.DRAFT), name="Jānis",
                                email="janis@example.org", by=make_officer())
    return Pages(None, [
        "/calls/", f"/calls/{call.reference}/", f"/calls/{told.reference}/", f"/apply/?call={call.reference}", f"/apply/?call={told.reference}",
        f"/units/{unit.reference}/ideas/", f"/alerts/new/?call={call.reference}", "/alerts/new/?has_water=on", f"/alerts/{alert.key}/",
        f"/together/{together.key}/", f"/group/enter/{_answered()}/"])


def _answered() -> str:
    """The link to a question that is over, with what came of it."""
    question = make_question(members=[make_member()])
    invitation = question.invitations.get()
    answer_consultation(invitation=invitation, chosen=[question.options.first().pk], comment="Lai smaržo.")
    type(question).objects.filter(pk=question.pk).update(closes_at=timezone.now())
    say_what_was_done(consultation=question, text="Maiznīca būs.", by=make_officer())
    return secret_of(invitation)


@pytest.fixture
def look(new_context, live_server):
    """A function that opens every page in one window and gives what is wrong, by address."""

    def look_at(pages: Pages, width: int, scheme: str) -> dict[str, list]:
        context = new_context(base_url=live_server.url, reduced_motion="reduce", color_scheme=scheme,
                              viewport={"width": width, "height": 800})
        if pages.person:
            context.add_cookies([{"name": "sessionid", "value": session_of(pages.person), "url": live_server.url}])
        page = context.new_page()
        found = {address: wrong_with(page, address, width) for address in pages.addresses}
        return {address: wrong for address, wrong in found.items() if wrong}

    return look_at


def wrong_with(page, address: str, width: int) -> list:
    answer = page.goto(address)
    settle(page)
    if answer.status != 200:
        return [answer.status]
    found = violations(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    pressing = page.evaluate(PRIMARY)
    return [*((problem["id"], [node["html"][:120] for node in problem["nodes"]]) for problem in found), *([wide] if wide > width else []),
            *(pressing if len(pressing) > 1 else []), *page.evaluate(FRAMES)]


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (360, "dark"), (1280, "light"), (1280, "dark")])
@pytest.mark.parametrize("pages", [of_the_office, of_a_reviewer, of_an_applicant, of_a_visitor])
def test_every_page_about_calls_is_accessible_and_fits(look, pages, width, scheme):
    assert look(pages(), width, scheme) == {}
