"""Every page about plans in a real browser: nothing for axe to find in light and dark, nothing wider than the window, one primary button."""

from datetime import timedelta

import pytest
from django.utils import timezone

from popups.lifecycle.plan_ways import ask_what_if
from popups.lifecycle.planning import approve, ask_plan, rule
from popups.matching.whatif import weigh
from popups.models import Plan
from popups.planning_choices import RulingKind
from tests.browser import test_calls_look
from tests.browser.test_calls_look import Pages
from tests.make import divide, make_officer
from tests.popups.matching.planned import make_asking, make_plan, make_season
from tests.popups.matching.test_plan_offers import approved_plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
look = test_calls_look.look


def of_the_town() -> Pages:
    """Units whole and divided; placed, fixed, kept out and without a place; another plan beside it, and one being made."""
    officer = make_officer()
    call = make_season(units=3, applications=5, by=officer)
    divided, *_whole, last = call.units.order_by("pk")
    divide(divided, "Priekštelpa", "Skatlogs")
    lonely, kept_out = make_asking(call, needed_features=["water"]), call.applications.order_by("pk").first()
    rule(call=call, kind=RulingKind.FORBID, application=kept_out, unit=last, reason="Troksnis", by=officer)
    plan, other = make_plan(call, by=officer), make_plan(call, by=officer)
    rows = list(plan.placements.select_related("application"))
    approve(placements=rows[:2], by=officer)
    made = ask_what_if(plan=other, changes=[weigh("day", 200)], by=officer)
    base = f"/staff/calls/{call.reference}/plan"
    here = f"{base}/{plan.reference}"
    return Pages(officer, [
        f"{base}/", f"{base}/rules/", f"{here}/", f"{base}/{made.reference}/", f"{here}/{rows[-1].application.reference}/",
        f"{here}/{rows[-1].application.reference}/move/", f"{here}/{lonely.reference}/", f"{here}/{lonely.reference}/move/",
        f"{here}/units/{divided.reference}/", f"{here}/units/{last.reference}/", f"{here}/what-if/",
        f"{here}/compare/?with={other.reference}", f"{here}/fairness/", f"{here}/offers/", f"{base}/{other.reference}/offers/"])


def of_a_small_town() -> Pages:
    """Nobody asks; two ask for one place; what was approved waits for its offers; the making of one was broken off."""
    officer = make_officer()
    nobody, tight = (make_season(units=1, applications=0, by=officer) for _call in range(2))
    for _number in range(2):
        make_asking(tight, shortest_days=150, longest_days=170)
    plan = make_plan(tight, by=officer)
    placed = plan.placements.get().application
    left = tight.applications.exclude(pk=placed.pk).get()
    told, ready = approved_plan(officer)
    broken = ask_plan(call=told, by=officer)
    Plan.objects.filter(pk=broken.pk).update(asked_at=timezone.now() - timedelta(minutes=5))
    base, here = "/staff/calls", f"/staff/calls/{tight.reference}/plan/{plan.reference}"
    return Pages(officer, [
        f"{base}/{nobody.reference}/plan/", f"{here}/", f"{here}/{left.reference}/", f"{here}/{placed.reference}/", f"{here}/{left.reference}/move/",
        f"{here}/compare/", f"{base}/{told.reference}/plan/{ready.reference}/offers/", f"{base}/{told.reference}/plan/{broken.reference}/"])


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pages", [of_the_town, of_a_small_town])
def test_every_page_about_plans_is_accessible_and_fits(look, pages, width, scheme):
    assert look(pages(), width, scheme) == {}
