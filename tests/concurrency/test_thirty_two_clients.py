"""Thirty-two clients ask a real server for the same space and days at the same moment: one wins, the rest hear why."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.urls import reverse

from popups.choices import LegalBasis, LetterKind, OfferStatus, Use, Verb
from popups.forms.staff.offers import Consent
from popups.models import Application, History, Letter, Occupancy, Offer, Tenancy
from popups.rules.offer_cautions import LIMITS
from tests.concurrency.town_server import Answer, all_at_once, post, server, session_of
from tests.make import days, make_application, make_offer, make_officer, make_unit
from vacancies.choices import UtilitiesPayer
from vacancies.models import Unit
from vacancies.no_overlap import install_triggers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("thirty-two clients")]
CLIENTS, ROUNDS = 32, 3
CAUTIONS = " ".join(f"{limit.code}:{number}" for limit in LIMITS for number in range(1, 200))  # whatever is shown, they have read it
OVERLAPS = """
    SELECT COUNT(*) FROM popups_occupancy a JOIN popups_occupancy b
    ON a.space_id = b.space_id AND a.id < b.id AND a."start" < b."end" AND a."end" > b."start"
"""


def overlaps() -> int:
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        return cursor.fetchone()[0]


def terms(unit: Unit, number: int) -> dict:
    """Every client wants other days, and all want the thirtieth day from now."""
    return {"use": Use.WHOLE, "spaces": unit.spaces.get().pk, "first_day": days(30 - number % 15),
            "last_day": days(30 + number % 7), "rent": "120", "utilities_payer": UtilitiesPayer.TENANT, "utilities": "30",
            "notice_days": 30, "legal_basis": LegalBasis.SHORT_LETTING, "consent": Consent.AGREED, "owner_agreed_on": days(0),
            "answer_by_on": days(3), "all_the_same": "on", "cautions": CAUTIONS}


@pytest.fixture(scope="module")
def port(django_db_setup, django_db_blocker):
    """One server for the whole file. It has no memory of its own, and the tests empty its database."""
    with django_db_blocker.unblock(), server() as port:
        yield port


class Crowd:
    """Thirty-two applications, each with an officer who offers and an applicant who accepts."""

    def __init__(self) -> None:
        unit, officers = make_unit(), [make_officer() for _ in range(4)]
        self.applications = [make_application(unit=unit) for _ in range(CLIENTS)]
        self.officers = [session_of(officers[number % 4]) for number in range(CLIENTS)]
        self.applicants = [session_of(row.applicant.user) for row in self.applications]

    def offer_and_accept(self, port: int, unit: Unit, number: int) -> Answer:
        page = reverse("popups:offer-new", args=[self.applications[number].reference])
        made = post(port, self.officers[number], f"{page}?unit={unit.reference}", terms(unit, number))
        if made.status != 302:
            return made
        reference = made.location.rstrip("/").rsplit("/", 1)[1]
        return post(port, self.applicants[number], reverse("popups:offer-answer", args=[reference]), {"answer": "yes"})

    def rush(self, port: int, unit: Unit) -> list[Answer]:
        return all_at_once([partial(self.offer_and_accept, port, unit, number) for number in range(CLIENTS)])


def test_one_of_thirty_two_gets_the_place_and_the_rest_get_a_sentence(port):
    crowd, units = Crowd(), [make_unit() for _ in range(ROUNDS)]
    rounds = [crowd.rush(port, unit) for unit in units]
    for unit, answers in zip(units, rounds, strict=True):
        assert Counter(answer.status for answer in answers) == {302: 1, 422: CLIENTS - 1}
        # The winner of an earlier round may have come first, and hears that one tenancy at a time is enough.
        assert all({"taken", "has_tenancy"} & set(answer.codes) for answer in answers if answer.status == 422)
        assert sum("taken" in answer.codes for answer in answers) >= CLIENTS - ROUNDS
        assert Tenancy.objects.get(unit=unit).offer.state is OfferStatus.ACCEPTED
    assert overlaps() == 0
    assert Occupancy.objects.count() == Tenancy.objects.count() == Offer.objects.count() == ROUNDS
    for verb in (Verb.OFFERED, Verb.OFFER_ACCEPTED, Verb.TENANCY_BEGUN):
        assert History.objects.filter(verb=verb).count() == ROUNDS
    assert Letter.objects.filter(kind=LetterKind.OFFER_MADE).count() == ROUNDS


@pytest.fixture
def unguarded():
    """This test's own database without its promise."""
    name = "occupancy_no_overlap"
    kept = next(item for item in Occupancy._meta.constraints if item.name == name)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'DROP TRIGGER "{name}_insert"')
            cursor.execute(f'DROP TRIGGER "{name}_update"')
        else:
            cursor.execute(f'ALTER TABLE popups_occupancy DROP CONSTRAINT "{name}"')
    yield
    Occupancy.objects.all().delete()
    install_triggers()
    if connection.vendor != "sqlite":
        with connection.schema_editor() as editor:
            editor.add_constraint(Occupancy, kept)


