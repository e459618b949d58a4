"""The town's own register through the pages: sent, read, matched, looked at, mended, written, undone."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from tests.make import make_import, make_officer
from tests.vacancies.asking import codes, data_of, statuses
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
from vacancies.models import ImportRun, Unit

pytestmark = pytest.mark.django_db
SMALL = "Adrese;Telpas;Platība m²;Statuss\nPils iela 1;veikals;20;brīvs\nPils iela 2;salons;30;aizņemts\n"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def officer(client):
    user = make_officer()
    client.force_login(user)
    return user


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
def test_every_known_register_goes_through_the_pages_and_its_counts_add_up(client, officer, name):
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
