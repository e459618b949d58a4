"""Papers are handed out as files to be saved, to the applicant and to those who read applications."""

from django.contrib import messages
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from popups.access import begun_keys, may_begin, own_paper, readable_paper
from popups.lifecycle.papers import remove_paper
from popups.models import Application, Paper
from popups.pdf_names import without_names
from popups.reports.blind import blind_file_name, is_read_blind
from popups.rules.blind_papers import DOCUMENTS, is_open_when_blind
from popups.views.applicant.claiming import writer
from vacancies.photos import PhotoProblem, read_picture
from vacancies.problem import Refused
from vacancies.undo import say_problems
from vacancies.views.gone import unknown_once_gone

# Should a browser show the file all the same, it runs nothing and asks for nothing.
HARMLESS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store"}


@require_GET
@may_begin
def paper_file(request: HttpRequest, key: str) -> HttpResponse | FileResponse:
    paper = readable_paper(request.user, key, keys=begun_keys(request.session))
    try:
        stored = default_storage.open(paper.stored_name)
    except FileNotFoundError as error:
        raise Http404 from error
    if is_read_blind(paper, request.user):
        return _without_names(paper, stored)
    return FileResponse(stored, as_attachment=True, filename=paper.file_name, content_type=paper.content_type,
                        headers=HARMLESS)


def _without_names(paper: Paper, stored: File) -> HttpResponse:
    """To a blind reviewer: only what an officer opened, without what stands within of who made it, under a name that says nothing."""
    if not is_open_when_blind(paper):
        raise Http404
    is_document = paper.content_type in DOCUMENTS
    with stored:
        content = without_names(stored.read()) if is_document else _picture(stored)
    if content is None:
        raise Http404
    name = blind_file_name(paper, paper.application.papers.filter(pk__lte=paper.pk).count())
    return HttpResponse(content, content_type=paper.content_type if is_document else "image/webp",
                        headers={**HARMLESS, "Content-Disposition": content_disposition_header(True, name)})


def _picture(stored: File) -> bytes | None:
    """Made anew, so that nothing is in it of what the camera wrote."""
    try:
        files = read_picture(stored).files
    except PhotoProblem:
        return None
    return files[max(files)]


@require_POST
@may_begin
@unknown_once_gone(Application.DoesNotExist)
def paper_delete(request: HttpRequest, key: str) -> HttpResponse:
    """Sent twice, the second finds nothing, which is what was wanted."""
    paper = own_paper(request.user, key, keys=begun_keys(request.session))
    try:
        remove_paper(paper=paper, by=writer(request))
    except Refused as refused:
        say_problems(request, refused)
        return redirect("popups:application-step", paper.application.reference, "needs")
    messages.success(request, _("“%(name)s” is removed.") % {"name": paper.file_name})
    return redirect("popups:application-step", paper.application.reference, "needs")
