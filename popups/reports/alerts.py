"""Who waits for an e-mail about a search or a call, and what there is to tell them."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from popups.choices import AlertKind, LetterKind, Verb
from popups.models import Alert, History, Letter, Tenancy
from popups.moments import midnight
from popups.reports.catalogue import Search, units_found
from vacancies.models import Unit

CLOSES_IN = timedelta(days=3)
MOST_UNITS = 10  # in one letter; the link leads to all of them
FREED = (Verb.OFFER_DECLINED, Verb.OFFER_EXPIRED, Verb.OFFER_WITHDRAWN, Verb.OWNER_DECLINED, Verb.TENANCY_ENDED)


def due_searches(today: date) -> QuerySet[Alert]:
    """Confirmed, and not told anything today."""
    rows = Alert.objects.filter(kind=AlertKind.SEARCH, confirmed_at__isnull=False)
    return rows.filter(Q(told_at__isnull=True) | Q(told_at__lt=midnight(today))).order_by("pk")


def closing_key(alert: Alert) -> str:
    """Of the letter about the last day to apply as it is now."""
    return f"alert-closing:{alert.key}:{alert.call.last_apply_day if alert.call else ''}"


def due_calls(now: datetime) -> list[Alert]:
    """The call closes within three days, and this person has not been told of that last day. Three queries."""
    due = list(closing_calls(now))
    told = set(Letter.objects.filter(kind=LetterKind.ALERT_CLOSING, key__in=[closing_key(alert) for alert in due]).values_list("key", flat=True))
    return [alert for alert in due if closing_key(alert) not in told]


def closing_calls(now: datetime) -> QuerySet[Alert]:
    return Alert.objects.filter(
        kind=AlertKind.CALL, confirmed_at__isnull=False, call__released_at__isnull=False,
        call__opens_at__lte=now, call__closes_at__gt=now, call__closes_at__lte=now + CLOSES_IN,
        ).select_related("call").prefetch_related("call__texts").order_by("pk")


def new_units(search: Search, since: datetime, today: date) -> QuerySet[Unit]:
    """What fits the search today and became public, or was freed, after `since`.

    Freed: an offer came to nothing, a tenancy was ended, or the last day of one has gone by.
    """
    given_back = History.objects.filter(unit=OuterRef("pk"), at__gt=since, verb__in=FREED)
    ended = Tenancy.objects.filter(unit=OuterRef("pk"), end__gt=timezone.localdate(since), end__lte=today)
    rows = units_found(search).filter(Q(published_at__gt=since) | Exists(given_back) | Exists(ended))
    return rows.order_by(F("published_at").desc(), "pk")
