"""Whoever stands too near to one application of a call does not choose between the others, as long as somebody else of the office can."""

import pytest

from popups.choices import ApplicationStatus, NotSelectedReason, ObjectionOutcome, Outcome, Verb
from popups.lifecycle.applications import not_select, shortlist, take_into_review, withdraw_application
from popups.lifecycle.co_applicants import answer_as_co_applicant
from popups.lifecycle.deciding import close_deciding, decide, decide_many, move_on_reserve, undo_decision
from popups.lifecycle.objections import answer_objection, object_to
from popups.lifecycle.results import move_up
from popups.lifecycle.shortlisting import shortlist_many, take_from_shortlist
from popups.models import Application, Call, Conflict, Decision, History, User
from popups.reports.fairness import events_of, fair_lines, totals_of
from popups.rules.rivals import side_of
from tests.make import make_officer, make_reviewer
from tests.popups.asking import queries_of, signed_in
from tests.popups.deciding import (
    SENTENCE,
    fresh,
    give,
    make_asking,
    make_closed_call,
    make_decided_call,
    make_told_call,
)
from tests.popups.test_nearness import is_declared, is_own, is_partner, make_admin
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
NO = {"reason": NotSelectedReason.OTHERS_PREFERRED, "note": SENTENCE}
STATE = ("pk", "status", "decision__outcome", "decision__reserve_position", "decision__by")


def put_on_shortlist(row: Application) -> Application:
    Application.objects.filter(pk=row.pk).update(status=ApplicationStatus.SHORTLISTED)
    return Application.objects.get(pk=row.pk)


PENDING = {
    "decide": lambda row, by: decide(application=row, outcome=Outcome.PLACE, by=by),
    "decide many": lambda row, by: decide_many(applications=[row], outcome=Outcome.NOT_SELECTED, by=by, **NO),
    "undo": lambda row, by: undo_decision(application=row, by=by),
    "move on the reserve list": lambda row, by: move_on_reserve(application=row, position=2, by=by),
    "shortlist": lambda row, by: shortlist(application=row, by=by),
    "shortlist many": lambda row, by: shortlist_many(call=row.call, references=[row.reference], by=by),
    "take from the shortlist": lambda row, by: take_from_shortlist(call=row.call, references=[row.reference], by=by),
    "take back into review": lambda row, by: take_into_review(application=row, by=by),
}
TOLD = {
    "move up": lambda row, by: move_up(application=row, by=by, reason="Tā."),
    "do not select": lambda row, by: not_select(application=row, by=by, **NO),
    "answer an objection": lambda row, by: answer_objection(objection=row.objections.get(), outcome=ObjectionOutcome.UPHELD, answer="Jo.", by=by),
}
ON_SHORTLIST = {"take from the shortlist", "take back into review"}


def codes_of(verb, row: Application, by: User) -> list[str]:
    try:
        verb(Application.objects.get(pk=row.pk), by)
    except Refused as refused:
        return refused.codes
    return []


def alone(*officers: User) -> None:
    """Nobody else of the office can act."""
    User.objects.exclude(role="").exclude(pk__in=[person.pk for person in officers]).update(is_active=False)


def marks() -> list[tuple]:
    return list(History.objects.filter(verb=Verb.ACTED_BESIDE).order_by("pk").values_list("application", "by", "note"))


def two_on_reserve(verb: str) -> tuple[Application, Application]:
    """The one somebody will stand near to, and its rival, which stands before it."""
    call = make_closed_call(places=2)
    near, rival = make_asking(call, 2)
    give(rival, Outcome.RESERVE)
    give(near, Outcome.RESERVE)
    if verb in ON_SHORTLIST:
        put_on_shortlist(rival)
    return fresh([near])[0], fresh([rival])[0]


@pytest.mark.parametrize("person", [make_officer, make_admin])
@pytest.mark.parametrize("nearness", [is_declared, is_own, is_partner])
@pytest.mark.parametrize("verb", PENDING)
def test_who_stands_near_to_one_does_not_choose_between_the_others(verb, nearness, person):
    near, rival = two_on_reserve(verb)
    by, other = person(), make_officer()
    nearness(near, by)
    before = list(Application.objects.order_by("pk").values_list(*STATE)), History.objects.count()
    assert codes_of(PENDING[verb], rival, by) == ["near_rival"]
    assert (list(Application.objects.order_by("pk").values_list(*STATE)), History.objects.count()) == before
    assert codes_of(PENDING[verb], rival, other) == []
    assert marks() == []


