"""What narrows the board of talks with owners, and the list of owners."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from popups.forms.staff.filters import Filters
from popups.reports.owner_board import Due, View
from vacancies.choices import OwnerKind, OwnerStage, RefusalFamily
from vacancies.forms.declared import declared


def _any(choices: type[TextChoices]) -> list[tuple[str, Any]]:
    return [("", _("Any")), *choices.choices]


class BoardFilters(Filters):
    """view: empty for the board; it is kept while one narrows, and is no filter itself."""

    stage = forms.ChoiceField(label=_("Talks with the owner"), required=False, choices=_any(OwnerStage))
    due = forms.ChoiceField(label=_("Next step"), required=False, choices=_any(Due))
    street = forms.ChoiceField(label=_("Street"), required=False)
    kind = forms.ChoiceField(label=_("Kind of owner"), required=False, choices=_any(OwnerKind))
    refusal = forms.ChoiceField(label=_("Why not"), required=False, choices=_any(RefusalFamily))
    everything = forms.BooleanField(label=_("Also units in use"), required=False)
    view = forms.ChoiceField(required=False, choices=_any(View), widget=forms.HiddenInput)

    def __init__(self, data: Any, *, streets: list[str]) -> None:
        super().__init__(data)
        declared(self, "street", forms.ChoiceField).choices = [("", _("Any")), *((street, street) for street in streets)]

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in ("view", "stage", "due", "street", "everything")]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self["kind"], self["refusal"]]

    @property
    def uses_more(self) -> bool:
        return any(self.data.get(field.name) for field in self.more)

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields if name != "view")

    @property
    def is_list(self) -> bool:
        return self.wanted().get("view") == View.LIST

    @property
    def unviewed(self) -> str:
        """The filters in use without the way of looking, to which the other way is added."""
        return self._query("view")
