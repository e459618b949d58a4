"""What an officer says when deciding about the applications of a call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.choices import NotSelectedReason, ObjectionOutcome, Outcome
from popups.forms.staff.filters import Filters
from popups.reports.deciding import Shown
from vacancies.forms.days import DayField

NEW_OUTCOMES = [("", "–"), *((outcome.value, outcome.label) for outcome in (Outcome.PLACE, Outcome.RESERVE))]


class DecidingFilters(Filters):
    show = forms.ChoiceField(label=_("Which"), required=False, choices=[("", _("All")), *Shown.choices])


class _Words(forms.Form):
    """A yes needs neither of them, a no both."""

    sometimes_required: tuple[str, ...] = ("reason", "note")
    outcome = forms.ChoiceField(label=_("What is decided"), choices=Outcome, widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("The true reason"), required=False, choices=[("", "–"), *NotSelectedReason.choices],
                               help_text=_("Only of those who are not selected."))
    note = forms.CharField(label=_("Explain it in a sentence"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
                           help_text=_("What was decisive, and what would have changed it. The applicant reads this."))


    plan_label = _("Let the applicant read what stood in the way, unit by unit, as plan %(reference)s has it")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if named := self.data.get("plan", ""):
            self.name_plan(named[:12])

    def name_plan(self, plan: str) -> None:
        """One that says why there is no place. The applicant reads it only if somebody ticks it."""
        self.initial["plan"] = plan
        self.fields["plan"] = forms.CharField(max_length=12, widget=forms.HiddenInput)
        self.fields["with_plan"] = forms.BooleanField(
            label=self.plan_label % {"reference": plan}, required=False,
            help_text=_("On their own page, once the results are sent. It names nobody else. With a place it is left out."))

    def told(self) -> dict[str, Any]:
        """As decide() and decide_many() take it."""
        words = dict(self.cleaned_data)
        words.pop("is_confirmed", None)
        plan, is_told = words.pop("plan", ""), words.pop("with_plan", False)
        return {**words, "plan": plan if is_told else ""}


class OutcomeForm(_Words):
    sometimes_required = ("reason", "note", "rule_reason")
    reserve_position = forms.IntegerField(label=_("Place on the reserve list"), required=False, min_value=1, max_value=5000,
                                          help_text=_("1 moves up first. Left empty, it goes to the end."))
    rule_reason = forms.CharField(label=_("Why it comes before businesses"), required=False, max_length=1000,
                                  widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Only the record of fairness tells this."))

    def __init__(self, *args: Any, asks_rule: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not asks_rule:
            del self.fields["rule_reason"]


class ManyForm(_Words):
    """The names stand above; the tick says that a person has looked at each."""

    plan_label = _("Let each of them read what stood in the way, unit by unit, where plan %(reference)s says why there was no place")

    is_confirmed = forms.BooleanField(label=_("I have looked at each of these applications, and this is decided about each of them."),
                                      error_messages={"required": _("Tick this, or decide about them one by one.")})


class CloseForm(forms.Form):
    sometimes_required = ("decision_number",)  # the verb asks for it, together with all else that is missing

    decision_number = forms.CharField(label=_("Number of the decision"), required=False, max_length=60)
    meeting_notes = forms.CharField(label=_("Notes of the meeting"), required=False, max_length=20_000,
                                    widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Who took part, and what was said. Only officers read this."))


class SendForm(forms.Form):
    is_confirmed = forms.BooleanField(label=_("I have read the letters. Everybody shall hear the result now."),
                                      error_messages={"required": _("Tick this first. It cannot be taken back.")})


class AnswerForm(forms.Form):
    sometimes_required = ("new_outcome",)
    outcome = forms.ChoiceField(label=_("What came of it"), choices=ObjectionOutcome, widget=forms.RadioSelect)
    new_outcome = forms.ChoiceField(label=_("What it gets instead"), required=False, choices=NEW_OUTCOMES,
                                    help_text=_("Only where the decision is changed."))
    answer = forms.CharField(label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
                             help_text=_("The applicant reads this."))

    def __init__(self, *args: Any, is_of_call: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not is_of_call:
            self.fields["new_outcome"] = forms.CharField(required=False, widget=forms.HiddenInput)


class PaperObjectionForm(forms.Form):
    came_on = DayField(label=_("Day on which it came"), help_text=_("This day counts, not the day on which you type it in."))
    text = forms.CharField(label=_("What they object to"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))
