"""Asking the pages of the register: as whom, how dear, and what was refused."""

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.make import make_officer, make_reviewer, make_surveyor, make_user


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def queries_of(client: Client, address: str) -> int:
    """The first request of a process fills caches, so the second one is counted."""
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def codes(response: Any) -> set[str]:
    """The codes of all problems that the page shows."""
    return set(" ".join(re.findall(r'data-codes="([^"]*)"', response.content.decode())).split())


def statuses(address: str) -> dict[str, int]:
    """How the page answers each kind of person."""
    people = {"officer": make_officer(), "surveyor": make_surveyor(), "reviewer": make_reviewer(), "applicant": make_user()}
    answers = {name: signed_in(user).get(address).status_code for name, user in people.items()}
    return answers | {"anonymous": Client().get(address).status_code}


def data_of(form: Any) -> dict[str, Any]:
    """What a browser would send back if nobody typed anything."""
    sent: dict[str, Any] = {}
    for field in form:
        value, widget = field.value(), field.field.widget
        if hasattr(widget, "widgets_names"):
            parts = value if isinstance(value, list) else widget.decompress(value)
            sent |= {field.html_name + ending: part or "" for ending, part in zip(widget.widgets_names, parts, strict=True)}
        elif widget.__class__.__name__ == "CheckboxInput":
            sent |= {field.html_name: "on"} if value else {}
        elif getattr(widget, "allow_multiple_selected", False):
            sent[field.html_name] = list(value or [])
        else:
            shown = widget.format_value(value)
            shown = shown[0] if isinstance(shown, list) and shown else shown
            sent[field.html_name] = "" if shown is None or shown == [] else str(shown)
    return sent
