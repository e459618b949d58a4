"""The local group is asked, answers, and is told what the town did with the answer."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from popups.choices import ApplicationStatus, ConsultationState, LetterKind, Verb
from popups.letters import Addressee, group_href, write_letter
from popups.lifecycle.records import lock, write_history
from popups.models import Application, Consultation, GroupMember, Invitation, Letter, Option, User
from popups.reports.consulting import REMINDED_BEFORE
from popups.reports.options import option_of
from popups.rules.consulting import (
    may_answer,
    may_be_released,
    may_be_saved,
    may_close_early,
    may_extend,
    may_invite,
    may_say_done,
)
from vacancies.problem import refuse_if
from vacancies.references import random_key

OWN = ("call", "unit", "is_about_shortlist", "question", "explanation", "opens_at", "closes_at", "may_choose_several")


@transaction.atomic
def save_consultation(*, by: User, consultation: Consultation | None = None, options: Sequence[str] = (), **values: Any) -> Consultation:
    """Begins a draft, or writes it anew. options: in their order; those of a shortlist are made when it is released."""
    if set(values) - set(OWN):
        raise TypeError(f"save_consultation got {sorted(set(values) - set(OWN))}")
    row = lock(consultation) if consultation is not None else Consultation(key=random_key(), made_by=by)
    for name, value in values.items():
        setattr(row, name, value)
    texts = [" ".join(text.split()) for text in options if text.strip()]
    refuse_if(may_be_saved(row, texts))
    row.save()
    row.options.all().delete()
    if not row.is_about_shortlist:
        Option.objects.bulk_create([Option(consultation=row, position=number, text=text) for number, text in enumerate(texts, 1)])
    return row


@transaction.atomic
def delete_draft(*, consultation: Consultation, by: User) -> None:
    """What nobody was asked leaves nothing behind."""
    row = Consultation.objects.select_for_update().filter(pk=consultation.pk, released_at=None).first()
    if row is not None:
        row.delete()


def _make_options(consultation: Consultation) -> None:
    """From the shortlist as it is at this moment, in the order in which people applied."""
    rows = Application.objects.filter(call=consultation.call, status=ApplicationStatus.SHORTLISTED).select_related("applicant")
    rows = rows.prefetch_related("wishes__unit", "wished_areas")
    is_blind = bool(consultation.call and consultation.call.is_blind)
    consultation.options.all().delete()
    with translation.override(settings.LANGUAGE_CODE):
        Option.objects.bulk_create([
            Option(consultation=consultation, position=number, application=row, text=option_of(row, number, is_blind))
            for number, row in enumerate(rows.order_by("submitted_at", "pk"), 1)])


@transaction.atomic
def release_consultation(*, consultation: Consultation, members: Iterable[GroupMember], by: User) -> Consultation:
    """Each member gets a letter with a link of their own: now, or on the first day through the periodic job."""
    now, row, asked = timezone.now(), lock(consultation), list(members)
    if row.released_at is not None:
        return row
    if row.is_about_shortlist:
        _make_options(row)
    refuse_if(may_be_released(row, row.options.count(), asked, now))
    row.released_at = now
    row.save(update_fields=["released_at"])
    write_history(Verb.CONSULTED, by=by, subject=row.call, unit=row.unit, note=row.question)
    _invite(row, asked, now)
    return row


@transaction.atomic
def invite_more(*, consultation: Consultation, members: Iterable[GroupMember], by: User) -> Consultation:
    now, row = timezone.now(), lock(consultation)
    refuse_if(may_invite(row, now))
    _invite(row, members, now)
    return row


@transaction.atomic
def close_early(*, consultation: Consultation, by: User) -> Consultation:
    """Nobody can answer from now on. No letter: who opens the link reads the result. Closed twice, it stays closed once."""
    row, now = lock(consultation), timezone.now()
    if row.state_at(now) is ConsultationState.CLOSED:
        return row
    refuse_if(may_close_early(row, now))
    row.closes_at = now
    row.save(update_fields=["closes_at"])
    write_history(Verb.CONSULTATION_CLOSED, by=by, subject=row.call, unit=row.unit, note=row.question)
    return row


@transaction.atomic
def extend(*, consultation: Consultation, closes_at: datetime, by: User) -> Consultation:
    """More days to answer. A letter tells those who have not answered only where the question had closed already:
    while it is open the reminder does, one day before its new end."""
    row, now = lock(consultation), timezone.now()
    refuse_if(may_extend(row, closes_at, now))
    had_closed, row.closes_at = row.closes_at <= now, closes_at
    row.save(update_fields=["closes_at"])
    last_day = timezone.localdate(closes_at - timedelta(seconds=1))
    write_history(Verb.CONSULTATION_EXTENDED, by=by, subject=row.call, unit=row.unit, note=f"{row.question} ({last_day:%d.%m.%Y.})")
    if had_closed:
        _tell_of_more_time(row, now)
    return row


def _tell_of_more_time(consultation: Consultation, now: datetime) -> None:
    """On the last day it is the reminder at the same time."""
    is_last_day = consultation.closes_at - now <= REMINDED_BEFORE
    asked = consultation.invitations.filter(answered_at=None, member__left_on=None).exclude(sent_at=None)
    for invitation in asked.select_related("member", "consultation"):
        key = reminder_key(invitation) if is_last_day else f"consultation-extended:{invitation.pk}:{consultation.closes_at:%Y%m%d}"
        _write(LetterKind.CONSULTATION_ASKED, invitation, key, by_tick=True, is_extended=True)


def _invite(consultation: Consultation, members: Iterable[GroupMember], now: datetime) -> None:
    known = set(consultation.invitations.values_list("member_id", flat=True))
    for member in members:
        if member.pk not in known:
            invitation = Invitation.objects.create(consultation=consultation, member=member, nonce=random_key())
            if consultation.opens_at <= now:
                _ask(invitation, now)


def _write(kind: LetterKind, invitation: Invitation, key: str, by_tick: bool = False, **told: Any) -> None:
    member = invitation.member
    write_letter(kind, to=Addressee(member.email, member.language), key=key, by_tick=by_tick, context={
        "consultation": invitation.consultation, "href": group_href(invitation), **told})


def _ask(invitation: Invitation, now: datetime) -> None:
    """Many letters at once: they leave with the periodic job, so that no page waits for them."""
    invitation.sent_at = now
    invitation.save(update_fields=["sent_at"])
    _write(LetterKind.CONSULTATION_ASKED, invitation, f"consultation:{invitation.nonce}", by_tick=True)


@transaction.atomic
def ask_member(*, invitation: Invitation, by: Any = None) -> bool:
    """The clock's verb: on the first day. True when a letter was written."""
    row, now = lock(invitation), timezone.now()
    if row.sent_at is not None:
        return False
    _ask(row, now)
    return True


