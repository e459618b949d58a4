"""Owner and applicant say yes or no to an offer, in either order."""

from datetime import timedelta

import pytest

from popups.choices import ApplicationStatus, EndReason, LetterKind, OfferStatus, Verb
from popups.lifecycle.offers import accept_offer, decline_offer, expire_offer, withdraw_offer
from popups.lifecycle.owner_consent import ask_owner, owner_agrees, owner_declines
from popups.models import Application, History, Letter, Occupancy, Offer, Tenancy
from popups.rules.stage import StageCode, stage_of
from popups.tick import _remind_of_offer, remind_of_offers
from tests import make
from vacancies.lifecycle.owner_page import make_link
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
NOTE = "Atslēga pie Zvirbulītes"


def asked(**fields) -> Offer:
    """An offer that waits for both answers."""
    owner = make.make_owner(email="saimniece@example.org")
    return make.make_offer(unit=make.make_unit(owner=owner), owner_agreed_on=None, answer_by_on=make.today(), **fields)


def applicant_yes(offer: Offer) -> None:
    accept_offer(offer=offer, by=offer.application.applicant.user)


def applicant_no(offer: Offer) -> None:
    decline_offer(offer=offer, reason="dates", by=offer.application.applicant.user)


def owner_yes(offer: Offer) -> None:
    owner_agrees(offer=offer, by=None)


def owner_no(offer: Offer) -> None:
    owner_declines(offer=offer, by=None, note=NOTE)


def stage(offer: Offer) -> StageCode:
    return stage_of(Application.objects.get(pk=offer.application_id), make.today()).code


def test_an_offer_without_the_owners_yes_asks_the_owner_in_their_own_language():
    offer = asked()
    letter = Letter.objects.get(kind=LetterKind.OWNER_ASKED)
    assert (letter.to_email, letter.to_user, letter.language) == ("saimniece@example.org", None, "lv")
    assert History.objects.filter(verb=Verb.OWNER_ASKED, offer=offer, by=offer.made_by).count() == 1
    assert offer.owner_asked_at is not None


def test_where_the_owner_agreed_before_nobody_is_asked():
    make.make_offer(unit=make.make_unit(owner=make.make_owner(email="saimniece@example.org")))
    assert not Letter.objects.filter(kind=LetterKind.OWNER_ASKED).exists()


def test_an_owner_without_an_address_is_asked_by_telephone_and_no_letter_is_written():
    offer = make.make_offer(unit=make.make_unit(owner=make.make_owner()), owner_agreed_on=None)
    assert offer.owner_asked_at is None
    assert not Letter.objects.filter(kind=LetterKind.OWNER_ASKED).exists()
    owner_agrees(offer=offer, by=offer.made_by)
    offer.refresh_from_db()
    assert offer.owner_agreed_on == make.today()


def test_a_unit_of_nobody_cannot_be_offered_before_its_owner_agreed():
    with pytest.raises(Refused) as refused:
        make.make_offer(owner_agreed_on=None)
    assert refused.value.codes == ["owner_unknown"]


PAIRS = [
    # first, second, what becomes of the offer, whether a tenancy begins
    (applicant_yes, owner_yes, OfferStatus.ACCEPTED, True),
    (owner_yes, applicant_yes, OfferStatus.ACCEPTED, True),
    (applicant_yes, owner_no, OfferStatus.WITHDRAWN, False),
    (owner_yes, owner_no, OfferStatus.WITHDRAWN, False),
    (owner_yes, applicant_no, OfferStatus.DECLINED, False),
    (applicant_yes, applicant_no, OfferStatus.DECLINED, False),
    (applicant_yes, applicant_yes, OfferStatus.OPEN, False),
    (owner_yes, owner_yes, OfferStatus.OPEN, False),
    (owner_no, owner_no, OfferStatus.WITHDRAWN, False),
    (applicant_no, applicant_no, OfferStatus.DECLINED, False),
]


@pytest.mark.parametrize(("first", "second", "status", "begins"), PAIRS)
def test_every_pair_of_answers(first, second, status, begins):
    offer = asked()
    first(offer)
    second(offer)
    offer.refresh_from_db()
    assert offer.status == status
    assert Tenancy.objects.filter(offer=offer).exists() is begins
    assert Occupancy.objects.filter(offer=offer).exists() is (status == OfferStatus.OPEN)
    assert Occupancy.objects.filter(tenancy__offer=offer).exists() is begins


@pytest.mark.parametrize(("first", "second"), [
    (owner_no, applicant_yes), (owner_no, applicant_no), (applicant_no, owner_yes), (applicant_no, owner_no), (owner_no, owner_yes),
    (applicant_no, applicant_yes)])
