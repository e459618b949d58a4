"""What the office enters about an owner: an answer given by telephone, and its own answer to a proposal."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vacancies.forms.days import DayField

AGREES, DECLINES = "yes", "no"


class OwnerWordForm(forms.Form):
    answer = forms.ChoiceField(label=_("What did the owner say?"), widget=forms.RadioSelect, choices=[
        (AGREES, _("Yes, the owner agrees to this offer")), (DECLINES, _("No: the days become free again, and the applicant is told"))],
        error_messages={"required": _("Choose what the owner said.")})
    on = DayField(label=_("On which day?"))
    note = forms.CharField(label=_("In the owner's words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
                           help_text=_("Only for the office. The applicant does not read it."))

    def __init__(self, data: Any = None, *, today: date, **kwargs: Any) -> None:
        super().__init__(data, initial={"on": today}, **kwargs)


class ProposalAnswerForm(forms.Form):
    """version: the unit as the officer saw it beside the proposal."""

    sometimes_required = frozenset({"answer"})
    answer = forms.CharField(label=_("A few words to the owner"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
                             help_text=_("The owner reads this. It is needed if you do not accept."))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
