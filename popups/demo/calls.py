"""Four calls: one that was told long ago, one that is being read and decided, one that is open, one that is announced."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from popups.choices import ObjectionOutcome, Outcome, PaperKind, Where
from popups.demo.asks import CALLED, Ask
from popups.demo.call_words import (
    ANSWER,
    CHANGE,
    CRITERIA,
    LAKE,
    MARKET,
    NEGATIVES,
    OBJECTION,
    PAPERS,
    PARTNERS,
    QUESTIONS,
    SPRING,
    TALK,
    YEAR,
)
from popups.demo.cast import Cast
from popups.demo.chronicle import Story
from popups.demo.companions import BY_CODE, code_of
from popups.demo.crowd import crowd, user_of
from popups.demo.people import Person
from popups.demo.planning import UNPLACED, WANTED, asks, banded_plan, is_rival, needs, plans
from popups.demo.reviewing import consult_the_group, decide_some, read_and_score
from popups.demo.sheets import send_along
from popups.demo.stays import offer_and_answer, stay
from popups.kinds import spec_of
from popups.lifecycle.applications import (
    request_changes,
    save_step,
    start_application,
    submit_application,
    withdraw_application,
)
from popups.lifecycle.blind_papers import close_to_reviewers, open_to_reviewers
from popups.lifecycle.calls import copy_call, delete_call, draft_call, release_call, save_call, take_back_call
from popups.lifecycle.co_applicants import add_co_applicant, answer_as_co_applicant
from popups.lifecycle.deciding import close_deciding, decide, reopen_deciding
from popups.lifecycle.messages import write_message
from popups.lifecycle.objections import answer_objection, object_to
from popups.lifecycle.results import move_up, send_results
from popups.lifecycle.reviewing import declare_conflict
from popups.models import Application, Call, Paper, Plan, User
from popups.rules.calls import units_of
from vacancies.latvian import fold
from vacancies.models import Area, Unit
from vacancies.sure import sure

# Of last year: a place, the reserve list, a no. The first gave the place back; of the last place nothing has been offered yet.
GIVEN = ("maker:glass", "maker:leather", "ngo:animals", "maker:bags", "host:sewing", "ngo:seniors", "ngo:youth")
WAITING = ("host:robots", "maker:jewel")
REFUSED = ("ngo:women", "host:wreaths", "maker:tea")
RELATIVES = ("maker:toys",)
SENT_IN_SPRING = 120
SPRING_OPENS, SPRING_CLOSES = -50, -13
PAPERS_EACH = 7  # one in so many of spring sends papers along


def calls(cast: Cast) -> list[Story]:
    sent: list[Application] = []
    return [_year(cast, sent), *(_given(cast, sent, ask) for ask in CALLED), _spring(cast), _market(cast), _lake(cast)]


def _moment(cast: Cast, offset: int, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(cast.chronicle.day(offset), time(hour)))


def _call(cast: Cast, texts: dict[str, Any], *, opens: int, closes: int, stays: tuple[int, int], places: int, **fields: Any) -> Call:
    """A draft that lacks nothing. Days count from today; it closes at the end of the last one."""
    day = cast.chronicle.day
    return save_call(
        call=draft_call(by=cast.officer), by=cast.officer, texts=texts, opens_at=_moment(cast, opens, 9), closes_at=_moment(cast, closes + 1, 0),
        results_on=day(min(closes + 15, stays[0])), stays_start=day(stays[0]), stays_end=day(stays[1]), places=places,
        criteria=CRITERIA, questions=QUESTIONS, papers=PAPERS, **fields)


def _apply(cast: Cast, call: Call, user: User, person: Person, *, is_sent: bool = True, papers: int | None = None,
           partner: str = "", units: Sequence[Unit] = ()) -> Application:
    """Five pages in one go. papers: which are sent along, if any. partner: who is asked to apply together with them. units: to wish for."""
    dice, question = cast.chronicle.dice, next(question.code for question in spec_of(person.kind).questions if question.is_required)
    application = start_application(by=user, kind=person.kind, call=call)
    profile = {"name": person.name, "contact_name": person.contact, "about": person.text}
    save_step(application=application, step_code="who", by=user, profile=profile)
    save_step(application=application, step_code="what", by=user, title=person.title, activity=person.activity, description=person.text,
              answers={question: person.answer, QUESTIONS[0]["code"]: dice.random() < 0.5})
    wishes = {"where": dice.choice([Where.ANYWHERE, Where.FEATURES])} | (asks(person, units) if units else {})
    areas = list(Area.objects.order_by("pk")[:1]) if wishes["where"] == Where.FEATURES else []
    lengths: dict[str, Any] = {"shortest_days": dice.choice([14, 30]), "longest_days": dice.choice([60, 90])}
    save_step(application=application, step_code="where", by=user, areas=areas, **lengths | wishes)
    if not is_sent:
        return application
    save_step(application=application, step_code="needs", by=user, **{"budget_cents": dice.choice([None, 4000, 9000, 15000])} | (needs(person) if units else {}))
    if papers is not None:
        cast.papers += send_along(application, person, papers, by=user)
    if partner:
        add_co_applicant(application=application, name=partner, email=f"{fold(partner).replace(' ', '.')}@example.org", by=user)
    save_step(application=application, step_code="check", by=user)
    return submit_application(application=application, by=user)


def _known(cast: Cast, codes: Sequence[str]) -> list[tuple[User, Person]]:
    return [(cast.people[code], BY_CODE[code]) for code in codes]


def _year(cast: Cast, sent: list[Application]) -> Story:
    """Told eight months ago; a place became free last week. Adds to `sent` what came in."""
    yield -345
    call = _call(cast, YEAR, opens=-340, closes=-300, stays=(-240, 60), places=len(GIVEN))
    yield -344
    take_back_call(call=release_call(call=call, by=cast.officer), by=cast.officer)
    call = release_call(call=call, by=cast.officer)
    for number, (user, person) in enumerate(_known(cast, GIVEN + WAITING + REFUSED)):
        yield -335 + 3 * number
        wishes = [cast.units[code] for code in UNPLACED.get(code_of(person), ())]
        sent.append(_apply(cast, call, user, person, papers=number, units=wishes))
    relative = _relative(cast, call)
    yield -299
    yield from read_and_score(cast, sent, first=-298)
    yield -288
    _decide_year(cast, sent, relative, plan=banded_plan(cast, call))
    withdraw_application(application=relative, by=sure(relative.applicant.user))
    yield -286
    close_deciding(call=call, by=cast.officer, decision_number="3/14", meeting_notes="Klāt pieci no septiņiem.")
    reopen_deciding(call=call, by=cast.officer)
    close_deciding(call=call, by=cast.officer, decision_number="3/14", meeting_notes="Klāt pieci no septiņiem; viena atturas.")
    yield -285
    send_results(call=call, by=cast.officer)
    yield from _afterwards(cast, sent)


def _decide_year(cast: Cast, sent: Sequence[Application], relative: Application, *, plan: Plan) -> None:
    """Those for whom the plan finds no place read what stood in the way."""
    unplaced = {cast.people[code].pk for code in UNPLACED}
    for number, application in enumerate(sent):
        if application == sent[-1]:
            _all_stand_near(cast, relative)
        outcome = Outcome.PLACE if number < len(GIVEN) else Outcome.RESERVE if number < len(GIVEN + WAITING) else Outcome.NOT_SELECTED
        reason, note = NEGATIVES[0] if outcome is Outcome.NOT_SELECTED else ("", "")
        decide(application=application, outcome=outcome, reason=reason, note=note, by=cast.officer,
               plan=plan.reference if application.applicant.user_id in unplaced else "")


def _relative(cast: Cast, call: Call) -> Application:
    """Of somebody near to the whole office. Nobody else's dice are touched."""
    dice, (user, person) = cast.chronicle.dice.getstate(), _known(cast, RELATIVES)[0]
    application = _apply(cast, call, user, person)
    cast.chronicle.dice.setstate(dice)
    return application


