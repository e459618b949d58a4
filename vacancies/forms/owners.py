"""Who owns a unit, and how the office reaches them."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vacancies.forms.lines import LineField
from vacancies.models import Owner


class OwnerForm(forms.ModelForm):
    """`mark` is the line of history that the page was made from; change_owner() compares it."""

    mark = forms.IntegerField(widget=forms.HiddenInput, required=False)
    language = forms.ChoiceField(label=_("Language of letters"), required=False, choices=settings.LANGUAGES,
                                 help_text=_("Also of the owner's own page."))

    class Meta:
        model = Owner
        fields = ["kind", "name", "contact_name", "email", "phone", "language", "note"]
        field_classes = {"name": LineField, "contact_name": LineField}
        widgets = {"note": forms.Textarea(attrs={"rows": 3}), "name": forms.TextInput(attrs={"autocomplete": "off"}),
                   "contact_name": forms.TextInput(attrs={"autocomplete": "off"}),
                   "email": forms.EmailInput(attrs={"autocomplete": "off"}),
                   "phone": forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"})}
        labels = {"name": _("Name of the owner")}
        help_texts = {"name": _("As it should stand in a contract. Leave it empty if only the kind is known."),
                      "note": _("What helps the next colleague who calls. Never shown outside the office.")}

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or self.instance.language

    def clean(self) -> dict[str, Any]:
        """A row that says nothing at all would only look like an owner."""
        cleaned = super().clean() or self.cleaned_data
        told = [cleaned.get(name) for name in ("name", "contact_name", "email", "phone", "note")]
        if not self.errors and not any(told) and cleaned.get("kind") == Owner._meta.get_field("kind").default:
            self.add_error("name", forms.ValidationError(_("Enter a name, or at least the kind of owner."), code="says_nothing"))
        return cleaned

    def answers(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "mark"}
