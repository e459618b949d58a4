"""The plans of the demonstration are worth looking at: bands, reasons, and more who want a place than there is room for."""

from datetime import date

import pytest
from django.db import transaction
from django.test import override_settings

from popups.demo.town import load
from popups.models import Application, Plan, User
from popups.reports.plan_bands import bands_of
from popups.reports.plan_picture import opened
from popups.reports.plan_reasons import reasons_of
from popups.reports.plan_stood import stood_for
from popups.reports.plan_without import without_of
from tests.make import at
from vacancies.sure import sure

TODAY = date(2026, 11, 22)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town"), pytest.mark.xdist_group("the plans of the demonstration"),
              pytest.mark.time_machine(at(TODAY, 12))]  # its calls open and close by the clock
HASHERS = ["popups.demo.hasher.DemoPasswordHasher"]


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded once for the whole file, without pictures, and taken back after it."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(IS_DEMO=True, MEDIA_ROOT=media, PASSWORD_HASHERS=HASHERS):
        with transaction.atomic():
            load(seed=7, today=TODAY, has_pictures=False)
            yield
            transaction.set_rollback(True)


def test_the_plan_of_the_call_of_last_year_placed_the_best_scored_first():
    plan = Plan.objects.get(call__results_sent_at__isnull=False)
    bands = bands_of(opened(plan))
    assert [(band.under, band.low) for band in bands] == [(None, 75), (75, 50), (50, None)]
    assert all(0 < band.placed <= band.asked for band in bands)
    assert plan.is_proven


def test_many_want_the_same_two_shops_in_the_plan_of_the_call_that_is_being_decided():
    plan = Plan.objects.filter(call__results_sent_at=None, base=None, placements__is_pinned=True).distinct().get()
    shown = opened(plan)
    displaced = [row.application for row in without_of(shown) if row.fitting]
    assert len(displaced) >= 6, "they would fit, and somebody else is there"
    reasons = sure(reasons_of(shown, displaced[0], frozenset()))
    assert any(way.gone for place in reasons.fitting for way in place.ways), "it is said who"
    assert reasons.changes, "and what would help"


def test_an_association_that_the_readme_names_reads_what_stood_in_its_way(settings):
    user = User.objects.get(email="daiga.cerina@example.org")
    assert user.email in (settings.BASE_DIR / "README.md").read_text()
    stood = stood_for(Application.objects.get(applicant__user=user, call__results_sent_at__isnull=False))
    assert sorted(unit.place for unit in stood.units) == ["Bijusī bankas filiāle", "Bijusī sāls noliktava", "Stūra veikals"]
    assert all(unit.sentences and not unit.fits for unit in stood.units)
    assert stood.changes
