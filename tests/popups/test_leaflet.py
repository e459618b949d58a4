"""The leaflet for owners: one page in every language, for everybody and for one unit, without any owner's name."""

from io import BytesIO

import pytest
from django.conf import settings as configured
from django.utils import translation
from pypdf import PdfReader

from popups.reports import leaflet as leaflet_module
from popups.reports.leaflet import LANGUAGES, leaflet
from tests.make import make_officer, make_owner, make_unit
from tests.popups.asking import signed_in
from tests.vacancies.asking import statuses

pytestmark = pytest.mark.django_db


def read(pdf: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(BytesIO(pdf))
    return reader, " ".join("".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_one_tagged_page_of_a4_in_its_language(client, language):
    response = client.get(f"/own-a-space/leaflet-{language}.pdf")
    reader, text = read(response.content)
    root = reader.trailer["/Root"]
    assert (response["Content-Type"], len(reader.pages)) == ("application/pdf", 1)
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
    assert "/StructTreeRoot" in root
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert configured.OFFICE_EMAIL in text
    assert b"pdfuaid" in response.content or "pdfuaid" in str(reader.xmp_metadata.stream.get_data())


def test_its_words_come_from_the_catalogue_of_the_language(monkeypatch):
    told = []
    monkeypatch.setattr(leaflet_module, "_pdf", lambda text: told.append(text) or b"")
    monkeypatch.setattr(leaflet_module, "_", lambda words: f"[{translation.get_language()}] {words}")
    for language in LANGUAGES:
        leaflet(language)
    assert [text.count(f"[{language}]") > 10 for text, language in zip(told, LANGUAGES, strict=True)] == [True] * 3


def test_no_word_stands_in_the_source_of_the_page():
    source = leaflet_module.SOURCE.read_text()
    quoted = [part for part in source.split('"')[1::2] if " " in part.strip()]
    assert quoted == ["Libertinus Serif"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letters_of_the_language_are_kept_and_a_long_name_stays_on_the_page(language):
    unit = make_unit(name="Ķēniņa Šķūņu ģērbtuve, žņaugi, čiekuri, ļaudis, ūdeņi un āboli " * 3,
                     address_typed="Dārza ielā 10, Alūksnē, otrajā stāvā, ieeja no pagalma pa labi aiz šķūņa", notice_days=30)
    reader, text = read(leaflet(language, unit))
    assert len(reader.pages) == 1
    assert unit.reference in text
    for letters in ("Ķēniņa Šķūņu ģērbtuve", "žņaugi", "čiekuri", "ļaudis", "ūdeņi", "āboli"):
        assert letters in text


def test_an_owner_is_named_in_neither():
    owner = make_owner(name="Slepenais", contact_name="Kontakts", email="slepens@example.org", phone="+371 20000001", note="Piezīme")
    unit = make_unit(owner=owner, internal_note="Iekšēja")
    for pdf in (leaflet("lv"), leaflet("lv", unit)):
        text = read(pdf)[1]
        assert [word for word in ("Slepenais", "Kontakts", "slepens@", "20000001", "Piezīme", "Iekšēja") if word in text] == []
    assert unit.name in read(leaflet("lv", unit))[1]
    assert unit.name not in read(leaflet("lv"))[1]


def test_what_a_unit_is_called_is_never_read_as_source():
    unit = make_unit(name='#panic("x") *bold* $1/0$ </script> \\ "', address_typed="#sys.inputs Pils iela 1")
    assert '#panic("x") *bold* $1/0$' in read(leaflet("en", unit))[1]


@pytest.mark.parametrize("letter", ["🏚", "中", "\x07"])
def test_a_letter_that_the_font_lacks_keeps_nobody_from_the_leaflet(letter):
    assert "Pils iela 77" in read(leaflet("en", make_unit(name=f"Veikals {letter}", address_typed="Pils iela 77")))[1]


def test_each_unit_tells_its_own_notice():
    unit = make_unit(notice_days=17)
    short = read(leaflet("en", unit))[1].split()
    unit.notice_days = 93
    long = read(leaflet("en", unit))[1].split()
    assert [words for words in zip(short, long, strict=True) if words[0] != words[1]] == [("17", "93")]


def test_the_public_one_is_linked_and_an_unknown_language_is_not_found(client):
    page = client.get("/own-a-space/").content.decode()
    for language in LANGUAGES:
        assert f"/own-a-space/leaflet-{language}.pdf" in page
    assert client.get("/own-a-space/leaflet-xx.pdf").status_code == 404


def test_that_of_a_unit_is_for_officers_in_the_language_asked_for():
    unit = make_unit()
    address = f"/staff/units/{unit.reference}/leaflet.pdf"
    assert statuses(address) == {"officer": 200, "surveyor": 404, "reviewer": 404, "applicant": 404, "anonymous": 302}
    officer = signed_in(make_officer())
    assert read(officer.get(f"{address}?language=de").content)[0].trailer["/Root"]["/Lang"] == "de"
    assert officer.get(f"{address}?language=xx").status_code == 404
    assert officer.get("/staff/units/U-ZZZZ/leaflet.pdf").status_code == 404
