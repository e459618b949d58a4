"""Residents' ideas for a unit: said without an account, supported once by each, shown once somebody has read them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from popups.choices import IdeaReason, IdeaState, Verb
from popups.lifecycle.records import write_history
from popups.models import Idea, IdeaSupport, User
from popups.moments import midnight
from popups.rules.ideas import may_be_said, may_settle, may_support
from vacancies.models import Unit
from vacancies.problem import refuse_if
from vacancies.references import random_key

SENDER_DAYS = 30  # the hash of the address it came from
VOTER_DAYS = 365  # the hash of the cookie; the cookie lives as long
HIDDEN_DAYS = 30


@transaction.atomic
def say_idea(*, unit: Unit, text: str, voter: str, sender: str = "", key: str = "", by: Any = None) -> Idea:
    """key: the form's own, so that a form sent twice is one idea. Whoever says what is shown already supports it instead.

    voter and sender are keyed hashes of a cookie and of an address; who says an idea supports it.
    """
    text, key = " ".join(text.split()), key or random_key()
    refuse_if(may_be_said(text, sender))
    same = Idea.objects.filter(key=key).first() or _shown_already(unit, text)
    idea = same or Idea.objects.get_or_create(key=key, defaults={"unit": unit, "text": text, "sender": sender})[0]
    if idea.state != IdeaState.HIDDEN and not (same and may_support(idea, sender)):
        IdeaSupport.objects.get_or_create(idea=idea, voter=voter, defaults={"sender": sender})
    return idea


def _shown_already(unit: Unit, text: str) -> Idea | None:
    """Compared in Python: neither database folds every letter of every language."""
    return next((idea for idea in Idea.objects.shown().filter(unit=unit) if idea.text.casefold() == text.casefold()), None)


@transaction.atomic
def support_idea(*, idea: Idea, voter: str, sender: str = "", by: Any = None) -> bool:
    """Once for each voter; twice is harmless. True when it was counted now."""
    row = Idea.objects.select_for_update(no_key=True).get(pk=idea.pk)
    if row.supports.filter(voter=voter).exists():
        return False
    refuse_if(may_support(row, sender))
    IdeaSupport.objects.create(idea=row, voter=voter, sender=sender)
    return True


@transaction.atomic
def take_support_back(*, idea: Idea, voter: str, by: Any = None) -> bool:
    return bool(IdeaSupport.objects.filter(idea=idea, voter=voter).delete()[0])


@transaction.atomic
def settle_ideas(*, ideas: Sequence[Idea], to: IdeaState, by: User, reason: str = "") -> list[Idea]:
    """Shows or hides them all, or none. History keeps the reason and never the text: what was hidden shall be able to go."""
    rows = list(Idea.objects.select_for_update(of=("self",)).select_related("unit").filter(pk__in=[idea.pk for idea in ideas]).order_by("pk"))
    refuse_if(dict.fromkeys(problem for row in rows for problem in may_settle(row, to, reason)))
    settled = to is not IdeaState.NEW
    for row in rows:
        row.state = to
        row.settled_at, row.settled_by = (timezone.now(), by) if settled else (None, None)
        row.save(update_fields=["state", "settled_at", "settled_by"])
        write_history(Verb.IDEA_SETTLED, by=by, unit=row.unit, reason=IdeaReason.SHOWN if to is IdeaState.SHOWN else reason)
    return rows


@transaction.atomic
def forget_senders(*, today: date) -> int:
    """The clock's verb: hashes of addresses and of cookies go, and what was hidden. Votes stay counted.

    Returns how many rows were forgotten or removed.
    """
    before = midnight(today - timedelta(days=SENDER_DAYS))
    count = Idea.objects.filter(made_at__lt=before).exclude(sender="").update(sender="")
    count += IdeaSupport.objects.filter(at__lt=before).exclude(sender="").update(sender="")
    old = IdeaSupport.objects.filter(at__lt=midnight(today - timedelta(days=VOTER_DAYS)), voter__regex=r"^.{64}$")
    for support in old[:5000]:
        IdeaSupport.objects.filter(pk=support.pk).update(voter=random_key())
        count += 1
    hidden = Idea.objects.filter(state=IdeaState.HIDDEN, settled_at__lt=midnight(today - timedelta(days=HIDDEN_DAYS)))
    return count + len([idea.delete() for idea in hidden])
