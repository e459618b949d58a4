"""What rows carry beside their own fields, once somebody has asked for it: so that nobody reads what was not asked."""

from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from django.utils.functional import Promise

from popups.models import Application, Idea, Invitation, Option
from vacancies.models import Unit
from vacancies.problem import Sentence

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Occupancy(TypedDict):
    """Of with_occupancy()."""

    occupancy: str
    vacant_since: date | None
    vacant_since_precision: str | None
    _last_seen: str | None


class LastSeen(TypedDict):
    """Of with_last_seen()."""

    last_seen_on: date | None


class Found(Occupancy, LastSeen):
    """In the office's table of units."""


class Told(Found):
    """On the office's pages of units. Each comes from the function that is named after it: tell_state(), with_suspicion() …"""

    state_label: str
    state_colour: str
    record_label: str
    owner_label: str
    suspicion: str
    suspicion_words: Sentence
    last_seen_as: str | None
    last_source: str | None
    last_by_first: str | None
    last_by_last: str | None
    last_visit_words: str


class OnBoard(Occupancy):
    """Of with_owner_stage() besides."""

    owner_stage: str
    owner_stage_since: datetime


class Card(Occupancy):
    """Of with_cards()."""

    space_count: int
    rent_from: int | None


class OnMap(Card):
    has_pop_up: bool


class Stage(TypedDict):
    """A StageCode value, of with_stage(); stage_word where it is shown to the office."""

    stage: str
    stage_word: str | Promise


class Support(TypedDict):
    """Of with_support()."""

    support: int
    is_mine: bool


class Choices(TypedDict):
    choices: int


class Votes(TypedDict):
    votes: int


if TYPE_CHECKING:
    KnownUnit = WithAnnotations[Unit, Occupancy]
    SeenUnit = WithAnnotations[Unit, LastSeen]
    FoundUnit = WithAnnotations[Unit, Found]
    ToldUnit = WithAnnotations[Unit, Told]
    BoardUnit = WithAnnotations[Unit, OnBoard]
    CardUnit = WithAnnotations[Unit, Card]
    MapUnit = WithAnnotations[Unit, OnMap]
    StagedApplication = WithAnnotations[Application, Stage]
    SupportedIdea = WithAnnotations[Idea, Support]
    CountedInvitation = WithAnnotations[Invitation, Choices]
    CountedOption = WithAnnotations[Option, Votes]
else:
    KnownUnit = SeenUnit = FoundUnit = ToldUnit = BoardUnit = CardUnit = MapUnit = Unit
    StagedApplication, SupportedIdea, CountedInvitation, CountedOption = Application, Idea, Invitation, Option
