"""The list of units as a file, narrowed as on the page."""

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from popups.feeds.geojson import geojson_parts
from popups.feeds.tables import csv_lines, write_xlsx
from popups.reports.export import columns_for, language_of, lines, units_to_export, units_with_lines
from popups.views.staff.unit_rows import unit_filters
from vacancies.access import ALL_STAFF, OFFICERS, UNIT_KEEPERS, has_role, requires

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Answer = Callable[[Any, list[Any], str], HttpResponseBase]


def _csv(units: Any, columns: list[Any], language: str) -> HttpResponseBase:
    headings = [column.heading(language) for column in columns]
    return StreamingHttpResponse(csv_lines(headings, lines(units, columns, language), language),
                                 content_type="text/csv; charset=utf-8")


def _xlsx(units: Any, columns: list[Any], language: str) -> HttpResponseBase:
    """Its parts can only be put together at the end, so it waits on disk, never in memory."""
    file = TemporaryFile()  # noqa: SIM115 (closed by the answer)
    write_xlsx(file, [column.heading(language) for column in columns], lines(units, columns, language), _("Units"))
    file.seek(0)
    return FileResponse(file, content_type=_XLSX)


def _geojson(units: Any, columns: list[Any], language: str) -> HttpResponseBase:
    """Made to be passed on: nothing of owners or remarks, whoever asks for it."""
    shown = columns_for(sees_owners=False, sees_notes=False, names_owners=False)
    return StreamingHttpResponse(geojson_parts([column.heading(language) for column in shown], units_with_lines(units, shown, language)),
                                 content_type="application/geo+json")


_KINDS: dict[str, Answer] = {"csv": _csv, "xlsx": _xlsx, "geojson": _geojson}


@require_safe
@requires(*ALL_STAFF)
def unit_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    if kind not in _KINDS:
        raise Http404
    today, sees_owners = timezone.localdate(), has_role(request.user, *OFFICERS)
    columns = columns_for(sees_owners=sees_owners, sees_notes=has_role(request.user, *UNIT_KEEPERS),
                          names_owners=request.GET.get("owners") == "1")
    answer = _KINDS[kind](units_to_export(unit_filters(request.GET, request.user).wanted(), today), columns, language_of(get_language()))
    answer["Content-Disposition"] = f'attachment; filename="{slugify(_("Units")) or "units"}-{today:%Y-%m-%d}.{kind}"'
    return answer
