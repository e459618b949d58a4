"""A call's state is computed: from its dates, and from the two moments of deciding and telling."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from popups.choices import CallState
from popups.models import Call, CallText
from tests.make import make_application, make_call, make_officer

pytestmark = pytest.mark.django_db


def test_a_call_walks_through_its_states_by_the_clock_alone():
    call = make_call(opened_days_ago=1, days_left=1)
    around = {timedelta(days=-2): CallState.ANNOUNCED, timedelta(0): CallState.OPEN, timedelta(days=2): CallState.CLOSED}
    assert {state: call.state_at(timezone.now() + away) for away, state in around.items()} == {
        state: state for state in around.values()}


def test_a_call_that_nobody_released_is_a_draft_whatever_its_days():
    call = make_call(is_released=False)
    assert call.state is CallState.DRAFT
    assert list(Call.objects.released()) == []


def test_deciding_and_telling_are_states_of_their_own():
    call, officer = make_call(days_left=-1), make_officer()
    call.decided_at, call.decided_by = timezone.now(), officer
    assert call.state is CallState.DECIDED
    call.results_sent_at, call.results_sent_by = timezone.now(), officer
    assert call.state is CallState.SENT


def test_nothing_is_told_before_it_is_decided():
    call = make_call(days_left=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(results_sent_at=timezone.now(), results_sent_by=make_officer())


def test_a_call_closes_after_it_opens():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_call(opened_days_ago=1, days_left=-2)


def test_the_same_moment_asked_in_sql_finds_the_same_calls():
    announced = make_call(opened_days_ago=-1, days_left=5)
    taking = make_call()
    closed = make_call(days_left=-1)
    make_call(is_released=False)
    now = timezone.now()
    found = [list(rows) for rows in (Call.objects.announced(now), Call.objects.taking_applications(now),
                                     Call.objects.closed(now))]
    assert found == [[announced], [taking], [closed]]


def test_a_call_speaks_the_readers_language_and_else_the_towns():
    call = make_call()
    with translation.override("en"):
        assert Call.objects.get(pk=call.pk).title == CallText.objects.get(call=call, language="en").title
    with translation.override("de"):
        assert Call.objects.get(pk=call.pk).title == CallText.objects.get(call=call, language="lv").title


def test_the_history_of_an_application_is_found_from_its_call_too():
    call = make_call()
    application = make_application(call=call)
    assert call.history.filter(application=application).exists()
