"""Each Ask walks the real verbs, from the first draft to the last day."""

from collections.abc import Generator
from typing import Any

from popups.choices import ApplicationStatus, NotSelectedReason, Where
from popups.demo.asks import Ask
from popups.demo.cast import Cast
from popups.demo.chronicle import Story
from popups.demo.companions import BY_CODE
from popups.demo.playing import PLAYS
from popups.demo.stays import offer_and_answer, stay
from popups.demo.words import COMMENTS
from popups.kinds import OF_STAYS, ONLY_PERFORMS, spec_of
from popups.lifecycle.applications import (
    comment,
    not_select,
    request_changes,
    save_step,
    shortlist,
    start_application,
    submit_application,
    take_into_review,
    withdraw_application,
)
from popups.models import Application

STEPS = ("who", "what", "where", "needs", "check")
PHONES = {code: f"+371 0000 {number:04}" for number, code in enumerate(BY_CODE, start=1)}  # nobody's: no number there begins with 0


def tell(cast: Cast, ask: Ask) -> Story:
    application = yield from _apply(cast, ask)
    if isinstance(ask.goal, ApplicationStatus):
        yield from _review(cast, ask, application)
        return
    yield from _read(cast, ask, application)
    tenancy = yield from offer_and_answer(cast, ask, application)
    if tenancy is not None:
        yield from stay(cast, ask, tenancy)


def _apply(cast: Cast, ask: Ask) -> Generator[int, None, Application]:
    yield ask.sent_on - 1
    person = BY_CODE[ask.person]
    user = cast.people[ask.person]
    application = start_application(by=user, kind=person.kind)
    profile = {"name": person.name, "contact_name": person.contact, "about": person.text,
               "phone": "" if cast.chronicle.dice.random() < 0.3 else PHONES[ask.person]}
    is_unfinished = ask.goal is ApplicationStatus.DRAFT
    pages = _pages(cast, ask)
    for step_code in STEPS[:3] if is_unfinished else STEPS:
        application = save_step(application=application, step_code=step_code, by=user,
                                profile=profile if step_code == STEPS[0] else None, **pages.get(step_code, {}))
    if not is_unfinished:
        yield ask.sent_on
        application = submit_application(application=application, by=user, today=cast.chronicle.day(ask.sent_on))
    return application


def _pages(cast: Cast, ask: Ask) -> dict[str, dict[str, Any]]:
    """What each page of the application says. Asked for a little more than the days that were given in the end."""
    person, dice = BY_CODE[ask.person], cast.chronicle.dice
    question = next(question.code for question in spec_of(person.kind).questions if question.is_required)
    longest = min(ask.days, 364)
    answers = {question: person.answer, **PLAYS.get(ask.person, {})}
    unasked = OF_STAYS if answers.get(ONLY_PERFORMS) else frozenset()
    pages: dict[str, dict[str, Any]] = {
        "what": {"title": person.title, "activity": person.activity, "description": person.text, "answers": answers},
        "where": {"units": [cast.units[code] for code in ask.places], "use": ask.use,
                  "where": Where.UNITS if ask.places else Where.ANYWHERE,
                  "earliest_start_on": cast.chronicle.day(ask.start), "shortest_days": max(7, longest // 2),
                  "latest_end_on": cast.chronicle.day(ask.start + ask.days + dice.randrange(20)), "longest_days": longest},
        "needs": {"needed_features": dice.sample(["water", "wc", "heating", "step_free"], dice.randrange(3)),
                  "budget_cents": dice.choice([None, 4000, 8000, 12000, 20000])},
    }
    return {code: {name: value for name, value in page.items() if name not in unasked} for code, page in pages.items()}


def _read(cast: Cast, ask: Ask, application: Application) -> Story:
    """Somebody takes it up and says something about it, always before the offer."""
    taken = min(ask.sent_on + 1 + cast.chronicle.dice.randrange(4), ask.offered_on - 1)
    yield taken
    take_into_review(application=application, by=cast.chronicle.dice.choice([cast.officer, cast.officer, cast.reviewer]))
    if cast.chronicle.dice.random() < 0.6:
        yield min(taken + 1, ask.offered_on - 1)
        _remark(cast, application)


def _remark(cast: Cast, application: Application) -> None:
    comment(application=application, text=cast.chronicle.dice.choice(COMMENTS), by=cast.reviewer)


def _review(cast: Cast, ask: Ask, application: Application) -> Story:
    """How an application went that has had no offer."""
    if ask.goal in {ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED}:
        return
    yield min(ask.sent_on + 3, -1)
    if ask.goal is ApplicationStatus.WITHDRAWN:
        withdraw_application(application=application, by=cast.people[ask.person])
    elif ask.goal is ApplicationStatus.CHANGES_REQUESTED:
        request_changes(application=application, note=ask.note, by=cast.officer)
    else:
        take_into_review(application=application, by=cast.reviewer)
        yield min(ask.sent_on + 5, -1)
        _remark(cast, application)
        yield from _conclude(cast, ask, application)


def _conclude(cast: Cast, ask: Ask, application: Application) -> Story:
    if ask.goal is ApplicationStatus.IN_REVIEW:
        yield from _once_more(cast, ask, application)
        return
    yield min(ask.sent_on + 9, -1)
    if ask.goal is ApplicationStatus.SHORTLISTED:
        shortlist(application=application, by=cast.officer)
    else:
        reason = ask.reason or NotSelectedReason.OTHER
        not_select(application=application, reason=reason, note=ask.note, by=cast.officer)


def _once_more(cast: Cast, ask: Ask, application: Application) -> Story:
    """Asked to change something, it was sent again and is being read again."""
    if ask.sent_on > -15:
        return
    yield ask.sent_on + 6
    request_changes(application=application, note="Lūdzu, pierakstiet, cik skaļi spēlēsiet un līdz cikiem.", by=cast.officer)
    yield ask.sent_on + 8
    submit_application(application=application, by=cast.people[ask.person], today=cast.chronicle.day(ask.sent_on + 8))
    yield ask.sent_on + 9
    take_into_review(application=application, by=cast.reviewer)
