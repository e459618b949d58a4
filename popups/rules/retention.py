"""How long which kind of record is kept, counted from when, and what is due. Reads only; lifecycle.retention lets go."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from popups.choices import ApplicationStatus, LetterKind, Verb
from popups.models import (
    Applicant,
    Application,
    Event,
    History,
    Letter,
    Look,
    Message,
    Objection,
    Offer,
    Paper,
    Tenancy,
    User,
)
from popups.moments import midnight
from popups.rules.performing import has_performed

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

ERASED = "—"  # in place of a name, an address or a text that went
ERASED_HOST = "@erased.invalid"


def is_nobodys(applicant: Applicant) -> bool:
    """Whether nobody may know any more who this was: many people's applications hang on it."""
    return applicant.user_id is None and applicant.name == ERASED


def in_words(days: int) -> str:
    """As people say it: “5 years” for 1826 days. Shorter times stay in days, since months are not all alike."""
    years = round(days / 365.25)
    if years and 365 * years <= days <= 365 * years + years // 4 + 1:
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


@dataclass(frozen=True)
class Kept:
    """One kind of record. counted: from when the days are counted. rows: those that were over before a moment."""

    code: str
    label: str | Promise
    counted: str | Promise
    setting: str
    rows: Callable[[datetime], QuerySet]

    @property
    def days(self) -> int:
        return getattr(settings, self.setting)

    @property
    def how_long(self) -> str:
        return in_words(self.days)

    def due(self, today: date) -> QuerySet:
        return self.rows(midnight(today - timedelta(days=self.days)))


def not_erased(applications: QuerySet[Application]) -> QuerySet[Application]:
    return applications.exclude(applicant__user__isnull=True, applicant__name=ERASED)


def _tenancies() -> QuerySet[Tenancy]:
    return Tenancy.objects.filter(offer__application=OuterRef("pk"))


def _open_objections() -> QuerySet[Objection]:
    return Objection.objects.filter(application=OuterRef("pk"), answered_at__isnull=True)


class Over(TypedDict):
    over_at: datetime


def with_over_at(applications: QuerySet[Application]) -> "QuerySet[WithAnnotations[Application, Over]]":
    """Annotates `over_at`: when it was decided or withdrawn."""
    withdrawn = History.objects.filter(application=OuterRef("pk"), verb=Verb.APPLICATION_WITHDRAWN)
    last = withdrawn.values("application").annotate(last=Max("at")).values("last")
    return applications.annotate(over_at=Coalesce(F("decided_at"), Subquery(last), F("updated_at")))


def _drafts(before: datetime) -> QuerySet[Application]:
    """Unclaimed ones have a shorter time of their own (lifecycle.claiming)."""
    return Application.objects.filter(status=ApplicationStatus.DRAFT, claim_key__isnull=True, updated_at__lt=before)


def _not_selected(before: datetime) -> QuerySet[Application]:
    """Refused, without a place from a call whose stays are over, or for performances in a time that is over."""
    refused = Q(status=ApplicationStatus.NOT_SELECTED, over_at__lt=before)
    without_place = Q(status=ApplicationStatus.SHORTLISTED, call__results_sent_at__lt=before, call__stays_end__lt=before.date())
    rows = with_over_at(not_erased(Application.objects.sent())).filter(refused | without_place | has_performed(before.date()))
    return rows.filter(~Exists(_tenancies()), ~Exists(Offer.objects.open().filter(application=OuterRef("pk"))), ~Exists(_open_objections()))


def _withdrawn(before: datetime) -> QuerySet[Application]:
    rows = with_over_at(not_erased(Application.objects.filter(status=ApplicationStatus.WITHDRAWN)))
    return rows.filter(~Exists(_tenancies()), over_at__lt=before)


def _ended(before: datetime) -> QuerySet[Application]:
    """The applications whose tenancies all ended before that."""
    ends = _tenancies()
    return not_erased(Application.objects.sent()).filter(Exists(ends), ~Exists(ends.filter(end__gte=before.date())), ~Exists(_open_objections()))


def _events(before: datetime) -> QuerySet[Event]:
    """Of somebody who performed or had the room; those of the town itself name nobody. Not what is stripped already."""
    rows = Event.objects.filter(Q(performer__isnull=False) | Q(tenancy__isnull=False), ends_at__lt=before)
    return rows.exclude(performer=None, title=F("reference"), public_text="", host_note="")


def _papers(before: datetime) -> QuerySet[Application]:
    """Applications that still have papers, although what they were asked for is over."""
    has_papers = Exists(Paper.objects.filter(application=OuterRef("pk")))
    over = Q(status__in=[ApplicationStatus.WITHDRAWN, ApplicationStatus.NOT_SELECTED], over_at__lt=before) | has_performed(before.date())
    ended = Exists(_tenancies()) & ~Exists(_tenancies().filter(end__gte=before.date()))
    rows = with_over_at(Application.objects.all()).filter(has_papers, over & ~Exists(_tenancies()) | ended)
    return rows.filter(~Exists(Offer.objects.open().filter(application=OuterRef("pk"))), ~Exists(_open_objections()))


def _letters(before: datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(written_at__lt=before).exclude(text="")


def _messages(before: datetime) -> QuerySet[Message]:
    return Message.objects.filter(at__lt=before)


def _looks(before: datetime) -> QuerySet[Look]:
    return Look.objects.filter(last_at__lt=before)


def _accounts(before: datetime) -> QuerySet[User]:
    """Nobody has signed in, and nothing is left that they asked for."""
    people = User.objects.filter(role="", is_staff=False, is_superuser=False, is_active=True, last_login__lt=before)
    return people.filter(~Exists(Application.objects.filter(applicant__user=OuterRef("pk"))), ~Exists(Event.objects.filter(performer__user=OuterRef("pk"))))


KINDS: tuple[Kept, ...] = (
    Kept("drafts", _("Applications that were never sent"), _("after the last change"), "KEEP_DRAFT_DAYS", _drafts),
    Kept("not_selected", _("Applications without a place"), _("after the decision"), "KEEP_NOT_SELECTED_DAYS", _not_selected),
    Kept("withdrawn", _("Withdrawn applications"), _("after they were withdrawn"), "KEEP_WITHDRAWN_DAYS", _withdrawn),
    Kept("tenancies", _("Tenancies and their agreements"), _("after their end"), "KEEP_TENANCY_DAYS", _ended),
    Kept("events", _("Who performed, and what it was called"), _("after the performance or workshop"), "KEEP_EVENT_DAYS", _events),
    Kept("papers", _("Papers"), _("after the decision, the withdrawal or the end of the tenancy"), "KEEP_PAPER_DAYS", _papers),
    Kept("letters", _("Letters"), _("after they were written"), "KEEP_LETTER_DAYS", _letters),
    Kept("messages", _("Messages"), _("after they were written"), "KEEP_MESSAGE_DAYS", _messages),
    Kept("looks", _("Who of the staff read an application"), _("after the last time"), "KEEP_LOOK_DAYS", _looks),
    Kept("accounts", _("Accounts of which nothing else is kept"), _("after the last sign-in"), "KEEP_ACCOUNT_DAYS", _accounts),
)
KIND_BY_CODE: dict[str, Kept] = {kind.code: kind for kind in KINDS}
# Sent, so nobody needs the address any more.
TOLD_AND_GONE = (LetterKind.DATA_ERASED,)
