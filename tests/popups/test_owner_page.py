"""An owner's own page: the link that opens it, what stands there, and what an owner can do."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from popups.choices import LetterKind, OfferStatus
from popups.letters import send_waiting
from popups.lifecycle.owner_page import send_link
from popups.models import Letter, Offer, Tenancy
from tests import make
from tests.popups.asking import codes, queries_of, references, signed_in
from vacancies.choices import ContactChannel, OwnerStage, ProposalKind, ProposalState, RefusalFamily
from vacancies.lifecycle.owner_page import make_link, make_proposal, revoke_link
from vacancies.lifecycle.talks import move_talk
from vacancies.lifecycle.units import change_unit, set_owner
from vacancies.models import Contact, Owner, OwnerLink, Proposal, Talk, Unit
from vacancies.rules.owner_page import terms_of

pytestmark = pytest.mark.django_db
PAGE = reverse("popups:owner-page")
EMAIL = "saimniece@example.org"


@pytest.fixture
def owner() -> Owner:
    return make.make_owner(name="SIA Plantētā māja", email=EMAIL)


@pytest.fixture
def unit(owner) -> Unit:
    return make.make_unit(owner=owner)


def enter(secret: str) -> str:
    return reverse("popups:owner-enter", args=[secret])


def inside(owner: Owner) -> Client:
    """A browser in which the owner has opened the link."""
    client = Client()
    assert client.get(enter(make_link(owner=owner, by=make.make_officer()))).status_code == 302
    return client


# The link

def test_a_link_opens_the_page_and_leaves_the_address(owner, unit, client):
    secret = make_link(owner=owner, by=make.make_officer())
    response = client.get(enter(secret))
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    page = client.get(PAGE)
    assert references(page) == [unit.reference]
    assert secret not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"


def test_only_the_digest_of_the_secret_is_kept(owner):
    secret = make_link(owner=owner, by=make.make_officer())
    link = OwnerLink.objects.get()
    kept = " ".join(str(getattr(link, field.attname)) for field in link._meta.concrete_fields)
    assert secret not in kept
    assert link.secret == secret


def test_a_link_dies_with_the_key_of_the_installation(owner, settings):
    make_link(owner=owner, by=make.make_officer())
    settings.SECRET_KEY = "another"
    assert OwnerLink.objects.get().secret == ""


def test_opening_changes_nothing_but_when_it_was_opened(owner, unit, client):
    secret = make_link(owner=owner, by=make.make_officer())
    offer = make.make_offer(unit=unit, owner_agreed_on=None)
    for method in (client.head, client.get):
        assert method(enter(secret)).status_code == 302
    offer.refresh_from_db()
    assert offer.owner_agreed_on is None
    link = OwnerLink.objects.get()
    assert link.last_used_at is not None
    assert link.revoked_at is None


def test_a_link_cannot_be_opened_by_sending(owner, client):
    assert client.post(enter(make_link(owner=owner, by=make.make_officer()))).status_code == 405


def _expired(owner: Owner) -> str:
    return make_link(owner=owner, by=make.make_officer(), days=-1)


def _revoked(owner: Owner) -> str:
    secret = make_link(owner=owner, by=make.make_officer())
    revoke_link(owner=owner, by=make.make_officer())
    return secret


def _replaced(owner: Owner) -> str:
    secret = make_link(owner=owner, by=make.make_officer())
    make_link(owner=owner, by=make.make_officer())
    return secret


def _guessed(owner: Owner) -> str:
    return "0" * 32


def _from_a_kept_letter(owner: Owner) -> str:
    make_link(owner=owner, by=make.make_officer())
    return f"link-{OwnerLink.objects.get().pk}"


def _digest(owner: Owner) -> str:
    make_link(owner=owner, by=make.make_officer())
    return OwnerLink.objects.get().digest


@pytest.mark.parametrize("secret_of", [_expired, _revoked, _replaced, _guessed, _from_a_kept_letter, _digest])
def test_a_link_that_does_not_work_says_whom_to_write_to(owner, unit, client, secret_of):
    response = client.get(enter(secret_of(owner)))
    assert response.status_code == 404
    page = response.content.decode()
    assert 'id="shut"' in page
    assert f"mailto:{settings.OFFICE_EMAIL}" in page
    assert owner.name not in page
    assert client.get(PAGE).status_code == 404


def test_a_secret_that_does_not_work_is_not_written_into_the_log(owner, client, caplog):
    secret = _revoked(owner)
    client.get(enter(secret))
    assert secret not in caplog.text
    client.get("/nothing-here/")
    assert "/nothing-here/" in caplog.text, "the log is heard by this test"


def test_a_link_that_is_shut_shuts_the_page_that_is_open(owner, unit):
    client = inside(owner)
    assert client.get(PAGE).status_code == 200
    revoke_link(owner=owner, by=make.make_officer())
    assert client.get(PAGE).status_code == 404
    assert client.post(reverse("popups:owner-stop", args=[unit.reference]), {"to": "paused"}).status_code == 404
    assert not Talk.objects.filter(unit=unit).exists()


def test_links_are_not_opened_without_end(owner, client):
    cache.clear()
    secret = make_link(owner=owner, by=make.make_officer())
    answers = [client.get(enter(secret)).status_code for _ in range(31)]
    assert (set(answers[:30]), answers[30]) == ({302}, 429)
    assert client.get(enter(secret))["Retry-After"]


def test_a_signed_in_officer_who_opens_a_link_stays_signed_in_and_only_looks(owner, unit):
    officer = make.make_officer()
    client = signed_in(officer)
    offer = make.make_offer(unit=unit, owner_agreed_on=None)
    client.get(enter(make_link(owner=owner, by=officer)))
    assert 'id="staff-looks"' in client.get(PAGE).content.decode()
    client.post(reverse("popups:owner-offer", args=[offer.reference]), {"answer": "yes"})
    offer.refresh_from_db()
    assert offer.owner_agreed_on is None
    assert client.get(reverse("popups:staff-today")).status_code == 200


def test_leaving_shuts_the_page_on_this_device(owner, unit):
    client = inside(owner)
    client.post(reverse("popups:owner-leave"))
    assert client.get(PAGE).status_code == 404


def test_nobody_gets_in_without_a_link(owner, unit):
    for client in (Client(), signed_in(make.make_user()), signed_in(make.make_officer())):
        assert client.get(PAGE).status_code == 404
        assert client.get(reverse("popups:owner-terms", args=[unit.reference])).status_code == 404


# The letter with the link

def test_the_letter_that_leaves_brings_the_link_and_the_kept_one_does_not(owner, unit, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send_link(owner=owner, unit=unit, by=make.make_officer())
    letter, (sent,) = Letter.objects.get(kind=LetterKind.OWNER_LINK), mail.outbox
    secret = OwnerLink.objects.get().secret
    html = sent.alternatives[0][0]
    assert sent.to == [EMAIL]
    assert enter(secret) in sent.body
    assert enter(secret) in html
    assert secret not in letter.text + letter.html + letter.subject
    kept = re.search(r"/owner/enter/[^/]+/", letter.text)[0]
    assert client.get(kept).status_code == 404, "who reads the kept letter cannot open the page"
    assert client.get(enter(secret)).status_code == 302
    officer_reads = signed_in(make.make_officer()).get(reverse("popups:staff-letter", args=[letter.key])).content.decode()
    assert secret not in officer_reads


def test_a_letter_never_brings_the_link_of_another_owner(owner, unit):
    """Somebody writes the words that stand for a link into a text that is sent to an owner."""
    other = make.make_owner(email="cits@example.org")
    make_link(owner=other, by=make.make_officer())
    title = f"Mans veikals /owner/enter/link-{OwnerLink.objects.get().pk}/"
    application = make.make_application(unit=unit, title=title)
    make.make_offer(unit=unit, application=application, owner_agreed_on=None)
    send_waiting()
    (letter,) = [sent for sent in mail.outbox if sent.to == [EMAIL]]
    assert OwnerLink.objects.get(owner=other).secret not in letter.body + letter.alternatives[0][0]
    assert OwnerLink.objects.get(owner=owner).secret in letter.body


def test_a_letter_to_an_applicant_never_brings_a_link(owner, unit):
    make_link(owner=owner, by=make.make_officer())
    maker = make.make_applicant(user=make.make_user(email=EMAIL))
    title = f"Mans veikals /owner/enter/link-{OwnerLink.objects.get().pk}/"
    make.make_application(applicant=maker, title=title)
    send_waiting()
    assert mail.outbox
    assert all(OwnerLink.objects.get().secret not in sent.body for sent in mail.outbox)


def test_a_question_brings_the_link_that_the_owner_has_already(owner, unit):
    secret = make_link(owner=owner, by=make.make_officer())
    make.make_offer(unit=unit, owner_agreed_on=None)
    assert OwnerLink.objects.get().secret == secret


def test_a_link_that_ends_soon_is_replaced_when_something_is_asked(owner, unit):
    make_link(owner=owner, by=make.make_officer(), days=5)
    make.make_offer(unit=unit, owner_agreed_on=None)
    old, new = OwnerLink.objects.order_by("pk")
    assert old.revoked_at is not None
    assert new.expires_at > timezone.now() + timedelta(days=50)


# What stands there

def test_the_page_shows_use_and_terms_and_nothing_private(owner, unit):
    maker = make.make_applicant(user=make.make_user(email="privats@example.org", first_name="Slepenvārds", last_name="Slepenuzvārds"),
                                name="Slepenais uzņēmums", contact_name="Kontaktpersona Slepenā", phone="+371 29999999")
    Unit.objects.filter(pk=unit.pk).update(internal_note="Iekšēja piezīme")
    make.make_current_tenancy(unit=unit, application=make.make_application(applicant=maker, unit=unit, title="Ezera māls"))
    asked = make.make_application(applicant=make.make_applicant(user=maker.user, kind="ngo", name="Slepenā biedrība", contact_name="Slepenā"),
                                  unit=unit, title="Slēpju noma", needs_note="Slepena piebilde")
    offer = make.make_offer(unit=unit, application=asked, owner_agreed_on=None, start=make.days(100), end=make.days(130))
    move_talk(unit=unit, to=OwnerStage.WILLING, by=make.make_officer(), note="Grūts cilvēks")
    client = inside(owner)
    pages = "".join(client.get(address).content.decode() for address in (
        PAGE, reverse("popups:owner-offer", args=[offer.reference]), reverse("popups:owner-terms", args=[unit.reference])))
    for shown in ("Ezera māls", "Slēpju noma", unit.name):
        assert shown in pages, shown
    for hidden in ("Slepen", "privats@", "29999999", "Iekšēja piezīme", "Grūts cilvēks", offer.made_by.email):
        assert hidden not in pages, hidden


def test_units_and_offers_of_another_owner_do_not_exist(owner, unit):
    foreign = make.make_unit(owner=make.make_owner())
    offer = make.make_offer(unit=foreign, owner_agreed_on=None)
    proposal = make_proposal(unit=foreign, owner=foreign.owner, kind=ProposalKind.CLOSED_DAYS,
                             values={"first_day": str(make.days(300)), "last_day": str(make.days(301))})
    client = inside(owner)
    assert foreign.reference not in client.get(PAGE).content.decode()
    for name, arg in (("owner-terms", foreign.reference), ("owner-closed", foreign.reference), ("owner-stop", foreign.reference),
                      ("owner-resume", foreign.reference), ("owner-offer", offer.reference), ("owner-take-back", proposal.key)):
        address = reverse(f"popups:{name}", args=[arg])
        assert client.get(address).status_code in {404, 405}, name
        assert client.post(address, {"to": "paused", "answer": "yes"}).status_code == 404, name
    offer.refresh_from_db()
    assert offer.owner_agreed_on is None
    assert Proposal.objects.get().is_waiting


def test_what_was_sold_is_gone_at_once(owner, unit):
    client = inside(owner)
    set_owner(unit=unit, owner=make.make_owner(), by=make.make_officer())
    assert references(client.get(PAGE)) == []
    assert client.get(reverse("popups:owner-stop", args=[unit.reference])).status_code == 404


def _furnish(owner: Owner, number: int) -> None:
    for _each in range(number):
        unit = make.make_unit(owner=owner)
        unit.permitted_activities.create(activity="crafts")
        make.make_current_tenancy(unit=unit)
        make.make_offer(unit=unit, owner_agreed_on=None, start=make.days(100), end=make.days(110))
        make_proposal(unit=unit, owner=owner, kind=ProposalKind.CLOSED_DAYS,
                      values={"first_day": str(make.days(300)), "last_day": str(make.days(301))})
        move_talk(unit=unit, to=OwnerStage.PAUSED, by=None)


def test_the_page_costs_the_same_with_one_unit_and_with_thirty(owner):
    _furnish(owner, 1)
    client = inside(owner)
    one = queries_of(client, PAGE)
    _furnish(owner, 29)
    assert len(references(client.get(PAGE))) >= 30
    assert queries_of(client, PAGE) == one <= 14


@pytest.mark.parametrize("language", ["lv", "en", "de"])
def test_the_page_speaks_the_language_of_the_owners_letters(unit, language):
    owner = unit.owner
    Owner.objects.filter(pk=owner.pk).update(language=language)
    client = inside(owner)
    page = client.get(PAGE, headers={"accept-language": "fr"})
    assert f'<html lang="{language}"' in page.content.decode()
    assert page["Content-Language"] == language


def test_another_language_that_was_chosen_here_is_kept(unit):
    client = inside(unit.owner)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    assert '<html lang="de"' in client.get(PAGE).content.decode()


# Yes and no

def offer_page(offer: Offer) -> str:
    return reverse("popups:owner-offer", args=[offer.reference])


def test_an_owner_says_yes_and_the_applicants_yes_before_makes_it_a_tenancy(owner, unit):
    offer = make.make_offer(unit=unit, owner_agreed_on=None, status=OfferStatus.ACCEPTED)
    client = inside(owner)
    assert offer.reference in client.get(PAGE).content.decode()
    response = client.post(offer_page(offer), {"answer": "yes", "note": "Lūdzu, klusu", "once": str(uuid4())})
    assert response["Location"] == PAGE
    offer.refresh_from_db()
    assert (offer.owner_agreed_on, offer.owner_note) == (make.today(), "Lūdzu, klusu")
    assert Tenancy.objects.get().offer == offer


def test_a_double_click_on_yes_is_one_yes(owner, unit):
    offer = make.make_offer(unit=unit, owner_agreed_on=None)
    client, sent = inside(owner), {"answer": "yes", "once": str(uuid4())}
    assert [client.post(offer_page(offer), sent).status_code for _ in range(2)] == [302, 302]
    assert Letter.objects.filter(kind=LetterKind.OWNER_ANSWERED).count() == 1


def test_an_owner_says_no(owner, unit):
    offer = make.make_offer(unit=unit, owner_agreed_on=None)
    inside(owner).post(offer_page(offer), {"answer": "no", "note": "Nē"})
    offer.refresh_from_db()
    assert (offer.status, offer.owner_note) == (OfferStatus.WITHDRAWN, "Nē")


def test_too_late_is_said_and_what_was_written_stays(owner, unit):
    offer = make.make_offer(unit=unit, owner_agreed_on=None)
    Offer.objects.filter(pk=offer.pk).update(answer_by_on=make.days(-1))
    client = inside(owner)
    assert 'id="answer"' not in client.get(offer_page(offer)).content.decode()
    response = client.post(offer_page(offer), {"answer": "yes", "note": "Lūdzu"})
    assert response.status_code == 422
    assert codes(response) == {"too_late"}
    assert not Tenancy.objects.exists()


def test_a_word_that_is_neither_yes_nor_no_changes_nothing(owner, unit):
    offer = make.make_offer(unit=unit, owner_agreed_on=None)
    assert inside(owner).post(offer_page(offer), {"answer": "maybe"}).status_code == 200
    offer.refresh_from_db()
    assert offer.lacks_owner


# Proposals

def terms(unit: Unit, **changes) -> dict:
    return {"asking_rent_cents": "150", "utilities_payer": "tenant", "utilities_cents": "30", "notice_days": "45",
            "activities": ["food", "crafts"], "message": "", "once": str(uuid4()), **changes}


def test_an_owner_proposes_terms_and_the_office_hears_of_it(owner, unit):
    response = inside(owner).post(reverse("popups:owner-terms", args=[unit.reference]), terms(unit, message="No maija"))
    assert response.status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.unit, proposal.owner, proposal.kind, proposal.state) == (unit, owner, ProposalKind.TERMS, ProposalState.WAITING)
    assert proposal.values == {"asking_rent_cents": 15000, "utilities_payer": "tenant", "utilities_cents": 3000, "notice_days": 45,
                               "activities": ["crafts", "food"]}
    assert Letter.objects.get(kind=LetterKind.PROPOSAL_MADE).to_email == settings.OFFICE_EMAIL
    unit.refresh_from_db()
    assert unit.asking_rent_cents == 12000, "nothing changes before the office has answered"


def test_the_form_starts_with_the_terms_as_they_are_and_sent_unchanged_it_says_so(owner, unit):
    client, address = inside(owner), reverse("popups:owner-terms", args=[unit.reference])
    assert client.get(address).context["form"].initial == terms_of(unit)
    response = client.post(address, {"asking_rent_cents": "120", "utilities_payer": unit.utilities_payer, "utilities_cents": "30",
                                     "notice_days": str(unit.notice_days), "message": ""})
    assert response.status_code == 422
    assert codes(response) == {"nothing_new"}


def test_every_problem_of_a_proposal_is_shown_at_once_and_what_was_typed_stays(owner, unit):
    response = inside(owner).post(reverse("popups:owner-terms", args=[unit.reference]), terms(
        unit, asking_rent_cents="daudz", notice_days="9999", utilities_payer="somebody", activities=["magic"], message="Rakstīts"))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"asking_rent_cents", "notice_days", "utilities_payer", "activities"}
    for typed in ("daudz", "9999", "Rakstīts"):
        assert typed in response.content.decode()


def test_newer_terms_take_the_place_of_terms_that_wait_and_the_same_twice_are_one(owner, unit):
    client, address = inside(owner), reverse("popups:owner-terms", args=[unit.reference])
    for rent in ("150", "150", "170"):
        client.post(address, terms(unit, asking_rent_cents=rent))
    states = list(Proposal.objects.order_by("pk").values_list("values__asking_rent_cents", "state"))
    assert states == [(15000, ProposalState.TAKEN_BACK), (17000, ProposalState.WAITING)]


def test_days_that_are_not_available_are_proposed_and_taken_back(owner, unit):
    client = inside(owner)
    client.post(reverse("popups:owner-closed", args=[unit.reference]),
                {"first_day": str(make.days(5)), "last_day": str(make.days(9)), "message": ""})
    proposal = Proposal.objects.get()
    assert proposal.values == {"first_day": str(make.days(5)), "last_day": str(make.days(9))}
    for _twice in range(2):
        client.post(reverse("popups:owner-take-back", args=[proposal.key]))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answered_by) == (ProposalState.TAKEN_BACK, None)
    assert not unit.closed_periods.exists()


@pytest.mark.parametrize(("first", "last", "code"), [(9, 5, "end_before_start"), (-9, -5, "days_past")])
def test_days_that_make_no_sense_are_refused(owner, unit, first, last, code):
    response = inside(owner).post(reverse("popups:owner-closed", args=[unit.reference]),
                                  {"first_day": str(make.days(first)), "last_day": str(make.days(last))})
    assert codes(response) == {code}
    assert not Proposal.objects.exists()


def test_an_owner_cannot_flood_the_office(owner, unit):
    client, address = inside(owner), reverse("popups:owner-closed", args=[unit.reference])
    for number in range(11):
        response = client.post(address, {"first_day": str(make.days(number)), "last_day": str(make.days(number))})
    assert codes(response) == {"too_many"}
    assert Proposal.objects.count() == 10


# Stopping

def stop_page(unit: Unit) -> str:
    return reverse("popups:owner-stop", args=[unit.reference])


@pytest.mark.parametrize(("sent", "stage", "refusal"), [
    ({"to": "paused", "refusal": "sale"}, OwnerStage.PAUSED, ""),
    ({"to": "refused", "refusal": "sale"}, OwnerStage.REFUSED, RefusalFamily.SALE)])
def test_an_owner_stops_and_the_unit_leaves_the_public_pages_while_guests_stay(owner, unit, sent, stage, refusal):
    tenancy = make.make_current_tenancy(unit=unit)
    assert inside(owner).post(stop_page(unit), {**sent, "note": "Jāremontē"}).status_code == 302
    talk = Talk.objects.get(unit=unit)
    assert (talk.stage, talk.refusal) == (stage, refusal)
    assert Client().get(unit.get_absolute_url()).status_code == 404
    assert Tenancy.objects.on(make.today()).get() == tenancy
    contact = Contact.objects.get(unit=unit)
    assert (contact.channel, contact.by, contact.owner) == (ContactChannel.OWN_PAGE, None, owner)
    assert "Jāremontē" in Letter.objects.get(kind=LetterKind.OWNER_ANSWERED).text


@pytest.mark.parametrize(("sent", "field"), [({}, "to"), ({"to": "refused"}, "refusal"), ({"to": "listed"}, "to")])
def test_stopping_asks_what_and_why(owner, unit, sent, field):
    response = inside(owner).post(stop_page(unit), sent)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert Unit.objects.get(pk=unit.pk).is_published


def resume(unit: Unit) -> str:
    return reverse("popups:owner-resume", args=[unit.reference])


def test_a_stop_is_undone_as_if_it_had_not_been(owner, unit):
    move_talk(unit=unit, to=OwnerStage.TERMS_AGREED, by=make.make_officer(), note="Pa telefonu")
    before, client = Unit.objects.get(pk=unit.pk), inside(owner)
    client.post(stop_page(unit), {"to": "refused", "refusal": "sale"})
    assert resume(unit) in client.get(PAGE).content.decode()
    for _twice in range(2):
        client.post(resume(unit))
    after, talk = Unit.objects.get(pk=unit.pk), Talk.objects.get(unit=unit)
    assert (after.published_at, after.published_by) == (before.published_at, before.published_by)
    assert (talk.stage, talk.refusal, talk.note) == (OwnerStage.TERMS_AGREED, "", "Pa telefonu")
    assert Letter.objects.filter(kind=LetterKind.OWNER_ANSWERED).count() == 2


def test_what_was_not_public_before_is_not_public_after_a_stop_was_undone(owner):
    unit = make.make_unit(owner=owner, is_published=False)
    client = inside(owner)
    client.post(stop_page(unit), {"to": "paused"})
    client.post(resume(unit))
    assert not Unit.objects.get(pk=unit.pk).is_published
    assert not OwnerStage(Talk.objects.get(unit=unit).stage).bars_publication


@pytest.mark.parametrize("happens", [
    lambda unit, by: move_talk(unit=unit, to=OwnerStage.PAUSED, by=by, note="Runāju"),
    lambda unit, by: change_unit(unit=unit, version=unit.version, by=by, name="Citādi")])
def test_once_something_has_happened_since_a_stop_is_not_undone_by_a_click(owner, unit, happens):
    client = inside(owner)
    client.post(stop_page(unit), {"to": "paused"})
    happens(Unit.objects.get(pk=unit.pk), make.make_officer())
    assert resume(unit) not in client.get(PAGE).content.decode()
    client.post(resume(unit))
    assert Talk.objects.get(unit=unit).stage == OwnerStage.PAUSED
    assert not Unit.objects.get(pk=unit.pk).is_published


def test_stopping_twice_tells_the_office_once(owner, unit):
    client = inside(owner)
    for _twice in range(2):
        client.post(stop_page(unit), {"to": "paused"})
    assert Letter.objects.filter(kind=LetterKind.OWNER_ANSWERED).count() == 1
    assert Contact.objects.count() == 1