def _all_stand_near(cast: Cast, application: Application) -> None:
    """So the officer decides about the last of the others all the same, and the record of fairness tells of it."""
    for person in (cast.officer, User.objects.get(is_superuser=True)):
        declare_conflict(application=application, by=person, reason="Kaimiņi un radi.")


def _afterwards(cast: Cast, sent: Sequence[Application]) -> Story:
    yield -280
    last = sent[-1]
    objection = object_to(application=last, text=OBJECTION, by=sure(last.applicant.user))
    yield -272
    answer_objection(objection=objection, outcome=ObjectionOutcome.CHANGED, answer=ANSWER, new_outcome=Outcome.RESERVE, by=cast.officer)
    yield -8
    withdraw_application(application=sent[0], by=sure(sent[0].applicant.user))
    yield -6
    move_up(application=sent[len(GIVEN)], by=cast.officer)


def _given(cast: Cast, sent: Sequence[Application], ask: Ask) -> Story:
    """Whoever has a place is offered days in a unit; the chain from a call to a stay."""
    yield ask.offered_on
    user = cast.people[ask.person]
    application = next(row for row in sent if row.applicant.user_id == user.pk)
    application.refresh_from_db()
    tenancy = yield from offer_and_answer(cast, ask, application)
    if tenancy is not None:
        yield from stay(cast, ask, tenancy)


