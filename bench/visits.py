"""One town of a given size, and the visits that bench/pages.py asks for. Not run by hand.

A process of its own for each database, since Django has one. It is told one word a line ("queries" or "visit") and
answers one line of JSON each time: per page its queries and bytes, or its processor and wall time in milliseconds.
"""

import argparse
import json
import logging
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from math import cos, pi, sin
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django
from django.conf import settings
from django.db import connection
from django.db.models import Count

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
django.setup()

# Below setup: models cannot be imported before it.
from django.core.management import call_command  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.http.response import HttpResponseBase  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path, reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.desk import fill_desk  # noqa: E402
from config.urls import urlpatterns  # noqa: E402
from popups.demo.bulk import fill  # noqa: E402
from popups.models import Tenancy, User  # noqa: E402
from popups.reports.queue import queue  # noqa: E402
from vacancies.choices import Role  # noqa: E402
from vacancies.models import Area, FieldVisit, Unit  # noqa: E402

HOST = settings.ALLOWED_HOSTS[0]
# What the proxy of docs/operations.md says of a visitor; the language that most visitors of the town read.
HEADERS = {"HTTP_HOST": HOST, "HTTP_X_FORWARDED_PROTO": "https", "HTTP_ACCEPT_LANGUAGE": "lv"}
BARE, BEHIND = "bare/", "bare view"
MANY = 20  # times a round for what takes a millisecond only


def bare_view(request: HttpRequest, reference: str) -> HttpResponse:
    """What everything is compared with: one indexed query, and its answer as plain text."""
    return HttpResponse(Unit.objects.values_list("name", flat=True).get(reference=reference), content_type="text/plain")


urlpatterns.append(path(f"{BARE}<str:reference>/", bare_view))


def client_for(user: User | None = None, *, is_bare: bool = False) -> Client:
    """Bare: no middleware at all, as little as Django can do."""
    client = Client(raise_request_exception=True, **HEADERS)
    if is_bare:
        with override_settings(MIDDLEWARE=[]):
            client.handler.load_middleware()
    if user:
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def with_filters(address: str) -> str:
    """As somebody looks who knows what they want: days, size, rent, water."""
    first = timezone.localdate() + timedelta(days=30)
    wanted = {"first_day": first, "last_day": first + timedelta(days=30), "area_min": 20, "rent_max": 450, "features": "water"}
    return f"{address}?{urlencode(wanted)}"


def some_unit() -> str:
    """A public one in which a pop-up is open today, so that its page has everything to say."""
    listed = Unit.objects.listed()
    tenancy = Tenancy.objects.on(timezone.localdate()).filter(unit__in=listed).order_by("pk").select_related("unit").first()
    return tenancy.unit.reference if tenancy else listed.order_by("pk")[0].reference


