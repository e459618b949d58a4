"""A floor in words: what is kept is a number, and people count floors differently."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def floor_words(floor: int | None) -> str:
    """Counted from the ground floor, which is 0. Empty where nobody knows."""
    if floor is None:
        return ""
    if floor == 0:
        return _("Ground floor")
    return _("Basement") if floor < 0 else ngettext("%(number)d floor up", "%(number)d floors up", floor) % {"number": floor}
