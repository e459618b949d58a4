"""May an event say that this applicant performs? Every reader of the staff pages, reviewers among them, reads it there."""

from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus
from popups.models import Applicant, Application
from popups.rules.reviewing import BLIND
from vacancies.problem import Problem


def performer_problems(applicant: Applicant) -> list[Problem]:
    """Refused while reviewers know of them from blind applications only. What was sent otherwise shows the name to them anyway."""
    sent = Application.objects.sent().filter(applicant=applicant).exclude(status=ApplicationStatus.WITHDRAWN)
    if not sent.filter(BLIND).exists() or sent.exclude(BLIND).exists():
        return []
    text = _("They wait for a blind review, and reviewers would read here who plays. Leave this empty until the results are sent.")
    return [Problem("performer_blind", text, "performer")]
