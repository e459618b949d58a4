"""Holding one entry of the register: whatever changes it, or adds something to it, begins here."""

from django.utils.translation import gettext_lazy as _

from vacancies.models import Unit
from vacancies.problem import Problem, Refused


class WentElsewhere(Refused):
    """The entry was merged into another one since the page was opened. Nobody would see what is written to it."""

    def __init__(self, unit: Unit) -> None:
        text = _("This entry went into %(reference)s. Go on there, or take that merge back.")
        super().__init__([Problem("merged", text % {"reference": unit.merged_into.reference})])  # type: ignore[union-attr]


def gone() -> Refused:
    return Refused([Problem("gone", _("This entry is no longer in the register: the import that added it was undone."))])


def hold(unit: Unit) -> Unit:
    """Freshly read, and locked until the transaction ends; one request may do so several times. Raises WentElsewhere, or
    Refused where the import that had added the entry was undone since the page was opened."""
    held = next(iter(Unit.objects.select_for_update().filter(pk=unit.pk)), None)
    if held is None:
        raise gone()
    if held.merged_into_id:
        raise WentElsewhere(held)
    return held
