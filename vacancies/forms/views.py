"""The name of a saved view, and who sees it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vacancies.forms.lines import LineField


class ViewForm(forms.Form):
    name = LineField(label=_("Name of the view"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}),
                     help_text=_("Such as: empty in the centre, not seen for long."))
    is_shared = forms.BooleanField(label=_("For all colleagues, not only for me"), required=False)
