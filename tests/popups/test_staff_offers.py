"""Choosing days on the timeline, making an offer, reading it, taking it back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from popups.choices import LegalBasis, LetterKind, OfferStatus, Use
from popups.kinds import ApplicantKind
from popups.models import Application, History, Letter, Occupancy, Offer
from popups.reports.offer_slots import fitting_units
from popups.rules.offers import eligibility_problems
from tests.make import (
    days,
    divide,
    make_applicant,
    make_application,
    make_current_tenancy,
    make_offer,
    make_officer,
    make_owner,
    make_reviewer,
    make_surveyor,
    make_tenancy,
    make_unit,
    make_user,
)
from vacancies.choices import ClosedReason, FundingRestriction, OwnerKind, RecordState, UtilitiesPayer
from vacancies.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = make_officer()
    client.force_login(user)
    return user


def form_of(application, unit) -> str:
    return reverse("popups:offer-new", args=[application.reference]) + f"?unit={unit.reference}"


def filled(unit, **changes) -> dict:
    """A form as an officer sends it; a change to None leaves the box out."""
    sent = {"use": Use.WHOLE, "spaces": [space.pk for space in unit.spaces.in_use()], "first_day": days(10).isoformat(),
            "last_day": days(39).isoformat(), "rent": "120,00", "utilities_payer": UtilitiesPayer.TENANT, "utilities": "30",
            "deposit": "", "notice_days": "30", "legal_basis": LegalBasis.SHORT_LETTING, "aid_value": "",
            "owner_agreed_on": days(0).isoformat(), "answer_by_on": days(5).isoformat(), **changes}
    return {name: value for name, value in sent.items() if value is not None}


@pytest.fixture
def asked():
    """An application with one wished unit."""
    application = make_application(unit=make_unit(), earliest_start_on=days(10), latest_end_on=days(100))
    return application, application.wishes.get().unit


def codes(response) -> set[str]:
    return set(response.context["codes"].split())


# Choosing

def slots(timeline) -> list:
    return [drawn.bar for row in timeline.rows for drawn in row.bars if drawn.bar.unit]


def test_free_days_of_wished_and_of_fitting_units_are_links_to_the_form(client, officer, asked):
    application, unit = asked
    other = make_unit()
    page = client.get(reverse("popups:offer-new", args=[application.reference]))
    assert {bar.unit for bar in slots(page.context["wished"])} == {unit.reference}
    assert other.reference in {bar.unit for bar in slots(page.context["others"])}
    (bar,) = slots(page.context["wished"])
    assert client.get(bar.href).status_code == 200
    assert bar.href.replace("&", "&amp;") in page.content.decode()


def test_days_that_are_promised_or_closed_are_not_offered_again(client, officer, asked):
    application, unit = asked
    make_tenancy(unit=unit, start=days(20), end=days(40), answer_by_on=days(1))
    unit.closed_periods.create(reason=ClosedReason.RENOVATION, starts_on=days(60), ends_on=days(70))
    page = client.get(reverse("popups:offer-new", args=[application.reference]))
    bars = slots(page.context["wished"])
    assert len(bars) == 3
    assert not any(bar.start < days(40) and bar.end > days(20) for bar in bars)
    assert not any(bar.start < days(70) and bar.end > days(60) for bar in bars)


def test_a_wished_unit_that_may_not_be_offered_says_why_and_has_no_days_to_pick(client, officer):
    unit = make_unit(funding_restriction=FundingRestriction.BUSINESSES)
    application = make_application(unit=unit, applicant=make_applicant(kind=ApplicantKind.NGO))
    page = client.get(reverse("popups:offer-new", args=[application.reference]))
    assert slots(page.context["wished"]) == []
    (row,) = page.context["wished"].rows
    assert str(eligibility_problems(application, unit)[0].message) == row.row.note


@pytest.mark.parametrize("kind", ApplicantKind)
def test_the_list_of_fitting_units_agrees_with_the_rule_for_one(kind):
    application = make_application(applicant=make_applicant(kind=kind), activity="music")
    for restriction in FundingRestriction:
        for permitted in ([], ["music"], ["food"], ["food", "music"]):
            for state in RecordState:
                unit = make_unit(funding_restriction=restriction, record_state=state)
                for activity in permitted:
                    unit.permitted_activities.create(activity=activity)
    wished = application.wishes.get().unit
    found = set(fitting_units(application, start=days(0), end=days(90)))
    assert found == {unit for unit in Unit.objects.exclude(pk=wished.pk) if not eligibility_problems(application, unit)}
    assert found


def test_units_that_were_never_empty_are_found_by_words_only(client, officer, asked):
    application, _unit = asked
    busy = make_unit(is_vacant=False, name="Pūces nams")
    address = reverse("popups:offer-new", args=[application.reference])
    assert busy.reference not in {bar.unit for bar in slots(client.get(address).context["others"])}
    found = client.get(address, {"words": "puces"}).context["others"]
    assert {bar.unit for bar in slots(found)} == {busy.reference}


def test_choosing_costs_the_same_with_one_and_with_twenty_units(client, officer, asked, django_assert_max_num_queries):
    application, _unit = asked
    make_unit()
    address = reverse("popups:offer-new", args=[application.reference])
    with django_assert_max_num_queries(20) as one:
        client.get(address)
    for number in range(24):
        unit = make_unit()
        if number % 3 == 0:
            make_current_tenancy(unit=unit)
    with django_assert_max_num_queries(len(one)):
        page = client.get(address)
    assert len(page.context["others"].rows) == 20
    assert page.context["has_more"]


# The form

def test_the_form_starts_with_what_was_asked_for_and_what_the_unit_asks(client, officer):
    unit = make_unit(notice_days=45, owner=make_owner(kind=OwnerKind.COMPANY))
    application = make_application(unit=unit, earliest_start_on=days(20), latest_end_on=days(100), longest_days=60)
    initial = client.get(form_of(application, unit)).context["form"].initial
    assert (initial["first_day"], initial["last_day"]) == (days(20), days(79))
    assert initial["spaces"] == [unit.spaces.get().pk]
    assert (initial["rent"], initial["utilities"], initial["notice_days"]) == (12000, 3000, 45)
    assert initial["legal_basis"] == LegalBasis.PRIVATE
    assert initial["answer_by_on"] == days(10)
    assert "owner_agreed_on" not in initial, "nobody agrees by default"


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
                               "answer_by_past", "owner_not_agreed"}
    page = response.content.decode()
    for typed in ("Typed with care", "a lot", days(200).isoformat()):
        assert typed in page
    assert not Offer.objects.exists()


def test_an_empty_form_names_every_box_that_must_be_filled(client, officer, asked):
    response = client.post(form_of(*asked), {})
    assert response.status_code == 422
    assert {"use", "spaces", "first_day", "last_day", "rent", "legal_basis", "owner_agreed_on", "answer_by_on",
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


# One offer

@pytest.mark.parametrize("status", [status for status in OfferStatus if status is not OfferStatus.EXPIRED])
def test_the_page_of_an_offer_shows_it_in_every_status(client, officer, status, django_assert_max_num_queries):
    offer = make_offer(status=status)
    with django_assert_max_num_queries(20):
        page = client.get(reverse("popups:staff-offer", args=[offer.reference])).content.decode()
    assert offer.reference in page
    assert ("/withdraw/" in page) == offer.state.is_open
    assert ("/staff/tenancies/T-" in page) == (status is OfferStatus.ACCEPTED)


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
