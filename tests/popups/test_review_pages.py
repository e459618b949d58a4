"""The pages of reviewing: the list, the form and its drafts, side by side, giving out, ranking, shortlist, notes."""

import re

import pytest

from popups.choices import ApplicationStatus, AssignedHow, Outcome
from popups.lifecycle.deciding import decide
from popups.lifecycle.reviewing import declare_conflict
from popups.models import Application, Assignment, Call, Look, Review
from popups.reports.calls import progress_of
from tests.make import make_applicant, make_application, make_call, make_officer, make_reviewer, make_unit
from tests.popups.asking import codes, queries_of, references, shown_count, signed_in
from tests.popups.deciding import make_decided_call
from tests.popups.reviewing import give, make_asked, send

pytestmark = pytest.mark.django_db


def page_of(application: Application) -> str:
    return f"/staff/reviews/{application.reference}/"


def typed(application: Application, *points: int | str, do: str, reason: str = "Because.", comment: str = "") -> dict[str, str]:
    told = {"do": do, "comment": comment}
    for row, number in zip(application.call.criteria.all(), points, strict=True):
        told |= {f"points_{row.pk}": str(number), f"reason_{row.pk}": reason}
    return told


@pytest.fixture
def three():
    """Three applications of one call in the order of the list, given to one reviewer."""
    person = make_reviewer()
    applications = sorted(make_asked(3), key=lambda row: row.reference)
    give(applications, person)
    return person, applications


def test_a_review_is_sent_and_the_next_one_opens(three):
    person, (first, second, _third) = three
    answer = signed_in(person).post(f"{page_of(first)}?show=open", typed(first, 4, 5, do="send"))
    assert answer["Location"] == f"{page_of(second)}?show=open"
    review = Review.objects.get()
    assert review.submitted_at
    assert list(review.scores.order_by("criterion").values_list("points", "reason")) == [(4, "Because."), (5, "Because.")]


def test_one_reads_then_scores_and_then_talks(three):
    """On a phone it comes in the order in which it is written."""
    person, (first, *_others) = three
    text = signed_in(person).get(page_of(first)).content.decode()
    places = [text.index(f'id="{part}"') for part in ("application", "scoring", "comments")]
    assert places == sorted(places)
    assert text.index('name="do"') < places[-1]


def test_going_on_saves_the_draft_and_coming_back_shows_it(three):
    person, (first, second, third) = three
    client = signed_in(person)
    assert client.post(page_of(second), typed(second, 3, "", do="next", reason="", comment="Vēl domāju"))["Location"].startswith(page_of(third))
    assert client.post(page_of(third), typed(third, "", "", do="previous", reason=""))["Location"].startswith(page_of(second))
    text = client.get(page_of(second)).content.decode()
    assert "Vēl domāju" in text
    assert re.search(r'value="3"[^>]*checked|checked[^>]*value="3"', text)
    assert not Review.objects.filter(submitted_at__isnull=False).exists()
    assert 'rel="prev"' in text
    assert f'href="{page_of(first)}?show=open"' in text


def test_all_holes_are_said_at_once_and_what_was_typed_stays(three):
    person, (first, *_rest) = three
    answer = signed_in(person).post(page_of(first), typed(first, 5, "", do="send", reason="", comment="Labs"))
    assert answer.status_code == 422
    assert codes(answer) == {"reason_missing", "points_missing"}
    assert "Labs" in answer.content.decode()
    assert not Review.objects.exists()


def test_the_list_shows_what_is_to_do_what_is_sent_and_how_far_it_is(three):
    person, (first, second, third) = three
    client, address = signed_in(person), f"/staff/reviews/calls/{three[1][0].call.reference}/"
    send(second, person, 3, 3)
    assert references(client.get(address)) == [first.reference, third.reference]
    assert references(client.get(f"{address}?show=done")) == [second.reference]
    answer = client.get(f"{address}?show=all").content.decode()
    assert 'data-done="1" data-total="3"' in answer
    assert references(client.get("/staff/reviews/")) == [first.call.reference]
    assert f'href="{address}"' in client.get("/staff/").content.decode()


def test_the_list_is_nobodys_who_has_nothing_in_the_call(three):
    address = f"/staff/reviews/calls/{three[1][0].call.reference}/"
    assert signed_in(three[0]).get(address).status_code == 200
    assert signed_in(make_reviewer()).get(address).status_code == 404


