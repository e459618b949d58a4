"""From approved placements to offers."""

import pytest
from django.urls import reverse
from django.utils import timezone
from zeal import zeal_ignore

from popups.choices import OfferStatus, Outcome
from popups.lifecycle.offers import decline_offer, make_offer
from popups.lifecycle.plan_offers import offer_placement
from popups.lifecycle.planning import approve
from popups.models import Call, Decision, Letter, Offer, Placement
from tests import make
from tests.popups.matching.planned import make_plan, make_season
from vacancies.choices import OwnerKind
from vacancies.models import Unit
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_offer_after_another():
    """Each offer asks its own rules under its own locks."""
    with zeal_ignore():
        yield


def tell(call, officer):
    now = timezone.now()
    for row in call.applications.all():
        Decision.objects.create(application=row, call=call, outcome=Outcome.PLACE, at=now, by=officer, told_at=now)
    Call.objects.filter(pk=call.pk).update(decided_at=now, decided_by=officer, results_sent_at=now, results_sent_by=officer)


def approved_plan(officer, *, is_told=True, applications=2):
    call = make_season(units=applications, applications=applications)
    Unit.objects.filter(pk__in=call.units.all()).update(owner=make.make_owner(email="owner@example.org"))
    plan = make_plan(call, by=officer)
    approve(placements=plan.placements.all(), by=officer)
    if is_told:
        tell(call, officer)
    return call, plan


def address(call, plan):
    return reverse("popups:plan-offers", args=[call.reference, plan.reference])


def send(client, call, plan, rows, **more):
    return client.post(address(call, plan), {"placements": [row.pk for row in rows], "is_confirmed": "on", **more})


def test_ticked_placements_become_offers_on_the_terms_shown(client, officer):
    call, plan = approved_plan(officer)
    rows = list(plan.placements.all())
    assert send(client, call, plan, rows[:1]).status_code == 302
    offer = Offer.objects.get()
    assert (offer.application, offer.unit, offer.start, offer.end) == (rows[0].application, rows[0].unit, rows[0].start, rows[0].end)
    assert offer.rent_cents == 12000 and offer.lacks_owner and offer.occupancies.get().space == rows[0].space
    assert Letter.objects.filter(offer=offer).count() == 2, "to the applicant and to the owner"
    assert list(plan.placements.filter(offer=offer)) == rows[:1]
    page = client.get(address(call, plan)).content.decode()
    assert f'value="{rows[1].pk}"' in page and f'value="{rows[0].pk}"' not in page


def test_pressed_twice_one_offer_is_made(client, officer):
    call, plan = approved_plan(officer, applications=1)
    row = plan.placements.get()
    token = "0b0f9f52-41cf-4d58-9b55-1de2a3b0f3b1"
    assert [send(client, call, plan, [row], once=token).status_code for _click in range(2)] == [302, 302]
    assert Offer.objects.count() == 1
    assert offer_placement(placement=row, terms=make.make_terms(), by=officer) == Offer.objects.get()


def test_nothing_is_offered_before_the_results_are_sent(client, officer):
    call, plan = approved_plan(officer, is_told=False)
    page = client.get(address(call, plan)).content.decode()
    assert 'id="not-told"' in page and 'name="placements"' not in page
    answer = send(client, call, plan, plan.placements.all())
    assert answer.status_code == 422 and "results_not_sent" in answer.context["codes"] and not Offer.objects.exists()


def test_what_cannot_be_offered_keeps_nothing_else_back_and_is_said(client, officer):
    call, plan = approved_plan(officer)
    taken, free = plan.placements.all()
    make.make_offer(unit=taken.unit, start=taken.start, end=taken.end)
    answer = send(client, call, plan, [taken, free])
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert {message.tags.split()[0] for message in page.context["messages"]} == {"taken", "offered"}
    assert Offer.objects.filter(application=free.application).exists() and not Offer.objects.filter(application=taken.application).exists()


def test_a_unit_without_rent_or_owner_asks_for_the_terms_by_hand(client, officer):
    call, plan = approved_plan(officer)
    without_rent, without_owner = plan.placements.all()
    Unit.objects.filter(pk=without_rent.unit_id).update(asking_rent_cents=None)
    Unit.objects.filter(pk=without_owner.unit_id).update(owner=None)
    page = client.get(address(call, plan)).content.decode()
    assert 'name="placements"' not in page and page.count(reverse("popups:offer-new", args=[without_rent.application.reference])) == 1
    assert send(client, call, plan, [without_rent, without_owner]).status_code == 422 and not Offer.objects.exists()


def test_for_what_the_town_owns_it_agrees_at_once(client, officer):
    call, plan = approved_plan(officer, applications=1)
    Unit.objects.filter(pk=plan.placements.get().unit_id).update(owner=make.make_owner(kind=OwnerKind.MUNICIPALITY))
    send(client, call, plan, plan.placements.all())
    assert not Offer.objects.get().lacks_owner


def test_an_offer_made_by_hand_fulfils_the_placement_too(officer):
    _call, plan = approved_plan(officer, applications=1)
    row = plan.placements.get()
    offer = make_offer(application=row.application, unit=row.unit, spaces=[row.space], start=row.start, end=row.end, terms=make.make_terms(), by=officer)
    row.refresh_from_db()
    assert row.offer == offer


def test_only_what_is_approved_is_offered_and_after_a_no_another_plan_may_be_approved(officer):
    call, plan = approved_plan(officer, applications=1)
    row = plan.placements.get()
    other = make_plan(call, by=officer).placements.get()
    with pytest.raises(Refused, match="not_approved"):
        offer_placement(placement=other, terms=make.make_terms(), by=officer)
    offer = offer_placement(placement=row, terms=make.make_terms(), by=officer)
    decline_offer(offer=offer, reason="dates", by=row.application.applicant.user)
    approve(placements=[other], by=officer)
    assert Placement.objects.filter(approved_at__isnull=False).count() == 2 and Offer.objects.get().status == OfferStatus.DECLINED


def test_the_page_costs_the_same_with_many_placements(client, officer, django_assert_num_queries):
    pages = [address(*approved_plan(officer, applications=number)) for number in (1, 8)]
    for page in pages:
        client.get(page)
        with django_assert_num_queries(9):
            client.get(page)
