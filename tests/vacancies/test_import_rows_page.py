"""The rows of a register on the page: what would happen to each, what is wrong with it, and mending it there."""

import csv
import io

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from tests.make import make_import, make_unit
from tests.vacancies.asking import queries_of
from tests.vacancies.registers import DATA
from tests.vacancies.sending_registers import apply, codes_of, counted, match, page, send, send_path, sent
from vacancies.choices import ImportState
from vacancies.imports.accounts import MOST_SHOWN
from vacancies.models import Unit

pytestmark = pytest.mark.django_db
FAULTY = ("Adrese;Telpas;Platība m²;Statuss\n"
          "Pils iela 1;veikals;20;brīvs\n"             # 2 is right
          ";bez adreses;20;brīvs\n"                     # 3 has no address
          "Pils iela 3;salons;daudz;brīvs\n"            # 4 has a bad number
          "Pils iela 4;salons;Rīga;20;brīvs\n"          # 5 has a cell too many
          "Pils iela 5;salons\n"                        # 6 has too few
          "Pils iela 6;=cmd|' /C calc'!A0;20;brīvs;\n"  # 7 has an empty cell too many, and a formula
          "Pils iela 1;veikals;20;brīvs\n")             # 8 repeats 2


@pytest.fixture
def run(client, officer):
    run = send(client, sent(FAULTY))
    assert match(client, run).status_code == 302
    return run


def rows(client, run, **query):
    response = client.get(page("rows", run), query)
    assert response.status_code == 200
    return [shown["row"].number for shown in response.context["rows"]]


def mend(client, run, number, do="", **typed):
    """Opens the row as the page shows it, types over some of its boxes (cell_0 is the first), and sends it."""
    response = client.get(page("rows", run), {"show": "all", "edit": number})
    boxes = next(shown["boxes"] for shown in response.context["rows"] if shown["row"].number == number)
    data = {f"cell-{box.at}": box.typed for box in boxes} | {name.replace("_", "-"): text for name, text in typed.items()}
    return client.post(page("rows", run), data | {"row": str(number), "do": do, "show": "all", "page": "1"})


def test_every_problem_stands_at_its_row_and_the_counts_add_up(client, run):
    assert counted(run) == (3, 0, 0, 4)
    assert {number: codes_of(run, number) for number in range(2, 9)} == {
        2: [], 3: ["no_address"], 4: ["bad_number"], 5: ["shifted_row"], 6: ["shifted_row"], 7: ["shifted_row"], 8: ["duplicate_row"]}
    text = client.get(page("rows", run)).content.decode()
    assert 'id="row-4"' in text
    assert "daudz" in text


def test_the_rows_are_narrowed_and_what_needs_a_look_comes_first(client, run):
    assert rows(client, run) == [3, 4, 5, 6, 7, 8]
    assert rows(client, run, show="problems") == [3, 4, 5, 6, 7, 8]
    assert rows(client, run, show="refused") == [3, 5, 6, 8]
    assert rows(client, run, show="added") == [2, 4, 7]
    assert rows(client, run, show="changed") == []
    assert rows(client, run, show="all") == [2, 3, 4, 5, 6, 7, 8]
    assert rows(client, run, show="nonsense", page="x") == [3, 4, 5, 6, 7, 8]


def test_a_row_is_mended_on_the_page_and_the_file_stays_as_it_was(client, run):
    before = default_storage.open(f"imports/{run.key}").read()
    response = mend(client, run, 3, cell_0="Pils iela 2")
    assert response.status_code == 302
    assert response["Location"].endswith("?show=all&page=1#row-3")
    assert (counted(run), codes_of(run, 3)) == ((4, 0, 0, 3), [])
    assert run.corrections == {"3": {"0": "Pils iela 2"}}
    assert not Unit.objects.exists()
    assert apply(client, run) == (4, 0, 0, 3)
    assert Unit.objects.get(address="Pils iela 2").name == "bez adreses"
    assert default_storage.open(f"imports/{run.key}").read() == before


