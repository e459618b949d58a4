"""A call of five hundred applications and five reviewers in a browser: an officer writes and opens it, two people apply on a phone, reviewers
score with mouse and keyboard, the officer decides and tells, and both read what became of them. No page asks more than 25 times."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from popups.choices import ApplicationStatus, CallState, NotSelectedReason, Outcome
from popups.kinds import ApplicantKind
from popups.letters import send_waiting
from popups.lifecycle.deciding import decide_many
from popups.models import Applicant, Application, Assignment, Call, Decision, Letter, Review, User
from tests import make
from tests.browser.test_staff_desk import session_of
from tests.journeys.counting import Counting, counting
from tests.journeys.crowd import all_the_rest_is_scored, crowd_applies
from tests.pressing import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FEW, MANY, MOST_QUERIES, PLACES, REVIEWERS = 30, 500, 25, 10, 5
MAKER, NGO = "keramike@example.org", "biedriba@example.org"


class Journey:
    """One browser window, in which different people sit down one after another."""

    def __init__(self, context: BrowserContext, base: str, counts: Counting) -> None:
        self.context, self.base, self.counts = context, base, counts
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.page.url}: {error}"))
        self.officer = make.make_officer()
        self.reviewers = [make.make_reviewer() for _number in range(REVIEWERS)]
        self.unit = make.make_unit(by=self.officer)

    def sits_down(self, person: User) -> None:
        self.context.clear_cookies()
        self.context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": self.base}])

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def press(self, found: str) -> None:
        press(self.page, found)

    def fill(self, **fields: object) -> None:
        for name, value in fields.items():
            self.page.locator(f"main [name='{name}']").fill(str(value))

    def tick(self, *pairs: tuple[str, object]) -> None:
        for name, value in pairs:
            self.page.locator(f"main [name='{name}'][value='{value}']").check()

    def go_on(self) -> None:
        """To the next page of the form."""
        self.press("main button[name=next]")

    def counted(self, *paths: str) -> dict[str, int]:
        """Each opened twice, since the first look may fill what is kept for the next; the most that one of them asked."""
        for path in paths:
            self.counts.most.pop(("GET", path), None)
            self.go(path)
        return {path: self.counts.of_page(path) for path in paths}


@pytest.fixture
def journey(new_context, live_server) -> Iterator[Journey]:
    with counting() as counts:
        context = new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        yield Journey(context, live_server.url, counts)


def writes_and_opens_a_call(journey: Journey) -> Call:
    journey.sits_down(journey.officer)
    journey.go("/staff/calls/")
    journey.press("main a[href='/staff/calls/new/']")
    journey.fill(title_lv="Vasara veikalos", summary_lv="Desmit vietas.")
    journey.go_on()
    journey.fill(places=PLACES, units=journey.unit.reference)
    journey.go_on()
    journey.fill(opens_on=make.days(0), closes_on=make.days(20), first_day=make.days(60), last_day=make.days(240))
    journey.go_on()
    journey.page.locator("main [name=is_blind]").check()
    for number, (name, weight) in enumerate((("Dzīvība", 3), ("Izdosies", 2))):
        if number:
            journey.press("main button[name=add]")
        journey.fill(**{f"row-{number}-name_lv": name, f"row-{number}-weight": weight})
    journey.press("main .form-actions button[name=save], main button.ds-button[name=save]")
    call = Call.objects.get()
    journey.go(f"/staff/calls/{call.reference}/")
    journey.press(f"main a[href='/staff/calls/{call.reference}/preview/']")
    journey.go(f"/staff/calls/{call.reference}/")
    journey.press("form[action$='/release/'] button")
    call.refresh_from_db()
    assert call.state is CallState.OPEN
    return call


def applies_on_a_phone(journey: Journey, call: Call, kind: ApplicantKind, email: str, **answers: str) -> Application:
    person = make.make_user(email=email)
    journey.sits_down(person)
    journey.page.set_viewport_size({"width": 360, "height": 740})
    journey.go("/calls/")
    journey.press(f"main a[href^='/calls/{call.reference}/']")
    journey.press("main a[href*='/apply/']")
    journey.tick(("kind", kind.value))
    journey.press("main form button.ds-button:not([data-variant]):visible")
    for page in ({"name": f"Darbnīca {kind.value}", "contact_name": "Anna", "phone": "+371 20000000"},
                 {"title": f"Veikals {kind.value}", "description": "Podnieka ripa skatlogā.", **answers}, {"shortest_days_number": 4}, {}, {}):
        if "title" in page:
            chooses_an_activity(journey)
        if "shortest_days_number" in page:
            journey.tick(("use", "whole"), ("where", "anywhere"))
        journey.fill(**page)
        journey.press("main form button.ds-button:not([data-variant]):visible")
    application = Application.objects.get(applicant__user=person)
    assert application.status == ApplicationStatus.SUBMITTED
    journey.page.set_viewport_size({"width": 1280, "height": 900})
    return application


def chooses_an_activity(journey: Journey) -> None:
    box = journey.page.locator("main [name=activity]").first
    if box.evaluate("box => box.tagName") == "SELECT":
        box.select_option("crafts")
    else:
        journey.tick(("activity", "crafts"))


def lists_of(call: Call) -> list[str]:
    own = [f"/staff/calls/{call.reference}/{name}" for name in ("", "assign/", "ranking/", "decide/")]
    return ["/staff/applications/", "/staff/calls/", "/staff/", *own]


def gives_them_out_evenly(journey: Journey, call: Call) -> None:
    now = timezone.now()
    Call.objects.filter(pk=call.pk).update(opens_at=now - timedelta(days=20), closes_at=now)
    journey.sits_down(journey.officer)
    journey.go(f"/staff/calls/{call.reference}/assign/")
    journey.tick(("how", "at_random"), *[("reviewers", person.pk) for person in journey.reviewers])
    journey.fill(each=2)
    journey.press("form.review-assign button.ds-button >> nth=0")
    given = [Assignment.objects.filter(reviewer=person).count() for person in journey.reviewers]
    assert sum(given) == 2 * MANY and max(given) - min(given) <= 1


def scores_by_keyboard(journey: Journey, call: Call, reviewer: User) -> None:
    journey.sits_down(reviewer)
    journey.go("/staff/reviews/")
    journey.press(f"main a[href^='/staff/reviews/calls/{call.reference}/']")
    mine = Assignment.objects.filter(reviewer=reviewer).values_list("application__reference", flat=True)
    journey.press("main .queue a[href^='/staff/reviews/A-'], main table a[href^='/staff/reviews/A-'], main li a[href^='/staff/reviews/A-']")
    assert journey.page.url.partition("/staff/reviews/")[2].partition("/")[0] in set(mine)
    expect(journey.page.locator("[data-keys-open]")).to_be_visible()
    for digit in "42":
        journey.page.keyboard.press(digit)
    for box in journey.page.locator("main [name^=reason_]").all():
        box.fill("Tā ir.")
    journey.press("main button[name=do][value=send]")
    assert Review.objects.filter(reviewer=reviewer).exclude(submitted_at=None).count() == 1


def shortlists_and_compares(journey: Journey, call: Call) -> None:
    journey.sits_down(journey.officer)
    journey.go(f"/staff/calls/{call.reference}/ranking/")
    boxes = journey.page.locator("main tbody [name=a]")
    for number in range(3):
        boxes.nth(number).check()
    journey.press("main button[formaction*='/compare/']")
    journey.page.go_back()
    for number in range(3):
        boxes.nth(number).check()
    journey.press("main form[action*='/shortlist/'] button >> nth=0")
    assert Application.objects.filter(call=call, status=ApplicationStatus.SHORTLISTED).count() == 3


def decides(journey: Journey, call: Call, winner: Application, loser: Application) -> None:
    """One by its page, a few by ticking them, the others by the verb behind both."""
    page = f"/staff/calls/{call.reference}/decide/"
    journey.go(f"{page}{winner.reference}/")
    journey.tick(("outcome", Outcome.PLACE.value))
    journey.press("main form button[name=next]")
    journey.go(page)
    boxes = journey.page.locator(f"main tbody [name=a]:not([value='{winner.reference}'], [value='{loser.reference}'])")
    for number in range(3):
        boxes.nth(number).check()
    journey.press("main form[action$='/many/'] .form-actions button")
    journey.tick(("outcome", Outcome.PLACE.value))
    journey.page.locator("main [name=is_confirmed]").check()
    journey.press("main form .form-actions button")
    assert Decision.objects.filter(outcome=Outcome.PLACE).count() == 4
    left = list(Application.objects.filter(call=call, decision=None).exclude(pk=loser.pk).order_by("pk"))
    places, reserve, others = left[:PLACES - 4], left[PLACES - 4:PLACES], [*left[PLACES:], loser]
    decide_many(applications=places, outcome=Outcome.PLACE, by=journey.officer)
    decide_many(applications=reserve, outcome=Outcome.RESERVE, by=journey.officer)
    decide_many(applications=others, outcome=Outcome.NOT_SELECTED, reason=NotSelectedReason.OTHERS_PREFERRED,
                note="Citi bija padomājuši vairāk.", by=journey.officer)


def tells_everybody(journey: Journey, call: Call) -> int:
    """How often “send” asked the database."""
    journey.go(f"/staff/calls/{call.reference}/decide/")
    journey.fill(decision_number="17")
    journey.press("main form[action$='/close/'] button.ds-button")
    assert journey.page.url.endswith("/results/"), "what is next is to read the letters"
    journey.press(f"main a[href^='/staff/calls/{call.reference}/results/A-']")
    journey.go(f"/staff/calls/{call.reference}/results/")
    journey.page.locator("main [name=is_confirmed]").check()
    journey.press("main form:has([name=is_confirmed]) button.ds-button")
    return journey.counts.of_deed(f"/staff/calls/{call.reference}/results/")


def reads_what_became_of_it(journey: Journey, application: Application, status: ApplicationStatus) -> None:
    journey.sits_down(application.applicant.user)
    journey.page.set_viewport_size({"width": 360, "height": 740})
    journey.go("/my/")
    journey.press(f"main a[href='/my/applications/{application.reference}/']")
    application.refresh_from_db()
    assert application.status == status


def test_a_call_of_five_hundred_goes_from_its_draft_to_its_results_in_a_browser(journey, mailoutbox):
    call = writes_and_opens_a_call(journey)
    maker = applies_on_a_phone(journey, call, ApplicantKind.MAKER, MAKER, goods="Krūzes")
    ngo = applies_on_a_phone(journey, call, ApplicantKind.NGO, NGO, purpose="Bērnu darbnīca.")
    crowd_applies(call, range(2, FEW))
    journey.sits_down(journey.officer)
    journey.counted(*lists_of(call))
    few = journey.counted(*lists_of(call))
    crowd_applies(call, range(FEW, MANY))
    many = journey.counted(*lists_of(call))
    assert {path: (few[path], many[path]) for path in few if many[path] > few[path]} == {}

    gives_them_out_evenly(journey, call)
    for reviewer in journey.reviewers:
        scores_by_keyboard(journey, call, reviewer)
    all_the_rest_is_scored(call)
    shortlists_and_compares(journey, call)
    decides(journey, call, maker, ngo)
    asked_to_tell = tells_everybody(journey, call)
    assert Call.objects.get(pk=call.pk).state is CallState.SENT
    assert Letter.objects.filter(key__startswith="result:").values("application").distinct().count() == MANY

    mailoutbox.clear()
    send_waiting(limit=2 * MANY)
    assert sorted(letter.to[0] for letter in mailoutbox if letter.to[0] in {MAKER, NGO}) == [NGO, MAKER]
    reads_what_became_of_it(journey, maker, ApplicationStatus.SHORTLISTED)
    reads_what_became_of_it(journey, ngo, ApplicationStatus.NOT_SELECTED)
    assert Applicant.objects.filter(applications__status=ApplicationStatus.NOT_SELECTED, applications__call=call).count() == MANY - PLACES - 6 + 2

    assert {page: asked for page, asked in journey.counts.pages().items() if asked > MOST_QUERIES} == {}
    assert asked_to_tell <= MOST_QUERIES, "to all five hundred at once"
    assert journey.wrong == []
