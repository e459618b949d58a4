"""Before anything is written, the preview says which new rows may be in the register already, and a person decides."""

import re

import pytest

from tests.make import make_unit
from tests.vacancies.asking import queries_of
from tests.vacancies.sending_registers import apply, codes_of, counted, match, page, send, sent
from vacancies.imports import work
from vacancies.imports.row_filters import RowFilter
from vacancies.imports.undo import undo_run
from vacancies.models import NotSame, Unit

pytestmark = pytest.mark.django_db
HEAD = "Adrese;Telpas;Platība, m²;Statuss\n"
FILE = HEAD + "Helēnas iela 2;bij. frizētava;22,4;brīvs\nPils iela 90;veikals;30;brīvs\n"
ROW = 2


@pytest.fixture
def known():
    return make_unit(name="Bijusī frizētava", address_typed="Helēnas iela 2", floor_area_m2="22.40", asking_rent_cents=None)


def sent_and_matched(client, text=FILE):
    run = send(client, sent(text))
    match(client, run)
    return run


def decide(client, run, unit, row=ROW):
    return client.post(page("decide", run), {"row": str(row), "unit": unit})


def shown(client, run, **query):
    return client.get(page("rows", run), query).content.decode()


def open_ones(client, run):
    found = re.search(r'id="undecided" data-count="(\d+)"', shown(client, run))
    return int(found[1]) if found else 0


def test_a_new_row_that_may_be_here_already_is_pointed_out_with_a_link_and_may_stay_undecided(client, officer, known):
    run = sent_and_matched(client)
    assert counted(run) == (2, 0, 0, 0)
    assert open_ones(client, run) == 1
    text = shown(client, run, show="twins")
    assert re.findall(r'data-twins="([^"]*)"', text) == [f"{known.reference} "]
    assert f"/staff/units/{known.reference}/" in text
    assert apply(client, run) == (2, 0, 0, 0)


def test_a_row_that_is_said_to_be_a_unit_completes_that_unit_and_undoing_gives_it_back(client, officer, known):
    run = sent_and_matched(client, FILE.replace("Platība, m²;", "Nomas maksa, EUR/mēn.;").replace("22,4", "110"))
    assert open_ones(client, run) == 1
    decide(client, run, known.reference)
    assert (counted(run), open_ones(client, run)) == ((1, 1, 0, 0), 0)
    assert f'data-same="{known.reference}"' in shown(client, run, show="all")
    assert apply(client, run) == (1, 1, 0, 0)
    known.refresh_from_db()
    assert (known.name, known.asking_rent_cents, Unit.objects.count()) == ("Bijusī frizētava", 11000, 2)
    again = sent_and_matched(client, FILE.replace("Platība, m²;", "Nomas maksa, EUR/mēn.;").replace("22,4", "110"))
    assert counted(again) == (0, 0, 2, 0), "the place is known by the row from now on"
    undo_run(run=run, by=officer)
    known.refresh_from_db()
    assert (known.asking_rent_cents, Unit.objects.count()) == (None, 1)


def test_a_row_that_is_said_to_be_another_place_is_added_and_nobody_is_asked_about_the_two_again(client, officer, known):
    run = sent_and_matched(client)
    decide(client, run, "none")
    assert (counted(run), open_ones(client, run)) == ((2, 0, 0, 0), 0)
    apply(client, run)
    pair = NotSame.objects.get()
    assert (pair.first, pair.second.name, pair.by) == (known, "bij. frizētava", officer)
    assert 'id="twins"' not in client.get(page("file", run)).content.decode()
    undone = undo_run(run=run, by=officer)
    assert (undone.removed, undone.kept, NotSame.objects.count()) == (2, [], 0)


def test_once_the_last_one_is_decided_the_page_says_so_and_shows_the_other_rows(client, officer, known):
    run = sent_and_matched(client)
    decide(client, run, known.reference)
    response = client.get(page("rows", run), {"show": "twins"})
    assert [str(message) for message in response.context["messages"]]
    assert f'data-same="{known.reference}"' in response.content.decode()


def tab_of_twins(client, run):
    """Its number, and the rows in it; None where there is no such tab."""
    response = client.get(page("rows", run), {"show": "twins"})
    number = next((one.count for one in response.context["filters"] if one.which == RowFilter.TWINS), None)
    return number, re.findall(r'<li id="row-(\d+)"', response.content.decode()) if response.context["wanted"] == RowFilter.TWINS else None


@pytest.mark.parametrize("is_long", [False, True], ids=["counted anew at once", "counted when somebody asks"])
@pytest.mark.parametrize("says_which", [False, True], ids=["another place", "this one"])
def test_a_decided_row_leaves_the_tab_and_its_number(client, officer, known, monkeypatch, says_which, is_long):
    other = make_unit(name="Vecais veikals", address_typed="Pils iela 90", floor_area_m2="30.00")
    run = sent_and_matched(client)
    assert tab_of_twins(client, run) == (2, ["2", "3"])
    monkeypatch.setattr("vacancies.views.staff.import_twins.is_long", lambda run, what: is_long)
    decide(client, run, known.reference if says_which else "none")
    assert tab_of_twins(client, run) == (1, ["3"])
    decide(client, run, other.reference if says_which else "none", 3)
    assert tab_of_twins(client, run) == (None, None)
    decide(client, run, "open")
    assert tab_of_twins(client, run) == (1, ["2"])


def test_a_decision_can_be_taken_back(client, officer, known):
    run = sent_and_matched(client)
    for said in (known.reference, "none"):
        decide(client, run, said)
        assert open_ones(client, run) == 0
        decide(client, run, "open")
        assert (open_ones(client, run), counted(run)) == (1, (2, 0, 0, 0))
    run.refresh_from_db()
    assert run.corrections == {}