def test_a_cell_too_many_is_taken_away_and_cells_too_few_are_added(client, run):
    mend(client, run, 5, cell_2="20", cell_3="brīvs", cell_4="")
    mend(client, run, 6, cell_2="15", cell_3="aizņemts")
    mend(client, run, 7)
    run.refresh_from_db()
    assert run.corrections == {
        "5": {"2": "20", "3": "brīvs", "4": None}, "6": {"2": "15", "3": "aizņemts"}, "7": {"4": None}}
    assert [codes_of(run, number) for number in (5, 6, 7)] == [[], [], []]
    apply(client, run)
    assert {unit.address: str(unit.floor_area_m2) for unit in Unit.objects.filter(name="salons")} == {
        "Pils iela 3": "None", "Pils iela 4": "20.00", "Pils iela 5": "15.00"}


def test_saving_a_sound_row_as_it_is_corrects_nothing_and_a_mended_one_can_be_put_back(client, run):
    mend(client, run, 2)
    run.refresh_from_db()
    assert run.corrections == {}
    mend(client, run, 4, cell_2="17,5", cell_1="kafejnīca")
    assert codes_of(run, 4) == []
    mend(client, run, 4, cell_2="17,5", cell_1="salons")
    run.refresh_from_db()
    assert run.corrections == {"4": {"2": "17,5"}}
    mend(client, run, 4, do="reset")
    run.refresh_from_db()
    assert run.corrections == {}
    assert codes_of(run, 4) == ["bad_number"]


def test_a_total_offers_nothing_to_mend_unless_somebody_made_it_one(client, officer):
    run = send(client, sent("Adrese;Telpas;Platība m²;Statuss\nPils iela 1;veikals;20;brīvs\nKOPĀ:;;20;\n"))
    match(client, run)
    assert codes_of(run, 3) == ["total_row"]

    def offered() -> list[bool]:
        text = client.get(page("rows", run), {"show": "all"}).content.decode()
        return [f"edit={number}#" in text for number in (2, 3)]

    assert offered() == [True, False]
    mend(client, run, 2, cell_0="KOPĀ:", cell_1="", cell_3="")
    assert codes_of(run, 2) == ["total_row"]
    assert offered() == [True, False]


def test_a_cell_of_several_lines_keeps_them(client, officer):
    text = ("Adrese;Telpas;Īpašnieks;Piezīmes\nDārza iela 10;veikals;pašvaldība;\"viens\ndivi\"\nŠķūņu iela 3;brīva telpa;pašvaldība;kopš\n")
    run = send(client, sent(text))
    match(client, run)
    response = client.get(page("rows", run), {"show": "all"})
    boxes = response.context["rows"][0]["boxes"]
    assert boxes[3].typed == "viens\ndivi"
    mend(client, run, 2, cell_3="viens\r\ndivi", cell_1="salons")
    run.refresh_from_db()
    assert run.corrections == {"2": {"1": "salons"}}


@pytest.mark.parametrize("number", ["1", "99", "x", "-2", "٣", "999999999"])
def test_a_row_that_is_not_there_cannot_be_mended(client, run, number):
    response = client.post(page("rows", run), {"row": number, "cell-0": "Pils iela 9"})
    run.refresh_from_db()
    assert (response.status_code, run.corrections) == (404, {})


def test_broken_letters_are_shown_mended_and_leaving_them_corrects_nothing(client, officer):
    run = send_path(client, DATA / "aluksne_synthetic_register_mojibake_utf8.csv")
    match(client, run)
    mend(client, run, 23, cell_6="28.02.2024")
    run.refresh_from_db()
    assert run.corrections == {"23": {"6": "28.02.2024"}}
    assert "impossible_date" not in codes_of(run, 23)


def test_nothing_is_mended_once_it_is_written(client, run):
    apply(client, run)
    mend(client, run, 3, cell_0="Pils iela 2")
    run.refresh_from_db()
    assert (run.corrections, run.state, Unit.objects.count()) == ({}, ImportState.APPLIED, 3)
    assert client.post(page("columns", run), {"column-1": "address"}).status_code == 302
    assert client.post(page("file", run), {"header_row": "2"}).status_code == 302
    run.refresh_from_db()
    assert run.mapping["header_row"] == 1


