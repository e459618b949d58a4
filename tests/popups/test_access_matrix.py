"""Every address × every role. An address that nobody listed in access_table.py fails the first test."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from popups.choices import ApplicationStatus, AssignedHow, ObjectionOutcome, Outcome, PaperKind
from popups.lifecycle.bulk import change_many
from popups.lifecycle.merging import merge_units
from popups.lifecycle.reviewing import assign
from popups.models import Letter, Look, Objection, Paper, User
from tests import make
from tests.popups.access_table import ANONYMOUS, APPLICANT, EVERY_ROLE, OTHER, TABLE, Line
from tests.popups.deciding import make_told_call
from tests.popups.matching.planned import planned_names
from vacancies.choices import BulkVerb, ClosedReason, Role
from vacancies.lifecycle.views import keep_view
from vacancies.models import ClosedPeriod, Photo

UNNAMED = {"admin/login/", "styleguide/"}  # a redirect, and a page that exists only while developing


def addresses(resolver: Any, space: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or ''}", str(pattern.pattern)


def test_every_address_is_in_the_table_and_nothing_else_is():
    found = {name for name, pattern in addresses(get_resolver()) if not name.startswith("admin:") and pattern not in UNNAMED}
    assert found - set(TABLE) == set(), "addresses that nobody listed in access_table.py"
    assert set(TABLE) - found == set(), "lines without an address"


@dataclass
class World:
    people: dict[str, User | None]
    args: dict[str, str] = field(default_factory=dict)
    signed_in: dict[str, Client] = field(default_factory=dict)

    def address(self, name: str, line: Line) -> str:
        return reverse(name, args=[self.args.get(arg, arg) for arg in line.args]) + line.query.format(**self.args)

    def client(self, role: str) -> Client:
        """A new one, in the session in which this person signed in first."""
        client, person = Client(), self.people[role]
        if person is not None:
            if role not in self.signed_in:
                self.signed_in[role] = Client()
                self.signed_in[role].force_login(person)
            client.cookies.update(self.signed_in[role].cookies)
        return client

    def is_still_in(self, role: str) -> bool:
        """Or else everything that came after would have been answered to nobody."""
        person = self.people[role]
        return person is None or self.signed_in[role].session.get(SESSION_KEY) == str(person.pk)


@pytest.fixture
def world(db, settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path
    maker, officer = make.make_user(), make.make_officer()
    people = {ANONYMOUS: None, APPLICANT: maker, OTHER: make.make_applicant().user, Role.OFFICER.value: officer,
              Role.REVIEWER.value: make.make_reviewer(), Role.SURVEYOR.value: make.make_surveyor()}
    profile = make.make_applicant(user=maker)
    unit = make.make_unit(by=officer)
    asked = {name: make.make_application(applicant=profile, unit=unit, status=status) for name, status in (
        ("draft", ApplicationStatus.DRAFT), ("application", ApplicationStatus.SUBMITTED))}
    offer = make.make_offer(unit=unit, application=make.make_application(applicant=profile, unit=unit), by=officer)
    tenancy = make.make_tenancy(unit=make.make_unit(), application=make.make_application(applicant=profile), by=officer)
    paper = Paper.objects.create(application=asked["application"], key="a" * 32, kind=PaperKind.OTHER, file_name="plan.pdf",
                                 content_type="application/pdf", size=4)
    photo = Photo.objects.create(unit=unit, key="b" * 32, width=4, height=3, sha256="c" * 64)
    for name in (paper.stored_name, f"photos/{photo.key}-480.webp"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"%PDF")
    closed = ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.SEASON, starts_on=make.days(300), ends_on=make.days(310))
    event = make.make_event(unit=unit, by=officer)
    own_event = make.make_event(unit=tenancy.unit, tenancy=tenancy, by=officer)
    report = make.make_report(unit=unit)
    merge = merge_units(kept=make.make_unit(), merged=make.make_unit(), by=officer)
    reviewed = make.make_application(unit=unit, call=make.make_call(by=officer))
    blind_paper = Paper.objects.create(application=reviewed, key="d" * 32, kind=PaperKind.OTHER, file_name="podi.pdf",
                                       content_type="application/pdf", size=4)
    assign(applications=[reviewed], reviewers=[officer, people[Role.REVIEWER.value]], how=AssignedHow.BY_HAND, by=officer)
    decided_call, (told, *_others) = make_told_call(outcomes=(Outcome.RESERVE,), applicant=profile, by=officer)
    objection = Objection.objects.create(application=told, text="Why?", answer="So.", outcome=ObjectionOutcome.UPHELD,
                                         answered_at=timezone.now(), answered_by=officer)
    return World(people, {
        **planned_names(by=officer),
        "decided_call": decided_call.reference, "told": told.reference, "objection": str(objection.pk),
        "blind_call": make.make_call(by=officer, is_blind=True).reference, "reviewed_paper": blind_paper.key,
        "reviewed": reviewed.reference, "reviewed_call": reviewed.call.reference,
        "unit": unit.reference, "draft": asked["draft"].reference, "application": asked["application"].reference,
        "offer": offer.reference, "proposal": make.make_proposal().key, "tenancy": tenancy.reference, "paper": paper.key, "internal_photo": photo.key,
        "vacancy": str(unit.vacancies.get().pk), "closed": str(closed.pk), "entry_line": str(unit.history.first().history_id),
        "import": make.make_import(by=officer).key, "event": event.reference, "own_event": own_event.reference, "report": report.key, "other_unit": make.make_unit().reference, "merge": merge.key,
        "shop": make.make_shop().reference, "area": make.make_area(by=officer).key,
        "owner": str(make.make_owner().pk), "call": make.make_call(by=officer).reference, "question": make.make_question(by=officer).key, "member": str(make.make_member().pk), "view": str(keep_view(name="Mine", query="q=pils", is_shared=False, by=officer).pk),
        "change": change_many(verb=BulkVerb.UNPUBLISH, keys=[make.make_unit().pk], by=officer).key, "letter": Letter.objects.first().key, "uuid": "00000000-0000-4000-8000-000000000000", "word": "abc", "number": "1", "doubtful": "doubtful"})


def rows() -> dict[str, list]:
    """Everything the two apps hold, to see that nothing changed; but who of the staff read an application is written down."""
    models = [model for app in ("popups", "vacancies") for model in apps.get_app_config(app).get_models()]
    return {model._meta.label: sorted(map(repr, model._base_manager.values_list())) for model in models if model not in (User, Look)}


def is_the_door(response: Any) -> bool:
    return response.status_code == 302 and "/sign-in/" in response["Location"] or "/accounts/login/" in response.get("Location", "")


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_those_who_may_come_in_all_others_find_nothing_and_looking_changes_nothing(world, role):
    before, wrong = rows(), []
    for name, line in TABLE.items():
        response = world.client(role).get(world.address(name, line))
        if role in line.audience:
            fits = response.status_code in line.answers
        elif role == ANONYMOUS and name != "vacancies:photo-file":
            fits = is_the_door(response) or response.status_code == 405
        else:
            fits = response.status_code == 404 or line.answers == (405,) and response.status_code == 405
        if not fits:
            wrong.append((name, role, response.status_code, response.get("Location", "")))
        if not response.streaming and re.search(rb"20[0-9]{2}\.(?:</\w+>)*\.(?!\.)", response.content):
            wrong.append((name, role, "a day with two full stops", ""))
    assert wrong == []
    assert rows() == before
    assert world.is_still_in(role)


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_those_who_may_not_cannot_change_anything_by_sending(world, role):
    before, wrong = rows(), []
    for name, line in TABLE.items():
        if role in line.audience or name in {"popups:application-start"}:
            continue
        response = world.client(role).post(world.address(name, line), {"which": "visit", "do": "release", "to": "archived"})
        if response.status_code not in {302, 404, 405} or response.status_code == 302 and not is_the_door(response):
            wrong.append((name, role, response.status_code))
    assert wrong == []
    assert rows() == before
    assert world.is_still_in(role)


@pytest.mark.parametrize("role", [APPLICANT, Role.OFFICER.value])
def test_what_does_not_exist_looks_like_what_one_may_not_see(world, role):
    wrong = []
    for name, line in TABLE.items():
        if not line.args or name.startswith(("account_", "mfa_")) or line.answers == (405,):
            continue
        unknown = {"480": "480", "what": "what", **dict.fromkeys(("vacancy", "closed", "entry_line", "view", "owner", "objection", "member"), "999999")}
        args = [unknown.get(arg, "Z-ZZZZ") for arg in line.args]
        response = world.client(role).get(reverse(name, args=args))
        if response.status_code != 404:
            wrong.append((name, role, response.status_code))
    assert wrong == []


def test_only_superusers_repair_rows(world):
    for role in EVERY_ROLE:
        response = world.client(role).get("/admin/")
        assert response.status_code in {302, 404}
    root = User.objects.create_superuser("root@example.org", make.PASSWORD)
    client = Client()
    client.force_login(root)
    assert client.get("/admin/").status_code == 200
