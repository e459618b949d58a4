"""Reading an offer and taking it back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from popups.choices import LetterKind, OfferStatus
from popups.forms.staff.owner_words import DECLINES
from popups.lifecycle.owner_consent import owner_agrees, owner_declines
from popups.models import History, Letter, Occupancy, Offer
from tests.make import (
    days,
    make_application,
    make_offer,
    make_owner,
    make_reviewer,
    make_surveyor,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db


def form_of(application, unit) -> str:
    return reverse("popups:offer-new", args=[application.reference]) + f"?unit={unit.reference}"


@pytest.fixture
def asked():
    """An application with one wished unit."""
    application = make_application(unit=make_unit(), earliest_start_on=days(10), latest_end_on=days(100))
    return application, application.wishes.get().unit


def codes(response) -> set[str]:
    return set(response.context["codes"].split())


@pytest.mark.parametrize("status", [status for status in OfferStatus if status is not OfferStatus.EXPIRED])
def test_the_page_of_an_offer_shows_it_in_every_status(client, officer, status, django_assert_max_num_queries):
    offer = make_offer(status=status)
    with django_assert_max_num_queries(20):
        page = client.get(reverse("popups:staff-offer", args=[offer.reference])).content.decode()
    assert offer.reference in page
    assert ("/withdraw/" in page) == offer.state.is_open
    assert ("/staff/tenancies/T-" in page) == (status is OfferStatus.ACCEPTED)


def said_of_owner(client, offer) -> str:
    page = client.get(reverse("popups:staff-offer", args=[offer.reference])).content.decode()
    return re.search(r'data-owner-said="(\w+)"', page)[1]


@pytest.mark.parametrize("status", [OfferStatus.DECLINED, OfferStatus.WITHDRAWN])
def test_an_owner_who_never_answered_is_not_said_to_have_said_no(client, officer, status):
    waiting = make_offer(status=status, unit=make_unit(owner=make_owner()), owner_agreed_on=None)
    refused = make_offer(unit=make_unit(owner=make_owner()), owner_agreed_on=None)
    assert [said_of_owner(client, offer) for offer in (waiting, refused, make_offer())] == ["nothing", "nothing", "yes"]
    owner_declines(offer=refused, by=None)
    assert said_of_owner(client, refused) == "no"


def test_the_way_to_enter_the_owners_word_stays_while_a_yes_can_be_taken_back(client, officer):
    offer = make_offer(unit=make_unit(owner=make_owner()), owner_agreed_on=None)
    page, word = (reverse(f"popups:{name}", args=[offer.reference]) for name in ("staff-offer", "owner-word"))

    def is_linked() -> bool:
        return f'href="{word}"' in client.get(page).content.decode()

    assert is_linked()
    owner_agrees(offer=offer, by=officer)
    assert is_linked()
    client.post(word, {"answer": DECLINES, "on": str(days(0))})
    offer.refresh_from_db()
    assert offer.state is OfferStatus.WITHDRAWN
    assert not is_linked()


def test_after_the_last_day_no_word_of_the_owner_is_asked_for(client, officer):
    offer = make_offer()
    Offer.objects.update(answer_by_on=days(-1))
    page = client.get(reverse("popups:staff-offer", args=[offer.reference])).content.decode()
    assert reverse("popups:owner-word", args=[offer.reference]) not in page


def test_withdrawing_needs_a_word_and_gives_the_days_back_once(client, officer):
    offer = make_offer()
    address = reverse("popups:offer-withdraw", args=[offer.reference])
    assert client.get(address).status_code == 200
    assert client.post(address, {"note": " "}).status_code == 422
    for _ in range(2):
        assert client.post(address, {"note": "The owner changed their mind."}).status_code == 302
    offer.refresh_from_db()
    assert offer.state is OfferStatus.WITHDRAWN
    assert not Occupancy.objects.exists()
    assert "The owner changed their mind." in Letter.objects.get(kind=LetterKind.OFFER_WITHDRAWN).text


def test_an_answered_offer_cannot_be_withdrawn(client, officer):
    offer = make_offer(status=OfferStatus.DECLINED)
    response = client.post(reverse("popups:offer-withdraw", args=[offer.reference]), {"note": "Sorry."})
    assert response.status_code == 422
    assert codes(response) == {"illegal_move"}


def test_reviewers_read_offers_and_make_none(client):
    offer = make_offer()
    client.force_login(make_reviewer())
    page = client.get(reverse("popups:staff-offer", args=[offer.reference]))
    assert page.status_code == 200
    assert b"/withdraw/" not in page.content
    for address in (form_of(offer.application, offer.unit), reverse("popups:offer-withdraw", args=[offer.reference])):
        assert client.get(address).status_code == client.post(address, {"note": "x"}).status_code == 404


def test_strangers_sign_in_first_and_others_get_a_404(client):
    offer = make_offer()
    addresses = [reverse("popups:staff-offer", args=[offer.reference]), form_of(offer.application, offer.unit),
                 reverse("popups:offer-withdraw", args=[offer.reference])]
    for address in addresses:
        assert client.get(address).status_code == 302
    for person in (make_user(), make_surveyor(), offer.application.applicant.user):
        client.force_login(person)
        assert {client.get(address).status_code for address in addresses} == {404}


def test_looking_changes_nothing(client, officer, asked):
    application, unit = asked
    offer = make_offer()
    lines = History.objects.count()
    for address in (form_of(application, unit), reverse("popups:staff-offer", args=[offer.reference]),
                    reverse("popups:offer-withdraw", args=[offer.reference])):
        client.get(address)
    assert client.post(reverse("popups:staff-offer", args=[offer.reference])).status_code == 405
    assert History.objects.count() == lines
    assert Offer.objects.get().state.is_open
    assert offer.end - offer.start == timedelta(days=30)
