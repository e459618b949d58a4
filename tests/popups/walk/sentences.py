"""What must be true whatever happened. Each is a sentence, and says which rows contradict it."""

from collections import defaultdict
from collections.abc import Callable
from itertools import combinations, pairwise

from popups.choices import APPLICATION_MOVES, MOVES_AFTER_OBJECTION, OFFER_MOVES, ApplicationStatus, OfferStatus, Verb
from popups.rules.stage import StageCode
from tests.popups.walk.facts import Facts
from vacancies.choices import RecordState

S = ApplicationStatus
TELLS_NO_STATUS = {Verb.DECIDED, Verb.DECISION_UNDONE}  # their lines say from which outcome to which
Sentence = Callable[[Facts], list[str]]


def no_space_is_promised_twice(facts: Facts) -> list[str]:
    spaces = defaultdict(list)
    for row in facts.occupancies:
        spaces[row.space_id].append(row)
    pairs = [pair for rows in spaces.values() for pair in combinations(rows, 2)]
    return [f"{one} / {other}" for one, other in pairs if one.start < other.end and other.start < one.end]


def an_application_has_one_open_offer_or_one_tenancy_at_most(facts: Facts) -> list[str]:
    held = defaultdict(list)
    for offer in facts.open_offers:
        held[offer.application_id].append(f"open {offer}")
    for tenancy in facts.stays:
        held[tenancy.offer.application_id].append(f"stay {tenancy}")
    return [f"{application}: {rows}" for application, rows in held.items() if len(rows) > 1]


def _broken(states: list[tuple[str, str]], now: str, first: str, moves: dict) -> bool:
    """The lines must form one chain of legal moves from the first status to the one of now."""
    if not states or states[0] != ("", first) or states[-1][1] != now:
        return True
    chained = all(before[1] == after[0] for before, after in pairwise(states))
    return not chained or any(to not in moves[before] for before, to in states[1:])


def every_status_of_an_application_was_reached_by_legal_moves_that_history_tells(facts: Facts) -> list[str]:
    lines = defaultdict(list)
    for line in facts.history:
        is_move = line.to_status in S.values and line.to_status != line.from_status and line.verb not in TELLS_NO_STATUS
        if line.offer_id is None and is_move:
            lines[line.application_id].append((line.from_status, line.to_status))
    moves = {status: APPLICATION_MOVES[status] | MOVES_AFTER_OBJECTION.get(status, frozenset()) for status in S}
    claimed = [row for row in facts.applications if not row.claim_key]
    return [f"{row} {row.status}: {lines[row.pk]}" for row in claimed if _broken(lines[row.pk], row.status, S.DRAFT, moves)]


def every_status_of_an_offer_was_reached_by_legal_moves_that_history_tells(facts: Facts) -> list[str]:
    lines = defaultdict(list)
    for line in facts.history:
        if line.offer_id and not line.tenancy_id and line.to_status in OfferStatus.values:
            lines[line.offer_id].append((line.from_status, line.to_status))
    return [f"{row} {row.status}: {lines[row.pk]}" for row in facts.offers if _broken(lines[row.pk], row.status, OfferStatus.OPEN, OFFER_MOVES)]


def one_word_says_where_it_stands_in_python_and_in_sql(facts: Facts) -> list[str]:
    return [f"{row}: {facts.stages[row.pk].code} / {facts.stages_in_sql[row.pk]}" for row in facts.applications
            if facts.stages[row.pk].code != facts.stages_in_sql[row.pk]]


def withdrawn_and_not_selected_hold_nothing(facts: Facts) -> list[str]:
    over = {row.pk for row in facts.applications if row.state in {S.WITHDRAWN, S.NOT_SELECTED}}
    held = [f"{row}: {row.application_id}" for row in facts.offers if row.application_id in over and row.occupancies.all()]
    held += [f"{row} is open" for row in facts.open_offers if row.application_id in over]
    return held + [str(row) for row in facts.tenancies if row.offer.application_id in over and row.occupancies.all()]


