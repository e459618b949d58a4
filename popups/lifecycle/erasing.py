"""A person's data goes when they ask for it: at once what nobody needs, the rest when the reason for keeping it is over."""

from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from popups.choices import LetterKind
from popups.letters import TO_GROUP, Addressee, write_letter
from popups.lifecycle.applications import withdraw_application
from popups.lifecycle.records import lock, lock_unit
from popups.lifecycle.stripping import blank_letters, delete_draft, strip_application, strip_event
from popups.models import Alert, Applicant, Application, Call, CoApplicant, Erasure, Event, Letter, Offer, User
from popups.rules.applications import may_withdraw
from popups.rules.erasing import Hold, hold_of, identities, is_erased, may_erase, plan_of, with_holds
from popups.rules.retention import ERASED, ERASED_HOST
from vacancies.models import Report, SentForm
from vacancies.problem import Problem, Refused, refuse_if
from vacancies.references import random_key


@transaction.atomic
def erase_person(*, user: User, by: User | None, why: str = "asked", today: date | None = None) -> Erasure | None:
    """Withdraws what is open, lets go of everything that need not be kept, and closes the account for good. One letter.

    What stays is told in Erasure.kept and goes by itself (finish_erasure). Twice is harmless: an erased person has nothing left.
    """
    today, user = today or timezone.localdate(), lock(user)
    if is_erased(user):
        return Erasure.objects.filter(by=user).first()
    _hold_all(user)
    refuse_if(may_erase(user, today))
    for application in Application.objects.of_user(user).exclude(submitted_at=None):
        if not may_withdraw(application):
            withdraw_application(application=application, by=user)
    plan, email, language = plan_of(user, today), user.email, user.language
    words = identities(user)
    holds = [_let_go(application, by, today) for application in with_holds(Application.objects.of_user(user))]
    _forget_traces(user, words)
    _close_profiles(user)
    _close_account(user)
    erasure = Erasure.objects.create(by=by, subject=subject_of(email), why=why, removed=plan.goes,
                                     kept=[hold.plain() for hold in plan.holds])
    write_letter(LetterKind.DATA_ERASED, to=Addressee(email, language), key=f"data-erased:{erasure.pk}",
                 context={"holds": plan.holds, "is_all": not any(holds)})
    return erasure


def _hold_all(user: User) -> None:
    """Every unit that is offered to the person, then every call, then every application, each group by its key.

    One application after another would take a unit while a call is held, and whoever holds that unit may want that call.
    Raises Refused where an offer of another unit was made before the applications were held: that unit comes too late now.
    """
    mine = Application.objects.of_user(user)
    units = _units_offered(user)
    for pk in sorted(units):
        lock_unit(pk)
    calls = set(mine.exclude(call=None).values_list("call", flat=True))
    _hold(Call.objects.filter(pk__in=calls))
    _hold(mine)
    if _units_offered(user) - units:
        raise Refused([Problem("offered_meanwhile", _("The town has just made you an offer. Look at it first, then erase your data."))])


def _hold(rows: QuerySet) -> None:
    list(rows.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk"))


def _units_offered(user: User) -> set[int]:
    return set(Offer.objects.open().filter(application__applicant__user=user).values_list("unit_id", flat=True))


def subject_of(email: str) -> str:
    """Proves later that this address asked, to somebody who names the address; tells it to nobody."""
    return salted_hmac("popups.erasure", email.lower(), algorithm="sha256").hexdigest()


def _let_go(application: Application, by: User | None, today: date) -> Hold | None:
    if application.submitted_at is None:
        delete_draft(application=application, by=by)
        return None
    hold = hold_of(application, today)
    if hold is None or hold.why == "tenancy":
        strip_application(application=application, by=by, is_named=hold is not None)
    return hold


def _forget_traces(user: User, words: list[str]) -> None:
    """Letters to the person and those of no application that name them, wishes for e-mails, reports, invitations.

    Names are what the person once typed, so only letters in which an applicant can be named are searched for them: somebody
    who calls themselves like the town must not empty what was written to owners.
    """
    blank_letters(Letter.objects.filter(to_user=user))
    Letter.objects.filter(Q(to_user=user) | Q(to_email__iexact=user.email)).update(to_user=None, to_email=ERASED)
    named = Q(text__contains=user.email) | Q(subject__contains=user.email)
    for word in words:
        named |= Q(kind__in=TO_GROUP) & (Q(text__contains=word) | Q(subject__contains=word))
    general = Letter.objects.filter(named, application=None, offer=None, tenancy=None, sent_at__isnull=False)
    blank_letters(general)
    Alert.objects.filter(email__iexact=user.email).delete()
    Report.objects.filter(email__iexact=user.email).update(email="")
    for row in CoApplicant.objects.filter(email__iexact=user.email):
        CoApplicant.objects.filter(pk=row.pk).update(name=ERASED, email=f"{row.pk}{ERASED_HOST}")


def _close_profiles(user: User) -> None:
    """A profile stays only as long as an application of it must be kept, and then with what an agreement needs."""
    for applicant in Applicant.objects.filter(user=user):
        for event in Event.objects.filter(performer=applicant):
            strip_event(event)
        if applicant.applications.exists():
            Applicant.objects.filter(pk=applicant.pk).update(contact_name="", phone="", website="", about="")
        else:
            applicant.delete()


def _close_account(user: User) -> None:
    """The row stays, because history says that somebody did what; who that was, nobody can tell."""
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    SentForm.objects.filter(user=user).delete()
    user.email, user.first_name, user.last_name, user.is_active = f"{random_key()}{ERASED_HOST}", "", "", False
    if user.has_usable_password():
        user.set_unusable_password()
    user.save()


def unfinished() -> list[Application]:
    """What was kept of erased people."""
    return list(with_holds(Application.objects.filter(applicant__user__email__endswith=ERASED_HOST)))


@transaction.atomic
def finish_erasure(*, application: Application, by: None = None, today: date | None = None) -> bool:
    """The clock's verb: the reason for keeping it is over."""
    if hold_of(application, today or timezone.localdate()) is not None:
        return False
    strip_application(application=application, by=by)
    return True
