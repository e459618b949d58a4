"""May this be written to the other side of an application, and who has not been told of it yet?"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from popups.choices import LetterKind
from popups.models import Application, Letter, Message
from popups.rules.retention import is_nobodys
from vacancies.problem import Problem

LONGEST = 4000
PAUSE = timedelta(hours=1)  # between two letters to the same side about the same talk
# By whether the message came from the office.
KINDS = {True: LetterKind.MESSAGE_TO_APPLICANT, False: LetterKind.MESSAGE_TO_OFFICE}


def may_write(application: Application, text: str) -> list[Problem]:
    problems = []
    if not text.strip():
        problems.append(Problem("text_missing", _("Write something first."), "text"))
    if len(text.strip()) > LONGEST:
        problems.append(Problem("text_too_long", _("Write at most 4000 characters, or add a paper."), "text"))
    if application.submitted_at is None:
        problems.append(Problem("not_sent", _("Send the application first; then you can write to each other about it.")))
    if is_nobodys(application.applicant):
        problems.append(Problem("erased", _("What was known of this person is erased, so nobody would read it.")))
    return problems


def unread(*, is_from_office: bool) -> QuerySet[Message]:
    return Message.objects.filter(is_from_office=is_from_office, read_at__isnull=True)


def with_unread(applications: QuerySet[Application], *, is_from_office: bool) -> QuerySet[Application]:
    """Only those with a message of that side that the other one has not read."""
    return applications.filter(Exists(unread(is_from_office=is_from_office).filter(application=OuterRef("pk"))))


def untold(now: datetime, *, is_from_office: bool) -> QuerySet[Application]:
    """Applications with an unread message that no letter told of, and whose last such letter is an hour old."""
    letters = Letter.objects.filter(kind=KINDS[is_from_office], application=OuterRef("pk"))
    later = Letter.objects.filter(kind=KINDS[is_from_office], application=OuterRef("application"), written_at__gte=OuterRef("at"))
    waiting = unread(is_from_office=is_from_office).filter(~Exists(later), application=OuterRef("pk"))
    return Application.objects.filter(Exists(waiting), ~Exists(letters.filter(Q(written_at__gt=now - PAUSE))))