def _periods(row) -> set[tuple]:
    return {(held.start, held.end) for held in row.occupancies.all()}


def an_open_offer_holds_its_days_and_no_other_offer_holds_any(facts: Facts) -> list[str]:
    return [f"{row} {row.status}: {_periods(row)}" for row in facts.offers
            if _periods(row) != ({(row.start, row.end)} if row.state.is_open else set())]


def a_tenancy_holds_its_days_and_one_that_never_began_holds_none(facts: Facts) -> list[str]:
    return [f"{row}: {_periods(row)}" for row in facts.tenancies
            if _periods(row) != (set() if row.never_began else {(row.start, row.end)})]


def what_was_accepted_is_a_tenancy_and_nothing_else_is(facts: Facts) -> list[str]:
    accepted = {row.pk for row in facts.offers if row.state is OfferStatus.ACCEPTED}
    return [f"offer {pk}" for pk in accepted ^ {row.offer_id for row in facts.tenancies}]


def a_tenancy_has_the_yes_of_both(facts: Facts) -> list[str]:
    return [str(row) for row in facts.tenancies if not (row.offer.applicant_agreed_at and row.offer.owner_agreed_on)]


def facts_that_belong_together_are_together(facts: Facts) -> list[str]:
    wrong = [f"{row}: sent" for row in facts.applications if (row.submitted_at is None) != (row.state is S.DRAFT) and row.state is not S.WITHDRAWN]
    told = [row for row in facts.applications if row.pk not in facts.stripped]
    wrong += [f"{row}: what to change" for row in told if row.state is S.CHANGES_REQUESTED and not row.changes_note and not row.change_points.exists()]
    wrong += [f"{row}: reason" for row in told
              if (row.state is S.NOT_SELECTED) != bool(row.not_selected_reason and row.decision_note and row.decided_at)]
    wrong += [f"{row}: answered" for row in facts.offers if row.state.is_open != (row.answered_at is None)]
    return wrong + [f"{row}: why declined" for row in facts.offers if (row.state is OfferStatus.DECLINED) != bool(row.decline_reason)]


def a_requested_change_is_open_only_until_it_is_sent_again(facts: Facts) -> list[str]:
    waits = {S.CHANGES_REQUESTED, S.NOT_SELECTED, S.WITHDRAWN}
    return [f"{row}: {row.application}" for row in facts.points if row.closed_at is None and row.application.state not in waits]


def nobody_is_in_a_unit_that_left_the_register(facts: Facts) -> list[str]:
    return [str(row) for row in facts.occupancies if row.end > facts.today and row.space.unit.record_state != RecordState.CONFIRMED]


def whoever_can_answer_an_offer_is_told_so(facts: Facts) -> list[str]:
    told = {StageCode.OFFERED, StageCode.AWAITS_OWNER}
    return [f"{row}: {facts.stages[row.application_id].code}" for row in facts.open_offers
            if row.answer_by_on >= facts.today and facts.stages[row.application_id].code not in told]


SENTENCES: list[Sentence] = [
    no_space_is_promised_twice, an_application_has_one_open_offer_or_one_tenancy_at_most,
    every_status_of_an_application_was_reached_by_legal_moves_that_history_tells,
    every_status_of_an_offer_was_reached_by_legal_moves_that_history_tells, one_word_says_where_it_stands_in_python_and_in_sql,
    withdrawn_and_not_selected_hold_nothing, an_open_offer_holds_its_days_and_no_other_offer_holds_any,
    a_tenancy_holds_its_days_and_one_that_never_began_holds_none, what_was_accepted_is_a_tenancy_and_nothing_else_is,
    a_tenancy_has_the_yes_of_both, facts_that_belong_together_are_together,
    a_requested_change_is_open_only_until_it_is_sent_again, nobody_is_in_a_unit_that_left_the_register,
    whoever_can_answer_an_offer_is_told_so]
