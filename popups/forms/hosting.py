"""What the host of an event says to it: a tenant on their page, an owner on theirs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

YES, NO = "yes", "no"


class HostAnswerForm(forms.Form):
    """The answer is the button that was pressed."""

    note = forms.CharField(label=_("If you say no: why?"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
                           help_text=_("The performer and the town office read it."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["answer"] = self.data.get("answer")
        if cleaned["answer"] not in {YES, NO}:
            raise forms.ValidationError(_("Choose yes or no."), code="answer_missing")
        return cleaned
