"""Officers propose the same performances at the same moment on a real server: each hour is given once, and the others read why."""

from functools import partial

import pytest
from django.urls import reverse

from popups.models import Event
from tests import make
from tests.concurrency.town_server import all_at_once, post, server, session_of
from tests.popups.performing import key, musician, stage
from vacancies.choices import Loudness

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("performances at once")]
OFFICERS, ROUNDS = 6, 3


@pytest.fixture(scope="module")
def port(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), server() as port:
        yield port


def pressed(port, keys_of_each):
    address = reverse("popups:performances")
    return all_at_once([partial(post, port, session_of(make.make_officer()), address, {"slots": keys}) for keys in keys_of_each])


def test_one_hour_of_one_unit_is_given_once(port):
    for _round in range(ROUNDS):
        unit = stage(loudest=Loudness.CONCERT)
        rows = [musician(unit) for _ in range(OFFICERS)]
        answers = pressed(port, [[key(row, unit, make.days(9))] for row in rows])
        assert sorted(answer.status for answer in answers) == [302, *[422] * (OFFICERS - 1)]
        assert Event.objects.filter(unit=unit).count() == 1


def test_one_musician_is_given_one_place_a_day_and_nobody_waits_for_ever(port):
    """Each officer names the places in another order; whoever is second reads that the musician plays already."""
    for _round in range(ROUNDS):
        places = [stage() for _ in range(3)]
        first, second = musician(*places), musician(*places)
        forth = [key(first, unit, make.days(9)) for unit in places] + [key(second, places[0], make.days(12))]
        answers = pressed(port, [forth, forth[::-1], forth[1:], forth[2::-1]])
        assert {answer.status for answer in answers} <= {302, 422}
        assert Event.objects.filter(performer=first.applicant).count() == 1
        assert Event.objects.filter(performer=second.applicant).count() == 1
