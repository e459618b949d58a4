"""What somebody without an account said to an offer, as the office enters it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from popups.choices import DeclineReason

ACCEPTS, DECLINES = "yes", "no"


class ApplicantWordForm(forms.Form):
    use_required_attribute = False
    sometimes_required = frozenset({"reason"})
    answer = forms.ChoiceField(label=_("What did the applicant say?"), widget=forms.RadioSelect, choices=[
        (ACCEPTS, _("Yes, they accept this offer")), (DECLINES, _("No: the days become free again"))],
        error_messages={"required": _("Choose what the applicant said.")})
    reason = forms.ChoiceField(label=_("If no, why?"), required=False, choices=[("", "—"), *DeclineReason.choices])
    note = forms.CharField(label=_("In their words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == DECLINES and not cleaned.get("reason"):
            self.add_error("reason", ValidationError(_("Choose why they said no."), code="reason_missing"))
        return cleaned
