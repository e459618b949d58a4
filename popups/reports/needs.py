"""What needs whom at the office today: groups of things to do, each with the one button that does it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypedDict

from django.db.models import Exists, F, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus, OfferStatus, Verb
from popups.models import Application, Consultation, Event, History, Idea, Letter, Objection, Offer, Tenancy
from popups.moments import midnight
from popups.reports.events import waiting_events as events_to_move_on
from popups.reports.events import waiting_for_host
from popups.reports.letters import TO_RESIDENTS
from popups.reports.need import Deed, Group, Need, asked_for, group
from popups.reports.occupancy import with_occupancy
from popups.reports.owner_board import Due, View
from popups.reports.proposals import waiting_proposals
from popups.reports.reviewing import shares_of
from popups.reports.staff_units import Open, Published, due_for_recheck, units_found, with_last_seen
from popups.reports.suspicion import Suspicion, suspected
from popups.rules.messages import with_unread
from popups.rules.stage import StageCode
from vacancies.choices import OccupancyState, RecordState, ReportState, Role
from vacancies.models import ImportRun, Photo, Report, Talk, Unit


class Unpublished(TypedDict):
    occupancy: str
    record: str
    published: str
    stage: str


UNPUBLISHED: Unpublished = {"occupancy": OccupancyState.VACANT.value, "record": RecordState.CONFIRMED.value,
                            "published": Published.NO.value, "stage": Open.OPEN.value}
OF_OFFER = ("application__applicant", "unit")
LAPSING_DAYS, STARTING_DAYS, ENDING_DAYS, ANSWERED_DAYS, NEW_PHOTO_DAYS, HOST_DAYS = 3, 14, 30, 7, 14, 7


def _page(name: str, row: Any) -> str:
    return reverse(name, args=[row.reference])


def new_applications(today: date) -> Group:
    rows = (Application.objects.sent().filter(status=ApplicationStatus.SUBMITTED).select_related("applicant")
            .order_by("submitted_at", "pk"))
    return group("applications", _("New applications"), _("Read"), rows, lambda row: Need(
        row.title or row.reference, row.applicant.name, _page("popups:staff-application", row),
        timezone.localdate(row.submitted_at)), "popups:staff-application-list", stage=StageCode.SUBMITTED.value)


def new_messages(today: date) -> Group:
    rows = (with_unread(Application.objects.sent(), is_from_office=False).select_related("applicant")
            .annotate(written_at=Max("messages__at", filter=Q(messages__is_from_office=False))).order_by("written_at", "pk"))
    return group("messages", _("New messages from applicants"), _("Read and answer"), rows, lambda row: Need(
        row.title or row.reference, row.applicant.name, _page("popups:staff-messages", row), timezone.localdate(row.written_at)))


def rolling_applications(today: date) -> Group:
    """For reviewers: what belongs to no call. What does comes to them when it is given to them."""
    found = new_applications(today)
    return replace(found, rows=found.rows.filter(call=None))


def own_reviews(person: Any) -> list[Group]:
    """The calls in which this person has something to review; no group where nothing waits. Four queries."""
    rows: Any = [share for share in shares_of(person) if share.left]
    found = group("reviews", _("Applications for you to review"), _("Review"), rows, lambda share: Need(
        share.call.title or share.call.reference, _("%(done)d of %(total)d reviews sent") % {"done": share.done, "total": share.total},
        _page("popups:review-list", share.call)), "popups:review-calls")
    return [one for one in asked_for([found]) if one.needs]


def lapsing_offers(today: date) -> Group:
    rows = Offer.objects.open().filter(answer_by_on__lte=today + timedelta(days=LAPSING_DAYS)).order_by("answer_by_on", "pk")
    return group("lapsing", _("Offers about to lapse"), _("Open the offer"), rows, lambda row: Need(
        str(row.unit), row.application.applicant.name, _page("popups:staff-offer", row), row.answer_by_on),
        related=OF_OFFER, place=lambda row: (row.answer_by_on, row.pk))


def owner_offers(today: date) -> Group:
    """The owner is asked and has not answered: a letter may lie unread, so somebody calls."""
    rows = Offer.objects.lacking_owner().filter(answer_by_on__gte=today).order_by("answer_by_on", "pk")
    return group("owner_offers", _("Offers that wait for the owner"), _("Open the offer"), rows, lambda row: Need(
        row.application.title or row.reference, str(row.unit), _page("popups:staff-offer", row), row.answer_by_on),
        related=OF_OFFER, place=lambda row: (row.answer_by_on, row.pk))


def proposals(today: date) -> Group:
    return group("proposals", _("What owners propose"), _("Read and answer"), waiting_proposals(), lambda row: Need(
        f"{row.unit.name}: {row.get_kind_display()}", row.unit.address, reverse("popups:proposal", args=[row.key]),
        timezone.localdate(row.made_at)))


def stopped_units(today: date) -> Group:
    """The owner said on their own page: no, or not now. Until somebody speaks with them, enters what comes next, or has read it."""
    rows = Talk.objects.stopped_by_owner().select_related("unit")
    return group("stopped", _("Owners who no longer offer their unit"), _("Open the talks"), rows, lambda row: Need(
        f"{row.unit.name}: {row.get_stage_display()}", row.get_refusal_display() or row.unit.address,
        reverse("vacancies:talk", args=[row.unit.reference]), timezone.localdate(row.stopped_at)))


def answered_offers(today: date) -> Group:
    """What people or the clock answered lately, an owner's no among it; what the office withdrew itself it knows."""
    answers = [OfferStatus.ACCEPTED, OfferStatus.DECLINED, OfferStatus.EXPIRED]
    owners_no = History.objects.filter(offer=OuterRef("pk"), verb=Verb.OWNER_DECLINED, by__isnull=True)
    rows = (Offer.objects.filter(Q(status__in=answers) | Q(Exists(owners_no), status=OfferStatus.WITHDRAWN),
                                 answered_at__gte=midnight(today - timedelta(days=ANSWERED_DAYS))).order_by("-answered_at", "-pk"))
    return group("answered", _("Answered offers"), _("See the answer"), rows, lambda row: Need(
        f"{row.application.applicant.name}: {_answer(row)}", str(row.unit), _page("popups:staff-offer", row),
        timezone.localdate(row.answered_at)), related=OF_OFFER, place=lambda row: (-row.answered_at.timestamp(), -row.pk))


