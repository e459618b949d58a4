"""What the tests of applying have in common: what a person types on each page."""

from django.urls import reverse

from popups.models import Application
from tests.make import days
from vacancies.choices import Activity


def page_of(application: Application, step: str) -> str:
    return reverse("popups:application-step", args=[application.reference, step])


def lv(day) -> str:
    return f"{day:%d.%m.%Y}."


WHO = {"kind": "maker", "name": "Māla darbnīca", "contact_name": "Anna", "phone": "+371 20000000", "website": "mals.example"}
WHAT = {"title": "Krūzes", "activity": Activity.CRAFTS, "description": "Krūzes un bļodas.", "goods": "Krūzes",
        "makes_on_site": "yes", "first_shop": "no"}


def where(**changed) -> dict:
    return {"use": "whole", "where": "anywhere", "earliest_start_on": lv(days(10)), "latest_end_on": lv(days(100)),
            "shortest_days_number": "6", "shortest_days_unit": "7", "longest_days_number": "80",
            "longest_days_unit": "1"} | changed


NEEDS = {"needed_features": ["water", "wc"], "budget_cents": "150,50", "needs_note": "Vitrīna"}


def codes_on(response) -> list[str]:
    form = response.context["form"]
    return [error.code for errors in form.errors.as_data().values() for error in errors]


def fill(client, draft, unit=None) -> None:
    client.post(page_of(draft, "who"), WHO)
    client.post(page_of(draft, "what"), WHAT)
    client.post(page_of(draft, "where"), where(where="units", unit_1=unit.reference) if unit else where())
    client.post(page_of(draft, "needs"), NEEDS)
