"""The one periodic job, in parts. Every part is safe to run twice, also at the same moment."""

import logging
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from popups.choices import LetterKind
from popups.forgetting import FORGETTING
from popups.group_work import LETTING_GO, TELLING
from popups.letters import send_waiting, write_letter
from popups.lifecycle.claiming import drop_draft, unclaimed
from popups.lifecycle.co_applicants import remind_co_applicant, unanswered
from popups.lifecycle.draft_reminders import remind_of_draft, unreminded
from popups.lifecycle.event_hosts import remind_of_event
from popups.lifecycle.event_hosts import unanswered as unanswered_events
from popups.lifecycle.messages import tell_of_messages
from popups.lifecycle.next_steps import remind_of_step, unwritten
from popups.lifecycle.offers import expire_offer
from popups.lifecycle.papers import remove_loose_papers
from popups.lifecycle.planning import forget_dead_plans
from popups.lifecycle.records import lock, lock_unit
from popups.lifecycle.resident_reports import forget_reporters
from popups.models import Application, Letter, Offer, Tenancy, User
from popups.rules.messages import untold
from popups.work import Done, Part, Work, for_each
from vacancies.imports.runs import forget_old_files
from vacancies.lifecycle.photo_files import fill_previews, purge_photos, remove_orphans
from vacancies.models import SentForm

logger = logging.getLogger(__name__)
ANSWER_DUE_IN_DAYS = 2
TENANCY_ENDS_IN_DAYS = 14
SENT_FORMS_KEPT_DAYS = 30
UNUSED_ACCOUNTS_KEPT_DAYS = 30


def expire_offers(today: date) -> Work:
    """Gives the days of unanswered offers back, each in a transaction of its own."""
    lapsed = Offer.objects.lapsed(today).select_related("application__applicant__user", "unit")
    return for_each(lapsed, lambda offer: expire_offer(offer=offer, today=today))


def _not_written(rows: models.QuerySet, prefix: str) -> models.QuerySet:
    """Without those whose letter exists. Only saves work; the lock in the reminder itself is what makes it once."""
    key = models.functions.Concat(models.Value(prefix), models.OuterRef("reference"))
    return rows.exclude(models.Exists(Letter.objects.filter(key=key)))


@transaction.atomic
def _remind_of_offer(offer: Offer) -> bool:
    """Under the offer's lock: whoever answered it meanwhile is not reminded, and two jobs write one letter."""
    lock_unit(offer.unit_id)
    locked = lock(offer)
    key = f"offer-reminder:{locked.reference}"
    if not locked.lacks_applicant or Letter.objects.filter(key=key).exists():
        return False
    write_letter(LetterKind.OFFER_REMINDER, to=locked.application.applicant.addressee, offer=locked, key=key)
    return True


def remind_of_offers(today: date) -> Work:
    """Only where the applicant has not answered; who waits for the owner has done what there was to do."""
    due = Offer.objects.open().filter(applicant_agreed_at__isnull=True,
                                      answer_by_on__range=(today, today + timedelta(days=ANSWER_DUE_IN_DAYS)))
    return for_each(_not_written(due, "offer-reminder:"), _remind_of_offer)


@transaction.atomic
def _remind_of_end(tenancy: Tenancy) -> bool:
    lock_unit(tenancy.unit_id)
    locked = lock(tenancy)
    key = f"tenancy-reminder:{locked.reference}"
    if Letter.objects.filter(key=key).exists():
        return False
    write_letter(LetterKind.TENANCY_REMINDER, to=locked.applicant.addressee, tenancy=locked, offer=locked.offer, key=key)
    return True


def remind_of_ends(today: date) -> Work:
    """The last day is at most fourteen days away. Stays whose end was announced by a letter of its own are left out."""
    latest = today + timedelta(days=TENANCY_ENDS_IN_DAYS + 1)
    ending = Tenancy.objects.on(today).filter(end__lte=latest, end_reason="")
    return for_each(_not_written(ending, "tenancy-reminder:"), _remind_of_end)