def _answer(offer: Offer) -> str | Promise:
    return _("The owner said no") if offer.state is OfferStatus.WITHDRAWN else offer.state.label


def _tenancy(row: Tenancy, on: date) -> Need:
    return Need(row.public_name, str(row.unit), _page("popups:staff-tenancy", row), on)


def starting_tenancies(today: date) -> Group:
    rows = Tenancy.objects.upcoming(today).filter(start__lte=today + timedelta(days=STARTING_DAYS)).order_by("start", "pk")
    return group("starting", _("Tenancies that start soon"), _("Open the tenancy"), rows,
                  lambda row: _tenancy(row, row.start), "popups:tenancy-list", related=("unit",),
                 place=lambda row: (row.start, row.pk), state="upcoming")


def ending_tenancies(today: date) -> Group:
    rows = Tenancy.objects.not_over(today).filter(end__lte=today + timedelta(days=ENDING_DAYS)).order_by("end", "pk")
    return group("ending", _("Tenancies that end soon"), _("Open the tenancy"), rows,
                  lambda row: _tenancy(row, row.last_day), "popups:tenancy-list", related=("unit",),
                 place=lambda row: (row.end, row.pk), state="ending")


def waiting_events(today: date) -> Group:
    rows = events_to_move_on(timezone.now()).order_by("starts_at", "pk")
    return group("events", _("Events that wait for you"), _("Open the event"), rows, lambda row: Need(
        f"{row.title}: {row.state.label}", str(row.unit), _page("popups:staff-event", row),
        timezone.localdate(row.starts_at)), "popups:staff-event-list", related=("unit",),
        place=lambda row: (row.starts_at, row.pk), show="waiting")


def unanswered_events(today: date) -> Group:
    rows = waiting_for_host(timezone.now(), midnight(today + timedelta(days=HOST_DAYS + 1))).order_by("starts_at", "pk")
    return group("host_events", _("Events that wait for the host"), _("Open the event"), rows, _event,
                 related=("unit",), place=lambda row: (row.starts_at, row.pk))


def refused_events(today: date) -> Group:
    """What hosts said no to lately, and what was still to come then."""
    since = midnight(today - timedelta(days=ANSWERED_DAYS))
    rows = Event.objects.filter(host_refused_at__gte=since).order_by("-host_refused_at", "-pk")
    return group("refused_events", _("Events that the host refused"), _("Open the event"), rows, _event,
                 related=("unit",), place=lambda row: (-row.host_refused_at.timestamp(), -row.pk))


