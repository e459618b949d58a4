"""No page of calls, applications and reviews asks the database more than twenty-five times, also when there is everything on it at once."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from popups.choices import AssignedHow, IdeaState, ObjectionOutcome, Outcome, PaperKind
from popups.kinds import ApplicantKind
from popups.lifecycle.applications import comment, request_changes, shortlist, submit_application
from popups.lifecycle.consulting import answer_consultation
from popups.lifecycle.deciding import close_deciding
from popups.lifecycle.ideas import say_idea, settle_ideas
from popups.lifecycle.messages import write_message
from popups.lifecycle.objections import answer_objection, object_to
from popups.lifecycle.results import send_results
from popups.lifecycle.reviewing import assign
from popups.models import Application, Call, CallQuestion, CoApplicant, Look, Objection, Paper, User, Wish
from tests import make
from tests.journeys.counting import PAPERWORK
from tests.popups.deciding import give
from tests.popups.matching.planned import make_plan
from tests.popups.reviewing import send

pytestmark = pytest.mark.django_db
MOST_QUERIES = 25


class Full:
    """A call that was closed yesterday, and one application in it of which everything is known that can be."""

    def __init__(self, **fields) -> None:
        cache.clear()
        self.officer, self.others, self.reviewer = make.make_officer(), [make.make_officer() for _row in range(2)], make.make_reviewer()
        self.units = [make.make_unit(by=self.officer) for _row in range(3)]
        self.call = make.make_call(days_left=-1, opened_days_ago=30, places=2, by=self.officer, commercial_until=make.days(30), **fields)
        self.call.units.set(self.units)
        for number in range(3):
            CallQuestion.objects.create(call=self.call, code=f"q{number}", position=number + 1, texts={"lv": {"label": f"Jautājums {number}"}})
        self.one, self.twin, self.near, self.business = [self._asking(kind) for kind in (
            ApplicantKind.NGO, ApplicantKind.NGO, ApplicantKind.MAKER, ApplicantKind.MAKER)]
        self._is_talked_about()
        self._is_sent_back_and_again()
        self._is_judged()
        make_plan(self.call, by=self.officer, seconds=1)

    def _asking(self, kind: str) -> Application:
        person = make.make_user()
        row = make.make_application(call=self.call, unit=self.units[0], latest_end_on=make.days(200), activity="crafts",
                                    applicant=make.make_applicant(user=person, kind=kind, phone="29123456"), officer=self.others[0])
        Wish.objects.bulk_create(Wish(application=row, unit=unit, rank=rank) for rank, unit in enumerate(self.units[1:], 2))
        return row

    def _is_talked_about(self) -> None:
        """By residents, the local group, the office and the applicant; with papers and somebody who applies together."""
        for unit in self.units:
            settle_ideas(ideas=[say_idea(unit=unit, text=f"A bakery in {unit.name}", voter="v" * 32)], to=IdeaState.SHOWN, by=self.officer)
        for key in "ab":
            Paper.objects.create(application=self.one, key=key * 32, kind=PaperKind.OTHER, file_name=f"{key}.pdf", content_type="application/pdf", size=4)
        CoApplicant.objects.create(application=self.one, name="Ilze Vītola", email="ilze@example.org", key="c" * 32)
        make.make_application(applicant=self.one.applicant)
        for by in (self.officer, self.reviewer):
            comment(application=self.one, text="Good windows.", by=by)
        write_message(application=self.one, text="When can you come?", by=self.officer, is_from_office=True)

    def _is_sent_back_and_again(self) -> None:
        points = [("title", "Say it shorter."), ("q0", "Say more.")]
        request_changes(application=self.one, note="Two things.", points=points, by=self.officer)
        self.one = submit_application(application=Application.objects.get(pk=self.one.pk), by=self.one.applicant.user)

    def _is_judged(self) -> None:
        people = [self.officer, self.reviewer, *self.others]
        assign(applications=[self.one, self.twin], reviewers=people, how=AssignedHow.BY_HAND, by=self.officer)
        for person in people:
            send(self.one, person, 3, 4)
        for row in (self.one, self.twin):
            shortlist(application=row, by=self.officer)
        for about in ({"call": self.call}, {"call": self.call, "is_about_shortlist": True, "options": ()}, {"unit": self.units[0]}):
            question = make.make_question(members=[make.make_member()], by=self.officer, **about)
            for invitation in question.invitations.all():
                answer_consultation(invitation=invitation, chosen={question.options.first().pk}, comment="Yes.")

    def is_told(self) -> None:
        give(self.one, Outcome.RESERVE, by=self.officer)
        give(self.twin, Outcome.NOT_SELECTED, by=self.officer)
        give(self.near, Outcome.PLACE, by=self.officer)
        give(self.business, Outcome.PLACE, by=self.officer)
        close_deciding(call=Call.objects.get(pk=self.call.pk), by=self.officer, decision_number="7", meeting_notes="All were there.")
        send_results(call=Call.objects.get(pk=self.call.pk), by=self.officer)
        row = object_to(application=Application.objects.get(pk=self.one.pk), text="Why?", by=self.one.applicant.user)
        answer_objection(objection=row, outcome=ObjectionOutcome.UPHELD, answer="So.", by=self.officer)
        object_to(application=Application.objects.get(pk=self.one.pk), text="Still, why?", by=self.one.applicant.user)

    def stands_near_to_another(self) -> None:
        """Found only afterwards; so the officer who looks is kept from choosing, and reads who chooses instead."""
        CoApplicant.objects.create(application=self.near, name="Me", email=self.officer.email, key="e" * 32)

    def pages(self) -> list[tuple[User, str]]:
        """Who opens what."""
        call, one = f"/staff/calls/{self.call.reference}/", self.one.reference
        office = ["/staff/", "/staff/applications/?stage=all", f"/staff/applications/{one}/", f"/staff/applications/{one}/messages/", "/staff/calls/",
                  f"/staff/reviews/{one}/", "/staff/reviews/", f"{call}decide/{one}/", f"{call}decide/{one}/?note=plan", "/staff/objections/", "/staff/history/",
                  *(call + name for name in ("", "decide/", "ranking/", "reserve/", "results/", f"results/{one}/", "fairness/", "assign/", "group/", "meeting/"))]
        scoring = ["/staff/", "/staff/applications/?stage=all", f"/staff/applications/{one}/", "/staff/reviews/", f"/staff/reviews/calls/{self.call.reference}/",
                   f"/staff/reviews/{one}/", f"/staff/reviews/calls/{self.call.reference}/compare/?a={one}&a={self.twin.reference}"]
        own = ["/my/", f"/my/applications/{one}/", f"/my/applications/{one}/messages/", "/my/data/", f"/my/applications/{one}/withdraw/"]
        return [*((self.officer, path) for path in office), *((self.reviewer, path) for path in scoring), *((self.one.applicant.user, path) for path in own)]

    def too_many(self) -> dict[str, int]:
        """Pages that ask too often, at the first look of a person at them."""
        found = {}
        for person, path in self.pages():
            client = Client()
            client.force_login(person)
            client.get("/privacy/")  # the first request of a process fills what is kept for the next
            Look.objects.all().delete()
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(path)
            assert answer.status_code == 200 or self.call.is_blind and person == self.reviewer, (path, answer.status_code)
            count = sum(not row["sql"].startswith(PAPERWORK) for row in asked)
            if count > MOST_QUERIES:
                found[path] = count
        return found


@pytest.mark.parametrize("is_blind", [False, True])
def test_while_it_is_decided(is_blind):
    full = Full(is_blind=is_blind)
    assert full.too_many() == {}
    full.stands_near_to_another()
    assert full.too_many() == {}


def test_when_everybody_was_told():
    full = Full()
    full.is_told()
    assert Objection.objects.count() == 2
    full.stands_near_to_another()
    assert full.too_many() == {}