def test_what_would_change_is_named(client, officer):
    unit = make_unit(name="veikals", address_typed="Pils iela 1", floor_area_m2=None)
    run = send(client, sent("Adrese;Telpas;Platība m²\nPils iela 1;veikals;77\n"))
    match(client, run)
    assert counted(run) == (0, 1, 0, 0)
    shown = client.get(page("rows", run), {"show": "changed"}).context["rows"][0]["row"]
    assert (shown.unit, shown.fields) == (unit.reference, ["floor_area_m2"])
    assert reverse("popups:staff-unit", args=[unit.reference]) in client.get(page("rows", run), {"show": "changed"}).content.decode()


def test_the_page_of_rows_costs_the_same_for_a_few_and_for_many(client, officer):
    few, many = (make_import(by=officer, text="Adrese;Telpas;Statuss\n" + "".join(
        f"Pils iela {number};veikals;dīvains\n" for number in range(1, count + 1)), name=f"{count}.csv") for count in (1, 60))
    for run in (few, many):
        client.post(page("rows", run))
        assert counted(run)[0] == (1 if run == few else 60)
    assert queries_of(client, page("rows", few)) == queries_of(client, page("rows", many))
    assert len(rows(client, many)) == 20
    assert rows(client, many, page="3") == list(range(42, 62))


def test_a_very_long_account_keeps_all_counts_and_the_first_rows_of_each_kind(client, officer):
    count = MOST_SHOWN + 20
    run = make_import(by=officer, text="Adrese;Telpas;Statuss\n" + "".join(f";x{number};brīvs\n" for number in range(count)))
    client.post(page("rows", run))
    assert counted(run) == (0, 0, 0, count)
    assert len(run.report["counted"]["shown"]) == MOST_SHOWN
    assert dict(map(tuple, run.report["counted"]["codes"])) == {"no_address": count}


def table(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_the_refused_rows_are_fetched_with_their_reasons_mended_and_sent_by_themselves(client, run):
    apply(client, run)
    lines = table(client.get(page("refused", run)))
    assert lines[0][2:] == ["Adrese", "Telpas", "Platība m²", "Statuss"]
    assert [line[0] for line in lines[1:]] == ["3", "5", "6", "8"]
    assert all(line[1] for line in lines[1:])
    lines[1][2] = "Pils iela 2"
    mended = "\n".join(";".join(line) for line in (lines[0], lines[1]))
    again = send(client, sent(mended, "mended.csv"))
    match(client, again)
    assert counted(again) == (1, 0, 0, 0)


def test_no_cell_of_a_refused_row_is_a_formula(client, officer):
    run = send(client, sent("=Adrese;Telpas;+Piezīmes\n;=HYPERLINK(1);@x\n; =1+1;＝1+1\nPils iela 1;veikals;-1\n"))
    if not run.mapping:
        client.post(page("file", run), {"header_row": "1"})
    match(client, run, **{"column-1": "address", "column-2": "name", "column-3": "remarks"})
    apply(client, run)
    lines = table(client.get(page("refused", run)))
    assert lines[0][2:] == ["'=Adrese", "Telpas", "'+Piezīmes"]
    assert lines[1][2:] == ["", "'=HYPERLINK(1)", "'@x"]
    assert lines[2][2:] == ["", "'=1+1", "'＝1+1"], "as in every other file that leaves the house"


def test_a_script_in_a_register_is_only_text(client, officer):
    nasty = "<script>alert(1)</script>"
    run = send(client, sent(f"Adrese;Telpas;{nasty}\nPils iela 1;{nasty};{nasty}\n;{nasty};\n", f"{nasty}.csv"))
    match(client, run)
    apply(client, run)
    for address in (reverse("vacancies:import-list"), page("file", run), page("rows", run)):
        assert nasty not in client.get(address, {"show": "all"}).content.decode()