def test_scores_of_others_are_on_the_page_only_after_ones_own_is_sent(three):
    person, (first, *_rest) = three
    other = make_reviewer()
    give([first], other)
    send(first, other, 2, 2)
    client, mark = signed_in(person), f'data-reviewer="{other.pk}"'
    assert mark not in client.get(page_of(first)).content.decode()
    client.post(page_of(first), typed(first, 3, 3, do="send"))
    assert mark in client.get(page_of(first)).content.decode()


def test_remarks_of_other_reviewers_wait_for_ones_own_review_too(three):
    person, (first, *_rest) = three
    for by, text in ((make_reviewer(), "No vērtētāja"), (make_officer(), "No biroja")):
        signed_in(by).post(f"/staff/applications/{first.reference}/comment/", {"text": text})
    for address in (page_of(first), f"/staff/applications/{first.reference}/"):
        text = signed_in(person).get(address).content.decode()
        assert "No biroja" in text
        assert "No vērtētāja" not in text
    send(first, person, 3, 3)
    assert "No vērtētāja" in signed_in(person).get(page_of(first)).content.decode()


def test_up_to_four_stand_side_by_side_with_ones_own_points_only():
    person, other, applications = make_reviewer(), make_reviewer(), make_asked(5)
    give(applications, person, other)
    send(applications[0], person, 4, 2)
    send(applications[1], other, 5, 5)
    names = [row.reference for row in applications]
    answer = signed_in(person).get(f"/staff/reviews/calls/{applications[0].call.reference}/compare/?" + "&".join(f"a={name}" for name in names))
    text = answer.content.decode()
    assert references(answer) == names[:4]
    assert re.findall(r"<strong>(\d+)</strong>", text) == ["4", "2"]


def test_the_office_compares_what_all_reviews_come_to_but_after_its_own():
    person, applications, officer = make_reviewer(), make_asked(2), make_officer()
    give(applications, person)
    give(applications[:1], officer)
    for application in applications:
        send(application, person, 4, 2)
    address = f"/staff/reviews/calls/{applications[0].call.reference}/compare/?a={applications[0].reference}&a={applications[1].reference}"
    row = re.compile(r'id="compare-all".*?</tr>', re.S)
    told = [re.findall(r"<strong>", row.search(signed_in(officer).get(address).content.decode())[0])]
    send(applications[0], officer, 5, 5)
    told.append(re.findall(r"<strong>", row.search(signed_in(officer).get(address).content.decode())[0]))
    assert [len(found) for found in told] == [1, 2]
    assert not row.search(signed_in(person).get(address).content.decode()), "reviewers read nobody else's here"


def test_comparing_costs_the_same_queries_for_one_and_for_four():
    person, applications = make_reviewer(), make_asked(4)
    give(applications, person)
    address = f"/staff/reviews/calls/{applications[0].call.reference}/compare/?a={applications[0].reference}"
    client = signed_in(person)
    assert queries_of(client, address) == queries_of(client, address + "".join(f"&a={row.reference}" for row in applications[1:])) <= 25


def test_officers_give_out_by_kind_by_hand_and_at_random():
    call, people, client = make_call(days_left=-1), [make_reviewer(), make_reviewer()], signed_in(make_officer())
    maker, musician = (make_application(call=call, unit=make_unit(), applicant=make_applicant(kind=kind)) for kind in ("maker", "musician"))
    address = f"/staff/calls/{call.reference}/assign/"
    client.post(address, {"how": "by_kind", "kind": "musician", "reviewers": [people[0].pk]})
    assert list(Assignment.objects.values_list("application", "reviewer", "how")) == [(musician.pk, people[0].pk, AssignedHow.BY_KIND)]
    client.post(address, {"how": "by_hand", "a": [maker.reference], "reviewers": [people[1].pk]})
    client.post(address, {"how": "at_random", "each": "2", "reviewers": [person.pk for person in people]})
    assert Assignment.objects.count() == 4
    client.post(address, {"take_back": str(Assignment.objects.get(application=maker, reviewer=people[1]).pk)})
    assert Assignment.objects.count() == 3


@pytest.mark.parametrize(("sent", "code"), [
    ({"how": "by_kind"}, "kind_missing"), ({"how": "at_random", "each": ""}, "each_missing"), ({"how": "by_hand"}, "applications_missing")])
