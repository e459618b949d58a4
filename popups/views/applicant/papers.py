"""Papers are handed out as files to be saved, to the applicant and to those who read applications."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from popups.access import own_paper, readable_paper
from popups.lifecycle.papers import remove_paper
from vacancies.access import signed_in
from vacancies.problem import Refused

# Should a browser show the file all the same, it runs nothing and asks for nothing.
HARMLESS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store"}


@require_GET
@signed_in
def paper_file(request: HttpRequest, key: str) -> HttpResponse | FileResponse:
    paper = readable_paper(request.user, key)
    try:
        stored = default_storage.open(paper.stored_name)
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(stored, as_attachment=True, filename=paper.file_name, content_type=paper.content_type,
                        headers=HARMLESS)


@require_POST
@signed_in
def paper_delete(request: HttpRequest, key: str) -> HttpResponse:
    """Sent twice, the second finds nothing, which is what was wanted."""
    paper = own_paper(request.user, key)
    try:
        remove_paper(paper=paper, by=request.user)
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
        return redirect("popups:my-application", paper.application.reference)
    messages.success(request, _("“%(name)s” is removed.") % {"name": paper.file_name})
    return redirect("popups:application-step", paper.application.reference, "needs")
