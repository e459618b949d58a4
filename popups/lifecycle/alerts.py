"""Wishes for e-mails: nothing is sent before the address is confirmed, every letter can end them, and they end by themselves."""

from datetime import date, timedelta
from typing import Any
from zlib import crc32

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from popups.choices import AlertKind, LetterKind
from popups.letters import Addressee, write_letter
from popups.models import Alert, Call, Letter
from popups.moments import midnight
from popups.reports.alerts import MOST_UNITS, closing_key, new_units
from popups.reports.catalogue import Search
from popups.reports.letters import TO_RESIDENTS
from vacancies.references import random_key
from vacancies.sure import sure

MOST_OF_ONE = 10  # wishes of one address
MOST_A_DAY = 3  # letters to one address that ask for a yes
_LOCK = 7_2026  # of this module; the other half of the lock is the address
UNCONFIRMED_DAYS = 7
SEARCH_DAYS = 365
LETTER_DAYS = 30


@transaction.atomic
def ask_alert(*, email: str, language: str, query: str = "", call: Call | None = None, words: str = "", by: Any = None) -> Alert | None:
    """One letter with a link that confirms, at most once a day, and three a day to one address, which may be somebody else's.

    Whoever asked too often, or for a call that went at this moment, is told the same and gets nothing.
    """
    email = email.strip().lower()
    if call is not None and not Call.objects.select_for_update(no_key=True).filter(pk=call.pk).exists():
        return None
    _take_turn(email)
    wanted = {"email": email, "call": call, "query": "" if call is not None else query}
    alert = Alert.objects.select_for_update(of=("self",)).filter(**wanted).first()
    if not _may_write_to(email) or alert is None and Alert.objects.filter(email=email).count() >= MOST_OF_ONE:
        return alert
    kind = AlertKind.CALL if call is not None else AlertKind.SEARCH
    alert = alert or Alert.objects.create(**wanted, key=random_key(), kind=kind, language=language)
    _write(LetterKind.ALERT_CONFIRM, alert, f"alert-confirm:{alert.key}:{timezone.localdate()}", href=address_of(alert), words=words)
    return alert


def _take_turn(email: str) -> None:
    """One after another for one address, until the transaction ends; on SQLite every transaction that writes is alone already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, crc32(email.encode()) - 2**31])


def _may_write_to(email: str) -> bool:
    written = Letter.objects.filter(kind=LetterKind.ALERT_CONFIRM, to_email=email, written_at__gte=midnight(timezone.localdate()))
    return written.count() < MOST_A_DAY


def address_of(alert: Alert) -> str:
    """Confirms and ends it."""
    return reverse("popups:alert", args=[alert.key])


def _write(kind: LetterKind, alert: Alert, key: str, by_tick: bool = False, **told: Any) -> None:
    write_letter(kind, to=Addressee(alert.email, alert.language), key=key, by_tick=by_tick,
                 context={"alert": alert, "call": alert.call, "end_href": address_of(alert), **told})


@transaction.atomic
def confirm_alert(*, alert: Alert, by: Any = None) -> Alert:
    row = Alert.objects.select_for_update().get(pk=alert.pk)
    if row.confirmed_at is None:
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])
    return row


def end_alert(*, alert: Alert, by: Any = None) -> None:
    """Nothing of it is kept."""
    Alert.objects.filter(pk=alert.pk).delete()


@transaction.atomic
def tell_of_units(*, alert: Alert, search: Search | None, today: date, by: Any = None) -> bool:
    """The clock's verb: one letter a day at most. search: None where its days have gone by; then the wish ends."""
    row = Alert.objects.select_for_update().filter(pk=alert.pk, confirmed_at__isnull=False).first()
    if row is None or row.told_at is not None and row.told_at >= midnight(today):
        return False
    if search is None:
        row.delete()
        return False
    units = list(new_units(search, row.told_at or sure(row.confirmed_at), today)[:MOST_UNITS])
    if not units:
        return False
    row.told_at = timezone.now()
    row.save(update_fields=["told_at"])
    catalogue = f"{reverse('popups:unit-list')}?{row.query}".rstrip("?")
    _write(LetterKind.ALERT_FOUND, row, f"alert-found:{row.key}:{today}", by_tick=True, units=units, href=catalogue)
    return True


@transaction.atomic
def tell_of_closing(*, alert: Alert, by: Any = None) -> bool:
    """The clock's verb: once, a few days before the call closes; again where its last day was moved since."""
    row = Alert.objects.select_for_update().filter(pk=alert.pk, call__isnull=False).first()
    if row is None or Letter.objects.filter(key=closing_key(row)).exists():
        return False
    row.told_at = timezone.now()
    row.save(update_fields=["told_at"])
    _write(LetterKind.ALERT_CLOSING, row, closing_key(row), by_tick=True,
           href=reverse("popups:call-detail", args=[row.call.reference]) if row.call else "")
    return True


@transaction.atomic
def forget_alerts(*, today: date) -> int:
    """The clock's verb: what was never confirmed, what is a year old, what was about a call that is closed, and old letters about it.

    Returns how many wishes went.
    """
    unconfirmed = Q(confirmed_at__isnull=True, made_at__lt=midnight(today - timedelta(days=UNCONFIRMED_DAYS)))
    old = Q(kind=AlertKind.SEARCH, confirmed_at__lt=midnight(today - timedelta(days=SEARCH_DAYS)))
    over = Q(kind=AlertKind.CALL, call__closes_at__lt=midnight(today))
    Letter.objects.filter(kind__in=TO_RESIDENTS, written_at__lt=midnight(today - timedelta(days=LETTER_DAYS))).delete()
    return Alert.objects.filter(unconfirmed | old | over).delete()[0]
