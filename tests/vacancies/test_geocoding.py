"""Where addresses are: the town's own gazetteer first, another server only where one is set."""

import json
import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.make import make_officer, make_surveyor
from tests.vacancies.registers import import_file, register, row
from vacancies.addresses import normal_address
from vacancies.geocoding import Quality, geocode
from vacancies.geocoding.offline import places_of
from vacancies.models import KnownAddress, Unit

pytestmark = pytest.mark.django_db
HEADINGS = ["#KODS#", "#STATUSS#", "#STD#", "#KOORD_X#", "#KOORD_Y#", "#DD_N#", "#DD_E#"]
PILS_1 = ["#1#", "#EKS#", "#Pils iela 1, Alūksne, Alūksnes nov., LV-4301#", "#369651.04#", "#683668.55#", "##", "##"]
PILS_2 = ["#2#", "#EKS#", "#Pils iela 2, Alūksne, Alūksnes nov., LV-4301#", "##", "##", "#57.4279#", "#27.0389#"]


def write(folder, *rows, headings=HEADINGS, encoding="utf-8"):
    path = folder / "aw_eka.csv"
    path.write_text("\n".join(";".join(cells) for cells in [headings, *rows]) + "\n", encoding)
    return path


def load(path, capsys, **options):
    capsys.readouterr()
    call_command("load_addresses", str(path), **options)
    return [int(word.strip(".")) for word in capsys.readouterr().out.splitlines()[-1].split() if word.strip(".").isdigit()]


def know(*addresses):
    for number, address in enumerate(addresses):
        KnownAddress.objects.create(address_key=normal_address(address).key, address=address, latitude=57.4 + number / 1000,
                                    longitude=27)


@pytest.fixture
def server(settings):
    """A search as Nominatim's: answers what the test says, and remembers who asked what."""

    class Search(BaseHTTPRequestHandler):
        answer, status, asked = b"[]", 200, []

        def do_GET(self):
            Search.asked.append((self.path, self.headers["User-Agent"]))
            self.send_response(Search.status)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
            self.wfile.write(Search.answer)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Search) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        settings.GEOCODER_URL = f"http://127.0.0.1:{running.server_port}/search"
        yield Search
        running.shutdown()


def test_the_state_address_register_is_loaded_with_every_row_accounted_for_and_twice_changes_nothing(tmp_path, capsys):
    other = ["#3#", "#EKS#", "#Pils iela 1, Sigulda, Siguldas nov.#", "##", "##", "#57.15#", "#24.85#"]
    gone = ["#4#", "#DEL#", "#Pils iela 9, Alūksne#", "##", "##", "#57.4#", "#27.0#"]
    nowhere = ["#5#", "#EKS#", "#Pils iela 5, Alūksne#", "##", "##", "##", "##"]
    again = [*PILS_2[:5], "#57.5#", "#27.5#"]
    path = write(tmp_path, PILS_1, PILS_2, other, gone, nowhere, again)
    assert load(path, capsys) == [6, 2, 0, 0, 1, 2, 1]
    lks, wgs = KnownAddress.objects.order_by("address")
    assert (round(lks.latitude, 3), round(lks.longitude, 3)) == (57.432, 27.06)
    assert (wgs.latitude, wgs.longitude) == (57.4279, 27.0389)
    assert load(path, capsys) == [6, 0, 0, 2, 1, 2, 1]
    assert load(write(tmp_path, PILS_1, [*PILS_2[:5], "#57.5#", "#27.5#"]), capsys) == [2, 0, 1, 1, 0, 0, 0]
    assert load(write(tmp_path, other), capsys, everywhere=True) == [1, 1, 0, 0, 0, 0, 0]


def test_other_encodings_and_files_without_the_columns_are_told_apart(tmp_path, capsys):
    path = write(tmp_path, ["Dārza iela 1", "57,4247", "27,0464"], headings=["Adrese", "Lat", "Lon"], encoding="cp1257")
    with pytest.raises(CommandError):
        call_command("load_addresses", str(path))
    assert load(path, capsys, encoding="cp1257")[:2] == [1, 1]
    with pytest.raises(CommandError):
        call_command("load_addresses", str(write(tmp_path, ["x"], headings=["Nosaukums"])))


def test_a_house_is_known_however_it_is_written_and_also_with_its_cellar():
    know("Pils iela 8A")
    for typed in ("Pils ielā 8 a", "Pils iela 8A, Alūksne, LV-4301", "Pils iela 8a, pagrabs"):
        assert [place.quality for place in geocode(typed)] == [Quality.EXACT], typed
    assert geocode("Pils iela 9") == []


def test_a_street_suggests_its_first_houses_and_nobody_else_is_asked_without_the_setting(settings):
    know(*(f"Pils iela {number}" for number in range(1, 13)), "Skolas iela 1")
    assert settings.GEOCODER_URL == ""
    found = geocode("Pils iela")
    assert len(found) == 8
    assert {place.quality for place in found} == {Quality.SIMILAR}
    assert geocode("") == []


def test_many_addresses_cost_one_query(django_assert_num_queries):
    know("Pils iela 1")
    for count in (1, 30):
        with django_assert_num_queries(1):
            assert len(places_of([f"Pils iela {number}" for number in range(1, count + 1)])) == 1


def test_the_server_that_is_set_is_asked_with_our_name_and_its_answer_is_not_kept(server, settings):
    server.answer = json.dumps([{"lat": "57.42", "lon": "27.05", "display_name": "Kaut kur"}, {"lat": "99", "lon": "1", "display_name": "x"}]).encode()
    found = geocode("Nezināmā iela 1")
    assert [(place.latitude, place.longitude, place.quality) for place in found] == [(57.42, 27.05, Quality.ONLINE)]
    path, who = server.asked[-1]
    assert "format=jsonv2" in path
    assert settings.OFFICE_EMAIL in who
    assert not KnownAddress.objects.exists()
    know("Pils iela 1")
    asked = len(server.asked)
    assert geocode("Pils iela 1")[0].quality is Quality.EXACT
    assert len(server.asked) == asked