def test_what_is_missing_when_giving_out_is_said_at_its_field(sent, code):
    call, person = make_call(days_left=-1), make_reviewer()
    make_application(call=call, unit=make_unit())
    answer = signed_in(make_officer()).post(f"/staff/calls/{call.reference}/assign/", {**sent, "reviewers": [person.pk]})
    assert answer.status_code == 422
    assert code in codes(answer)


def test_the_ranking_stands_by_median_and_marks_what_is_disputed():
    people, applications = [make_reviewer(), make_reviewer()], make_asked(4)
    give(applications, *people)
    low, high, disputed, unread = applications
    for application, first, second in ((low, 2, 2), (high, 4, 5), (disputed, 1, 5)):
        send(application, people[0], first, first)
        send(application, people[1], second, second)
    client, address = signed_in(make_officer()), f"/staff/calls/{low.call.reference}/ranking/"
    answer = client.get(address)
    assert references(answer) == [high.reference, disputed.reference, low.reference, unread.reference]
    assert re.findall(r'data-median="(\d*)"', answer.content.decode()) == ["8750", "5000", "2500", ""]
    assert shown_count(answer) == 4
    assert references(client.get(f"{address}?order=spread"))[0] == disputed.reference
    assert references(client.get(f"{address}?order=fewest"))[0] == unread.reference
    assert references(client.get(f"{address}?only=disputed")) == [disputed.reference]
    assert references(client.get(f"{address}?only=unread")) == [unread.reference]


def test_the_shortlist_is_made_from_the_ranking_and_undone_from_the_message():
    applications, client = make_asked(3), signed_in(make_officer())
    address, names = f"/staff/calls/{applications[0].call.reference}/ranking/", [row.reference for row in applications[:2]]
    answer = client.post(f"{address}shortlist/?only=disputed", {"a": names})
    assert answer["Location"].endswith("/ranking/?only=disputed")
    assert Application.objects.filter(status=ApplicationStatus.SHORTLISTED).count() == 2
    assert references(client.get(f"{address}?only=shortlist")) == sorted(names)
    client.post(f"{address}shortlist/", {"a": names[:1]})
    client.post(f"{address}shortlist/", {"a": [applications[2].reference]})
    found = re.search(r'action="([^"]+undo/\?[^"]+)"', client.get(address).content.decode())
    assert found
    client.post(found[1].replace("&amp;", "&"))
    assert Application.objects.get(pk=applications[2].pk).state is ApplicationStatus.IN_REVIEW


def test_ranking_giving_out_and_list_cost_the_same_queries_with_one_and_with_thirty():
    person, officer = make_reviewer(), make_officer()
    call = make_call(days_left=-1)
    give(make_asked(1, call=call), person, officer)
    pages = [(signed_in(officer), f"/staff/calls/{call.reference}/ranking/"), (signed_in(officer), f"/staff/calls/{call.reference}/assign/"),
             (signed_in(person), f"/staff/reviews/calls/{call.reference}/"), (signed_in(person), "/staff/reviews/"),
             (signed_in(person), f"/staff/reviews/{call.applications.get().reference}/")]
    few = [queries_of(client, address) for client, address in pages]
    more = make_asked(29, call=call)
    give(more, person, officer)
    for application in more[:5]:
        send(application, person, 3, 3)
    assert [queries_of(client, address) for client, address in pages] == few
    assert max(few) <= 25


def test_number_and_notes_of_the_meeting_are_written_on_their_page():
    call, client = make_call(days_left=-1), signed_in(make_officer())
    assert client.post(f"/staff/calls/{call.reference}/meeting/", {"decision_number": "12/7", "meeting_notes": "Par"}).status_code == 302
    assert (Call.objects.get().decision_number, Call.objects.get().meeting_notes) == ("12/7", "Par")
    assert "12/7" in client.get(f"/staff/calls/{call.reference}/meeting/").content.decode()


def test_two_who_write_the_notes_of_the_meeting_lose_nothing():
    call, first, second = make_call(days_left=-1), signed_in(make_officer()), signed_in(make_officer())
    address = f"/staff/calls/{call.reference}/meeting/"
    seal = re.compile(r'name="seen" value="(\w+)"')
    mine = {"decision_number": "12/7", "meeting_notes": "Mans", "seen": seal.findall(second.get(address).content.decode())[0]}
    first.post(address, {"decision_number": "12/7", "meeting_notes": "Viņas vārdi", "seen": mine["seen"]})
    told = second.post(address, mine)
    said = told.content.decode()
    assert (told.status_code, codes(told), Call.objects.get().meeting_notes) == (422, {"stale"}, "Viņas vārdi")
    assert "Viņas vārdi" in said and ">\nMans</textarea>" in said
    assert second.post(address, mine | {"seen": seal.findall(said)[0]}).status_code == 302
    assert Call.objects.get().meeting_notes == "Mans"


