"""Templates that a strict content security policy lets through, and that fetch nothing from elsewhere."""

import re

from tests.architecture.source import ROOT, over_templates

# Letters are read in mail programs, where a style attribute is the only style there is.
LETTERS = ("emails/", "account/email/")
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*application/(ld\+)?json)", re.I),
    "an event attribute": re.compile(r"<[^>]*\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.I),
    "a javascript: address": re.compile(r"""["']\s*javascript:""", re.I),
    "a script that htmx must evaluate": re.compile(r"""hx-(vals|headers|vars)\s*=\s*["']?\s*js:""", re.I),
    "something fetched from elsewhere": re.compile(r"""<(script|img|link|iframe|source)\b[^>]*\b(src|href|srcset)\s*=\s*["']?(https?:)?//""", re.I),
    "|safe": re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"),
}
# Help texts are ours or Django's own, which writes lists of rules for passwords as HTML.
MAY_BE_SAFE = {"components/field_help.html"}
TAGS = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}", re.S)


def breaches(name: str, text: str) -> list[str]:
    if name.startswith(LETTERS):
        return []
    text = TAGS.sub("", text)
    # A > inside {% if a > b %} would end the tag too early for the patterns above.
    text = re.sub(r"{%.*?%}", lambda found: found.group(0).replace(">", " "), text, flags=re.S)
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]
    return [what for what in found if not (what == "|safe" and name in MAY_BE_SAFE)]


BAD = [
    '<p style="color:red">', "<style>p{}</style>", "<script>alert(1)</script>", '<a onclick="x()">', '<a href="javascript:x()">',
    "<b hx-vals='js:{a:1}'>", '<script src="https://cdn.example/x.js"></script>', "{{ text|safe }}", '<b hx-on:click="x()">',
    '<div {% if a > b %}class="x"{% endif %} style="x">',
]
GOOD = [
    '<script src="/static/app.js" defer></script>', '<rect x="1" fill="red">', '<script type="application/json">{}</script>',
    '<a href="https://example.org">', '{# <p style="x"> #}', '<option value="one" data-on="x">',
]


def test_the_guard_sees_what_the_policy_would_block():
    assert [text for text in BAD if not breaches("page.html", text)] == []
    assert [text for text in GOOD if breaches("page.html", text)] == []
    assert breaches("emails/offer.html", BAD[0]) == []


def test_templates_keep_to_the_policy():
    assert over_templates(breaches) == []


def files_that_are_not_there(name: str, text: str) -> list[str]:
    """A page that names one of them is an error 500 where the server knows its files by their contents."""
    named = re.findall(r"""{%\s*static\s+["']([^"']+)["']""", TAGS.sub("", text))
    return [f"no such file: {path}" for path in named if not (ROOT / "static" / path).is_file()]


def test_every_style_script_and_picture_that_a_template_names_is_there():
    assert files_that_are_not_there("a.html", "{% static 'css/app.css' %}") == []
    assert files_that_are_not_there("a.html", "{% static 'css/no-such.css' %}") != []
    assert over_templates(files_that_are_not_there) == []


def words_nobody_can_translate(name: str, text: str) -> list[str]:
    """Text between tags that is not marked for translation, in Latin letters and more than one of them."""
    if not name.endswith(".html") or name.startswith(LETTERS) or name in IN_ALL_LANGUAGES:
        return []
    text = TAGS.sub("", text)
    text = re.sub(r"{% block \w+_(class|attributes) %}.*?{% endblock[^%]*%}", "", text, flags=re.S)
    text = re.sub(r"{%-?\s*blocktrans(late)?\b.*?{%\s*endblocktrans(late)?\s*%}", "", text, flags=re.S)
    text = re.sub(r"<(script|svg|code|style|kbd)\b.*?</\1>", "", text, flags=re.S)
    text = re.sub(r"{%.*?%}|{{.*?}}|&\w+;", "", text, flags=re.S)
    found = (words.strip() for words in re.sub(r"<[^>]*>", "\n", text, flags=re.S).splitlines())
    found = (words.strip(" ·–—:,.()") for words in found)
    return [f"not marked for translation: {words}" for words in found if re.search(r"[A-Za-zĀ-ž]{2}", words) and words not in NAMES]


# Shown when nothing else works, so they say it in three languages at once; the style guide is seen by developers only.
IN_ALL_LANGUAGES = {"400.html", "500.html", "503.html", "styleguide.html"}
NAMES = {"Skatlogs", "m²", "km", "EUPL-1.2", "Leaflet", "OpenStreetMap", "QR", "PDF", "CSV", "XLSX"}


def test_every_word_of_a_page_can_be_translated():
    assert words_nobody_can_translate("a.html", "<p>Hello</p>")
    assert not words_nobody_can_translate("a.html", '<p class="x">{% translate "Hello" %} {{ name }} · Skatlogs</p>')
    assert over_templates(words_nobody_can_translate) == []


def test_there_are_templates_to_guard():
    assert (ROOT / "templates" / "base.html").exists()
