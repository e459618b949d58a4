"""What officers say about plans: how long to think, what counts, and what is fixed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.kinds import ApplicantKind
from popups.models import PlanRules
from popups.planning_choices import StartGrid
from popups.rules.planning import MOST_BANDS, MOST_SECONDS, band_problems, rank_problems
from vacancies.choices import Activity
from vacancies.forms.declared import declared
from vacancies.problem import Problem

NUMBER = {"inputmode": "numeric", "autocomplete": "off"}
RANKS, VARIETIES = 5, 3


class AskPlanForm(forms.Form):
    sometimes_required = ("seconds",)
    seconds = forms.IntegerField(label=_("How many seconds it may think"), min_value=1, max_value=MOST_SECONDS, widget=forms.TextInput(attrs=NUMBER),
                                 help_text=_("A small town is done in two. A city needs minutes; the best plan so far can be taken at any time."))
    note = forms.CharField(label=_("Note"), required=False, max_length=300, help_text=_("So that you find this plan again."))


class PlanRulesForm(forms.Form):
    """One box for each number, also for those that are kept in lists."""

    point = forms.IntegerField(label=_("One point of the score"), min_value=0, max_value=10_000, widget=forms.TextInput(attrs=NUMBER))
    first_timer = forms.IntegerField(label=_("More for somebody who has had no stay here, per cent"), min_value=0, max_value=100,
                                     widget=forms.TextInput(attrs=NUMBER))
    unscored = forms.IntegerField(label=_("Score of an application that nobody has scored"), min_value=0, max_value=100, widget=forms.TextInput(attrs=NUMBER))
    day = forms.IntegerField(label=_("One day on which a unit is filled"), min_value=0, max_value=10_000, widget=forms.TextInput(attrs=NUMBER))
    limit_each = forms.IntegerField(label=_("Places for one applicant at most"), min_value=1, max_value=20, widget=forms.TextInput(attrs=NUMBER))
    turnaround_days = forms.IntegerField(label=_("Days between two stays in a unit"), min_value=0, max_value=60, widget=forms.TextInput(attrs=NUMBER))
    start_on = forms.ChoiceField(label=_("Stays begin"), choices=StartGrid, widget=forms.RadioSelect)
    seconds = forms.IntegerField(label=_("Seconds of thinking, unless said otherwise"), min_value=1, max_value=MOST_SECONDS,
                                 widget=forms.TextInput(attrs=NUMBER))

    def __init__(self, data: Any = None, *, rules: PlanRules, streets: list[str]) -> None:
        super().__init__(data, initial=_initial(rules))
        for number in range(RANKS):
            label = _("Wish %(number)d") % {"number": number + 1}
            self.fields[f"rank_{number}"] = forms.IntegerField(label=label, min_value=0, max_value=10_000, widget=forms.TextInput(attrs=NUMBER))
        for number in range(MOST_BANDS):
            label = _("Band %(number)d: from a score of") % {"number": number + 1}
            self.fields[f"band_{number}"] = forms.IntegerField(label=label, required=False, min_value=1, max_value=100, widget=forms.TextInput(attrs=NUMBER))
        for kind in ApplicantKind:
            self.fields[f"benefit_{kind.value}"] = forms.IntegerField(label=kind.label, min_value=0, max_value=300, widget=forms.TextInput(attrs=NUMBER))
        for number in range(VARIETIES):
            self.fields[f"street_{number}"] = forms.ChoiceField(label=_("Street"), required=False, choices=[("", "–"), *((name, name) for name in streets)])
            self.fields[f"activity_{number}"] = forms.ChoiceField(label=_("Activity"), required=False, choices=[("", "–"), *Activity.choices])
            self.fields[f"at_once_{number}"] = forms.IntegerField(label=_("At most at once"), required=False, min_value=1, max_value=50,
                                                                  widget=forms.TextInput(attrs=NUMBER))

    @property
    def ranks(self) -> list[forms.BoundField]:
        return [self[f"rank_{number}"] for number in range(RANKS)]

    @property
    def bands(self) -> list[forms.BoundField]:
        return [self[f"band_{number}"] for number in range(MOST_BANDS)]

    @property
    def benefits(self) -> list[forms.BoundField]:
        return [self[f"benefit_{kind.value}"] for kind in ApplicantKind]

    @property
    def varieties(self) -> list[tuple[forms.BoundField, ...]]:
        return [(self[f"street_{number}"], self[f"activity_{number}"], self[f"at_once_{number}"]) for number in range(VARIETIES)]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for number in range(VARIETIES):
            names = [f"{part}_{number}" for part in ("street", "activity", "at_once")]
            given = [name for name in names if told.get(name)]
            for name in names if given else ():
                if name not in given and name not in self.errors:
                    self.add_error(name, forms.ValidationError(_("Fill in all three, or none."), "incomplete"))
        self._refuse_rising("rank", RANKS, rank_problems)
        self._refuse_rising("band", MOST_BANDS, band_problems)
        return told

    def _refuse_rising(self, name: str, most: int, problems_of: Callable[[list[Any]], list[Problem]]) -> None:
        """Said with everything else that is wrong, at the first of them; where one of them cannot be read, that is said instead."""
        names = [f"{name}_{number}" for number in range(most)]
        if not any(one in self.errors for one in names):
            for problem in problems_of([self.cleaned_data[one] for one in names if self.cleaned_data.get(one) is not None]):
                self.add_error(names[0], forms.ValidationError(problem.message, problem.code))

    def told(self) -> dict[str, Any]:
        """As the fields of PlanRules."""
        data = self.cleaned_data
        plain = {name: data[name] for name in ("point", "first_timer", "unscored", "day", "limit_each", "turnaround_days", "start_on", "seconds")}
        variety = [{"street": data[f"street_{number}"], "activity": data[f"activity_{number}"], "at_once": data[f"at_once_{number}"]}
                   for number in range(VARIETIES) if data[f"street_{number}"]]
        bands = [data[name] for number in range(MOST_BANDS) if data[name := f"band_{number}"] is not None]
        return {**plain, "bands": bands, "ranks": [data[f"rank_{number}"] for number in range(RANKS)], "variety": variety,
                "benefits": {kind.value: data[f"benefit_{kind.value}"] for kind in ApplicantKind if data[f"benefit_{kind.value}"] != 100}}


def _initial(rules: PlanRules) -> dict[str, Any]:
    names = ("point", "first_timer", "unscored", "day", "limit_each", "turnaround_days", "start_on", "seconds")
    ranks = [*rules.ranks, *[0] * RANKS][:RANKS]
    varieties = {f"{part}_{number}": row[part] for number, row in enumerate(rules.variety) for part in ("street", "activity", "at_once")}
    bands = {f"band_{number}": score for number, score in enumerate(rules.bands)}
    return {**bands, **{name: getattr(rules, name) for name in names}, **{f"rank_{number}": weight for number, weight in enumerate(ranks)},
            **{f"benefit_{kind.value}": rules.benefits.get(kind.value, 100) for kind in ApplicantKind}, **varieties}


class ApproveForm(forms.Form):
    """Which placements of a plan a person says yes to."""

    placements = forms.TypedMultipleChoiceField(label=_("Placements"), coerce=int, error_messages={"required": _("Tick at least one placement.")})
    is_confirmed = forms.BooleanField(label=_("I have looked at each of these placements."),
                                      error_messages={"required": _("Tick this when you have looked at each of them.")})

    def __init__(self, data: Any, keys: list[int]) -> None:
        super().__init__(data)
        declared(self, "placements", forms.ChoiceField).choices = [(key, key) for key in keys]
