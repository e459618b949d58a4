"""Whoever stands too near does nothing in the applicant's name, says nothing about repeats, and does not read what the group said of it."""

import pytest
from django.urls import reverse

from popups.choices import ApplicationStatus, DeclineReason, OfferStatus, Outcome, PaperKind
from popups.lifecycle.applications import request_changes, withdraw_application
from popups.lifecycle.consulting import answer_consultation, close_early
from popups.lifecycle.deciding import close_deciding
from popups.lifecycle.entering import give_email
from popups.lifecycle.messages import write_message
from popups.lifecycle.objections import enter_objection
from popups.lifecycle.offers import accept_offer, decline_offer
from popups.lifecycle.repeats import settle_repeat
from popups.lifecycle.results import send_results
from popups.models import (
    Application,
    Call,
    Consultation,
    Message,
    Objection,
    Offer,
    Paper,
    SettledRepeat,
    Tenancy,
    User,
)
from tests.make import (
    days,
    make_applicant,
    make_application,
    make_member,
    make_offer,
    make_officer,
    make_question,
    make_unit,
)
from tests.popups.asking import queries_of, signed_in
from tests.popups.deciding import fresh, give, make_asking, make_closed_call, make_told_call
from tests.popups.on_paper import make_on_paper
from tests.popups.test_nearness import is_declared, is_own, is_partner, make_admin
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
VOTED, SAID = 'data-votes="1"', "Slepens-vaards"


def make_two() -> tuple[Application, Application]:
    """Both came on paper, to one call."""
    call = make_closed_call()
    one, other = (make_on_paper(name=name) for name in ("Anna", "Pēteris"))
    Application.objects.filter(pk__in=[one.pk, other.pk]).update(call=call)
    return fresh([one])[0], fresh([other])[0]


def make_placed() -> Application:
    """On paper, with a place that everybody was told of."""
    one, other = make_two()
    give(one, Outcome.PLACE)
    give(other, Outcome.NOT_SELECTED)
    close_deciding(call=one.call, by=make_officer(), decision_number="17", meeting_notes="")
    send_results(call=Call.objects.get(pk=one.call_id), by=make_officer())
    return fresh([one])[0]


def make_refused() -> Application:
    return Application.objects.exclude(pk=make_placed().pk).get()


def make_held() -> Application:
    placed = make_placed()
    make_offer(application=placed, unit=make_unit())
    return placed


def facts() -> tuple:
    return (list(Application.objects.order_by("pk").values_list("pk", "status", "applicant__user")), list(Offer.objects.values_list("pk", "status")),
            SettledRepeat.objects.count(), Objection.objects.count(), Tenancy.objects.count())


def settle(row: Application, by: User):
    other = Application.objects.filter(call=row.call).exclude(pk=row.pk).get()
    return settle_repeat(one=other, other=row, is_repeat=True, by=by)


DEEDS = {
    "settle a repeat": (lambda: make_two()[0], settle),
    "settle a repeat of the other one": (lambda: make_two()[1], settle),
    "withdraw": (lambda: make_two()[0], lambda row, by: withdraw_application(application=row, by=by)),
    "withdraw after the results": (make_held, lambda row, by: withdraw_application(application=row, by=by)),
    "enter an objection": (make_refused, lambda row, by: enter_objection(application=row, text="Nē.", came_on=days(0), by=by)),
    "accept an offer": (make_held, lambda row, by: accept_offer(offer=row.offers.get(), by=by)),
    "enter the e-mail": (lambda: make_two()[0], lambda row, by: give_email(application=row, email="anna@example.org", language="lv", by=by)),
    "decline an offer": (make_held, lambda row, by: decline_offer(offer=row.offers.get(), reason=DeclineReason.COST, by=by)),
}


