"""A large register asks the database as often as a small one, and a question's work grows with it, not with its square."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from bench.desk import fill_desk
from popups.demo.bulk import fill
from popups.models import User
from tests.make import days, make_area, make_owner, make_report, make_unit
from tests.popups.asking import queries_of, shown_count, signed_in
from vacancies.choices import OwnerKind, OwnerStage, Role, Seen
from vacancies.lifecycle.talks import move_talk
from vacancies.lifecycle.units import record_visit
from vacancies.models import Area, Unit

pytestmark = pytest.mark.django_db
SMALL, LARGE = 10, 10_000
TABLE, MAP, POINTS = "/staff/units/", "/staff/map/", "/staff/map/points.json"
FILTERS = ["q=telpa", "street=D%C4%81rza+iela", "occupancy=vacant", "occupancy=known", "occupancy=suspected", "stage=contacted",
           "owner=company", "published=yes", "published=no", "record=confirmed", "since=known", "seen=due", "seen=fresh", "area=centrs",
           "box=27.0,57.4,27.1,57.5", "page=2"]
# The unit list and the map, which the promise names, and every other list that grows with the register.
PLACES = [TABLE, MAP, POINTS, *(f"{page}?{one}" for one in FILTERS for page in (TABLE, MAP, POINTS))]
OTHERS = ["/staff/", "/staff/dashboard/", "/staff/due/", "/staff/duplicates/", "/staff/owners/", "/staff/owners/?view=list&everything=on",
          "/staff/owners/people/", "/staff/reports/", "/staff/imports/", "/staff/areas/", "/walk/units.json", "/units/", "/units/points.json",
          "/shops/", "/shops/points.json"]


@transaction.atomic
def make_town(units: int) -> User:
    """Something of everything at any size: a list without a row would ask less."""
    last = Unit.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    fill(units=units, applications=50, seed=units)
    officer = User.objects.filter(role=Role.OFFICER).earliest("pk")
    fill_desk(officer, seed=units, after=last)
    if not Area.objects.exists():
        make_area(name="Centrs", by=officer, ring=[[27.0, 57.4], [27.1, 57.4], [27.1, 57.5], [27.0, 57.5]])
    for _number in range(2):
        unit = make_unit(name="Telpa", address_typed="Dārza iela 3", is_published=False, owner=make_owner(kind=OwnerKind.COMPANY), by=officer)
        move_talk(unit=unit, to=OwnerStage.CONTACTED, by=officer)
    doubted = make_unit(is_vacant=False, is_published=False, by=officer)
    record_visit(unit=doubted, seen=Seen.NOT_SURE, seen_on=days(-1), by=officer)
    make_report(unit=unit)
    return officer


def look_at_the_rows() -> None:
    """As PostgreSQL does by itself within a minute of a large change, outside a transaction: without it every list is taken for a short one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def test_the_list_the_map_and_their_filters_ask_as_often_at_ten_thousand_units_as_at_ten():
    client = signed_in(make_town(SMALL))
    few = {address: queries_of(client, address) for address in PLACES + OTHERS}
    assert [one for one in FILTERS if not shown_count(client.get(f"{TABLE}?{one}"))] == [], "no list is empty in the small town"
    few["/units/"] += 1  # where there is a second page, it also says how many there are
    make_town(LARGE)
    look_at_the_rows()
    assert Unit.objects.count() > LARGE
    assert {address: queries_of(client, address) for address in PLACES + OTHERS} == few
    assert max(few[address] for address in PLACES) <= 10


def steps_of(ask: Callable[[], Any]) -> int:
    """How many thousand steps SQLite's machine makes: the same on any computer, however busy."""
    found = [0]

    def count() -> int:
        found[0] += 1
        return 0

    connection.connection.set_progress_handler(count, 1000)
    try:
        ask()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return found[0]


@pytest.mark.sqlite
def test_a_register_four_times_as_large_is_at_most_five_times_the_work():
    client = signed_in(make_town(300))
    asked = [TABLE, POINTS, *(f"{TABLE}?{one}" for one in FILTERS), *OTHERS]
    few = {address: steps_of(lambda address=address: client.get(address)) for address in asked}
    make_town(900)
    many = {address: steps_of(lambda address=address: client.get(address)) for address in asked}
    assert {address: (few[address], many[address]) for address in asked if many[address] > 5 * few[address] + 50} == {}
