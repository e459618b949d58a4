"""What the pages of an import have in common: the line of its steps, and what they say once it was thrown away."""

from django.urls import reverse
from django.utils.translation import gettext as _

from vacancies.models import ImportRun
from vacancies.views.gone import unknown_once_gone

# Thrown away in another window while its file was being read; rows are read when they are asked for, so the file may be missed late.
while_it_is_there = unknown_once_gone(ImportRun.DoesNotExist, FileNotFoundError)


def steps_of(run: ImportRun, current: str) -> list[dict[str, object]]:
    """A step can be gone to once the one before it is done."""
    reached = {"file": True, "columns": bool(run.mapping.get("header_row")), "rows": "columns" in run.mapping}
    labels = {"file": _("File"), "columns": _("Columns"), "rows": _("Rows")}
    order = list(labels)
    steps: list[dict[str, object]] = [
        {"label": labels[name], "href": reverse(f"vacancies:import-{name}", args=[run.key]) if reached[name] else "",
         "is_current": name == current, "is_done": order.index(name) < order.index(current)} for name in order]
    return [*steps, {"label": _("Result"), "href": "", "is_current": False, "is_done": False}]