@pytest.mark.parametrize("verb", TOLD)
def test_after_the_results_they_do_not_either(verb):
    call, (place, reserve, no) = make_told_call()
    by, other = make_officer(), make_officer()
    Call.objects.filter(pk=call.pk).update(places=2)
    object_to(application=reserve, text="Nē.", by=reserve.applicant.user)
    is_declared(no, by)
    assert codes_of(TOLD[verb], reserve, by) == ["near_rival"]
    assert codes_of(TOLD[verb], reserve, other) == []
    assert marks() == []


@pytest.mark.parametrize("verb", PENDING)
def test_where_nobody_else_can_they_do_and_it_is_marked(verb):
    near, rival = two_on_reserve(verb)
    by = make_officer()
    is_declared(near, by)
    alone(by)
    assert codes_of(PENDING[verb], rival, by) == []
    assert marks() == [(rival.pk, by.pk, near.reference)]
    assert codes_of(PENDING[verb], near, by) == ["stands_near"], "their own it never is"


@pytest.mark.parametrize("verb", TOLD)
def test_where_nobody_else_can_it_is_marked_after_the_results_too(verb):
    call, (place, reserve, no) = make_told_call()
    by = make_officer()
    Call.objects.filter(pk=call.pk).update(places=2)
    object_to(application=reserve, text="Nē.", by=reserve.applicant.user)
    is_declared(no, by)
    alone(by)
    assert codes_of(TOLD[verb], reserve, by) == []
    assert marks() == [(reserve.pk, by.pk, no.reference)]


def test_to_begin_reading_a_rival_is_no_judgement():
    (near, rival), by = make_asking(make_closed_call(), 2), make_officer()
    make_officer()
    is_declared(near, by)
    assert take_into_review(application=rival, by=by).state is ApplicationStatus.IN_REVIEW


def test_the_refusal_names_what_is_near_and_who_acts_instead():
    near, rival = two_on_reserve("decide")
    by, other = make_officer(last_name="Tuvais"), make_officer(last_name="Kalēja")
    alone(by, other)
    beside, gone = make_officer(last_name="Cits"), make_officer(last_name="Bijušais", is_active=False)
    reviewer = make_reviewer(last_name="Vērtētājs")
    is_declared(near, by)
    is_declared(rival, beside)
    with pytest.raises(Refused) as refused:
        decide(application=rival, outcome=Outcome.PLACE, by=by)
    said = str(refused.value.problems[0].message)
    assert (near.reference in said, str(other) in said) == (True, True)
    assert [name for name in (by, beside, gone, reviewer) if str(name) in said] == []


def test_two_who_stand_near_to_different_ones_decide_about_each_others():
    """Nobody stands near to nothing; so each acts on what they can, and all of it is marked."""
    call = make_closed_call(places=3)
    (one, two, three), (first, second) = make_asking(call, 3), (make_officer(), make_officer())
    is_declared(one, first)
    is_declared(two, second)
    alone(first, second)
    for row, by in ((one, second), (two, first), (three, first)):
        decide(application=row, outcome=Outcome.PLACE, by=by)
    assert [(row, by) for row, by, _note in marks()] == [(one.pk, second.pk), (two.pk, first.pk), (three.pk, first.pk)]
    assert close_deciding(call=call, by=first, decision_number="17", meeting_notes="").decided_at


def test_what_was_withdrawn_or_never_sent_bars_nobody():
    call = make_closed_call()
    gone, draft, rival = make_asking(call, 3)
    by = make_officer()
    for row in (gone, draft):
        is_declared(row, by)
    withdraw_application(application=gone, by=gone.applicant.user)
    Application.objects.filter(pk=draft.pk).update(status=ApplicationStatus.DRAFT, submitted_at=None)
    assert side_of(call, by).near == ()
    decide(application=rival, outcome=Outcome.PLACE, by=by)
    assert marks() == []


def test_who_said_no_to_applying_together_acts_and_their_decisions_can_be_told():
    call = make_closed_call()
    (row, rival), by = make_asking(call, 2), make_officer(last_name="Partnere")
    is_partner(row, by)
    User.objects.filter(role="officer").exclude(pk=by.pk).update(is_active=False)
    near = make_officer()
    assert side_of(call, by).is_barred
    answer_as_co_applicant(row=row.co_applicants.get(), is_willing=False)
    is_declared(row, near)
    with pytest.raises(Refused) as refused:
        decide(application=row, outcome=Outcome.PLACE, by=near)
    assert str(by) in str(refused.value.problems[0].message)
    for asked in (row, rival):
        decide(application=asked, outcome=Outcome.PLACE, by=by)
    assert close_deciding(call=call, by=by, decision_number="17", meeting_notes="").decided_at


