"""What a line of a story is: what was done, by whom, and which values changed."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vacancies.choices import Activity


@dataclass(frozen=True)
class OwnField:
    """What is kept in several columns or rows, but is one thing to a person."""

    name: str
    verbose_name: str | Promise
    choices: Any = ()


PLACE = OwnField("place", _("place"))
ACTIVITIES = OwnField("activities", _("permitted activities"), Activity.choices)
OWNER, CLOCK = _("The owner"), _("The clock")
LAST_EMPTY_DAY = OwnField("last_day", _("last empty day"))  # a vacancy is kept until the first day in use

OWN_DEEDS = frozenset({"published", "unpublished"})  # of the unit, where nobody signed in did it: its owner stopped, or took the stop back


def own_word(record: Any, deeds: Collection[str] = OWN_DEEDS) -> str | Promise:
    """Who changed it, where that was the owner on their own page."""
    return OWNER if record.history_user_id is None and record.history_change_reason in deeds else ""


@dataclass(frozen=True)
class Change:
    """field: the model's own or an OwnField. back_href: where it can be put back; empty where it cannot."""

    field: Any
    before: Any = None
    after: Any = None
    is_wordless: bool = False
    back_href: str = ""


@dataclass(frozen=True)
class Told:
    """by: a user, or None for an import or a command. file_name: of the import that did it. who: where it was neither."""

    at: datetime
    by: Any
    what: str | Promise
    kind: str
    changes: list[Change] = field(default_factory=list)
    note: str = ""
    file_name: str = ""
    source: str | Promise = ""
    back_href: str = ""
    version_href: str = ""
    who: str | Promise = ""


@dataclass(frozen=True)
class Reader:
    """Who reads: officers see owners and may put things back. before: only what happened earlier."""

    sees_owners: bool
    sees_merges: bool = False
    before: datetime | None = None

    def is_late(self, moment: datetime) -> bool:
        return self.before is not None and moment >= self.before