@pytest.mark.parametrize(("row", "unit"), [(ROW, "U-2222"), (3, "none"), (ROW, ""), (99, "open"), ("x", "none"), ("²", "none")])
def test_only_what_was_offered_can_be_decided(client, officer, known, row, unit):
    run = sent_and_matched(client)
    assert decide(client, run, unit, row).status_code == 404
    run.refresh_from_db()
    assert run.corrections == {}


@pytest.mark.parametrize("more", ["9", "9" * 5000])
def test_a_number_that_begins_like_a_decided_row_is_no_row(client, officer, known, more):
    run = sent_and_matched(client)
    decide(client, run, "none")
    run.refresh_from_db()
    before = run.corrections
    assert decide(client, run, "open", f"{ROW:09d}{more}").status_code == 404
    run.refresh_from_db()
    assert run.corrections == before


def test_two_rows_cannot_both_be_one_unit(client, officer, known):
    text = FILE + "Helēnas iela 2;friz. 2;22,4;brīvs\n"
    run = sent_and_matched(client, text)
    assert open_ones(client, run) == 2
    decide(client, run, "none")
    decide(client, run, known.reference, 4)
    run.refresh_from_db()
    run.corrections["same"]["2"] = known.reference  # as from two windows at one moment
    run.save()
    client.post(page("rows", run))
    assert counted(run) == (2, 1, 0, 0)
    assert "chosen_unit_taken" in codes_of(run, 4)


def test_units_of_which_other_rows_of_the_file_speak_are_no_twins_in_whatever_order(client, officer):
    make_unit(name="veikals", address_typed="Pils iela 90", floor_area_m2=None)
    for text in ("Pils iela 90;salons\nPils iela 90;veikals\n", "Pils iela 90;veikals\nPils iela 90;salons\n"):
        run = sent_and_matched(client, "Adrese;Telpas\n" + text)
        assert (counted(run)[0], open_ones(client, run)) == (1, 0)
    run = sent_and_matched(client, "Adrese;Telpas\nPils iela 90;salons\n")
    assert open_ones(client, run) == 1


def test_a_unit_close_by_with_a_like_name_is_a_twin_and_one_far_away_is_none(client, officer):
    make_unit(name="Ziedu salons", address_typed="Dārza iela 3", latitude=57.42, longitude=27.05, own_number="K-1")
    text = "Adrese;Telpas;Platums;Garums\nPils iela 90;salons;57.4201;27.0501\nPils iela 91;salons;57.4210;27.0501\n"
    run = sent_and_matched(client, text)
    run.refresh_from_db()
    assert list(run.report["counted"]["likely"]) == ["2"]


def test_the_preview_costs_the_same_for_one_and_for_thirty_rows_that_may_be_here(client, officer):
    costs = []
    for rows in (1, 30):
        for number in range(rows):
            make_unit(name=f"Vecais {rows} {number}", address_typed=f"Pils iela {rows}{number:02}", floor_area_m2="22.40")
        text = HEAD + "".join(f"Pils iela {rows}{number:02};jauns;22,4;brīvs\n" for number in range(rows))
        run = sent_and_matched(client, text)
        assert open_ones(client, run) == rows
        costs.append(queries_of(client, page("rows", run) + "?show=twins"))
    assert costs[0] == costs[1]


def test_decisions_about_a_long_file_wait_to_be_counted_until_somebody_asks(client, officer, known, monkeypatch):
    run = sent_and_matched(client)
    monkeypatch.setattr("vacancies.views.staff.import_twins.is_long", lambda run, what: True)
    monkeypatch.setattr(work, "detach", lambda run, what: pytest.fail("it counts"))
    decide(client, run, known.reference)
    assert (counted(run), open_ones(client, run)) == ((2, 0, 0, 0), 0)
    client.post(page("rows", run))
    assert counted(run) == (1, 0, 1, 0) or counted(run) == (1, 1, 0, 0)


# Two windows on one import


def reading(client, run):
    return re.search(r'name="reading" value="(\w+)"', shown(client, run))[1]


def test_what_was_changed_in_another_window_is_not_written_unseen(client, officer, known):
    run = sent_and_matched(client)
    seen = reading(client, run)
    decide(client, run, "none")
    response = client.post(page("apply", run), {"reading": seen})
    run.refresh_from_db()
    assert (response["Location"], run.is_choosing, Unit.objects.count()) == (page("rows", run), True, 1)
    client.post(page("apply", run), {"reading": reading(client, run)})
    run.refresh_from_db()
    assert run.is_applied


@pytest.mark.parametrize("where", ["rows", "columns", "file", "decide"])
def test_a_window_that_changes_what_another_has_written_is_told_and_changes_nothing(client, officer, known, where):
    run = sent_and_matched(client)
    form = {"rows": {"row": "2", "cell-1": "cits"}, "columns": {"column-1": "address"}, "file": {"header_row": "1"},
            "decide": {"row": "2", "unit": "none"}}[where]
    assert apply(client, run) == (2, 0, 0, 0)
    before = (run.mapping, run.corrections, run.report)
    response = client.post(page(where, run), form, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    run.refresh_from_db()
    assert (run.mapping, run.corrections, run.report, run.is_applied) == (*before, True)


def test_undoing_in_one_window_while_the_other_presses_again_undoes_once(client, officer):
    run = sent_and_matched(client)
    apply(client, run)
    for _press in range(2):
        assert client.post(page("undo", run)).status_code == 302
    client.post(page("apply", run), {"reading": "x"})
    run.refresh_from_db()
    assert (run.is_undone, run.report["undone"]["removed"], Unit.objects.count()) == (True, 2, 0)
    assert client.post(page("rows", run), {"row": "2", "cell-1": "cits"}).status_code == 302
