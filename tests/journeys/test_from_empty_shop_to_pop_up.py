"""The whole path in a browser: the town's list is read in, a unit is published, a maker applies, the officer offers
days on the timeline, the maker accepts, and nobody else can be promised the same place and days."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from playwright.sync_api import expect

from popups.choices import ApplicationStatus, OfferStatus
from popups.models import Application, History, Letter, Occupancy, Offer, Tenancy
from tests import make
from tests.journeys.visitor import Visitor
from vacancies.choices import Activity
from vacancies.models import Unit
from vacancies.problem import Refused

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REGISTER = """Nr.;Adrese;Telpas;Platība, m²;Īpašnieks;Statuss;Brīvs kopš;Nomas maksa, EUR/m² mēn.
1.;Dārza iela 10;veikals;46,3;pašvaldība;brīvs;01.11.2018.;2,10
2.;Pils iela 25;frizētava;61;pašvaldība;aizņemts;;
"""
SIZES = [pytest.param(360, "lv", id="phone in Latvian"), pytest.param(1280, "en", id="desktop in English")]


@pytest.fixture
def visitor(browser, live_server, request) -> Iterator[Callable[[], Visitor]]:
    width, language = request.getfixturevalue("width"), request.getfixturevalue("language")

    contexts = []

    def make_visitor() -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": 800}, locale=f"{language}-LV", reduced_motion="reduce",
                                      has_touch=width < 600)
        contexts.append(context)
        return Visitor(context, live_server.url, width, language)

    yield make_visitor
    for context in contexts:
        context.close()


def import_register(tmp_path) -> Unit:
    file = tmp_path / "registrs.csv"
    file.write_text(REGISTER, encoding="utf-8")
    call_command("import_units", str(file), verbosity=0)
    return Unit.objects.get(address="Dārza iela 10")


def sign_in_with_password(officer: Visitor, email: str) -> None:
    officer.go("/staff/")
    officer.fill(login=email, password=make.PASSWORD)
    officer.submit()
    assert officer.page.url.endswith("/staff/")


def publish(officer: Visitor, unit: Unit) -> None:
    officer.by_menu("/staff/units/")
    officer.press(f"main a[href='/staff/units/{unit.reference}/']")
    officer.go(f"/staff/units/{unit.reference}/edit/")
    officer.fill(name="Dārza iela 10", utilities_payer="tenant", utilities_cents="30", public_text="Gaiša telpa ar skatlogu.")
    officer.submit()
    officer.go(f"/staff/units/{unit.reference}/publish/")
    officer.press("button[name=publish]")
    unit.refresh_from_db()
    assert unit.is_published


def sign_in_with_code(maker: Visitor, mailoutbox) -> None:
    maker.fill(email="keramike@example.org")
    maker.submit()
    code = re.search(r"\b(\d{6})\b", mailoutbox[-1].body)
    assert code and mailoutbox[-1].to == ["keramike@example.org"]
    maker.fill(code=code.group(1))
    maker.submit()


def find_and_apply(maker: Visitor, unit: Unit, mailoutbox) -> Application:
    maker.go("/")
    maker.go("/shops/")
    maker.go("/programme/")
    maker.go("/units/")
    maker.press(f"main a[href='/units/{unit.reference}/']")
    maker.fill(first_day=str(make.days(30)), last_day=str(make.days(59)))
    maker.press("#cost form button, form:has([name=first_day]) button")
    maker.press(f"a[href*='/apply/?unit={unit.reference}']")
    if "/apply/" in maker.page.url:
        maker.press("main a[href*='/sign-in/']")
    sign_in_with_code(maker, mailoutbox)
    assert f"/apply/?unit={unit.reference}" in maker.page.url
    maker.fill(kind="maker")
    maker.submit()
    return fill_in(maker, unit)


def fill_in(maker: Visitor, unit: Unit) -> Application:
    application = Application.objects.get()
    maker.fill(name="Māla darbnīca", contact_name="Anna", phone="+371 20000000")
    maker.submit()
    maker.submit()  # nothing answered on “what”: all problems at once, on the same page
    expect(maker.page.locator(".ds-error-summary li").nth(2)).to_be_visible()
    maker.fill(title="Krūzes un bļodas", activity=Activity.CRAFTS, description="Podnieka ripa skatlogā.", goods="Krūzes")
    maker.submit()
    maker.fill(use="whole", where="units", unit_1=unit.reference, earliest_start_on=str(make.days(20)),
               latest_end_on=str(make.days(120)), shortest_days_number="4", longest_days_number="8")
    maker.submit()
    maker.fill(needed_features="water", budget_cents="200")
    maker.submit()
    maker.submit()
    application.refresh_from_db()
    assert application.status == ApplicationStatus.SUBMITTED
    return application


def offer_on_the_timeline(officer: Visitor, application: Application) -> Offer:
    officer.go("/staff/")
    officer.by_menu("/staff/applications/")
    officer.press(f"main a[href^='/staff/applications/{application.reference}/']")
    officer.press(f"main a[href^='/staff/applications/{application.reference}/offer/']")
    slot = officer.page.locator("a.bar-link[data-unit]").first
    assert slot.get_attribute("href"), "free days are links, so that they can be chosen without a script"
    officer.go(f"/staff/applications/{application.reference}/offer/{slot.get_attribute('href').rpartition('/')[2]}")
    slot = officer.page.locator("a.bar-link[data-unit]").first
    slot.focus()
    officer.page.keyboard.press("Enter")
    expect(officer.page.locator("[name=first_day]")).to_have_value(slot.get_attribute("data-start"))
    officer.fill(first_day=str(make.days(30)), last_day=str(make.days(59)), rent="90", consent="agreed", owner_agreed_on=str(make.today()),
                 answer_by_on=str(make.days(10)), legal_basis="short_letting")
    officer.submit()
    return Offer.objects.get()


@pytest.mark.parametrize(("width", "language"), SIZES)
def test_from_the_towns_list_to_a_tenancy(visitor, tmp_path, mailoutbox, width, language):
    unit, person = import_register(tmp_path), make.make_officer(email="ieva@example.org")
    officer, maker = visitor(), visitor()
    sign_in_with_password(officer, person.email)
    publish(officer, unit)
    application = find_and_apply(maker, unit, mailoutbox)
    offer = offer_on_the_timeline(officer, application)

    maker.go("/my/")
    maker.press(f"main a[href='/my/offers/{offer.reference}/']")
    maker.press("form:has(input[value=yes]) button")
    tenancy = Tenancy.objects.get()
    assert (tenancy.start, tenancy.last_day, tenancy.unit) == (make.days(30), make.days(59), unit)
    assert Occupancy.objects.get().tenancy == tenancy

    with pytest.raises(Refused) as refused:
        make.make_offer(unit=unit, application=make.make_application(unit=unit), start=make.days(59))
    assert refused.value.codes == ["taken"]

    maker.go(f"/my/tenancies/{tenancy.reference}/")
    officer.go("/staff/tenancies/")
    officer.enter(f"main a.bar-link[href='/staff/tenancies/{tenancy.reference}/']")
    officer.go("/staff/dashboard/")
    officer.go("/staff/history/")
    officer.go(f"/units/{unit.reference}/")
    assert History.objects.filter(tenancy=tenancy).exists()
    assert Letter.objects.filter(sent_at__isnull=False, to_email="keramike@example.org").count() == 3
    assert officer.wrong + maker.wrong == []


@pytest.mark.parametrize(("width", "language"), SIZES)
def test_a_declined_offer_frees_the_days_and_an_application_can_be_withdrawn(visitor, width, language):
    offer = make.make_offer(unit=make.make_unit())
    person, maker = offer.application.applicant.user, visitor()
    person.language = language
    person.save()
    maker.page.context.add_cookies([session_cookie(person, maker.base)])
    maker.go(f"/my/offers/{offer.reference}/")
    maker.page.locator("details summary").last.click()
    maker.press("form:has(input[value=no]) button")  # no reason chosen: the sentence is at the field
    expect(maker.page.locator(".ds-error-summary")).to_be_visible()
    maker.fill(reason="dates")
    maker.press("form:has(input[value=no]) button")
    offer.refresh_from_db()
    assert (offer.status, Occupancy.objects.count()) == (OfferStatus.DECLINED, 0)
    maker.go(f"/my/applications/{offer.application.reference}/withdraw/")
    maker.press("main form button.ds-button")
    offer.application.refresh_from_db()
    assert offer.application.status == ApplicationStatus.WITHDRAWN
    assert maker.wrong == []


def session_cookie(person, base: str) -> dict:
    """A signed-in browser without walking through the sign-in pages again."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return {"name": "sessionid", "value": session.session_key, "url": base}
