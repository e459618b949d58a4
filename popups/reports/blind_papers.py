"""Papers of a blind call as the office sees them: which reviewers read, which wait for a look, and which they never see."""

from collections.abc import Iterable

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from popups.models import Application, Call, Paper
from popups.rules.blind_papers import DOCUMENTS, NAMING_KINDS, PICTURES, is_blind_now, is_open_when_blind, may_ever_open
from popups.rules.reviewing import running


class Blindness(TextChoices):
    OPEN = "open", _("Reviewers read it")
    CLOSED = "closed", _("Closed to reviewers")
    NEVER = "never", _("Reviewers never see it")


def blindness_of(paper: Paper) -> Blindness:
    if is_open_when_blind(paper):
        return Blindness.OPEN
    return Blindness.CLOSED if may_ever_open(paper) else Blindness.NEVER


def papers_of(application: Application) -> list[tuple[Paper, Blindness | None]]:
    """With what blind reviewers see of each; None where nobody reads it blind. Costs no query where `papers` is prefetched."""
    is_blind = is_blind_now(application.call)
    return [(paper, blindness_of(paper) if is_blind else None) for paper in application.papers.all()]


def papers_to_open(call: Call) -> QuerySet[Paper]:
    """Those that an officer can open, the ones of one application together."""
    rows = Paper.objects.filter(application__in=running(call), content_type__in=PICTURES | DOCUMENTS).exclude(kind__in=NAMING_KINDS)
    return rows.select_related("application__applicant", "application__call").order_by("application__reference", "pk")


def with_blindness(papers: Iterable[Paper], kept: frozenset[int]) -> list[tuple[Paper, Blindness | None]]:
    """kept: applications on which the reader does not act."""
    return [(paper, None if paper.application_id in kept else blindness_of(paper)) for paper in papers]
