"""An import tells when what it added may be in the register already, under another name."""

import re

import pytest

from tests.make import make_unit
from tests.vacancies.sending_registers import apply, match, page, send, sent
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
