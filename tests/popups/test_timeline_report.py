"""The timeline's rows are built from the register in a fixed number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from popups.choices import EventStatus, Use
from popups.reports.timeline import public_links, staff_links, timeline_of
from tests import make
from vacancies.choices import ClosedReason
from vacancies.models import ClosedPeriod, Unit

pytestmark = pytest.mark.django_db


def drawn(links=None, **fields):
    period = {"start": make.days(-30), "end": make.days(100), "today": make.today()}
    extra = {"links": links} if links else {}
    return timeline_of(Unit.objects.all(), **period, **extra, **fields)


def test_every_space_has_its_lane_with_its_own_bars_and_the_units_closures():
    unit = make.make_unit()
    left, right = make.divide(unit, "Left", "Right")
    make.make_tenancy(unit=unit, spaces=[left], use=Use.SHARED, start=make.days(10), end=make.days(20))
    make.make_offer(unit=unit, spaces=[right], use=Use.SHARED, start=make.days(15), end=make.days(25))
    ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.OWNER, starts_on=make.days(30), ends_on=make.days(40))
    (row,) = drawn(links=staff_links).rows
    assert [(lane.label, [bar.kind for bar in lane.bars]) for lane in row.lanes] == [
        ("Left", ["upcoming", "closed"]), ("Right", ["offer", "closed"])]


def test_free_days_can_be_picked_from_today_on():
    tenancy = make.make_current_tenancy(days_left=20)
    (row,) = drawn(pick_address="/x/").rows
    free = [bar for bar in row.lanes[0].bars if bar.kind == "free"]
    assert [(bar.start, bar.end) for bar in free] == [(make.days(20), make.days(100))]
    assert free[0].href.startswith(f"/x/?unit={tenancy.unit.reference}&")


def test_the_public_timeline_has_no_staff_links_and_no_unconfirmed_events():
    tenancy = make.make_current_tenancy()
    make.make_event(unit=tenancy.unit, starts_at=make.at(make.days(3), 18))
    make.make_event(unit=tenancy.unit, starts_at=make.at(make.days(4), 18), status=EventStatus.CONFIRMED)
    (row,) = drawn(links=public_links).rows
    assert [bar.href for bar in row.lanes[0].bars] == [""]
    assert [dot.day for dot in row.dots] == [make.days(4)]


def test_thirty_units_cost_as_many_queries_as_one():
    counts = []
    for units in (1, 29):
        for _ in range(units):
            make.make_current_tenancy()
        with CaptureQueriesContext(connection) as queries:
            assert drawn(links=public_links).rows
        counts.append(len(queries))
    assert counts == [6, 6]


def test_every_bar_leads_a_reviewer_to_a_page_that_exists(client):
    make.make_shop(unit=make.make_unit(), starts_on=make.days(-20))
    make.make_current_tenancy()
    make.make_offer(unit=make.make_unit())
    client.force_login(make.make_reviewer())
    links = [bar.href for row in drawn().rows for lane in row.lanes for bar in lane.bars]
    assert len(links) == 3
    assert [client.get(link).status_code for link in links] == [200, 200, 200]