def some_application() -> str:
    """One from the middle of the queue, so with neighbours, that still asks for days to come, so with units to compare."""
    today = timezone.localdate()
    waiting = queue(today).filter(latest_end_on__gt=today + timedelta(days=60)).order_by("submitted_at", "pk")
    return waiting[waiting.count() // 2].reference


def longest_story() -> str:
    most = FieldVisit.objects.values("unit__reference").annotate(number=Count("pk")).order_by("-number", "unit")[0]
    return f"{reverse('popups:staff-unit', args=[most['unit__reference']])}?tab=history"


def addresses_of_the_register() -> dict[str, str]:
    """What belongs to the register: kept true over time, on the street and at the desk."""
    units, plain = reverse("popups:staff-unit-list"), {
        "staff map": "popups:staff-map", "points of the staff map": "popups:staff-map-points", "due for a re-check": "popups:due-list",
        "duplicates": "popups:duplicate-list", "board of owners": "popups:owner-board", "owners": "vacancies:owner-list",
        "reports by residents": "popups:staff-report-list", "imports": "vacancies:import-list", "areas": "popups:area-list",
        "walk, its list (JSON)": "vacancies:walk-units", "staff today": "popups:staff-today", "dashboard": "popups:staff-dashboard"}
    return {
        "staff units": units, "staff units, in an area": f"{units}?area=middle",
        "staff units, narrowed": f"{units}?q=telpa&occupancy=vacant&seen=due&published=yes&record=confirmed&since=known",
        "staff units, suspected": f"{units}?occupancy=suspected", "staff units, by talks": f"{units}?stage=willing&owner=company",
        **{name: reverse(address) for name, address in plain.items()},
        "board of owners, as a list": f"{reverse('popups:owner-board')}?view=list&everything=on",
        "story of a unit": longest_story(), "export (CSV, all units)": reverse("popups:unit-export", args=["csv"])}


def visits() -> dict[str, Callable[[], HttpResponseBase]]:
    anybody, officer = client_for(), client_for(User.objects.filter(role=Role.OFFICER).earliest("pk"))
    unit, units = some_unit(), reverse("popups:unit-list")
    public = {
        "home": reverse("popups:home"), "units": units, "units, filtered": with_filters(units),
        "unit": reverse("popups:unit-detail", args=[unit]), "points of the map": reverse("popups:unit-points"),
        "shop map": reverse("popups:shop-map"), BEHIND + " behind our middleware": f"/{BARE}{unit}/"}
    office = {
        "application queue": reverse("popups:staff-application-list"),
        "application": reverse("popups:staff-application", args=[some_application()]),
        "tenancies timeline": reverse("popups:tenancy-timeline"), **addresses_of_the_register()}
    every = [(name, anybody, address) for name, address in public.items()]
    every += [(name, officer, address) for name, address in office.items()]
    every.append((BEHIND, client_for(is_bare=True), f"/{BARE}{unit}/"))
    return {name: lambda client=client, address=address: client.get(address, secure=True) for name, client, address in every}


def database_time() -> float:
    """Processor time in ms of the PostgreSQL process that serves us; SQLite works in our own process.

    Linux tells it of processes on the same machine, which the throw-away server is; elsewhere it is 0.
    """
    if connection.vendor != "postgresql":
        return 0.0
    try:
        return int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e6
    except OSError:
        return 0.0


def body_of(response: HttpResponseBase) -> bytes:
    """A file that is written while it is sent costs only when it is read."""
    return response.getvalue() if response.streaming else response.content


def timed(visit: Callable[[], HttpResponseBase], times: int) -> dict[str, float]:
    database, processor, wall = database_time(), time.process_time(), time.perf_counter()
    for _time in range(times):
        body_of(visit())
    spent = {"cpu": (time.process_time() - processor) * 1000, "wall": (time.perf_counter() - wall) * 1000}
    spent["cpu"] += database_time() - database
    return {kind: milliseconds / times for kind, milliseconds in spent.items()}


def counted(visit: Callable[[], HttpResponseBase], _times: int) -> dict[str, Any]:
    with CaptureQueriesContext(connection) as queries:
        response = visit()
        body = body_of(response)
    if response.status_code != 200:
        raise SystemExit(f"{response.request['PATH_INFO']} answered {response.status_code}, not 200.")
    return {"queries": len(queries), "bytes": len(body), "sql": [query["sql"] for query in queries]}


def make_town(size: int, applications: int, static: Path) -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if not static.exists():
        call_command("collectstatic", verbosity=0, interactive=False)
    fill(units=size, applications=applications)
    fill_desk(User.objects.filter(role=Role.OFFICER).earliest("pk"))
    Area.objects.create(key="middle", name="Middle", ring=[
        [27.045 + 0.006 * cos(index * pi / 50), 57.424 + 0.003 * sin(index * pi / 50)] for index in range(100)])
    if connection.vendor == "postgresql":  # what its autovacuum would have done by itself some minutes later
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--applications", type=int, required=True)
    parser.add_argument("--static", type=Path, required=True)
    options = parser.parse_args()
    settings.STATIC_ROOT = options.static
    logging.getLogger("popups.viewed").setLevel(logging.WARNING)  # who read which application: not told on the terminal
    make_town(options.size, options.applications, options.static)
    every, ways = visits(), {"queries": counted, "visit": timed}
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(json.dumps({name: ways[line.strip()](visit, MANY if BEHIND in name else 1) for name, visit in every.items()}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
