"""What an applicant says to an offer, and tells visitors during a stay."""

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.choices import DeclineReason
from popups.models import Tenancy
from vacancies.forms.hours import HoursField
from vacancies.forms.lines import LineField


class DeclineForm(forms.Form):
    use_required_attribute = False
    reason = forms.ChoiceField(
        label=_("Why does it not suit you?"), choices=DeclineReason.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason. It helps us to offer something better.")})
    note = forms.CharField(label=_("Would you like to add something?"), max_length=2000, required=False,
                           widget=forms.Textarea(attrs={"rows": 3}))


class PublicFaceForm(forms.Form):
    """What visitors read on the shop map."""

    use_required_attribute = False
    public_name = LineField(label=_("Name on the shop map"), max_length=120,
                            error_messages={"required": _("Write the name that visitors will look for.")})
    public_text = forms.CharField(label=_("What visitors find there"), max_length=2000, required=False,
                                  widget=forms.Textarea(attrs={"rows": 5}))
    opening_hours = HoursField(label=_("Opening hours"))

    @classmethod
    def of(cls, tenancy: Tenancy) -> "PublicFaceForm":
        return cls(initial={name: getattr(tenancy, name) for name in cls.base_fields})
