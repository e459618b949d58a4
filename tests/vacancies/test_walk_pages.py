"""The app of the walk: its page, what the phone keeps of it, and the list of units that it takes along."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.make import days, make_officer, make_reviewer, make_surveyor, make_unit, make_user
from tests.vacancies.asking import queries_of, signed_in
from vacancies.choices import RecordState, Seen
from vacancies.lifecycle.units import record_visit
from vacancies.models import Area, Unit
from vacancies.views.walk.shell import MODULES, shell_urls

pytestmark = pytest.mark.django_db
UNITS = "/walk/units.json"


@pytest.fixture
def surveyor():
    return make_surveyor()


# The list

def test_the_list_has_every_unit_with_its_street_and_what_was_last_seen(surveyor):
    unit = make_unit(address_typed="Dārza iela 12", is_published=False, record_state=RecordState.REPORTED)
    bare = make_unit(address_typed="Pie ezera", latitude=None, longitude=None)
    for day, seen in ((-100, Seen.EMPTY), (-5, Seen.RENOVATION), (-40, Seen.OCCUPIED)):
        record_visit(unit=unit, seen=seen, seen_on=days(day), by=surveyor)
    told = signed_in(surveyor).get(UNITS).json()
    rows = {row[0]: row for row in told["units"]}
    assert rows[unit.reference] == [unit.reference, unit.name, "Dārza iela 12", told["streets"].index("Dārza iela"), 57.424, 27.046,
                                    days(-5).isoformat(), "renovation"]
    assert rows[bare.reference][3:] == [-1, None, None, "", ""]
    assert told["recheck_days"] == settings.RECHECK_DAYS


def test_the_list_leaves_out_what_is_no_longer_a_unit(surveyor):
    kept, archived, merged = make_unit(), make_unit(), make_unit()
    Unit.objects.filter(pk=archived.pk).update(record_state=RecordState.ARCHIVED)
    Unit.objects.filter(pk=merged.pk).update(merged_into=kept)
    assert [row[0] for row in signed_in(surveyor).get(UNITS).json()["units"]] == [kept.reference]


def test_the_list_has_the_areas_with_their_outlines(surveyor):
    ring = [[27.0, 57.4], [27.1, 57.4], [27.1, 57.5]]
    Area.objects.create(key="centrs", name="Centrs", ring=ring)
    assert signed_in(surveyor).get(UNITS).json()["areas"] == [["Centrs", ring]]


def test_the_list_never_tells_what_only_the_office_knows(surveyor):
    make_unit(internal_note="Planted note", asking_rent_cents=98765)
    told = signed_in(surveyor).get(UNITS).content.decode()
    assert "Planted note" not in told and "98765" not in told


def test_one_unit_or_thirty_cost_the_same(surveyor):
    client = signed_in(surveyor)
    record_visit(unit=make_unit(), seen=Seen.EMPTY, seen_on=days(-1), by=surveyor)
    few = queries_of(client, UNITS)
    for _number in range(29):
        record_visit(unit=make_unit(), seen=Seen.EMPTY, seen_on=days(-1), by=surveyor)
    assert queries_of(client, UNITS) == few <= 4
    assert len(client.get(UNITS).json()["units"]) == 30


def test_a_phone_that_has_the_list_gets_only_a_token(surveyor):
    client, unit = signed_in(surveyor), make_unit()
    first = client.get(UNITS)
    again = client.get(UNITS, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["Walk-Token"] and again["Walk-Person"] == first["Walk-Person"]
    record_visit(unit=unit, seen=Seen.EMPTY, seen_on=days(0), by=surveyor)
    assert client.get(UNITS, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_who_only_asks_who_is_signed_in_gets_a_token_without_the_list(surveyor):
    client = signed_in(surveyor)
    make_unit()
    answer = client.get(UNITS, HTTP_IF_NONE_MATCH="*")
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["Walk-Token"] and answer["Walk-Person"] == client.get(UNITS)["Walk-Person"]
    with CaptureQueriesContext(connection) as asked:
        client.get(UNITS, HTTP_IF_NONE_MATCH="*")
    assert len(asked) == queries_of(client, UNITS) - 2, "nothing about units or areas"
    assert Client().get(UNITS, HTTP_ACCEPT="application/json", HTTP_IF_NONE_MATCH="*").status_code == 401


def test_the_list_comes_compressed_and_its_mark_is_known_again(surveyor):
    client = signed_in(surveyor)
    for _number in range(30):
        make_unit()
    plain, packed = client.get(UNITS), client.get(UNITS, HTTP_ACCEPT_ENCODING="gzip")
    assert json.loads(gzip.decompress(packed.content)) == plain.json()
    assert len(packed.content) < len(plain.content) / 2
    assert client.get(UNITS, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=packed["ETag"]).status_code == 304


def test_two_people_on_one_phone_can_be_told_apart_and_neither_is_named(surveyor):
    other = make_surveyor()
    first, second = signed_in(surveyor).get(UNITS), signed_in(other).get(UNITS)
    assert first["Walk-Person"] != second["Walk-Person"]
    assert str(surveyor.pk) != first["Walk-Person"] and surveyor.email not in str(first.headers)


def test_a_script_without_a_person_is_told_so():
    assert Client().get(UNITS, HTTP_ACCEPT="application/json").status_code == 401
    assert Client().get(UNITS).status_code == 302


# The page and what is kept of it

def test_the_page_is_there_for_those_who_keep_units():
    for person, status in ((make_surveyor(), 200), (make_officer(), 200), (make_reviewer(), 404), (make_user(), 404)):
        assert signed_in(person).get("/walk/").status_code == status
    assert Client().get("/walk/")["Location"].endswith("next=/walk/")


def test_the_page_that_a_phone_keeps_names_nobody_and_holds_no_token():
    person = make_surveyor(email="anna.paraudzina@example.org")
    page = signed_in(person).get("/walk/").content.decode()
    assert "anna" not in page.lower()
    assert "csrfmiddlewaretoken" not in page


def test_the_page_says_every_sentence_that_the_scripts_ask_for(surveyor):
    page = signed_in(surveyor).get("/walk/").content.decode()
    words = json.loads(re.search(r'<script id="walk-words"[^>]*>(.*?)</script>', page).group(1))
    scripts = "\n".join(Path(finders.find(name)).read_text() for name in MODULES)
    asked = set(re.findall(r'say\("(\w+)"', scripts))
    assert len(asked) > 20
    assert asked - set(words) == set()


def test_the_scripts_find_every_part_of_the_page(surveyor):
    page = signed_in(surveyor).get("/walk/").content.decode()
    scripts = "\n".join(Path(finders.find(name)).read_text() for name in MODULES)
    asked = set(re.findall(r'(?:byId|getElementById)\("([\w-]+)"\)', scripts))
    for names in re.findall(r"\[([^\[\]]+)\]\.map\((?:byId|\(id\))", scripts):
        asked |= set(re.findall(r'"([\w-]+)"', names))
    assert len(asked) > 20
    assert {name for name in asked if f'id="{name}"' not in page} == set()


def test_the_phone_keeps_every_file_that_the_page_and_its_modules_name(surveyor):
    page = signed_in(surveyor).get("/walk/").content.decode()
    named = set(re.findall(r'(?:src|href|data-base-url)="(/static/[^"#]+)', page))
    for name in MODULES:
        for other in re.findall(r'from "(\.\.?/[\w./-]+)"', Path(finders.find(name)).read_text()):
            found = (Path("/static") / Path(name).parent / other).as_posix()
            named.add(str(Path(found).resolve()))
    assert len(named) > 20
    assert named - set(shell_urls()) == set()


def test_with_hashed_names_the_phone_keeps_both_names_of_a_module(settings, tmp_path, surveyor):
    """Modules import each other without a hash; the page names the first of them with one."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "config.static_files.NamedOnce"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    kept = set(shell_urls())
    assert all((tmp_path / url.removeprefix("/static/")).exists() for url in kept)
    page = signed_in(surveyor).get("/walk/").content.decode()
    assert set(re.findall(r'(?:src|href|data-base-url)="(/static/[^"#]+)', page)) - kept == set()
    assert "/static/js/walk/queue.js" in kept and "/static/js/walk/page.js" in kept
    assert any(re.fullmatch(r"/static/js/walk/page\.\w+\.js", url) for url in kept)
    styles = "".join((tmp_path / url.removeprefix("/static/")).read_text() for url in kept if url.endswith(".css"))
    fonts = {f"/static/vendor/inter/{name}" for name in re.findall(r"inter/([\w.-]+\.woff2)", styles)}
    assert fonts and fonts - kept == set()


