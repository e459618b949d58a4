"""What a resident says should be in a unit: one line."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.choices import IdeaReason, IdeaState
from popups.forms.from_people import FromPeople
from popups.models import Idea
from popups.rules.ideas import LONGEST
from vacancies.forms.lines import LineField

MOST_AT_ONCE = 50


class IdeaForm(FromPeople):
    text = LineField(label=_("What should be here?"), max_length=LONGEST, widget=forms.TextInput(attrs={"autocomplete": "off"}),
                     help_text=_("One line, without names. The town office reads it before it is shown."))

    field_order = ("text",)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix="idea")


class SettleForm(forms.Form):
    """Several ideas at once."""

    to = forms.ChoiceField(label=_("Show or not"), choices=[(IdeaState.SHOWN.value, ""), (IdeaState.HIDDEN.value, ""), (IdeaState.NEW.value, "")])
    keys = forms.ModelMultipleChoiceField(label=_("Ideas"), queryset=Idea.objects.all(), to_field_name="key", error_messages={
        "required": _("Tick the ideas that you mean.")})
    reason = forms.ChoiceField(label=_("Why it is not shown"), required=False, choices=[
        ("", _("Choose")), *((reason.value, reason.label) for reason in IdeaReason if reason is not IdeaReason.SHOWN)])
