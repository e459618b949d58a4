"""Who is in the local group. Kept by officers; members have no account."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from popups.lifecycle.records import lock
from popups.models import GroupMember, User
from vacancies.problem import Problem, refuse_if

KEPT_AFTER_LEFT_DAYS = 365
NOBODY = "left.invalid"  # a name under which no mail server can ever be


@transaction.atomic
def save_member(*, by: User, member: GroupMember | None = None, name: str, email: str, organisation: str = "", language: str) -> GroupMember:
    """Adds one, or changes what is known of them. Somebody who had left and is added again is the same person."""
    email = email.strip().lower()
    row = lock(member) if member is not None else GroupMember.objects.filter(email=email, left_on__isnull=False).first() or GroupMember()
    refuse_if(_problems(row, email))
    row.name, row.email, row.organisation, row.language = name, email, organisation, language
    if member is None:
        row.left_on = None
    row.save()
    return row


def _problems(row: GroupMember, email: str) -> list[Problem]:
    if GroupMember.objects.filter(email=email).exclude(pk=row.pk).exists():
        return [Problem("member_twice", _("A member with this e-mail is in the list already."), "email")]
    return []


@transaction.atomic
def set_left(*, member: GroupMember, on: date | None, by: User) -> GroupMember:
    """From that day on no link of theirs opens and no question reaches them. None: they are a member again."""
    row = lock(member)
    row.left_on = on
    row.save(update_fields=["left_on"])
    return row


@transaction.atomic
def forget_members(*, today: date) -> int:
    """The clock's verb: who left long ago is known by nothing any more. What they chose stays in the count, without their words."""
    gone = GroupMember.objects.filter(left_on__lt=today - timedelta(days=KEPT_AFTER_LEFT_DAYS)).exclude(name="")
    found = list(gone.select_for_update())
    for member in found:
        member.invitations.update(comment="")
        member.name = member.organisation = ""
        member.email = f"{member.pk}@{NOBODY}"
        member.save(update_fields=["name", "organisation", "email"])
    return len(found)
