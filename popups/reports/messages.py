"""One talk about an application, as both sides read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from popups.models import Application, Message

SHOWN = 200


@dataclass(frozen=True)
class Said:
    """One message. who: the name of staff, for staff only; empty where the page says “you” or “the town office”."""

    text: str
    at: datetime
    is_mine: bool
    is_new: bool
    who: str


def talk_of(application: Application, *, for_office: bool) -> list[Said]:
    """Oldest first; one query. Applicants do not learn who of the staff wrote."""
    rows = list(application.messages.select_related("by").order_by("-pk")[:SHOWN])
    return [_said(row, for_office) for row in reversed(rows)]


def _said(row: Message, for_office: bool) -> Said:
    is_mine = row.is_from_office is for_office
    who = str(row.by) if for_office and row.is_from_office and row.by else ""
    return Said(row.text, row.at, is_mine, row.read_at is None and not is_mine, who)


def last_number(application: Application) -> int:
    """Of the newest message; 0 where there is none."""
    return application.messages.order_by("-pk").values_list("pk", flat=True).first() or 0


def unread_count(application: Application, *, for_office: bool) -> int:
    return application.messages.filter(is_from_office=not for_office, read_at__isnull=True).count()


def with_news(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Annotates `news`: how many messages of the office the applicant has not read."""
    return rows.annotate(news=Count("messages", filter=Q(messages__is_from_office=True, messages__read_at__isnull=True), distinct=True))


def news_of(application: Any) -> int:
    return getattr(application, "news", 0)
