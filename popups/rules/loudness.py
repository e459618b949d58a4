"""How loud somebody plays, as they said themselves."""

from django.utils.functional import Promise

from popups.kinds import ApplicantKind, spec_of
from popups.models import Applicant, Application

QUESTION = "loudness"


def loudness_of(performer: Applicant | None) -> str | Promise:
    """In the words of the question, from the newest application that says it; empty where none does. One query."""
    if performer is None:
        return ""
    question = next(question for question in spec_of(ApplicantKind.MUSICIAN).questions if question.code == QUESTION)
    rows = Application.objects.sent().filter(applicant=performer).order_by("-submitted_at", "-pk").values_list("answers", flat=True)
    said = next((answers[QUESTION] for answers in rows if answers.get(QUESTION)), "")
    return dict(question.choices).get(said, "")