def _event(row: Event) -> Need:
    return Need(row.title, str(row.unit), _page("popups:staff-event", row), timezone.localdate(row.starts_at))


def new_reports(today: date) -> Group:
    rows = Report.objects.filter(state=ReportState.NEW).order_by("sent_at", "pk")
    return group("reports", _("New reports by residents"), _("Look at it"), rows, lambda row: Need(
        row.address or row.get_seen_display(), row.get_seen_display(), reverse("popups:staff-report", args=[row.key]),
        row.seen_on), "popups:staff-report-list")


def waiting_objections(today: date) -> Group:
    rows = Objection.objects.filter(answered_at__isnull=True).select_related("application__applicant").order_by("at", "pk")
    return group("objections", _("Objections"), _("Read and answer"), rows, lambda row: Need(
        row.application.title or row.application.reference, row.application.applicant.name,
        reverse("popups:staff-objection", args=[row.pk]), timezone.localdate(row.at)), "popups:objection-list")


def new_ideas(today: date) -> Group:
    rows = Idea.objects.unread().select_related("unit").order_by("made_at", "pk")
    return group("ideas", _("New ideas by residents"), _("Read"), rows, lambda row: Need(
        row.text, row.unit.name, reverse("popups:staff-idea-list"), timezone.localdate(row.made_at)), "popups:staff-idea-list")


def due_steps(today: date) -> Group:
    rows = Talk.objects.due(today).select_related("unit", "next_by")
    return group("steps", _("Next steps with owners"), _("Open the talks"), rows, lambda row: Need(
        f"{row.next_step}: {row.unit.name}", str(row.next_by or ""), reverse("vacancies:talk", args=[row.unit.reference]),
        row.next_on), "popups:owner-board", view=View.LIST.value, due=Due.TODAY.value, everything="on")


def reported_units(today: date) -> Group:
    rows = Unit.objects.filter(record_state=RecordState.REPORTED).order_by("created_at", "pk")
    return group("reported", _("Reported units to confirm"), _("Check the unit"), rows, lambda row: Need(
        row.name, row.address, _page("vacancies:unit-publish", row), timezone.localdate(row.created_at)),
        "popups:staff-unit-list", place=lambda row: (row.created_at, row.pk), record=RecordState.REPORTED.value)


def unpublished_units(today: date) -> Group:
    """Empty and confirmed, as an import leaves them: nobody outside can see or ask for them yet.

    Where the owner said no or asked for a pause, there is nothing to publish. The list behind the link asks the same.
    """
    rows = units_found(UNPUBLISHED, today).order_by("-created_at", "-pk")
    return group("unpublished", _("Empty units that nobody can see yet"), _("Check and publish"), rows, lambda row: Need(
        row.name, row.address, _page("vacancies:unit-publish", row)), "popups:staff-unit-list", **UNPUBLISHED)


def new_photos(today: date) -> Group:
    """Brought from the street or by residents, and nobody outside can see them yet. Officers know of their own.

    Not for ever: a picture that stays internal on purpose must not stand here every day.
    """
    since = midnight(today - timedelta(days=NEW_PHOTO_DAYS))
    waiting = Photo.objects.filter(released_at=None, added_at__gte=since).exclude(added_by__role=Role.OFFICER)
    rows = Unit.objects.in_register().filter(pk__in=waiting.values("unit")).order_by("sort_key", "pk")
    return group("photos", _("New photos that nobody outside can see yet"), _("Look and release"), rows, lambda row: Need(
        row.name, row.address, _page("vacancies:photo-list", row)), place=lambda row: (row.sort_key, row.pk))


def stale_units(today: date) -> Group:
    """Longest not seen first, as on the page of all of them."""
    longest = F("last_seen_on").asc(nulls_first=True)
    rows = due_for_recheck(Unit.objects.in_register(), today).order_by(longest, "sort_key", "pk")
    return group("recheck", _("Units to look at again"), _("Record what you see"), rows, lambda row: Need(
        row.name, row.address, _page("vacancies:vacancy-list", row), row.last_seen_on), "popups:due-list")


