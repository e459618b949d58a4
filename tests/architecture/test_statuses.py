"""One writer of status, one list of words for it, and a table of moves beside each."""

import ast
import re
from types import ModuleType

import pytest
from django.contrib import admin
from django.db.models import TextChoices

import popups.choices
import vacancies.choices
from popups.models import Offer
from tests.architecture.source import over_python, over_templates, room_of

CHOICES = (vacancies.choices, popups.choices)
STATUS_IN_A_TEMPLATE = re.compile(r"""{%[^%]*\bstatus\b\s*(==|!=|in\b)\s*["']|{%[^%]*["']\s*(==|!=)\s*[\w.]*\bstatus\b""")


def statuses(module: ModuleType) -> list[type[TextChoices]]:
    own = (value for value in vars(module).values() if isinstance(value, type) and value.__module__ == module.__name__)
    return [value for value in own if issubclass(value, TextChoices) and value.__name__.endswith("Status")]


def moves_of(module: ModuleType, status: type[TextChoices]) -> dict | None:
    """The table whose keys are members of this status."""
    tables = (value for value in vars(module).values() if isinstance(value, dict) and value)
    return next((table for table in tables if all(type(key) is status for key in table)), None)


def faults_of_moves(module: ModuleType, status: type[TextChoices]) -> list[str]:
    table = moves_of(module, status)
    if table is None:
        return [f"{status.__name__} has no table of moves"]
    forgotten = [member.name for member in status if member not in table]
    foreign = [str(target) for targets in table.values() for target in targets if type(target) is not status]
    return [f"{name} is not in the moves" for name in forgotten] + [f"{name} is no status" for name in foreign]


WORDS = {member.value for module in CHOICES for status in statuses(module) for member in status}


def is_status(node: ast.AST) -> bool:
    name = getattr(node, "attr", getattr(node, "id", ""))
    return name == "status" or name.endswith("_status")


def words_in(node: ast.AST) -> list[str]:
    found = (inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant))
    return [word for word in found if isinstance(word, str) and word in WORDS]


def quoted_statuses(module: str, text: str) -> list[str]:
    """Words in quotes that are compared with a status, filtered by, or set as one; and unmistakable ones anywhere."""
    if room_of(module) == "choices":
        return []
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Compare) and any(is_status(part) for part in ast.walk(node)):
            found += [(node.lineno, word) for word in words_in(node)]
        elif isinstance(node, ast.keyword) and node.arg and re.search(r"(^|_)status(__\w+)?$", node.arg):
            found += [(node.value.lineno, word) for word in words_in(node.value)]
        elif isinstance(node, ast.Assign) and any(is_status(target) for target in node.targets):
            found += [(node.lineno, word) for word in words_in(node.value)]
    return [f"line {line}: status '{word}' in quotes" for line, word in found]


def writers_of_status(module: str, text: str) -> list[str]:
    if room_of(module) == "lifecycle":
        return []
    lines = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            lines += [node.lineno for target in targets if isinstance(target, ast.Attribute) and is_status(target)]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            lines += [node.lineno for word in node.keywords if word.arg and re.search(r"(^|_)status$", word.arg)]
    return [f"line {line}: writes a status; only lifecycle does" for line in lines]


def statuses_in_templates(name: str, text: str) -> list[str]:
    return [f"compares a status with a word: {found.group(0)}" for found in STATUS_IN_A_TEMPLATE.finditer(text)]


def test_a_table_of_moves_that_forgets_a_status_is_found():
    bad = ModuleType("bad")
    bad.LampStatus = TextChoices("LampStatus", {"ON": "on", "OFF": "off"})
    assert faults_of_moves(bad, bad.LampStatus) == ["LampStatus has no table of moves"]
    bad.LAMP_MOVES = {bad.LampStatus.ON: frozenset({"gone"})}
    assert faults_of_moves(bad, bad.LampStatus) == ["OFF is not in the moves", "gone is no status"]


@pytest.mark.parametrize("module", CHOICES, ids=lambda module: module.__name__)
def test_every_status_has_its_moves(module):
    assert [fault for status in statuses(module) for fault in faults_of_moves(module, status)] == []


def test_there_are_statuses_to_guard():
    assert {"submitted", "accepted", "confirmed"} <= WORDS


def test_no_status_stands_in_quotes():
    assert quoted_statuses("popups.rules", 'offer.status == "open"')
    assert quoted_statuses("popups.rules", 'Offer.objects.filter(status__in=["open", "accepted"])')
    assert quoted_statuses("popups.lifecycle", 'offer.status = "open"')
    assert not quoted_statuses("popups.rules", "offer.status == OfferStatus.OPEN; HttpResponse(status=404)")
    assert over_python(quoted_statuses) == []


def test_only_lifecycle_writes_a_status():
    assert writers_of_status("popups.views.staff", "offer.status = chosen")
    assert writers_of_status("popups.models", "self.filter(pk=1).update(status=chosen)")
    assert not writers_of_status("popups.lifecycle.offers", "offer.status = chosen")
    assert over_python(writers_of_status) == []


def test_templates_ask_properties_not_words():
    assert statuses_in_templates("", '{% if offer.status == "open" %}')
    assert not statuses_in_templates("", "{% if offer.status.is_open %}")
    assert over_templates(statuses_in_templates) == []


def editable_statuses(model_admin: admin.ModelAdmin) -> list[str]:
    fields = [field.name for field in model_admin.model._meta.fields if is_status(ast.Name(field.name))]
    hidden = set(model_admin.get_readonly_fields(None)) | set(model_admin.exclude or [])
    return [name for name in fields if name not in hidden]


def test_the_admin_shows_a_status_but_never_edits_it():
    class Careless(admin.ModelAdmin):
        pass

    assert editable_statuses(Careless(Offer, admin.site)) == ["status"]
    ours = [found for found in admin.site._registry.values() if found.model._meta.app_label in ("popups", "vacancies")]
    assert ours, "the admin exists for repair"
    assert {found.model.__name__: editable_statuses(found) for found in ours if editable_statuses(found)} == {}
