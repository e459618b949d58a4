"""The pages on which a call is written, in their order."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.forms.staff.calls import TextsForm, WhereForm, WhoForm
from popups.forms.staff.calls_lists import CriteriaForm, PapersForm
from popups.forms.staff.calls_parts import PartForm
from popups.forms.staff.calls_questions import QuestionsForm


@dataclass(frozen=True)
class Page:
    code: str
    title: str | Promise
    lead: str | Promise
    form: type[PartForm]


PAGES = (
    Page("texts", _("Texts"), _("What people read, in each language. Where one is empty, they read the town's language."), TextsForm),
    Page("where", _("What and where"), _("What the places are for, and which units belong to the call."), WhereForm),
    Page("who", _("Who and when"), _("Who may apply, until when, and between which days the stays lie."), WhoForm),
    Page("criteria", _("Criteria"), _("By what reviewers score. Everybody can read it before they apply."), CriteriaForm),
    Page("papers", _("Papers"), _("What papers are asked for, and of whom."), PapersForm),
    Page("questions", _("Questions"), _("What only this call asks. Each kind of applicant has its own questions already."), QuestionsForm),
)
PAGE = {page.code: page for page in PAGES}


def page_after(page: Page) -> Page | None:
    place = PAGES.index(page) + 1
    return PAGES[place] if place < len(PAGES) else None
