"""The frame around every page, and the files it needs."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.urls import reverse

from popups.context import FOOTER_NAV, PUBLIC_NAV, STAFF_NAV, page
from tests.make import make_officer, make_surveyor, make_user
from vacancies.kinds import FEATURES

STATIC = Path(settings.BASE_DIR) / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = Path(settings.BASE_DIR) / "templates"


def sprite() -> set[str]:
    return set(re.findall(r'<symbol id="([\w-]+)"', (VENDOR / "tabler/icons.svg").read_text()))


def test_every_icon_that_is_used_is_in_the_sprite():
    text = "\n".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    used = set(re.findall(r'{%\s*icon "([\w-]+)"', text)) | set(re.findall(r'\bicon="([\w-]+)"', text))
    assert len(used) > 10
    assert used | {feature.icon for feature in FEATURES} <= sprite()


def test_every_vendored_package_has_its_licence_and_version():
    rows = re.findall(r"^\| (\S+) \| ([\d.]+) \| (\S+) \| (\S+) \|$", (VENDOR / "VERSIONS.md").read_text(), re.M)
    assert len(rows) == 6
    assert all((VENDOR / licence).stat().st_size > 300 for *_rest, licence in rows)
    folders = {path.name for path in VENDOR.iterdir() if path.is_dir()}
    assert folders == {licence.split("/")[0] for *_rest, licence in rows}


def test_nothing_vendored_points_at_a_file_that_is_not_there():
    assert not [path for path in VENDOR.rglob("*.*s") if "sourceMappingURL" in path.read_text()]


def test_the_vendored_files_stay_lean():
    assert sum(path.stat().st_size for path in VENDOR.rglob("*") if path.is_file()) < 700_000


def test_the_manifest_can_collect_every_file(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "config.static_files.NamedOnce"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    named = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert {"css/app.css", "js/page.js", "vendor/tabler/icons.svg", "vendor/leaflet/leaflet.css"} <= named.keys()
    for _time in range(2):
        assert staticfiles_storage.url("css/app.css") == f"/static/{named['css/app.css']}"
        assert staticfiles_storage.url("js/page.js") == f"/static/{named['js/page.js']}"


def test_every_static_file_that_a_template_names_exists():
    text = "\n".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    named = {name for name in re.findall(r"{% static '([^']+)' %}", text) if not name.startswith(("mfa/", "account/"))}
    assert len(named) > 12
    assert [name for name in named if not finders.find(name)] == []


def test_every_item_of_the_navigation_leads_somewhere():
    for name, *_rest in (*PUBLIC_NAV, *FOOTER_NAV, *STAFF_NAV):
        assert reverse(name).startswith("/")


@pytest.mark.parametrize("cookie", ["", "neon", "dark"])
def test_an_unknown_colour_scheme_is_the_devices_own(rf, cookie):
    request = rf.get("/")
    request.COOKIES["scheme"] = cookie
    assert page(request)["page"]["scheme"] == ("dark" if cookie == "dark" else "auto")


def test_the_frame_asks_the_database_nothing_for_a_stranger(client, settings, django_assert_num_queries, db):
    settings.ROOT_URLCONF = "tests.look.urls"
    with django_assert_num_queries(0):
        assert client.get("/styleguide/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "seen"), [(make_officer, 11), (make_surveyor, 2), (make_user, 0)])
def test_each_role_is_shown_what_it_may_open(rf, make, seen):
    request = rf.get("/")
    request.user = make()
    found = page(request)["page"]
    assert len(found["staff_links"]) == seen
    assert found["may_see_staff"] == bool(seen)


def test_one_is_shown_where_one_is(rf):
    links = page(rf.get("/units/U-7KQ4/"))["page"]["public_links"]
    assert [link.is_current for link in links] == [True, False, False, False]


def test_the_style_guide_does_not_exist_outside_of_development(client, db):
    assert client.get("/styleguide/").status_code == 404


@pytest.mark.parametrize("code", ["403", "404", "429", "500", "503"])
def test_a_page_for_every_trouble_says_what_to_do(code):
    text = (TEMPLATES / f"{code}.html").read_text()
    assert 'href="/"' in text or "problem_page.html" in text
