"""Each sentence of the random walks finds what contradicts it: one fact of a town that is in order is bent for each, and only then is it said."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace as Row

import pytest
from django.db import connection
from django.utils import timezone

from popups.choices import ApplicationStatus, IdeaState, LetterKind, Outcome, Verb
from popups.lifecycle.claiming import begin_draft
from popups.rules.stage import StageCode
from tests import make
from tests.popups.test_random_walks import SENTENCES
from tests.popups.walk import sentences as s
from tests.popups.walk import sentences_of_calls as c
from tests.popups.walk import sentences_of_nearness as n
from tests.popups.walk import sentences_of_people as p
from tests.popups.walk import sentences_of_residents as r
from tests.popups.walk.facts import Facts
from tests.popups.walk.town import FILES, Ledger, found, travel
from vacancies.choices import RecordState

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def look(settings, tmp_path) -> Callable[[], Facts]:
    """A call whose results are told, an open offer, a tenancy and a draft of nobody; read anew each time."""
    settings.MEDIA_ROOT = tmp_path
    with travel() as clock:
        found(2, clock)
        make.make_offer()
        make.make_tenancy()
        begin_draft(kind="maker")
        yield lambda: Facts(Ledger().rows, {})


def each(rows: list, **values: object) -> None:
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)


def in_call(facts: Facts):
    return next(row for row in facts.applications if row.call and row.submitted_at)


def of_outcome(facts: Facts, outcome: Outcome):
    return next(row for row in facts.decisions if row.outcome == outcome)


def unclaimed(facts: Facts):
    return next(row for row in facts.applications if row.claim_key)


def letter(facts: Facts, **values: object) -> Row:
    return Row(**{"application_id": in_call(facts).pk, "key": "x", "kind": LetterKind.MESSAGE_TO_OFFICE, "written_at": timezone.now(),
                  "text": ""} | values)


def question(**values: object) -> Row:
    now = timezone.now()
    return Row(**{"pk": 1, "opens_at": now - DAY, "closes_at": now + DAY, "released_at": now - DAY, "may_choose_several": False, "done_at": None} | values)


def invitation(consultation: Row, *chosen: Row, **values: object) -> Row:
    return Row(**{"pk": 1, "consultation": consultation, "sent_at": timezone.now(), "answered_at": timezone.now(), "comment": "",
                  "chosen": Row(all=lambda: chosen)} | values)


def change(facts: Facts, before: str, after: str) -> Row:
    return Row(pk=0, call=in_call(facts).call, call_id=in_call(facts).call_id, at=timezone.now() + DAY,
               changes=[{"what": "closes_at", "before": before, "after": after}])


def a_word_is_left(facts: Facts) -> None:
    facts.erased = {0: ["Zvirbule"]}
    facts.rows = facts.rows | {"popups.Comment": [(1, "Zvirbule was here")]}


def line(verb: Verb, application: int, by: int) -> Row:
    return Row(verb=verb, application_id=application, by_id=by, offer_id=None, from_status="", to_status="", call_id=None)


def near_to_one(facts: Facts, others_free: bool) -> Row:
    """The last one of the call; a decision about the first one by somebody who said just before that they stand near to the last."""
    rows, (person, *rest) = [row for row in facts.applications if row.call and row.submitted_at], sorted(facts.office)
    facts.office = {person, *rest} if others_free else {person}
    facts.history.append(line(Verb.CONFLICT_DECLARED, rows[-1].pk, person))
    return line(Verb.DECIDED, rows[0].pk, person)


def decides_about_what_is_near(facts: Facts) -> None:
    person = min(facts.office)
    facts.history += [line(Verb.CONFLICT_DECLARED, in_call(facts).pk, person), line(Verb.DECIDED, in_call(facts).pk, person)]


def told(facts: Facts, kind: LetterKind = LetterKind.ALERT_FOUND, **values: object) -> None:
    """A wish that nobody has confirmed, and a letter of it."""
    facts.alerts.append(Row(key="w", email="a@example.org", confirmed_at=None))
    facts.alert_letters.append(Row(**{"kind": kind, "key": "alert-found:w:1", "to_email": "a@example.org", "written_at": timezone.now(), "text": ""} | values))


def told_twice(facts: Facts) -> None:
    name = facts.unit_names()[facts.tenancies[0].unit_id]
    for number in (1, 2):
        told(facts, text=f"Veikals ({name})", written_at=timezone.now() + number * 400 * DAY)


# Bent in memory: most of it the database would refuse, as it should.
BENT: dict[Callable, Callable[[Facts], object]] = {
    s.no_space_is_promised_twice: lambda f: f.occupancies.append(f.occupancies[0]),
    s.an_application_has_one_open_offer_or_one_tenancy_at_most: lambda f: f.open_offers.append(f.open_offers[0]),
    s.every_status_of_an_application_was_reached_by_legal_moves_that_history_tells: lambda f: each(f.applications, status="in_review"),
    s.every_status_of_an_offer_was_reached_by_legal_moves_that_history_tells: lambda f: each(f.offers, status="expired"),
    s.one_word_says_where_it_stands_in_python_and_in_sql: lambda f: f.stages_in_sql.update({in_call(f).pk: "lost"}),
    s.withdrawn_and_not_selected_hold_nothing: lambda f: each(f.applications, status="withdrawn"),
    s.an_open_offer_holds_its_days_and_no_other_offer_holds_any: lambda f: each(f.open_offers, start=f.today - DAY),
    s.a_tenancy_holds_its_days_and_one_that_never_began_holds_none: lambda f: each(f.tenancies, start=f.today - DAY),
    s.what_was_accepted_is_a_tenancy_and_nothing_else_is: lambda f: f.tenancies.clear(),
    s.a_tenancy_has_the_yes_of_both: lambda f: each([row.offer for row in f.tenancies], applicant_agreed_at=None),
    s.facts_that_belong_together_are_together: lambda f: each(f.applications, submitted_at=None),
    s.a_requested_change_is_open_only_until_it_is_sent_again: lambda f: f.points.append(Row(closed_at=None, application=in_call(f))),
    s.nobody_is_in_a_unit_that_left_the_register: lambda f: each([row.space.unit for row in f.occupancies], record_state=RecordState.ARCHIVED),
    s.whoever_can_answer_an_offer_is_told_so: lambda f: f.stages.update({row.application_id: Row(code=StageCode.DRAFT) for row in f.open_offers}),
    c.nothing_is_told_before_the_results_are_sent: lambda f: each([row.call for row in f.applications if row.call], results_sent_at=None),
    c.everybody_was_told_and_told_once: lambda f: f.letters.append(letter(f, key="result:again")),
    c.no_more_places_are_given_than_the_call_names: lambda f: each(f.calls, places=0),
    c.the_reserve_list_counts_from_one_without_gaps: lambda f: each([of_outcome(f, Outcome.RESERVE)], reserve_position=2),
    c.nobody_scores_what_they_stand_too_near_to: lambda f: (f.reviews.append(Row(application_id=1, reviewer_id=2)), f.near.add((1, 2))),
    c.a_review_that_was_sent_scores_everything_on_its_scale_or_abstains: lambda f: f.reviews.append(
        Row(application=in_call(f), is_abstention=False, scores=Row(all=list))),
    c.a_call_is_told_after_it_was_decided_and_decided_after_it_closed: lambda f: each(f.calls, decided_at=None),
    c.only_who_was_told_objects: lambda f: f.objections.append(Row(application_id=0, application=Row(decided_at=None))),
    c.whoever_was_told_of_a_place_or_the_list_is_not_told_that_it_is_still_being_read: lambda f: f.stages.update(
        {of_outcome(f, Outcome.PLACE).application_id: Row(code=StageCode.IN_REVIEW)}),
    c.nobody_on_the_reserve_list_has_an_offer_or_a_stay: lambda f: each(f.open_offers, application_id=of_outcome(f, Outcome.RESERVE).application_id),
    p.a_draft_of_nobody_is_a_draft_and_leaves_no_trace: lambda f: f.letters.append(letter(f, application_id=unclaimed(f).pk)),
    p.only_what_came_on_paper_or_was_forgotten_belongs_to_nobody_who_signs_in: lambda f: each([unclaimed(f)], claim_key=None),
    p.who_applies_together_is_asked_once_and_only_by_somebody: lambda f: f.beside.append(Row(application=in_call(f), key="k", invited_at=None)),
    p.nobody_gets_two_letters_about_a_talk_within_an_hour: lambda f: f.letters.extend([letter(f), letter(f)]),
    p.nobody_talks_about_what_was_never_sent: lambda f: f.messages.append(Row(application=unclaimed(f))),
    p.every_paper_has_a_file_of_its_own_and_every_file_a_paper: lambda f: f.rows[FILES].append(("loose",)),
    p.a_copy_is_of_somebody_who_has_both: lambda f: each([in_call(f)], copied_from_id=unclaimed(f).pk),
    p.an_open_call_only_became_wider: lambda f: f.changes.append(change(f, "2026-05-02", "2026-05-01")),
    p.everybody_who_had_applied_is_told_of_each_change_of_the_call: lambda f: f.changes.append(change(f, "2026-05-01", "2026-05-02")),
    p.the_group_answers_only_what_it_was_asked: lambda f: f.invitations.append(invitation(question(), Row(consultation_id=2))),
    p.what_came_of_a_question_is_said_after_it_closed_and_once_to_each: lambda f: f.consultations.append(question(done_at=timezone.now())),
    p.whoever_was_erased_stands_nowhere_any_more: a_word_is_left,
    p.of_what_was_forgotten_nothing_personal_is_left: lambda f: f.stripped.add(in_call(f).pk),
    n.nobody_does_anything_with_what_they_stand_too_near_to: decides_about_what_is_near,
    n.nobody_near_to_one_chooses_between_the_others_while_somebody_else_can: lambda f: f.history.append(near_to_one(f, True)),
    n.where_nobody_else_could_it_is_marked_and_only_there: lambda f: f.history.append(near_to_one(f, False)),
    n.nobody_was_told_what_somebody_too_near_decided: lambda f: f.near.update((row.application_id, row.by_id) for row in f.decisions),
    r.each_supports_an_idea_once_and_from_one_connection_only_a_few_do: lambda f: f.supports.extend([Row(idea_id=1, voter="v", sender="")] * 2),
    r.an_idea_was_settled_by_somebody_or_waits: lambda f: f.ideas.append(Row(state=IdeaState.NEW, settled_at=timezone.now(), settled_by_id=1)),
    r.nobody_is_told_before_they_said_yes: told,
    r.whoever_stopped_is_told_nothing_more: lambda f: (told(f), f.stopped.update({"w": timezone.now() - DAY})),
    r.nobody_is_told_of_the_same_place_twice_unless_it_could_be_had_anew: told_twice,
    r.no_address_is_asked_for_a_yes_more_often_than_it_can_bear: lambda f: [told(f, LetterKind.ALERT_CONFIRM) for _time in range(4)]}


def test_in_a_town_that_is_in_order_no_sentence_complains(look):
    assert {sentence.__name__: rows for sentence in SENTENCES if (rows := sentence(look()))} == {}


def test_every_sentence_finds_the_one_fact_that_contradicts_it(look):
    assert set(BENT) == set(SENTENCES)
    silent = []
    for sentence, bend in BENT.items():
        facts = look()
        bend(facts)
        silent += [] if sentence(facts) else [sentence.__name__]
    assert silent == []


def test_a_place_that_was_listed_anew_is_told_twice_and_a_choice_that_is_marked_is_none(look):
    facts = look()
    told_twice(facts)
    for row in facts.alerts:
        row.confirmed_at = timezone.now() - DAY
    name, at = facts.unit_names()[facts.tenancies[0].unit_id], facts.alert_letters[1].written_at
    facts.listings = lambda: [(name, at - DAY)]
    assert r.nobody_is_told_of_the_same_place_twice_unless_it_could_be_had_anew(facts) == []
    deed = near_to_one(facts, False)
    facts.history += [deed, line(Verb.ACTED_BESIDE, deed.application_id, deed.by_id)]
    assert [sentence(facts) for sentence in n.SENTENCES] == [[]] * len(n.SENTENCES)
    facts.history.append(line(Verb.ACTED_BESIDE, deed.application_id, deed.by_id))
    assert n.where_nobody_else_could_it_is_marked_and_only_there(facts) != []


def test_a_refused_step_that_writes_all_the_same_is_seen(look):
    ledger = Ledger()
    with connection.execute_wrapper(ledger.watch):
        before = ledger.rows
        make.make_application(status=ApplicationStatus.DRAFT)
        after = ledger.read_again()
    assert len(after["popups.Application"]) == len(before["popups.Application"]) + 1
    assert after["popups.Wish"] != before["popups.Wish"]
