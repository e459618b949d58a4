"""The columns of a register and its rows: what they mean, what would happen, and what can be mended."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vacancies.access import OFFICERS, requires
from vacancies.choices import ImportState
from vacancies.forms.import_columns import ColumnsForm
from vacancies.forms.refusal import codes_of
from vacancies.imports.accounts import RowAccount, problem_from
from vacancies.imports.at_work import has_stopped, is_at_work
from vacancies.imports.cells import boxes_of, corrections_from
from vacancies.imports.first_look import Look
from vacancies.imports.problems import Unreadable
from vacancies.imports.row_filters import RowFilter, open_twins, rows_shown
from vacancies.imports.runs import Work, correct_row, look, match_columns, reading_of
from vacancies.imports.sources import fingerprint_of, known_source
from vacancies.imports.work import begin_counting, start
from vacancies.models import ImportRun, ImportSource
from vacancies.views.staff.import_steps import steps_of, while_it_is_there
from vacancies.views.staff.import_twins import decided_rows, row_asked, say_too_late, with_twins

ROWS_A_PAGE = 20


def _look_at(run: ImportRun) -> Look | None:
    """None where the first step must be done again: the file is gone, or cannot be read as it was chosen."""
    try:
        seen = look(run)
    except (FileNotFoundError, Unreadable):
        return None
    return seen if seen.table and seen.header else None


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@while_it_is_there
def import_columns(request: HttpRequest, key: str) -> HttpResponse:
    run = get_object_or_404(ImportRun, key=key)
    seen = _look_at(run) if run.state == ImportState.CHOOSING and run.mapping.get("header_row") else None
    if seen is None or seen.header is None:
        if request.method == "POST" and run.state != ImportState.CHOOSING:
            say_too_late(request)
        return redirect("vacancies:import-file", key)
    source = known_source(seen.header.cells)
    known = run.mapping if "columns" in run.mapping else source.mapping if source else {}
    form = ColumnsForm(seen, known, request.POST if request.method == "POST" else None, key=run.key, today=timezone.localdate())
    if not form.is_bound or not form.is_valid():
        return _columns(request, run, form, source)
    match_columns(run=run, mapping=form.mapping(), headings=fingerprint_of(seen.header.cells), by=request.user)
    _count(run, request)
    return redirect("vacancies:import-rows", key)


def _columns(request: HttpRequest, run: ImportRun, form: ColumnsForm, source: ImportSource | None) -> HttpResponse:
    told = {"run": run, "form": form, "source": source if "columns" not in run.mapping else None,
            "steps": steps_of(run, "columns"), "codes": " ".join(codes_of(form)) if form.is_bound else ""}
    return render(request, "vacancies/staff/import_columns.html", told, status=422 if form.is_bound else 200)


def _count(run: ImportRun, request: HttpRequest) -> None:
    if begin_counting(run=run, by=request.user):
        run.refresh_from_db()
        start(run, Work.COUNT)


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@while_it_is_there
def import_rows(request: HttpRequest, key: str) -> HttpResponse:
    """What would happen; once it has happened, what did."""
    run = get_object_or_404(ImportRun, key=key)
    if "columns" not in run.mapping:
        return redirect("vacancies:import-file", key)
    if request.method == "POST":
        return _change(request, run)
    account = run.report.get("applied") or run.report.get("counted")
    decided = decided_rows(run)
    wanted = RowFilter.wanted(request.GET.get("show", ""), account, decided)
    page = Paginator(rows_shown(account, wanted, decided), ROWS_A_PAGE).get_page(request.GET.get("page", "1")[:6])
    told = {"run": run, "account": account, "wanted": wanted, "filters": RowFilter.counted(account, decided), "listing": page,
            "rows": _with_cells(run, page), "edited": request.GET.get("edit", ""), "steps": steps_of(run, "rows"),
            "notes": [problem_from(said) for said in (account or {}).get("notes", [])], **_standing(run)}
    return render(request, "vacancies/staff/import_rows.html", told)


def _standing(run: ImportRun) -> dict[str, Any]:
    failure = run.report.get("failure")
    may_change = run.state == ImportState.CHOOSING
    undecided = open_twins(run.report.get("counted", {}), decided_rows(run)) if may_change else 0
    return {"is_at_work": is_at_work(run), "has_stopped": has_stopped(run), "may_change": may_change, "undecided": undecided,
            "reading": reading_of(run), "failure": problem_from(failure) if failure else None}


def _with_cells(run: ImportRun, page: Page) -> list[dict[str, Any]]:
    rows: list[RowAccount] = list(page.object_list)
    try:
        boxes = boxes_of(run, [row.number for row in rows]) if rows else {}
    except (FileNotFoundError, Unreadable):
        boxes = {}
    twins = with_twins(run, rows)
    return [{"row": row, "boxes": boxes.get(row.number, []), "is_corrected": str(row.number) in run.corrections,
             "twins": twins[row.number]} for row in rows]


def _change(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """One row mended or put back, or everything counted again."""
    number = row_asked(request) if request.POST.get("row") else 0
    if number:
        _correct(request, run, number)
    _count(run, request)
    shown = urlencode({name: request.POST[name] for name in ("show", "page") if request.POST.get(name)})
    place = f"#row-{number}" if number else ""
    return redirect(f"{reverse('vacancies:import-rows', args=[run.key])}?{shown}{place}")


def _correct(request: HttpRequest, run: ImportRun, number: int) -> None:
    if run.state != ImportState.CHOOSING:
        say_too_late(request)
        return
    try:
        boxes = boxes_of(run, [number]).get(number)
        if boxes is None or number <= run.mapping["header_row"]:
            raise Http404
    except (FileNotFoundError, Unreadable):
        raise Http404 from None
    typed = [request.POST.get(f"cell-{box.at}", box.typed)[:5000] for box in boxes]
    width = sum(box.is_headed for box in boxes)
    cells = {} if request.POST.get("do") == "reset" else corrections_from(boxes, typed, width)
    if correct_row(run=run, number=number, cells=cells, by=request.user).state != ImportState.CHOOSING:
        say_too_late(request)
    else:
        messages.success(request, _("Row %(number)d is read anew.") % {"number": number})