def test_after_a_no_nothing_else_can_be_said(first, second):
    offer = asked()
    first(offer)
    lines = History.objects.count()
    with pytest.raises(Refused) as refused:
        second(offer)
    assert refused.value.codes == ["illegal_move"]
    assert History.objects.count() == lines
    assert not Tenancy.objects.exists()


@pytest.mark.parametrize("third", [applicant_no, owner_no])
def test_once_both_have_agreed_nobody_takes_it_back_by_a_click(third):
    offer = asked()
    owner_yes(offer)
    applicant_yes(offer)
    with pytest.raises(Refused) as refused:
        third(offer)
    assert refused.value.codes == ["illegal_move"]
    assert Tenancy.objects.count() == 1


@pytest.mark.parametrize("again", [applicant_yes, owner_yes])
def test_a_yes_after_both_finds_the_same_tenancy(again):
    offer = asked()
    applicant_yes(offer)
    owner_yes(offer)
    lines, letters = History.objects.count(), Letter.objects.count()
    again(offer)
    assert (Tenancy.objects.count(), History.objects.count(), Letter.objects.count()) == (1, lines, letters)


def test_the_first_yes_leaves_the_offer_open_and_holds_the_days():
    offer = asked()
    applicant_yes(offer)
    offer.refresh_from_db()
    assert (offer.lacks_owner, offer.lacks_applicant) == (True, False)
    assert History.objects.filter(verb=Verb.APPLICANT_AGREED, by=offer.application.applicant.user).count() == 1
    assert Occupancy.objects.get().offer == offer


def test_an_applicant_who_said_yes_reads_that_the_owner_comes_next_and_by_when():
    offer = asked()
    assert stage(offer) is StageCode.OFFERED
    applicant_yes(offer)
    found = stage_of(Application.objects.get(pk=offer.application_id), make.today())
    assert (found.code, found.by_on, found.needs_applicant) == (StageCode.AWAITS_OWNER, offer.answer_by_on, False)
    owner_yes(offer)
    assert stage(offer) is StageCode.UPCOMING


def test_an_owners_yes_alone_changes_nothing_for_the_applicant():
    offer = asked()
    owner_yes(offer)
    assert stage(offer) is StageCode.OFFERED


def test_after_the_owners_no_the_applicant_is_on_the_shortlist_and_reads_no_word_of_the_owner():
    offer = asked()
    applicant_yes(offer)
    owner_no(offer)
    assert stage(offer) is StageCode.SHORTLISTED
    letter = Letter.objects.get(kind=LetterKind.OFFER_WITHDRAWN)
    assert letter.to_email == offer.application.applicant.user.email
    for planted in (NOTE, offer.unit.owner.name, "saimniece"):
        assert planted not in letter.text + letter.html + letter.subject
    line = History.objects.get(verb=Verb.OWNER_DECLINED)
    assert (line.by, line.reason, line.note) == (None, EndReason.OWNER_WITHDREW, "")
    offer.refresh_from_db()
    assert offer.owner_note == NOTE
    assert Application.objects.get(pk=offer.application_id).status == ApplicationStatus.SHORTLISTED


def test_the_officer_who_made_the_offer_hears_each_answer_once():
    offer = asked()
    for answer in (applicant_yes, applicant_yes, owner_yes, owner_yes):
        answer(offer)
    told = Letter.objects.filter(to_email=offer.made_by.email).values_list("kind", flat=True)
    assert sorted(told) == sorted([LetterKind.OFFER_ANSWERED, LetterKind.OWNER_ANSWERED])


def test_whoever_enters_the_owners_answer_gets_no_letter_about_it():
    offer = asked()
    owner_agrees(offer=offer, by=offer.made_by, on=make.days(-1), note="Telefonā")
    offer.refresh_from_db()
    assert (offer.owner_agreed_on, offer.owner_note) == (make.days(-1), "Telefonā")
    assert not Letter.objects.filter(kind=LetterKind.OWNER_ANSWERED).exists()
    assert History.objects.get(verb=Verb.OWNER_AGREED).by == offer.made_by


def test_a_day_that_has_not_come_cannot_be_the_day_of_the_owners_yes():
    with pytest.raises(Refused) as refused:
        owner_agrees(offer=asked(), by=make.make_officer(), on=make.days(1))
    assert refused.value.codes == ["owner_not_agreed"]


@pytest.mark.parametrize("answer", [owner_agrees, owner_declines])
def test_an_owner_who_answers_after_the_last_day_comes_too_late(answer):
    offer = asked()
    with pytest.raises(Refused) as refused:
        answer(offer=offer, by=None, today=offer.answer_by_on + timedelta(days=1))
    assert refused.value.codes == ["too_late"]


