"""What the office decides about a resident's report."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from popups.reports.resident_reports import Candidate
from vacancies.choices import DismissReason
from vacancies.forms.lines import LineField
from vacancies.models import Report, Unit
from vacancies.references import as_printed

OTHER_UNIT = "other"


def _answer() -> forms.CharField:
    return forms.CharField(label=_("A sentence to the reporter"), required=False, max_length=1000,
                           help_text=_("Is put before our usual thanks. Only sent to those who left an e-mail."),
                           widget=forms.Textarea(attrs={"rows": 2}))


def _checked() -> forms.BooleanField:
    return forms.BooleanField(label=_("Somebody from the office has checked that it is so"), required=False,
                              help_text=_("Only then is it entered as a visit and changes what the figures say."))


def _likeliest(candidates: list[Candidate]) -> str | None:
    """A neighbour is not chosen beforehand: one press too many would speak of another shop."""
    if not candidates:
        return OTHER_UNIT
    return candidates[0].unit.reference if candidates[0].is_likely else None


class KnownUnitForm(forms.Form):
    unit = forms.ChoiceField(label=_("Which unit?"), widget=forms.RadioSelect)
    reference = forms.CharField(label=_("Another unit, by its reference"), required=False, max_length=20,
                                help_text=_("Like U-7KQ4."))
    is_checked = _checked()
    answer = _answer()

    def __init__(self, data: Any = None, *, candidates: list[Candidate]) -> None:
        super().__init__(data, prefix="known")
        self.units = {one.unit.reference: one.unit for one in candidates}
        self.fields["unit"].choices = [
            *((one.unit.reference, f"{one.unit} ({', '.join(one.reasons)})") for one in candidates),
            (OTHER_UNIT, _("Another unit"))]
        self.fields["unit"].initial = _likeliest(candidates)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed = cleaned.get("reference", "").strip()  # nobody types one without meaning it, and a unit may be chosen beforehand
        if typed:
            self.errors.pop("unit", None)
        cleaned["chosen"] = self._by_reference(typed) if typed else self.units.get(cleaned.get("unit", ""))
        if cleaned["chosen"] is None and "unit" not in self.errors:
            text = _("Choose a unit, or write the reference of one, like U-7KQ4.")
            self.add_error("reference", ValidationError(text, code="no_such_unit"))
        return cleaned

    def _by_reference(self, reference: str) -> Unit | None:
        return Unit.objects.in_register().filter(reference=as_printed(reference)).first()


class NewUnitForm(forms.Form):
    name = LineField(label=_("Name"), max_length=200, required=False,
                     help_text=_("What people call it, or what was there before. Without one, it is called by its address."))
    address = LineField(label=_("Address"), max_length=300)
    is_checked = _checked()
    answer = _answer()

    def __init__(self, data: Any = None, *, report: Report) -> None:
        super().__init__(data, prefix="new", initial={"address": report.address})


class DismissForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why?"), choices=[("", _("Choose")), *DismissReason.choices])
    answer = _answer()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="dismiss")
