"""A unit is sold while an offer waits: the yes of whoever sold it does not count for the owner of today."""

import pytest
from django.urls import reverse

from popups.choices import OfferStatus
from popups.lifecycle.merging import merge_units
from popups.lifecycle.offers import accept_offer
from popups.lifecycle.owner_consent import ask_owner, owner_agrees
from popups.models import Letter, Offer, Tenancy
from popups.reports.availability import segments
from popups.reports.needs import needs_of
from tests import make
from tests.popups.asking import references, signed_in
from tests.popups.owners import PAGE, inside
from vacancies.choices import Role
from vacancies.lifecycle.owners import delete_owner, merge_owners
from vacancies.lifecycle.units import set_owner
from vacancies.models import Owner, Unit
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer():
    return make.make_owner(email="pirceja@example.org")


def agreed(**fields) -> Offer:
    return make.make_offer(unit=make.make_unit(owner=make.make_owner()), answer_by_on=make.days(5), start=make.days(10), **fields)


def said_yes() -> Offer:
    offer = agreed(owner_agreed_on=None)
    owner_agrees(offer=offer, by=None)
    return Offer.objects.get(pk=offer.pk)


def sell(offer: Offer, to: Owner | None) -> Offer:
    set_owner(unit=offer.unit, owner=to, by=make.make_officer())
    return Offer.objects.get(pk=offer.pk)


def applicant_yes(offer: Offer) -> Tenancy | None:
    return accept_offer(offer=offer, by=offer.application.applicant.user)


def on_today() -> list[str]:
    return [need.href for group in needs_of([Role.OFFICER], make.today()) if group.code == "owner_offers" for need in group.needs]


def staff_page(offer: Offer, name: str = "popups:staff-offer") -> str:
    return signed_in(make.make_officer()).get(reverse(name, args=[offer.reference])).content.decode()


def test_no_offer_with_the_yes_of_somebody_who_has_sold_since_the_unit_was_read(buyer):
    unit = make.make_unit(owner=make.make_owner())
    known = Unit.objects.get(pk=unit.pk)
    set_owner(unit=unit, owner=buyer, by=make.make_officer())
    with pytest.raises(Refused, match="owner_changed"):
        make.make_offer(unit=known)


@pytest.mark.parametrize("was_agreed", [agreed, said_yes])
def test_the_offer_waits_for_the_owner_of_today_and_everybody_sees_it(was_agreed, buyer):
    offer = was_agreed()
    assert (offer.lacks_owner, on_today()) == (False, [])
    assert 'id="former-owner"' not in staff_page(offer)
    offer = sell(offer, buyer)
    assert offer.lacks_owner
    assert on_today() == [reverse("popups:staff-offer", args=[offer.reference])]
    assert 'id="former-owner"' in staff_page(offer)
    assert 'data-owner-said="former"' in staff_page(offer)
    assert 'id="former-owner"' in staff_page(offer, "popups:owner-word")
    assert references(inside(buyer).get(PAGE))[0] == offer.reference, "it waits for the buyer"
    [segment] = segments([offer.unit_id], make.today(), make.days(100))[offer.unit_id]
    assert segment.waits_for_owner


def test_the_yes_of_the_applicant_makes_no_tenancy_before_the_owner_of_today_has_said_it_too(buyer):
    offer = sell(agreed(), buyer)
    assert applicant_yes(offer) is None
    assert not Tenancy.objects.exists()
    tenancy = owner_agrees(offer=offer, by=None)
    assert tenancy is not None
    offer.refresh_from_db()
    assert (offer.state, offer.owner_agreed_by) == (OfferStatus.ACCEPTED, buyer)


def test_the_yes_of_the_owner_of_today_takes_the_place_of_the_other(buyer):
    offer = sell(agreed(), buyer)
    assert owner_agrees(offer=offer, by=None) is None
    offer.refresh_from_db()
    assert not offer.lacks_owner
    assert applicant_yes(offer) is not None


def test_the_owner_of_today_can_be_asked_by_letter(buyer):
    offer = agreed()
    with pytest.raises(Refused):
        ask_owner(offer=offer, by=make.make_officer())
    ask_owner(offer=sell(offer, buyer), by=make.make_officer())
    assert Letter.objects.filter(to_email=buyer.email, offer=offer).count() == 1


def test_an_owner_who_was_entered_by_a_slip_leaves_the_yes_as_it_was(buyer):
    offer = agreed()
    seller = offer.unit.owner
    sell(offer, buyer)
    assert not sell(offer, seller).lacks_owner


def test_a_yes_that_was_not_there_when_the_applicant_agreed_does_not_come_back(buyer):
    """Else both would have said yes and nobody would make the tenancy."""
    offer = agreed()
    seller = offer.unit.owner
    applicant_yes(sell(offer, buyer))
    assert sell(offer, seller).lacks_owner


def test_where_nobody_is_entered_as_the_owner_any_more_the_office_enters_the_answer():
    offer = sell(agreed(), None)
    assert offer.lacks_owner
    owner_agrees(offer=offer, by=offer.made_by)
    assert not Offer.objects.get(pk=offer.pk).lacks_owner


def test_an_owner_who_is_entered_after_the_yes_was_noted_is_whose_yes_it_is(buyer):
    offer = make.make_offer(unit=make.make_unit(owner=None))
    assert not sell(offer, buyer).lacks_owner


def test_two_entries_of_one_owner_who_become_one_have_one_yes(buyer):
    offer = agreed()
    merge_owners(keep=buyer, drop=offer.unit.owner, by=make.make_officer())
    offer = Offer.objects.get(pk=offer.pk)
    assert (offer.lacks_owner, offer.owner_agreed_by) == (False, buyer)


def test_an_offer_that_comes_into_an_entry_of_somebody_else_waits_for_them(buyer):
    offer, kept = agreed(), make.make_unit(owner=buyer)
    merge_units(kept=kept, merged=offer.unit, by=make.make_officer())
    offer = Offer.objects.get(pk=offer.pk)
    assert offer.unit == kept
    assert offer.lacks_owner


def test_who_said_yes_to_an_offer_is_not_deleted(buyer):
    offer = agreed()
    seller = offer.unit.owner
    sell(offer, buyer)
    with pytest.raises(Refused) as refused:
        delete_owner(owner=seller, by=make.make_officer())
    assert refused.value.codes == ["has_agreed"]


@pytest.mark.parametrize("sold", [False, True])
def test_a_list_of_offers_and_one_offer_say_the_same(buyer, sold):
    offers = [agreed(), agreed(owner_agreed_on=None), said_yes(), make.make_offer(unit=make.make_unit(owner=None))]
    if sold:
        for unit in Unit.objects.filter(owner__isnull=False):
            set_owner(unit=unit, owner=buyer, by=make.make_officer())
    rows = Offer.objects.filter(pk__in=[offer.pk for offer in offers])
    assert {offer.pk for offer in rows if offer.lacks_owner} == set(rows.lacking_owner().values_list("pk", flat=True))
    assert len(rows.lacking_owner()) == (3 if sold else 1)
