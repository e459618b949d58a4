"""Step 1: who applies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.forms.applicant.contact import check_phone, check_registration_number
from popups.forms.applicant.step_form import StepForm
from popups.kinds import KINDS
from popups.models import Application, Call
from vacancies.forms.declared import declared
from vacancies.forms.lines import LineField


def kind_choices(call: Call | None = None, chosen: str = "") -> list[tuple[str, object]]:
    """Those a call is for, where it names any, and what was chosen before."""
    return [(spec.kind.value, spec.kind.label) for spec in KINDS.values()
            if not (call and call.kinds) or spec.kind.value in (*call.kinds, chosen)]


class KindForm(forms.Form):
    """The one question before a draft is begun."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("What are you?"), choices=kind_choices, widget=forms.RadioSelect,
                             error_messages={"required": _("Choose what fits you best; you can change it later.")})

    def __init__(self, *args: Any, call: Call | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        declared(self, "kind", forms.ChoiceField).choices = kind_choices(call)


class WhoForm(StepForm):
    code = "who"
    kind = forms.ChoiceField(label=_("What are you?"), choices=kind_choices, widget=forms.RadioSelect)
    name = LineField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        help_text=_("Of your business, association or group, or your own."))
    contact_name = LineField(
        label=_("Whom may we ask?"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, validators=[check_phone],
                            widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}))
    registration_number = forms.CharField(
        label=_("Registration number"), max_length=40, required=False, validators=[check_registration_number],
        help_text=_("Of the enterprise or association. Never a personal identity code."))
    website = forms.URLField(
        label=_("Website or social page"), max_length=200, required=False, assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
        error_messages={"invalid": _("Write an address like www.example.org.")})
    about = forms.CharField(label=_("A few words about you"), max_length=4000, required=False,
                            widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, data: Any = None, files: Any = None, *, application: Application) -> None:
        super().__init__(data, files, application=application)
        declared(self, "kind", forms.ChoiceField).choices = kind_choices(application.call, application.applicant.kind)

    def filled(self) -> Application:
        """With the kind that was chosen just now, which decides what the call asks."""
        application = super().filled()
        application.applicant.kind = self.content()["kind"]
        return application

    def content(self) -> dict[str, Any]:
        """The kind goes first: the profile that the other answers belong to hangs on it."""
        content = super().content()
        return {**content, "kind": content["kind"] or self.application.applicant.kind}

    def saved_value(self, name: str) -> object:
        return self.application.applicant.kind if name == "kind" else super().saved_value(name)
