"""Files that lie, are broken or mean harm: a reason and the first bad line, and nothing left behind."""

import os
import re
import shutil
import zipfile
from contextlib import suppress

import pytest
import xlsxwriter
from django.conf import settings
from django.utils.translation import override

from tests.vacancies.registers import DATA, HEADINGS, codes, plan_of, refusal, register, row, write_csv
from vacancies.imports import columns, recognise, workbooks
from vacancies.imports.columns import MOST_GUESSED, find_columns
from vacancies.imports.headings import meanings_of
from vacancies.imports.mapping import _PARTS, Mapping, mapping_from, read_mapping
from vacancies.imports.meanings import Meaning
from vacancies.imports.plan import read_table
from vacancies.imports.problems import ProblemCode, Unreadable
from vacancies.imports.table import MOST_COLUMNS, Row, first_rows

XLSX = DATA / "aluksne_synthetic_register.xlsx"


def file_of(folder, data, name="register.csv"):
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("data", "code"), [
    (b"", ProblemCode.EMPTY_FILE), (b"\n \n", ProblemCode.EMPTY_FILE),
    (b"<!DOCTYPE html><html><body>Access denied", ProblemCode.WEB_PAGE), (b"\xef\xbb\xbf  <TABLE><tr>", ProblemCode.WEB_PAGE),
    (b'<?xml version="1.0"?><Workbook>', ProblemCode.WEB_PAGE), (b'{"error": "not found"}', ProblemCode.JSON_FILE),
    (b'[{"a": 1}]', ProblemCode.JSON_FILE), (b"%PDF-1.7\n", ProblemCode.OTHER_FILE), (b"\x1f\x8b\x08\x00", ProblemCode.OTHER_FILE),
    (b"PK\x03\x04" + b"\x00" * 50, ProblemCode.DAMAGED_FILE), (b"PK\x03\x04", ProblemCode.DAMAGED_FILE),
    (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600, ProblemCode.DAMAGED_FILE),
    (b"Adrese;Telpas\nPils iela 1;\x00\x00\x00\n", ProblemCode.BINARY_FILE),
    (b"just some words\nand more of them\n", ProblemCode.NO_HEADER), (b"a;b;c\n1;2;3\n", ProblemCode.NO_HEADER),
    (b"Telpas;Statuss\nveikals;br\n", ProblemCode.NO_HEADER),  # no column says where
])
def test_what_is_no_register_is_refused_with_its_reason(tmp_path, data, code):
    assert refusal(file_of(tmp_path, data)).code == code


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path):
    assert refusal(tmp_path / "no.csv").code == ProblemCode.NO_FILE
    assert refusal(tmp_path).code == ProblemCode.NO_FILE


def test_the_first_line_that_is_not_utf_8_is_named_wherever_it_is(tmp_path):
    rows = [row(f"Pils iela {number}") for number in range(1, 30_000)]
    path = register(tmp_path, *rows)
    data = path.read_bytes()
    assert len(data) > 1_500_000
    at = data.rindex(b"Pils iela 29990")
    path.write_bytes(data[:at] + b"\xe2" + data[at:])
    error = refusal(path)
    assert (error.code, error.line) == (ProblemCode.UNKNOWN_ENCODING, 29_991)


def test_the_person_is_shown_what_each_encoding_would_give():
    error = refusal(DATA / "aluksne_synthetic_register_cp1257.csv")
    assert (error.code, error.line) == (ProblemCode.UNKNOWN_ENCODING, 1)
    assert list(error.preview) == ["cp1257", "cp1252"]
    assert error.preview["cp1257"][0][1].startswith("Alūksnes novada")
    assert error.preview["cp1252"][0][1].startswith("Alûksnes novada")


@pytest.mark.parametrize(("encoding", "code"), [
    ("utf-8", ProblemCode.WRONG_ENCODING), ("ascii", ProblemCode.WRONG_ENCODING), ("klingon", ProblemCode.NO_SUCH_ENCODING),
    ("rot13", ProblemCode.NO_SUCH_ENCODING), ("hex", ProblemCode.NO_SUCH_ENCODING), ("../x", ProblemCode.NO_SUCH_ENCODING),
    ("undefined", ProblemCode.NO_SUCH_ENCODING), ("idna", ProblemCode.NO_SUCH_ENCODING),
])
def test_a_wrong_choice_of_encoding_is_said(encoding, code):
    assert refusal(DATA / "aluksne_synthetic_register_cp1257.csv", encoding=encoding).code == code


