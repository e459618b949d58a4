"""What somebody says who does not agree with a decision."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ObjectionForm(forms.Form):
    text = forms.CharField(label=_("To what do you object, and why?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}),
                           error_messages={"required": _("Say to what you object, and why.")})
