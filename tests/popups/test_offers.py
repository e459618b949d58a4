"""Promising a place and days, and answering."""

from datetime import timedelta

import pytest

from popups.choices import ApplicationStatus, LetterKind, OfferStatus, Use, Verb
from popups.kinds import ApplicantKind
from popups.lifecycle.applications import not_select, request_changes, withdraw_application
from popups.lifecycle.offers import accept_offer, decline_offer, expire_offer, make_offer
from popups.models import History, Letter, Occupancy, Offer, Tenancy
from tests import make
from vacancies.choices import Activity, ClosedReason, FundingRestriction, RecordState
from vacancies.models import ClosedPeriod, PermittedActivity
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


def offer_codes(**fields) -> list[str]:
    rows = Offer.objects.count(), Occupancy.objects.count()
    with pytest.raises(Refused) as refused:
        make.make_offer(**fields)
    assert (Offer.objects.count(), Occupancy.objects.count()) == rows, "a refused offer leaves nothing behind"
    return refused.value.codes


def test_an_offer_holds_the_days_writes_history_and_a_letter():
    offer = make.make_offer()
    held = Occupancy.objects.get()
    assert (held.start, held.end, held.offer) == (offer.start, offer.end, offer)
    assert History.objects.filter(verb=Verb.OFFERED, offer=offer, by=offer.made_by).exists()
    assert Letter.objects.filter(kind=LetterKind.OFFER_MADE, offer=offer, to_email=offer.application.applicant.user.email).count() == 1
    assert offer.application.status == ApplicationStatus.SHORTLISTED


def test_second_open_offer_for_a_space_is_refused():
    offer = make.make_offer()
    assert "taken" in offer_codes(unit=offer.unit, start=offer.start + timedelta(days=29))


def test_the_day_after_the_last_day_is_free_again():
    offer = make.make_offer()
    following = make.make_offer(unit=offer.unit, start=offer.end)
    assert following.start == offer.last_day + timedelta(days=1)


def test_an_application_has_one_open_offer_at_most():
    offer = make.make_offer()
    assert "open_offer" in offer_codes(application=offer.application)


def test_an_application_has_one_running_tenancy_at_most():
    tenancy = make.make_tenancy()
    assert "has_tenancy" in offer_codes(application=tenancy.offer.application, unit=make.make_unit())


def test_all_reasons_are_given_at_once():
    unit = make.make_unit(funding_restriction=FundingRestriction.BUSINESSES, record_state=RecordState.REPORTED)
    PermittedActivity.objects.create(unit=unit, activity=Activity.FOOD)
    ngo = make.make_application(applicant=make.make_applicant(kind=ApplicantKind.NGO), unit=unit)
    codes = offer_codes(application=ngo, unit=unit, start=make.days(-1), end=make.days(500),
                        owner_agreed_on=make.days(1), answer_by_on=make.days(-2), legal_basis="")
    assert set(codes) == {"funding_condition", "activity_not_permitted", "unit_not_confirmed", "start_past",
                          "stay_too_long", "answer_by_past", "owner_not_agreed", "legal_basis_missing"}


def test_a_closed_unit_and_a_permanent_shop_cannot_be_offered():
    unit = make.make_unit()
    ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.RENOVATION, starts_on=make.days(5), ends_on=make.days(6))
    make.make_shop(unit=unit, starts_on=make.days(20))
    assert {"closed", "permanent_shop"} <= set(offer_codes(unit=unit))


def test_a_space_of_another_unit_is_refused():
    assert "space_not_here" in offer_codes(unit=make.make_unit(), spaces=list(make.make_unit().spaces.all()))


def test_a_whole_unit_means_all_its_spaces():
    unit = make.make_unit()
    make.divide(unit, "Left", "Right")
    assert "not_whole" in offer_codes(unit=unit, spaces=[unit.spaces.in_use()[0]])


