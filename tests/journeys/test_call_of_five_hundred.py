"""A call from its draft to the results, by the pages that officers, reviewers and applicants open on the way: with thirty
applications and with five hundred, each page asks the database as often, and never more than twenty-five times."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from popups.choices import ApplicationStatus, AssignedHow, CallState, LetterKind, NotSelectedReason, Outcome
from popups.lifecycle.calls import draft_call, release_call, save_call
from popups.lifecycle.deciding import decide_many
from popups.lifecycle.reviewing import assign
from popups.models import Application, Assignment, Call, Decision, Letter, User
from tests.journeys.crowd import all_the_rest_is_scored, crowd_applies
from tests.make import days, make_application, make_officer, make_reviewer, make_unit

pytestmark = pytest.mark.django_db
FEW, MANY, MOST_QUERIES, PLACES = 30, 500, 25, 10
SENTENCE = "Others had thought more about the street."
CRITERIA = [{"pk": None, "texts": {"lv": {"name": name}}, "anchors": {}, "weight": weight, "lowest": 1, "highest": 5}
            for name, weight in (("Dzīvība", 3), ("Izdosies", 2), ("Vietējais", 1))]


class Walk:
    """Opens pages and counts what each asks of the database."""

    def __init__(self, count: int) -> None:
        self.count, self.queries = count, {}
        self.officer, self.reviewers = make_officer(), [make_reviewer() for _number in range(5)]
        self.clients = {}

    def client(self, user: User) -> Client:
        if user.pk not in self.clients:
            self.clients[user.pk] = Client()
            self.clients[user.pk].force_login(user)
        return self.clients[user.pk]

    def opens(self, name: str, path: str, by: User | None = None):
        client = self.client(by or self.officer)
        client.get(path)  # the first look at a page may fill what is kept for the next
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        assert answer.status_code == 200, (name, path, answer.status_code)
        self.queries[name] = len(asked)
        return answer

    def sends(self, path: str, by: User | None = None, **form) -> None:
        answer = self.client(by or self.officer).post(path, form)
        assert answer.status_code == 302, (path, answer.status_code, getattr(answer, "context", None) and answer.context.get("codes"))


def drafted_and_released(walk: Walk) -> Call:
    now, unit = timezone.now(), make_unit(by=walk.officer)
    call = save_call(call=draft_call(by=walk.officer), by=walk.officer, opens_at=now, closes_at=now + timedelta(days=20), is_blind=True,
                     stays_start=days(60), stays_end=days(240), places=PLACES, criteria=CRITERIA, reviews_wanted=2, units=[unit],
                     texts={"lv": {"title": "Vasara veikalos", "summary": "Desmit vietas."}})
    for name in ("", "preview/", "edit/criteria/"):
        walk.opens(f"draft {name}", f"/staff/calls/{call.reference}/{name}")
    return release_call(call=call, by=walk.officer)


def applied(walk: Walk, call: Call) -> list[Application]:
    """One by the verbs; the others are rows like it, of other people."""
    first = make_application(call=call, unit=call.units.get(), latest_end_on=days(200), officer=walk.officer)
    return [first, *crowd_applies(call, range(1, walk.count))]


def looked_at_while_open(walk: Walk, call: Call, rows: list[Application]) -> None:
    walk.opens("public calls", "/calls/")
    walk.opens("public call", f"/calls/{call.reference}/")
    walk.opens("all applications", "/staff/applications/")
    walk.opens("one application", f"/staff/applications/{rows[-1].reference}/")
    walk.opens("calls", "/staff/calls/")
    walk.opens("mine, applied", "/my/", by=rows[0].applicant.user)


def closed_and_scored(walk: Walk, call: Call, rows: list[Application]) -> None:
    """Drawn evenly; one review by the page, the others as rows."""
    now = timezone.now()
    Call.objects.filter(pk=call.pk).update(opens_at=now - timedelta(days=20), closes_at=now)
    assign(applications=rows, reviewers=walk.reviewers, how=AssignedHow.AT_RANDOM, by=walk.officer, each=2, seed=1)
    given = [Assignment.objects.filter(reviewer=person).count() for person in walk.reviewers]
    assert sum(given) == 2 * walk.count and max(given) - min(given) <= 1
    reviewer = walk.reviewers[0]
    mine = Assignment.objects.filter(reviewer=reviewer).order_by("pk").first().application
    walk.opens("reviewer's calls", "/staff/reviews/", by=reviewer)
    walk.opens("queue", f"/staff/reviews/calls/{call.reference}/", by=reviewer)
    walk.opens("a review", f"/staff/reviews/{mine.reference}/", by=reviewer)
    all_the_rest_is_scored(call)
    walk.opens("a sent review", f"/staff/reviews/{mine.reference}/", by=reviewer)
    walk.opens("assigning", f"/staff/calls/{call.reference}/assign/")
    walk.opens("ranking", f"/staff/calls/{call.reference}/ranking/")


def decided(walk: Walk, call: Call, rows: list[Application]) -> None:
    page = f"/staff/calls/{call.reference}/decide/"
    walk.opens("deciding", page)
    walk.opens("deciding about one", f"{page}{rows[0].reference}/")
    walk.sends(f"{page}{rows[0].reference}/", outcome=Outcome.PLACE)
    fresh = list(Application.objects.filter(pk__in=[row.pk for row in rows[1:]]).order_by("pk"))
    decide_many(applications=fresh[:PLACES - 1], outcome=Outcome.PLACE, by=walk.officer)
    decide_many(applications=fresh[PLACES - 1:PLACES + 4], outcome=Outcome.RESERVE, by=walk.officer)
    decide_many(applications=fresh[PLACES + 4:], outcome=Outcome.NOT_SELECTED, reason=NotSelectedReason.OTHERS_PREFERRED, note=SENTENCE,
                by=walk.officer)
    walk.opens("all decided", page)
    walk.opens("reserve list", f"/staff/calls/{call.reference}/reserve/")
    walk.sends(f"{page}close/", decision_number="7", meeting_notes="")
    for name in ("results/", f"results/{rows[-1].reference}/", "fairness/", ""):
        walk.opens(f"decided {name.partition('/')[0]} {name.count('/')}", f"/staff/calls/{call.reference}/{name}")


def told(walk: Walk, call: Call, rows: list[Application]) -> None:
    assert not Decision.objects.exclude(told_at=None).exists()
    walk.sends(f"/staff/calls/{call.reference}/results/", is_confirmed="on")
    for name in ("results/", "fairness/", ""):
        walk.opens(f"told {name}", f"/staff/calls/{call.reference}/{name}")
    for place, row in (("place", rows[0]), ("reserve", rows[PLACES]), ("refused", rows[-1])):
        walk.opens(f"mine, {place}", "/my/", by=row.applicant.user)
        walk.opens(f"my application, {place}", f"/my/applications/{row.reference}/", by=row.applicant.user)
    walk.opens("all applications, told", "/staff/applications/")


def whole_way(count: int) -> dict[str, int]:
    walk = Walk(count)
    call = drafted_and_released(walk)
    rows = applied(walk, call)
    looked_at_while_open(walk, call, rows)
    closed_and_scored(walk, call, rows)
    decided(walk, call, rows)
    told(walk, call, rows)
    assert Call.objects.get(pk=call.pk).state is CallState.SENT
    letters = Letter.objects.filter(kind__in=[LetterKind.RESULT_PLACE, LetterKind.RESULT_RESERVE, LetterKind.NOT_SELECTED])
    assert letters.values("application").distinct().count() == letters.count() == count
    refused = Application.objects.filter(status=ApplicationStatus.NOT_SELECTED)
    assert (refused.count(), set(refused.values_list("decision_note", flat=True))) == (count - PLACES - 5, {SENTENCE})
    return walk.queries


def undone_afterwards(count: int) -> dict[str, int]:
    with transaction.atomic():
        queries = whole_way(count)
        transaction.set_rollback(True)
    return queries


def test_a_call_goes_from_its_draft_to_its_results_and_five_hundred_ask_no_more_of_the_database_than_thirty():
    few, many = undone_afterwards(FEW), whole_way(MANY)
    assert {page: queries for page, queries in many.items() if queries > MOST_QUERIES} == {}
    assert {page: (few[page], many[page]) for page in few if many[page] > few[page]} == {}
    assert few.keys() == many.keys()
