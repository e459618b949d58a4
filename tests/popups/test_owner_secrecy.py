"""Who owns a unit, and what was said with them, is told to officers and to nobody else: planted words are looked for everywhere."""

import html
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone
from pypdf import PdfReader

from popups.choices import EventStatus, LetterKind, OfferStatus
from popups.lifecycle.owner_consent import owner_declines
from popups.lifecycle.permanent import find_permanent_tenant
from popups.models import Event, Letter, Offer
from popups.tick import tick
from tests import make
from tests.popups import test_access_matrix as matrix
from tests.popups.access_table import (
    ANONYMOUS,
    APPLICANT,
    EVERY_ROLE,
    EVERYBODY,
    OFFICER,
    REVIEWER,
    SURVEYOR,
    TABLE,
    Line,
)
from vacancies.choices import ContactChannel, OwnerKind, OwnerStage, ProposalState, RefusalFamily
from vacancies.latvian import fold
from vacancies.lifecycle.register import fill_derived
from vacancies.lifecycle.talks import log_contact, move_talk, set_next_step
from vacancies.models import Owner, Proposal, Talk, Unit

pytestmark = pytest.mark.django_db
world = matrix.world

OWNER = {"name": "Zvirbuļkalna Ģertrūde", "contact_name": "Ķemermiķelis Burbulis", "email": "slepenadrese@ipasnieks.example",
         "phone": "+371 29 876 543", "note": "Piezīmevārds par suni"}
STAGE_NOTE, STEP, SAID = "Iemeslavārds mantojums", "Soļavārds piezvanīt", "Sarunasvārds par jumtu"
MESSAGE, ANSWER, CONSENT = "Priekšlikumvārds no īpašnieka", "Atbildesvārds īpašniekam", "Piekrišanasvārds uz piedāvājumu"
AS_HOST = "Saimniekvārds par koncertu"  # the performer reads it; nobody performs in the world of these tests
# Enough of each that no page holds it by chance, and no page can show it and be missed.
PLANTED = ("Zvirbuļkaln", "Ķemermiķel", "slepenadrese", "29876543", "Piezīmevārd", "Iemeslavārd", "Soļavārd", "Sarunasvārd",
           "Saimniekvārd", "Priekšlikumvārd", "Atbildesvārd", "Piekrišanasvārd")
OUTSIDERS = tuple(role for role in EVERY_ROLE if role != OFFICER)


def folded(text: str) -> str:
    """Without marks, capitals and blanks: a telephone number is found however it is written."""
    return "".join(fold(text).split())


@dataclass(frozen=True)
class Answer:
    name: str
    role: str
    status: int
    text: str

    def holds(self) -> list[str]:
        looked_through = folded(self.text)
        return [word for word in PLANTED if folded(word) in looked_through]


def read(content: bytes) -> str:
    """The words of a page, a file or a table, however they are packed."""
    if content.startswith(b"%PDF-"):
        reader = PdfReader(BytesIO(content))
        return " ".join([str(reader.metadata), *(page.extract_text() for page in reader.pages)])
    if content.startswith(b"PK\x03\x04"):
        packed = zipfile.ZipFile(BytesIO(content))
        return " ".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    text = content.decode("utf-8", "replace")
    return " ".join([text, html.unescape(text), unquote(text), _without_escapes(text)])


def _without_escapes(text: str) -> str:
    """JSON may write ķ as \\u0137."""
    return text.encode("latin-1", "ignore").decode("unicode_escape", "ignore") if "\\u" in text else ""


def content_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def asked(world: matrix.World, role: str, table: dict[str, Line] = TABLE, **headers: str) -> Iterator[Answer]:
    """Every address of the product, as this person, whether they may or not."""
    client = world.client(role)
    for name, line in table.items():
        if name.startswith(("account_logout", "mfa_")):
            continue
        response = client.get(world.address(name, line), headers=headers)
        yield Answer(name, role, response.status_code, read(content_of(response)) + str(response.headers))


@pytest.fixture
def planted(world):
    """Every unit of the world belongs to one owner, with whom everything that can be written down was said."""
    officer, owner = world.people[OFFICER], make.make_owner(kind=OwnerKind.PERSON, **OWNER)
    Unit.objects.update(owner=owner)
    shown = Unit.objects.get(reference=world.args["unit"])
    for unit in Unit.objects.select_related("owner"):
        fill_derived(unit)  # what is searched through is made anew, now that there is an owner
        unit.save()
        if unit.merged_into_id:
            continue  # nobody talks about an entry that went into another
        log_contact(unit=unit, channel=ContactChannel.PHONE, text=SAID, by=officer)
        move_talk(unit=unit, to=OwnerStage.WILLING, note=STAGE_NOTE, by=officer)
        set_next_step(unit=unit, step=STEP, on=make.today(), who=officer, by=officer)
    Proposal.objects.update(owner=owner, message=MESSAGE)
    proposal = make.make_proposal(unit=shown, message=MESSAGE)
    Proposal.objects.filter(pk=proposal.pk).update(owner=owner, state=ProposalState.NOT_ACCEPTED, answer=ANSWER,
                                                   answered_at=timezone.now(), answered_by=officer)
    Offer.objects.update(owner_note=CONSENT)
    Event.objects.filter(tenancy=None).update(status=EventStatus.CANCELLED, host_refused_at=timezone.now(), host_note=AS_HOST)
    hidden = make.make_unit(is_published=False, owner=owner)
    move_talk(unit=hidden, to=OwnerStage.REFUSED, refusal=RefusalFamily.RISK, note=STAGE_NOTE, by=officer)
    return Planted(world, officer, owner, shown, proposal.key)


