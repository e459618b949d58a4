"""Forms and parts of pages: labels, errors and words are tied to what they belong to."""

import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import gettext_lazy as _

from popups.views.styleguide import SampleForm

VOID = {"input", "br", "img", "hr", "link", "meta"}


class Page(HTMLParser):
    """Every element with its attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def all(self, *tags):
        return [attrs for tag, attrs in self.elements if tag in tags]

    @property
    def ids(self):
        return [attrs["id"] for _tag, attrs in self.elements if "id" in attrs]


def page_of(form) -> Page:
    return Page(render_to_string("components/form.html", {"form": form}))


def good() -> dict:
    return {"name": "Māls", "email": "a@example.org", "activity": "crafts", "how": "a", "first_day": "2026-05-04", "agreed": "on"}


def test_every_control_has_its_label():
    page = page_of(SampleForm())
    labelled = {attrs["for"] for attrs in page.all("label")}
    controls = [attrs for attrs in page.all("input", "select", "textarea") if attrs.get("type") != "hidden"]
    assert len(controls) >= 17
    assert {attrs["id"] for attrs in controls} == labelled


def test_no_id_is_given_twice_and_every_reference_leads_somewhere():
    page = page_of(SampleForm({}))
    assert len(page.ids) == len(set(page.ids))
    named = [name for _tag, attrs in page.elements for name in (attrs.get("aria-describedby") or "").split()]
    assert named
    assert set(named) <= set(page.ids)


def test_a_wrong_field_is_marked_and_tied_to_its_message():
    page = page_of(SampleForm(good() | {"email": "pīle"}))
    [email] = [attrs for attrs in page.all("input") if attrs.get("name") == "email"]
    assert (email["aria-invalid"], email["value"]) == ("true", "pīle")
    assert "id_email_error" in email["aria-describedby"]
    assert [attrs for attrs in page.all("input") if attrs.get("aria-invalid") and attrs["name"] != "email"] == []


def test_the_summary_names_every_problem_at_once_and_leads_to_its_field():
    form = SampleForm({})
    page = page_of(form)
    links = [attrs["href"][1:] for attrs in page.all("a") if attrs.get("href", "").startswith("#")]
    assert len(links) == sum(len(errors) for errors in form.errors.values()) == 6
    assert set(links) <= set(page.ids)


@pytest.mark.parametrize(("label", "before"), [("Name", "Name: "), ("Who?", "Who? "), ("All of them are read.", "")])
def test_the_summary_puts_a_colon_only_behind_a_label_that_is_no_sentence(label, before):
    asked = type("Asked", (forms.Form,), {"seen": forms.CharField(label=label, error_messages={"required": "Wrong"})})({})
    [told] = re.findall(r'href="#id_seen">(.*?)</a>', render_to_string("components/error_summary.html", {"form": asked}))
    assert told == f"{before}Wrong"


def test_a_good_form_has_no_summary():
    assert "ds-error-summary" not in render_to_string("components/form.html", {"form": SampleForm(good())})


def test_a_form_by_itself_comes_out_in_the_design():
    assert 'class="ds-input"' in str(SampleForm())
    assert "ds-error-summary" in str(SampleForm({}))


def test_a_class_given_by_the_form_is_kept():
    class Own(forms.Form):
        code = forms.CharField(widget=forms.TextInput(attrs={"class": "code", "inputmode": "numeric"}))

    [field] = [attrs for attrs in page_of(Own()).all("input") if attrs.get("name") == "code"]
    assert (set(field["class"].split()), field["inputmode"]) == ({"ds-input", "code"}, "numeric")


def test_a_typed_value_cannot_break_out_of_its_field():
    html = render_to_string("components/form.html", {"form": SampleForm({"name": '"><script>x</script>'})})
    assert "<script" not in html


def test_a_file_makes_the_form_a_multipart_one():
    assert [attrs.get("enctype") for attrs in page_of(SampleForm()).all("form")] == ["multipart/form-data"]


@pytest.mark.parametrize("sent", ["", "not-a-token", "2f1c3a54-3f2b-4a53-9d1a-0c1f7ad30b11"])
def test_a_form_that_comes_back_keeps_its_token(sent):
    request = RequestFactory().post("/", {"once": sent})
    html = render_to_string("components/once.html", request=request)
    [token] = re.findall(r'value="([0-9a-f-]{36})"', html)
    assert (token == sent) == (len(sent) == 36)


def test_each_shown_form_has_a_token_of_its_own():
    first, second = (render_to_string("components/once.html", request=RequestFactory().get("/")) for _time in range(2))
    assert first != second


def test_facts_leave_out_what_is_not_known():
    html = render_to_string("components/facts.html", {"facts": [(_("Area"), "46 m²"), ("Leer", ""), ("Nought", 0), ("None", None)]})
    assert html.count("<dt>") == 2


def test_pages_without_neighbours_have_no_pagination():
    assert render_to_string("components/pagination.html", {}).strip() == ""
    assert 'rel="next"' in render_to_string("components/pagination.html", {"older_href": "?after=3"})


def test_a_state_is_told_in_words_and_not_by_colour_alone():
    assert ">Brīva<" in render_to_string("components/tag.html", {"text": "Brīva", "color": "success"})


def test_a_list_of_choices_says_what_djangos_own_template_says():
    """Ours is written in one template for speed; blank lines between options are all that may differ."""
    choices = [("", "Any"), ("a<b", "A & B"), (3, "three"), ("Group", [("g1", "One"), ("g2", "Two")])]
    for value in ("", "3", "g2", "a<b", None):
        widget = forms.Select(attrs={"class": "ds-input", "required": True, "disabled": False, "data-x": 'say "no"'}, choices=choices)
        ours, djangos = (widget.render("street", value, {"id": "id_street"}, renderer=renderer)
                         for renderer in (TemplatesSetting(), DjangoTemplates()))
        assert [line for line in ours.splitlines() if line.strip()] == [line for line in djangos.splitlines() if line.strip()]
        assert ours.count("<option") == 5
