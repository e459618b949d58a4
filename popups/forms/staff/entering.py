"""For whom an officer types in what came on paper."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from popups.forms.applicant.who import kind_choices
from popups.models import Call
from popups.reports.entering import calls_to_enter_for
from vacancies.forms.declared import declared
from vacancies.forms.lines import LineField


class EmailForm(forms.Form):
    use_required_attribute = False
    email = forms.EmailField(
        label=_("Their e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Type an e-mail like name@example.org."), "invalid": _("Type an e-mail like name@example.org.")},
        help_text=_("Type it with care: whoever reads this mailbox can sign in and read the application."))
    language = forms.ChoiceField(label=_("Language of their letters"), choices=settings.LANGUAGES, widget=forms.RadioSelect,
                                 initial=settings.LANGUAGE_CODE)


class EnteringForm(forms.Form):
    use_required_attribute = False
    kind = forms.ChoiceField(label=_("What are they?"), choices=kind_choices, widget=forms.RadioSelect,
                             error_messages={"required": _("Choose what fits best; you can change it later.")})
    name = LineField(label=_("Who applies?"), max_length=200, help_text=_("The business, association, group or person."),
                     error_messages={"required": _("Write who applies.")})
    email = forms.EmailField(
        label=_("Their e-mail"), max_length=254, required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Type an e-mail like name@example.org.")},
        help_text=_("With it they get letters, and may sign in and go on themselves. Without it you print the letters."))
    language = forms.ChoiceField(label=_("Language of their letters"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    call = forms.ChoiceField(label=_("For which call?"), required=False,
                             help_text=_("Calls that are open, or closed and not decided: what came in time may be entered afterwards."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"language": settings.LANGUAGE_CODE}} | kwargs)
        self.calls: dict[str, Call] = {call.reference: call for call in calls_to_enter_for()}
        if self.calls:
            declared(self, "call", forms.ChoiceField).choices = [("", _("None: it came on its own")), *((key, str(call.title)) for key, call in self.calls.items())]
        else:
            del self.fields["call"]

    def asked(self) -> dict[str, Any]:
        said = {name: self.cleaned_data[name] for name in ("kind", "name", "email", "language")}
        return {**said, "call": self.calls.get(self.cleaned_data.get("call", ""))}