def test_every_file_that_the_phone_keeps_exists():
    assert [url for url in shell_urls() if finders.find(url.removeprefix("/static/")) is None] == []


def test_the_worker_may_look_after_the_walk_only_and_is_asked_for_anew_each_time(surveyor):
    answer = signed_in(surveyor).get("/walk/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert (answer["Service-Worker-Allowed"], answer["Cache-Control"]) == ("/walk/", "no-cache")
    shell = json.loads(re.search(r"self\.SHELL = (.*);", answer.content.decode()).group(1))
    assert (shell["page"], shell["files"]) == ("/walk/", shell_urls())
    assert shell["version"] == signed_in(surveyor).get("/walk/")["Walk-Version"]


def test_the_manifest_makes_it_an_app_with_pictures_that_exist():
    told = json.loads(Client().get("/walk/manifest.webmanifest").content)
    assert (told["start_url"], told["display"]) == ("/walk/", "standalone")
    assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in told["icons"])


def test_every_module_can_be_read_in_one_go():
    folder = Path(settings.BASE_DIR) / "static/js/walk"
    assert {path.name: len(path.read_text().splitlines()) for path in folder.glob("*.js") if len(path.read_text().splitlines()) > 200} == {}
    assert {f"js/walk/{path.name}" for path in folder.glob("*.js")} == {*MODULES, "js/walk/worker.js"} - {"js/map.js"}
