"""Owners on their own pages, the way tests open them."""

from django.test import Client
from django.urls import reverse

from tests import make
from vacancies.lifecycle.owner_page import make_link
from vacancies.models import Owner

PAGE = "/owner/"
EMAIL = "saimniece@example.org"


def enter(secret: str) -> str:
    return reverse("popups:owner-enter", args=[secret])


def inside(owner: Owner) -> Client:
    """A browser in which the owner has opened the link."""
    client = Client()
    assert client.get(enter(make_link(owner=owner, by=make.make_officer()))).status_code == 302
    return client
