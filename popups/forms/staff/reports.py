"""What the office decides about a resident's report."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from popups.reports.resident_reports import Candidate
from vacancies.choices import DismissReason
from vacancies.dates import day
from vacancies.forms.declared import declared
from vacancies.forms.lines import LineField
from vacancies.models import Report, Unit
from vacancies.references import as_printed

OTHER_UNIT = "other"
LAST = ("others", "answer")  # what every decision asks for, after its own fields


def _told(report: Report) -> str:
    """One line of what another report says."""
    told = f"{report.get_seen_display()}, {day(report.seen_on, 'short')}"
    return f"{told}: {Truncator(report.text).chars(90)}" if report.text else told


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


class DecisionForm(forms.Form):
    """Each offers the other new reports of the house, none of them ticked; and an answer only where somebody left an e-mail."""

    others = forms.MultipleChoiceField(
        label=_("Decide the same about these reports, too"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of these reports was decided on meanwhile. Look at those that are left.")})

    def __init__(self, data: Any = None, *, report: Report, others: Sequence[Report] = (), **given: Any) -> None:
        super().__init__(data, **given)
        self.reports = {one.key: one for one in others}
        declared(self, "others", forms.ChoiceField).choices = [(one.key, _told(one)) for one in others]
        self.order_fields([*(name for name in self.fields if name not in LAST), *LAST])
        if not others and self.add_prefix("others") not in self.data:
            del self.fields["others"]
        if not any(one.email for one in [report, *others]):
            del self.fields["answer"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["others"] = [self.reports[key] for key in cleaned.get("others", [])]
        return cleaned


class KnownUnitForm(DecisionForm):
    unit = forms.ChoiceField(label=_("Which unit?"), widget=forms.RadioSelect)
    reference = forms.CharField(label=_("Another unit, by its reference"), required=False, max_length=20,
                                help_text=_("Like U-7KQ4."))
    is_checked = _checked()
    answer = _answer()

    def __init__(self, data: Any = None, *, candidates: list[Candidate], **given: Any) -> None:
        super().__init__(data, prefix="known", **given)
        self.units = {one.unit.reference: one.unit for one in candidates}
        declared(self, "unit", forms.ChoiceField).choices = [
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


class NewUnitForm(DecisionForm):
    name = LineField(label=_("Name"), max_length=200, required=False,
                     help_text=_("What people call it, or what was there before. Without one, it is called by its address."))
    address = LineField(label=_("Address"), max_length=300)
    is_checked = _checked()
    answer = _answer()

    def __init__(self, data: Any = None, *, report: Report, **given: Any) -> None:
        super().__init__(data, prefix="new", report=report, initial={"address": report.address}, **given)


class DismissForm(DecisionForm):
    reason = forms.ChoiceField(label=_("Why?"), choices=[("", _("Choose")), *DismissReason.choices])
    answer = _answer()

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, prefix="dismiss", **given)
