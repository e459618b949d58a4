"""What undoing an import leaves as it is, and why."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from vacancies.models import Unit


class WhyKept(TextChoices):
    """The label is the sentence."""

    IN_USE = "in_use", _("Something was added to the unit since: photos, visits, talks, offers or the like.")
    EDITED = "edited", _("The unit's entry was edited since.")
    IMPORTED_AGAIN = "imported_again", _("A later import changed the unit. Undo that one first.")
    PARTLY = "partly", _("Changed since by hand, and left so:")


@dataclass(frozen=True)
class Kept:
    """what: the labels of the fields that were left, where the rest was put back."""

    unit: Unit
    why: WhyKept
    what: tuple[str | Promise, ...] = ()

    @property
    def message(self) -> str:
        if not self.what:
            return str(self.why.label)
        return str(format_lazy("{why} {what}.", why=self.why.label, what=", ".join(map(str, self.what))))
