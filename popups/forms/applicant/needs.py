"""Step 4: what the place must have, what it may cost, and papers."""

from datetime import date
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from popups.choices import PaperKind
from popups.forms.applicant.fields import PapersField
from popups.forms.applicant.step_form import StepForm
from popups.lifecycle.papers import add_papers
from popups.models import Application, User
from popups.papers import ACCEPTED, MOST_BYTES, TOO_BIG, paper_problems
from popups.reports.answers import Fact
from popups.rules.call_fit import papers_asked
from vacancies.forms.declared import declared
from vacancies.forms.money import EurosField
from vacancies.forms.refusal import add_problems
from vacancies.kinds import FEATURES
from vacancies.problem import Problem, Refused

PAPERS = ("papers", "paper_kind")


class NeedsForm(StepForm):
    code = "needs"
    not_sealed = frozenset(PAPERS)
    needed_features = forms.MultipleChoiceField(
        label=_("What must the place have?"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(feature.code, feature.label) for feature in FEATURES],
        help_text=_("Tick only what you cannot do without; fewer ticks mean more places."))
    smallest_area_m2 = forms.IntegerField(label=_("How many square metres do you need at least?"), required=False, min_value=1, max_value=5000,
                                          widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4}),
                                          help_text=_("Of the floor. Leave it empty if any place is large enough."))
    budget_cents = EurosField(label=_("What can you pay a month, with utilities?"), required=False,
                              help_text=_("In euros. Leave it empty if you do not know yet."))
    needs_note = forms.CharField(label=_("Anything else we should know"), max_length=4000, required=False,
                                 widget=forms.Textarea(attrs={"rows": 4}))
    papers = PapersField(label=_("Add papers or pictures"), required=False,
                         help_text=_("PDF, JPEG, PNG, WebP, eDoc or ASiC-E; each up to 10 MB, ten at most. "
                                     "Only the town office and its reviewers see them."))
    paper_kind = forms.ChoiceField(label=_("What kind of paper is it?"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, application: Application) -> None:
        super().__init__(data, files, application=application)
        self.fields["papers"].widget.attrs |= {"accept": ACCEPTED, "data-most-bytes": MOST_BYTES, "data-too-big": TOO_BIG}
        self.fields["paper_kind"].widget.attrs["data-of-files"] = ""
        self.asked = papers_asked(application)
        if lacking := [str(asked.paper.label) for asked in self.asked if asked.is_required and not asked.is_there]:
            self._need(lacking)
        kinds = dict.fromkeys([*(asked.paper for asked in self.asked), *application.spec.papers])
        declared(self, "paper_kind", forms.ChoiceField).choices = [(kind.value, kind.label) for kind in kinds]
        self.initial.update({"papers": None, "paper_kind": next((asked.paper for asked in self.asked if not asked.is_there), PaperKind.OTHER)})

    def _need(self, lacking: list[str]) -> None:
        """The application cannot be sent without these, so the box is not said to be optional."""
        self.sometimes_required = ("papers",)
        field = self.fields["papers"]
        field.help_text = gettext("Needed to send the application: %(papers)s.") % {"papers": ", ".join(lacking)} + f" {field.help_text}"

    def clean_papers(self) -> list:
        files = self.cleaned_data["papers"]
        problems = [problem for file in files for problem in paper_problems(file)]
        if problems:
            raise forms.ValidationError([forms.ValidationError(problem.message, problem.code) for problem in problems])
        return files

    def missing(self, today: date) -> list[Problem]:
        """A paper that is asked for keeps nobody from going on; without it the application only cannot be sent."""
        return [problem for problem in super().missing(today) if problem.field != "papers" or not self.is_bound]

    def content(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in PAPERS}

    def _add_papers(self, by: User) -> None:
        files = self.cleaned_data.get("papers")
        if files:
            add_papers(application=self.application, files=files, by=by,
                       kind=self.cleaned_data.get("paper_kind") or PaperKind.OTHER)

    @transaction.atomic
    def save(self, by: User) -> Application:
        """Files last: nothing after them can fail and leave one without its row."""
        application = super().save(by)
        self._add_papers(by)
        return application

    def rescue(self, by: User) -> None:
        """A browser forgets chosen files when a page comes back, so good papers are kept although a box is wrong."""
        if "papers" not in self.errors:
            try:
                self._add_papers(by)
            except Refused as refused:
                add_problems(self, refused)

    def facts(self):
        yield from (self.fact(field, self.initial[name], name) for name, field in self.fields.items() if name not in PAPERS)
        names = ", ".join(paper.file_name for paper in self.application.papers.all())
        yield Fact(_("Papers"), names, field="papers")
