"""A floor in words: what is kept is a number, and people count floors differently."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext


def floor_words(floor: int | None) -> str:
    """Counted from the ground floor, which is 0. Empty where nobody knows."""
    if floor is None:
        return ""
    if floor == 0:
        return _("Ground floor")
    if floor < 0:
        return _("Basement")
    number = floor + int(pgettext("the number that the ground floor has: 0 or 1", "0"))
    return ngettext("%(number)d floor up", "%(number)d floors up", number) % {"number": number}
