"""The poster for a window: one tagged page in three languages, with a code that leads to the ideas of that unit."""

from io import BytesIO

import pytest
from django.conf import settings
from pypdf import PdfReader

from popups.reports.poster import SOURCE, _code, poster
from tests.make import make_officer, make_owner, make_unit
from tests.popups.asking import signed_in
from tests.vacancies.asking import statuses

pytestmark = pytest.mark.django_db


def read(pdf: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(BytesIO(pdf))
    return reader, " ".join("".join(page.extract_text() for page in reader.pages).split())


def test_it_is_one_tagged_page_that_names_the_place_and_no_owner():
    unit = make_unit(name="Ķēniņa Šķūņu ģērbtuve", owner=make_owner(name="Slepenais", email="slepens@example.org"), internal_note="Iekšēja")
    reader, text = read(poster(unit))
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert f"/units/{unit.reference}/ideas" in text
    assert "Ķēniņa Šķūņu ģērbtuve" in text
    assert [word for word in ("Slepenais", "slepens", "Iekšēja") if word in text] == []


def test_a_long_name_and_a_letter_that_the_font_lacks_stay_on_the_page():
    for name in ("Žņaugi un čiekuri " * 8, "Veikals 🏚"):
        reader, text = read(poster(make_unit(name=name, address_typed="Pils iela 77")))
        assert len(reader.pages) == 1
        assert "Pils iela 77" in text


def test_the_code_says_the_address_and_survives_a_dirty_corner():
    code = _code(f"{settings.SITE_URL}/units/U-7KQ4/ideas/")
    assert len(code) == len(code[0])
    assert {char for row in code for char in row} == {"0", "1"}
    assert code[0][:7] == "1111111", "the mark in its corner"
    assert code != _code(f"{settings.SITE_URL}/units/U-7KQ5/ideas/")


def test_no_word_stands_in_the_source_of_the_page():
    quoted = [part for part in SOURCE.read_text().split('"')[1::2] if " " in part.strip()]
    assert quoted == ["Libertinus Serif"]


def test_it_is_for_officers_and_for_public_units():
    unit = make_unit()
    address = f"/staff/units/{unit.reference}/poster.pdf"
    assert statuses(address) == {"officer": 200, "surveyor": 404, "reviewer": 404, "applicant": 404, "anonymous": 302}
    officer = signed_in(make_officer())
    assert officer.get(f"/staff/units/{make_unit(is_published=False).reference}/poster.pdf").status_code == 404
    assert address in officer.get(f"/staff/units/{unit.reference}/?tab=use").content.decode()