@pytest.mark.parametrize(("encoding", "delimiter"), [
    ("utf-8", ";"), ("utf-8", ","), ("utf-8-sig", "|"), ("utf-16", "\t"), ("utf-16-le", "\t"), ("utf-16-be", ";"), ("utf-32", ";"),
])
def test_encodings_that_tell_themselves_and_every_delimiter(tmp_path, encoding, delimiter):
    rows = [row("Šķūņu iela 3", 'keramika; "Māls", krūzes | bļodas', remarks="divas\nrindas")] * 2
    path = write_csv(tmp_path / "r.csv", [HEADINGS, *rows], encoding=encoding, delimiter=delimiter)
    found = list(plan_of(path).rows())
    assert [read.number for read in found] == [2, 3]
    assert found[0].values["name"] == 'keramika; "Māls", krūzes | bļodas'
    assert found[0].values["internal_note"] == "divas\nrindas"


def test_a_quotation_mark_left_open_names_the_line_it_opens_in(tmp_path):
    text = ";".join(HEADINGS) + '\n"Pils\niela 1";veikals;1;;;;;\nPils iela 2;"veikals;1;;;;;\n'
    for tail in ("", "Pils iela 3;veikals;1;;;;;\n" * 2, "Pils iela 3;veikals;1;;;;;\n" * 20_000):
        error = refusal(file_of(tmp_path, (text + tail).encode()))
        assert (error.code, error.line) == (ProblemCode.OPEN_QUOTE, 4)


def test_a_workbook_is_known_by_its_content_not_by_its_name(tmp_path):
    for source, name in ((XLSX, "r.csv"), (DATA / "aluksne_synthetic_register.ods", "r.xlsx"), (XLSX, "R.XLS")):
        path = tmp_path / name
        shutil.copy(source, path)
        assert len(list(plan_of(path).rows())) == 25


def test_the_sheet_with_the_register_is_chosen_and_an_unknown_one_lists_them():
    plan = plan_of(XLSX)
    assert (plan.table.sheet, plan.table.sheets) == ("Brīvās telpas", ["Brīvās telpas", "Skaidrojumi"])
    error = refusal(XLSX, sheet="Telpas")
    assert error.code == ProblemCode.NO_SUCH_SHEET
    assert "Skaidrojumi" in error.problem.details["sheets"]
    assert refusal(XLSX, sheet="Skaidrojumi").code == ProblemCode.NO_HEADER
    assert refusal(DATA / "aluksne_synthetic_register_utf8bom_crlf.csv", sheet="X").code == ProblemCode.NO_SUCH_SHEET