def _spring(cast: Cast) -> Story:
    """Closed, read by five, asked about, half decided."""
    yield -54
    call = _call(cast, SPRING, opens=SPRING_OPENS, closes=SPRING_CLOSES, stays=(75, 260), places=30, is_blind=True, reviews_wanted=2,
                 commercial_until=cast.chronicle.day(30))
    yield -52
    call = release_call(call=call, by=cast.officer)
    people, sent, units = crowd(SENT_IN_SPRING), [], list(units_of(call).order_by("-floor_area_m2", "reference"))
    wanted = [cast.units[code] for code in WANTED]
    days = range(SPRING_OPENS + 1, SPRING_CLOSES)
    for place, day in enumerate(days):
        yield day
        if day == SPRING_OPENS + 10:
            save_call(call=call, by=cast.officer, places=34, note="Divi īpašnieki piekrita vēl.")
        first, last = (SENT_IN_SPRING * number // len(days) for number in (place, place + 1))
        sent += [_apply(cast, call, user_of(cast, person, day), person, papers=number if number % PAPERS_EACH == 0 else None,
                        units=wanted if is_rival(person) else units)
                 for number, person in enumerate(people[first:last], start=first)]
    _uncover(cast, sent)
    yield from read_and_score(cast, sent, first=SPRING_CLOSES + 1)
    yield from consult_the_group(cast, call, first=-8)
    yield from decide_some(cast, call, day=-2)
    yield from plans(cast, call, day=-1)


def _uncover(cast: Cast, sent: Sequence[Application]) -> None:
    """Blind reviewers may see pictures that name nobody; on the last one a name was found after all."""
    opened = [open_to_reviewers(paper=paper, by=cast.officer) for paper in
              Paper.objects.filter(application__in=sent, kind=PaperKind.PORTFOLIO).select_related("application").order_by("pk")]
    close_to_reviewers(paper=opened[-1], by=cast.officer)


def _market(cast: Cast) -> Story:
    """Open now, with a few applications, somebody who has not sent theirs, one sent back, a question, and two who apply with others."""
    yield -12
    call = _call(cast, MARKET, opens=-9, closes=12, stays=(20, 62), places=5, shortest_days=7)
    yield -10
    call = release_call(call=call, by=cast.officer)
    known = _known(cast, ("maker:candles", "maker:toys", "musician:choir", "ngo:repair", "host:baking"))
    sent = []
    for number, (user, person) in enumerate(known):
        yield -8 + number
        sent.append(_apply(cast, call, user, person, is_sent=number != len(known) - 1, papers=number, partner=PARTNERS.get(person.code, "")))
    yield -3
    request_changes(application=sent[1], note=CHANGE, by=cast.officer)
    answer_as_co_applicant(row=sent[3].co_applicants.get(), is_willing=True)
    write_message(application=sent[0], text=TALK[0], by=sure(sent[0].applicant.user), is_from_office=False)
    yield -2
    write_message(application=sent[0], text=TALK[1], by=cast.officer, is_from_office=True)


def _lake(cast: Cast) -> Story:
    yield -5
    call = _call(cast, LAKE, opens=14, closes=60, stays=(150, 260), places=4)
    yield -4
    release_call(call=call, by=cast.officer)
    delete_call(call=copy_call(call=call, by=cast.officer), by=cast.officer)  # pressed by mistake
