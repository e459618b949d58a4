"""What may be said as an idea for a unit, and how often one sender may support it."""

import re

from django.utils.translation import gettext_lazy as _

from popups.choices import IdeaReason, IdeaState
from popups.models import Idea
from vacancies.problem import Problem

SHORTEST, LONGEST = 3, 140
MOST_FROM_ONE = 5  # supports of one idea from one address: a family, a class at school
MOST_UNREAD_FROM_ONE = 5  # ideas of one address that nobody has read yet
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w|(?:\+|\b)(?:[0-9][ ()./-]{0,2}){7,}")
_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|net|org|ru|xyz|top|info|shop|site|online|lv|de|eu)\b", re.I)
IDEA_MOVES: dict[IdeaState, frozenset[IdeaState]] = {
    IdeaState.NEW: frozenset({IdeaState.SHOWN, IdeaState.HIDDEN}),
    IdeaState.SHOWN: frozenset({IdeaState.NEW, IdeaState.HIDDEN}),
    IdeaState.HIDDEN: frozenset({IdeaState.NEW, IdeaState.SHOWN}),
}


def may_be_said(text: str, sender: str) -> list[Problem]:
    """Telephone numbers, e-mails and links have no place in an idea: everybody would read them."""
    problems = []
    if len(text) < SHORTEST:
        problems.append(Problem("too_short", _("Say in a few words what should be here."), "text"))
    if len(text) > LONGEST:
        problems.append(Problem("too_long", _("Say it in one line of 140 characters at most."), "text"))
    if _CONTACT.search(text):
        problems.append(Problem("has_contact", _("Leave out e-mail addresses and telephone numbers: everybody will read this."), "text"))
    elif _LINK.search(text):
        problems.append(Problem("has_link", _("Leave out addresses of web pages. Say it in your own words."), "text"))
    if sender and Idea.objects.unread().filter(sender=sender).count() >= MOST_UNREAD_FROM_ONE:
        text_ = _("Several ideas from your connection wait to be read. Come back in a few days.")
        problems.append(Problem("too_many_waiting", text_))
    return problems


def may_support(idea: Idea, sender: str) -> list[Problem]:
    if idea.state != IdeaState.SHOWN:
        return [Problem("not_shown", _("This idea is not shown any more."))]
    if sender and idea.supports.filter(sender=sender).count() >= MOST_FROM_ONE:
        return [Problem("too_many_here", _("This idea has got several votes from your connection already."))]
    return []


def may_settle(idea: Idea, to: IdeaState, reason: str) -> list[Problem]:
    problems = []
    if to not in IDEA_MOVES[IdeaState(idea.state)]:
        problems.append(Problem("already_settled", _("Somebody has decided on this idea already. Reload the page to see how.")))
    if to is IdeaState.HIDDEN and reason not in set(IdeaReason.values) - {IdeaReason.SHOWN.value}:
        problems.append(Problem("reason_missing", _("Choose why it is not shown."), "reason"))
    return problems
