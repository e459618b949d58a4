"""An undone import once more, with the file that is still kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vacancies.access import OFFICERS, requires
from vacancies.choices import ImportState
from vacancies.imports.runs import start_again
from vacancies.imports.work import Work, begin_counting, start
from vacancies.models import ImportRun
from vacancies.problem import Refused
from vacancies.views.staff.import_steps import while_it_is_there


@require_POST
@requires(*OFFICERS)
@while_it_is_there
def import_again(request: HttpRequest, key: str) -> HttpResponse:
    """To the preview of it: the register may have changed since."""
    run = get_object_or_404(ImportRun, key=key)
    if run.state != ImportState.UNDONE:
        return redirect("vacancies:import-file", key)
    try:
        again = start_again(run=run, by=request.user)
    except FileNotFoundError:
        messages.warning(request, _("The file was deleted. Send it again."))
        return redirect("vacancies:import-file", key)
    except Refused as refused:
        messages.warning(request, refused.problems[0].message)
        return redirect("vacancies:import-file", key)
    if begin_counting(run=again, by=request.user):
        again.refresh_from_db()
        start(again, Work.COUNT)
    return redirect("vacancies:import-rows" if "columns" in again.mapping else "vacancies:import-file", again.key)