def tell_of_talks(today: date) -> Work:
    """What was written within an hour of the last letter about the same talk, and is still unread."""
    now, work = timezone.now(), Work()
    for is_from_office in (True, False):
        done = for_each(untold(now, is_from_office=is_from_office), partial(_tell_of, is_from_office=is_from_office))
        work.count, work.failed = work.count + done.count, work.failed + done.failed
    return work


def _tell_of(application: Application, *, is_from_office: bool) -> bool:
    return tell_of_messages(application=application, is_from_office=is_from_office)


def remind_of_drafts(today: date) -> Work:
    return for_each(unreminded(today), lambda application: remind_of_draft(application=application))


def remind_of_events(today: date) -> Work:
    return for_each(unanswered_events(today), lambda event: remind_of_event(event=event))


def remind_of_steps(today: date) -> Work:
    return for_each(unwritten(today), lambda talk: remind_of_step(talk=talk, today=today))


def send_letters(today: date) -> Work:
    """What could not be sent stays waiting, so it is counted but is no failure of this job."""
    sent, waiting = send_waiting()
    if waiting:
        logger.warning("%d letters could not be sent and will be tried again.", waiting)
    return Work(sent)


def forget_sent_forms(today: date) -> Work:
    old = timezone.now() - timedelta(days=SENT_FORMS_KEPT_DAYS)
    return Work(SentForm.objects.filter(sent_at__lt=old).delete()[0])


def forget_drafts(today: date) -> Work:
    """Begun without signing in, and claimed by nobody."""
    return for_each(unclaimed(), lambda draft: drop_draft(application=draft, by=None))


def remind_co_applicants(today: date) -> Work:
    return for_each(unanswered(timezone.now()), lambda row: remind_co_applicant(row=row, by=None))


def forget_sessions(today: date) -> Work:
    return Work(Session.objects.filter(expire_date__lt=timezone.now()).delete()[0])


def _forget_account(user: User) -> bool:
    try:
        user.delete()
    except ProtectedError:  # something tells of this person, so the account was used after all
        return False
    return True


def forget_unused_accounts(today: date) -> Work:
    """Somebody asked for a code, never typed it, and left nothing behind."""
    old = timezone.now() - timedelta(days=UNUSED_ACCOUNTS_KEPT_DAYS)
    unused = User.objects.filter(role="", is_staff=False, is_superuser=False, last_login__isnull=True,
                                 date_joined__lt=old, applicants__isnull=True)
    return for_each(unused, _forget_account)


def forget_imported_files(today: date) -> Work:
    """Registers hold owners' names: the file goes a month after it was imported, a week after it was left."""
    return Work(forget_old_files())


def remove_loose_photos(today: date) -> Work:
    """Files of photos that no row knows: a server was killed between the two."""
    return Work(remove_orphans())


def remove_loose_files(today: date) -> Work:
    """Papers that no row knows, for the same reason."""
    return Work(remove_loose_papers())


def empty_photo_bin(today: date) -> Work:
    return Work(purge_photos())


def make_previews(today: date) -> Work:
    return Work(fill_previews())


def remove_dead_plans(today: date) -> Work:
    """Whose process was killed; they leave a line of history."""
    return Work(forget_dead_plans())


def forget_residents(today: date) -> Work:
    return Work(forget_reporters(today=today))


