"""Very many legal rows, quickly, for measurements: the verbs are not walked, but everything they promise holds."""

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.utils import timezone

from popups.choices import ApplicationStatus, NotSelectedReason, Where
from popups.demo.bulk_stays import add_offers
from popups.demo.companions import PEOPLE
from popups.demo.filling import BATCH, Filling
from popups.demo.streets import STREETS, along
from popups.kinds import spec_of
from popups.models import Applicant, Application, Comment, User, Wish
from vacancies.choices import Role, Seen, SeenBy
from vacancies.latvian import fold
from vacancies.lifecycle.register import fresh_references, new_units
from vacancies.models import FieldVisit, Unit, Vacancy
from vacancies.references import predictable

STATUSES: dict[ApplicationStatus, int] = {  # how many of a hundred
    ApplicationStatus.DRAFT: 6, ApplicationStatus.SUBMITTED: 20, ApplicationStatus.CHANGES_REQUESTED: 4,
    ApplicationStatus.IN_REVIEW: 14, ApplicationStatus.SHORTLISTED: 40, ApplicationStatus.NOT_SELECTED: 12,
    ApplicationStatus.WITHDRAWN: 4}


def fill(*, units: int = 5000, applications: int = 5000, seed: int = 1, today: date | None = None) -> Counter[str]:
    """Adds that many units and applications with all that hangs on them; returns how many rows of each kind were made.

    Costs some ten seconds at 5,000 and 5,000. The same seed gives the same rows in an empty database.
    """
    with predictable(seed), transaction.atomic():
        dice = random.Random(seed)
        officer = User.objects.create(email=f"bulk-officer-{seed}@example.org", role=Role.OFFICER, first_name="Bulk",
                                      password=f"{UNUSABLE_PASSWORD_PREFIX}bulk")
        filling = Filling(today or timezone.localdate(), dice, officer)
        _add_units(filling, units)
        _add_applications(filling, applications, seed)
        made = add_offers(filling)
    return made + Counter(units=units, applications=applications)


def _add_units(filling: Filling, count: int) -> None:
    streets, dice = sorted(STREETS), filling.dice
    rows = [_unit(filling, dice.choice(streets), number) for number in range(1, count + 1)]
    for first in range(0, count, BATCH):
        filling.units += new_units(units=rows[first:first + BATCH], by=filling.officer)
    empty = [unit for number, unit in enumerate(filling.units) if number % 5]
    Vacancy.objects.bulk_create([Vacancy(unit=unit, starts_on=filling.day(-dice.randrange(400, 3000))) for unit in empty],
                                batch_size=BATCH)
    FieldVisit.objects.bulk_create([
        FieldVisit(unit=unit, seen=Seen.EMPTY if number % 5 else Seen.OCCUPIED, seen_on=filling.day(-dice.randrange(200)),
                   source=SeenBy.STREET, by=filling.officer)
        for number, unit in enumerate(filling.units) for _visit in range(2)], batch_size=BATCH)


def _unit(filling: Filling, street: str, number: int) -> Unit:
    dice = filling.dice
    latitude, longitude = along(street, 1 + number % 40)
    is_published = dice.random() < 0.85
    return Unit(
        name=f"Telpa {number}", address_typed=f"{street} {number}", latitude=latitude + dice.uniform(-0.004, 0.004),
        longitude=longitude + dice.uniform(-0.004, 0.004), floor_area_m2=Decimal(dice.randrange(120, 4000)) / 10,
        window_front_m=Decimal(dice.randrange(10, 120)) / 10, floor=0, has_water=dice.random() < 0.7,
        has_wc=dice.random() < 0.8, has_heating=dice.random() < 0.9, is_step_free=dice.random() < 0.5,
        asking_rent_cents=dice.randrange(30, 500) * 100, utilities_cents=dice.randrange(10, 120) * 100,
        public_text=f"Telpa {street}, piemērota veikalam vai darbnīcai.", public_text_en=f"Premises in {street}.",
        published_at=filling.moment(-dice.randrange(1, 700)) if is_published else None,
        published_by=filling.officer if is_published else None)


def _add_applications(filling: Filling, count: int, seed: int) -> None:
    applicants = _applicants(filling, max(1, count * 4 // 5), seed)
    references = fresh_references(Application, "A", count)
    wanted = filling.dice.choices(list(STATUSES), weights=list(STATUSES.values()), k=count)
    rows = [_application(filling, reference, applicants[number % len(applicants)], status)
            for number, (reference, status) in enumerate(zip(references, wanted, strict=True))]
    filling.applications = Application.objects.bulk_create(rows, batch_size=BATCH)
    Wish.objects.bulk_create([Wish(application=application, unit=unit, rank=rank) for application in filling.applications
                              for rank, unit in enumerate(filling.dice.sample(filling.units, min(2, len(filling.units))), 1)],
                             batch_size=BATCH)
    Comment.objects.bulk_create([Comment(application=application, by=filling.officer, text="Labi sagatavots.")
                                 for application in filling.applications[::3]], batch_size=BATCH)


def _applicants(filling: Filling, count: int, seed: int) -> list[Applicant]:
    users = User.objects.bulk_create([
        User(email=f"bulk-{seed}-{number}@example.org", password=f"{UNUSABLE_PASSWORD_PREFIX}bulk") for number in range(count)],
        batch_size=BATCH)
    people = filling.dice.choices(PEOPLE, k=count)
    return Applicant.objects.bulk_create([
        Applicant(user=user, kind=person.kind, name=f"{person.name} {number}", about=person.text, contact_name=person.contact)
        for number, (user, person) in enumerate(zip(users, people, strict=True))], batch_size=BATCH)


def _application(filling: Filling, reference: str, applicant: Applicant, status: ApplicationStatus) -> Application:
    dice, person = filling.dice, filling.dice.choice(PEOPLE)
    sent = -dice.randrange(1, 400)
    question = next(question.code for question in spec_of(applicant.kind).questions if question.is_required)
    is_refused = status is ApplicationStatus.NOT_SELECTED
    return Application(
        reference=reference, applicant=applicant, status=status, title=person.title, activity=person.activity,
        description=person.text, answers={question: person.answer}, where=Where.UNITS, shortest_days=14, longest_days=60,
        earliest_start_on=filling.day(sent + 40), latest_end_on=filling.day(sent + 200),
        submitted_at=None if status is ApplicationStatus.DRAFT else filling.moment(sent),
        search_text=fold(" ".join([reference, person.title, applicant.name, applicant.contact_name])),
        changes_note="Lūdzu, papildiniet." if status is ApplicationStatus.CHANGES_REQUESTED else "",
        decided_at=filling.moment(0) - timedelta(days=1) if is_refused else None,
        decided_by=filling.officer if is_refused else None,
        not_selected_reason=NotSelectedReason.DATES_TAKEN if is_refused else "",
        decision_note="Datumi jau ir aizņemti." if is_refused else "")
