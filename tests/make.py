"""Rows for tests, made the way the product makes them: through the real verbs. Every argument is keyword-only."""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from popups.choices import (
    ApplicationStatus,
    DeclineReason,
    EventKind,
    EventStatus,
    LegalBasis,
    NotSelectedReason,
    OfferStatus,
    Use,
)
from popups.kinds import ApplicantKind
from popups.lifecycle.applications import (
    not_select,
    request_changes,
    save_step,
    shortlist,
    start_application,
    submit_application,
    take_into_review,
    withdraw_application,
)
from popups.lifecycle.consulting import release_consultation, save_consultation
from popups.lifecycle.events import move_event_on, propose_event
from popups.lifecycle.group_members import save_member
from popups.lifecycle.offers import accept_offer, decline_offer, withdraw_offer
from popups.lifecycle.offers import make_offer as lifecycle_make_offer
from popups.lifecycle.owner_page import propose
from popups.lifecycle.resident_reports import dismiss_report, send_report, take_as_known, take_as_new
from popups.lifecycle.spaces import NewSpace, divide_unit
from popups.models import (
    Applicant,
    Application,
    Call,
    CallText,
    Consultation,
    Criterion,
    Event,
    GroupMember,
    Offer,
    Tenancy,
    User,
)
from popups.rules.call_fit import questions_for
from popups.rules.calls import units_of
from popups.rules.offers import Terms
from vacancies.choices import Activity, DismissReason, OwnerKind, ProposalKind, ReportState, Role, Seen
from vacancies.imports.runs import choose_file, match_columns, start_run
from vacancies.lifecycle.areas import draw_area
from vacancies.lifecycle.register import new_unit
from vacancies.models import Area, ImportRun, Owner, Proposal, Report, Shop, Unit, Vacancy
from vacancies.references import fresh_reference
from vacancies.rules.owner_page import terms_of

_number = count(1)
PASSWORD = "lielais-ozols-9"


def today() -> date:
    return timezone.localdate()


def days(number: int) -> date:
    """The day so many days from today."""
    return today() + timedelta(days=number)


def make_user(*, email: str = "", role: str = "", password: str = PASSWORD, **fields: Any) -> User:
    return User.objects.create_user(email or f"person{next(_number)}@example.org", password, role=role, **fields)


def make_officer(**fields: Any) -> User:
    return make_user(**{"role": Role.OFFICER} | fields)


def make_reviewer(**fields: Any) -> User:
    return make_user(**{"role": Role.REVIEWER} | fields)


def make_surveyor(**fields: Any) -> User:
    return make_user(**{"role": Role.SURVEYOR} | fields)


def make_owner(*, name: str = "", kind: str = OwnerKind.COMPANY, **fields: Any) -> Owner:
    return Owner.objects.create(name=name or f"Owner {next(_number)}", kind=kind, **fields)


def make_unit(*, is_published: bool = True, is_vacant: bool = True, by: User | None = None, **fields: Any) -> Unit:
    """A confirmed unit with one whole space; published and vacant unless said otherwise."""
    number = next(_number)
    fields = {"name": f"Unit {number}", "address_typed": f"Dārza iela {number}", "floor_area_m2": 46,
              "asking_rent_cents": 12000, "utilities_cents": 3000, "latitude": 57.424, "longitude": 27.046} | fields
    if is_published:
        fields |= {"published_at": timezone.now(), "published_by": by or make_officer()}
    unit = new_unit(by=by, **fields)
    if is_vacant:
        Vacancy.objects.create(unit=unit, starts_on=days(-200))
    return unit


def make_area(*, name: str = "", ring: list | None = None, by: User | None = None) -> Area:
    """Around the place where make_unit() puts units, some 600 m wide."""
    ring = ring or [[27.04, 57.42], [27.05, 57.42], [27.05, 57.43], [27.04, 57.43]]
    return draw_area(name=name or f"Area {next(_number)}", ring=ring, by=by or make_officer())


def divide(unit: Unit, *names: str, by: User | None = None) -> list:
    return divide_unit(unit=unit, spaces=[NewSpace(name) for name in names], by=by or make_officer())


def make_applicant(*, user: User | None = None, kind: str = ApplicantKind.MAKER, **fields: Any) -> Applicant:
    return Applicant.objects.create(user=user or make_user(), kind=kind,
                                    **{"name": f"Māla darbnīca {next(_number)}"} | fields)


def _activity_of(call: Call | None) -> str:
    return call.activities[0] if call and call.activities else Activity.CRAFTS


def _answered(application: Application) -> dict[str, Any]:
    """Something for every question that must be answered, of the kind and of the call."""
    said = {"number": 1, "yes_no": True}
    return {question.code: question.choices[0][0] if question.choices else said.get(question.widget, "Answer")
            for question in questions_for(application) if question.is_required}


