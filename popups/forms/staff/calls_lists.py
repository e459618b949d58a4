"""The pages of a call that hold a list: criteria, and papers asked for."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.choices import Goods, PaperKind
from popups.forms.staff.calls_languages import LANGUAGES, RowForm, spoken_initial
from popups.forms.staff.calls_parts import PartForm
from popups.forms.staff.calls_rows import Rows
from popups.kinds import ApplicantKind
from popups.models import Call
from popups.rules.call_values import plain_criterion, plain_paper
from vacancies.forms.lines import LineField
from vacancies.sure import sure

_ANCHOR = re.compile(r"\s*(\d{1,3})\s*[:=.)–-]\s*(\S.*)")


def _number(label: Any, lowest: int, highest: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=lowest, max_value=highest, initial=initial,
                              widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))


class CriterionRow(RowForm):
    spoken = ("name", "help", "anchors")
    must_say = ("name",)
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = LineField(label=_("Criterion"), max_length=120)
    help = forms.CharField(label=_("What is meant"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    anchors = forms.CharField(label=_("Points in words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
                              help_text=_("One a line, such as “1: a first idea” and “5: ready to open tomorrow”."))
    weight = _number(_("Weight, 1 to 10"), 1, 10, 1)
    lowest = _number(_("Lowest points"), 0, 99, 1)
    highest = _number(_("Highest points"), 1, 100, 5)

    @staticmethod
    def initial_of(row: dict[str, Any]) -> dict[str, Any]:
        said = {f"anchors_{code}": "\n".join(f"{point}: {words[code]}" for point, words in sorted(
            row["anchors"].items(), key=lambda one: int(one[0])) if words.get(code)) for code, _language in LANGUAGES}
        return spoken_initial(row["texts"], ("name", "help")) | said | {
            name: row[name] for name in ("pk", "weight", "lowest", "highest")}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        lowest, highest = told.get("lowest"), told.get("highest")
        if lowest is not None and highest is not None and highest <= lowest:
            self.add_error("highest", forms.ValidationError(_("The highest points must lie above the lowest."), code="scale"))
        self.anchored: dict[str, dict[str, str]] = {}
        # Which points may stand in words is known once the scale is right; that they begin with points, before.
        points = None if {"lowest", "highest"} & set(self.errors) else range(told["lowest"], told["highest"] + 1)
        for code, _language in LANGUAGES:
            for line in (told.get(f"anchors_{code}") or "").splitlines():
                self._anchor(code, line, points)
        return told

    def _anchor(self, code: str, line: str, points: range | None) -> None:
        found = _ANCHOR.fullmatch(line)
        if found and (points is None or int(found[1]) in points):
            self.anchored.setdefault(str(int(found[1])), {})[code] = found[2].strip()
        elif line.strip():
            text = _("“%(line)s”: begin with points of the scale, such as 5: ready to open.")
            self.add_error(f"anchors_{code}", forms.ValidationError(text, code="anchor", params={"line": line[:60]}))

    def value(self) -> dict[str, Any]:
        texts = {code: {name: words for name, words in said.items() if name != "anchors"} for code, said in self.texts().items()}
        return {"pk": self.cleaned_data["pk"], "texts": {code: said for code, said in texts.items() if said}, "anchors": self.anchored,
                **{name: self.cleaned_data[name] for name in ("weight", "lowest", "highest")}}


class PaperRow(RowForm):
    paper = forms.ChoiceField(label=_("Paper"), choices=[("", _("Choose")), *PaperKind.choices])
    kind = forms.ChoiceField(label=_("Of whom"), required=False, choices=[("", _("Everybody")), *ApplicantKind.choices])
    goods = forms.ChoiceField(label=_("Who deals in"), required=False, choices=[("", _("Anything")), *Goods.choices])
    is_required = forms.BooleanField(label=_("Must be there to send the application"), required=False)

    @staticmethod
    def initial_of(row: dict[str, Any]) -> dict[str, Any]:
        return row

    def value(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ListForm(PartForm):
    """A page with one list; `names` ends with its name."""

    @classmethod
    def rows_of(cls, call: Call | None) -> list[dict[str, Any]]:
        raise NotImplementedError

    def rows_from(self, data: Mapping[str, Any] | None, initial: list[dict[str, Any]]) -> Rows:
        raise NotImplementedError

    def __init__(self, data: Mapping[str, Any] | None = None, *, call: Call | None = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, call=call, initial=initial)
        self.rows = self.rows_from(data, self.rows_of(call) or [{}])

    def list_values(self) -> list[dict[str, Any]]:
        return sure(self.rows).values()

    @classmethod
    def initial_of(cls, call: Call | None) -> dict[str, Any]:
        return {}

    def values(self) -> dict[str, Any]:
        return {self.names[-1]: self.list_values()}


class CriteriaForm(ListForm):
    names = ("is_blind", "reviews_wanted", "criteria")
    is_blind = forms.BooleanField(label=_("Reviewers do not see who applies"), required=False)
    reviews_wanted = _number(_("Reviews of each application"), 1, 20, 2)

    @classmethod
    def initial_of(cls, call: Call | None) -> dict[str, Any]:
        return {"is_blind": call.is_blind, "reviews_wanted": call.reviews_wanted} if call else {}

    @classmethod
    def rows_of(cls, call: Call | None) -> list[dict[str, Any]]:
        return [CriterionRow.initial_of(plain_criterion(row)) for row in call.criteria.all()] if call else []

    def rows_from(self, data: Mapping[str, Any] | None, initial: list[dict[str, Any]]) -> Rows:
        return Rows(CriterionRow, data=data, initial=initial)

    def values(self) -> dict[str, Any]:
        return {**super().values(), **{name: self.cleaned_data[name] for name in ("is_blind", "reviews_wanted")}}


class PapersForm(ListForm):
    names = ("papers",)

    @classmethod
    def rows_of(cls, call: Call | None) -> list[dict[str, Any]]:
        return [PaperRow.initial_of(plain_paper(row)) for row in call.asked_papers.all()] if call else []

    def rows_from(self, data: Mapping[str, Any] | None, initial: list[dict[str, Any]]) -> Rows:
        return Rows(PaperRow, data=data, initial=initial)
