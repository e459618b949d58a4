"""What the pages of an import have in common: the line of its steps, and what they say once it was thrown away."""

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from vacancies.access import View
from vacancies.models import ImportRun


def while_it_is_there(view: View) -> View:
    """Thrown away in another window while its file was being read, an import is as unknown as a moment later. Rows are
    read when they are asked for, so the file may be missed late."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (ImportRun.DoesNotExist, FileNotFoundError):
            raise Http404 from None

    return guarded


def steps_of(run: ImportRun, current: str) -> list[dict[str, object]]:
    """A step can be gone to once the one before it is done."""
    reached = {"file": True, "columns": bool(run.mapping.get("header_row")), "rows": "columns" in run.mapping}
    labels = {"file": _("File"), "columns": _("Columns"), "rows": _("Rows")}
    order = list(labels)
    steps: list[dict[str, object]] = [
        {"label": labels[name], "href": reverse(f"vacancies:import-{name}", args=[run.key]) if reached[name] else "",
         "is_current": name == current, "is_done": order.index(name) < order.index(current)} for name in order]
    return [*steps, {"label": _("Result"), "href": "", "is_current": False, "is_done": False}]
