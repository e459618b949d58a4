"""Who may import whom: config → popups → vacancies, and inside an app only from rooms to the left."""

import ast

from tests.architecture.source import APPS, module_of, over_python, python_files, room_of

# Rooms to the left may not know those to the right. A module of a new name is placed here, or it does not belong.
ROOMS = [
    {"choices", "planning_choices", "kinds", "no_overlap", "long_inserts", "references", "latvian", "problem", "moments", "opening_hours", "drawing",
     "papers", "containers", "pdf_names", "scanning", "progress", "exchange", "rings", "floors", "amounts", "dates", "readable", "detached", "file_age", "own_fields", "sure"},
    {"models"},
    {"rules", "access", "addresses", "photos", "avif_trial", "mosaic", "papers"},
    {"matching"},
    {"letters", "agreements", "feeds", "geocoding", "reports"},
    {"lifecycle"},
    {"imports", "demo", "work", "forgetting", "group_work", "tick", "forms"},
    {"views", "admin", "management", "templatetags", "context", "adapter", "middleware", "resent_forms", "undo"},
    {"urls", "apps"},
]
RANK = {room: rank for rank, rooms in enumerate(ROOMS) for room in rooms}
# An app's configuration connects what is below it, and nothing imports it.
MAY_SEE_ALL = {"apps", "urls", ""}
HTTP = ("django.http", "django.shortcuts", "django.views", "django.contrib.messages")
KNOWS_HTTP = {"access", "views", "admin", "context", "templatetags", "adapter", "middleware", "resent_forms", "undo", "urls"}


def imported(text: str) -> list[str]:
    """Every module named in an import, `from a import b` as a.b, since b may be a module."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append("." * node.level)
    return found


def wrong_ways_between_apps(module: str, text: str) -> list[str]:
    mine = APPS.index(module.split(".")[0])
    others = {name.split(".")[0] for name in imported(text)}
    # The settings know the apps by name only, and everybody may read the settings through Django.
    return [f"{module} may not import {other}" for other in APPS if other in others and APPS.index(other) < mine]


def wrong_ways_between_rooms(module: str, text: str) -> list[str]:
    app, room = module.split(".")[0], room_of(module)
    if app == "config" or room in MAY_SEE_ALL:
        return []
    # An import from the other app counts too: a rule may ask the register's models, never its views.
    targets = {name for name in imported(text) if name.split(".")[0] in ("popups", "vacancies")}
    return [
        f"{room} may not import {target}"
        for target in sorted(targets)
        if RANK.get(room_of(target), -1) > RANK.get(room, len(ROOMS))
    ]


def http_below_views(module: str, text: str) -> list[str]:
    if module.split(".")[0] == "config" or room_of(module) in KNOWS_HTTP:
        return []
    return [f"knows of HTTP through {name}" for name in imported(text) if name.startswith(HTTP)]


def imports_inside_functions(module: str, text: str) -> list[str]:
    return [
        f"line {inner.lineno}: import inside {node.name}()"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def test_the_register_has_never_heard_of_popups():
    assert wrong_ways_between_apps("vacancies.models.unit", "from popups.models import Offer")
    assert wrong_ways_between_apps("popups.rules", "import config.urls")
    assert not wrong_ways_between_apps("popups.rules", "from vacancies.models import Unit")
    assert over_python(wrong_ways_between_apps) == []


def test_a_room_imports_only_from_rooms_to_its_left():
    assert wrong_ways_between_rooms("popups.rules.offers", "from popups.lifecycle import offers")
    assert wrong_ways_between_rooms("popups.models.offer", "from vacancies.lifecycle.units import publish")
    assert not wrong_ways_between_rooms("popups.lifecycle.offers", "from popups.rules.offers import problems")
    assert over_python(wrong_ways_between_rooms) == []


def test_every_module_has_a_room():
    rooms = {room_of(module_of(path)) for path in python_files() if not module_of(path).startswith("config")}
    assert rooms - set(RANK) - {""} == set(), "place the new room in ROOMS of this file"


def test_nothing_below_views_knows_of_http():
    assert http_below_views("popups.lifecycle.offers", "from django.shortcuts import redirect")
    assert not http_below_views("popups.views.staff.offers", "from django.shortcuts import redirect")
    assert over_python(http_below_views) == []


def test_imports_stand_at_the_top():
    assert imports_inside_functions("", "def f():\n    import os\n")
    assert not imports_inside_functions("", "import os\ndef f(): pass\n")
    assert over_python(imports_inside_functions) == []
