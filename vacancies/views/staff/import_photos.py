"""A photo of an archive whose name fits several units: a person says which one it shows."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vacancies.access import OFFICERS, requires
from vacancies.imports.archives import choose_for_photo
from vacancies.imports.told import message_about
from vacancies.imports.zip_photos import Fate
from vacancies.models import ImportRun, Unit
from vacancies.problem import Refused


@require_POST
@requires(*OFFICERS)
def import_photo_choose(request: HttpRequest, key: str) -> HttpResponse:
    run = get_object_or_404(ImportRun, key=key)
    at = request.POST.get("at", "")
    if not (at.isascii() and at.isdecimal() and len(at) < 5):
        raise Http404
    try:
        sent = choose_for_photo(run=run, at=int(at), reference=request.POST.get("unit", ""), by=request.user)
        if sent.fate not in (Fate.ADDED, Fate.KNOWN):
            messages.warning(request, message_about(sent))
    except Refused as refused:
        messages.warning(request, refused.problems[0].message)
    except (LookupError, Unit.DoesNotExist):
        raise Http404 from None
    except FileNotFoundError:
        messages.warning(request, _("The archive with the photos was deleted. Send it again."))
    return redirect(reverse("vacancies:import-file", args=[key]) + "#photos")
