"""The record of fairness of a call, to read and to hand to an auditor."""

from tempfile import TemporaryFile

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from popups.feeds.tables import csv_lines, write_xlsx
from popups.models import Application
from popups.reports.deciding import uses_of_rule
from popups.reports.export import language_of
from popups.reports.fairness import fair_lines, headings, record_of, totals_of
from popups.reports.keyset import page_of
from popups.rules.nearness import kept_from
from popups.views.staff.calls import fetch
from vacancies.access import OFFICERS, requires

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@requires(*OFFICERS)
def call_fairness(request: HttpRequest, reference: str) -> HttpResponse:
    call = fetch(reference)
    rows = Application.objects.sent().filter(call=call).select_related("applicant", "decision__by", "call")
    page = page_of(rows, "submitted_at", after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    kept = kept_from(request.user, call)
    return render(request, "popups/staff/fairness.html", {
        "call": call, "totals": totals_of(call), "lines": fair_lines(call, page.rows, kept), "listing": page, "left_out": len(kept),
        "uses": uses_of_rule(call, kept=kept)})


@require_safe
@requires(*OFFICERS)
def fairness_export(request: HttpRequest, reference: str, kind: str) -> HttpResponseBase:
    """As CSV or as a workbook. With `names=1` applicants are named; else it can be handed on as it is.

    Until everybody is told it leaves out what the person who asks for it stands too near to.
    """
    call, with_names, language = fetch(reference), request.GET.get("names") == "1", language_of(get_language())
    words, rows = [str(word) for word in headings(with_names=with_names)], record_of(
        call, with_names=with_names, kept=kept_from(request.user, call))
    if kind == "csv":
        answer: HttpResponseBase = StreamingHttpResponse(csv_lines(words, rows, language), content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        file = TemporaryFile()  # noqa: SIM115 (closed by the answer)
        write_xlsx(file, words, rows, _("Record of fairness"))
        file.seek(0)
        answer = FileResponse(file, content_type=_XLSX)
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="{call.reference}-record.{kind}"'
    return answer
