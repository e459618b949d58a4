"""What each room may know: no request below views, no back door from popups into the register."""

import ast

from django.apps import apps
from django.db import models

from tests.architecture.source import APPS, functions, over_python, room_of
from tests.architecture.test_imports import KNOWS_HTTP


def requests_below_views(module: str, text: str) -> list[str]:
    if module.split(".")[0] == "config" or room_of(module) in KNOWS_HTTP:
        return []
    found = []
    for node in functions(ast.parse(text)):
        arguments = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
        found += [f"{node.name}() takes a request" for argument in arguments if argument.arg == "request"]
    return found


def ways_to_write_without_a_person(module: str, text: str) -> list[str]:
    """A verb of lifecycle is keyword-only and always says by whom."""
    if room_of(module) != "lifecycle":
        return []
    found = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and writes(node):
            found += [] if is_a_verb(node) else [f"{node.name}() must be keyword-only and take by="]
    return found


def writes(node: ast.FunctionDef) -> bool:
    return any(ast.unparse(decorator) in ("atomic", "transaction.atomic") for decorator in node.decorator_list)


def is_a_verb(node: ast.FunctionDef) -> bool:
    """What the clock does has no person behind it; such a verb says so in its first line."""
    by_the_clock = (ast.get_docstring(node) or "").startswith("The clock's verb")
    return not node.args.args and (by_the_clock or "by" in {argument.arg for argument in node.args.kwonlyargs})


def back_doors() -> list[str]:
    """Relations by which the register could reach popups: their reverse name must be hidden."""
    found = []
    for model in apps.get_app_config("popups").get_models():
        relations = (field for field in model._meta.get_fields() if isinstance(field, models.ForeignKey | models.ManyToManyField))
        for field in relations:
            is_foreign = field.related_model._meta.app_label == "vacancies"
            if is_foreign and not model.__name__.startswith("Historical") and not field.remote_field.hidden:
                found.append(f"{model.__name__}.{field.name} needs related_name='+'")
    return found


def models_imported_into_models(module: str, text: str) -> list[str]:
    """A foreign key into the other app is a string; importing its class would tie the two rooms together."""
    if not module.startswith("popups.models"):
        return []
    tree = ast.parse(text)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    imported = {alias.asname or alias.name for node in imports if node.module.startswith("vacancies.models") for alias in node.names}
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
    return [f"line {call.lineno}: name {call.args[0].id} as a string" for call in calls if is_relation_to(call, imported)]


def is_relation_to(call: ast.Call, imported: set[str]) -> bool:
    is_relation = getattr(call.func, "attr", "") in ("ForeignKey", "OneToOneField", "ManyToManyField")
    return is_relation and isinstance(call.args[0], ast.Name) and call.args[0].id in imported


def test_nothing_below_views_takes_a_request():
    assert requests_below_views("popups.lifecycle.offers", "def accept(request, offer): pass")
    assert not requests_below_views("popups.views.applicant", "def accept(request, offer): pass")
    assert over_python(requests_below_views) == []


def test_a_verb_says_by_whom():
    assert ways_to_write_without_a_person("popups.lifecycle.offers", "@transaction.atomic\ndef accept(offer): pass")
    assert ways_to_write_without_a_person("popups.lifecycle.offers", "@transaction.atomic\ndef accept(*, offer): pass")
    assert not ways_to_write_without_a_person("popups.lifecycle.offers", "@transaction.atomic\ndef accept(*, offer, by): pass")
    assert over_python(ways_to_write_without_a_person) == []


def test_the_register_has_no_back_door_into_popups():
    assert any(field.related_model._meta.app_label == "vacancies" for field in relations_of_popups())
    assert back_doors() == []


def relations_of_popups() -> list[models.Field]:
    found = (field for model in apps.get_app_config("popups").get_models() for field in model._meta.get_fields())
    return [field for field in found if isinstance(field, models.ForeignKey)]


def test_a_back_door_is_seen(monkeypatch):
    into = next(field for field in relations_of_popups() if field.related_model._meta.app_label == "vacancies")
    monkeypatch.setattr(into.remote_field, "related_name", "offers")
    monkeypatch.setattr(type(into.remote_field), "hidden", property(lambda relation: relation.related_name == "+"))
    assert back_doors()


def test_a_foreign_key_into_the_register_is_a_string():
    bad = "from vacancies.models import Unit\nunit = models.ForeignKey(Unit, on_delete=PROTECT)"
    assert models_imported_into_models("popups.models.offer", bad)
    assert over_python(models_imported_into_models) == []


def test_the_apps_are_the_two_of_the_plan():
    ours = {config.name for config in apps.get_app_configs() if not config.path.count("site-packages")}
    assert ours == set(APPS) - {"config"}
