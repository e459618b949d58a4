"""Changes after a call has opened: only in favour of those who rely on it, kept, and told to everybody who applied."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from popups.choices import LetterKind, Verb
from popups.letters import send_waiting
from popups.lifecycle.applications import withdraw_application
from popups.lifecycle.calls import save_call
from popups.models import Call, Letter, Review, Score
from popups.moments import midnight
from popups.reports.call_changes import changes_of
from popups.rules.call_values import plain
from tests.make import (
    days,
    make_applicant,
    make_application,
    make_area,
    make_call,
    make_officer,
    make_reviewer,
    make_unit,
    make_user,
)
from tests.popups.asking import codes, queries_of, signed_in
from vacancies.dates import deadline
from vacancies.lifecycle.saving import Stale
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


def save(call: Call, **values) -> Call:
    return save_call(call=Call.objects.get(pk=call.pk), by=make_officer(), **values)


def refusal(call: Call, **values) -> list[tuple[str, str]]:
    """(code, field) of every problem, after a look that nothing was written."""
    before = plain(Call.objects.get(pk=call.pk))
    with pytest.raises(Refused) as refused:
        save(call, **values)
    assert plain(Call.objects.get(pk=call.pk)) == before
    assert not call.changes.exists()
    return sorted((problem.code, problem.field) for problem in refused.value.problems)


def open_call(**fields) -> Call:
    return make_call(**{"places": 2, "kinds": ["maker"], "activities": ["music"], "shortest_days": 14, "longest_days": 60} | fields)


def told(call: Call) -> list[Letter]:
    return list(Letter.objects.filter(kind=LetterKind.CALL_CHANGED, application__call=call).order_by("pk"))


def test_everybody_who_applied_and_nobody_else_is_told_once():
    call = open_call()
    applied = [make_application(call=call) for _number in range(2)]
    make_application(call=call, status="draft")
    gone = make_application(call=call)
    withdraw_application(application=gone, by=gone.applicant.user)
    make_application(call=make_call())
    save(call, places=5, note="Vēl viena telpa.")
    letters = told(call)
    assert {letter.application_id for letter in letters} == {one.pk for one in applied}
    assert all("5" in letter.text and "Vēl viena telpa." in letter.text for letter in letters)
    assert all("Vēl viena telpa." in letter.html for letter in letters)
    save(call, places=5)
    assert len(told(call)) == 2
    assert call.changes.count() == 1


def test_the_letters_leave_with_the_periodic_job(django_capture_on_commit_callbacks, mailoutbox):
    call = open_call()
    make_application(call=call)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        save(call, places=5)
    assert [letter.sent_at for letter in told(call)] == [None]
    send_waiting()
    assert told(call)[0].sent_at


def test_what_changed_is_kept_with_before_and_after_and_read_in_each_language():
    call, area = open_call(), make_area(name="Ezermala")
    make_application(call=call, applicant=make_applicant(user=make_user(language="en")))
    closes = call.closes_at + timedelta(days=3)
    texts = {"lv": {"title": "Rudens", "summary": "Īsi."}, "en": {"title": "Autumn", "summary": "Empty windows for a summer."}}
    save(call, closes_at=closes, stays_end=call.stays_end + timedelta(days=1), kinds=["maker", "ngo"], areas=[area], texts=texts)
    with translation.override("en"):
        lines = {line.what: line for line in changes_of(call)[0].lines}
    assert lines["closes_at"].after == closes
    assert lines["stays_end"].after == call.stays_end
    assert (lines["title"].before, lines["title"].after) == ("Summer in the shops", "Autumn")
    assert "summary" not in lines
    assert lines["areas"].after == "Ezermala"
    assert "Autumn" in told(call)[0].text
    with translation.override("lv"):
        assert {line.what: line.after for line in changes_of(call)[0].lines}["summary"] == "Īsi."


def test_the_letter_and_the_pages_tell_the_last_moment_as_everywhere_else(client):
    """Whoever read “9 December, 0:00” would believe they have that day."""
    call = open_call()
    make_application(call=call)
    last = timezone.localdate(call.closes_at) + timedelta(days=3)
    save(call, closes_at=midnight(last + timedelta(days=1)))
    shown = deadline(midnight(last + timedelta(days=1)))
    assert shown.endswith("24:00")
    assert shown in told(call)[0].text
    assert shown in client.get(f"/calls/{call.reference}/").content.decode().partition('id="changes"')[2]
    assert shown in signed_in(make_officer()).get(f"/staff/calls/{call.reference}/").content.decode().partition('data-what="closes_at"')[2]


def test_before_it_opens_a_call_may_become_anything_and_nobody_is_told():
    for call in (open_call(is_released=False), open_call(opened_days_ago=-2)):
        save(call, kinds=["ngo"], activities=["cafe"], closes_at=call.closes_at - timedelta(days=1), stays_start=days(70))
        assert not call.changes.exists()
        assert call.history.filter(verb=Verb.CALL_CHANGED).count() == 1


@pytest.mark.parametrize(("values", "field"), [
    (lambda: {"kinds": ["ngo"]}, "kinds"), (lambda: {"activities": ["cafe"]}, "activities"),
    (lambda: {"stays_start": days(61)}, "stays_start"), (lambda: {"stays_start": None}, "stays_start"),
    (lambda: {"stays_end": days(239)}, "stays_end"), (lambda: {"shortest_days": 15}, "shortest_days"),
    (lambda: {"longest_days": 59}, "longest_days"), (lambda: {"closes_at": timezone.now() + timedelta(days=1)}, "closes_at"),
    (lambda: {"opens_at": timezone.now() - timedelta(days=2)}, "opens_at")])
def test_an_open_call_never_becomes_narrower(values, field):
    assert refusal(open_call(), **values()) == [("narrowed", field)]


def test_no_limit_is_wider_than_any_and_any_is_narrower_than_none():
    save(open_call(), kinds=[], activities=[], shortest_days=None, longest_days=None)
    bare = open_call(kinds=[], activities=[], shortest_days=None, longest_days=None)
    values = {"kinds": ["maker"], "activities": ["music"], "shortest_days": 3, "longest_days": 90}
    assert refusal(bare, **values) == [("narrowed", name) for name in sorted(values)]


def test_it_may_become_wider_and_units_may_come_and_go():
    call, first, second = open_call(), make_unit(), make_unit()
    call.units.set([first])
    save(call, units=[second], stays_start=days(50), stays_end=days(300), shortest_days=7, longest_days=90, kinds=["maker", "ngo"],
         closes_at=call.closes_at + timedelta(days=5))
    assert {told["what"] for told in call.changes.get().changes} == {
        "units", "stays_start", "stays_end", "shortest_days", "longest_days", "kinds", "closes_at"}


def test_who_goes_first_and_what_reviewers_see_stay_once_somebody_has_applied():
    call = open_call(kinds=[])
    save(call, is_blind=True, commercial_until=days(90))
    call = open_call(kinds=[])
    make_application(call=call)
    assert refusal(call, is_blind=True, commercial_until=days(90)) == [("somebody_applied", "commercial_until"), ("somebody_applied", "is_blind")]


def test_no_paper_and_no_answer_is_demanded_afterwards():
    call = open_call()
    kept = {"code": "q_1", "texts": {"lv": {"label": "Kas?"}}, "widget": "text", "choices": [], "is_required": True, "only_kinds": [], "only_if": {}}
    call.questions.create(**kept)
    make_application(call=call)
    new, paper = {**kept, "code": "q_2"}, {"paper": "food", "kind": "", "goods": "food", "is_required": True}
    assert refusal(call, questions=[kept, new], papers=[paper]) == [("somebody_applied", "papers"), ("somebody_applied", "questions")]
    assert refusal(call, questions=[]) == [("somebody_applied", "questions")]
    assert refusal(call, questions=[{**kept, "widget": "number"}]) == [("somebody_applied", "questions")]
    save(call, questions=[{**kept, "is_required": False}, {**new, "is_required": False}], papers=[{**paper, "is_required": False}])
    assert call.questions.count() == 2
    assert call.asked_papers.count() == 1


def test_criteria_stay_once_somebody_has_scored():
    call = open_call()
    rows = plain(call)["criteria"]
    save(call, criteria=[{**rows[0], "weight": 9}, rows[1]])
    application = make_application(call=call)
    review = Review.objects.create(application=application, reviewer=make_reviewer())
    Score.objects.create(review=review, criterion=call.criteria.first(), points=3)
    call.changes.all().delete()
    for changed in ([{**rows[0], "weight": 3}, rows[1]], rows[:1], [{**rows[0], "weight": 9, "highest": 7}, rows[1]]):
        assert refusal(call, criteria=changed) == [("scored", "criteria")]


def test_nothing_changes_after_the_deciding():
    call = open_call(days_left=-1)
    save(call, places=3)
    Call.objects.filter(pk=call.pk).update(decided_at=timezone.now(), decided_by=make_officer())
    call.changes.all().delete()
    assert refusal(call, places=4) == [("decided", "")]


def test_a_page_made_from_older_values_is_stale_and_writes_nothing():
    call = open_call()
    with pytest.raises(Stale):
        save(call, places=7, seal="0" * 32)
    assert not call.changes.exists()


def test_the_form_of_an_open_call_asks_why_and_says_every_refusal_at_its_field():
    call, client = open_call(), signed_in(make_officer())
    address = f"/staff/calls/{call.reference}/edit/who/"
    assert 'name="note"' in client.get(address).content.decode()
    answer = client.post(address, {"kinds": ["ngo"], "opens_on": str(days(-3)), "closes_on": str(days(1)), "first_day": str(days(70)),
                                   "last_day": str(days(80)), "note": "Tāpat vien"})
    assert (answer.status_code, codes(answer)) == (422, {"narrowed"})
    page = answer.content.decode()
    assert "Tāpat vien" in page
    for field in ("kinds", "opens_on", "closes_on", "first_day", "last_day"):
        assert f'href="#id_{field}"' in page


def test_an_unpublished_unit_is_named_to_nobody_outside():
    call, hidden, shown = open_call(), make_unit(is_published=False, name="Slepenais nams"), make_unit(name="Atklātais nams")
    make_application(call=call)
    save(call, units=[hidden, shown])
    assert "Slepenais" in changes_of(call)[0].lines[0].after
    assert "Slepenais" not in changes_of(call, is_public=True)[0].lines[0].after
    assert "Atklātais" in told(call)[0].text
    assert "Slepenais" not in told(call)[0].text + told(call)[0].html


def test_thirty_changes_cost_the_page_no_more_than_one():
    call, client = open_call(), signed_in(make_officer())
    address = f"/staff/calls/{call.reference}/"
    save(call, units=[make_unit()])
    cost = queries_of(client, address)
    for number in range(29):
        save(call, places=number + 3)
    assert queries_of(client, address) == cost <= 25
    assert client.get(address).content.decode().count("call-change") == 30


def test_the_last_moment_to_apply_moves_not_even_half_an_hour_back_whatever_the_time_zone():
    call = open_call()
    local = timezone.localtime(call.closes_at)
    assert local.utcoffset()
    assert refusal(call, closes_at=local - timedelta(minutes=30)) == [("narrowed", "closes_at")]
    save(call, closes_at=local)
    assert not call.changes.exists()
    save(call, closes_at=local + timedelta(minutes=30))
    assert [row["what"] for row in call.changes.get().changes] == ["closes_at"]


@pytest.mark.parametrize("opened_days_ago", [-2, 1])
@pytest.mark.parametrize(("values", "code"), [
    ({"places": None}, "places_missing"), ({"criteria": []}, "criteria_missing"), ({"texts": {"en": {"title": "Only in English"}}}, "title_missing"),
    ({"texts": {"lv": {"title": "Bez teikuma"}}}, "summary_missing")])
def test_what_is_public_goes_on_to_say_what_it_must(values, code, opened_days_ago):
    call = open_call(opened_days_ago=opened_days_ago)
    assert code in [found for found, _field in refusal(call, **values)]


@pytest.mark.parametrize("name", ["opens_at", "closes_at", "stays_start", "stays_end"])
def test_an_announced_call_keeps_its_days_and_a_draft_need_not_have_any(name):
    assert len(refusal(open_call(opened_days_ago=-2), **{name: None})) == 1
    draft = open_call(is_released=False)
    assert getattr(save(draft, **{name: None}), name) is None
