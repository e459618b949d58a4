"""The words people read: complete in Latvian, compiled, and never half-true."""

import ast
import re
from pathlib import Path

import polib
from django.template import Engine, engines
from django.template.base import Node, VariableNode
from django.template.exceptions import TemplateSyntaxError
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import trim_whitespace

from tests.architecture.source import ROOT, name_of, python_files, templates

COMPLETE = ("lv", "de")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
CALLS = {"_": 0, "gettext": 0, "gettext_lazy": 0, "gettext_noop": 0, "ngettext": 0, "ngettext_lazy": 0,
         "pgettext": 1, "pgettext_lazy": 1, "npgettext": 1, "npgettext_lazy": 1, "N_": 0}


def words_in_python(text: str) -> set[str]:
    """What is marked for translation, by the name of the function that marks it."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in CALLS:
            place = CALLS[getattr(node.func, "id", getattr(node.func, "attr", ""))]
            argument = node.args[place] if len(node.args) > place else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                found.add(argument.value)
    return found


def words_of(node: Node) -> set[str]:
    if isinstance(node, TranslateNode):
        literal = node.filter_expression.var.literal if hasattr(node.filter_expression.var, "literal") else None
        return {literal} if isinstance(literal, str) else set()
    if isinstance(node, BlockTranslateNode):
        message = node.render_token_list(node.singular)[0]
        return {trim_whitespace(message) if node.trimmed else message}
    if isinstance(node, VariableNode):
        variable = node.filter_expression.var
        return {variable.literal} if getattr(variable, "translate", False) and isinstance(variable.literal, str) else set()
    return set()


def words_in_template(text: str, engine: Engine) -> set[str]:
    nodes = engine.from_string(text).nodelist.get_nodes_by_type(Node)
    return {word for node in nodes for word in words_of(node) if word}


def words_of_the_product() -> dict[str, str]:
    """word → a file that has it."""
    found: dict[str, str] = {}
    for path in python_files():
        found |= dict.fromkeys(words_in_python(path.read_text()), name_of(path))
    for path in templates():
        try:
            words = words_in_template(path.read_text(), engines["django"].engine)
        except TemplateSyntaxError as error:
            raise AssertionError(f"{name_of(path)}: {error}") from error
        found |= dict.fromkeys(words, name_of(path))
    return found


def translated(catalogue: polib.POFile) -> set[str]:
    return {entry.msgid for entry in catalogue if entry.translated() and not entry.obsolete}


def unsure(catalogue: polib.POFile) -> list[str]:
    """Guessed by the tool (fuzzy), or left empty."""
    return [entry.msgid for entry in catalogue if not entry.obsolete and (entry.fuzzy or not entry.translated())]


def other_placeholders(catalogue: polib.POFile) -> list[str]:
    """What says another thing than the original, or one thing less. The form for one thing may leave its number out."""
    found = []
    for entry in catalogue.translated_entries():
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        forms = [set(PLACEHOLDER.findall(form)) for form in entry.msgstr_plural.values()] or [set(PLACEHOLDER.findall(entry.msgstr))]
        if any(form - wanted for form in forms) or forms[-1] != wanted:
            found.append(entry.msgid)
    return found


def said(catalogue: polib.POFile | polib.MOFile) -> dict:
    entries = catalogue if isinstance(catalogue, polib.MOFile) else catalogue.translated_entries()
    return {(entry.msgctxt, entry.msgid): entry.msgstr or tuple(entry.msgstr_plural.values()) for entry in entries}


def is_stale(po: Path) -> bool:
    """The compiled file says something else; times of files mean nothing after a checkout."""
    mo = po.with_suffix(".mo")
    return not mo.exists() or said(polib.pofile(str(po))) != said(polib.mofile(str(mo)))


def catalogues() -> list[Path]:
    return sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))


def test_words_are_found_where_they_are_marked():
    assert words_in_python('_("Unit"); pgettext("verb", "Open"); _(name)') == {"Unit", "Open"}
    page = '{% load i18n %}{% translate "Unit" %}{% blocktranslate trimmed %}\n You have\n {{ n }}{% endblocktranslate %}'
    assert words_in_template(page, engines["django"].engine) == {"Unit", "You have %(n)s"}


def test_every_word_is_there_in_latvian():
    product = words_of_the_product()
    assert len(product) > 50
    for language in COMPLETE:
        known = {word for po in catalogues() if po.parts[-3] == language for word in translated(polib.pofile(str(po)))}
        missing = {word: file for word, file in product.items() if word not in known}
        assert missing == {}, f"{len(missing)} words have no {language}"


def test_no_latvian_word_is_a_guess():
    guess = polib.POFile()
    guess.append(polib.POEntry(msgid="Unit", msgstr="Telpa", flags=["fuzzy"]))
    assert unsure(guess) == ["Unit"]
    found = {po.parts[-3]: unsure(polib.pofile(str(po))) for po in catalogues() if po.parts[-3] in COMPLETE}
    assert set(found) == set(COMPLETE)
    assert {language: words for language, words in found.items() if words} == {}


def test_every_translation_has_the_placeholders_of_the_original():
    odd = polib.POFile()
    odd.append(polib.POEntry(msgid="Until %(day)s", msgstr="(unchanged)"))
    odd.append(polib.POEntry(msgid="One", msgid_plural="%(n)s things", msgstr_plural={0: "Viena", 1: "%(n)s lietas"}))
    assert other_placeholders(odd) == ["Until %(day)s"]
    found = {name_of(po): other_placeholders(polib.pofile(str(po))) for po in catalogues()}
    assert {name: words for name, words in found.items() if words} == {}


def test_no_catalogue_in_any_language_is_fuzzy():
    fuzzy = {name_of(po): [entry.msgid for entry in polib.pofile(str(po)).fuzzy_entries()] for po in catalogues()}
    assert {name: words for name, words in fuzzy.items() if words} == {}


def test_what_is_compiled_is_what_was_written(tmp_path):
    po = polib.POFile()
    po.append(polib.POEntry(msgid="Unit", msgstr="Telpa"))
    po.save(str(tmp_path / "django.po"))
    assert is_stale(tmp_path / "django.po")
    po.save_as_mofile(str(tmp_path / "django.mo"))
    assert not is_stale(tmp_path / "django.po")
    po[0].msgstr = "Telpas"
    po.save(str(tmp_path / "django.po"))
    assert is_stale(tmp_path / "django.po")
    assert [name_of(found) for found in catalogues() if is_stale(found)] == []
