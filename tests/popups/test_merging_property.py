"""Whatever two entries hold: every row is accounted for, and everything goes back."""

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from popups.choices import ApplicationStatus, OfferStatus
from popups.lifecycle.merging import merge_units, undo_merge
from popups.models import Occupancy
from tests.make import (
    at,
    days,
    divide,
    make_application,
    make_event,
    make_offer,
    make_officer,
    make_owner,
    make_shop,
    today,
)
from tests.popups.merging import everything, photo_of, plain
from vacancies.choices import (
    Activity,
    ClosedReason,
    ContactChannel,
    OwnerStage,
    Seen,
)
from vacancies.lifecycle.units import record_visit
from vacancies.models import (
    ClosedPeriod,
    Contact,
    ImportedRow,
    PermittedActivity,
    Talk,
    Vacancy,
)
from vacancies.problem import Refused
from vacancies.references import random_key
from vacancies.reports.merging import differences

pytestmark = pytest.mark.django_db


def scatter(dice, units, officer, owner):
    """Some rows of every kind on the units, many of them alike or at odds."""
    for unit in units:
        for _number in range(dice.randrange(3)):
            photo_of(unit, dice.choice("abcd") * 64, position=dice.randrange(3), **(
                {"removed_at": at(today(), 9), "removed_by": officer} if dice.random() < 0.3 else {})) \
                if not unit.photos.filter(sha256__in=[letter * 64 for letter in "abcd"]).exists() else photo_of(unit)
        start = dice.randrange(-300, 0)
        Vacancy.objects.create(unit=unit, starts_on=days(start), ends_on=dice.choice([None, days(start + 30)]))
        Vacancy.objects.create(unit=unit, starts_on=days(start - 90), ends_on=days(start - dice.randrange(60)))
        first = dice.randrange(400, 440)
        ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.OWNER, starts_on=days(first), ends_on=days(first + 9))
        if dice.random() < 0.5:
            Talk.objects.create(unit=unit, stage=OwnerStage.WILLING)
        if dice.random() < 0.5:
            ImportedRow.objects.create(unit=unit, key=random_key())
        if dice.random() < 0.7:
            Contact.objects.create(unit=unit, owner=owner, channel=ContactChannel.PHONE, text="Yes.", by=officer)
        record_visit(unit=unit, seen=dice.choice([Seen.NOT_SURE, Seen.SEASONAL]), seen_on=days(-dice.randrange(20)), by=officer)
        make_shop(unit=dice.choice([unit, None]), starts_on=days(-900), ends_on=days(-300))
        if dice.random() < 0.3:
            divide(unit, "A", "B", by=officer)
        if dice.random() < 0.6:
            begin = dice.randrange(1, 60)
            make_offer(unit=unit, start=days(begin), end=days(begin + 20), by=officer,
                       status=dice.choice([OfferStatus.OPEN, OfferStatus.ACCEPTED, OfferStatus.DECLINED]))
        if dice.random() < 0.4:
            make_application(unit=unit, status=ApplicationStatus.SUBMITTED, officer=officer)
        if dice.random() < 0.4:
            make_event(unit=unit, by=officer, starts_at=at(days(200), 14) + timedelta(hours=dice.randrange(6)))
        for activity in dice.sample(list(Activity), dice.randrange(3)):
            PermittedActivity.objects.create(unit=unit, activity=activity)


def attempt(**fields):
    """The merge, or why it was refused."""
    try:
        return merge_units(**fields), []
    except Refused as refused:
        return None, refused.codes


def owners_of(rows):
    """Which unit each row belongs to, for all tables that know units."""
    return {(label, pk): values["unit_id"] for label, table in rows.items() for pk, values in table.items()
            if values.get("unit_id")}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_whatever_there_is_every_row_is_accounted_for_and_goes_back(seed, db):
    dice = random.Random(seed)
    officer, owner = make_officer(), make_owner()
    kept, merged, bystander = (plain(name=dice.choice("AB"), own_number=dice.choice(["", random_key()]), owner=dice.choice([owner, None]))
                               for _number in range(3))
    scatter(dice, (kept, merged, bystander), officer, owner)
    take = [one.code for one in differences(kept, merged) if dice.random() < 0.5]
    before = everything()
    merge, codes = attempt(kept=kept, merged=merged, take=take, by=officer)
    if merge is None:
        assert set(codes) <= {"promised_twice", "performed_twice", "divided_differently"}
        assert everything() == before
        return
    after = everything()
    assert {label: table.keys() for label, table in after.items()} == {label: table.keys() for label, table in before.items()}
    was, now = owners_of(before), owners_of(after)
    assert was.keys() == now.keys()
    assert all(unit in (kept.pk, merged.pk) if was[row] in (kept.pk, merged.pk) else unit == was[row] for row, unit in now.items())
    assert set(Occupancy.objects.filter(end__gt=today(), tenancy__unit=kept).values_list("space__unit", flat=True)) <= {kept.pk}
    undo_merge(merge=merge, by=officer)
    assert everything() == before
