"""A short day ends in a full stop in Latvian: 05.12.2026. A sentence that closes with one has no second full stop."""

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta

import polib
import pytest
from django.template import Engine, engines
from django.template.base import FilterExpression, Node
from django.templatetags.i18n import BlockTranslateNode
from django.utils.translation import override, trim_whitespace

from tests.architecture.source import ROOT, name_of, python_files, templates
from tests.architecture.test_catalogues import CALLS
from vacancies.dates import day, known_day, period

SAMPLE = date(2026, 12, 5)
WRITERS = {"day": day, "period": lambda start, *_end: period(start, SAMPLE + timedelta(days=30)), "known_day": lambda value, *_how: known_day(value, "day")}
Told = tuple[str, str, str]  # msgid, name of the placeholder, the day as it is written in a language
LANGUAGES = ("en", "lv", "de")


def written(writer: str, form: str | None, language: str) -> str:
    with override(language):
        return WRITERS[writer](SAMPLE, *([form] if form else []))


def _in_filters(expression: FilterExpression) -> tuple[str, str | None] | None:
    if not expression.filters:
        return None
    function, arguments = expression.filters[-1]
    return (function.__name__, next((str(value) for is_variable, value in arguments if not is_variable), None)) if function.__name__ in WRITERS else None


def days_in_template(text: str, engine: Engine) -> Iterator[tuple[str, str, tuple[str, str | None]]]:
    """(msgid, placeholder, how its day is written) of every sentence that is told a day."""
    for node in engine.from_string(text).nodelist.get_nodes_by_type(Node):
        if isinstance(node, BlockTranslateNode):
            messages = [node.render_token_list(part)[0] for part in (node.singular, node.plural) if part]
            for name, expression in node.extra_context.items():
                if (how := _in_filters(expression)) is not None:
                    yield from ((trim_whitespace(message) if node.trimmed else message, name, how) for message in messages)


def _how(value: ast.expr) -> tuple[str, str | None] | None:
    if not isinstance(value, ast.Call):
        return None
    name = getattr(value.func, "id", getattr(value.func, "attr", ""))
    form = next((str(one.value) for one in value.args[1:] if isinstance(one, ast.Constant)), None)
    return (name, form) if name in WRITERS else None


def _messages(expression: ast.expr, tree: ast.AST) -> set[str]:
    """What is marked in it, or, of a name, in whatever is given that name in the file."""
    if isinstance(expression, ast.Name):
        given = [node.value for node in ast.walk(tree) if isinstance(node, ast.Assign)
                 and any(isinstance(target, ast.Name) and target.id == expression.id for target in node.targets)]
        return {word for value in given if not isinstance(value, ast.Name) for word in _messages(value, tree)}
    return {argument.value for node in ast.walk(expression) if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS
            for argument in node.args if isinstance(argument, ast.Constant) and isinstance(argument.value, str)}


def days_in_python(text: str) -> Iterator[tuple[str, str, tuple[str, str | None]]]:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.right, ast.Dict):
            for key, value in zip(node.right.keys, node.right.values, strict=True):
                if isinstance(key, ast.Constant) and (how := _how(value)) is not None:
                    yield from ((message, str(key.value), how) for message in _messages(node.left, tree))


def ends_twice(sentence: str, name: str, shown: str) -> bool:
    """Whether a full stop follows the day, tags between them or not. Three are a pause."""
    return shown.endswith(".") and re.search(rf"%\({name}\)s(</?\w+>)*\.(?!\.\.)", sentence) is not None


def forms_of(entry: polib.POEntry, language: str) -> list[str]:
    if language == "en":
        return [entry.msgid, entry.msgid_plural]
    return [entry.msgstr, *entry.msgstr_plural.values()]


def all_days() -> list[tuple[str, str, tuple[str, str | None]]]:
    engine = engines["django"].engine
    return [*(found for path in templates() for found in days_in_template(path.read_text(), engine)),
            *(found for path in python_files() for found in days_in_python(path.read_text()))]


def test_a_day_is_found_in_templates_and_in_python():
    page = '{% load i18n words %}{% blocktranslate trimmed with until=x|day:"short" %}Until {{ until }}.{% endblocktranslate %}'
    assert list(days_in_template(page, engines["django"].engine)) == [("Until %(until)s.", "until", ("day", "short"))]
    code = 'text = _("Until %(until)s.")\nsaid = text % {"until": day(x, "short")}'
    assert list(days_in_python(code)) == [("Until %(until)s.", "until", ("day", "short"))]
    assert ends_twice("Until %(until)s.", "until", written("day", "short", "lv"))
    assert not ends_twice("Until %(until)s.", "until", written("day", "short", "en"))
    assert not ends_twice("Until %(until)s.", "until", written("day", "long", "lv"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_that_closes_with_a_short_day_has_two_full_stops(language):
    catalogue = polib.pofile(str(ROOT / f"locale/{'lv' if language == 'en' else language}/LC_MESSAGES/django.po"))
    entries: dict[str, list[polib.POEntry]] = {}
    for entry in catalogue:
        for msgid in filter(None, (entry.msgid, entry.msgid_plural)):
            entries.setdefault(msgid, []).append(entry)
    found = all_days()
    assert len(found) > 100, "there are days to look at"
    wrong = {said for msgid, name, (writer, form) in found for entry in entries.get(msgid, []) for said in forms_of(entry, language)
             if ends_twice(said, name, written(writer, form, language))}
    assert wrong == set()


BARE = re.compile(r'\|(?:day:"short"|period:[\w.]+) }}(?:</\w+>)*\.(?!\d)')


def test_no_template_puts_a_full_stop_behind_a_short_day_by_itself():
    assert BARE.search('Until <b>{{ x|day:"short" }}</b>.')
    assert [(name_of(path), found) for path in templates() for found in BARE.findall(path.read_text())] == []


HARD = re.compile(r":%d\.%m\.%Y\.\}")


def test_days_are_written_in_the_language_of_the_reader():
    """A format string says the same in every language, and closes an English sentence twice. History keeps one as it was written."""
    found = [name_of(path) for path in python_files() if HARD.search(path.read_text()) and "/demo/" not in str(path)]
    assert found == ["popups/lifecycle/consulting.py"]
