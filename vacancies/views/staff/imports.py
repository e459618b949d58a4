"""The town's own register, read in on a page: sent, watched, undone, thrown away. Columns and rows: import_tables.py."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vacancies.access import OFFICERS, requires
from vacancies.choices import ImportState
from vacancies.forms.imports import ENCODING_NAMES, ArchiveForm, ReadingForm, UploadForm
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.imports import stored_files
from vacancies.imports.accounts import REFUSED, problem_from, rows_from
from vacancies.imports.archives import begin_photos, undone_problems
from vacancies.imports.at_work import has_stopped, is_at_work
from vacancies.imports.decode import LIKELY
from vacancies.imports.first_look import ENCODINGS, Look
from vacancies.imports.like_known import still_alike
from vacancies.imports.problems import Unreadable
from vacancies.imports.refused import refused_lines
from vacancies.imports.runs import begin_applying, choose_file, delete_run, kept_until, look, start_and_look
from vacancies.imports.told import sentence_about, told_of_photos, told_of_undoing
from vacancies.imports.work import Work, begin_undoing, start, take_up_again
from vacancies.models import ImportRun
from vacancies.problem import Refused
from vacancies.views.staff.import_steps import steps_of, while_it_is_there
from vacancies.views.staff.import_twins import say_too_late

LISTED, REFUSED_SHOWN = 50, 30


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@while_it_is_there
def import_list(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _after_sending(request, *start_and_look(file=form.cleaned_data["file"], by=request.user))
        except Unreadable as error:
            form.add_error("file", ValidationError(error.problem.message, code=error.problem.code))
        except Refused as refused:
            add_problems(form, refused)
    counts = {name: F(f"report__applied__{name}") for name in ("rows", "added", "changed", "unchanged", "refused")}
    # Without the reports themselves, which hold hundreds of rows each.
    runs = ImportRun.objects.with_stopped(timezone.now()).select_related("made_by").defer("report", "mapping", "corrections").annotate(**counts)[:LISTED]
    told = {"form": form, "runs": runs, "codes": " ".join(codes_of(form)) if form.is_bound else ""}
    return render(request, "vacancies/staff/import_list.html", told, status=422 if form.is_bound else 200)


def _after_sending(request: HttpRequest, run: ImportRun, seen: Look) -> HttpResponse:
    """Straight to the columns where the file leaves nothing to choose before."""
    if ImportRun.objects.filter(sha256=run.sha256, state=ImportState.APPLIED).exists():
        messages.info(request, _("This very file was imported before. Importing it again changes nothing that is still as it says."))
    if not seen.is_clear:
        return redirect("vacancies:import-file", run.key)
    choose_file(run=run, sheet=seen.table.sheet if seen.table else "", header_row=seen.header_row, by=request.user)
    return redirect("vacancies:import-columns", run.key)


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@while_it_is_there
def import_file(request: HttpRequest, key: str) -> HttpResponse:
    """Before it is applied: how the file is read. After: how far it is, then what it did."""
    run = get_object_or_404(ImportRun.objects.select_related("made_by", "undone_by"), key=key)
    if run.state != ImportState.CHOOSING:
        if request.method == "POST":
            say_too_late(request)
            return redirect("vacancies:import-file", key)
        return _result(request, run)
    asked = request.POST if request.method == "POST" else request.GET
    if "encoding" in asked and asked["encoding"] in ("", *ENCODINGS):
        run.encoding = asked["encoding"]
    if "sheet" in asked:
        run.sheet = asked["sheet"][:255]
    try:
        seen = look(run)
    except (FileNotFoundError, Unreadable) as error:
        return _reading(request, run, Look(problem=getattr(error, "problem", None)), None)
    form = ReadingForm(seen, request.POST if request.method == "POST" else None, encoding=run.encoding)
    if not form.is_bound or not form.is_valid():
        return _reading(request, run, seen, form)
    return _chosen(request, key, form, seen)


def _reading(request: HttpRequest, run: ImportRun, seen: Look, form: ReadingForm | None) -> HttpResponse:
    is_refused = form is not None and form.is_bound
    codes = [*(codes_of(form) if form and is_refused else []), *([str(seen.problem.code)] if seen.problem else [])]
    previews = [(name, ENCODING_NAMES[name], lines) for name, lines in seen.preview.items()]
    told = {"run": run, "look": seen, "form": form, "previews": previews, "steps": steps_of(run, "file"),
            "sentence": sentence_about(seen.problem), "is_likely": run.encoding in LIKELY,
            "is_gone": not stored_files.is_kept(run.key), "codes": " ".join(codes)}
    return render(request, "vacancies/staff/import_file.html", told, status=422 if is_refused else 200)


def _chosen(request: HttpRequest, key: str, form: ReadingForm, seen: Look) -> HttpResponse:
    said = form.cleaned_data
    sheet = seen.table.sheet if seen.table else ""
    choose_file(run=get_object_or_404(ImportRun, key=key), sheet=sheet, encoding=said["encoding"],
                header_row=said["header_row"], by=request.user)
    return redirect("vacancies:import-columns", key)


def _result(request: HttpRequest, run: ImportRun, form: ArchiveForm | None = None) -> HttpResponse:
    account = run.report.get("applied", {})
    failure = run.report.get("failure")
    refused = [row for row in rows_from(account) if row.outcome == REFUSED][:REFUSED_SHOWN]
    told = {"run": run, "account": account, "is_at_work": is_at_work(run), "has_stopped": has_stopped(run),
            "failure": problem_from(failure) if failure else None, "undone": told_of_undoing(run), "refused": refused,
            "notes": [problem_from(said) for said in account.get("notes", [])], "has_file": stored_files.is_kept(run.key),
            "kept_until": kept_until(run), **_twins(run, account),
            "photos": told_of_photos(run), "takes_photos": run.report.get("work") == Work.PHOTOS, "form": form or ArchiveForm(), "codes": " ".join(codes_of(form)) if form else ""}
    return render(request, "vacancies/staff/import_result.html", told, status=422 if form else 200)


def _twins(run: ImportRun, account: dict[str, Any]) -> dict[str, Any]:
    """An import of an earlier version of Skatlogs has no likes; its units stand in the list of duplicates as all do."""
    likes = account.get("like_known") if run.is_applied and not is_at_work(run) else None
    return {"twins": still_alike(likes), "has_more_twins": likes["more"]} if likes else {}


@require_POST
@requires(*OFFICERS)
def import_photos(request: HttpRequest, key: str) -> HttpResponse:
    """An archive of photos for units of the register. Long ones are taken in by a process of their own."""
    run = get_object_or_404(ImportRun, key=key)
    form = ArchiveForm(request.POST, request.FILES)
    for problem in undone_problems(run):
        messages.warning(request, problem.message)
    if run.state != ImportState.APPLIED:
        return redirect("vacancies:import-file", key)
    if form.is_valid():
        try:
            if begin_photos(run=run, file=form.cleaned_data["archive"], by=request.user):
                run.refresh_from_db()
                start(run, Work.PHOTOS)
            return redirect("vacancies:import-file", key)
        except Refused as refused:
            add_problems(form, refused)
    return _result(request, run, form)


@require_POST
@requires(*OFFICERS)
@while_it_is_there
def import_apply(request: HttpRequest, key: str) -> HttpResponse:
    """Begins, or goes on with what has stopped. Pressed twice it begins once."""
    run = get_object_or_404(ImportRun, key=key)
    if run.state == ImportState.CHOOSING:
        try:
            if begin_applying(run=run, by=request.user, reading=request.POST.get("reading", "")):
                run.refresh_from_db()
                start(run, Work.APPLY)
        except Refused as refused:
            messages.warning(request, refused.problems[0].message)
            return redirect("vacancies:import-rows", key)
    elif work := take_up_again(run=run, by=request.user):
        run.refresh_from_db()
        start(run, work)
    return redirect("vacancies:import-file", key)


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
def import_undo(request: HttpRequest, key: str) -> HttpResponse:
    run = get_object_or_404(ImportRun, key=key)
    if run.state != ImportState.APPLIED or is_at_work(run):
        return redirect("vacancies:import-file", key)
    if request.method != "POST":
        return render(request, "vacancies/staff/import_undo.html", {"run": run, "account": run.report.get("applied", {})})
    if begin_undoing(run=run, by=request.user):
        run.refresh_from_db()
        start(run, Work.UNDO)
    return redirect("vacancies:import-file", key)


@require_POST
@requires(*OFFICERS)
def import_delete(request: HttpRequest, key: str) -> HttpResponse:
    run = ImportRun.objects.filter(key=key).first()
    if run is None:
        return redirect("vacancies:import-list")  # pressed twice
    if delete_run(run=run, by=request.user):
        messages.success(request, _("The import is thrown away. Nothing was written."))
        return redirect("vacancies:import-list")
    if run.state != ImportState.APPLYING:
        messages.success(request, _("The file is deleted. What it brought stays, and can still be undone."))
    return redirect("vacancies:import-file", key)


class _Lines:
    """What csv writes into: gives the line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


@require_safe
@requires(*OFFICERS)
def import_refused(request: HttpRequest, key: str) -> HttpResponse | StreamingHttpResponse:
    run = get_object_or_404(ImportRun, key=key)
    if not stored_files.is_kept(key) or "columns" not in run.mapping:
        raise Http404
    answer = StreamingHttpResponse(_as_csv(refused_lines(run, today=timezone.localdate())), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="refused-{run.made_at:%Y-%m-%d}.csv"'
    return answer


def _as_csv(lines: Iterator[list[str]]) -> Iterator[str]:
    writer: Any = csv.writer(_Lines(), delimiter=";")
    yield "\ufeff"
    for line in lines:
        yield writer.writerow(line)
