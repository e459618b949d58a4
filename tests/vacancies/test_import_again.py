"""An undone import is made once more from its page: the file is not sent again, and what was mended stays mended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.make import make_officer
from tests.vacancies.sending_registers import apply, counted, match, page, send, sent
from vacancies.imports.runs import FILE_KEPT_DAYS, forget_old_files, kept_until
from vacancies.models import ImportRun, Unit

pytestmark = pytest.mark.django_db
TEXT = "Adrese;Telpas;Statuss\nPils iela 1;veikals;brīvs\n;salons;brīvs\n"


@pytest.fixture
def undone(client):
    client.force_login(make_officer())
    run = send(client, sent(TEXT))
    match(client, run)
    client.post(page("rows", run), {"row": "3", "cell-0": "Pils iela 2"})
    assert apply(client, run) == (2, 0, 0, 0)
    client.post(page("undo", run))
    run.refresh_from_db()
    assert (run.is_undone, Unit.objects.count()) == (True, 0)
    return run


def newest():
    return ImportRun.objects.order_by("-pk").first()


def test_it_leads_to_the_preview_with_everything_that_was_matched_and_mended_and_can_be_written(client, undone):
    assert 'id="again"' in client.get(page("file", undone)).content.decode()
    response = client.post(page("again", undone))
    again = newest()
    assert response["Location"] == page("rows", again)
    assert (again.mapping, again.corrections, again.pk == undone.pk) == (undone.mapping, undone.corrections, False)
    assert counted(again) == (2, 0, 0, 0)
    assert apply(client, again) == (2, 0, 0, 0)
    client.post(page("undo", again))
    assert Unit.objects.count() == 0
    undone.refresh_from_db()
    assert undone.is_undone


def test_pressed_twice_it_is_one_import_and_what_was_not_undone_has_no_second(client, undone):
    for _press in range(2):
        client.post(page("again", undone))
    assert ImportRun.objects.count() == 2
    again = newest()
    apply(client, again)
    client.post(page("again", again))
    assert ImportRun.objects.count() == 2


def test_it_is_there_as_long_as_the_file_and_the_page_says_how_long_that_is(client, undone, monkeypatch):
    assert client.get(page("file", undone)).context["kept_until"] == kept_until(undone)
    monkeypatch.setattr("vacancies.imports.runs.ORPHAN_AGE", timedelta(0))
    for age, gone in ((timedelta(days=FILE_KEPT_DAYS - 1, hours=23), 0), (timedelta(days=FILE_KEPT_DAYS, hours=1), 1)):
        ImportRun.objects.filter(pk=undone.pk).update(applied_at=timezone.now() - age)
        assert forget_old_files() == gone
    assert 'id="again"' not in client.get(page("file", undone)).content.decode()
    response = client.post(page("again", undone), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    assert ImportRun.objects.count() == 1

