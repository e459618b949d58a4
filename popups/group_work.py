"""What the periodic job does for the local group, for residents' ideas, and for those who wished for e-mails."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from popups.forms.alerts import saved_search
from popups.lifecycle.alerts import forget_alerts, tell_of_closing, tell_of_units
from popups.lifecycle.consulting import ask_member, remind_member
from popups.lifecycle.group_members import forget_members
from popups.lifecycle.ideas import forget_senders
from popups.reports.alerts import due_calls, due_searches
from popups.reports.consulting import to_ask, to_remind
from popups.work import Part, Work, for_each


def ask_members(today: date) -> Work:
    """Of questions that were released before their first day."""
    return for_each(to_ask(timezone.now()), lambda invitation: ask_member(invitation=invitation))


def remind_members(today: date) -> Work:
    return for_each(to_remind(timezone.now()), lambda invitation: remind_member(invitation=invitation))


def tell_of_finds(today: date) -> Work:
    return for_each(due_searches(today), lambda alert: tell_of_units(alert=alert, search=saved_search(alert.query, today), today=today))


def tell_of_calls(today: date) -> Work:
    return for_each(due_calls(timezone.now()), lambda alert: tell_of_closing(alert=alert))


def forget_wishes(today: date) -> Work:
    return Work(forget_alerts(today=today))


def forget_voters(today: date) -> Work:
    return Work(forget_senders(today=today))


def forget_former_members(today: date) -> Work:
    return Work(forget_members(today=today))


TELLING = (
    Part(gettext_lazy("Asking the local group"), ask_members,
         lambda n: ngettext("%(count)d member of the local group was asked.", "%(count)d members of the local group were asked.", n)),
    Part(gettext_lazy("Reminding the local group"), remind_members,
         lambda n: ngettext("%(count)d member of the local group was reminded.", "%(count)d members of the local group were reminded.", n)),
    Part(gettext_lazy("Telling of units that fit a search"), tell_of_finds,
         lambda n: ngettext("%(count)d person was told of units that fit.", "%(count)d people were told of units that fit.", n)),
    Part(gettext_lazy("Reminding of calls that close"), tell_of_calls,
         lambda n: ngettext("%(count)d person was reminded of a call.", "%(count)d people were reminded of a call.", n)),
)
LETTING_GO = (
    Part(gettext_lazy("Forgetting wishes for e-mails"), forget_wishes,
         lambda n: ngettext("%(count)d wish for e-mails was removed.", "%(count)d wishes for e-mails were removed.", n)),
    Part(gettext_lazy("Forgetting who said and supported ideas"), forget_voters,
         lambda n: ngettext("%(count)d trace of an idea was removed.", "%(count)d traces of ideas were removed.", n)),
    Part(gettext_lazy("Forgetting former members of the local group"), forget_former_members,
         lambda n: ngettext("%(count)d former member of the local group was forgotten.",
                            "%(count)d former members of the local group were forgotten.", n)),
)