@pytest.mark.parametrize("first", [applicant_yes, owner_yes])
def test_one_yes_alone_expires_with_the_offer(first):
    offer = asked()
    first(offer)
    assert expire_offer(offer=offer, today=offer.answer_by_on + timedelta(days=1))
    assert not Occupancy.objects.exists()
    assert Letter.objects.filter(kind=LetterKind.OFFER_EXPIRED).count() == 1


def test_the_town_may_still_take_back_an_offer_that_waits_for_its_owner():
    offer = asked()
    applicant_yes(offer)
    withdraw_offer(offer=offer, note="Jumts tek.", by=offer.made_by)
    with pytest.raises(Refused):
        owner_yes(offer)
    assert not Tenancy.objects.exists()


def test_a_decline_after_the_yes_reaches_the_office_as_well():
    offer = asked()
    applicant_yes(offer)
    applicant_no(offer)
    assert Letter.objects.filter(kind=LetterKind.OFFER_ANSWERED, offer=offer).count() == 2


def test_an_owner_may_be_asked_again_and_gets_a_letter_each_time():
    offer = asked()
    ask_owner(offer=offer, by=offer.made_by)
    assert Letter.objects.filter(kind=LetterKind.OWNER_ASKED, offer=offer).count() == 2
    owner_yes(offer)
    with pytest.raises(Refused) as refused:
        ask_owner(offer=offer, by=offer.made_by)
    assert refused.value.codes == ["nothing_to_ask"]


def test_an_owner_without_an_address_cannot_be_asked_by_letter():
    offer = make.make_offer(unit=make.make_unit(owner=make.make_owner()), owner_agreed_on=None)
    with pytest.raises(Refused) as refused:
        ask_owner(offer=offer, by=offer.made_by)
    assert refused.value.codes == ["owner_without_email"]


def test_only_an_applicant_who_has_not_answered_is_reminded():
    waiting, answered = asked(), asked()
    applicant_yes(answered)
    assert remind_of_offers(make.today()).count == 1
    assert Letter.objects.get(kind=LetterKind.OFFER_REMINDER).offer == waiting
    assert _remind_of_offer(answered) is False, "asked again under the lock"


@pytest.mark.parametrize(("yes", "verb", "field"), [
    (applicant_yes, Verb.APPLICANT_AGREED, "applicant_agreed_at"), (owner_yes, Verb.OWNER_AGREED, "owner_agreed_on")])
def test_a_yes_said_twice_while_the_other_is_missing_is_written_once(yes, verb, field):
    offer = asked()
    yes(offer)
    first = Offer.objects.values_list(field, flat=True).get(pk=offer.pk)
    yes(offer)
    assert Offer.objects.values_list(field, flat=True).get(pk=offer.pk) == first
    assert History.objects.filter(offer=offer, verb=verb).count() == 1


@pytest.mark.parametrize("changes", [{"is_active": False}, {"role": "surveyor"}, {"role": "reviewer"}])
@pytest.mark.parametrize(("say", "kind"), [(owner_yes, LetterKind.OWNER_ANSWERED), (applicant_yes, LetterKind.OFFER_ANSWERED)])
def test_an_answer_goes_to_the_office_where_whoever_made_the_offer_is_no_officer_any_more(changes, say, kind, settings):
    offer = asked()
    type(offer.made_by).objects.filter(pk=offer.made_by_id).update(**changes)
    say(Offer.objects.get(pk=offer.pk))
    letter = Letter.objects.get(kind=kind)
    assert (letter.to_email, letter.to_user) == (settings.OFFICE_EMAIL, None)


@pytest.mark.parametrize("answer_in_days", [40, 90])
def test_the_link_in_the_question_opens_until_the_last_day_for_answering(answer_in_days):
    owner = make.make_owner(email="saimniece@example.org")
    make_link(owner=owner, by=make.make_officer(), days=20)
    offer = make.make_offer(unit=make.make_unit(owner=owner), owner_agreed_on=None, start=make.days(100), end=make.days(120),
                            answer_by_on=make.days(answer_in_days))
    assert owner.links.valid(make.at(offer.answer_by_on, 23, 59)).count() == 1


def test_a_link_that_lasts_long_enough_is_not_shut_by_a_question():
    owner = make.make_owner(email="saimniece@example.org")
    make_link(owner=owner, by=make.make_officer(), days=20)
    make.make_offer(unit=make.make_unit(owner=owner), owner_agreed_on=None, start=make.days(20), end=make.days(40),
                    answer_by_on=make.days(5))
    assert [link.revoked_at for link in owner.links.all()] == [None]