def _filled(application: Application, by: User, **answers: Any) -> Application:
    required = _answered(application)
    answers = {"title": f"Pop-up {next(_number)}", "activity": _activity_of(application.call), "description": "Cups and bowls.",
               "answers": required, "earliest_start_on": days(1), "latest_end_on": days(90), "shortest_days": 14,
               "longest_days": 60} | answers
    return save_step(application=application, step_code="check", by=by, **answers)


def _unit_of(call: Call | None) -> Unit | None:
    """One that can be applied for, where the call names any."""
    return units_of(call).first() if call and (call.units.exists() or call.areas.exists()) else None


def _while_open(call: Call | None) -> datetime | None:
    """A moment at which the call took applications: what lies in a closed call came before it closed."""
    return call.closes_at - timedelta(minutes=1) if call else None


def make_application(*, status: str = ApplicationStatus.SUBMITTED, applicant: Applicant | None = None,
                     unit: Unit | None = None, officer: User | None = None, call: Call | None = None,
                     **answers: Any) -> Application:
    """An application that has walked to `status`, wishing `unit` (a new one unless given), in `call` or on its own."""
    applicant = applicant or make_applicant()
    by, officer = applicant.user, officer or make_officer()
    application = start_application(by=by, kind=applicant.kind, unit=unit or _unit_of(call) or make_unit())
    if call is not None:
        application.call = call
        application.save(update_fields=["call"])
    application = _filled(application, by, **answers)
    if status == ApplicationStatus.DRAFT:
        return application
    if status == ApplicationStatus.WITHDRAWN:
        return withdraw_application(application=application, by=by)
    application = submit_application(application=application, by=by, now=_while_open(call))
    walks = {
        ApplicationStatus.IN_REVIEW: lambda: take_into_review(application=application, by=officer),
        ApplicationStatus.SHORTLISTED: lambda: shortlist(application=application, by=officer),
        ApplicationStatus.CHANGES_REQUESTED: lambda: request_changes(
            application=application, note="Please add a picture.", by=officer),
        ApplicationStatus.NOT_SELECTED: lambda: not_select(
            application=application, reason=NotSelectedReason.DATES_TAKEN, note="Another maker has May.", by=officer),
    }
    return walks[status]() if status in walks else application


def make_call(*, opened_days_ago: int = 10, days_left: int = 20, is_released: bool = True, criteria: int = 2,
              by: User | None = None, title: str = "Vasara veikalos", **fields: Any) -> Call:
    """A call that opened some days ago and closes in `days_left` days (negative: it is closed), with its criteria.

    Stays from 60 to 240 days from today. As rows: what leads there is tried by the tests of its verbs.
    """
    by, now = by or make_officer(), timezone.now()
    released = {"released_at": now, "released_by": by} if is_released else {}
    call = Call.objects.create(**{
        "reference": fresh_reference(Call, "C"), "made_by": by, "opens_at": now - timedelta(days=opened_days_ago),
        "closes_at": now + timedelta(days=days_left), "stays_start": days(60), "stays_end": days(240),
        **released, **fields})
    CallText.objects.create(call=call, language="lv", title=title, summary="Tukšie skatlogi uz vasaru.")
    CallText.objects.create(call=call, language="en", title="Summer in the shops", summary="Empty windows for a summer.")
    for number in range(1, criteria + 1):
        Criterion.objects.create(call=call, position=number, weight=number, lowest=1, highest=5, texts={
            "lv": {"name": f"Kritērijs {number}"}, "en": {"name": f"Criterion {number}"}})
    return call


def make_member(**fields: Any) -> GroupMember:
    number = next(_number)
    return save_member(by=make_officer(), **{"name": f"Member {number}", "email": f"member{number}@example.org", "language": "lv"} | fields)


def make_question(*, members: list[GroupMember] | None = None, by: User | None = None, closed: bool = False, **values: Any) -> Consultation:
    """A draft about a unit with two options; with members it is out. closed: its last day was yesterday."""
    by = by or make_officer()
    about = {} if "call" in values else {"unit": make_unit()}
    row = save_consultation(by=by, **about | {"question": "What should come here?", "opens_at": timezone.now() - timedelta(days=3),
                                              "closes_at": timezone.now() + timedelta(days=4), "options": ["A bakery", "A workshop"]} | values)
    if members is not None:
        row = release_consultation(consultation=row, members=members, by=by)
    if closed:
        Consultation.objects.filter(pk=row.pk).update(closes_at=timezone.now() - timedelta(hours=1))
        row.refresh_from_db()
    return row


def make_terms(**fields: Any) -> Terms:
    return Terms(**{"rent_cents": 12000, "notice_days": 30, "legal_basis": LegalBasis.SHORT_LETTING,
                    "owner_agreed_on": today(), "answer_by_on": today(), "utilities_cents": 3000} | fields)


