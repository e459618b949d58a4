"""Step 1: who applies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.forms.applicant.step_form import StepForm
from popups.kinds import KINDS
from vacancies.forms.lines import LineField


def kind_choices() -> list[tuple[str, object]]:
    return [(spec.kind.value, spec.kind.label) for spec in KINDS.values()]


class KindForm(forms.Form):
    """The one question before a draft is begun."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("What are you?"), choices=kind_choices, widget=forms.RadioSelect,
                             error_messages={"required": _("Choose what fits you best; you can change it later.")})


class WhoForm(StepForm):
    code = "who"
    kind = forms.ChoiceField(label=_("What are you?"), choices=kind_choices, widget=forms.RadioSelect)
    name = LineField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        help_text=_("Of your business, association or group, or your own."))
    contact_name = forms.CharField(
        label=_("Whom may we ask?"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False,
                            widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}))
    registration_number = forms.CharField(
        label=_("Registration number"), max_length=40, required=False,
        help_text=_("Of the enterprise or association. Never a personal identity code."))
    website = forms.URLField(
        label=_("Website or social page"), max_length=200, required=False, assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
        error_messages={"invalid": _("Write an address like www.example.org.")})
    about = forms.CharField(label=_("A few words about you"), max_length=4000, required=False,
                            widget=forms.Textarea(attrs={"rows": 4}))

    def content(self) -> dict[str, Any]:
        """The kind goes first: the profile that the other answers belong to hangs on it."""
        content = super().content()
        return {**content, "kind": content["kind"] or self.application.applicant.kind}

    def saved_value(self, name: str) -> object:
        return self.application.applicant.kind if name == "kind" else super().saved_value(name)
