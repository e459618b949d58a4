"""Who may be asked to apply together, and how long somebody may answer."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus, LetterKind
from popups.models import Application, Letter
from vacancies.problem import Problem

MOST = 5
# Letters of a day, so that nobody makes the town write to strangers without end by naming and removing them again.
MOST_TO_ONE = 3  # address, whoever names it
MOST_BY_ONE = 15  # applicant
COUNTED = timedelta(days=1)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def _not_editable(application: Application) -> list[Problem]:
    if application.state.is_editable:
        return []
    return [Problem("not_editable", _("It has been sent and cannot be changed now."))]


def may_invite(application: Application, name: str, email: str) -> list[Problem]:
    problems, address = _not_editable(application), email.strip().lower()
    user = application.applicant.user
    if not name.strip():
        problems.append(Problem("name_missing", _("Write the name of the person or group that applies with you."), "name"))
    if not _is_email(address):
        problems.append(Problem("email_wrong", _("Type an e-mail like name@example.org."), "email"))
    elif user is not None and user.email.lower() == address:
        problems.append(Problem("own_email", _("This is your own e-mail. Write the other person's."), "email"))
    elif application.co_applicants.filter(email=address).exists():
        problems.append(Problem("asked_already", _("This e-mail is already in your list."), "email"))
    if application.co_applicants.count() >= MOST:
        problems.append(Problem("too_many", _("You can name at most five. Write about the others in “Anything else we should know”.")))
    return problems


def asked_often(application: Application, address: str) -> list[Problem]:
    """Before a letter leaves to somebody who has no say in it yet."""
    today = Letter.objects.filter(kind=LetterKind.CO_APPLICANT_ASKED, written_at__gt=timezone.now() - COUNTED)
    to_one, by_one = today.filter(to_email=address), today.filter(application__applicant=application.applicant_id)
    if to_one.count() < MOST_TO_ONE and by_one.count() < MOST_BY_ONE:
        return []
    return [Problem("asked_often", _("Many letters about applying together were written today. Name this person again tomorrow."))]


def may_remove(application: Application) -> list[Problem]:
    return _not_editable(application)


def may_answer(application: Application) -> list[Problem]:
    if application.state in {ApplicationStatus.WITHDRAWN, ApplicationStatus.NOT_SELECTED}:
        return [Problem("is_over", _("This application is over, so there is nothing to answer any more."))]
    return []