def packed(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(("members", "code"), [
    ({"a.txt": "x"}, ProblemCode.OTHER_FILE), ({"word/document.xml": "x"}, ProblemCode.OTHER_FILE),
    ({"xl/workbook.xml": "no workbook"}, ProblemCode.DAMAGED_FILE), ({"content.xml": "<x"}, ProblemCode.DAMAGED_FILE),
    ({"xl/workbook.bin": "no workbook"}, ProblemCode.DAMAGED_FILE),
])
def test_what_is_packed_but_no_workbook_is_refused(tmp_path, members, code):
    assert refusal(packed(tmp_path / "r.xlsx", members)).code == code


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(recognise, "MOST_UNPACKED", 1 << 20)
    bomb = packed(tmp_path / "r.xlsx", {"xl/workbook.xml": "x", "xl/bomb.xml": b"0" * (2 << 20)})
    assert bomb.stat().st_size < 10_000
    assert refusal(bomb).code == ProblemCode.UNPACKS_TOO_BIG


def test_a_workbook_that_lies_about_its_size_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(recognise, "MOST_UNPACKED", 1 << 20)
    bomb = packed(tmp_path / "r.xlsx", {"xl/workbook.xml": "x", "xl/bomb.xml": b"0" * (2 << 20)})
    data = bomb.read_bytes()
    honest = (2 << 20).to_bytes(4, "little")
    assert data.count(honest) == 2
    bomb.write_bytes(data.replace(honest, (100).to_bytes(4, "little")))
    assert refusal(bomb).code == ProblemCode.UNPACKS_TOO_BIG


def test_two_cells_at_opposite_corners_of_a_sheet_take_down_only_the_reader(tmp_path):
    path = tmp_path / "r.xlsx"
    with zipfile.ZipFile(XLSX) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                last = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                data = data.replace(b"</sheetData>", last)
            target.writestr(member, data)
    assert path.stat().st_size < 20_000
    assert refusal(path).code == ProblemCode.DAMAGED_FILE


def with_cell(path, reference):
    """The workbook with one more cell, somewhere."""
    with zipfile.ZipFile(XLSX) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</sheetData>", f'<row r="900"><c r="{reference}900"><v>1</v></c></row></sheetData>'.encode())
            target.writestr(member, data)
    return path


@pytest.mark.parametrize(("column", "code"), [("ALM", "too_many_columns"), ("XFD", "too_many_columns"), ("ZZZZZ", "damaged_file")])
def test_a_workbook_with_more_columns_than_any_register_has_is_refused(tmp_path, column, code):
    assert len(next(read_table(with_cell(tmp_path / "fits.xlsx", "ALL"), "", "", Mapping()).rows()).cells) == MOST_COLUMNS
    path = with_cell(tmp_path / "r.xlsx", column)
    assert [refusal(path).code, refusal(path, sheet="Brīvās telpas").code] == [code, code]


def test_a_wide_sheet_beside_the_register_hinders_nobody(tmp_path):
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Plata").write_row(0, 0, ["Adrese"] * (MOST_COLUMNS + 1))
        book.add_worksheet("Telpas").write_row(0, 0, ["Adrese", "Platība, m²", "Statuss"])
    assert read_table(path, "", "", Mapping()).sheet == "Telpas"
    assert refusal(path, sheet="Plata").code == ProblemCode.TOO_MANY_COLUMNS


@pytest.mark.parametrize("text", ["Adrese" + ";" * MOST_COLUMNS + "\nPils iela 1\n", "Adrese\nPils iela 1" + ";" * 2_000_000 + "\n"])
def test_a_table_with_more_columns_than_any_register_has_is_refused(tmp_path, text):
    path = tmp_path / "r.csv"
    path.write_text(text)
    assert refusal(path).code == ProblemCode.TOO_MANY_COLUMNS


@pytest.mark.parametrize("name", ["r.xls", "r.ods"])
def test_old_and_open_workbooks_are_measured_as_well(tmp_path, monkeypatch, name):
    monkeypatch.setattr(workbooks, "_READER", narrow_reader(tmp_path))
    assert refusal(DATA / f"aluksne_synthetic_register.{name[2:]}").code == ProblemCode.TOO_MANY_COLUMNS


def narrow_reader(folder, replaced="MOST_COLUMNS = 1000", by="MOST_COLUMNS = 3"):
    """The reader as it is, but for one line: no workbook of these kinds can be written here."""
    text = workbooks._READER.read_text()
    assert replaced in text
    (folder / "reader.py").write_text(text.replace(replaced, by))
    return folder / "reader.py"


def test_a_workbook_that_takes_too_long_to_read_is_refused_with_its_own_reason(tmp_path, monkeypatch):
    busy = narrow_reader(tmp_path, "    book = Cal", "    while True: pass\n    book = Cal")
    monkeypatch.setattr(workbooks, "_READER", busy)
    monkeypatch.setattr(workbooks, "SECONDS_TO_LOOK", 1)
    assert refusal(XLSX).code == ProblemCode.TAKES_TOO_LONG


def test_of_a_wide_table_fewer_rows_are_looked_through(tmp_path):
    seen = []
    rows = (seen.append(number) or Row(number, ["x"] * 100) for number in range(1, 1000))
    assert len(list(first_rows(rows, 500, 1000))) == len(seen) == 10
    assert len(list(first_rows((Row(number, ["x"]) for number in range(1000)), 500, 1000))) == 500


def test_the_meaning_is_guessed_only_of_as_many_columns_as_a_register_has(monkeypatch):
    asked = set()

    def noting(text):
        asked.add(text)
        return meanings_of(text)

    monkeypatch.setattr(columns, "meanings_of", noting)
    head = [Row(1, ["Adrese", *(f"c{number}" for number in range(2000))])]
    assert find_columns(head, Mapping()).found == {Meaning.ADDRESS: 0}
    assert len(asked) == MOST_GUESSED


def test_a_workbook_cut_short_is_refused_at_any_length(tmp_path):
    for source in (XLSX, DATA / "aluksne_synthetic_register.xls", DATA / "aluksne_synthetic_register.ods"):
        data = source.read_bytes()
        for length in range(9, len(data) - 100, len(data) // 12):
            assert isinstance(refusal(file_of(tmp_path, data[:length])), Unreadable)


def test_bytes_by_chance_never_end_in_anything_but_a_reason(tmp_path):
    for number in range(30):
        data = os.urandom(2000)
        for start in (b"", b"Adrese;Telpas\n", b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")):
            with suppress(Unreadable):
                list(plan_of(file_of(tmp_path, start + data), encoding="cp1257" if number % 2 else "").rows())


def test_a_row_with_missing_or_extra_cells_is_never_aligned(tmp_path):
    path = register(tmp_path, row("Pils iela 1"), row("Pils iela 2")[:-1], [*row("Pils iela 3"), "extra"],
                    [*row("Pils iela 4"), "", ""], ["one"])
    found = {read.number: read for read in plan_of(path).rows()}
    assert {number for number, read in found.items() if read.is_refused} == {3, 4, 6}
    assert codes(found[3]) == codes_of(3, "shifted_row")
    assert codes(found[5]) == codes_of(5, "shifted_row")  # said, but nothing moved


def codes_of(number, *names):
    return [(number, name) for name in names]


def test_a_row_whose_cells_do_not_fit_their_columns_has_slipped(tmp_path):
    slipped = ["Pils iela 1", "veikals", "pašvaldība", "brīvs", "01.02.2024.", "lēti", "100", "x"]
    one_slip = row("Pils iela 2", area="liela")
    found = list(plan_of(register(tmp_path, slipped, one_slip)).rows())
    assert found[0].is_refused
    assert ("slipped_cells") in [str(problem.code) for problem in found[0].problems]
    assert not found[1].is_refused
    assert codes(found[1]) == [(3, "bad_number")]


def test_headings_may_be_padded_doubled_empty_or_come_again(tmp_path):
    headings = [" ADRESE ", "", "Telpas", "Adrese", "Statuss"]
    rows = [["Pils iela 1", "?", "veikals", "Rīga", "brīvs"], headings, ["Pils iela 2", "?", "veikals", "Rīga", "brīvs"]]
    plan = plan_of(register(tmp_path, *rows, headings=headings))
    assert [str(note.code) for note in plan.notes] == ["column_twice"]
    found = list(plan.rows())
    assert [read.values.get("address_typed") for read in found] == ["Pils iela 1", None, "Pils iela 2"]
    assert codes(found[1]) == [(3, "repeated_header")]


def test_a_file_of_285_columns_is_read(tmp_path):
    headings = [f"Lauks {number}" for number in range(283)] + ["Adrese", "Telpas"]
    path = register(tmp_path, [""] * 283 + ["Pils iela 1", "veikals"], headings=headings)
    assert [read.values["name"] for read in plan_of(path).rows()] == ["veikals"]


def test_texts_too_long_for_the_register_are_refused_not_cut(tmp_path):
    path = register(tmp_path, row("Pils iela 1" + "x" * 300), row("Pils iela 2", "y" * 201), row("Pils iela 3", "z" * 200))
    assert [read.is_refused for read in plan_of(path).rows()] == [True, True, False]


def test_a_date_of_the_whole_file_is_believed_unless_rows_are_later(tmp_path):
    title = ["Stāvoklis uz: 01.03.2024."]
    for since, seen_on, noted in (("01.02.2024.", "2024-03-01", []), ("02.03.2024.", "2026-11-22", ["old_state_date"])):
        plan = plan_of(write_csv(tmp_path / "r.csv", [title, HEADINGS, row(since=since)]))
        assert (plan.seen_on.isoformat(), [str(note.code) for note in plan.notes]) == (seen_on, noted)


def test_coordinates_of_either_kind_are_read(tmp_path):
    for headings, cells in ((["X", "Y"], ["369651,64", "683668,00"]), (["Lat", "Lon"], ["57,432372", "27,059622"]),
                            (["Platums", "Garums"], ["27.059622", "57.432372"])):
        path = register(tmp_path, ["Pils iela 1", *cells], ["Pils iela 2", "0", "0"], ["Pils iela 3", "", "27"],
                        headings=["Adrese", *headings])
        found = list(plan_of(path).rows())
        assert found[0].values["latitude"] == pytest.approx(57.432372, abs=1e-6)
        assert found[0].values["longitude"] == pytest.approx(27.059622, abs=1e-6)
        assert [(read.values["latitude"], read.values["longitude"]) for read in found[1:]] == [(None, None)] * 2
        assert codes(found[1]) == [(3, "bad_coordinates")]


@pytest.mark.parametrize("raw", [
    {"columns": {"A": "colour"}}, {"columns": []}, {"status": {"x": "full"}}, {"date_order": "ymd"}, {"rent_unit": 7},
    {"header_row": "four"}, {"columns": {}, "colour": "red"}, {"columns": {"A": ["x"]}}, {"date_order": {"a": 1}},
])
def test_a_mapping_that_makes_no_sense_is_refused(raw):
    with pytest.raises(Unreadable) as caught:
        mapping_from(raw)
    assert caught.value.code == ProblemCode.BAD_MAPPING


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b"null"])
def test_a_mapping_file_that_cannot_be_read_is_refused(tmp_path, data):
    with pytest.raises(Unreadable) as caught:
        read_mapping(file_of(tmp_path, data, "mapping.json"))
    assert caught.value.code == ProblemCode.BAD_MAPPING


def test_a_mapping_overrides_what_the_headings_say(tmp_path):
    path = write_csv(tmp_path / "r.csv", [["nothing"], ["Vieta", "Telpas", "Adrese"], ["Pils iela 1", "veikals", "privāts"]])
    plan = plan_of(path, mapping=mapping_from({"vieta": "address", "Adrese": "owner"}))
    assert [(read.values["address_typed"], read.values["owner"]["kind"]) for read in plan.rows()] == [("Pils iela 1", "person")]
    by_place = mapping_from({"columns": {"#1": "address", "#2": "name", "#3": None}, "header_row": 2})
    assert [read.values["name"] for read in plan_of(path, mapping=by_place).rows()] == ["veikals"]


def test_a_mapping_settles_the_order_of_day_and_month_and_the_unit_of_rent(tmp_path):
    path = register(tmp_path, row(since="1/5/2025", rent="2", area="10"))
    values = next(plan_of(path, mapping=mapping_from({"date_order": "dmy", "rent_unit": "m2_month"})).rows()).values
    assert (values["occupancy"]["since"], values["asking_rent_cents"]) == ("2025-05-01", 2000)


def test_an_address_in_several_columns_is_put_together(tmp_path):
    path = register(tmp_path, ["Dārza ielā", "8 a", "Alūksne"], ["Skolas iela", "3", "Ape"], headings=["Iela", "Mājas Nr.", "Pilsēta"])
    assert [read.values["address_typed"] for read in plan_of(path).rows()] == ["Dārza ielā 8 a", "Skolas iela 3, Ape"]
    path = register(tmp_path, ["Unit 4", "Albert Road", "Southsea"], headings=["Address 1", "Address 2", "Address 3"])
    assert [read.values["address_typed"] for read in plan_of(path).rows()] == ["Unit 4, Albert Road, Southsea"]


def test_a_code_that_repeats_is_no_number_of_a_place(tmp_path):
    rows = [["E06", f"Pils iela {number}"] for number in range(1, 8)]
    plan = plan_of(register(tmp_path, *rows, headings=["Kods", "Adrese"]))
    assert "repeating_numbers" in [str(note.code) for note in plan.notes]
    assert not any(read.is_refused for read in plan.rows())


@pytest.mark.parametrize(("heading", "cells", "seen"), [
    ("Vacant (Y/N)", ["Y", "N", "Vacant", "Occupied"], ["empty", "occupied", "empty", "occupied"]),
    ("Occupied?", ["yes", "no", "TRUE", "FALSE"], ["occupied", "empty", "occupied", "empty"]),
    ("Leerstand", ["ja", "nein", "leer", "vermietet"], ["empty", "occupied", "empty", "occupied"]),
])
def test_a_column_of_yes_and_no_tells_what_is_empty(tmp_path, heading, cells, seen):
    rows = [[f"Pils iela {number}", cell] for number, cell in enumerate(cells, 1)]
    path = register(tmp_path, *rows, headings=["Adrese", heading])
    assert [read.values["occupancy"]["seen"] for read in plan_of(path).rows()] == seen


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_what_only_a_command_or_a_mapping_file_knows_stands_in_brackets_beside_what_a_page_has(language):
    for_commands = re.compile(r"--\w|\b(?:" + "|".join(part for part in _PARTS if "_" in part) + r")\b")
    with override(language):
        said = {code: str(code.label) for code in ProblemCode}
    named = {code for code, text in said.items() if for_commands.search(text)}
    assert {ProblemCode.AMBIGUOUS_DATE, ProblemCode.RENT_UNIT_ASSUMED} <= named, "the command's own words are still told"
    assert not [code for code in named if for_commands.search(re.sub(r"\([^()]*\)", "", said[code]))]
