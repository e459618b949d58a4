"""Every address × every role. An address that nobody listed in access_table.py fails the first test."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from popups.models import Look, User
from tests import make
from tests.popups.access_table import ANONYMOUS, APPLICANT, EVERY_ROLE, TABLE
from tests.popups.access_world import World, make_world
from vacancies.choices import Role

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


@pytest.fixture
def world(db, settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return make_world(tmp_path)


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
