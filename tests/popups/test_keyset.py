"""Pages of a long list without OFFSET: every row once, in order, forwards and back."""

from urllib.parse import parse_qs

import pytest

from popups.models import History
from popups.reports.keyset import page_of
from tests.make import make_application

pytestmark = pytest.mark.django_db


def _walk(rows, step: str, first=None, **options):
    """Turns pages until there are none, older or newer."""
    pages, page = [], first or page_of(rows, "at", size=3, **options)
    while page:
        pages.append([row.pk for row in page.rows])
        query = parse_qs(getattr(page, step))
        page = page_of(rows, "at", size=3, **options, **{name: value[0] for name, value in query.items()}) if query else None
    return pages, query


@pytest.mark.parametrize("descending", [True, False])
def test_turning_pages_shows_every_row_once_and_in_order(descending):
    for _ in range(5):
        make_application()
    mark = "-" if descending else ""
    everything = list(History.objects.order_by(f"{mark}at", f"{mark}pk").values_list("pk", flat=True))
    assert len(everything) > 6
    pages, _query = _walk(History.objects.all(), "older", descending=descending)
    assert sum(pages, []) == everything
    assert max(map(len, pages)) == 3


def test_turning_back_shows_the_same_pages():
    for _ in range(5):
        make_application()
    rows = History.objects.all()
    second = page_of(rows, "at", size=3, after=str(page_of(rows, "at", size=3).rows[-1].pk))
    third = page_of(rows, "at", size=3, after=str(second.rows[-1].pk))
    before = parse_qs(third.newer)["before"][0]
    assert page_of(rows, "at", size=3, before=before).rows == second.rows


@pytest.mark.parametrize("nonsense", ["0", "-1", "x", "9" * 30, "1;drop", "\u0967"])
def test_a_place_that_does_not_exist_gives_the_first_page(nonsense):
    make_application()
    rows = History.objects.all()
    assert page_of(rows, "at", after=nonsense).rows == page_of(rows, "at").rows
    assert page_of(rows, "at", before=nonsense).rows == page_of(rows, "at").rows