def test_an_application_of_no_call_and_the_clock_know_no_rivals():
    assert (side_of(None, make_officer()).near, side_of(make_closed_call(), None).near) == ((), ())


# The record of fairness


def test_a_decision_of_somebody_near_to_a_rival_stands_in_the_record_also_where_it_was_found_only_afterwards():
    officer = make_officer()
    call, (place, _reserve, no) = make_decided_call(by=officer, is_closed=False)
    assert totals_of(call).beside == 0
    is_declared(no, officer)
    decide(application=no, outcome=Outcome.NOT_SELECTED, by=make_officer(), **NO)
    assert totals_of(call).beside == 2
    rows = Application.objects.filter(call=call).select_related("applicant", "decision__by").order_by("pk")
    assert [line.is_beside for line in fair_lines(call, rows)] == [True, True, False]
    page = signed_in(make_officer()).get(f"/staff/calls/{call.reference}/fairness/").content.decode()
    assert ('data-count="beside">2<' in page, page.count("data-beside")) == (True, 2)


def test_the_file_for_an_auditor_tells_each_of_these_deeds_with_what_is_near():
    near, rival = two_on_reserve("decide")
    by = make_officer()
    is_declared(near, by)
    alone(by)
    decide(application=rival, outcome=Outcome.PLACE, by=by)
    found = [event for event in events_of(rival.call) if event[2] == str(Verb.ACTED_BESIDE.label)]
    assert [(who, reference, words) for _at, who, _what, reference, _criterion, _points, words in found] == [(str(by), rival.reference, near.reference)]


# Pages


def pages(call: Call, rival: Application) -> dict[str, str]:
    """Where it is chosen, and what is chosen with there."""
    address = f"/staff/calls/{call.reference}/"
    return {f"{address}decide/": 'name="a"', f"{address}decide/{rival.reference}/": 'name="outcome"', f"{address}reserve/": 'name="to"',
            f"{address}ranking/": f"{address}ranking/shortlist/undo/", f"/staff/applications/{rival.reference}/": "/shortlist/"}




def test_pages_say_who_chooses_and_offer_nothing_to_choose_with():
    near, rival = two_on_reserve("decide")
    by, other = make_officer(), make_officer()
    is_declared(near, by)
    for address, control in pages(near.call, rival).items():
        text, free = (signed_in(person).get(address).content.decode() for person in (by, other))
        assert ('id="near-rival"' in text, control in text) == (True, False), address
        assert ('id="near-rival"' in free, control in free) == (False, True), address
    alone(by)
    for address, control in pages(near.call, rival).items():
        text = signed_in(by).get(address).content.decode()
        assert ('id="near-alone"' in text, 'id="near-rival"' in text, control in text) == (True, False, True), address


def test_the_reserve_list_after_the_results_and_an_objection_say_it_too():
    call, (place, reserve, no) = make_told_call()
    by, other = make_officer(), make_officer()
    Call.objects.filter(pk=call.pk).update(places=2)
    objection = object_to(application=reserve, text="Nē.", by=reserve.applicant.user)
    is_declared(no, by)
    for address, control in ((f"/staff/calls/{call.reference}/results/", "/move-up/"), (f"/staff/objections/{objection.pk}/", 'name="answer"')):
        text, free = (signed_in(person).get(address).content.decode() for person in (by, other))
        assert ('data-code="near_rival"' in text, control in text) == (True, False), address
        assert ('data-code="near_rival"' in free, control in free) == (False, True), address


def test_what_is_sent_to_a_page_is_refused_with_the_same_sentence():
    near, rival = two_on_reserve("decide")
    by = make_officer()
    make_officer()
    is_declared(near, by)
    before = Decision.objects.filter(application=rival).values_list("outcome", "by").get()
    answer = signed_in(by).post(f"/staff/calls/{near.call.reference}/decide/{rival.reference}/", {"outcome": "place"})
    assert (answer.status_code, "near_rival" in answer.content.decode()) == (422, True)
    assert Decision.objects.filter(application=rival).values_list("outcome", "by").get() == before


def test_standing_near_to_one_or_thirty_costs_the_pages_the_same():
    near, rival = two_on_reserve("decide")
    by = make_officer()
    is_declared(near, by)
    client, addresses = signed_in(by), [*pages(near.call, rival), f"/staff/calls/{near.call.reference}/fairness/"]
    few = [queries_of(client, address) for address in addresses]
    for row in make_asking(near.call, 29):
        Conflict.objects.create(application=row, reviewer=by)
    assert [queries_of(client, address) for address in addresses] == few
    assert max(few) <= 25, few
