"""What can happen to applications, offers and tenancies. Each step chooses by chance with what and by whom."""

from datetime import timedelta

from django.db.models import Q

from popups.choices import (
    ApplicationStatus,
    DeclineReason,
    EndReason,
    LegalBasis,
    NotSelectedReason,
    Outcome,
    Use,
    Where,
)
from popups.kinds import ApplicantKind
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
from popups.lifecycle.archiving import move_record
from popups.lifecycle.change_points import tick_points
from popups.lifecycle.offers import accept_offer, decline_offer, expire_offer, make_offer, withdraw_offer
from popups.lifecycle.owner_consent import ask_owner, owner_agrees, owner_declines
from popups.lifecycle.permanent import find_permanent_tenant
from popups.lifecycle.tenancies import change_public_face, end_tenancy
from popups.models import Application, Offer, Tenancy
from popups.rules.offers import Terms
from tests.popups.walk.town import NothingThere, Step, Town
from vacancies.choices import Activity, RecordState

S = ApplicationStatus
MOST_APPLICATIONS = 11


def start(town: Town) -> None:
    if Application.objects.count() >= MOST_APPLICATIONS:
        raise NothingThere
    person = town.dice.choice(town.people)
    own = person.applicants.order_by("pk").first()
    kind = town.often(own.kind, town.dice.choice(list(ApplicantKind)))
    application = start_application(by=person, kind=kind, unit=town.dice.choice([*town.units, None]), call=town.dice.choice([*town.calls, None]))
    if town.dice.random() < 0.6:
        _answer(town, application)


def fill_in(town: Town) -> None:
    _answer(town, town.of_status(S.DRAFT, S.CHANGES_REQUESTED))


def _answer(town: Town, application: Application) -> None:
    required = {question.code: town.often("Yes.", "") for question in application.spec.questions if question.is_required}
    first = town.today + timedelta(days=town.dice.randrange(1, 90))
    save_step(application=application, step_code="check", by=town.sender_of(application), answers=required, title="Pop-up",
              activity=Activity.CRAFTS, description=town.often("Cups.", ""), where=town.dice.choice([Where.UNITS, Where.ANYWHERE]),
              units=town.dice.sample(town.units, 2), earliest_start_on=first, latest_end_on=first + timedelta(days=town.often(150, 5)),
              shortest_days=14, longest_days=60)


def submit(town: Town) -> None:
    application = town.of_status(S.DRAFT, S.CHANGES_REQUESTED)
    submit_application(application=application, by=town.sender_of(application))


def review_begins(town: Town) -> None:
    take_into_review(application=town.of_status(S.SUBMITTED, S.SHORTLISTED), by=town.officer())


def put_on_shortlist(town: Town) -> None:
    shortlist(application=town.of_status(S.SUBMITTED, S.IN_REVIEW), by=town.officer())


def ask_for_changes(town: Town) -> None:
    points = [("title", "Shorter, please."), ("", "Two lines are enough.")] if town.dice.random() < 0.5 else []
    request_changes(application=town.of_status(S.SUBMITTED, S.IN_REVIEW), note=town.often("A picture, please.", " "), points=points, by=town.officer())


def tick_off(town: Town) -> None:
    application = town.of_status(S.CHANGES_REQUESTED)
    shown = [row.pk for row in application.change_points.all()]
    tick_points(application=application, shown=shown, ticked=shown[:town.dice.randrange(len(shown) + 1)], by=town.sender_of(application))


def refuse(town: Town) -> None:
    not_select(application=town.of_status(S.SUBMITTED, S.IN_REVIEW, S.SHORTLISTED), by=town.officer(),
               reason=town.often(NotSelectedReason.BUDGET, ""), note=town.often("The rent is higher.", ""))


def withdraw(town: Town) -> None:
    """Half the time somebody who has an offer to answer, where anybody has."""
    offered = Application.objects.filter(pk__in=Offer.objects.open().values("application"))
    is_offered = town.dice.random() < 0.5 and offered.exists()
    application = town.one_of(offered if is_offered else Application.objects.exclude(status__in=[S.WITHDRAWN, S.NOT_SELECTED]))
    withdraw_application(application=application, by=town.sender_of(application))


def remark(town: Town) -> None:
    comment(application=town.one_of(Application.objects.all()), text=town.often("Good.", " "), by=town.dice.choice(town.reviewers))