@pytest.mark.parametrize("person", [make_officer, make_admin])
@pytest.mark.parametrize("nearness", [is_declared, is_partner])
@pytest.mark.parametrize("deed", DEEDS)
def test_who_stands_near_does_not_and_another_officer_may(deed, nearness, person):
    made, verb = DEEDS[deed]
    row, by = made(), person()
    nearness(row, by)
    before = facts()
    with pytest.raises(Refused) as refused:
        verb(Application.objects.get(pk=row.pk), by)
    assert (refused.value.codes, facts()) == (["stands_near"], before)
    verb(Application.objects.get(pk=row.pk), make_officer())
    assert facts() != before


def test_what_is_an_officers_own_they_withdraw_and_answer_themselves():
    officer, other = make_officer(), make_officer()
    _call, (place, reserve, _no) = make_told_call()
    is_own(place, officer)
    is_own(reserve, other)
    offer = make_offer(application=fresh([place])[0], unit=make_unit())
    assert accept_offer(offer=offer, by=officer)
    assert Offer.objects.get(pk=offer.pk).state is OfferStatus.ACCEPTED
    assert withdraw_application(application=fresh([reserve])[0], by=other).state is ApplicationStatus.WITHDRAWN


def test_without_a_call_the_office_goes_on_in_the_applicants_name():
    row, officer = make_on_paper(), make_officer()
    is_partner(row, officer)
    assert withdraw_application(application=row, by=officer).state is ApplicationStatus.WITHDRAWN


@pytest.mark.parametrize(("name", "made", "control", "told"), [
    ("applicant-withdraws", make_placed, 'data-color="danger"', {}),
    ("applicant-email", lambda: make_two()[0], 'name="email"', {"email": "anna@example.org", "language": "lv"}), ("objection-enter", make_refused, 'name="text"', {"text": "Nē."})])
def test_their_pages_say_who_acts_and_have_nothing_to_press(name, made, control, told):
    row, by = made(), make_officer()
    is_declared(row, by)
    address, before = reverse(f"popups:{name}", args=[row.reference]), facts()
    near, far = (signed_in(person).get(address).content.decode() for person in (by, make_officer()))
    assert ('data-code="stands_near"' in near, control in near) == (True, False)
    assert ('data-code="stands_near"' in far, control in far) == (False, True)
    answer = signed_in(by).post(address, told | {"came_on": f"{days(0):%d.%m.%Y}"})
    assert (answer.status_code, facts()) == (422, before)


@pytest.mark.parametrize("nearness", [is_declared, is_partner])
def test_what_is_back_for_changes_is_filled_in_by_somebody_else(nearness):
    row, by = make_two()[0], make_officer()
    request_changes(application=row, note="Lūdzu.", by=make_officer())
    paper = Paper.objects.create(application=row, key="p" * 32, kind=PaperKind.OTHER, file_name="plan.pdf", content_type="application/pdf", size=4)
    pages = [reverse("popups:application-step", args=[row.reference, step]) for step in ("who", "what", "where", "needs", "check")]
    pages.append(reverse("popups:co-applicant-list", args=[row.reference]))
    assert {signed_in(by).get(page).status_code for page in pages} == {200}
    nearness(row, by)
    client, before = signed_in(by), facts()
    assert {client.get(page).status_code for page in pages} == {client.post(page, {"go": "send"}).status_code for page in pages} == {404}
    assert client.post(reverse("popups:paper-delete", args=[paper.key])).status_code == 404
    assert (facts(), Paper.objects.count()) == (before, 1)
    assert {signed_in(make_officer()).get(page).status_code for page in pages} == {200}


def test_what_somebody_too_near_reads_stays_new_for_the_rest_of_the_office():
    row, by = make_told_call()[1][0], make_officer()
    write_message(application=row, text="Vai drīkst krāsot?", by=row.applicant.user, is_from_office=False)
    is_declared(row, by)
    page, read = (reverse(f"popups:{name}", args=[row.reference]) for name in ("staff-messages", "staff-messages-read"))
    upto = {"upto": Message.objects.get().pk}
    assert (read in signed_in(by).get(page).content.decode(), read in signed_in(make_officer()).get(page).content.decode()) == (False, True)
    signed_in(by).post(read, upto)
    assert Message.objects.get().read_at is None
    signed_in(make_officer()).post(read, upto)
    assert Message.objects.get().read_at is not None


