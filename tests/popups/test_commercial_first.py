"""“Businesses first” until a day: an association before them needs a reason, and every use of the rule is written down."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from popups.choices import NotSelectedReason, ObjectionOutcome, Outcome, RuleUse, Verb
from popups.kinds import ApplicantKind
from popups.lifecycle.applications import withdraw_application
from popups.lifecycle.deciding import close_deciding, decide, decide_many, move_on_reserve
from popups.lifecycle.objections import answer_objection, object_to
from popups.lifecycle.results import move_up, send_results
from popups.models import Application, Decision
from popups.reports.deciding import uses_of_rule
from tests.make import days, make_applicant, make_officer
from tests.popups.asking import codes, signed_in
from tests.popups.deciding import SENTENCE, give, make_asking, make_closed_call
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
WHY = "Uzņēmumam der tikai otra telpa."


def make_rivals(**fields):
    """A call in which businesses come first for a month, with an association and a maker who applied."""
    call = make_closed_call(**{"commercial_until": days(30), "places": 2} | fields)
    (ngo,) = make_asking(call, applicant=make_applicant(kind=ApplicantKind.NGO))
    (maker,) = make_asking(call)
    return call, ngo, maker


def refused(verb, **arguments) -> list[str]:
    with pytest.raises(Refused) as caught:
        verb(**arguments)
    return caught.value.codes


def uses(call) -> list[tuple[str, str, str]]:
    return list(call.history.filter(verb=Verb.RULE_USED).order_by("pk").values_list("application__reference", "reason", "note"))


def test_an_association_before_a_business_asks_for_a_reason_which_is_kept():
    call, ngo, _maker = make_rivals()
    assert refused(decide, application=ngo, outcome=Outcome.PLACE, by=make_officer()) == ["businesses_first"]
    assert not Decision.objects.exists()
    give(ngo, Outcome.PLACE, rule_reason=WHY)
    assert uses(call) == [(ngo.reference, RuleUse.DEPARTED, WHY)]


def test_a_business_needs_no_reason():
    call, _ngo, maker = make_rivals()
    give(maker, Outcome.PLACE)
    assert uses(call) == []


@pytest.mark.parametrize("settled", [Outcome.PLACE, Outcome.NOT_SELECTED])
def test_when_no_business_waits_the_association_needs_no_reason(settled):
    call, ngo, maker = make_rivals()
    give(maker, settled, **({"reason": NotSelectedReason.NO_FITTING_UNIT} if settled == Outcome.NOT_SELECTED else {}))
    give(ngo, Outcome.PLACE)
    assert uses(call) == []


def test_a_business_that_was_only_not_preferred_still_comes_first():
    _call, ngo, maker = make_rivals()
    give(maker, Outcome.NOT_SELECTED)
    assert refused(decide, application=ngo, outcome=Outcome.PLACE, by=make_officer()) == ["businesses_first"]


@pytest.mark.parametrize("until", [None, -1])
def test_without_the_rule_or_after_its_day_nobody_comes_first(until):
    call, ngo, _maker = make_rivals(commercial_until=until and days(until))
    give(ngo, Outcome.PLACE)
    assert uses(call) == []


def test_on_its_last_day_the_rule_still_holds():
    _call, ngo, _maker = make_rivals(commercial_until=days(0))
    assert refused(decide, application=ngo, outcome=Outcome.PLACE, by=make_officer()) == ["businesses_first"]


@pytest.mark.parametrize("outcome", [Outcome.RESERVE, Outcome.NOT_SELECTED])
def test_an_association_that_gives_way_is_written_down(outcome):
    call, ngo, maker = make_rivals()
    give(maker, Outcome.PLACE)
    give(ngo, outcome)
    assert uses(call) == [(ngo.reference, RuleUse.KEPT, "")]


def test_a_no_for_another_reason_is_no_use_of_the_rule():
    call, ngo, maker = make_rivals()
    give(maker, Outcome.PLACE)
    give(ngo, Outcome.NOT_SELECTED, reason=NotSelectedReason.INCOMPLETE, note=SENTENCE)
    assert uses(call) == []


def test_on_the_reserve_list_an_association_passes_a_business_only_with_a_reason():
    call, ngo, maker = make_rivals()
    give(maker, Outcome.RESERVE)
    give(ngo, Outcome.RESERVE)
    officer = make_officer()
    assert refused(move_on_reserve, application=ngo, position=1, by=officer) == ["businesses_first"]
    assert refused(decide, application=ngo, outcome=Outcome.RESERVE, reserve_position=1, by=officer) == ["businesses_first"]
    move_on_reserve(application=ngo, position=1, by=officer, rule_reason=WHY)
    assert uses(call)[-1] == (ngo.reference, RuleUse.DEPARTED, WHY)


def test_many_at_once_neither_pass_by_the_rule_nor_by_its_record():
    call, ngo, maker = make_rivals()
    officer = make_officer()
    assert refused(decide_many, applications=[ngo], outcome=Outcome.PLACE, by=officer) == ["businesses_first"]
    assert decide_many(applications=[ngo, maker], outcome=Outcome.RESERVE, by=officer) == 2
    assert uses(call) == [(ngo.reference, RuleUse.KEPT, "")]


def test_the_page_asks_for_the_reason_and_shows_when_the_rule_had_a_say(client, officer):
    call, ngo, _maker = make_rivals()
    address = f"/staff/calls/{call.reference}/decide/{ngo.reference}/"
    assert 'name="rule_reason"' in client.get(address).content.decode()
    answer = client.post(address, {"outcome": Outcome.PLACE})
    assert (answer.status_code, codes(answer)) == (422, {"businesses_first"})
    client.post(address, {"outcome": Outcome.PLACE, "rule_reason": WHY})
    for place in (address, f"/staff/calls/{call.reference}/decide/", f"/staff/calls/{call.reference}/fairness/"):
        assert WHY in client.get(place).content.decode(), place


def reserve_list(call) -> list[int]:
    return list(call.decisions.filter(outcome=Outcome.RESERVE).order_by("reserve_position").values_list("application", flat=True))


@pytest.mark.parametrize(("until", "is_said"), [(5, True), (-1, False), (None, False)])
def test_the_reserve_list_says_in_words_that_businesses_stand_first(until, is_said):
    call = make_closed_call(commercial_until=None if until is None else days(until))
    page = signed_in(make_officer()).get(reverse("popups:call-reserve", args=[call.reference])).content.decode()
    assert ('id="businesses-first"' in page) is is_said


def test_whoever_keeps_a_place_on_the_reserve_list_or_goes_back_passes_nobody():
    call, ngo, maker = make_rivals()
    (other,) = make_asking(call)
    for row in (maker, other, ngo):
        give(row, Outcome.RESERVE)
    move_on_reserve(application=ngo, position=1, by=make_officer(), rule_reason=WHY)
    give(ngo, Outcome.RESERVE, reserve_position=1, note="Vēl viens teikums.")
    move_on_reserve(application=ngo, position=2, by=make_officer())
    assert refused(move_on_reserve, application=ngo, position=1, by=make_officer()) == ["businesses_first"]
    assert uses(call) == [(ngo.reference, RuleUse.KEPT, ""), (ngo.reference, RuleUse.DEPARTED, WHY)]


def test_a_business_that_comes_later_stands_before_an_association_that_came_first():
    call, ngo, maker = make_rivals()
    (other,) = make_asking(call)
    for row in (ngo, maker, other):
        give(row, Outcome.RESERVE)
    assert reserve_list(call) == [maker.pk, other.pk, ngo.pk]


def test_whoever_was_put_before_a_business_with_a_reason_stays_before_it():
    call, ngo, maker = make_rivals()
    (other,) = make_asking(call)
    (second_ngo,) = make_asking(call, applicant=make_applicant(kind=ApplicantKind.NGO))
    for row in (maker, ngo, second_ngo):
        give(row, Outcome.RESERVE)
    move_on_reserve(application=ngo, position=1, by=make_officer(), rule_reason=WHY)
    give(other, Outcome.RESERVE)
    assert reserve_list(call) == [ngo.pk, maker.pk, other.pk, second_ngo.pk]


def test_of_many_at_once_the_businesses_stand_first_in_their_order():
    call, ngo, maker = make_rivals()
    (other,) = make_asking(call)
    (second_ngo,) = make_asking(call, applicant=make_applicant(kind=ApplicantKind.NGO))
    give(ngo, Outcome.RESERVE)
    decide_many(applications=[second_ngo, other, maker], outcome=Outcome.RESERVE, by=make_officer())
    assert reserve_list(call) == [other.pk, maker.pk, ngo.pk, second_ngo.pk]


def test_a_business_that_withdrew_keeps_no_place_at_the_front():
    call, ngo, maker = make_rivals()
    (other,) = make_asking(call)
    for row in (maker, ngo):
        give(row, Outcome.RESERVE)
    withdraw_application(application=maker, by=maker.applicant.user)
    give(other, Outcome.RESERVE)
    assert reserve_list(call) == [other.pk, ngo.pk]


@pytest.mark.parametrize("until", [None, -1])
def test_without_the_rule_or_after_its_day_the_list_is_in_the_order_in_which_they_came(until):
    call, ngo, maker = make_rivals(commercial_until=until and days(until))
    for row in (ngo, maker):
        give(row, Outcome.RESERVE)
    assert reserve_list(call) == [ngo.pk, maker.pk]


def test_a_place_that_a_person_names_for_a_business_is_kept():
    call, ngo, maker = make_rivals()
    give(ngo, Outcome.RESERVE)
    give(maker, Outcome.RESERVE, reserve_position=2)
    assert reserve_list(call) == [ngo.pk, maker.pk]


def test_what_was_decided_alike_in_one_go_is_one_line_that_leads_to_all_of_them(client, officer, django_assert_max_num_queries):
    call, ngo, _maker = make_rivals()
    asked = [make_asking(call, applicant=make_applicant(kind=ApplicantKind.NGO))[0] for _ in range(6)]
    decide_many(applications=asked, outcome=Outcome.RESERVE, by=officer)
    with django_assert_max_num_queries(2):
        lines = uses_of_rule(call)
    assert len(lines) == 1
    give(ngo, Outcome.PLACE, rule_reason=WHY)
    page = client.get(f"/staff/calls/{call.reference}/decide/").content.decode()
    own, many = uses_of_rule(call)
    assert own.note == WHY
    assert many.subjects[0].label.split()[0] == "6"
    assert escape(many.subjects[0].href) in page
    listed = client.get(many.subjects[0].href).content.decode()
    assert all(row.reference in listed for row in asked)
    record = b"".join(client.get(f"/staff/calls/{call.reference}/fairness.csv").streaming_content).decode()
    assert all(record.count(row.reference) >= 2 for row in asked), "decided, and the rule had a say"


def test_a_few_in_one_go_and_what_two_people_did_are_named_one_by_one():
    call, ngo, _maker = make_rivals()
    asked = [make_asking(call, applicant=make_applicant(kind=ApplicantKind.NGO))[0] for _ in range(2)]
    decide_many(applications=asked, outcome=Outcome.RESERVE, by=make_officer())
    decide_many(applications=[ngo], outcome=Outcome.RESERVE, by=make_officer())
    named = [line.subjects[0].label for line in uses_of_rule(call)]
    assert sorted(named) == sorted(row.reference for row in [*asked, ngo])


def told_with(ngo_outcome: str, **fields):
    """Everybody was told; the maker waits on the reserve list behind the association, and a place is free."""
    call, ngo, maker = make_rivals(**fields)
    officer = make_officer()
    give(ngo, ngo_outcome)
    give(maker, Outcome.RESERVE, reserve_position=2 if ngo_outcome == Outcome.RESERVE else None)
    close_deciding(call=call, by=officer, decision_number="17", meeting_notes="")
    send_results(call=call, by=officer)
    return call, *(Application.objects.get(pk=row.pk) for row in (ngo, maker))


def test_after_the_results_too_an_association_gets_a_free_place_before_a_business_only_with_a_reason():
    call, ngo, _maker = told_with(Outcome.RESERVE)
    assert refused(move_up, application=ngo, by=make_officer()) == ["businesses_first"]
    move_up(application=ngo, by=make_officer(), reason=WHY)
    assert uses(call)[-1] == (ngo.reference, RuleUse.DEPARTED, WHY)


def test_once_the_rule_is_over_whoever_is_first_gets_the_free_place():
    call, ngo, _maker = told_with(Outcome.RESERVE)
    move_up(application=ngo, by=make_officer(), today=days(31))
    assert [reason for _reference, reason, _note in uses(call)] == [RuleUse.KEPT]


def test_a_place_after_an_objection_that_passes_by_a_business_is_written_down():
    call, ngo, _maker = told_with(Outcome.NOT_SELECTED)
    objection = object_to(application=ngo, text="Dienas bija norādītas.", by=ngo.applicant.user)
    answer_objection(objection=objection, outcome=ObjectionOutcome.CHANGED, answer=WHY, new_outcome=Outcome.PLACE, by=make_officer())
    assert uses(call)[-1] == (ngo.reference, RuleUse.DEPARTED, WHY)


@pytest.mark.parametrize(("until", "asks"), [(30, True), (-1, False)])
def test_the_page_of_the_results_asks_for_the_reason_while_the_rule_runs(client, officer, until, asks):
    call, ngo, maker = told_with(Outcome.RESERVE, commercial_until=days(until))
    page = client.get(f"/staff/calls/{call.reference}/results/").content.decode()
    assert (f'id="why-{ngo.reference}"' in page) is asks
    assert f'id="why-{maker.reference}"' in page
