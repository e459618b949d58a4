"""The link by which a member of the local group opens one question. It is made from the installation's key and stored nowhere."""

import re
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from popups.models import Invitation

KEPT_DAYS = 90  # after the question closed, or after the town said what it did with it
_SECRET = re.compile(r"([0-9]{1,18})-([0-9a-f]{32})")


def secret_of(invitation: Invitation) -> str:
    """128 bits that nobody makes without the installation's own key; a new nonce makes the old ones worthless."""
    told = f"{invitation.pk}:{invitation.nonce}"
    return f"{invitation.pk}-{salted_hmac('popups.group.link', told, algorithm='sha256').hexdigest()[:32]}"


def open_invitations(now: datetime) -> "Q":
    """Those whose link works: the question is released and not long over, and the member is still one."""
    since = now - timedelta(days=KEPT_DAYS)
    return (Q(consultation__released_at__isnull=False)
            & (Q(member__left_on__isnull=True) | Q(member__left_on__gt=timezone.localdate(now)))
            & (Q(consultation__closes_at__gt=since) | Q(consultation__done_at__gt=since)))


def opened_by(secret: str, now: datetime) -> Invitation | None:
    found = _SECRET.fullmatch(secret)
    invitation = Invitation.objects.filter(open_invitations(now), pk=found[1]).select_related("member").first() if found else None
    return invitation if invitation is not None and constant_time_compare(secret_of(invitation), secret) else None
