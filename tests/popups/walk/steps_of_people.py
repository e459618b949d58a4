"""What else can happen to applications: begun by nobody and claimed, entered from paper, written about, used again, forgotten."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from popups.choices import ApplicationStatus, PaperKind
from popups.kinds import ApplicantKind
from popups.lifecycle.claiming import begin_draft, claim_draft, drop_draft
from popups.lifecycle.co_applicants import (
    add_co_applicant,
    answer_as_co_applicant,
    remind_co_applicant,
    remove_co_applicant,
)
from popups.lifecycle.copying import copy_application
from popups.lifecycle.entering import begin_entering
from popups.lifecycle.erasing import erase_person
from popups.lifecycle.messages import mark_read, send_with_words, write_message
from popups.lifecycle.papers import add_papers, remove_paper
from popups.lifecycle.repeats import settle_repeat
from popups.models import Application, CoApplicant, Message, Paper
from popups.rules.messages import untold
from popups.tick import tick
from tests.popups.walk.steps import MOST_APPLICATIONS
from tests.popups.walk.town import NothingThere, Step, Town, person

S = ApplicationStatus


def _while_there_is_room(town: Town) -> None:
    if Application.objects.count() >= MOST_APPLICATIONS:
        raise NothingThere


def begin_unsigned(town: Town) -> None:
    _while_there_is_room(town)
    begin_draft(kind=town.dice.choice(list(ApplicantKind)), unit=town.dice.choice([*town.units, None]), call=town.dice.choice([*town.calls, None]))


def claim(town: Town) -> None:
    claim_draft(application=town.one_of(Application.objects.filter(claim_key__isnull=False)), by=town.dice.choice(town.people))


def drop_unsigned(town: Town) -> None:
    drop_draft(application=town.one_of(Application.objects.filter(claim_key__isnull=False)))


def enter_from_paper(town: Town) -> None:
    _while_there_is_room(town)
    officer = town.officer()
    email = town.dice.choice(["", f"papirs{town.dice.randrange(3)}@example.org", town.dice.choice(town.people).email, officer.email])
    begin_entering(by=officer, kind=town.dice.choice(list(ApplicantKind)), name="Zaiga", email=email, call=town.dice.choice([*town.calls, None]))


def name_somebody_beside(town: Town) -> None:
    """Mostly beside a draft of nobody, where there is one; whoever signed in meanwhile names somebody there too."""
    unclaimed = Application.objects.filter(claim_key__isnull=False)
    is_nobodys = town.dice.random() < 0.7 and unclaimed.exists()
    application = town.one_of(unclaimed) if is_nobodys else town.of_status(S.DRAFT, S.CHANGES_REQUESTED)
    email = town.often(f"kopa{town.dice.randrange(4)}@example.org", town.dice.choice(town.people).email)
    by = town.dice.choice([None, *town.people[:2]]) if application.claim_key else town.sender_of(application)
    add_co_applicant(application=application, name=town.often("Kopdarbs", " "), email=email, by=by)


def remove_somebody_beside(town: Town) -> None:
    row = town.one_of(CoApplicant.objects.filter(application__status__in=[S.DRAFT, S.CHANGES_REQUESTED]))
    remove_co_applicant(row=row, by=town.sender_of(row.application))


def somebody_beside_answers(town: Town) -> None:
    row = town.one_of(CoApplicant.objects.filter(invited_at__isnull=False))
    if row.invited_at is None:  # they have no link yet
        raise NothingThere
    answer_as_co_applicant(row=row, is_willing=town.dice.random() < 0.7)


def remind_somebody_beside(town: Town) -> None:
    remind_co_applicant(row=town.one_of(CoApplicant.objects.filter(invited_at__isnull=False)))


def add_a_paper(town: Town) -> None:
    application = town.of_status(S.DRAFT, S.CHANGES_REQUESTED)
    body = town.often(b"%PDF-1.7 ", b"MZ ") + str(town.dice.randrange(3)).encode()
    add_papers(application=application, files=[SimpleUploadedFile("plan.pdf", body)], kind=PaperKind.OTHER, by=town.sender_of(application))


def remove_a_paper(town: Town) -> None:
    paper = town.one_of(Paper.objects.filter(application__status__in=[S.DRAFT, S.CHANGES_REQUESTED]))
    remove_paper(paper=paper, by=town.sender_of(paper.application))


def write(town: Town) -> None:
    application = town.one_of(Application.objects.exclude(submitted_at=None))
    is_from_office = town.dice.random() < 0.5
    write_message(application=application, text=town.often("Kad var redzēt telpu?", " "), is_from_office=is_from_office,
                  by=town.officer() if is_from_office else town.sender_of(application))


def read(town: Town) -> None:
    message = town.one_of(Message.objects.filter(read_at=None))
    mark_read(application=message.application, upto=message.pk, by=town.officer(), is_from_office=message.is_from_office)


def send_with_a_sentence(town: Town) -> None:
    application = town.of_status(S.CHANGES_REQUESTED)
    send_with_words(application=application, text=town.dice.choice(["Pielikts.", ""]), by=town.sender_of(application))


def use_again(town: Town) -> None:
    _while_there_is_room(town)
    application = town.one_of(Application.objects.filter(applicant__user__is_active=True, claim_key=None))
    if application.claim_key:  # a draft of nobody is on no page from which it could be copied
        raise NothingThere
    copy_application(application=application, by=town.sender_of(application), call=town.dice.choice([*town.calls, None]))


def say_whether_they_repeat(town: Town) -> None:
    one, other = (town.one_of(Application.objects.filter(call=town.calls[0])) for _number in range(2))
    settle_repeat(one=one, other=other, is_repeat=town.dice.random() < 0.5, by=town.officer())


def erase(town: Town) -> None:
    """Somebody else comes in their place, so that the town is never empty."""
    who = town.dice.choice(town.people)
    own = who.applicants.order_by("pk").first()
    words = [word for word in {who.email, *who.applicants.values_list("name", flat=True), own.contact_name if own else ""} if "ona" in word]
    erase_person(user=who, by=who)
    town.erased[who.pk] = words
    town.people[town.people.index(who)] = person(own.kind if own else ApplicantKind.MAKER, f"Pers9{len(town.erased)}ona")


def the_periodic_job_runs(town: Town) -> None:
    """No part of it fails. What was written to somebody is told by now, but for those who had a letter within the hour."""
    failed = [done.sentence for done in tick() if done.is_failure]
    assert not failed, failed
    assert not [row for side in (True, False) for row in untold(timezone.now(), is_from_office=side)], "somebody is not told"


def a_week_goes_by(town: Town) -> None:
    town.clock.shift(timedelta(days=7))


STEPS: dict[Step, float] = {
    begin_unsigned: 1, claim: 1, drop_unsigned: 0.3, enter_from_paper: 1, name_somebody_beside: 2, remove_somebody_beside: 0.7,
    somebody_beside_answers: 1, remind_somebody_beside: 0.5, add_a_paper: 2, remove_a_paper: 0.7, write: 2, read: 1, send_with_a_sentence: 1.5,
    use_again: 1, say_whether_they_repeat: 0.5, erase: 0.3, the_periodic_job_runs: 1, a_week_goes_by: 0.2}
NEVER_REFUSED = {"begin_unsigned", "claim", "drop_unsigned", "read", "remind_somebody_beside", "use_again", "the_periodic_job_runs", "a_week_goes_by",
                 "erase", "remove_a_paper", "remove_somebody_beside", "somebody_beside_answers"}  # or too seldom to be sure
