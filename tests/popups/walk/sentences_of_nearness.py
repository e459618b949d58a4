"""What must be true of those who stand too near, told from history alone: who was near to what when they did something."""

from collections.abc import Iterator

from popups.choices import ApplicationStatus, Verb
from popups.models import History
from tests.popups.walk.facts import Facts
from tests.popups.walk.sentences import Sentence

S = ApplicationStatus
# Of these nothing is theirs to do, with what they stand too near to.
THEIRS_NEVER = frozenset({
    Verb.DECIDED, Verb.DECISION_UNDONE, Verb.MOVED_UP, Verb.SHORTLISTED, Verb.REVIEW_STARTED, Verb.CHANGES_REQUESTED, Verb.COMMENTED,
    Verb.OBJECTION_ANSWERED, Verb.UNASSIGNED, Verb.REPEAT_SETTLED, Verb.OFFERED})
# What applicants do themselves, and only the office in their name.
IN_NAME = frozenset({Verb.APPLICATION_WITHDRAWN, Verb.OBJECTED, Verb.OFFER_ACCEPTED, Verb.OFFER_DECLINED, Verb.APPLICANT_AGREED})
CHOOSING = frozenset({Verb.DECIDED, Verb.DECISION_UNDONE, Verb.MOVED_UP, Verb.SHORTLISTED, Verb.OBJECTION_ANSWERED})
GONE = frozenset({S.DRAFT, S.WITHDRAWN})


class Past:
    """History read line by line: who said that they stand too near to what, and what of each call was still asked for."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.near: set[tuple[int, int]] = set()
        self.status: dict[int, str] = {}
        self.told: set[int] = set()  # calls whose results are sent
        self.own = {row.pk: row.applicant.user_id for row in facts.applications}
        self.call = {row.pk: row.call_id for row in facts.applications}

    def __iter__(self) -> Iterator[History]:
        for line in self.facts.history:
            yield line
            if line.verb == Verb.CONFLICT_DECLARED:
                self.near.add((line.application_id, line.by_id))
            if line.verb == Verb.CONFLICT_TAKEN_BACK:
                self.near.discard((line.application_id, line.by_id))
            if line.verb == Verb.RESULTS_SENT and not line.application_id:
                self.told.add(line.call_id)
            if line.application_id and not line.offer_id and line.to_status in S.values:
                self.status[line.application_id] = line.to_status

    def is_near(self, application: int, person: int) -> bool:
        return self.call[application] is not None and ((application, person) in self.near or self.own[application] == person)

    def is_choice(self, line: History) -> bool:
        """Of somebody of the office, between the applications of a call. Those whose no is told with the results are counted when it is decided."""
        if line.application_id not in self.call or line.by_id not in self.facts.office:
            return False
        is_taken_back = line.verb == Verb.REVIEW_STARTED and line.from_status == S.SHORTLISTED
        return line.verb in CHOOSING or is_taken_back or line.verb == Verb.NOT_SELECTED and self.call[line.application_id] in self.told

    def rivals_near(self, line: History) -> list[int]:
        """What else of the call, and still asked for, whoever did this stood too near to."""
        return [pk for pk in self._running(self.call[line.application_id]) if pk != line.application_id and self.is_near(pk, line.by_id)]

    def is_somebody_free(self, call: int) -> bool:
        return any(not any(self.is_near(pk, person) for pk in self._running(call)) for person in self.facts.office)

    def _running(self, call: int | None) -> list[int]:
        return [pk for pk, of in self.call.items() if call is not None and of == call and self.status.get(pk, S.DRAFT) not in GONE]


def nobody_does_anything_with_what_they_stand_too_near_to(facts: Facts) -> list[str]:
    past, wrong = Past(facts), []
    for line in past:
        if line.application_id in past.call and line.by_id in facts.office and past.is_near(line.application_id, line.by_id):
            is_in_name = line.verb in IN_NAME and past.own[line.application_id] != line.by_id
            wrong += [f"{line.verb} {line.application_id} by {line.by_id}"] if line.verb in THEIRS_NEVER or is_in_name or past.is_choice(line) else []
    return wrong


def nobody_near_to_one_chooses_between_the_others_while_somebody_else_can(facts: Facts) -> list[str]:
    past = Past(facts)
    return [f"{line.verb} {line.application_id} by {line.by_id}" for line in past
            if past.is_choice(line) and past.rivals_near(line) and past.is_somebody_free(past.call[line.application_id])]


def where_nobody_else_could_it_is_marked_and_only_there(facts: Facts) -> list[str]:
    """The mark stands behind the line, before anybody else does anything."""
    past, unmarked, wrong = Past(facts), {}, []
    for line in past:
        deed = (line.application_id, line.by_id)
        if line.verb == Verb.ACTED_BESIDE:
            wrong += [] if unmarked.pop(deed, None) else [f"marked for nothing: {deed}"]
            continue
        if unmarked and line.by_id != next(iter(unmarked))[1]:
            wrong, unmarked = [*wrong, f"not marked: {unmarked}"], {}
        if past.is_choice(line) and past.rivals_near(line):
            unmarked[deed] = line.verb
    return wrong + ([f"not marked: {unmarked}"] if unmarked else [])


def nobody_was_told_what_somebody_too_near_decided(facts: Facts) -> list[str]:
    return [str(row) for row in facts.decisions if row.told_at and (row.application_id, row.by_id) in facts.near]


SENTENCES: list[Sentence] = [
    nobody_does_anything_with_what_they_stand_too_near_to, nobody_near_to_one_chooses_between_the_others_while_somebody_else_can,
    where_nobody_else_could_it_is_marked_and_only_there, nobody_was_told_what_somebody_too_near_decided]