def doubtful_units(today: date) -> Group:
    """Suspected to stand empty because whoever passed by was not sure; what is reported has groups of its own."""
    found = suspected(with_occupancy(Unit.objects.in_register(), today), Suspicion.NOT_SURE)
    rows = with_last_seen(found).order_by("last_seen_on", "sort_key", "pk")
    return group("doubtful", _("Perhaps empty: somebody was not sure"), _("Record what you see"), rows, lambda row: Need(
        row.name, row.address, _page("vacancies:vacancy-list", row), row.last_seen_on))


def unfinished_imports(today: date) -> Group:
    """Without their reports, which hold hundreds of rows each."""
    rows = ImportRun.objects.left_lying(timezone.now()).defer("report", "corrections")
    return group("imports", _("Imports that are not finished"), _("Go on"), rows, _import, "vacancies:import-list")


def _import(row: Any) -> Need:
    page = "rows" if row.is_choosing and "columns" in row.mapping else "file"
    stopped = _("It stopped at row %(row)s.") % {"row": row.rows_done}
    return Need(row.file_name, stopped if row.has_stopped else _("Nothing of it is written yet."),
                reverse(f"vacancies:import-{page}", args=[row.key]), timezone.localdate(row.touched_at))


def failing_letters(today: date) -> Group:
    rows = Letter.objects.failing().exclude(kind__in=TO_RESIDENTS).order_by("written_at", "pk")
    return group("letters", _("Letters that could not be sent"), _("Open the letter"), rows, lambda row: Need(
        row.subject, row.to_email, reverse("popups:staff-letter", args=[row.key]), timezone.localdate(row.written_at)),
        "popups:staff-letter-list", related=("application__applicant",), place=lambda row: (row.written_at, row.pk), show="failing")


def letters_to_print(today: date) -> Group:
    """To people without an e-mail. They stand here until somebody says that they are posted."""
    rows = Letter.objects.to_print().order_by("written_at", "pk")
    return group("print", _("Letters to print and post"), _("Open the letter"), rows, lambda row: Need(
        row.subject, row.application.applicant.name if row.application else "", reverse("popups:staff-letter", args=[row.key]),
        timezone.localdate(row.written_at)), "popups:staff-letter-list", related=("application__applicant",),
        place=lambda row: (row.written_at, row.pk), deed=Deed(reverse("popups:letter-print"), _("Print them all")), show="print")


def unanswered_consultations(today: date) -> Group:
    """The local group has answered, and waits to hear what the town did with it."""
    rows = Consultation.objects.waits_for_the_town(timezone.now()).order_by("closes_at", "pk")
    return group("consultations", _("The local group waits to hear what you did with its answer"), _("Say what came of it"), rows,
                 lambda row: Need(row.question, "", f"{reverse('popups:consultation', args=[row.key])}#done", timezone.localdate(row.closes_at)))


GROUPS: dict[Role, tuple[Callable[[date], Group], ...]] = {
    Role.OFFICER: (new_applications, waiting_objections, new_messages, proposals, stopped_units, owner_offers, lapsing_offers, answered_offers, starting_tenancies, ending_tenancies,
                   waiting_events, unanswered_events, refused_events, due_steps, new_reports, new_ideas, reported_units, unpublished_units, new_photos, unfinished_imports, stale_units, doubtful_units,
                   unanswered_consultations, letters_to_print, failing_letters),
    Role.REVIEWER: (rolling_applications,),
    Role.SURVEYOR: (stale_units, doubtful_units),
}

# Those that no other list shows have one of their own.
LISTED: dict[str, Callable[[date], Group]] = {
    "messages": new_messages, "proposals": proposals, "stopped": stopped_units, "owner_offers": owner_offers, "lapsing": lapsing_offers, "answered": answered_offers, "doubtful": doubtful_units,
    "photos": new_photos, "consultations": unanswered_consultations, "host_events": unanswered_events, "refused_events": refused_events}


def group_of(code: str, roles: Iterable[Role], today: date) -> Group | None:
    """One of those with a list of their own, for whom it is a need."""
    maker = LISTED.get(code)
    return maker(today) if maker is not None and any(maker in GROUPS[role] for role in roles) else None


def needs_of(roles: Iterable[Role], today: date) -> list[Group]:
    """Groups with nothing to do are left out."""
    makers = dict.fromkeys(maker for role in roles for maker in GROUPS[role])
    return [found for found in asked_for(maker(today) for maker in makers) if found.needs]
