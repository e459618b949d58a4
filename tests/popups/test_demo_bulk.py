"""Rows for measurements are legal rows, at any size."""

from datetime import date
from itertools import combinations

import pytest
from django.db import transaction

from popups.choices import ApplicationStatus, EventStatus, OfferStatus
from popups.demo.bulk import fill
from popups.models import Application, Event, Letter, Occupancy, Offer, Tenancy
from popups.rules.applications import completeness_problems
from vacancies.models import Shop, Space, Unit, Vacancy

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def test_the_rows_are_legal_and_as_many_as_asked_for():
    made = fill(units=60, applications=120, seed=1, today=TODAY)
    assert made["units"] == Unit.objects.count() == Space.objects.count() == 60
    assert made["applications"] == Application.objects.count() == 120
    for model in (Unit, Application, Offer, Tenancy, Occupancy, Event, Vacancy):
        assert model.objects.exists()
        for row in model.objects.all():
            row.validate_constraints()
    for application in Application.objects.exclude(status=ApplicationStatus.DRAFT).filter(latest_end_on__gte=TODAY):
        assert completeness_problems(application, TODAY) == []


def test_nothing_is_promised_twice_and_only_what_is_promised_is_held():
    fill(units=4, applications=100, seed=2, today=TODAY)
    rows = list(Occupancy.objects.select_related("offer"))
    pairs = [(one, two) for one, two in combinations(rows, 2) if one.space_id == two.space_id]
    assert pairs
    assert not [(one, two) for one, two in pairs if one.start < two.end and two.start < one.end]
    assert Occupancy.objects.filter(tenancy__isnull=False).count() == Tenancy.objects.count()
    assert Occupancy.objects.filter(offer__isnull=False).count() == Offer.objects.open().count() > 0


def test_the_review_queue_and_the_programme_are_full():
    fill(units=30, applications=300, seed=3, today=TODAY)
    assert set(Application.objects.values_list("status", flat=True)) == set(ApplicationStatus.values)
    assert set(Offer.objects.values_list("status", flat=True)) == set(OfferStatus.values) - {OfferStatus.WITHDRAWN}
    assert Event.objects.filter(status__in=[EventStatus.HELD, EventStatus.CONFIRMED]).exists()
    assert Shop.objects.exists()
    assert not Letter.objects.filter(sent_at=None).exists()
    assert not Offer.objects.lapsed(TODAY).exists()


def test_the_same_seed_gives_the_same_rows():
    found = []
    for _time in range(2):
        with transaction.atomic():
            fill(units=20, applications=40, seed=5, today=TODAY)
            found.append((list(Unit.objects.order_by("pk").values_list("reference", "address", "asking_rent_cents")),
                          list(Tenancy.objects.order_by("pk").values_list("reference", "start", "end"))))
            transaction.set_rollback(True)
    assert found[0] == found[1]


def test_it_can_be_added_to_a_database_that_holds_rows_already():
    fill(units=5, applications=5, seed=1, today=TODAY)
    fill(units=5, applications=5, seed=2, today=TODAY)
    assert Unit.objects.count() == 10


def test_nothing_asked_for_gives_nothing():
    assert fill(units=1, applications=0, seed=1, today=TODAY)["offers"] == 0
