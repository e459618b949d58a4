"""What ./run serves looks like the product, also where something is missing."""

import json

from tests.settings.environment import manage, read_settings

ASKED = """
import json
from django.test import Client
client = Client(HTTP_HOST="localhost")
page, style = client.get("/nothing-here/"), client.get("/static/css/app.css")
print(json.dumps({"page": page.status_code, "text": page.content.decode(), "style": style.status_code}))
"""


def test_a_demonstration_has_our_own_page_for_what_is_not_there_and_still_its_styles():
    ended = manage("shell", "-c", ASKED, DEBUG="on", IS_DEMO="on")
    answered = json.loads(ended.stdout.splitlines()[-1])
    assert (answered["page"], answered["style"]) == (404, 200)
    assert "/static/css/app.css" in answered["text"]


def test_a_demonstration_needs_no_more_settings_than_development(monkeypatch):
    settings = read_settings(monkeypatch, DEBUG="on", IS_DEMO="on")
    assert settings["DEBUG"] is False
    assert settings["HTTPS"] == "off"


def test_a_demonstration_in_production_refuses_what_production_refuses():
    assert "SECRET_KEY" in manage("check", IS_DEMO="on").stderr
