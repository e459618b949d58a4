"""A phone sends what was seen while an officer merges the entry away: it is found at the entry that stays."""

from uuid import uuid4

import pytest

from popups.lifecycle.merging import merge_units
from tests import make
from tests.concurrency.test_two_consents import at_once, unexpected
from tests.popups.merging import plain
from vacancies.choices import Seen
from vacancies.lifecycle.walks import record_walk_item
from vacancies.models import FieldVisit, Unit, WalkItem

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, PHONES = 6, 3


def test_what_is_seen_while_its_entry_goes_into_another_one_is_found_at_that_one():
    for _round in range(ROUNDS):
        officer, surveyor, kept, merged = make.make_officer(), make.make_surveyor(), plain(), plain()
        sends = [lambda unit=merged, by=surveyor: record_walk_item(
            key=uuid4(), by=by, seen=Seen.EMPTY, seen_on=make.today(), unit=Unit.objects.get(pk=unit.pk)) for _phone in range(PHONES)]
        answers = at_once([*sends, lambda kept=kept, merged=merged, by=officer: merge_units(kept=kept, merged=merged, by=by)])
        assert unexpected(answers) == []
        assert FieldVisit.objects.filter(unit=kept).count() == WalkItem.objects.filter(unit=kept).count() == PHONES
        assert not FieldVisit.objects.filter(unit=merged).exists()