@pytest.mark.parametrize(("status", "answer"), [(500, b"[]"), (200, b"<html>"), (200, b'{"error": 1}'), (200, b'[{"lat": "x"}]'),
                                                (302, b""), (200, b"[" + b"0," * 100_000)])
def test_a_server_that_fails_or_sends_us_on_gives_nothing(server, status, answer):
    server.status, server.answer = status, answer
    assert geocode("Nezināmā iela 1") == []


@pytest.mark.parametrize("answer", [b"no HTTP at all\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n[", b"",
                                    b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 90_000])
def test_a_server_that_speaks_nonsense_gives_nothing(settings, answer):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings.GEOCODER_URL = f"http://127.0.0.1:{listening.getsockname()[1]}/search"
        speaking = threading.Thread(target=say, args=(listening, answer))
        speaking.start()
        assert geocode("Nezināmā iela 1") == []
        speaking.join()


OK = b"HTTP/1.1 200 OK\r\n"
SLOWLY = {"its answer": (OK + b"\r\n", b" " * 100), "its first line": (b"", OK * 6), "its headings": (OK, b"X: y\r\n" * 20),
          "the size of a piece": (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 100)}


@pytest.mark.parametrize(("at_once", "slowly"), SLOWLY.values(), ids=SLOWLY)
def test_a_server_that_speaks_byte_by_byte_is_not_waited_for(settings, monkeypatch, at_once, slowly):
    monkeypatch.setattr("vacancies.geocoding.online._SECONDS", 0.3)
    said = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings.GEOCODER_URL = f"http://127.0.0.1:{listening.getsockname()[1]}/search"
        speaking = threading.Thread(target=drip, args=(listening, at_once, slowly, said))
        speaking.start()
        assert geocode("Nezināmā iela 1") == []
        speaking.join()
    assert len(said) < len(slowly), "it was hung up on"


def drip(listening, at_once, slowly, said):
    """A tenth of a second for each byte, until nobody listens any more."""
    line, _who = listening.accept()
    with line, suppress(OSError):
        line.recv(10_000)
        line.sendall(at_once)
        for byte in slowly:
            line.sendall(bytes([byte]))
            said.append(byte)
            time.sleep(0.1)


def test_degrees_may_have_a_decimal_comma_and_a_file_that_is_not_there_is_said(tmp_path, capsys):
    path = write(tmp_path, ["Pils iela 1", "57,421", "27,047"], headings=["Adrese", "lat", "lon"])
    assert load(path, capsys) == [1, 1, 0, 0, 0, 0, 0]
    assert (KnownAddress.objects.get().latitude, KnownAddress.objects.get().longitude) == (57.421, 27.047)
    for missing in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(CommandError):
            call_command("load_addresses", str(missing))


def say(listening, answer):
    line, _who = listening.accept()
    with line:
        line.recv(10_000)
        line.sendall(answer)


def test_nobody_answers_where_nobody_listens(settings):
    settings.GEOCODER_URL = "http://127.0.0.1:9/search"
    assert geocode("Nezināmā iela 1") == []


def test_the_page_of_a_unit_asks_for_the_place_of_an_address(client):
    know("Pils iela 1")
    client.force_login(make_surveyor())
    answer = client.get(reverse("vacancies:address-point"), {"address": "Pils ielā 1"}).json()
    assert answer == {"places": [{"latitude": 57.4, "longitude": 27.0, "label": "Pils iela 1", "quality": "exact"}]}
    assert client.get(reverse("vacancies:address-point")).json() == {"places": []}


def entered(client, **fields):
    return client.post(reverse("vacancies:unit-new"), {"name": "Veikals", "address_typed": "Pils iela 1", "utilities_payer": "unknown",
                                                       "notice_days": "30", "funding_restriction": "none"} | fields, follow=True)


def test_a_unit_without_a_point_gets_that_of_its_address_and_it_is_said(client):
    know("Pils iela 1")
    client.force_login(make_officer())
    response = entered(client)
    assert (Unit.objects.get().latitude, Unit.objects.get().longitude) == (57.4, 27)
    assert len(response.context["messages"]) == 2


def test_a_point_that_somebody_set_or_took_away_stays_so(client):
    know("Pils iela 1")
    client.force_login(make_officer())
    entered(client, latitude="57.5", longitude="27.5")
    unit = Unit.objects.get()
    assert (unit.latitude, unit.longitude) == (57.5, 27.5)
    data = {"name": "Veikals", "address_typed": "Pils iela 1", "utilities_payer": "unknown", "notice_days": "30",
            "funding_restriction": "none", "version": unit.version, "latitude": "", "longitude": ""}
    client.post(reverse("vacancies:unit-edit", args=[unit.reference]), data)
    unit.refresh_from_db()
    assert unit.latitude is None


def test_imported_rows_without_coordinates_get_the_point_of_their_address(tmp_path):
    know("Pils iela 1")
    import_file(register(tmp_path, row(), row("Pils iela 2")))
    assert list(Unit.objects.order_by("address").values_list("latitude", "longitude")) == [(57.4, 27), (None, None)]
    before = list(Unit.objects.values_list("version", flat=True))
    report = import_file(register(tmp_path, row(), row("Pils iela 2")))
    assert (report.unchanged, list(Unit.objects.values_list("version", flat=True))) == (2, before)
