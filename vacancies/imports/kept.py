"""What undoing an import leaves as it is, and why."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import TextChoices
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from vacancies.models import PermittedActivity, Unit, Vacancy
from vacancies.own_fields import field_of
from vacancies.problem import Sentence

MERGED, VACANCY, ACTIVITIES = "merged", "vacancy", "permitted_activities"  # beside the names of Unit's fields


class WhyKept(TextChoices):
    """The label is the sentence."""

    IN_USE = "in_use", _("Something was added to the unit since: photos, visits, talks, offers or the like.")
    EDITED = "edited", _("The unit's entry was edited since.")
    IMPORTED_AGAIN = "imported_again", _("A later import changed the unit. Undo that one first.")
    PARTLY = "partly", _("Changed since by hand, and left so:")


@dataclass(frozen=True)
class Kept:
    """parts: what was left, where the rest was put back; names of fields, or one of the words above."""

    unit: Unit
    why: WhyKept
    parts: tuple[str, ...] = ()

    @property
    def what(self) -> tuple[Any, ...]:
        return tuple(map(label_of, self.parts))

    @property
    def message(self) -> str:
        if not self.parts:
            return str(self.why.label)
        return str(format_lazy("{why} {what}.", why=self.why.label, what=", ".join(map(str, self.what))))

    def as_json(self) -> list[Any]:
        return [self.unit.reference, str(self.unit), str(self.why), list(self.parts)]


def label_of(part: str) -> Sentence:
    """In the reader's language. What earlier versions kept as words comes back as it is."""
    known = {MERGED: _("merged with another unit"), VACANCY: Vacancy._meta.verbose_name,
             ACTIVITIES: PermittedActivity._meta.verbose_name_plural}
    if name := known.get(part):
        return name
    try:
        return field_of(Unit, part).verbose_name
    except FieldDoesNotExist:
        return part
