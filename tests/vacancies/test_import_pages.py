"""The town's own register through the pages: sent, read, matched, looked at, mended, written, undone."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from tests.make import make_import, make_officer, make_unit
from tests.vacancies.asking import codes, data_of, queries_of, statuses
from tests.vacancies.registers import DATA, dump
from tests.vacancies.sending_registers import (
    apply,
    choose,
    codes_of,
    counted,
    match,
    page,
    send,
    send_path,
    sent,
    upload,
)
from vacancies.choices import ImportState
from vacancies.imports import work
from vacancies.imports.headings import Meaning
from vacancies.imports.meanings import MEANINGS
from vacancies.models import ImportRun, Unit

pytestmark = pytest.mark.django_db
SMALL = "Adrese;Telpas;Platība m²;Statuss\nPils iela 1;veikals;20;brīvs\nPils iela 2;salons;30;aizņemts\n"


def kept_files():
    return default_storage.listdir("imports")[1] if default_storage.exists("imports") else []


def test_a_register_is_sent_matched_looked_at_written_and_undone(client, officer):
    before = dump()
    run = send(client, sent(SMALL))
    assert (run.made_by, run.state, kept_files()) == (officer, ImportState.CHOOSING, [run.key])
    assert match(client, run).status_code == 302
    assert counted(run) == (2, 0, 0, 0)
    assert not Unit.objects.exists()
    assert client.get(page("rows", run)).status_code == 200
    assert apply(client, run) == (2, 0, 0, 0)
    assert run.state == ImportState.APPLIED
    assert sorted(Unit.objects.values_list("name", flat=True)) == ["salons", "veikals"]
    assert client.get(page("file", run)).status_code == 200
    assert client.get(page("undo", run)).status_code == 200
    assert Unit.objects.count() == 2
    client.post(page("undo", run))
    run.refresh_from_db()
    assert (run.state, run.undone_by, dump()) == (ImportState.UNDONE, officer, before)
    assert (run.report["undone"]["removed"], run.report["undone"]["kept"]) == (2, [])
    assert client.get(page("file", run)).status_code == 200


FILES = {
    "aluksne_synthetic_register.xlsx": {}, "aluksne_synthetic_register.xls": {}, "aluksne_synthetic_register.ods": {},
    "aluksne_synthetic_register_cp1257.csv": {"encoding": "cp1257"}, "aluksne_synthetic_register_utf8bom_crlf.csv": {},
    "aluksne_synthetic_register_mojibake_utf8.csv": {}, "portsmouth_empty_exemptions.XLSX": {},
    "portsmouth_rates_excel_ruined.csv": {"encoding": "cp1252"},
}


@pytest.mark.parametrize("name", FILES)
def test_every_known_register_goes_through_the_pages_and_its_counts_add_up(client, officer, name, monkeypatch):
    monkeypatch.setattr(work, "COUNTED_HERE", 10_000)
    monkeypatch.setattr(work, "APPLIED_HERE", 10_000)
    run = send_path(client, DATA / name)
    if FILES[name] or not run.mapping:
        assert choose(client, run, **FILES[name]).status_code == 302
    assert match(client, run).status_code == 302
    added, changed, unchanged, refused = counted(run)
    rows = run.report["counted"]["rows"]
    assert added + changed + unchanged + refused == rows > 0
    assert apply(client, run) == (added, changed, unchanged, refused)
    assert Unit.objects.count() == added > 0
    assert client.get(page("rows", run), {"show": "all"}).status_code == 200
    again = send_path(client, DATA / name)
    if FILES[name] or not again.mapping:
        choose(client, again, **FILES[name])
    match(client, again)
    assert counted(again) == (0, 0, added, refused)


def test_strangers_find_no_import(client):
    run = make_import(by=make_officer())
    for address in (reverse("vacancies:import-list"), page("file", run), page("columns", run), page("rows", run)):
        answers = statuses(address)
        assert answers.pop("officer") == 200
        assert answers == {"surveyor": 404, "reviewer": 404, "applicant": 404, "anonymous": 302}


# The first step: what a file leaves open


UNREADABLE = {
    "empty_file": b"", "web_page": b"<!DOCTYPE html><html><body>Access denied", "json_file": b'{"error": "not found"}',
    "other_file": b"%PDF-1.7\n", "damaged_file": b"PK\x03\x04" + b"\x00" * 50, "binary_file": b"Adrese;Telpas\nPils iela 1;\x00\x00\n",
    "open_quote": b'Adrese;Telpas\n"Pils iela 1;veikals\n',
}


@pytest.mark.parametrize("code", UNREADABLE)
def test_what_no_choice_can_make_readable_is_refused_at_once_and_not_kept(client, officer, code):
    response = upload(client, sent(UNREADABLE[code], "register.xlsx"))
    assert (response.status_code, codes(response)) == (422, {code})
    assert not ImportRun.objects.exists()
    assert kept_files() == []


def test_a_list_of_places_without_places_is_empty(client, officer):
    response = upload(client, sent(b'{"type": "FeatureCollection", "features": []}', "units.geojson"))
    assert codes(response) == {"empty_file"}


def test_a_file_that_is_too_large_is_refused(client, officer, monkeypatch):
    monkeypatch.setattr("vacancies.forms.imports.MOST_BYTES", 10)
    assert codes(upload(client, sent(SMALL))) == {"too_heavy"}
    assert kept_files() == []


def test_letters_that_cannot_be_told_are_chosen_from_the_rows_that_hold_them(client, officer):
    run = send_path(client, DATA / "aluksne_synthetic_register_cp1257.csv")
    response = client.get(page("file", run))
    assert codes(response) == {"unknown_encoding"}
    shown = {name: lines for name, _label, lines in response.context["previews"]}
    assert shown["cp1257"][0][1][0].startswith("Alūksnes novada")
    assert shown["cp1252"][0][1][0].startswith("Alûksnes novada")
    assert ";;" not in response.content.decode(), "cells, without what separates them"
    chosen = client.get(page("file", run), {"encoding": "cp1257"})
    assert (codes(chosen), chosen.context["form"].initial["header_row"]) == (set(), 4)
    run.refresh_from_db()
    assert run.encoding == ""  # looking chooses nothing
    assert choose(client, run, encoding="cp1257").status_code == 302
    run.refresh_from_db()
    assert (run.encoding, run.mapping["header_row"]) == ("cp1257", 4)


def test_an_encoding_that_nobody_offered_is_not_taken(client, officer):
    run = send_path(client, DATA / "aluksne_synthetic_register_cp1257.csv")
    response = client.post(page("file", run), {"encoding": "rot13", "header_row": "1"})
    run.refresh_from_db()
    assert (response.status_code, run.encoding) == (422, "")


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-16", "\t"), ("utf-8-sig", ","), ("utf-8", "|")])
def test_what_tells_its_letters_itself_goes_straight_to_the_columns(client, officer, encoding, delimiter):
    text = SMALL.replace("veikals", "šūšana").replace(";", delimiter)
    response = upload(client, sent(text.encode(encoding), "register.XLS"))  # the name lies
    assert response["Location"].endswith("/columns/")
    run = ImportRun.objects.get()
    match(client, run)
    assert apply(client, run) == (2, 0, 0, 0)
    assert Unit.objects.filter(name="šūšana").exists()


def test_a_workbook_with_several_sheets_is_asked_about(client, officer):
    run = send_path(client, DATA / "aluksne_synthetic_register.xlsx")
    shown = client.get(page("file", run)).context["look"]
    assert (shown.table.sheet, shown.table.sheets, shown.header_row) == ("Brīvās telpas", ["Brīvās telpas", "Skaidrojumi"], 4)
    other = client.get(page("file", run), {"sheet": "Skaidrojumi"}).context["look"]
    assert (other.table.sheet, str(other.problem.code)) == ("Skaidrojumi", "no_header")
    assert codes(client.get(page("file", run), {"sheet": "Nav tādas"})) == {"no_such_sheet"}


def test_the_row_of_the_headings_is_chosen_where_it_cannot_be_found(client, officer):
    text = "Saraksts\nKur;Kas\nPils iela 1;veikals\nPils iela 2;salons\n"
    run = send(client, sent(text))
    assert codes(client.get(page("file", run))) == {"no_header"}
    assert codes(client.post(page("file", run), {"header_row": ""})) == {"required", "no_header"}
    assert codes(client.post(page("file", run), {"header_row": "17"})) >= {"invalid_choice"}
    choose(client, run, header_row="2")
    match(client, run, **{"column-1": "address", "column-2": "name"})
    assert apply(client, run) == (2, 0, 0, 0)


def test_title_rows_two_line_headings_blank_rows_and_a_total_may_stay(client, officer):
    text = 'Brīvās telpas 2026;;\n;;\nNr.;"Adrese\n(iela)";"Platība,\nm²"\n1;Pils iela 1;20\n;;\n2;Pils iela 2;30\n;KOPĀ:;50\n'
    run = send(client, sent(text))
    match(client, run)
    assert counted(run) == (2, 0, 0, 1)
    assert codes_of(run, 7) == ["total_row"]
    assert apply(client, run) == (2, 0, 0, 1)


# The second step: columns


def test_what_is_guessed_is_preselected_and_shown_beside_its_cells(client, officer):
    run = send(client, sent(SMALL))
    columns = client.get(page("columns", run)).context["form"].columns
    assert [(column.field.value(), column.samples) for column in columns] == [
        ("address", ["Pils iela 1", "Pils iela 2"]), ("name", ["veikals", "salons"]), ("area", ["20", "30"]),
        ("status", ["brīvs", "aizņemts"])]


def test_every_problem_with_the_columns_is_said_at_once_and_what_was_chosen_is_kept(client, officer):
    run = send(client, sent(SMALL))
    response = match(client, run, **{"column-1": "ignore", "column-2": "remarks", "column-3": "remarks", "column-4": "magic"})
    assert (response.status_code, codes(response)) == (422, {"chosen_twice", "no_address", "invalid_choice"})
    assert [column.field.value() for column in response.context["form"].columns] == ["ignore", "remarks", "remarks", "magic"]
    run.refresh_from_db()
    assert "columns" not in run.mapping


AMBIGUOUS = ("Adrese;Platība;Brīvs kopš;Noma;Statuss\nPils iela 1;300;1/5/2025;12;brīvs\nPils iela 2;400;2/6/2025;12;EPRN\n"
             "Pils iela 3;500;3/4/2024;24;eprn\n")


def open_questions(client, run):
    return [field.name.split("-")[0] for field in client.get(page("columns", run)).context["form"].open_questions]


def test_what_the_columns_leave_open_is_asked_once_per_column_and_once_per_word(client, officer):
    run = send(client, sent(AMBIGUOUS))
    assert open_questions(client, run) == ["date_order", "rent_unit", "area_unit", "word"]
    unanswered = client.post(page("columns", run), data_of(client.get(page("columns", run)).context["form"]))
    assert (unanswered.status_code, codes(unanswered)) == (422, {"required"})
    word = client.get(page("columns", run)).context["form"].open_questions[-1].name
    answers = {"date_order-2": "mdy", "rent_unit-3": "m2_year", "area_unit-1": "sqft", word: "empty"}
    assert match(client, run, **answers).status_code == 302
    apply(client, run)
    unit = Unit.objects.get(address="Pils iela 2")
    assert (str(unit.floor_area_m2), unit.asking_rent_cents) == ("37.16", 3716)
    assert str(unit.vacancies.get().starts_on) == "2025-02-06"
    assert codes_of(run, 3) == []


def test_nobody_has_to_know_the_order_of_day_and_month(client, officer):
    run = send(client, sent(AMBIGUOUS))
    match(client, run, **{"date_order-2": "year_only"})
    assert "ambiguous_date" in codes_of(run, 2)


def test_a_column_that_proves_its_order_is_not_asked_about(client, officer):
    run = send(client, sent(AMBIGUOUS.replace("3/4/2024", "23/4/2024").replace("Platība", "Platība m²").replace("Noma", "Noma EUR/mēn.")))
    assert open_questions(client, run) == ["word"]


def test_an_answer_about_one_column_is_not_taken_for_another(client, officer):
    run = send(client, sent(AMBIGUOUS.replace("Statuss", "Piezīmes")))
    form = client.get(page("columns", run)).context["form"]
    data = data_of(form) | {"date_order-2": "dmy", "rent_unit-3": "month", "area_unit-1": "m2"}
    moved = data | {"column-2": "rent", "column-4": "area"}
    assert codes(client.post(page("columns", run), moved)) == {"required"}
    assert client.post(page("columns", run), data).status_code == 302


def test_the_columns_of_a_register_are_remembered_by_its_headings(client, officer):
    text = AMBIGUOUS.replace("Adrese", "Kur tas ir").replace("Statuss", "Kods 2")
    first = send(client, sent(text))
    choose(client, first, header_row="1")
    word = {"column-1": "address", "column-5": "status", "date_order-2": "dmy", "rent_unit-3": "year", "area_unit-1": "m2"}
    unknown = match(client, first, **word).context["form"].open_questions[-1].name
    match(client, first, **word, **{unknown: "renovation"})
    apply(client, first)
    second = send(client, sent(text.replace("KUR", "kur").replace("Pils iela 3", "Pils iela 4")))
    if not second.mapping:
        choose(client, second, header_row="1")
    response = client.get(page("columns", second))
    assert response.context["source"] is not None
    answer = client.post(page("columns", second), data_of(response.context["form"]))
    assert answer.status_code == 302, (codes(answer), data_of(response.context["form"]), second.mapping)
    assert said_about_columns(second) == said_about_columns(first)
    assert counted(second) == (1, 0, 2, 0)
    other = send(client, sent(text.replace("Platība", "Lielums")))
    if not other.mapping:
        choose(client, other, header_row="1")
    assert client.get(page("columns", other)).context["source"] is None


def said_about_columns(run):
    run.refresh_from_db()
    return {part: said for part, said in run.mapping.items() if part != "header_row"}


def test_the_list_of_imports_tells_their_counts_and_costs_the_same_for_one_and_for_thirty(client, officer):
    run = send(client, sent(SMALL))
    match(client, run)
    apply(client, run)
    address = reverse("vacancies:import-list")
    assert [(one.rows, one.added, one.refused) for one in client.get(address).context["runs"]] == [(2, 2, 0)]
    cost = queries_of(client, address)
    ImportRun.objects.bulk_create(ImportRun(key=f"k{number}", file_name="x.csv", sha256="", made_by=officer,
                                            report={"applied": {"rows": number}}) for number in range(29))
    assert len(client.get(address).context["runs"]) == 30
    assert queries_of(client, address) == cost


def test_an_import_leads_to_the_units_that_it_added(client, officer):
    make_unit(name="salons", address_typed="Pils iela 2", floor_area_m2=None)
    make_unit(name="cits")
    run = send(client, sent(SMALL))
    match(client, run)
    assert apply(client, run) == (1, 1, 0, 0)
    response = client.get(reverse("popups:staff-unit-list"), {"imported": run.key})
    assert [unit.name for unit in response.context["units"]] == ["veikals"]
    assert f"?imported={run.key}" in client.get(page("file", run)).content.decode()


def test_every_meaning_of_a_column_can_be_chosen_once():
    offered = [meaning for members in MEANINGS.values() for meaning in members]
    assert sorted([*offered, Meaning.IGNORE]) == sorted(Meaning)
