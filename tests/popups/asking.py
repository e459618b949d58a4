"""Asking pages the way tests do: what they cost, and which rows they show."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from popups.models import User


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def queries_of(client: Client, address: str) -> int:
    """The first request of a process fills caches, so the second one is counted."""
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def references(response) -> list[str]:
    """The rows of a list, by their data-reference, in order."""
    return re.findall(r'data-reference="([^"]+)"', response.content.decode())


def shown_count(response) -> int:
    """What the page says how many there are."""
    found = re.search(r'id="count"[^>]*data-count="(\d+)"', response.content.decode())
    assert found, "the page says how many rows there are"
    return int(found.group(1))


def codes(response) -> set[str]:
    """The codes of all problems that the page shows."""
    return set(" ".join(re.findall(r'data-codes="([^"]*)"', response.content.decode())).split())