@dataclass(frozen=True)
class Planted:
    world: matrix.World
    officer: Any
    owner: Owner
    shown: Unit
    answered: str


def test_the_search_finds_a_word_however_it_is_packed():
    for text in (OWNER["name"].upper(), json.dumps(OWNER["name"]), quote(OWNER["name"]), html.escape(OWNER["name"]), fold(OWNER["name"])):
        assert Answer("", "", 200, read(text.encode())).holds() == ["Zvirbuļkaln"], text
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet.xml", OWNER["phone"])
    assert Answer("", "", 200, read(packed.getvalue())).holds() == ["29876543"]


def test_officers_are_shown_every_planted_word(planted):
    """There was something to see: otherwise the tests below would prove nothing."""
    found: dict[str, set[str]] = {}
    answered = planted.world.client(OFFICER).get(reverse("popups:proposal", args=[planted.answered]))
    for answer in [*asked(planted.world, OFFICER), Answer("popups:proposal", OFFICER, answered.status_code, read(answered.content))]:
        for word in answer.holds():
            found.setdefault(word, set()).add(answer.name)
    assert set(PLANTED) - set(found) == set()
    assert "vacancies:talk" in found["Sarunasvārd"] & found["Zvirbuļkaln"] & found["29876543"]


def test_every_address_is_asked():
    names = {name for name, _pattern in matrix.addresses(get_resolver()) if name and not name.startswith("admin:")}
    assert names - set(TABLE) <= {"styleguide"}


@pytest.mark.parametrize("role", OUTSIDERS)
def test_nobody_else_is_told_anything_of_an_owner(planted, role):
    answers = list(asked(planted.world, role))
    assert sum(answer.status == 200 for answer in answers) > 10
    assert [(answer.name, answer.status, answer.holds()) for answer in answers if answer.holds()] == []


@pytest.mark.parametrize("language", ["lv", "en", "de"])
def test_the_public_pages_tell_nothing_in_any_language(planted, language):
    public = {name: line for name, line in TABLE.items() if line.audience == EVERYBODY}
    answers = list(asked(planted.world, ANONYMOUS, public, accept_language=language))
    assert any(planted.shown.name in answer.text for answer in answers)
    assert [(answer.name, answer.holds()) for answer in answers if answer.holds()] == []


@pytest.mark.parametrize("role", [ANONYMOUS, APPLICANT, SURVEYOR, REVIEWER])
def test_nobody_else_finds_a_unit_by_its_owner(planted, role):
    """A search that finds would tell as much as a page that shows."""
    client = planted.world.client(role)
    lists = ["/units/", *(["/staff/units/", "/staff/map/"] if role in (SURVEYOR, REVIEWER) else [])]
    for address in lists:
        for words in ("Zvirbuļkalna", "Ķemermiķelis", "slepenadrese", "29876543"):
            assert client.get(address, {"q": words}).context["count"] == 0, (address, words)
        everything = client.get(address).context["count"]
        for query in ({"owner": OwnerKind.PARISH}, {"stage": OwnerStage.PAUSED}):
            assert client.get(address, query).context["count"] == everything, (address, query)
        assert everything > 0


@pytest.mark.parametrize("role", OUTSIDERS)
def test_nobody_else_can_ask_an_owner_or_move_the_talks(planted, role):
    client, before = planted.world.client(role), list(Talk.history.values_list("history_id", flat=True))
    for name in ("vacancies:talk", "vacancies:talk-move", "vacancies:talk-step-done"):
        address = planted.world.address(name, TABLE[name])
        response = client.post(address, {"which": "move", "move-to": OwnerStage.PAUSED, "to": OwnerStage.PAUSED})
        assert response.status_code in {302, 404}
    assert list(Talk.history.values_list("history_id", flat=True)) == before


def letters_to_others(planted: Planted) -> list[Letter]:
    """All but those to officers, and to the owner."""
    return [letter for letter in Letter.objects.select_related("to_user")
            if letter.to_email != planted.owner.email and not (letter.to_user and letter.to_user.role == OFFICER)]


def test_no_letter_to_an_applicant_tells_anything_of_an_owner(planted):
    unit = planted.shown
    for number, status in enumerate(OfferStatus):
        if status is not OfferStatus.EXPIRED:
            make.make_offer(status=status, unit=make.make_unit(owner=planted.owner), start=make.days(9 + number), by=planted.officer)
    declined = make.make_offer(unit=make.make_unit(owner=planted.owner), owner_agreed_on=None, start=make.days(20), by=planted.officer)
    owner_declines(offer=declined, by=None, note=f"{SAID} {OWNER['name']}")
    tenancy = make.make_current_tenancy(unit=make.make_unit(owner=planted.owner), days_left=12)
    ending = make.make_current_tenancy(unit=make.make_unit(owner=planted.owner), days_left=90)
    find_permanent_tenant(unit=ending.unit, name="Grāmatu māja", moves_in_on=make.days(60), by=planted.officer)
    for day in (0, 3, 11):
        list(tick(make.days(day)))
    letters = letters_to_others(planted)
    kinds = {LetterKind(letter.kind) for letter in letters}
    assert {LetterKind.OFFER_MADE, LetterKind.OFFER_WITHDRAWN, LetterKind.TENANCY_REMINDER, LetterKind.OFFER_EXPIRED} <= kinds
    assert tenancy.unit.name in "".join(letter.text for letter in letters)
    told = [Answer(letter.kind, "", 0, " ".join([letter.subject, letter.text, html.unescape(letter.html)])) for letter in letters]
    assert [(answer.name, answer.holds()) for answer in told if answer.holds()] == []
    assert unit.owner_id == planted.owner.pk

