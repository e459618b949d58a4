"""The shortlist of a call, many at once, and what was said of it at the meeting."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from popups.choices import APPLICATION_MOVES, ApplicationStatus, Verb
from popups.lifecycle.records import lock, write_history
from popups.lifecycle.rivals import mark_alone
from popups.models import Application, Call, History, User
from popups.rules.nearness import many_near_problems
from popups.rules.reviewing import decided_problems, running
from popups.rules.rivals import side_of
from vacancies.problem import Problem, Refused, refuse_if


@transaction.atomic
def shortlist_many(*, call: Call, references: Iterable[str], by: User) -> list[str]:
    """References of those that are on the shortlist now and were not; who cannot be moved stays where they are."""
    return _move(call, references, ApplicationStatus.SHORTLISTED, Verb.SHORTLISTED, by=by)


@transaction.atomic
def take_from_shortlist(*, call: Call, references: Iterable[str], by: User) -> list[str]:
    """Back into review. Twice is harmless."""
    return _move(call, references, ApplicationStatus.IN_REVIEW, Verb.REVIEW_STARTED, by=by, only=ApplicationStatus.SHORTLISTED)


def _move(call: Call, references: Iterable[str], to: ApplicationStatus, verb: Verb, *, by: User,
          only: ApplicationStatus | None = None) -> list[str]:
    """Five queries, however many. The call is held, so that nothing moves while it is closed or its results are sent."""
    call = lock(call)
    refuse_if(decided_problems(call))
    wanted = list(references)
    if not wanted:
        raise Refused([Problem("applications_missing", _("Choose at least one application."), "applications")])
    held = running(call).select_for_update(no_key=True, of=("self",)).filter(reference__in=wanted).order_by("pk")
    refuse_if(many_near_problems(list(held), by) or side_of(call, by).problems)
    rows = [row for row in held if to in APPLICATION_MOVES[row.state] and only in (None, row.state)]
    Application.objects.filter(pk__in=[row.pk for row in rows]).update(status=to)
    History.objects.bulk_create(History(verb=verb, by=by, application=row, call=call, from_status=row.status, to_status=to)
                                for row in rows)
    mark_alone(call, rows, by=by)
    return [row.reference for row in rows]


@transaction.atomic
def note_meeting(*, call: Call, by: User, decision_number: str, meeting_notes: str) -> Call:
    """What the meeting said, and the number of its decision: until the results are sent. Nothing is written where nothing differs."""
    call = lock(call)
    wanted = {"decision_number": decision_number.strip(), "meeting_notes": meeting_notes.strip()}
    changed = [name for name, value in wanted.items() if getattr(call, name) != value]
    if not changed:
        return call
    if call.results_sent_at is not None:
        raise Refused([Problem("results_sent", _("The results are sent. What was noted of the meeting stays as it is."))])
    for name in changed:
        setattr(call, name, wanted[name])
    call.save(update_fields=changed)
    write_history(Verb.CALL_CHANGED, by=by, subject=call, note=", ".join(changed))
    return call
