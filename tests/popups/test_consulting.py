"""Questions to the local group, as officers ask them: drafted, released, reminded of, counted, and answered with what came of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import ngettext

from popups.choices import ConsultationState, Goods, LetterKind, Verb, Where
from popups.kinds import ApplicantKind
from popups.lifecycle.consulting import (
    answer_consultation,
    ask_member,
    invite_more,
    release_consultation,
    remind_member,
    save_consultation,
    send_new_link,
)
from popups.lifecycle.group_members import NOBODY, forget_members, save_member, set_left
from popups.models import Application, Consultation, GroupMember, History, Invitation, Letter
from popups.reports.consulting import asked, asked_about, to_ask, to_remind
from tests.make import (
    days,
    make_applicant,
    make_application,
    make_call,
    make_member,
    make_officer,
    make_question,
    make_reviewer,
    make_unit,
)
from tests.popups.asking import codes, queries_of, references, signed_in
from tests.popups.test_consulting_door import inside
from vacancies.kinds import FEATURE_BY_CODE
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
LIST = "/staff/group/"


def letters(kind=LetterKind.CONSULTATION_ASKED) -> list[str]:
    return list(Letter.objects.filter(kind=kind).order_by("pk").values_list("to_email", flat=True))


def result(row):
    return asked([row], timezone.now())[0]


def answer(invitation, number=0, comment=""):
    option = list(invitation.consultation.options.all())[number]
    return answer_consultation(invitation=invitation, chosen={option.pk}, comment=comment)


def refused(verb, **given):
    with pytest.raises(Refused) as problem:
        verb(**given)
    return problem.value.codes


# Members

def test_officers_add_change_and_let_members_go():
    client = signed_in(make_officer())
    form = {"name": "Anna Liepa", "email": "Anna@Example.org", "organisation": "Tirgotāju biedrība", "language": "lv"}
    assert client.post(f"{LIST}members/new/", form).status_code == 302
    member = GroupMember.objects.get()
    assert (member.email, member.left_on) == ("anna@example.org", None)
    twice = client.post(f"{LIST}members/new/", form)
    assert (twice.status_code, codes(twice)) == (422, {"member_twice"})
    assert "Tirgotāju biedrība" in twice.content.decode()
    client.post(f"{LIST}members/{member.pk}/", form | {"name": "Anna Ozola"})
    client.post(f"{LIST}members/{member.pk}/left/")
    member.refresh_from_db()
    assert (member.name, member.left_on) == ("Anna Ozola", days(0))
    client.post(f"{LIST}members/{member.pk}/left/?again=1")
    member.refresh_from_db()
    assert member.left_on is None


def test_who_left_and_is_added_again_is_the_same_person():
    member = set_left(member=make_member(email="anna@example.org"), on=days(-30), by=make_officer())
    again = save_member(by=make_officer(), name="Anna", email="anna@example.org", language="lv")
    assert (again.pk, again.left_on) == (member.pk, None)


def test_who_left_long_ago_is_forgotten_and_the_count_stays():
    member = make_member(name="Anna Liepa", email="anna@example.org", organisation="Koris")
    question = make_question(members=[member])
    answer(question.invitations.get(), comment="Es esmu Anna")
    set_left(member=member, on=days(-366), by=make_officer())
    assert forget_members(today=days(0)) == 1
    assert forget_members(today=days(0)) == 0
    member.refresh_from_db()
    assert (member.name, member.organisation, member.email) == ("", "", f"{member.pk}@{NOBODY}")
    told = result(question)
    assert (told.counts[0].votes, told.comments) == (1, [])
    assert signed_in(make_officer()).get(f"{LIST}{question.key}/").status_code == 200
    assert references(signed_in(make_officer()).get(f"{LIST}members/")) == []


# Asking

def typed(about, **fields):
    return {"about": about, "unit": "", "question": "Kas te derētu?", "explanation": "", "options": "Maiznīca\n\nDarbnīca\n",
            "first_day": days(0).isoformat(), "last_day": days(6).isoformat()} | fields


def test_a_question_about_a_unit_is_drafted_looked_at_and_asked():
    unit, members, client = make_unit(), [make_member(), make_member(), make_member()], signed_in(make_officer())
    page = client.get(f"{LIST}new/?unit={unit.reference}").content.decode()
    assert f'value="{unit.reference}"' in page
    client.post(f"{LIST}new/", typed("unit", unit=unit.reference))
    row = Consultation.objects.get()
    assert (row.state, row.unit, [option.text for option in row.options.all()]) == (ConsultationState.DRAFT, unit, ["Maiznīca", "Darbnīca"])
    assert timezone.localdate(row.closes_at) == days(7)
    assert not letters()
    client.post(f"{LIST}{row.key}/ask/", {"members": [members[0].pk, members[1].pk]})
    row.refresh_from_db()
    assert row.state is ConsultationState.OPEN
    assert letters() == [members[0].email, members[1].email]
    line = History.objects.get(verb=Verb.CONSULTED)
    assert (line.unit, line.note) == (unit, row.question)
    client.post(f"{LIST}{row.key}/ask/", {"members": [members[2].pk]})
    assert letters() == [member.email for member in members]


def test_everything_that_is_wrong_of_a_question_is_said_at_once_and_stays():
    response = signed_in(make_officer()).post(f"{LIST}new/", typed("unit", question="", options="Mani vārdi"))
    assert (response.status_code, codes(response)) == (422, {"unit_missing", "required"})
    assert "Mani vārdi" in response.content.decode()
    call = make_call()
    response = signed_in(make_officer()).post(f"{LIST}new/", typed(f"call:{call.reference}", options="Viens\nviens", last_day=days(-2).isoformat()))
    assert codes(response) == {"closes_before_opens", "option_twice"}
    assert not Consultation.objects.exists()


def test_releasing_twice_asks_once_and_a_released_question_stays_as_it_is():
    member, row = make_member(), make_question()
    for _time in range(2):
        release_consultation(consultation=row, members=[member], by=make_officer())
    assert letters() == [member.email]
    assert refused(save_consultation, consultation=row, by=make_officer(), question="Cits?", options=["a", "b"]) == ["is_released"]
    assert signed_in(make_officer()).get(f"{LIST}{row.key}/edit/").status_code == 404


def test_a_question_is_not_asked_of_nobody_nor_after_its_last_day():
    late = make_question(closed=True)
    assert refused(release_consultation, consultation=late, members=[], by=make_officer()) == ["closes_past", "nobody_invited"]
    assert refused(invite_more, consultation=make_question(members=[make_member()], closed=True), members=[make_member()],
                   by=make_officer()) == ["not_open"]


def shortlisted(call, **applicant):
    return make_application(call=call, status="shortlisted", applicant=make_applicant(kind=ApplicantKind.MAKER, **applicant), title="Annas krūzes")


def test_a_shortlist_brings_its_options_and_in_a_blind_call_no_word_of_the_applicant():
    for is_blind in (False, True):
        call = make_call(is_blind=is_blind)
        shortlisted(call, name="Annas māli")
        shortlisted(call, name="Pētera māli")
        make_application(call=call, applicant=make_applicant(name="Nav sarakstā"))
        row = make_question(call=call, is_about_shortlist=True, options=[], members=[make_member()])
        texts = [option.text for option in row.options.all()]
        assert len(texts) == 2
        page = inside(row.invitations.get()).get("/group/").content.decode()
        assert [("Annas" in text, "Annas" in page) for text in texts[:1]] == [(not is_blind, not is_blind)]
        assert "Nav sarakstā" not in page


def test_two_of_one_activity_are_told_apart_in_a_blind_call_without_a_word_of_the_applicants():
    call = make_call(is_blind=True)
    for name, goods, where in (("Vecā aptieka", ["food"], Where.UNITS), ("Ostas noliktava", [], Where.UNITS), ("", [], Where.ANYWHERE)):
        row = shortlisted(call, name="Annas māli")
        row.wishes.update(unit=make_unit(name=name or "Nav vēlēta"))
        Application.objects.filter(pk=row.pk).update(goods=goods, where=where, share_note="Annas", needs_note="Annas",
                                                          shortest_days=14, longest_days=60, needed_features=["heating"])
    texts = [option.text for option in make_question(call=call, is_about_shortlist=True, options=[], members=[make_member()]).options.all()]
    assert [("Vecā aptieka" in text, "Ostas noliktava" in text, str(Where.ANYWHERE.label) in text) for text in texts] == [
        (True, False, False), (False, True, False), (False, False, True)]
    assert str(Goods.FOOD.label) in texts[0]
    assert all(f" – {ngettext('%(count)d day', '%(count)d days', 60) % {'count': 60}} · {FEATURE_BY_CODE['heating'].label}" in text for text in texts)
    assert "Annas" not in "".join(texts) and "Nav vēlēta" not in "".join(texts)


def test_making_the_options_of_a_shortlist_costs_the_same_for_two_and_for_nine():
    asked = []
    for number in (2, 9):
        call = make_call(is_blind=True)
        for _row in range(number):
            shortlisted(call)
        draft = make_question(call=call, is_about_shortlist=True, options=[])
        with CaptureQueriesContext(connection) as queries:
            release_consultation(consultation=draft, members=[make_member()], by=make_officer())
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_shortlist_of_one_is_no_question():
    call = make_call()
    shortlisted(call)
    row = make_question(call=call, is_about_shortlist=True, options=[])
    assert refused(release_consultation, consultation=row, members=[make_member()], by=make_officer()) == ["options_missing"]
    row.refresh_from_db()
    assert row.released_at is None


def test_a_draft_can_be_deleted_and_a_question_that_was_asked_cannot():
    client, draft, out = signed_in(make_officer()), make_question(), make_question(members=[make_member()])
    for row in (draft, out):
        client.post(f"{LIST}{row.key}/delete/")
    assert list(Consultation.objects.all()) == [out]


# By the clock

def test_a_question_released_beforehand_is_asked_on_its_first_day_and_once():
    row = make_question(members=[make_member()], opens_at=timezone.now() + timedelta(days=2))
    assert (row.state, letters()) == (ConsultationState.ANNOUNCED, [])
    assert not to_ask(timezone.now()).exists()
    [invitation] = to_ask(timezone.now() + timedelta(days=2, hours=1))
    assert ask_member(invitation=invitation)
    assert not ask_member(invitation=invitation)
    assert len(letters()) == 1


def test_a_new_link_before_the_first_day_is_sent_on_that_day_and_not_before():
    row = make_question(members=[make_member()], opens_at=timezone.now() + timedelta(days=2))
    old = row.invitations.get().nonce
    send_new_link(invitation=row.invitations.get(), by=make_officer())
    invitation = row.invitations.get()
    assert (invitation.nonce != old, invitation.sent_at, letters()) == (True, None, [])
    assert [ask_member(invitation=one) for one in to_ask(timezone.now() + timedelta(days=2, hours=1))] == [True]
    assert len(letters()) == 1


def test_who_has_not_answered_is_reminded_one_day_before_and_once():
    row = make_question(members=[make_member(), make_member()])
    first, second = row.invitations.all()
    answer(first)
    now = timezone.now()
    assert not to_remind(now + timedelta(days=2)).exists()
    assert list(to_remind(now + timedelta(days=3, hours=1))) == [second]
    assert not to_remind(now + timedelta(days=5)).exists()
    assert remind_member(invitation=second)
    assert not remind_member(invitation=second)
    assert not remind_member(invitation=first)
    assert letters() == [first.member.email, second.member.email, second.member.email]


def test_who_was_asked_on_the_last_day_or_has_left_is_not_reminded():
    late = make_question(members=[make_member()], closes_at=timezone.now() + timedelta(hours=20))
    gone = make_question(members=[make_member()])
    set_left(member=gone.invitations.get().member, on=days(0), by=make_officer())
    assert not to_remind(timezone.now() + timedelta(hours=1)).exists()
    assert not to_remind(gone.closes_at - timedelta(hours=1)).exists()
    assert late.state is ConsultationState.OPEN


# Result

def test_officers_see_the_count_live_and_who_wrote_and_not_who_chose_what():
    members = [make_member(name=f"Biedrs {number}") for number in range(3)]
    row = make_question(members=members)
    for number, invitation in zip((0, 0, 1), row.invitations.all(), strict=True):
        answer(invitation, number, comment="Labi!" if number else "")
    told = result(row)
    assert [(count.votes, count.share) for count in told.counts] == [(2, 67), (1, 33)]
    page = signed_in(make_officer()).get(f"{LIST}{row.key}/").content.decode()
    assert 'data-votes="2"' in page
    assert "Labi!" in page


def test_members_see_the_result_only_when_nobody_can_answer_and_without_names():
    row = make_question(members=[make_member(name="Anna Liepa"), make_member()])
    first, second = row.invitations.all()
    answer(first, comment="Vajag maizi")
    client = inside(second)
    page = client.get("/group/").content.decode()
    assert "Vajag maizi" not in page
    assert "data-votes" not in page
    Consultation.objects.update(closes_at=timezone.now())
    page = client.get("/group/").content.decode()
    assert "Vajag maizi" in page
    assert 'data-votes="1"' in page
    assert "Anna Liepa" not in page
    assert first.member.email not in page


def test_what_came_of_it_is_told_once_to_everybody_asked_and_stands_beside_the_decision():
    call = make_call()
    row = make_question(call=call, members=[make_member(), make_member()])
    client = signed_in(make_officer())
    early = client.post(f"{LIST}{row.key}/done/", {"text": "Par agru"})
    assert (early.status_code, codes(early)) == (422, {"still_open"})
    Consultation.objects.update(closes_at=timezone.now())
    for text in ("Maiznīca paliek sarakstā.", "Maiznīca paliek sarakstā.", "Maiznīca tika izvēlēta."):
        client.post(f"{LIST}{row.key}/done/", {"text": text})
    row.refresh_from_db()
    assert (row.state, row.done_with_it) == (ConsultationState.DONE, "Maiznīca tika izvēlēta.")
    assert len(letters(LetterKind.CONSULTATION_DONE)) == 2
    assert call.history.filter(verb=Verb.CONSULTATION_DONE).count() == 2
    assert row.done_with_it in client.get(f"/staff/calls/{call.reference}/group/").content.decode()
    assert row.done_with_it in inside(row.invitations.first()).get("/group/").content.decode()


def test_words_that_are_mended_promise_no_second_letter():
    row = make_question(call=make_call(), members=[make_member()])
    client = signed_in(make_officer())
    Consultation.objects.update(closes_at=timezone.now())
    address, english = f"{LIST}{row.key}/done/", {"Accept-Language": "en"}
    first, mended = (client.post(address, {"text": text}, follow=True, headers=english).content.decode() for text in ("Paliek.", "Paliek abi."))
    once, again = "Everybody who was asked gets it by e-mail once.", "Saved. It is shown beside the answer and not sent again."
    assert (once in first, again in first) == (True, False)
    assert (once in mended, again in mended) == (False, True)


def test_what_was_asked_about_a_unit_stands_on_its_page_for_those_who_read_decisions_without_names():
    row = make_question(members=[make_member(name="Anna Liepa")])
    answer(row.invitations.get(), comment="Vajag maizi")
    page = signed_in(make_reviewer()).get(f"/staff/units/{row.unit.reference}/?tab=use").content.decode()
    assert row.question in page
    assert "Vajag maizi" not in page, "while the group can answer, only officers read the count"
    Consultation.objects.update(closes_at=timezone.now())
    page = signed_in(make_reviewer()).get(f"/staff/units/{row.unit.reference}/?tab=use").content.decode()
    assert "Vajag maizi" in page
    assert "Anna Liepa" not in page
    assert f"/staff/group/{row.key}/" not in page
    make_question(unit=row.unit, question="Vēl melnraksts?")
    assert "Vēl melnraksts?" not in signed_in(make_reviewer()).get(f"/staff/units/{row.unit.reference}/?tab=use").content.decode()


def test_one_and_thirty_questions_and_answers_cost_the_same_queries():
    call, client = make_call(), signed_in(make_officer())

    def ask():
        row = make_question(call=call, members=members)
        for invitation in row.invitations.all():
            answer(invitation, comment="Jā")
        return row

    members = [make_member()]
    row = ask()
    addresses = [LIST, f"{LIST}{row.key}/", f"/staff/calls/{call.reference}/group/", f"{LIST}members/"]
    one = [queries_of(client, address) for address in addresses]
    members += [make_member() for _number in range(12)]
    invite_more(consultation=row, members=members, by=make_officer())
    for _number in range(12):
        ask()
    assert [queries_of(client, address) for address in addresses] == one
    assert max(one) <= 25
    assert len(references(client.get(LIST))) == 13
    assert Invitation.objects.count() == 13 * 13
    assert len(asked_about(call=call)) == 13
