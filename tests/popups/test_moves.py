"""All pairs of statuses are tried: what the tables allow is possible, and nothing else."""

import pytest

from popups.choices import APPLICATION_MOVES, EVENT_MOVES, OFFER_MOVES, ApplicationStatus, EventStatus, OfferStatus
from popups.lifecycle.applications import (
    not_select,
    request_changes,
    shortlist,
    submit_application,
    take_into_review,
    withdraw_application,
)
from popups.lifecycle.events import move_event_on
from popups.lifecycle.offers import accept_offer, decline_offer, withdraw_offer
from popups.models import History
from popups.rules.moves import move_problems
from tests import make
from vacancies.problem import Refused

TABLES = [(ApplicationStatus, APPLICATION_MOVES), (OfferStatus, OFFER_MOVES), (EventStatus, EVENT_MOVES)]

APPLICATION_VERBS = {
    ApplicationStatus.SUBMITTED: lambda row, by: submit_application(application=row, by=row.applicant.user),
    ApplicationStatus.CHANGES_REQUESTED: lambda row, by: request_changes(application=row, note="Add a picture.", by=by),
    ApplicationStatus.IN_REVIEW: lambda row, by: take_into_review(application=row, by=by),
    ApplicationStatus.SHORTLISTED: lambda row, by: shortlist(application=row, by=by),
    ApplicationStatus.NOT_SELECTED: lambda row, by: not_select(application=row, reason="other", note="Sorry.", by=by),
    ApplicationStatus.WITHDRAWN: lambda row, by: withdraw_application(application=row, by=row.applicant.user),
}
OFFER_VERBS = {
    OfferStatus.ACCEPTED: lambda row, by: accept_offer(offer=row, by=by),
    OfferStatus.DECLINED: lambda row, by: decline_offer(offer=row, reason="dates", by=by),
    OfferStatus.WITHDRAWN: lambda row, by: withdraw_offer(offer=row, note="Sorry.", by=by),
}
# A verb that was already done is not refused: it does nothing a second time.
DONE_TWICE_IS_HARMLESS = set(APPLICATION_VERBS) - {ApplicationStatus.CHANGES_REQUESTED} | set(OFFER_VERBS)


@pytest.mark.parametrize(("statuses", "moves"), TABLES)
def test_every_status_has_its_line_in_the_table_of_moves(statuses, moves):
    assert set(moves) == set(statuses)
    assert all(to in statuses for targets in moves.values() for to in targets)


@pytest.mark.parametrize(("statuses", "moves"), TABLES)
def test_only_moves_in_the_table_are_legal(statuses, moves):
    for now in statuses:
        for to in statuses:
            assert bool(move_problems(moves, now, to)) == (to not in moves[now])


@pytest.mark.django_db
@pytest.mark.parametrize("to", APPLICATION_VERBS)
@pytest.mark.parametrize("now", ApplicationStatus)
def test_an_application_moves_only_as_the_table_says(now, to):
    application, officer = make.make_application(status=now), make.make_officer()
    lines = History.objects.count()
    if to in APPLICATION_MOVES[now]:
        APPLICATION_VERBS[to](application, officer)
        application.refresh_from_db()
        line = History.objects.first()
        assert (application.status, line.from_status, line.to_status) == (to, now, to)
        assert line.by is not None
        return
    if now == to and to in DONE_TWICE_IS_HARMLESS:
        APPLICATION_VERBS[to](application, officer)
    else:
        with pytest.raises(Refused) as refused:
            APPLICATION_VERBS[to](application, officer)
        assert "illegal_move" in refused.value.codes
    application.refresh_from_db()
    assert application.status == now
    assert History.objects.count() == lines


@pytest.mark.django_db
@pytest.mark.parametrize("to", OFFER_VERBS)
@pytest.mark.parametrize("now", [OfferStatus.OPEN, OfferStatus.ACCEPTED, OfferStatus.DECLINED, OfferStatus.WITHDRAWN])
def test_an_offer_moves_only_as_the_table_says(now, to):
    offer = make.make_offer(status=now)
    lines = History.objects.count()
    if to in OFFER_MOVES[now]:
        OFFER_VERBS[to](offer, offer.made_by)
        offer.refresh_from_db()
        assert offer.status == to
        assert History.objects.filter(offer=offer, from_status=now, to_status=to).count() == 1
        return
    if now == to:
        OFFER_VERBS[to](offer, offer.made_by)
    else:
        with pytest.raises(Refused) as refused:
            OFFER_VERBS[to](offer, offer.made_by)
        assert "illegal_move" in refused.value.codes
    offer.refresh_from_db()
    assert offer.status == now
    assert History.objects.count() == lines


@pytest.mark.django_db
@pytest.mark.parametrize("to", [EventStatus.HOST_AGREED, EventStatus.CONFIRMED, EventStatus.CANCELLED])
@pytest.mark.parametrize("now", [EventStatus.PROPOSED, EventStatus.HOST_AGREED, EventStatus.CONFIRMED,
                                 EventStatus.CANCELLED])
def test_an_event_moves_only_as_the_table_says(now, to):
    event, officer = make.make_event(status=now), make.make_officer()
    if to in EVENT_MOVES[now] or to == now:
        assert move_event_on(event=event, to=to, by=officer).status == to
        return
    with pytest.raises(Refused) as refused:
        move_event_on(event=event, to=to, by=officer)
    assert refused.value.codes == ["illegal_move"]


@pytest.mark.django_db
def test_history_can_only_be_added_to():
    line = make.make_application().history.first()
    for change in (line.save, line.delete, History.objects.all().delete, lambda: History.objects.update(note="x")):
        with pytest.raises(TypeError):
            change()
