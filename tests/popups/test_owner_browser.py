"""An owner's own page on a telephone: accessible, as wide as the screen, and whole without JavaScript."""

import pytest

from popups.models import Offer, Tenancy
from tests import make
from tests.axe import violations
from tests.popups.owners import EMAIL, enter
from tests.pressing import press
from vacancies.choices import OwnerStage, ProposalKind
from vacancies.lifecycle.owner_page import make_link
from vacancies.lifecycle.talks import move_talk
from vacancies.models import Owner, Proposal, Talk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def owner() -> Owner:
    return make.make_owner(email=EMAIL)


@pytest.fixture
def offer(owner) -> Offer:
    """An applicant who has said yes waits for this owner; in another unit somebody is there and something is proposed."""
    used, stopped = make.make_unit(owner=owner), make.make_unit(owner=owner)
    make.make_current_tenancy(unit=used)
    make.make_proposal(unit=used, kind=ProposalKind.CLOSED_DAYS)
    move_talk(unit=stopped, to=OwnerStage.PAUSED, by=None)
    return make.make_offer(status="accepted", unit=make.make_unit(owner=owner), owner_agreed_on=None)


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_every_page_of_an_owner_is_accessible_and_fits(new_context, live_server, owner, offer, width, scheme):
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce").new_page()
    page.goto(live_server.url + enter(make_link(owner=owner, by=make.make_officer())))
    unit = offer.unit.reference
    for address in ("/owner/", f"/owner/offers/{offer.reference}/", f"/owner/units/{unit}/terms/", f"/owner/units/{unit}/days/",
                    f"/owner/units/{unit}/stop/", "/owner/enter/nothing/"):
        page.goto(live_server.url + address)
        found = violations(page)
        assert [(address, problem["id"], [node["html"][:120] for node in problem["nodes"]]) for problem in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_an_owner_answers_proposes_stops_and_undoes_it_without_javascript(new_context, live_server, owner, offer):
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(live_server.url + enter(make_link(owner=owner, by=make.make_officer())))
    press(page, "#asked a.ds-button")
    page.fill("[name=note]", "Labprāt")
    press(page, "[name=answer][value=yes]")
    assert Tenancy.objects.get(offer=offer).unit_id == offer.unit_id
    unit = offer.unit.reference
    press(page, f"[id='{unit}'] a[href$='/terms/']")
    page.fill("[name=asking_rent_cents]", "99")
    press(page, "main form.form button[type=submit]")
    assert Proposal.objects.get(unit=offer.unit).values["asking_rent_cents"] == 9900
    press(page, f"[id='{unit}'] a[href$='/stop/']")
    page.check("[name=to][value=paused]")
    press(page, "main form.form button[type=submit]")
    assert Talk.objects.get(unit=offer.unit).stage == OwnerStage.PAUSED
    press(page, f"[id='{unit}'] form[action$='/resume/'] button")
    offer.unit.refresh_from_db()
    assert offer.unit.is_published
    assert page.url.endswith("/owner/")
