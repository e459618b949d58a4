"""Narrowing the queue, and what the office says about an application."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.choices import NotSelectedReason
from popups.forms.staff.filters import Filters
from popups.kinds import ApplicantKind
from popups.reports.queue import ROLLING, Shown, word_for_staff
from popups.rules.stage import StageCode
from vacancies.choices import Activity

STAGES = [("", Shown.TO_DECIDE.label), (Shown.ALL.value, Shown.ALL.label),
          *((code.value, word_for_staff(code)) for code in StageCode if code is not StageCode.DRAFT)]


class ApplicationFilters(Filters):
    """The list chooses among `calls` (reference and title); other pages only pass on what was chosen, so they ask nothing about calls."""

    stage = forms.ChoiceField(label=_("Where it stands"), required=False, choices=STAGES)
    call = forms.CharField(label=_("Call"), required=False, max_length=12, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind of applicant"), required=False, choices=[("", _("Any")), *ApplicantKind.choices])
    activity = forms.ChoiceField(label=_("Activity"), required=False, choices=[("", _("Any")), *Activity.choices])
    q = forms.CharField(label=_("Name or reference"), required=False, max_length=100,
                        widget=forms.TextInput(attrs={"type": "search"}))

    def __init__(self, data: Any, *, calls: Sequence[tuple[str, str]] | None = None) -> None:
        super().__init__(data)
        if calls is not None and not calls:
            del self.fields["call"]
        elif calls:
            choices = [("", _("Any")), *calls, (ROLLING, _("Without a call"))]
            self.fields["call"] = forms.ChoiceField(label=_("Call"), required=False, choices=choices,
                                                    error_messages=self.fields["stage"].error_messages)


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
                           help_text=_("Only staff read this."))


class DecisionForm(forms.Form):
    reason = forms.ChoiceField(label=_("The true reason"), choices=NotSelectedReason, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Explain it in a sentence"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
                           help_text=_("What was decisive, and what would have changed it. The applicant reads this."))
