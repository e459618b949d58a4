"""Which papers reviewers of a blind call may read: those of which an officer said that they do not tell who applies."""

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from popups.choices import PaperKind
from popups.models import Application, Call, Paper
from popups.pdf_names import without_names
from vacancies.problem import Problem

# Certificates name their holder, whatever else they say.
NAMING_KINDS = frozenset({PaperKind.REGISTRATION, PaperKind.PUBLIC_BENEFIT, PaperKind.FOOD, PaperKind.ALCOHOL, PaperKind.INSURANCE})
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
DOCUMENTS = frozenset({"application/pdf"})  # a signed container names who signed it


def is_blind_now(call: Call | None) -> bool:
    """Reviewers do not know who applies, and everybody is still to be told."""
    return call is not None and call.is_blind and call.results_sent_at is None


def may_ever_open(paper: Paper) -> bool:
    return paper.kind not in NAMING_KINDS and paper.content_type in PICTURES | DOCUMENTS


def is_open_when_blind(paper: Paper) -> bool:
    return paper.names_nobody and may_ever_open(paper)


def may_open(paper: Paper, application: Application) -> list[Problem]:
    """Reads the file: a PDF may say within who made it."""
    if not is_blind_now(application.call):
        return [Problem("not_blind", _("Reviewers of this call read all papers, or will once everybody is told."))]
    if not may_ever_open(paper):
        return [Problem("paper_names", _("A paper of this kind names people, so reviewers of a blind call never see it."))]
    if paper.content_type in DOCUMENTS and _says_who_made_it(paper):
        text = _("This PDF is locked or signed, or tells within who made it. Ask for a copy printed anew as PDF, or say in a comment what it shows.")
        return [Problem("paper_tells_maker", text)]
    return []


def _says_who_made_it(paper: Paper) -> bool:
    with default_storage.open(paper.stored_name) as stored:
        return without_names(stored.read()) is None
