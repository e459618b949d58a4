"""Two runs of the periodic job at the same moment empty the bin once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.concurrency.test_two_consents import at_once
from tests.make import make_officer, make_unit
from tests.popups.merging import photo_of
from vacancies.lifecycle.photo_files import BIN_DAYS, purge_photos
from vacancies.models import Photo

pytestmark = pytest.mark.django_db(transaction=True)
PHOTOS = 12


def test_runs_that_empty_the_bin_at_once_remove_each_photo_once():
    unit, officer = make_unit(), make_officer()
    for _number in range(PHOTOS):
        photo_of(unit)
    Photo.objects.update(removed_at=timezone.now() - timedelta(days=BIN_DAYS + 1), removed_by=officer)
    assert sum(at_once([purge_photos] * 3)) == PHOTOS
    assert not Photo.with_removed.exists()