PARTS = (
    Part(gettext_lazy("Expiring offers"), expire_offers,
         lambda n: ngettext("%(count)d offer expired.", "%(count)d offers expired.", n)),
    Part(gettext_lazy("Reminding of offers"), remind_of_offers,
         lambda n: ngettext("%(count)d reminder to answer an offer was written.",
                            "%(count)d reminders to answer an offer were written.", n)),
    Part(gettext_lazy("Reminding of tenancies' ends"), remind_of_ends,
         lambda n: ngettext("%(count)d reminder of the end of a tenancy was written.",
                            "%(count)d reminders of the end of a tenancy were written.", n)),
    Part(gettext_lazy("Reminding of steps with owners"), remind_of_steps,
         lambda n: ngettext("%(count)d reminder of a step with an owner was written.",
                            "%(count)d reminders of steps with owners were written.", n)),
    Part(gettext_lazy("Reminding of drafts"), remind_of_drafts,
         lambda n: ngettext("%(count)d reminder of an application that is not sent yet was written.",
                            "%(count)d reminders of applications that are not sent yet were written.", n)),
    Part(gettext_lazy("Reminding of events"), remind_of_events,
         lambda n: ngettext("%(count)d reminder of a question about an event was written.",
                            "%(count)d reminders of questions about events were written.", n)),
    Part(gettext_lazy("Telling of messages"), tell_of_talks,
         lambda n: ngettext("%(count)d letter about new messages was written.",
                            "%(count)d letters about new messages were written.", n)),
    *TELLING,
    Part(gettext_lazy("Sending letters"), send_letters,
         lambda n: ngettext("%(count)d waiting letter was sent.", "%(count)d waiting letters were sent.", n)),
    Part(gettext_lazy("Forgetting sent forms"), forget_sent_forms,
         lambda n: ngettext("%(count)d old note of a sent form was removed.",
                            "%(count)d old notes of sent forms were removed.", n)),
    Part(gettext_lazy("Forgetting drafts of nobody"), forget_drafts,
         lambda n: ngettext("%(count)d draft that nobody claimed was removed.",
                            "%(count)d drafts that nobody claimed were removed.", n)),
    Part(gettext_lazy("Reminding co-applicants"), remind_co_applicants,
         lambda n: ngettext("%(count)d reminder to a co-applicant was written.",
                            "%(count)d reminders to co-applicants were written.", n)),
    Part(gettext_lazy("Forgetting sessions"), forget_sessions,
         lambda n: ngettext("%(count)d expired session was removed.", "%(count)d expired sessions were removed.", n)),
    Part(gettext_lazy("Forgetting unused accounts"), forget_unused_accounts,
         lambda n: ngettext("%(count)d account that was never used was removed.",
                            "%(count)d accounts that were never used were removed.", n)),
    Part(gettext_lazy("Forgetting who reported a shop"), forget_residents,
         lambda n: ngettext("%(count)d resident's report was forgotten or removed.",
                            "%(count)d residents' reports were forgotten or removed.", n)),
    *FORGETTING,
    *LETTING_GO,
    Part(gettext_lazy("Removing plans that stopped"), remove_dead_plans,
         lambda n: ngettext("%(count)d plan whose making was broken off was removed.",
                            "%(count)d plans whose making was broken off were removed.", n)),
    Part(gettext_lazy("Removing loose photo files"), remove_loose_photos,
         lambda n: ngettext("%(count)d loose photo file was removed.", "%(count)d loose photo files were removed.", n)),
    Part(gettext_lazy("Removing loose papers"), remove_loose_files,
         lambda n: ngettext("%(count)d loose paper file was removed.", "%(count)d loose paper files were removed.", n)),
    Part(gettext_lazy("Forgetting imported files"), forget_imported_files,
         lambda n: ngettext("%(count)d file of an import was removed.", "%(count)d files of imports were removed.", n)),
    Part(gettext_lazy("Emptying the bin of photos"), empty_photo_bin,
         lambda n: ngettext("%(count)d removed photo is gone for good.", "%(count)d removed photos are gone for good.", n)),
    Part(gettext_lazy("Making previews of photos"), make_previews,
         lambda n: ngettext("%(count)d preview of a photo was made.", "%(count)d previews of photos were made.", n)),
)


def carry_out(part: Part, today: date) -> Done:
    """A part that breaks down is reported, and never stops the ones after it."""
    try:
        work = part.act(today)
    except Exception as error:
        logger.exception("tick: %s failed", part.name)
        return Done(_("%(part)s failed: %(error)s") % {"part": part.name, "error": error}, is_failure=True)
    sentence = part.said(work.count) % {"count": work.count}
    if work.failed:
        failed = _("These could not be dealt with: %(rows)s.") % {"rows": ", ".join(work.failed)}
        return Done(f"{sentence} {failed}", is_failure=True)
    return Done(sentence, count=work.count)


def tick(today: date | None = None, announce: Callable[[Part], None] = lambda part: None) -> Iterator[Done]:
    """Carries the parts out one after another, as they are asked for; `announce` hears of each before it begins."""
    for part in PARTS:
        announce(part)
        yield carry_out(part, today or timezone.localdate())