def offer(town: Town) -> None:
    waits = Q(call=None) | Q(decision__told_at__isnull=False, decision__outcome=Outcome.PLACE)
    application = town.one_of(Application.objects.filter(waits, status__in=[S.SUBMITTED, S.IN_REVIEW, S.SHORTLISTED]))
    unit, first = town.dice.choice(town.units), town.today + timedelta(days=town.dice.randrange(0, 60))
    unit.refresh_from_db()
    spaces = list(unit.spaces.in_use())
    chosen = spaces if town.dice.random() < 0.5 else spaces[:1]
    terms = Terms(rent_cents=9000, notice_days=30, legal_basis=LegalBasis.SHORT_LETTING, utilities_cents=0,
                  owner_agreed_on=town.often(None, town.today) if unit.owner_id else town.often(town.today, None), answer_by_on=first)
    make_offer(application=application, unit=unit, spaces=chosen, start=first, terms=terms, by=town.officer(),
               end=first + timedelta(days=town.dice.choice([1, 20, 30, 400])),
               use=Use.WHOLE if len(chosen) == len(spaces) else Use.SHARED)


def _an_offer(town: Town) -> Offer:
    return town.one_of(Offer.objects.open())


def accept(town: Town) -> None:
    row = _an_offer(town)
    accept_offer(offer=row, by=town.sender_of(row.application))


def decline(town: Town) -> None:
    row = _an_offer(town)
    decline_offer(offer=row, reason=town.often(DeclineReason.COST, ""), by=town.sender_of(row.application))


def take_offer_back(town: Town) -> None:
    withdraw_offer(offer=_an_offer(town), note=town.often("The roof leaks.", ""), by=town.officer())


def owner_says_yes(town: Town) -> None:
    owner_agrees(offer=town.one_of(Offer.objects.lacking_owner()), by=town.dice.choice([None, town.officer()]))


def owner_says_no(town: Town) -> None:
    owner_declines(offer=town.one_of(Offer.objects.lacking_owner()), by=None, note="No.")


def owner_is_asked_again(town: Town) -> None:
    ask_owner(offer=town.one_of(Offer.objects.lacking_owner()), by=town.officer())


def clock_expires_offers(town: Town) -> None:
    rows = list(Offer.objects.all()) if town.dice.random() < 0.2 else list(Offer.objects.lapsed(town.today))
    if not rows:
        raise NothingThere
    for row in rows:
        expire_offer(offer=row)


def _a_tenancy(town: Town) -> Tenancy:
    return town.one_of(Tenancy.objects.not_over(town.today).filter(end_reason=""))


def leave(town: Town) -> None:
    row = _a_tenancy(town)
    last = town.often(row.start + (row.end - row.start) // 2, town.today - timedelta(days=3))
    end_tenancy(tenancy=row, end=town.dice.choice([last, row.start, row.end]), by=town.officer(),
                reason=town.dice.choice([EndReason.LEFT_EARLY, EndReason.OWNER_WITHDREW, ""]))


def change_face(town: Town) -> None:
    change_public_face(tenancy=_a_tenancy(town), by=town.officer(), public_name=town.dice.choice(["Māls", "Vilna"]))


def permanent_tenant(town: Town) -> None:
    find_permanent_tenant(unit=town.dice.choice(town.units), name=town.dice.choice(["Maiznīca", "Maiznīca", ""]), by=town.officer(),
                          moves_in_on=town.today + timedelta(days=town.dice.choice([0, 20, 40, 120])))


def archive(town: Town) -> None:
    unit = town.dice.choice(town.units)
    unit.refresh_from_db()
    to = town.dice.choice([RecordState.ARCHIVED, RecordState.CONFIRMED, RecordState.CONFIRMED, RecordState.NOT_CONFIRMED])
    move_record(unit=unit, to=to, by=town.officer())


def hours_go_by(town: Town) -> None:
    town.wait(town.dice.randrange(1, 20))


def days_go_by(town: Town) -> None:
    town.wait(24 * town.dice.randrange(1, 6))


# What ends much is rare, so that there is something to end.
STEPS: dict[Step, float] = {
    start: 2, fill_in: 3, submit: 3, review_begins: 2, put_on_shortlist: 2, ask_for_changes: 1, tick_off: 0.7, refuse: 0.5, withdraw: 0.3, remark: 0.5,
    offer: 4, accept: 3, decline: 2, take_offer_back: 1, owner_says_yes: 3, owner_says_no: 4, owner_is_asked_again: 8,
    clock_expires_offers: 1, leave: 1, change_face: 1, permanent_tenant: 0.15, archive: 0.2, hours_go_by: 1, days_go_by: 0.6}
NEVER_REFUSED = {"hours_go_by", "days_go_by", "clock_expires_offers", "change_face", "permanent_tenant", "tick_off"}
