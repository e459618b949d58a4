"""One row of everything that has an address, and one person of each role."""

from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from popups.choices import ApplicationStatus, AssignedHow, ObjectionOutcome, Outcome, PaperKind
from popups.lifecycle.bulk import change_many
from popups.lifecycle.merging import merge_units
from popups.lifecycle.reviewing import assign
from popups.models import Letter, Objection, Paper, User
from tests import make
from tests.popups.access_table import ANONYMOUS, APPLICANT, OTHER, Line
from tests.popups.deciding import make_told_call
from tests.popups.matching.planned import planned_names
from vacancies.choices import BulkVerb, ClosedReason, Role
from vacancies.lifecycle.views import keep_view
from vacancies.models import ClosedPeriod, Photo


@dataclass
class World:
    people: dict[str, User | None]
    args: dict[str, str] = field(default_factory=dict)
    signed_in: dict[str, Client] = field(default_factory=dict)

    def address(self, name: str, line: Line) -> str:
        return reverse(name, args=[self.args.get(arg, arg) for arg in line.args]) + line.query.format(**self.args)

    def client(self, role: str) -> Client:
        """A new one, in the session in which this person signed in first."""
        client, person = Client(), self.people[role]
        if person is not None:
            if role not in self.signed_in:
                self.signed_in[role] = Client()
                self.signed_in[role].force_login(person)
            client.cookies.update(self.signed_in[role].cookies)
        return client

    def is_still_in(self, role: str) -> bool:
        """Or else everything that came after would have been answered to nobody."""
        person = self.people[role]
        return person is None or self.signed_in[role].session.get(SESSION_KEY) == str(person.pk)


def make_world(folder: Path) -> World:
    """folder: of the files."""
    maker, officer = make.make_user(), make.make_officer()
    people = {ANONYMOUS: None, APPLICANT: maker, OTHER: make.make_applicant().user, Role.OFFICER.value: officer,
              Role.REVIEWER.value: make.make_reviewer(), Role.SURVEYOR.value: make.make_surveyor()}
    profile = make.make_applicant(user=maker)
    unit = make.make_unit(by=officer)
    asked = {name: make.make_application(applicant=profile, unit=unit, status=status) for name, status in (
        ("draft", ApplicationStatus.DRAFT), ("application", ApplicationStatus.SUBMITTED))}
    offer = make.make_offer(unit=unit, application=make.make_application(applicant=profile, unit=unit), by=officer)
    tenancy = make.make_tenancy(unit=make.make_unit(), application=make.make_application(applicant=profile), by=officer)
    paper = Paper.objects.create(application=asked["application"], key="a" * 32, kind=PaperKind.OTHER, file_name="plan.pdf",
                                 content_type="application/pdf", size=4)
    photo = Photo.objects.create(unit=unit, key="b" * 32, width=4, height=3, sha256="c" * 64)
    for name in (paper.stored_name, f"photos/{photo.key}-480.webp"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"%PDF")
    closed = ClosedPeriod.objects.create(unit=unit, reason=ClosedReason.SEASON, starts_on=make.days(300), ends_on=make.days(310))
    event = make.make_event(unit=unit, by=officer)
    own_event = make.make_event(unit=tenancy.unit, tenancy=tenancy, by=officer)
    report = make.make_report(unit=unit)
    merge = merge_units(kept=make.make_unit(), merged=make.make_unit(), by=officer)
    reviewed = make.make_application(unit=unit, call=make.make_call(by=officer))
    blind_paper = Paper.objects.create(application=reviewed, key="d" * 32, kind=PaperKind.OTHER, file_name="podi.pdf",
                                       content_type="application/pdf", size=4)
    assign(applications=[reviewed], reviewers=[officer, people[Role.REVIEWER.value]], how=AssignedHow.BY_HAND, by=officer)
    decided_call, (told, *_others) = make_told_call(outcomes=(Outcome.RESERVE,), applicant=profile, by=officer)
    objection = Objection.objects.create(application=told, text="Why?", answer="So.", outcome=ObjectionOutcome.UPHELD,
                                         answered_at=timezone.now(), answered_by=officer)
    return World(people, {
        **planned_names(by=officer),
        "decided_call": decided_call.reference, "told": told.reference, "objection": str(objection.pk),
        "blind_call": make.make_call(by=officer, is_blind=True).reference, "reviewed_paper": blind_paper.key,
        "reviewed": reviewed.reference, "reviewed_call": reviewed.call.reference,
        "unit": unit.reference, "draft": asked["draft"].reference, "application": asked["application"].reference,
        "offer": offer.reference, "proposal": make.make_proposal().key, "tenancy": tenancy.reference, "paper": paper.key, "internal_photo": photo.key,
        "vacancy": str(unit.vacancies.get().pk), "closed": str(closed.pk), "entry_line": str(unit.history.first().history_id),
        "import": make.make_import(by=officer).key, "event": event.reference, "own_event": own_event.reference, "report": report.key, "other_unit": make.make_unit().reference, "merge": merge.key,
        "shop": make.make_shop().reference, "area": make.make_area(by=officer).key,
        "owner": str(make.make_owner().pk), "call": make.make_call(by=officer).reference, "question": make.make_question(by=officer).key, "member": str(make.make_member().pk), "view": str(keep_view(name="Mine", query="q=pils", is_shared=False, by=officer).pk),
        "change": change_many(verb=BulkVerb.UNPUBLISH, keys=[make.make_unit().pk], by=officer).key, "letter": Letter.objects.first().key, "uuid": "00000000-0000-4000-8000-000000000000", "word": "abc", "number": "1", "doubtful": "doubtful"})
