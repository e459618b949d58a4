"""What must be true of calls whatever happened."""

from collections import Counter, defaultdict

from popups.choices import ApplicationStatus, LetterKind, Outcome
from popups.rules.stage import StageCode
from tests.popups.walk.facts import Facts
from tests.popups.walk.sentences import Sentence

S = ApplicationStatus
TELLING = {LetterKind.RESULT_PLACE, LetterKind.RESULT_RESERVE, LetterKind.NOT_SELECTED, LetterKind.MOVED_UP, LetterKind.OBJECTION_ANSWERED,
           LetterKind.OFFER_MADE}
UNDECIDED = {StageCode.DRAFT, StageCode.CHANGES_REQUESTED, StageCode.SUBMITTED, StageCode.IN_REVIEW}


def nothing_is_told_before_the_results_are_sent(facts: Facts) -> list[str]:
    waiting = {row.pk: row for row in facts.applications if row.call and not row.call.results_sent_at}
    wrong = [f"{row}: {facts.seen[pk].code}" for pk, row in waiting.items() if facts.seen[pk].code not in {*UNDECIDED, StageCode.WITHDRAWN}]
    wrong += [f"{row}: decided" for row in waiting.values() if row.decided_at or row.not_selected_reason or row.decision_note]
    wrong += [f"letter {row.kind}" for row in facts.letters if row.application_id in waiting and row.kind in TELLING]
    wrong += [f"told {row}" for row in facts.decisions if row.application_id in waiting and row.told_at]
    return wrong + [f"offer {row}" for row in facts.offers if row.application_id in waiting]


def everybody_was_told_and_told_once(facts: Facts) -> list[str]:
    letters = Counter(row.application_id for row in facts.letters if row.key.startswith("result:"))
    told = {row.application_id for row in facts.decisions if row.told_at}
    wrong = [f"{row} {row.status}: {letters[row.pk]} letters" for row in facts.applications
             if row.call and row.call.results_sent_at and row.state not in {S.WITHDRAWN, S.DRAFT} and row.pk not in facts.stripped
             and row.applicant.user_id not in facts.erased and (row.pk not in told or letters[row.pk] != 1)]
    return wrong + [f"{pk}: {count} letters" for pk, count in letters.items() if count > 1]


def no_more_places_are_given_than_the_call_names(facts: Facts) -> list[str]:
    given = Counter(row.call_id for row in facts.decisions if row.outcome == Outcome.PLACE and row.application.state is not S.WITHDRAWN)
    return [f"{call}: {given[call.pk]}" for call in facts.calls if given[call.pk] > (call.places or 0)]


def the_reserve_list_counts_from_one_without_gaps(facts: Facts) -> list[str]:
    lists = defaultdict(list)
    for row in facts.decisions:
        if row.outcome == Outcome.RESERVE:
            lists[row.call_id].append(row.reserve_position)
    return [f"{call}: {rows}" for call, rows in lists.items() if sorted(rows) != list(range(1, len(rows) + 1))]


def nobody_scores_what_they_stand_too_near_to(facts: Facts) -> list[str]:
    return [str(row) for row in facts.reviews if (row.application_id, row.reviewer_id) in facts.near]


def a_review_that_was_sent_scores_everything_on_its_scale_or_abstains(facts: Facts) -> list[str]:
    criteria = {call.pk: len(call.criteria.all()) for call in facts.calls}
    wrong = []
    for row in facts.reviews:
        scores = [(score.criterion.lowest, score.points, score.criterion.highest) for score in row.scores.all()]
        wanted = 0 if row.is_abstention else criteria[row.application.call_id]
        if len(scores) != wanted or any(not lowest <= points <= highest for lowest, points, highest in scores):
            wrong.append(f"{row}: {scores}")
    return wrong


def a_call_is_told_after_it_was_decided_and_decided_after_it_closed(facts: Facts) -> list[str]:
    wrong = [str(row) for row in facts.calls if row.decided_at and not (row.closes_at and row.closes_at <= row.decided_at)]
    return wrong + [f"{row} told" for row in facts.calls if row.results_sent_at and not (row.decided_at and row.decided_at <= row.results_sent_at)]


def only_who_was_told_objects(facts: Facts) -> list[str]:
    """Of a call: by its results. On its own: by the no itself."""
    told = {row.application_id: row.told_at for row in facts.decisions}
    return [str(row) for row in facts.objections if not told.get(row.application_id, row.application.decided_at)]


def whoever_was_told_of_a_place_or_the_list_is_not_told_that_it_is_still_being_read(facts: Facts) -> list[str]:
    return [f"{row}: {facts.stages[row.application_id].code}" for row in facts.decisions
            if row.told_at and row.outcome != Outcome.NOT_SELECTED and facts.stages[row.application_id].code in UNDECIDED]


def nobody_on_the_reserve_list_has_an_offer_or_a_stay(facts: Facts) -> list[str]:
    waiting = {row.application_id for row in facts.decisions if row.outcome == Outcome.RESERVE}
    return [str(row) for row in facts.open_offers if row.application_id in waiting] + [
        str(row) for row in facts.stays if row.offer.application_id in waiting]


SENTENCES: list[Sentence] = [
    nothing_is_told_before_the_results_are_sent, everybody_was_told_and_told_once, no_more_places_are_given_than_the_call_names,
    the_reserve_list_counts_from_one_without_gaps, nobody_scores_what_they_stand_too_near_to,
    a_review_that_was_sent_scores_everything_on_its_scale_or_abstains, a_call_is_told_after_it_was_decided_and_decided_after_it_closed,
    only_who_was_told_objects, whoever_was_told_of_a_place_or_the_list_is_not_told_that_it_is_still_being_read,
    nobody_on_the_reserve_list_has_an_offer_or_a_stay]
