"""One truthful word for every outcome of a call and every state of the offer that followed it, wherever it is read."""

import pytest
from django.urls import reverse

from popups.choices import ApplicationStatus, OfferStatus, Outcome
from popups.lifecycle.applications import not_select, withdraw_application
from popups.lifecycle.offers import expire_offer
from popups.lifecycle.tenancies import end_tenancy
from popups.models import Application, Decision, Offer, Tenancy
from popups.reports.deciding import candidates, ranked
from popups.reports.my_data import data_of
from popups.reports.stages import with_stage
from popups.rules.stage import StageCode, stage_for_applicant, stage_of
from tests.make import (
    days,
    make_applicant,
    make_application,
    make_current_tenancy,
    make_offer,
    make_officer,
    make_owner,
    make_unit,
    make_user,
    today,
)
from tests.popups.asking import signed_in
from tests.popups.deciding import make_told_call

pytestmark = pytest.mark.django_db


def _past(offer: Offer) -> Offer:
    Offer.objects.filter(pk=offer.pk).update(answer_by_on=days(-1))
    return Offer.objects.get(pk=offer.pk)


def _expired(**fields) -> None:
    assert expire_offer(offer=_past(make_offer(**fields)))


def _twice(**fields) -> None:
    """Declined, and offered again."""
    make_offer(status=OfferStatus.DECLINED, **fields)
    make_offer(**fields | {"unit": make_unit()})


def _asks_owner(**fields) -> None:
    make_offer(**fields | {"unit": make_unit(owner=make_owner())}, status=OfferStatus.ACCEPTED, owner_agreed_on=None)


def _called_off(**fields) -> None:
    end_tenancy(tenancy=Tenancy.objects.get(offer=make_offer(status=OfferStatus.ACCEPTED, **fields)), end=days(1), reason="left_early",
                by=make_officer())


OFFERS = {
    "none": lambda **fields: None,
    "open": make_offer,
    "waits for the owner": _asks_owner,
    "not answered, the clock has not been there": lambda **fields: _past(make_offer(**fields)),
    "expired": _expired,
    "declined": lambda **fields: make_offer(status=OfferStatus.DECLINED, **fields),
    "taken back": lambda **fields: make_offer(status=OfferStatus.WITHDRAWN, **fields),
    "declined and offered again": _twice,
    "agreed": lambda **fields: make_offer(status=OfferStatus.ACCEPTED, **fields),
    "running": make_current_tenancy,
    "over": lambda **fields: make_current_tenancy(started_days_ago=40, days_left=0, **fields),
    "called off": _called_off,
}
OF_A_PLACE = {
    "none": StageCode.PLACE, "open": StageCode.OFFERED, "waits for the owner": StageCode.AWAITS_OWNER,
    "not answered, the clock has not been there": StageCode.LAPSED, "expired": StageCode.LAPSED, "declined": StageCode.DECLINED,
    "taken back": StageCode.TAKEN_BACK, "declined and offered again": StageCode.OFFERED, "agreed": StageCode.UPCOMING,
    "running": StageCode.CURRENT, "over": StageCode.ENDED, "called off": StageCode.ENDED}
# An offer that came to nothing says nothing about what is decided afterwards.
CAME_TO_NOTHING = ("none", "expired", "declined", "taken back")
AFTERWARDS = {Outcome.RESERVE: StageCode.RESERVE, Outcome.NOT_SELECTED: StageCode.NOT_SELECTED, "withdrawn": StageCode.WITHDRAWN}


def make_placed() -> Application:
    person = make_user()
    _call, (placed, *_rest) = make_told_call(applicant=make_applicant(user=person))
    return placed


def stages_of(application: Application) -> tuple[StageCode, StageCode, StageCode]:
    """For one, for the applicant, and in the lists."""
    row = Application.objects.select_related("call", "decision").get(pk=application.pk)
    in_sql = with_stage(Application.objects.filter(pk=row.pk), today()).get().stage
    return stage_of(row, today()).code, stage_for_applicant(row, today()).code, StageCode(in_sql)


@pytest.mark.parametrize("offered", OFFERS)
def test_a_place_has_the_word_of_its_newest_offer(offered):
    placed = make_placed()
    OFFERS[offered](application=placed, unit=make_unit())
    assert set(stages_of(placed)) == {OF_A_PLACE[offered]}


