"""Which values stay when two entries become one."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from popups.forms.staff.endings import Sealed
from vacancies.reports.merging import KEPT, MERGED, Difference

NOTHING = _("(nothing)")


class MergeForm(Sealed):
    """One choice for each value in which the entries differ."""

    def __init__(self, data: Any = None, *, differences: list[Difference], seal: str) -> None:
        super().__init__(data, initial={"seal": seal})
        for one in differences:
            self.fields[one.code] = forms.ChoiceField(
                label=capfirst(one.label), initial=one.stays, widget=forms.RadioSelect,
                choices=[(KEPT, one.kept or NOTHING), (MERGED, one.merged or NOTHING)])

    def taken(self) -> list[str]:
        """Codes of the values that the other entry gives."""
        return [name for name, stays in self.cleaned_data.items() if stays == MERGED]


class TwoUnitsForm(forms.Form):
    """Any two entries, by their references."""

    one = forms.CharField(label=_("This entry stays"), max_length=20, help_text=_("Like U-7KQ4."))
    other = forms.CharField(label=_("This one goes into it"), max_length=20)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="two-%s")
