"""The examples for the server in front: what Skatlogs takes comes through, and what it refuses comes as far as its sentence."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from popups.papers import MOST_BYTES as MOST_OF_ONE_PAPER
from popups.papers import MOST_PAPERS
from vacancies.forms.photos import MOST_AT_ONCE
from vacancies.imports.runs import MOST_BYTES, MOST_BYTES_OF_PHOTOS
from vacancies.photos import MOST_BYTES as MOST_OF_ONE_PHOTO

DEPLOY = Path(__file__).parents[2] / "deploy"
MEGABYTE = 1_000_000
EXAMPLES = {"nginx": ("nginx.conf.example", r"client_max_body_size (\d+)m;", r"location ~ (\S+) {"),
            "Caddy": ("Caddyfile.example", r"max_size (\d+)MB", r"@photos path_regexp (\S+)")}


@pytest.fixture(params=EXAMPLES)
def example(request):
    """(limits in bytes, the pattern of the addresses to which photos go)"""
    name, sizes, pattern = EXAMPLES[request.param]
    text = (DEPLOY / name).read_text()
    return [int(size) * MEGABYTE for size in re.findall(sizes, text)], re.search(pattern, text)[1]


SLACK = 10 * MEGABYTE  # the other fields of a form, and what lies between its files


def test_many_photos_at_once_come_through(example):
    limits, pattern = example
    assert max(limits) > max(MOST_BYTES_OF_PHOTOS, MOST_AT_ONCE * MOST_OF_ONE_PHOTO) + SLACK
    for address in (reverse("vacancies:import-photos", args=["0" * 32]), reverse("vacancies:photo-list", args=["U-7KQ4"])):
        assert re.search(pattern, address), address


def test_a_file_that_is_too_large_is_refused_by_a_sentence_of_ours(example):
    limits, _pattern = example
    assert min(limits) > 2 * max(MOST_BYTES, MOST_OF_ONE_PHOTO)


def test_as_many_papers_as_an_application_may_have_come_through_each_as_large_as_it_may_be(example):
    limits, pattern = example
    assert not re.search(pattern, reverse("popups:application-step", args=["A-7KQ4", "needs"]))
    assert min(limits) > MOST_PAPERS * MOST_OF_ONE_PAPER + SLACK


CADDY = (DEPLOY / "Caddyfile.example").read_text()
NGINX = (DEPLOY / "nginx.conf.example").read_text()
PAGES = sorted((DEPLOY / "pages").glob("*.html"))


def test_what_nginx_itself_says_is_a_page_of_ours():
    named = dict(re.findall(r"error_page ([\d ]+) /(\S+);", NGINX))
    assert {code for codes in named for code in codes.split()} == {"413", "502", "504"}
    assert sorted(named.values()) == sorted(page.name for page in PAGES), "every page is there, and each is used"
    kept = dict(re.findall(r"location = /(\S+) \{\s+internal;\s+root (\S+);", NGINX))
    service = (DEPLOY / "skatlogs.service").read_text()
    assert kept == dict.fromkeys(named.values(), f"{re.search('WorkingDirectory=(.*)', service)[1]}/deploy/pages")
    assert "proxy_intercept_errors" not in NGINX, "what Skatlogs says passes through"


def test_what_caddy_itself_says_is_the_same_page():
    """It says that something is too large by the length that a browser announces: in the middle it could only break off."""
    errors = re.search(r"handle_errors \{(.*?)\n\t\}", CADDY, re.DOTALL)[1]
    names = dict(re.findall(r"rewrite @(\w+) /(\S+)", errors))
    assert sorted(names.values()) == sorted(page.name for page in PAGES)
    codes = {name: set(re.findall(r"\b\d{3}\b", rule)) for name, rule in re.findall(r"@(\w+) expression `(.+)`", errors)}
    assert {names[name]: said for name, said in codes.items()} == {"too-large.html": {"413"}, "away.html": {"502", "503", "504"}}
    service = (DEPLOY / "skatlogs.service").read_text()
    assert f"root * {re.search('WorkingDirectory=(.*)', service)[1]}/deploy/pages" in errors
    announced = [int(length) for length in re.findall(r"Content-Length\}\) > (\d+)`", CADDY)]
    assert announced == [int(size) * MEGABYTE for size in re.findall(r"max_size (\d+)MB", CADDY)]
    assert len(re.findall(r"\n\terror @\w+ 413\n", CADDY)) == len(announced) == 2


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_such_a_page_says_it_in_latvian_and_english_and_needs_no_other_file(page):
    text = page.read_text()
    assert '<html lang="lv">' in text
    assert '<section lang="en">' in text
    assert len(re.findall(r"<h[12]>", text)) == 2
    for foreign in ("<script", "<link", "<img", "src=", "href=", "url(", "@import", "style="):
        assert foreign not in text
    assert len(text) > 512, "some browsers put a page of their own in place of a shorter one"
