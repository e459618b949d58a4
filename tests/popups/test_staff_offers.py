"""The form of an offer: what it proposes, what it refuses, what it makes."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.translation import override

from popups.choices import LegalBasis, LetterKind, Use
from popups.forms.staff.offers import Consent
from popups.kinds import ApplicantKind
from popups.models import Application, Letter, Occupancy, Offer
from tests.make import (
    days,
    divide,
    make_applicant,
    make_application,
    make_offer,
    make_owner,
    make_tenancy,
    make_unit,
)
from vacancies.choices import FundingRestriction, OwnerKind, RecordState, UtilitiesPayer
from vacancies.dates import day, period
from vacancies.lifecycle.owners import merge_owners
from vacancies.lifecycle.units import set_owner

pytestmark = pytest.mark.django_db


def form_of(application, unit) -> str:
    return reverse("popups:offer-new", args=[application.reference]) + f"?unit={unit.reference}"


def filled(unit, **changes) -> dict:
    """A form as an officer sends it; a change to None leaves the box out."""
    sent = {"use": Use.WHOLE, "spaces": [space.pk for space in unit.spaces.in_use()], "first_day": days(10).isoformat(),
            "last_day": days(39).isoformat(), "rent": "120,00", "utilities_payer": UtilitiesPayer.TENANT, "utilities": "30",
            "deposit": "", "notice_days": "30", "legal_basis": LegalBasis.SHORT_LETTING, "aid_value": "",
            "consent": Consent.AGREED, "owner_agreed_on": days(0).isoformat(), "answer_by_on": days(5).isoformat(),
            "of_owner": unit.owner_id or "", **changes}
    return {name: value for name, value in sent.items() if value is not None}


@pytest.fixture
def asked():
    """An application with one wished unit."""
    application = make_application(unit=make_unit(), earliest_start_on=days(10), latest_end_on=days(100))
    return application, application.wishes.get().unit


def codes(response) -> set[str]:
    return set(response.context["codes"].split())


def test_the_form_starts_with_what_was_asked_for_and_what_the_unit_asks(client, officer):
    unit = make_unit(notice_days=45, owner=make_owner(kind=OwnerKind.COMPANY))
    application = make_application(unit=unit, earliest_start_on=days(20), latest_end_on=days(100), longest_days=60)
    initial = client.get(form_of(application, unit)).context["form"].initial
    assert (initial["first_day"], initial["last_day"]) == (days(20), days(79))
    assert initial["spaces"] == [unit.spaces.get().pk]
    assert (initial["rent"], initial["utilities"], initial["notice_days"]) == (12000, 3000, 45)
    assert initial["legal_basis"] == LegalBasis.PRIVATE
    assert initial["answer_by_on"] == days(10)
    assert not {"owner_agreed_on", "consent"} & set(initial), "nobody agrees by default"


def test_the_legal_basis_follows_the_kind_of_applicant_where_the_town_lets(client, officer):
    unit = make_unit(owner=make_owner(kind=OwnerKind.MUNICIPALITY))
    application = make_application(unit=unit, applicant=make_applicant(kind=ApplicantKind.NGO))
    assert client.get(form_of(application, unit)).context["form"].initial["legal_basis"] == LegalBasis.FREE_USE


def test_the_first_free_stretch_that_is_long_enough_is_proposed(client, officer):
    unit = make_unit()
    application = make_application(unit=unit, earliest_start_on=days(10), latest_end_on=days(100), shortest_days=14)
    make_tenancy(unit=unit, start=days(15), end=days(50), answer_by_on=days(1))
    initial = client.get(form_of(application, unit)).context["form"].initial
    assert initial["first_day"] == days(50)


def test_asked_days_that_have_gone_by_are_told_and_the_next_free_days_are_proposed(client, officer):
    unit = make_unit()
    application = make_application(unit=unit, shortest_days=14)
    Application.objects.filter(pk=application.pk).update(earliest_start_on=days(-60), latest_end_on=days(-30))
    make_tenancy(unit=unit, start=days(5), end=days(50), answer_by_on=days(1))
    page = client.get(form_of(application, unit))
    assert b'id="asked-is-over"' in page.content
    assert page.context["form"].initial["first_day"] == days(50)
    assert page.context["timeline"].timeline.end > page.context["form"].initial["last_day"]


def test_where_no_stretch_is_long_enough_the_longest_of_the_asked_days_is_proposed(client, officer):
    unit = make_unit()
    application = make_application(unit=unit, earliest_start_on=days(10), latest_end_on=days(40), shortest_days=28)
    make_tenancy(unit=unit, start=days(14), end=days(20), answer_by_on=days(1))
    initial = client.get(form_of(application, unit)).context["form"].initial
    assert (initial["first_day"], initial["last_day"]) == (days(20), days(40))


def test_a_free_slot_in_the_address_fills_the_days_and_the_space(client, officer):
    unit = make_unit()
    divide(unit, "North", "South")
    south = unit.spaces.in_use().get(name="South")
    application = make_application(unit=unit, use=Use.SHARED, earliest_start_on=days(10), latest_end_on=days(100),
                                   longest_days=30)
    address = f"{form_of(application, unit)}&space={south.pk}&start={days(40)}&end={days(90)}"
    initial = client.get(address).context["form"].initial
    assert initial["spaces"] == [south.pk]
    assert (initial["first_day"], initial["last_day"]) == (days(40), days(69))


@pytest.fixture
def hall():
    """Somebody asks for the whole of a unit of which one space is promised until the fiftieth day."""
    unit = make_unit()
    north, south = divide(unit, "North", "South")
    make_tenancy(unit=unit, spaces=[south], use=Use.SHARED, start=days(5), end=days(50), answer_by_on=days(1))
    asking = make_application(unit=unit, use=Use.WHOLE, earliest_start_on=days(10), latest_end_on=days(89), shortest_days=14, longest_days=30)
    return asking, unit, north


def test_who_asks_for_the_whole_is_proposed_the_days_on_which_every_space_is_free(client, officer, hall):
    asking, unit, north = hall
    picked = f"{form_of(asking, unit)}&space={north.pk}"
    for address in (form_of(asking, unit), f"{picked}&start={days(10)}&end={days(90)}", f"{picked}&start={days(10)}&end={days(40)}"):
        initial = client.get(address).context["form"].initial
        assert len(initial["spaces"]) == 2
        assert (initial["first_day"], initial["last_day"]) == (days(50), days(79))


def test_the_free_days_of_a_wish_for_the_whole_are_those_of_every_space(client, officer, hall):
    asking, unit, _north = hall
    wished = lambda: client.get(reverse("popups:staff-application", args=[asking.reference])).context["wishes"][0]  # noqa: E731
    assert wished().free_days == 40
    Application.objects.filter(pk=asking.pk).update(use=Use.SHARED)
    assert wished().free_days == 80
    Application.objects.filter(pk=asking.pk).update(use=Use.WINDOW)  # and it has no window that is let by itself
    assert (wished().free_days, wished().is_long_enough) == (0, False)


def test_the_refusal_names_the_space_its_days_and_when_they_are_over_and_no_person(client, officer, hall):
    asking, unit, north = hall
    make_tenancy(unit=unit, spaces=[unit.spaces.in_use().get(name="South")], use=Use.SHARED, start=days(50), end=days(60), answer_by_on=days(1))
    sent = filled(unit, first_day=days(10).isoformat(), last_day=days(39).isoformat())
    with override("en"):
        told = client.post(form_of(asking, unit), sent, headers={"accept-language": "en"}).context["form"].errors["first_day"]
        expected = f"“South” is promised to someone {period(days(5), days(60))}; from {day(days(60), 'short')} it is promised to nobody."
    assert list(told) == [expected]


@pytest.mark.parametrize("query", ["start=x&end=y", "start=2026-02-30&end=2026-03-01", "space=-1", "start=2030-01-02&end=2030-01-01"])
def test_a_slot_that_cannot_be_understood_is_left_out(client, officer, asked, query):
    assert client.get(f"{form_of(*asked)}&{query}").status_code == 200


def test_the_total_for_all_days_is_shown_before_anything_is_sent(client, officer, asked):
    application, unit = asked
    page = client.post(form_of(application, unit), filled(unit, preview="1"))
    assert page.status_code == 200
    assert page.context["cost"].total_cents == 14795, "30 days of 150 € a month"
    assert page.context["is_checked"]
    assert not Offer.objects.exists()


def test_an_offer_is_made_holds_the_days_and_tells_the_applicant(client, officer, asked):
    application, unit = asked
    response = client.post(form_of(application, unit), filled(unit, message="Welcome!"))
    offer = Offer.objects.get()
    assert response["Location"] == reverse("popups:staff-offer", args=[offer.reference])
    assert (offer.start, offer.end) == (days(10), days(40))
    assert (offer.rent_cents, offer.deposit_cents, offer.made_by) == (12000, 0, officer)
    assert Occupancy.objects.get().offer == offer
    assert "Welcome!" in Letter.objects.get(kind=LetterKind.OFFER_MADE).text


def test_days_are_read_as_people_type_them(client, officer, asked):
    application, unit = asked
    typed = filled(unit, first_day=days(10).strftime("%d.%m.%Y."), last_day=days(39).strftime("%d.%m.%Y"))
    assert client.post(form_of(application, unit), typed).status_code == 302
    assert Offer.objects.get().start == days(10)


def test_a_double_click_makes_one_offer(client, officer, asked):
    application, unit = asked
    sent = filled(unit, once=str(uuid4()))
    answers = {client.post(form_of(application, unit), sent)["Location"] for _ in range(2)}
    assert len(answers) == 1
    assert Offer.objects.count() == 1


def test_every_problem_is_shown_at_once_and_what_was_typed_stays(client, officer):
    unit = make_unit(funding_restriction=FundingRestriction.BUSINESSES)
    unit.permitted_activities.create(activity="food")
    application = make_application(unit=unit, applicant=make_applicant(kind=ApplicantKind.MUSICIAN), activity="music")
    response = client.post(form_of(application, unit), filled(
        unit, first_day=days(-1).isoformat(), last_day=days(200).isoformat(), rent="a lot", owner_agreed_on=days(2).isoformat(),
        answer_by_on=days(-2).isoformat(), message="Typed with care"))
    assert response.status_code == 422
    assert codes(response) == {"funding_condition", "activity_not_permitted", "start_past", "stay_too_long", "invalid",
                               "answer_by_past", "owner_not_agreed", "cautions"}
    page = response.content.decode()
    for typed in ("Typed with care", "a lot", days(200).isoformat()):
        assert typed in page
    assert not Offer.objects.exists()


def test_an_empty_form_names_every_box_that_must_be_filled(client, officer, asked):
    response = client.post(form_of(*asked), {})
    assert response.status_code == 422
    assert {"use", "spaces", "first_day", "last_day", "rent", "legal_basis", "consent", "answer_by_on",
            "notice_days", "utilities_payer"} <= set(response.context["form"].errors)


def test_days_that_are_taken_get_a_sentence(client, officer, asked):
    application, unit = asked
    make_offer(unit=unit, start=days(38), end=days(50))
    response = client.post(form_of(application, unit), filled(unit))
    assert response.status_code == 422
    assert codes(response) == {"taken"}
    assert response.context["cost"].total_cents == 14795, "the cost is shown all the same"


def test_somebody_faster_gets_a_sentence_too(client, officer, asked, monkeypatch):
    """The rule saw free days, and the database refused them a moment later."""
    application, unit = asked
    make_offer(unit=unit, start=days(38), end=days(50))
    monkeypatch.setattr("popups.rules.offers.taken_problems", lambda *args: [])
    response = client.post(form_of(application, unit), filled(unit))
    assert response.status_code == 422
    assert codes(response) == {"taken"}
    assert Offer.objects.filter(application=application).count() == 0


def test_a_space_of_another_unit_is_refused(client, officer, asked):
    application, unit = asked
    foreign = make_unit().spaces.get()
    for spaces in ([foreign.pk], [unit.spaces.get().pk, foreign.pk], ["x"]):
        response = client.post(form_of(application, unit), filled(unit, spaces=spaces))
        assert response.status_code == 422
        assert "spaces" in response.context["form"].errors
    assert not Occupancy.objects.exists()


def test_a_space_that_is_no_longer_offered_is_refused(client, officer, asked):
    application, unit = asked
    old = unit.spaces.get()
    divide(unit, "North", "South")
    response = client.post(form_of(application, unit), filled(unit, spaces=[old.pk]))
    assert response.status_code == 422
    assert "spaces" in response.context["form"].errors


def test_a_whole_unit_means_all_its_spaces_and_a_share_may_be_one(client, officer, asked):
    application, unit = asked
    north, _south = divide(unit, "North", "South")
    assert codes(client.post(form_of(application, unit), filled(unit, spaces=[north.pk]))) == {"not_whole"}
    sent = filled(unit, spaces=[north.pk], use=Use.SHARED)
    assert client.post(form_of(application, unit), sent).status_code == 302
    assert Occupancy.objects.get().space == north


def test_an_application_with_an_open_offer_gets_no_second_one(client, officer):
    offer = make_offer()
    other = make_unit()
    assert b'id="not-now"' in client.get(form_of(offer.application, other)).content
    response = client.post(form_of(offer.application, other), filled(other))
    assert response.status_code == 422
    assert codes(response) == {"open_offer"}


def test_an_unknown_or_archived_unit_does_not_exist(client, officer, asked):
    application, unit = asked
    archived = make_unit(record_state=RecordState.ARCHIVED)
    address = reverse("popups:offer-new", args=[application.reference])
    assert client.get(f"{address}?unit=U-ZZZZ").status_code == 404
    assert client.post(f"{address}?unit={archived.reference}", filled(archived)).status_code == 404
    assert client.post(address, filled(unit)).status_code == 404


def test_the_form_costs_the_same_with_one_and_with_many_spaces(client, officer, asked, django_assert_max_num_queries):
    application, unit = asked
    with django_assert_max_num_queries(20) as one:
        client.get(form_of(application, unit))
    divide(unit, *(f"Shelf {number}" for number in range(30)))
    with django_assert_max_num_queries(len(one)):
        client.get(form_of(application, unit))


def test_an_offer_is_made_before_the_owner_agreed_and_the_owner_is_asked(client, officer):
    unit = make_unit(owner=make_owner(email="saimnieks@example.org"))
    application = make_application(unit=unit)
    response = client.post(form_of(application, unit), filled(unit, consent=Consent.ASK, owner_agreed_on=days(0).isoformat()))
    offer = Offer.objects.get()
    assert response.status_code == 302
    assert (offer.owner_agreed_on, offer.lacks_owner) == (None, True), "a day that stands in the other box counts for nothing"
    assert Letter.objects.get(kind=LetterKind.OWNER_ASKED).to_email == "saimnieks@example.org"


def test_the_town_agrees_for_what_is_its_own_and_for_nothing_else(client, officer):
    own, foreign = make_unit(owner=make_owner(kind=OwnerKind.MUNICIPALITY)), make_unit(owner=make_owner())
    client.post(form_of(make_application(unit=own), own), filled(own, consent=Consent.TOWN, owner_agreed_on=""))
    assert Offer.objects.get().owner_agreed_on == days(0)
    response = client.post(form_of(make_application(unit=foreign), foreign), filled(foreign, consent=Consent.TOWN))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"consent"}


def test_who_says_that_the_owner_agreed_says_when(client, officer, asked):
    application, unit = asked
    response = client.post(form_of(application, unit), filled(unit, owner_agreed_on=""))
    assert (response.status_code, codes(response)) == (422, {"required"})
    assert set(response.context["form"].errors) == {"owner_agreed_on"}


def sealed(response) -> str:
    return re.search(r'name="of_owner" value="(\d+)"', response.content.decode())[1]


@pytest.mark.parametrize("consent", Consent.values)
def test_what_was_said_of_the_owner_who_has_sold_meanwhile_is_not_the_buyers_consent(client, officer, consent):
    seller, buyer = make_owner(kind=OwnerKind.MUNICIPALITY), make_owner(kind=OwnerKind.MUNICIPALITY, email="pirceja@example.org")
    unit = make_unit(owner=seller)
    application = make_application(unit=unit, earliest_start_on=days(10), latest_end_on=days(100))
    address, sent = form_of(application, unit), filled(unit, consent=consent)
    assert sealed(client.get(address)) == str(seller.pk)
    set_owner(unit=unit, owner=buyer, by=officer)
    response = client.post(address, sent)
    assert (response.status_code, codes(response)) == (422, {"owner_changed"})
    assert not Offer.objects.exists()
    assert (sealed(response), response.context["form"]["consent"].value(), response.context["form"]["owner_agreed_on"].value()) == (
        str(buyer.pk), None, None)
    assert client.post(address, filled(unit, consent=consent, of_owner=buyer.pk)).status_code == 302


@pytest.mark.parametrize(("was_owned", "is_owned"), [(True, False), (False, True)])
def test_an_owner_who_was_taken_away_or_entered_meanwhile_is_another_one_too(client, officer, was_owned, is_owned):
    unit = make_unit(owner=make_owner() if was_owned else None)
    application = make_application(unit=unit, earliest_start_on=days(10), latest_end_on=days(100))
    sent = filled(unit)
    set_owner(unit=unit, owner=make_owner() if is_owned else None, by=officer)
    assert codes(client.post(form_of(application, unit), sent)) == {"owner_changed"}


def test_an_owner_whose_entry_went_into_another_one_meanwhile_has_agreed(client, officer):
    unit, keep = make_unit(owner=make_owner()), make_owner()
    application = make_application(unit=unit, earliest_start_on=days(10), latest_end_on=days(100))
    sent = filled(unit)
    merge_owners(keep=keep, drop=unit.owner, by=officer)
    assert client.post(form_of(application, unit), sent).status_code == 302
    assert Offer.objects.get().owner_agreed_by == keep


@pytest.mark.parametrize("number", ["x", "9" * 40, "-1", "\0"])
def test_no_owner_of_that_number_is_another_one(client, officer, number):
    unit = make_unit(owner=make_owner())
    application = make_application(unit=unit, earliest_start_on=days(10), latest_end_on=days(100))
    assert codes(client.post(form_of(application, unit), filled(unit, of_owner=number))) == {"owner_changed"}


def test_nobody_can_be_asked_where_no_owner_is_entered(client, officer, asked):
    application, unit = asked
    response = client.post(form_of(application, unit), filled(unit, consent=Consent.ASK))
    assert (response.status_code, codes(response)) == (422, {"owner_unknown"})
    assert not Offer.objects.exists()
