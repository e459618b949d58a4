"""A town in which anybody does anything at any time, possible or not, by chance that a seed repeats."""

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import time_machine
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Model, QuerySet
from django.test import TestCase
from django.utils import timezone

from popups.choices import NotSelectedReason, Outcome
from popups.kinds import ApplicantKind
from popups.lifecycle.claiming import begin_draft
from popups.lifecycle.deciding import close_deciding, decide
from popups.lifecycle.results import send_results
from popups.lifecycle.reviewing import declare_conflict
from popups.models import Alert, Application, Call, User
from popups.rules.nearness import office
from popups.rules.rivals import judging_problems
from tests import make
from vacancies.lifecycle.saving import Stale
from vacancies.models import Unit
from vacancies.problem import Refused

BEGIN = datetime(2026, 3, 2, 9, tzinfo=timezone.get_fixed_timezone(120))
FILES = "files"
WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"')
ASKS = re.compile(r"\s*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK TO|BEGIN)\b")
FITTING = 0.9  # how often a step is tried where it should be possible


class NothingThere(Exception):
    """Nobody has anything yet with which this step could be tried."""


@dataclass
class Town:
    dice: random.Random
    clock: Any  # the traveller of time_machine
    officers: list[User]
    reviewers: list[User]
    people: list[User]
    units: list[Unit]
    calls: list[Call]
    erased: dict[int, list[str]] = field(default_factory=dict)  # whom, and the words that only they brought
    wishes: dict[str, Alert] = field(default_factory=dict)  # for e-mails, as they were read when they were asked for
    stopped: dict[str, datetime] = field(default_factory=dict)  # keys of those that somebody ended
    done: Counter = field(default_factory=Counter)
    refused: Counter = field(default_factory=Counter)
    story: list[str] = field(default_factory=list)

    @property
    def today(self) -> date:
        return timezone.localdate()

    def one_of(self, fitting: QuerySet) -> Any:
        """Mostly one of these; now and then any row of the kind, also one with which this cannot be done."""
        rows = fitting if self.dice.random() < FITTING else fitting.model._base_manager.all()
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        if not keys:
            raise NothingThere
        return fitting.model._base_manager.get(pk=self.dice.choice(keys))

    def of_status(self, *statuses: str) -> Application:
        return self.one_of(Application.objects.filter(status__in=statuses))

    def officer(self) -> User:
        return self.dice.choice(self.officers)

    def often(self, value: Any, otherwise: Any) -> Any:
        return value if self.dice.random() < FITTING else otherwise

    def sender_of(self, application: Application) -> User:
        """Who speaks for an application: its applicant; for somebody without an account an officer. Whoever was erased does nothing."""
        user = application.applicant.user
        if user is not None and not user.is_active:
            raise NothingThere
        return user or self.officer()

    def wait(self, hours: int) -> None:
        self.clock.shift(timedelta(hours=hours))


def person(kind: str, name: str) -> User:
    """Somebody whose words nobody else uses, so that they can be looked for."""
    user = make.make_user(email=f"{name}@example.org")
    make.make_applicant(user=user, kind=kind, name=f"{name} darbnīca", contact_name=f"{name} Ozols", phone=f"+371 {name}")
    return user


def people_of_every_kind() -> list[User]:
    return [person(kind, f"Pers0{number}ona") for number, kind in enumerate([*ApplicantKind, ApplicantKind.MAKER])]


def found(seed: int, clock: Any) -> Town:
    """Four units, one of them divided, two with an owner who can be asked; a call that is open for three more days.

    Two applications came on their own, three to the call, and one draft is nobody's. To one of the three the second officer stands too
    near, in every second town the first one to another. Every third town begins when the call has closed and two are on its
    reserve list, every third when its results are sent.
    """
    officers = [make.make_officer(), make.make_officer()]
    owner = make.make_owner(email="saimniece@example.org")
    units = [make.make_unit(by=officers[0], owner=owner if number % 2 else None) for number in range(4)]
    make.divide(units[2], "A", "B", by=officers[0])
    call = make.make_call(by=officers[0], days_left=3, places=2, commercial_until=make.days(20))
    reviewers = [make.make_reviewer() for _number in range(3)]
    people = people_of_every_kind()
    for number, person in enumerate(people):
        make.make_application(applicant=person.applicants.get(), unit=units[number % 4], officer=officers[0], call=call if number > 1 else None,
                              latest_end_on=make.days(200))
    for _number in range(3):
        make.make_member()
    office().exclude(pk__in=[person.pk for person in officers]).update(is_active=False)  # whoever else was needed to make all this
    begin_draft(kind=ApplicantKind.MAKER)
    for number, officer in enumerate(officers if seed % 2 else officers[1:]):
        declare_conflict(application=Application.objects.filter(call=call).order_by("-pk")[number], by=officer, reason="My sister.")
    if seed % 3:
        clock.shift(timedelta(days=4))
    if seed % 3 == 1:
        for application in Application.objects.filter(call=call).order_by("-pk")[:2]:
            decide(application=application, outcome=Outcome.RESERVE, by=_somebody(officers, application), rule_reason="So.")
    if seed % 3 == 2:
        _tell_results(call, officers)
    return Town(random.Random(seed), clock, officers, reviewers, people, units, [call])