def test_of_a_repeat_nothing_is_asked_of_somebody_who_stands_near():
    call = make_closed_call()
    one, _twin = (make_application(applicant=make_applicant(phone="+371 26000001"), unit=make_unit()) for _number in range(2))
    Application.objects.filter(applicant__phone="+371 26000001").update(call=call)
    by, address = make_officer(), f"/staff/applications/{one.reference}/"
    is_declared(fresh([one])[0], by)
    near, far = (signed_in(person).get(address).content.decode() for person in (by, make_officer()))
    assert ('id="repeats"' in near, 'value="repeat"' in near) == (True, False)
    assert ('id="repeats"' in far, 'value="repeat"' in far) == (True, True)


# What the local group said


def make_asked() -> tuple[Consultation, Application, Application]:
    """About the shortlist of two, and one vote for the first of them with a comment; nobody can answer any more."""
    call = make_closed_call()
    rows = make_asking(call, 2)
    Application.objects.filter(call=call).update(status=ApplicationStatus.SHORTLISTED)
    question = make_question(call=call, is_about_shortlist=True, options=[], members=[make_member()])
    answer_consultation(invitation=question.invitations.get(), chosen={question.options.get(application=rows[0]).pk}, comment=SAID)
    close_early(consultation=question, by=make_officer())
    return question, *fresh(rows)


def places(question: Consultation, row: Application, other: Application) -> list[str]:
    """All pages on which the office reads what the group said of a shortlist."""
    call = row.call.reference
    return [f"/staff/calls/{call}/", f"/staff/calls/{call}/group/", reverse("popups:consultation", args=[question.key]),
            f"/staff/applications/{other.reference}/", f"/staff/calls/{call}/decide/{other.reference}/"]


def test_who_stands_near_to_an_option_reads_nothing_of_the_answers_before_the_results():
    question, row, other = make_asked()
    by, far = make_officer(), make_officer()
    is_declared(row, by)
    for address in places(question, row, other):
        near, free = (signed_in(person).get(address).content.decode() for person in (by, far))
        assert ("data-kept" in near, VOTED in near, SAID in near) == (True, False, False), address
        assert ("data-kept" in free, VOTED in free, SAID in free) == (False, True, True), address


def test_once_everybody_is_told_they_read_it():
    question, row, other = make_asked()
    by = make_officer()
    is_declared(row, by)
    Call.objects.filter(pk=row.call_id).update(decided_at=row.call.closes_at, results_sent_at=row.call.closes_at, decided_by=by, results_sent_by=by)
    for address in places(question, row, other)[:3]:
        text = signed_in(by).get(address).content.decode()
        assert ("data-kept" in text, VOTED in text, SAID in text) == (False, True, True), address


def test_what_was_asked_in_words_of_its_own_they_read():
    question, row, _other = make_asked()
    asked = make_question(call=row.call, members=[make_member()])
    answer_consultation(invitation=asked.invitations.get(), chosen=set(), comment="Labi-ir")
    by = make_officer()
    is_declared(row, by)
    text = signed_in(by).get(f"/staff/calls/{row.call.reference}/group/").content.decode()
    assert ("Labi-ir" in text, SAID in text) == (True, False)


def test_to_leave_it_out_costs_one_query_however_many_questions():
    question, row, _other = make_asked()
    by = make_officer()
    is_declared(row, by)
    client, address = signed_in(by), f"/staff/calls/{row.call.reference}/"
    few = queries_of(client, address)
    for _number in range(5):
        make_question(call=row.call, is_about_shortlist=True, options=[], members=[make_member()])
    assert queries_of(client, address) == few <= 25