def make_offer(*, status: str = OfferStatus.OPEN, application: Application | None = None, unit: Unit | None = None,
               spaces: list | None = None, start: date | None = None, end: date | None = None,
               by: User | None = None, use: str = Use.WHOLE, **terms: Any) -> Offer:
    """An offer for [start, end), from tomorrow for thirty days unless said otherwise."""
    unit = unit or make_unit()
    application = application or make_application(unit=unit)
    start = start or days(1)
    offer = lifecycle_make_offer(
        application=application, unit=unit, spaces=spaces or list(unit.spaces.in_use()), start=start,
        end=end or start + timedelta(days=30), terms=make_terms(**terms), use=use, by=by or make_officer())
    applicant = application.applicant.user
    if status == OfferStatus.ACCEPTED:
        accept_offer(offer=offer, by=applicant)
    elif status == OfferStatus.DECLINED:
        decline_offer(offer=offer, reason=DeclineReason.DATES, by=applicant)
    elif status == OfferStatus.WITHDRAWN:
        withdraw_offer(offer=offer, note="The owner changed their mind.", by=offer.made_by)
    offer.refresh_from_db()
    return offer


def make_tenancy(**offer_fields: Any) -> Tenancy:
    return Tenancy.objects.get(offer=make_offer(status=OfferStatus.ACCEPTED, **offer_fields))


def make_current_tenancy(*, started_days_ago: int = 10, days_left: int = 50, **offer_fields: Any) -> Tenancy:
    """One that is running today. Made as upcoming, then moved back, because nobody can offer the past."""
    tenancy = make_tenancy(**offer_fields)
    start, end = days(-started_days_ago), days(days_left)
    Tenancy.objects.filter(pk=tenancy.pk).update(start=start, end=end)
    tenancy.occupancies.update(start=start, end=end)
    Offer.objects.filter(pk=tenancy.offer_id).update(start=start, end=end)
    tenancy.refresh_from_db()
    return tenancy


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def make_event(*, unit: Unit | None = None, status: str = EventStatus.PROPOSED, starts_at: datetime | None = None,
               ends_at: datetime | None = None, kind: str = EventKind.PERFORMANCE, by: User | None = None,
               **fields: Any) -> Event:
    starts_at = starts_at or at(days(7), 18)
    officer = by or make_officer()
    event = propose_event(unit=unit or make_unit(), kind=kind, starts_at=starts_at, by=officer,
                          ends_at=ends_at or starts_at + timedelta(hours=2),
                          **{"title": f"Evening {next(_number)}"} | fields)
    path = {EventStatus.HOST_AGREED: [EventStatus.HOST_AGREED],
            EventStatus.CONFIRMED: [EventStatus.HOST_AGREED, EventStatus.CONFIRMED],
            EventStatus.CANCELLED: [EventStatus.CANCELLED]}
    for to in path.get(status, []):
        event = move_event_on(event=event, to=to, by=officer)
    return event


def make_report(*, state: str = ReportState.NEW, by: User | None = None, **fields: Any) -> Report:
    """A resident's report of an empty shop, walked to `state`."""
    report = send_report(**{"seen": Seen.EMPTY, "seen_on": today(), "address": f"Pils iela {next(_number)}"} | fields)
    officer = by or make_officer()
    if state == ReportState.DISMISSED:
        report = dismiss_report(report=report, reason=DismissReason.NOT_FOUND, by=officer)
    elif state == ReportState.KNOWN_UNIT:
        report = take_as_known(report=report, unit=report.unit or make_unit(), is_checked=False, by=officer)
    elif state == ReportState.NEW_UNIT:
        report = take_as_new(report=report, name="Shop", address=report.address, is_checked=False, by=officer)
    return report


def make_shop(**fields: Any) -> Shop:
    return Shop.objects.create(reference=fresh_reference(Shop, "S"),
                               **{"name": f"Shop {next(_number)}", "address": "Pils iela 1", "latitude": 57.425,
                                  "longitude": 27.044} | fields)


def make_import(*, by: User | None = None, text: str = "Adrese;Telpas;Statuss\nPils iela 1;veikals;brīvs\n",
                name: str = "register.csv") -> ImportRun:
    """A register that was sent, with its columns matched; nothing of it is written yet."""
    run = start_run(file=ContentFile(text.encode(), name=name), by=by)
    choose_file(run=run, header_row=1, by=by)
    columns = {"columns": {"#1": "address", "#2": "name", "#3": "status"}}
    return match_columns(run=run, mapping=columns, headings="", by=by)


def make_proposal(*, unit: Unit | None = None, kind: str = ProposalKind.TERMS, message: str = "", **values: Any) -> Proposal:
    """Made by the unit's owner on their own page; unless said otherwise, another rent or five days of January."""
    unit = unit or make_unit(owner=make_owner(email=f"owner{next(_number)}@example.org"))
    if kind == ProposalKind.TERMS:
        values = terms_of(unit) | {"asking_rent_cents": 17700} | values
    else:
        values = {"first_day": str(days(40)), "last_day": str(days(44))} | {name: str(day) for name, day in values.items()}
    return propose(unit=unit, owner=unit.owner, kind=ProposalKind(kind), values=values, message=message)
