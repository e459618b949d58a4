"""What owners say on their own page: yes or no to an offer, other terms, days that are not available, stop."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vacancies.choices import Activity, OwnerStage, RefusalFamily, UtilitiesPayer
from vacancies.forms.days import DayField
from vacancies.forms.money import EurosField
from vacancies.models import Unit
from vacancies.rules.owner_page import LONGEST_NOTICE_DAYS, terms_of

YES, NO = "yes", "no"
# The office's words for a refusal, as owners would say them themselves.
REFUSALS: dict[RefusalFamily, str | Promise] = {
    RefusalFamily.LONG_LEASE: _("I want a permanent tenant only"),
    RefusalFamily.SALE: _("I want to sell"),
    RefusalFamily.OWN_USE: _("I need it myself"),
    RefusalFamily.CONDITION: _("It is not fit for use"),
    RefusalFamily.COSTS: _("I am afraid of the costs"),
    RefusalFamily.RISK: _("I am afraid of damage or liability"),
    RefusalFamily.EFFORT: _("It is too much effort for me"),
    RefusalFamily.OTHER: _("Another reason"),
}


def _words(label: Any, most: int = 2000, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=most, help_text=help_text,
                           widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    """The answer is the button that was pressed."""

    note = _words(_("A few words with your answer"), help_text=_("The town office reads them; the applicant does not."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["answer"] = self.data.get("answer")
        if cleaned["answer"] not in {YES, NO}:
            raise forms.ValidationError(_("Choose yes or no."), code="answer_missing")
        return cleaned


class TermsForm(forms.Form):
    asking_rent_cents = EurosField(label=_("Rent a month, without VAT"), required=False, help_text=_("Empty: by agreement. 0: nothing."))
    utilities_payer = forms.ChoiceField(label=_("Who pays utilities"), choices=UtilitiesPayer)
    utilities_cents = EurosField(label=_("Utilities a month, estimated"), required=False)
    notice_days = forms.IntegerField(label=_("Notice, days"), min_value=0, max_value=LONGEST_NOTICE_DAYS,
                                     error_messages={"max_value": _("Notice is at most 365 days.")},
                                     help_text=_("How many days before the end the guest is told, when you find a permanent tenant."))
    activities = forms.MultipleChoiceField(label=_("What may be done there"), choices=Activity.choices, required=False,
                                           widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: everything is permitted."))
    message = _words(_("A few words to the town office"))

    @classmethod
    def of(cls, unit: Unit, data: Any = None) -> "TermsForm":
        return cls(data, initial=terms_of(unit))

    def values(self) -> dict[str, Any]:
        got = {name: value for name, value in self.cleaned_data.items() if name != "message"}
        return got | {"activities": sorted(got["activities"])}


class ClosedDaysForm(forms.Form):
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))
    message = _words(_("A few words to the town office"))

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name].isoformat() for name in ("first_day", "last_day")}


class StopForm(forms.Form):
    sometimes_required = frozenset({"refusal"})
    to = forms.ChoiceField(label=_("What would you like?"), widget=forms.RadioSelect, choices=[
        (OwnerStage.PAUSED.value, _("A pause: not now, perhaps later")),
        (OwnerStage.REFUSED.value, _("I do not want to offer it any more"))],
        error_messages={"required": _("Choose a pause or a stop.")})
    refusal = forms.ChoiceField(label=_("Why?"), required=False, choices=[("", _("Choose")), *((code.value, word) for code, word in REFUSALS.items())],
                                help_text=_("Only if you do not want to offer it any more. The town office counts the reasons and publishes none."))
    note = _words(_("A few words to the town office"), most=500)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("to") == OwnerStage.REFUSED and not cleaned.get("refusal") and "refusal" not in self.errors:
            self.add_error("refusal", forms.ValidationError(_("Choose the reason that comes nearest."), code="refusal_missing"))
        if cleaned.get("to") == OwnerStage.PAUSED:
            cleaned["refusal"] = ""
        return cleaned