def reminder_key(invitation: Invitation) -> str:
    """Another one for another last day."""
    return f"consultation-reminder:{invitation.pk}:{invitation.consultation.closes_at:%Y%m%d}"


@transaction.atomic
def remind_member(*, invitation: Invitation, by: Any = None) -> bool:
    """The clock's verb: once, and only while there is no answer."""
    row, key = lock(invitation), reminder_key(invitation)
    if row.answered_at is not None or Letter.objects.filter(key=key).exists():
        return False
    _write(LetterKind.CONSULTATION_ASKED, row, key, by_tick=True, is_reminder=True)
    return True


@transaction.atomic
def send_new_link(*, invitation: Invitation, by: User) -> Invitation:
    """The old link stops working, and shuts the page that it opened. The answer stays. Who is asked on the first day gets no letter before."""
    row = lock(invitation)
    was_asked, row.nonce = row.sent_at is not None, random_key()
    row.sent_at = timezone.now() if was_asked else None
    row.save(update_fields=["nonce", "sent_at"])
    if was_asked:
        _write(LetterKind.CONSULTATION_ASKED, row, f"consultation:{row.nonce}")
    return row


@transaction.atomic
def answer_consultation(*, invitation: Invitation, chosen: Collection[int], comment: str = "", by: Any = None) -> Invitation:
    """What the member says now takes the place of what they said before. Waits for whoever closes or changes the question."""
    Consultation.objects.select_for_update(no_key=True).get(pk=invitation.consultation_id)
    row, now = lock(invitation), timezone.now()
    refuse_if(may_answer(row, chosen, comment, now))
    row.answered_at, row.comment = now, comment.strip()
    row.save(update_fields=["answered_at", "comment"])
    row.chosen.set(chosen)
    return row


@transaction.atomic
def say_what_was_done(*, consultation: Consultation, text: str, by: User) -> Consultation:
    """Everybody who was asked gets one letter. Words mended later are shown and not sent again."""
    row, now, text = lock(consultation), timezone.now(), text.strip()
    refuse_if(may_say_done(row, text, now))
    if row.done_with_it == text:
        return row
    row.done_with_it, row.done_at, row.done_by = text, row.done_at or now, row.done_by or by
    row.save(update_fields=["done_with_it", "done_at", "done_by"])
    write_history(Verb.CONSULTATION_DONE, by=by, subject=row.call, unit=row.unit, note=text)
    for invitation in row.invitations.exclude(sent_at=None).select_related("member", "consultation"):
        if invitation.member.left_on is None:
            _write(LetterKind.CONSULTATION_DONE, invitation, f"consultation-done:{invitation.pk}", by_tick=True)
    return row