def test_two_tenants_share_a_divided_unit_at_the_same_time():
    unit = make.make_unit()
    left, right = make.divide(unit, "Left", "Right")
    make.make_tenancy(unit=unit, spaces=[left], use=Use.SHARED)
    make.make_tenancy(unit=unit, spaces=[right], use=Use.SHARED)
    assert Tenancy.objects.on(make.days(5)).filter(unit=unit).count() == 2
    assert "taken" in offer_codes(unit=unit, spaces=[left], use=Use.SHARED)


def test_accepting_turns_the_held_days_into_a_tenancy():
    offer = make.make_offer()
    tenancy = accept_offer(offer=offer, by=offer.application.applicant.user)
    held = Occupancy.objects.get()
    assert (tenancy.start, tenancy.end) == (offer.start, offer.end)
    assert (held.tenancy, held.offer) == (tenancy, None)
    assert set(Letter.objects.values_list("kind", flat=True)) >= {LetterKind.OFFER_ACCEPTED, LetterKind.OFFER_ANSWERED}


def test_accepting_twice_finds_the_same_tenancy():
    offer = make.make_offer()
    first, second = (accept_offer(offer=offer, by=offer.application.applicant.user) for _ in range(2))
    assert first == second
    assert History.objects.filter(verb=Verb.TENANCY_BEGUN).count() == 1


def test_declining_gives_the_days_back():
    offer = make.make_offer()
    decline_offer(offer=offer, reason="cost", note="Too much for me.", by=offer.application.applicant.user)
    assert not Occupancy.objects.exists()
    assert make.make_offer(unit=offer.unit).status == OfferStatus.OPEN


def test_declining_asks_for_a_reason():
    offer = make.make_offer()
    with pytest.raises(Refused) as refused:
        decline_offer(offer=offer, reason="", by=offer.application.applicant.user)
    assert refused.value.codes == ["reason_missing"]


def test_an_answer_after_the_last_day_comes_too_late():
    offer = make.make_offer()
    with pytest.raises(Refused) as refused:
        accept_offer(offer=offer, by=offer.application.applicant.user, today=offer.answer_by_on + timedelta(days=1))
    assert refused.value.codes == ["too_late"]


def test_an_offer_expires_the_day_after_and_only_once():
    offer = make.make_offer()
    assert expire_offer(offer=offer, today=offer.answer_by_on) is False
    day_after = offer.answer_by_on + timedelta(days=1)
    assert [expire_offer(offer=offer, today=day_after) for _ in range(2)] == [True, False]
    assert not Occupancy.objects.exists()
    assert Letter.objects.filter(kind=LetterKind.OFFER_EXPIRED).count() == 1


def test_withdrawing_an_application_gives_its_offer_back():
    offer = make.make_offer()
    withdraw_application(application=offer.application, by=offer.application.applicant.user)
    offer.refresh_from_db()
    assert offer.status == OfferStatus.DECLINED
    assert not Occupancy.objects.exists()


def test_an_application_with_a_tenancy_cannot_be_withdrawn_or_turned_down():
    tenancy = make.make_tenancy()
    application = tenancy.offer.application
    with pytest.raises(Refused) as refused:
        withdraw_application(application=application, by=application.applicant.user)
    assert refused.value.codes == ["has_tenancy"]
    for verb in (lambda: not_select(application=application, reason="other", note="x", by=make.make_officer()),
                 lambda: request_changes(application=application, note="x", by=make.make_officer())):
        with pytest.raises(Refused) as refused:
            verb()
        assert "has_promise" in refused.value.codes


def test_a_draft_gets_no_offer():
    application = make.make_application(status=ApplicationStatus.DRAFT)
    with pytest.raises(Refused) as refused:
        make_offer(application=application, unit=make.make_unit(), spaces=[], start=make.days(1), end=make.days(9),
                   terms=make.make_terms(), by=make.make_officer())
    assert {"not_under_consideration", "spaces_missing"} <= set(refused.value.codes)