def test_notes_as_long_as_their_page_allows_do_not_keep_from_closing():
    call, _rows = make_decided_call(is_closed=False)
    answer = signed_in(make_officer()).post(f"/staff/calls/{call.reference}/decide/close/", {"decision_number": "7", "meeting_notes": "a" * 20_000})
    assert answer.status_code == 302


def test_a_conflict_is_one_click_and_the_message_takes_it_back(three):
    person, (first, *_rest) = three
    client = signed_in(person)
    told = client.post(f"{page_of(first)}conflict/", follow=True).content.decode()
    back = f'action="{page_of(first)}conflict/take-back/"'
    assert told.count(back) == 2, "in the message and in the list"
    assert client.get(page_of(first)).status_code == 404
    for _time in range(2):
        assert client.post(f"{page_of(first)}conflict/take-back/").status_code == 302
    assert client.get(page_of(first)).status_code == 200


def test_applications_of_no_call_have_no_page_of_reviews():
    rolling = make_application()
    client = signed_in(make_reviewer())
    assert client.get(f"/staff/applications/{rolling.reference}/").status_code == 200
    assert client.get(page_of(rolling)).status_code == 404


def test_what_was_decided_without_a_review_is_no_longer_to_do(three):
    person, (first, second, third) = three
    send(second, person, 3, 3)
    decide(application=first, outcome=Outcome.RESERVE, by=make_officer())
    client, address = signed_in(person), f"/staff/reviews/calls/{first.call.reference}/"
    assert references(client.get(address)) == [third.reference]
    assert set(references(client.get(f"{address}?show=all"))) == {first.reference, second.reference, third.reference}
    assert 'data-left="1"' in client.get("/staff/reviews/").content.decode()
    decide(application=third, outcome=Outcome.RESERVE, by=make_officer())
    assert 'data-left="0"' in client.get("/staff/reviews/").content.decode()


def test_everybody_who_compares_is_written_down_as_having_read():
    person, applications = make_reviewer(), make_asked(2)
    give(applications, person)
    address = f"/staff/reviews/calls/{applications[0].call.reference}/compare/?a={applications[0].reference}&a={applications[1].reference}"
    for _time in range(2):
        signed_in(person).get(address)
    assert sorted(Look.objects.values_list("application", "by", "times")) == sorted((row.pk, person.pk, 2) for row in applications)


def test_the_address_of_a_comparison_holds_no_secret_of_the_form_it_was_ticked_in():
    person, applications = make_reviewer(), make_asked(1)
    give(applications, person)
    address = f"/staff/reviews/calls/{applications[0].call.reference}/compare/"
    answer = signed_in(person).get(address, {"csrfmiddlewaretoken": "secret", "a": applications[0].reference})
    assert answer.url == f"{address}?a={applications[0].reference}"


def test_an_application_whose_only_reviewer_stands_too_near_counts_as_without_reviewer(three):
    person, (first, *_rest) = three
    assert progress_of([first.call])[first.call_id].assigned == 3
    declare_conflict(application=first, by=person)
    assert progress_of([first.call])[first.call_id].assigned == 2
    send(_rest[0], person, 3, 3)
    assert progress_of([first.call])[first.call_id].reviewed == 1


def test_the_page_of_a_call_leads_to_the_notes_of_the_meeting():
    call = make_call(days_left=-1)
    assert f'href="/staff/calls/{call.reference}/meeting/"' in signed_in(make_officer()).get(f"/staff/calls/{call.reference}/").content.decode()


def test_beside_why_stands_with_which_points_it_is_needed(three):
    person, (first, *_others) = three
    call = first.call
    call.criteria.update(lowest=2, highest=7)
    form = signed_in(person).get(page_of(first)).context["form"]
    for row in call.criteria.all():
        assert {"2", "7"} <= set(re.findall(r"\d+", form[f"reason_{row.pk}"].help_text))
