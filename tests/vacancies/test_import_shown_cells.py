"""The cells that the pages of a long import show are kept by whoever counted its rows, so that no page goes through the file."""

import pytest
import xlsxwriter
from django.core.files.base import ContentFile

from tests.make import make_import
from tests.vacancies.sending_registers import page as page_of
from vacancies.imports import stored_files, work, workbooks
from vacancies.imports.cells import boxes_of
from vacancies.imports.kept_tables import kept_table
from vacancies.imports.runs import Work, choose_file, correct_row, delete_run, look, start_run
from vacancies.models import ImportRun

pytestmark = pytest.mark.django_db
THREE = "Adrese;Telpas;Statuss\nPils iela 1;veikals;brīvs\n;bez adreses;brīvs\nPils iela 3;salons;brīvs\n"


@pytest.fixture
def run(officer, monkeypatch):
    """Counted as a long file is; then its file becomes another one, which shows what is still read from it."""
    monkeypatch.setattr(work, "COUNTED_HERE", 2)
    run = make_import(by=officer, text=THREE)
    work.carry_out(run, Work.COUNT)
    stored_files.keep(run.key, ContentFile(THREE.replace("salons", "cits").encode()))
    return run


def typed(run, number):
    return [box.typed for box in boxes_of(run, [number])[number]]


def test_the_rows_that_were_counted_are_shown_without_the_file_and_with_what_was_mended(run, officer):
    assert typed(run, 4) == ["Pils iela 3", "salons", "brīvs"]
    run = correct_row(run=run, number=4, cells={"1": "kafejnīca"}, by=officer)
    assert typed(run, 4) == ["Pils iela 3", "kafejnīca", "brīvs"]
    assert boxes_of(run, [4])[4][1].in_file == "salons"


def test_a_row_that_is_not_kept_is_read_from_the_file(run):
    assert {number: len(boxes) for number, boxes in boxes_of(run, [1, 4]).items()} == {1: 3, 4: 3}
    assert [box.typed for box in boxes_of(run, [1, 4])[4]] == ["Pils iela 3", "cits", "brīvs"]


def test_read_in_another_way_nothing_that_was_kept_is_shown(run, officer):
    run = choose_file(run=run, encoding="cp1257", header_row=1, by=officer)
    assert typed(run, 4)[1] == "cits"


def test_with_the_file_its_cells_are_forgotten(run, officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        delete_run(run=run, by=officer)
    with pytest.raises(FileNotFoundError):
        boxes_of(run, [4])
    stored_files.keep(run.key, ContentFile(THREE.replace("salons", "cits").encode()))
    assert typed(run, 4)[1] == "cits"


@pytest.fixture
def workbook(officer, tmp_path):
    """Sent, with two sheets."""
    with xlsxwriter.Workbook(tmp_path / "r.xlsx") as book:
        for name in ("Telpas", "Citas"):
            sheet = book.add_worksheet(name)
            for number, line in enumerate(THREE.replace("veikals", name).splitlines()):
                sheet.write_row(number, 0, line.split(";"))
    return start_run(file=ContentFile((tmp_path / "r.xlsx").read_bytes(), name="r.xlsx"), by=officer)


@pytest.fixture
def opened(workbook, monkeypatch):
    """How often a workbook was opened since it was sent."""
    asked, ask = [], workbooks._ask
    monkeypatch.setattr(workbooks, "_ask", lambda *said: asked.append(said) or ask(*said))
    return asked


def test_how_a_workbook_is_read_is_shown_without_opening_it_once_more(client, workbook, opened):
    page = client.get(page_of("file", workbook)).content.decode()
    assert "Telpas" in page and "Citas" in page  # noqa: PT018
    assert opened == []
    assert "Citas" in client.get(page_of("file", workbook), {"sheet": "Citas"}).content.decode()
    assert len(opened) == 1
    assert client.get(page_of("file", workbook), {"sheet": "Citas"}).status_code == 200
    assert len(opened) == 1


def test_its_columns_are_matched_with_opening_it_once_for_what_they_leave_open(client, officer, workbook, opened):
    choose_file(run=workbook, sheet="Citas", header_row=1, by=officer)
    first = client.get(page_of("columns", workbook)).content.decode()
    assert "Citas" in first
    assert 'name="column-3"' in first
    count = len(opened)
    assert count == 2, "one look at the other sheet, one way through its rows"
    assert client.get(page_of("columns", workbook)).status_code == 200
    assert len(opened) == count
    assert client.post(page_of("columns", workbook), {"column-1": "ignore", "column-2": "name", "column-3": "status"}).status_code == 422


def test_with_the_file_what_was_seen_of_it_is_forgotten(officer, workbook, django_capture_on_commit_callbacks):
    run = choose_file(run=workbook, sheet="Telpas", header_row=1, by=officer)
    assert look(run).table.sheet == "Telpas"
    with django_capture_on_commit_callbacks(execute=True):
        delete_run(run=run, by=officer)
    assert kept_table(run.key, "Telpas") is None
    with pytest.raises(FileNotFoundError):
        look(run)


def test_a_workbook_is_opened_once_for_the_rows_of_a_page(officer, tmp_path, monkeypatch):
    with xlsxwriter.Workbook(tmp_path / "r.xlsx") as book:
        sheet = book.add_worksheet("Telpas")
        for number, line in enumerate(THREE.splitlines()):
            sheet.write_row(number, 0, line.split(";"))
    run = start_run(file=ContentFile((tmp_path / "r.xlsx").read_bytes(), name="r.xlsx"), by=officer)
    run = choose_file(run=run, sheet="Telpas", header_row=1, by=officer)
    asked, ask = [], workbooks._ask
    monkeypatch.setattr(workbooks, "_ask", lambda *said: asked.append(said) or ask(*said))
    assert [box.heading for box in boxes_of(ImportRun.objects.get(pk=run.pk), [2, 4])[4]] == ["Adrese", "Telpas", "Statuss"]
    assert len(asked) == 1
