"""The steps of an import, for the line above each of its pages."""

from django.urls import reverse
from django.utils.translation import gettext as _

from vacancies.models import ImportRun


def steps_of(run: ImportRun, current: str) -> list[dict[str, object]]:
    """A step can be gone to once the one before it is done."""
    reached = {"file": True, "columns": bool(run.mapping.get("header_row")), "rows": "columns" in run.mapping}
    labels = {"file": _("File"), "columns": _("Columns"), "rows": _("Rows")}
    order = list(labels)
    steps: list[dict[str, object]] = [
        {"label": labels[name], "href": reverse(f"vacancies:import-{name}", args=[run.key]) if reached[name] else "",
         "is_current": name == current, "is_done": order.index(name) < order.index(current)} for name in order]
    return [*steps, {"label": _("Result"), "href": "", "is_current": False, "is_done": False}]
