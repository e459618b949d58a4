"""An import tells when what it added may be in the register already, under another name."""

import re

import pytest

from popups.lifecycle.merging import merge_units
from tests.make import make_import, make_unit
from tests.vacancies.sending_registers import apply, match, page, send, sent
from vacancies.choices import RecordState
from vacancies.imports import like_known
from vacancies.imports.runs import begin_applying
from vacancies.imports.work import Work, carry_out
from vacancies.lifecycle.units import change_unit, move_record
from vacancies.models import NotSame, Unit

pytestmark = pytest.mark.django_db
FILE = "Adrese;Telpas;Platība, m²;Statuss\nHelēnas iela 2;bij. frizētava;22,4;brīvs\nPils iela 90;veikals;30;brīvs\n".encode()


def told(client, run):
    found = re.search(r'id="twins" data-count="(\d+)"', client.get(page("file", run)).content.decode())
    return int(found[1]) if found else 0


def imported(client):
    run = send(client, sent(FILE))
    match(client, run)
    assert apply(client, run) == (2, 0, 0, 0)
    return run


def test_a_unit_at_the_same_address_with_the_same_area_is_pointed_out_until_somebody_has_looked(client, officer):
    known = make_unit(name="Bijusī frizētava", address_typed="Helēnas iela 2", floor_area_m2="22.40")
    run = imported(client)
    assert told(client, run) == 1
    added = Unit.objects.get(name="bij. frizētava")
    NotSame.objects.create(first=min(known, added, key=lambda unit: unit.pk), second=max(known, added, key=lambda unit: unit.pk),
                           by=officer)
    assert told(client, run) == 0


def test_nothing_is_said_where_the_register_knew_no_such_place(client, officer):
    make_unit(name="Bijusī frizētava", address_typed="Helēnas iela 12", floor_area_m2="22.40")
    assert told(client, imported(client)) == 0


def added():
    return Unit.objects.get(name="bij. frizētava")


@pytest.mark.parametrize("settle", [
    lambda known, officer: merge_units(kept=known, merged=added(), by=officer),
    lambda known, officer: move_record(unit=known, to=RecordState.ARCHIVED, by=officer),
    lambda known, officer: change_unit(unit=known, version=known.version, by=officer, own_number="7", floor_area_m2=90, name="Aptieka"),
])
def test_what_was_merged_archived_or_is_something_else_by_now_is_not_pointed_out(client, officer, settle):
    known = make_unit(name="Bijusī frizētava", address_typed="Helēnas iela 2", floor_area_m2="22.40")
    run = imported(client)
    assert told(client, run) == 1
    settle(known, officer)
    assert told(client, run) == 0


def test_a_unit_that_another_row_of_the_file_speaks_of_is_another_place(client, officer):
    imported(client)
    lines = FILE + "Helēnas iela 2;kafejnīca;22,4;brīvs\n".encode()
    run = send(client, sent(lines))
    match(client, run)
    assert apply(client, run) == (1, 0, 2, 0)
    assert told(client, run) == 0


def register(*names, run_by):
    rows = "".join(f"Helēnas iela {number};{name};22,4;brīvs\n" for number, name in enumerate(names, 1))
    run = make_import(by=run_by, text=f"Adrese;Telpas;Platība, m²;Statuss\n{rows}")
    begin_applying(run=run, by=run_by)
    run.refresh_from_db()
    carry_out(run, Work.APPLY)
    return run


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_the_same_few_questions_however_many_were_added(client, officer, rows, django_assert_max_num_queries):
    for number in range(1, rows + 1):
        make_unit(name="Bijusī frizētava", address_typed=f"Helēnas iela {number}", floor_area_m2="22.40")
    run = register(*["bij. frizētava"] * rows, run_by=officer)
    client.get(page("file", run))
    with django_assert_max_num_queries(8):
        assert told(client, run) == rows


def test_of_very_many_it_is_said_that_there_are_more(client, officer, monkeypatch):
    monkeypatch.setattr(like_known, "MOST", 2)
    for number in range(1, 4):
        make_unit(name="Bijusī frizētava", address_typed=f"Helēnas iela {number}", floor_area_m2="22.40")
    for rows, has_more in ((2, False), (3, True)):
        run = register(*[f"frizētava {rows}"] * rows, run_by=officer)
        assert (" data-more" in client.get(page("file", run)).content.decode()) == has_more
        assert len(run.report["applied"]["like_known"]["units"]) == 2
