"""Whom to ask to apply together."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vacancies.forms.lines import LineField


class CoApplicantForm(forms.Form):
    use_required_attribute = False
    name = LineField(label=_("Who applies with you?"), max_length=200, help_text=_("A person, a business or a group."),
                     error_messages={"required": _("Write the name of the person or group that applies with you.")})
    email = forms.EmailField(label=_("Their e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
                             help_text=_("They get a letter with a link, to say yes or no."),
                             error_messages={"required": _("Type an e-mail like name@example.org."),
                                             "invalid": _("Type an e-mail like name@example.org.")})
