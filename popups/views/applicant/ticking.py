"""The boxes beside requested changes, which stand on every page of an application that has some."""

from django.http import HttpRequest

from popups.lifecycle.change_points import tick_points
from popups.models import Application
from popups.views.applicant.claiming import writer


def keep_ticks(request: HttpRequest, application: Application) -> None:
    shown = _numbers(request, "shown_point")
    if shown:
        tick_points(application=application, shown=shown, ticked=_numbers(request, "point"), by=writer(request))


def _numbers(request: HttpRequest, name: str) -> set[int]:
    return {int(said) for said in request.POST.getlist(name)[:200] if said.isascii() and said.isdecimal() and len(said) < 19}