def _somebody(officers: list[User], application: Application) -> User:
    return next(person for person in officers if not judging_problems(application, person))


def _tell_results(call: Call, officers: list[User]) -> None:
    """One place, one on the reserve list, one refused."""
    for application, outcome in zip(Application.objects.filter(call=call).order_by("pk"), Outcome, strict=True):
        decide(application=application, outcome=outcome, by=_somebody(officers, application), reason=NotSelectedReason.BUDGET, note="Too little.", rule_reason="So.")
    close_deciding(call=call, by=officers[0], decision_number="1", meeting_notes="")
    send_results(call=call, by=officers[0])


@cache
def _tables() -> list[type[Model]]:
    both = [model for label in ("vacancies", "popups") for model in apps.get_app_config(label).get_models(include_auto_created=True)]
    return [model for model in both if not model.__name__.startswith("Historical")]


def read(model: type[Model]) -> list[tuple]:
    """Every row as it stands there. Asked without models, since it is asked after every step."""
    key = connection.ops.quote_name(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)} ORDER BY {key}")
        return cursor.fetchall()


class Ledger:
    """Every row of every table, and the names of the files. After a step only those tables are read again that it wrote to."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple]] = {}
        self.touched = {model._meta.db_table for model in _tables()}
        self.read_again()

    def watch(self, execute, sql, params, many, context):
        """For connection.execute_wrapper. What is neither a question nor one of the three ways to write may have changed anything."""
        written = WRITES.match(sql)
        if written:
            self.touched.add(written[1])
        elif not ASKS.match(sql):
            self.touched |= {model._meta.db_table for model in _tables()}
        return execute(sql, params, many, context)

    def read_again(self) -> dict[str, list[tuple]]:
        touched, self.touched = self.touched, set()
        now = {model._meta.label: read(model) for model in _tables() if model._meta.db_table in touched}
        self.rows = self.rows | now | {FILES: files()}
        return self.rows


def files() -> list[tuple]:
    """Of the papers, which lie beside the tables."""
    return sorted((name,) for name in default_storage.listdir("papers")[1]) if default_storage.exists("papers") else []


def differing(before: dict[str, list[tuple]], after: dict[str, list[tuple]]) -> list[str]:
    return [table for table, rows in after.items() if rows != before[table]]


Step = Callable[[Town], object]


def try_step(town: Town, step: Step) -> bool | None:
    """Whether it was done. None: there was nothing to try it with. Any other failure than a refusal is a fault.

    What waits for a commit (letters that leave, files that go) is done after the step, as if it had been one.
    """
    try:
        with TestCase.captureOnCommitCallbacks(execute=True):
            step(town)
    except NothingThere:
        return None
    except (Refused, Stale) as no:
        town.story.append(f"{town.today} {step.__name__}: {getattr(no, 'codes', 'stale')}")
        town.refused[step.__name__] += 1
        return False
    town.story.append(f"{town.today} {step.__name__}: done")
    town.done[step.__name__] += 1
    return True


def choose(town: Town, steps: dict[Step, float]) -> Step:
    """By their weights; what was seldom tried so far comes first, so that a walk gets somewhere."""
    tried = {step: town.done[step.__name__] + town.refused[step.__name__] / 3 for step in steps}
    return town.dice.choices(list(steps), [weight / (1 + tried[step]) for step, weight in steps.items()])[0]


def travel() -> Any:
    return time_machine.travel(BEGIN, tick=True)
