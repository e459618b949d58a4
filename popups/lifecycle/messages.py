"""What the applicant and the office write to each other about one application."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from popups.choices import ApplicationStatus, Verb
from popups.letters import Addressee, at_the_desk, write_letter
from popups.lifecycle.applications import submit_application
from popups.lifecycle.records import lock, write_history
from popups.models import Application, Letter, Message, User
from popups.rules.messages import KINDS, PAUSE, may_write, unread, untold
from popups.rules.nearness import near_problems
from vacancies.problem import refuse_if
from vacancies.sure import sure


@transaction.atomic
def write_message(*, application: Application, text: str, by: User, is_from_office: bool) -> Message:
    """Keeps the message and marks what the other side wrote as read; a letter leaves at once, unless one did within the hour."""
    return _say(lock(application), text, by, is_from_office=is_from_office)


def _say(application: Application, text: str, by: User, *, is_from_office: bool) -> Message:
    """The caller holds the lock of the application."""
    refuse_if((near_problems(application, by) if is_from_office else []) + may_write(application, text))
    message = Message.objects.create(application=application, by=by, is_from_office=is_from_office, text=text.strip())
    unread(is_from_office=not is_from_office).filter(application=application).update(read_at=timezone.now())
    write_history(Verb.MESSAGE_SENT, by=by, subject=application)
    _tell(application, is_from_office=is_from_office, now=timezone.now())
    return message


@transaction.atomic
def send_with_words(*, application: Application, text: str, by: User | None) -> Application:
    """Sends the application; after requested changes with a sentence about them, if the applicant wrote one. Both or neither."""
    is_answer = bool(application.state is ApplicationStatus.CHANGES_REQUESTED and text.strip())
    application = submit_application(application=application, by=by)
    if is_answer:
        _say(application, text, sure(by), is_from_office=False)
    return application


@transaction.atomic
def mark_read(*, application: Application, upto: int, by: User, is_from_office: bool) -> int:
    """Those that the page showed, up to the number of the last one; what came meanwhile stays unread. Returns how many.

    Who stands too near reads for themselves: the others of the office still have to, so nothing is marked.
    """
    if not is_from_office and near_problems(application, by):
        return 0
    shown = unread(is_from_office=is_from_office).filter(application=application, pk__lte=upto)
    return shown.update(read_at=timezone.now())


def _reader(application: Application, *, is_from_office: bool) -> User | Addressee | None:
    """The applicant; or whoever of the office wrote last, else the office as a whole."""
    if is_from_office:
        return application.applicant.addressee
    last = application.messages.filter(is_from_office=True, by__isnull=False).order_by("-pk").first()
    return at_the_desk(last.by if last else application.entered_by)


def _tell(application: Application, *, is_from_office: bool, now: datetime) -> bool:
    """One letter with all that is new, not more than one in an hour. The caller holds the lock of the application."""
    kind, reader = KINDS[is_from_office], _reader(application, is_from_office=is_from_office)
    letters = Letter.objects.filter(kind=kind, application=application)
    if letters.filter(written_at__gt=now - PAUSE).exists():
        return False
    last = letters.order_by("-written_at").first()
    waiting = unread(is_from_office=is_from_office).filter(application=application).order_by("pk")
    new = list(waiting.filter(at__gt=last.written_at) if last else waiting)
    if not new:
        return False
    write_letter(kind, to=reader, application=application, key=f"{kind.value}:{application.reference}:{new[-1].pk}",
                 context={"note": "\n\n".join(message.text for message in new)})
    return True


@transaction.atomic
def tell_of_messages(*, application: Application, is_from_office: bool, now: datetime | None = None) -> bool:
    """The clock's verb: of what was written while the last letter was fresh. Twice is harmless."""
    application, now = lock(application), now or timezone.now()
    if not untold(now, is_from_office=is_from_office).filter(pk=application.pk).exists():
        return False
    return _tell(application, is_from_office=is_from_office, now=now)
