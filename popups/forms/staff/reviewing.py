"""The review of one application, giving applications to reviewers, and the notes of the meeting."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from popups.choices import AssignedHow
from popups.forms.staff.filters import Filters
from popups.kinds import ApplicantKind
from popups.models import Call, Criterion, Review, User
from popups.reports.ranking import Only, Order
from popups.reports.reviewing import Shown
from popups.rules.reviewing import Given
from vacancies.forms.declared import declared

MOST_RADIOS = 11  # a longer scale is typed


class ReviewForm(forms.Form):
    """Points and a reason for each criterion. What a draft lacks is said by the rules, when it is sent."""

    comment = forms.CharField(label=_("In a sentence"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
                              help_text=_("What decides it for you. If you abstain: why."))

    def __init__(self, data: Any = None, *, criteria: Sequence[Criterion], review: Review | None = None, **kwargs: Any) -> None:
        given = {score.criterion_id: score for score in review.scores.all()} if review else {}
        first: dict[str, Any] = {"comment": review.comment if review else ""}
        for row in criteria:
            if row.pk in given:
                first |= {f"points_{row.pk}": given[row.pk].points, f"reason_{row.pk}": given[row.pk].reason}
        super().__init__(data, initial=first, **kwargs)
        self.criteria = criteria
        for row in criteria:
            self.fields[f"points_{row.pk}"] = _points(row)
            self.fields[f"reason_{row.pk}"] = forms.CharField(label=_("Why"), max_length=1000, required=False, help_text=_when_needed(row))
        self.order_fields([name for row in criteria for name in (f"points_{row.pk}", f"reason_{row.pk}")])

    @property
    def rows(self) -> list[tuple[Criterion, Any, Any]]:
        return [(row, self[f"points_{row.pk}"], self[f"reason_{row.pk}"]) for row in self.criteria]

    @property
    def scores(self) -> dict[int, Given]:
        """Of a valid form."""
        said = self.cleaned_data
        return {row.pk: Given(_number(said[f"points_{row.pk}"]), said[f"reason_{row.pk}"]) for row in self.criteria}


def _number(said: str | int | None) -> int | None:
    return None if said in ("", None) else int(said)


def _when_needed(row: Criterion) -> str:
    """The rule of rules.reviewing, said before somebody runs into it."""
    return gettext("Needed when you give %(lowest)s or %(highest)s points; otherwise as you like.") % {"lowest": row.lowest, "highest": row.highest}


def _points(row: Criterion) -> forms.Field:
    if row.highest - row.lowest >= MOST_RADIOS:
        return forms.IntegerField(label=row.name, required=False, min_value=row.lowest, max_value=row.highest)
    choices = [(str(point), format_html("{} – {}", point, words) if words else str(point)) for point, words in row.points]
    return forms.ChoiceField(label=row.name, required=False, choices=choices, widget=forms.RadioSelect, help_text=conditional_escape(row.help_text))


class ConflictForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


class ReviewFilters(Filters):
    show = forms.ChoiceField(label=_("Which"), required=False, choices=[(Shown.OPEN.value, Shown.OPEN.label), *Shown.choices[1:]])


class RankingFilters(Filters):
    order = forms.ChoiceField(label=_("Order"), required=False, choices=Order.choices)
    only = forms.ChoiceField(label=_("Only"), required=False, choices=Only.choices)


class AssignForm(forms.Form):
    """Who reviews what. each: only at random; kind: only by kind; applications: ticked ones, only by hand."""

    how = forms.ChoiceField(label=_("How"), initial=AssignedHow.AT_RANDOM, widget=forms.RadioSelect, choices=[
        (AssignedHow.AT_RANDOM.value, _("Evenly at random, all applications")),
        (AssignedHow.BY_KIND.value, _("All of one kind of applicant, to everybody chosen")),
        (AssignedHow.BY_HAND.value, _("Those ticked below, to everybody chosen"))])
    reviewers = forms.ModelMultipleChoiceField(label=_("Reviewers"), queryset=User.objects.none(), required=False,
                                               widget=forms.CheckboxSelectMultiple)
    each = forms.IntegerField(label=_("Reviewers for each application, if at random"), min_value=1, max_value=20, required=False)
    kind = forms.ChoiceField(label=_("Kind of applicant, if by kind"), required=False, choices=[("", "–"), *ApplicantKind.choices])

    def __init__(self, data: Any = None, *, call: Call, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(data, initial={"each": call.reviews_wanted}, **kwargs)
        declared(self, "reviewers", forms.ModelChoiceField).queryset = User.objects.filter(pk__in=[person.pk for person in people])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("how") == AssignedHow.BY_KIND and not said.get("kind"):
            self.add_error("kind", forms.ValidationError(_("Choose the kind of applicant."), code="kind_missing"))
        if said.get("how") == AssignedHow.AT_RANDOM and "each" not in self.errors and not said.get("each"):
            self.add_error("each", forms.ValidationError(_("Say how many reviewers each application gets."), code="each_missing"))
        return said


class MeetingForm(forms.Form):
    """seen: a seal of the notes that the form was made from."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    decision_number = forms.CharField(label=_("Number of the decision"), max_length=60, required=False)
    meeting_notes = forms.CharField(label=_("Notes of the meeting"), max_length=20_000, required=False,
                                    widget=forms.Textarea(attrs={"rows": 8}), help_text=_("Only officers read this."))