@pytest.mark.parametrize("offered", CAME_TO_NOTHING)
@pytest.mark.parametrize("then", AFTERWARDS)
def test_what_was_decided_since_counts_more_than_an_offer_that_came_to_nothing(offered, then):
    placed = make_placed()
    OFFERS[offered](application=placed, unit=make_unit())
    if then == Outcome.NOT_SELECTED:
        not_select(application=placed, reason="other", note="Vieta palika tukša.", by=make_officer())
    elif then == "withdrawn":
        withdraw_application(application=placed, by=placed.applicant.user)
    else:
        Decision.objects.filter(application=placed).update(outcome=Outcome.RESERVE, reserve_position=77)
    assert set(stages_of(placed)) == {AFTERWARDS[then]}


def test_every_word_has_a_sentence_of_its_own_where_an_offer_came_to_nothing():
    said = set()
    for offered in ("none", "expired", "declined", "taken back", "called off", "over"):
        placed = make_placed()
        OFFERS[offered](application=placed, unit=make_unit())
        said.add(str(stage_of(Application.objects.get(pk=placed.pk), today()).next_step))
    assert len(said) == 6


@pytest.mark.parametrize("offered", ["expired", "declined", "taken back", "not answered, the clock has not been there"])
def test_without_a_call_it_says_what_can_be_done_after_an_offer_that_came_to_nothing(offered):
    """The word stays, since no place was promised; the sentence is that of a place in a call."""
    alone, placed = make_application(), make_placed()
    for application in (alone, placed):
        OFFERS[offered](application=application, unit=make_unit())
    own, other = (stage_for_applicant(Application.objects.get(pk=row.pk), today()) for row in (alone, placed))
    assert (own.code, str(own.next_step)) == (StageCode.SHORTLISTED, str(other.next_step))
    assert set(stages_of(alone)) == {StageCode.SHORTLISTED}
    assert str(own.next_step) in signed_in(alone.applicant.user).get(reverse("popups:my-page")).content.decode()


def test_whoever_said_yes_is_not_told_that_they_did_not_answer():
    silent, owner_silent = make_placed(), make_placed()
    _past(make_offer(application=silent))
    _asks_owner(application=owner_silent)
    _past(owner_silent.offers.get())
    assert stages_of(silent) == stages_of(owner_silent)
    assert stage_of(silent, today()).next_step != stage_of(owner_silent, today()).next_step


@pytest.mark.parametrize("offered", ["expired", "declined", "taken back"])
def test_nobody_reads_of_a_place_that_is_gone(offered):
    placed = make_placed()
    OFFERS[offered](application=placed, unit=make_unit())
    person, word = placed.applicant.user, str(StageCode.PLACE.label)
    own = signed_in(person)
    for page in (reverse("popups:my-page"), reverse("popups:my-application", args=[placed.reference])):
        shown = own.get(page).content.decode()
        assert str(OF_A_PLACE[offered].label) in shown
        assert f">{word}<" not in shown
    assert [row["stands"] for row in data_of(person, today())["applications"] if row["reference"] == placed.reference] == [OF_A_PLACE[offered].value]
    assert person.applicants.count() == 1


@pytest.mark.parametrize(("offered", "is_said"), [("none", False), ("open", True), ("expired", True), ("declined", True), ("agreed", True)])
def test_the_list_of_decisions_says_what_came_of_a_place(offered, is_said, django_assert_num_queries):
    placed = make_placed()
    OFFERS[offered](application=placed, unit=make_unit())
    call = placed.call
    with django_assert_num_queries(4):
        [row] = [row for row in candidates(ranked(call)) if row.application.pk == placed.pk]
    assert bool(row.since) is is_said
    page = signed_in(make_officer()).get(reverse("popups:call-decide", args=[call.reference])).content.decode()
    assert ("data-since" in page) is is_said


def test_before_the_results_nothing_is_said_of_what_came_of_a_place():
    placed = make_placed()
    Decision.objects.filter(application=placed).update(told_at=None)
    assert not any(row.since for row in candidates(ranked(placed.call)) if row.application.pk == placed.pk)
    assert Application.objects.get(pk=placed.pk).state is ApplicationStatus.SHORTLISTED