def test_without_lock_and_constraint_the_same_rush_promises_a_place_twice(unguarded):
    """The negative control: were this quiet, the test above would prove nothing."""
    crowd, overlapping, rounds = Crowd(), 0, 0
    with server("tests.concurrency.unguarded:application") as port:
        while overlapping < ROUNDS - 1 and rounds < 3 * ROUNDS:  # on a busy machine the clients of one round may come too far apart
            before = overlaps()
            crowd.rush(port, make_unit())
            overlapping, rounds = overlapping + (overlaps() > before), rounds + 1
    assert overlapping == ROUNDS - 1


def answer_path(offer: Offer) -> str:
    return reverse("popups:offer-answer", args=[offer.reference])


def test_an_offer_accepted_thirty_two_times_at_once_becomes_one_tenancy(port):
    offer = make_offer(start=days(5))
    session = session_of(offer.application.applicant.user)
    answers = all_at_once([partial(post, port, session, answer_path(offer), {"answer": "yes"})] * CLIENTS)
    tenancy = Tenancy.objects.get()
    assert {(answer.status, answer.location) for answer in answers} == {
        (302, reverse("popups:my-tenancy", args=[tenancy.reference]))}
    assert History.objects.filter(verb=Verb.OFFER_ACCEPTED).count() == 1
    assert Letter.objects.filter(kind=LetterKind.OFFER_ACCEPTED).count() == 1


def yes_or_no(port: int, offers: list[Offer], officer: str) -> list[Callable[[], Answer]]:
    """For each offer the applicant accepts while the officer withdraws."""
    acts: list[Callable[[], Answer]] = []
    for offer in offers:
        withdraw = reverse("popups:offer-withdraw", args=[offer.reference])
        acts.append(partial(post, port, session_of(offer.application.applicant.user), answer_path(offer), {"answer": "yes"}))
        acts.append(partial(post, port, officer, withdraw, {"note": "The owner changed their mind."}))
    return acts


def test_acceptance_and_withdrawal_at_the_same_moment_end_in_one_of_the_two(port):
    offers, officer = [make_offer(start=days(5)) for _ in range(CLIENTS // 2)], session_of(make_officer())
    answers = all_at_once(yes_or_no(port, offers, officer))
    for offer, yes, no in zip(offers, answers[::2], answers[1::2], strict=True):
        offer.refresh_from_db()
        assert sorted([yes.status, no.status]) == [302, 422]
        is_accepted = offer.state is OfferStatus.ACCEPTED
        assert is_accepted == (yes.status == 302) == Tenancy.objects.filter(offer=offer).exists()
        assert Occupancy.objects.filter(space__unit=offer.unit).exists() == is_accepted


def test_two_officers_who_offer_two_units_to_one_applicant_make_one_offer(port):
    application, officers = make_application(), [session_of(make_officer()) for _ in range(8)]
    page = reverse("popups:offer-new", args=[application.reference])
    units = [make_unit() for _ in officers]
    answers = all_at_once([partial(post, port, officer, f"{page}?unit={unit.reference}", terms(unit, 0))
                           for officer, unit in zip(officers, units, strict=True)])
    assert Counter(answer.status for answer in answers) == {302: 1, 422: len(units) - 1}
    assert all("open_offer" in answer.codes for answer in answers if answer.status == 422)
    assert Offer.objects.count() == Occupancy.objects.count() == 1


def test_one_form_sent_thirty_two_times_at_once_makes_one_offer(port):
    application, unit, officer = make_application(), make_unit(), session_of(make_officer())
    page = reverse("popups:offer-new", args=[application.reference]) + f"?unit={unit.reference}"
    sent = {**terms(unit, 0), "once": "22222222-2222-4222-8222-222222222222"}
    answers = all_at_once([partial(post, port, officer, page, sent)] * CLIENTS)
    assert {answer.status for answer in answers} == {302}
    assert len({answer.location for answer in answers}) == 1
    assert Offer.objects.get().end - Offer.objects.get().start == timedelta(days=1)
    assert Application.objects.get(pk=application.pk).offers.count() == 1
