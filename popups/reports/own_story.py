"""What happened to an application, in words for the person whose it is; without the names of the staff."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.choices import Outcome, Verb
from popups.models import Application, History
from popups.rules.telling import is_told

# What the office says among itself is not here, and so is not told. Letters told the notes of these verbs already.
WORDS: dict[str, str | Promise] = {
    Verb.STARTED: _("You began the application."),
    Verb.ENTERED: _("The town office began to enter what you wrote on paper."),
    Verb.CO_APPLICANT_ANSWERED: _("Somebody whom you named answered."),
    Verb.SUBMITTED: _("You sent the application."),
    Verb.CHANGES_REQUESTED: _("The town office asked you to change something."),
    Verb.REVIEW_STARTED: _("The town office began to read it."),
    Verb.SHORTLISTED: _("It came on the shortlist."),
    Verb.NOT_SELECTED: _("It was not selected."),
    Verb.RESULTS_SENT: _("The results of the call were told."),
    Verb.MOVED_UP: _("You moved up from the reserve list and have a place."),
    Verb.OBJECTED: _("You objected to the decision."),
    Verb.OBJECTION_ANSWERED: _("The town office answered your objection."),
    Verb.APPLICATION_WITHDRAWN: _("You withdrew the application."),
    Verb.OFFERED: _("You got an offer."),
    Verb.APPLICANT_AGREED: _("You said yes to the offer. The owner of the place is asked."),
    Verb.OWNER_DECLINED: _("The owner of the place did not agree to this stay."),
    Verb.OFFER_ACCEPTED: _("You accepted the offer."),
    Verb.OFFER_DECLINED: _("You declined the offer."),
    Verb.OFFER_EXPIRED: _("The offer lapsed, because it was not answered in time."),
    Verb.OFFER_WITHDRAWN: _("The town office took the offer back."),
    Verb.TENANCY_BEGUN: _("The place and the days were agreed."),
    Verb.TENANCY_ENDED: _("The end of your stay was set."),
    Verb.TENANCY_CHANGED: _("What visitors read was changed."),
}
# For TENANCY_CHANGED the note names the fields, in the words of the program.
WITHOUT_NOTE = frozenset({Verb.TENANCY_CHANGED, Verb.MOVED_UP})
RESULTS: dict[str, str | Promise] = {Outcome.PLACE: _("You got a place."), Outcome.RESERVE: _("You came on the reserve list.")}
# Said of an application of a call only once everybody hears the results.
TOLD_LATER = frozenset({Verb.SHORTLISTED})
SHOWN_LINES = 50


@dataclass(frozen=True)
class StoryLine:
    at: datetime
    text: str | Promise
    note: str


def story_of(application: Application) -> list[StoryLine]:
    """Newest first; one query."""
    told = set(WORDS) if is_told(application) else set(WORDS) - TOLD_LATER
    rows = application.history.filter(verb__in=list(told)).order_by("-at", "-pk")[:SHOWN_LINES]
    return [StoryLine(row.at, _words(row), "" if row.verb in WITHOUT_NOTE else row.note) for row in rows]


def _words(row: History) -> str | Promise:
    return RESULTS.get(row.reason, WORDS[row.verb]) if row.verb == Verb.RESULTS_SENT else WORDS[row.verb]
