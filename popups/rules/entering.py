"""May the office say this of somebody who applied on paper?"""

from django.utils.translation import gettext_lazy as _

from popups.models import Applicant, Application
from popups.rules.retention import ERASED
from vacancies.problem import Problem


def may_give_email(application: Application, applicant: Applicant) -> list[Problem]:
    """Somebody without an account whose application an officer entered. A nameless applicant stands for all who were forgotten."""
    if applicant.user_id is not None:
        return [Problem("has_email", _("There is an e-mail already. Only the applicant can change it, after signing in."))]
    if application.entered_by_id is None or application.claim_key is not None or applicant.name == ERASED:
        return [Problem("not_on_paper", _("This application did not come on paper."))]
    return []
