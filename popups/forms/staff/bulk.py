"""What is to be done to which units of the list."""

from typing import Any, cast

from django import forms
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from popups.lifecycle.bulk import MOST
from vacancies.access import OFFICERS, has_role
from vacancies.choices import BulkVerb
from vacancies.forms.days import DayField
from vacancies.forms.declared import declared
from vacancies.rules.talks import LONGEST_STEP, step_problems

LONGEST_MARK = 40  # a reference, a stage and what stands between


class Owners(TextChoices):
    """Which units to publish, once those whose owners have not agreed were listed."""

    AGREED = "agreed", _("Only those whose owner has agreed")
    ALL = "all", _("All of them")


class BulkForm(forms.Form):
    """`unit`: the references that are ticked; `doubts`: marks of what was listed before “all of them” was chosen; `all`: everything that `query`, the filters of the list, finds."""

    verb = forms.ChoiceField(label=_("With the ticked units"))
    step = forms.CharField(label=_("Next step with the owner"), required=False, max_length=LONGEST_STEP,
                           widget=forms.TextInput(attrs={"autocomplete": "off"}))
    on = DayField(label=_("To be done by"), required=False)
    all = forms.BooleanField(label=_("All units that the filters find, also on the other pages"), required=False)
    owners = forms.ChoiceField(required=False, choices=Owners, widget=forms.HiddenInput)
    doubts = forms.CharField(widget=forms.HiddenInput, required=False, max_length=MOST * LONGEST_MARK)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(self, data: Any = None, *, user: Any, **kwargs: Any) -> None:
        super().__init__(data, auto_id="bulk_%s", **kwargs)
        self.user = user
        verbs = list(BulkVerb) if has_role(user, *OFFICERS) else [BulkVerb.SEEN_EMPTY]
        declared(self, "verb", forms.ChoiceField).choices = [("", _("Choose")), *((verb.value, verb.label) for verb in verbs)]
        if BulkVerb.NEXT_STEP not in verbs:
            del self.fields["step"], self.fields["on"]

    @property
    def chosen(self) -> list[str]:
        """Without a NUL, which PostgreSQL cannot look for."""
        return [reference.replace("\0", "") for reference in cast(MultiValueDict, self.data).getlist("unit")[:MOST + 1]] if self.is_bound else []

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("verb") == BulkVerb.NEXT_STEP:
            for problem in step_problems(told.get("step", ""), told.get("on"), self.user, timezone.localdate()):
                if problem.field not in self.errors:
                    self.add_error(problem.field, forms.ValidationError(problem.message, code=problem.code))
        return told
