"""Loads the demonstration town: one transaction, in the order in which a real town would have grown."""

import random
from datetime import date

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from popups.demo.agreed import agree_with_owners
from popups.demo.asks import ASKS
from popups.demo.besides import besides
from popups.demo.calls import calls
from popups.demo.cast import Cast
from popups.demo.chronicle import Chronicle
from popups.demo.companions import BY_CODE, PEOPLE
from popups.demo.desk import desk
from popups.demo.evenings import evenings
from popups.demo.hasher import DemoPasswordHasher
from popups.demo.imports import import_lists
from popups.demo.long_life import date_histories, long_life
from popups.demo.owners_say import open_owners_page
from popups.demo.people import Person
from popups.demo.pictures import shots, take_pictures
from popups.demo.playing import tenants_say
from popups.demo.register import register
from popups.demo.residents import photograph_report, residents
from popups.demo.shops import newcomers, open_old_shops
from popups.demo.stories import tell
from popups.demo.talks import talk_with_owners
from popups.kinds import KINDS
from popups.models import Applicant, Application, Event, Letter, Offer, Paper, Tenancy, User
from vacancies.choices import Role
from vacancies.imports import stored_files
from vacancies.latvian import fold
from vacancies.models import ImportRun, Photo, Shop, Unit
from vacancies.photos import remove
from vacancies.problem import Problem, refuse_if
from vacancies.progress import Progress
from vacancies.references import predictable

PASSWORD = "Tuksais-skatlogs-2026"  # noqa: S105 (printed for everybody by demo_logins)
STAFF: tuple[tuple[str, str, str, str], ...] = (
    ("officer", "Ieva", "Skatlodziņa", Role.OFFICER),
    ("reviewer", "Modris", "Vērtnieks", Role.REVIEWER),
    ("surveyor", "Katrīna", "Pastaiga", Role.SURVEYOR),
    ("admin", "Uldis", "Atslēga", Role.OFFICER),
    ("reviewer2", "Ligita", "Zīmule", Role.REVIEWER),
    ("reviewer3", "Aldis", "Lasmanis", Role.REVIEWER),
)
COUNTED: tuple[type[Model], ...] = (Unit, Photo, Shop, Applicant, Application, Offer, Tenancy, Event, Letter)


def may_load() -> list[Problem]:
    if not settings.IS_DEMO:
        return [Problem("not_a_demonstration", _("This is not a demonstration. Set IS_DEMO=on to load invented people and places."))]
    if Unit.objects.exists():
        return [Problem("not_empty", _("The register already holds units. The demonstration is only loaded into an empty database."))]
    return []


def load(*, seed: int, today: date, has_pictures: bool = True) -> dict[type[Model], int]:
    """Everything or nothing; returns how many rows of each kind there are. No letter is sent.

    Costs some ten seconds, more than half of them for the pictures.
    """
    refuse_if(may_load())
    photos: list[Photo] = []
    runs: list[ImportRun] = []
    papers: list[Paper] = []
    try:
        with predictable(seed), transaction.atomic():
            _load(seed, today, photos if has_pictures else None, runs, papers)
    except BaseException:
        for paper in papers:
            default_storage.delete(paper.stored_name)
        for run in runs:
            stored_files.forget(run.key)
        for photo in photos:
            remove(photo.key, default_storage)
        raise
    return {model: model._base_manager.count() for model in COUNTED}


def _load(seed: int, today: date, photos: list[Photo] | None, runs: list[ImportRun], papers: list[Paper]) -> None:
    """Photos, imports and papers are added to their lists as soon as their files are there; None: there shall be no pictures."""
    chronicle = Chronicle(today, random.Random(seed))
    officer, reviewer, surveyor, admin, *more = [_staff_member(chronicle, *row) for row in STAFF]
    cast = Cast(chronicle, officer, reviewer, surveyor, reviewers=[reviewer, *more, officer, admin], papers=papers)
    register(cast)
    open_old_shops(cast)
    desk(cast)
    cast.people = {code: _applicant(chronicle, person) for code, person in BY_CODE.items()}
    stories = [tell(cast, ask) for ask in ASKS] + newcomers(cast) + evenings(cast) + residents(cast) + [tenants_say(cast)]
    stories += calls(cast) + besides(cast)
    with Progress(_("Living through the year")) as progress:
        chronicle.run(stories, progress.at)
        chronicle.write()
    for told in (agree_with_owners, talk_with_owners, open_owners_page, long_life):
        told(cast)
    import_lists(cast, runs)
    if photos is not None:
        _draw(cast, photos)
    date_histories()


def _draw(cast: Cast, photos: list[Photo]) -> None:
    wanted = shots(cast)
    with Progress(_("Drawing the shop fronts"), total=len(wanted)) as progress:
        for photo in take_pictures(cast, wanted):
            photos.append(photo)
            progress.at(len(photos))
    photograph_report()


def _staff_member(chronicle: Chronicle, name: str, first: str, last: str, role: str) -> User:
    is_admin = name == "admin"
    user = User(email=f"{name}@example.org", first_name=first, last_name=last, role=role, is_staff=is_admin,
                is_superuser=is_admin, date_joined=chronicle.moment(-430))
    user.password = make_password(PASSWORD, salt="demonstration", hasher=DemoPasswordHasher())
    return _kept(user)


def _applicant(chronicle: Chronicle, person: Person) -> User:
    """Signs in by a code, so there is no password."""
    first, _space, last = person.contact.partition(" ")
    user = User(email=email_of(person), first_name=first, last_name=last, language=person.language,
                date_joined=chronicle.moment(-380))
    user.password = f"{UNUSABLE_PASSWORD_PREFIX}demonstration"
    return _kept(user)


def _kept(user: User) -> User:
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def email_of(person: Person) -> str:
    return f"{slugify(fold(person.contact)).replace('-', '.')}@example.org"


def one_of_each_kind() -> list[Person]:
    """The first maker, association, musician and host: the ones whose log-ins are shown."""
    return [next(person for person in PEOPLE if person.kind == kind) for kind in KINDS]
