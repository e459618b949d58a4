"""What needs whom at the office today: groups of things to do, each with the one button that does it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus, OfferStatus, Verb
from popups.models import Application, History, Letter, Offer, Tenancy
from popups.moments import midnight
from popups.reports.events import waiting_events as events_to_move_on
from popups.reports.occupancy import with_occupancy
from popups.reports.owner_board import Due, View
from popups.reports.proposals import waiting_proposals
from popups.reports.staff_units import Open, Published, due_for_recheck, units_found, with_last_seen
from popups.reports.suspicion import Suspicion, suspected
from popups.rules.stage import StageCode
from vacancies.choices import OccupancyState, RecordState, ReportState, Role
from vacancies.models import ImportRun, Photo, Report, Talk, Unit

SHOWN = 5  # of each group; the rest is behind its link
UNPUBLISHED: dict[str, str] = {"occupancy": OccupancyState.VACANT.value, "record": RecordState.CONFIRMED.value,
                               "published": Published.NO.value, "stage": Open.OPEN.value}
LAPSING_DAYS, STARTING_DAYS, ENDING_DAYS, ANSWERED_DAYS, NEW_PHOTO_DAYS = 3, 14, 30, 7, 14


@dataclass(frozen=True)
class Need:
    """on: the day that matters, where there is one."""

    title: str
    note: str | Promise
    href: str
    on: date | None = None


@dataclass(frozen=True)
class Group:
    """Things of one kind, the most pressing first. more_href: where all of them are, which `rows` and `need_of` make."""

    code: str
    heading: str | Promise
    button: str | Promise
    rows: QuerySet
    need_of: "Maker"
    needs: list[Need] = field(default_factory=list)
    more_href: str = ""


Maker = Callable[[Any], Need]


def _group(code: str, heading: str | Promise, button: str | Promise, rows: QuerySet, need_of: Maker,
           more: str = "", **query: str) -> Group:
    """One query. The link to all of them stands only where there are more than are shown; `more` names a list that has them."""
    found: list[Model] = list(rows[:SHOWN + 1])
    everything = f"{reverse(more)}?{urlencode(query)}" if more else reverse("popups:staff-need-list", args=[code])
    return Group(code, heading, button, rows, need_of, [need_of(row) for row in found[:SHOWN]], everything if len(found) > SHOWN else "")


def _page(name: str, row: Any) -> str:
    return reverse(name, args=[row.reference])


def new_applications(today: date) -> Group:
    rows = (Application.objects.sent().filter(status=ApplicationStatus.SUBMITTED).select_related("applicant")
            .order_by("submitted_at", "pk"))
    return _group("applications", _("New applications"), _("Read"), rows, lambda row: Need(
        row.title or row.reference, row.applicant.name, _page("popups:staff-application", row),
        timezone.localdate(row.submitted_at)), "popups:staff-application-list", stage=StageCode.SUBMITTED.value)


def lapsing_offers(today: date) -> Group:
    rows = (Offer.objects.open().filter(answer_by_on__lte=today + timedelta(days=LAPSING_DAYS))
            .select_related("application__applicant", "unit").order_by("answer_by_on", "pk"))
    return _group("lapsing", _("Offers about to lapse"), _("Open the offer"), rows, lambda row: Need(
        str(row.unit), row.application.applicant.name, _page("popups:staff-offer", row), row.answer_by_on))


def owner_offers(today: date) -> Group:
    """The owner is asked and has not answered: a letter may lie unread, so somebody calls."""
    rows = (Offer.objects.open().filter(owner_agreed_on__isnull=True, answer_by_on__gte=today)
            .select_related("application__applicant", "unit").order_by("answer_by_on", "pk"))
    return _group("owner_offers", _("Offers that wait for the owner"), _("Open the offer"), rows, lambda row: Need(
        row.application.title or row.reference, str(row.unit), _page("popups:staff-offer", row), row.answer_by_on))


def proposals(today: date) -> Group:
    return _group("proposals", _("What owners propose"), _("Read and answer"), waiting_proposals(), lambda row: Need(
        f"{row.unit.name}: {row.get_kind_display()}", row.unit.address, reverse("popups:proposal", args=[row.key]),
        timezone.localdate(row.made_at)))


def answered_offers(today: date) -> Group:
    """What people or the clock answered lately, an owner's no among it; what the office withdrew itself it knows."""
    answers = [OfferStatus.ACCEPTED, OfferStatus.DECLINED, OfferStatus.EXPIRED]
    owners_no = History.objects.filter(offer=OuterRef("pk"), verb=Verb.OWNER_DECLINED, by__isnull=True)
    rows = (Offer.objects.filter(Q(status__in=answers) | Q(Exists(owners_no), status=OfferStatus.WITHDRAWN),
                                 answered_at__gte=midnight(today - timedelta(days=ANSWERED_DAYS)))
            .select_related("application__applicant", "unit").order_by("-answered_at", "-pk"))
    return _group("answered", _("Answered offers"), _("See the answer"), rows, lambda row: Need(
        f"{row.application.applicant.name}: {_answer(row)}", str(row.unit), _page("popups:staff-offer", row),
        timezone.localdate(row.answered_at)))


def _answer(offer: Offer) -> str | Promise:
    return _("The owner said no") if offer.state is OfferStatus.WITHDRAWN else offer.state.label


def _tenancy(row: Tenancy, on: date) -> Need:
    return Need(row.public_name, str(row.unit), _page("popups:staff-tenancy", row), on)


def starting_tenancies(today: date) -> Group:
    rows = (Tenancy.objects.upcoming(today).filter(start__lte=today + timedelta(days=STARTING_DAYS))
            .select_related("unit").order_by("start", "pk"))
    return _group("starting", _("Tenancies that start soon"), _("Open the tenancy"), rows,
                  lambda row: _tenancy(row, row.start), "popups:tenancy-list", state="upcoming")


def ending_tenancies(today: date) -> Group:
    rows = (Tenancy.objects.not_over(today).filter(end__lte=today + timedelta(days=ENDING_DAYS))
            .select_related("unit").order_by("end", "pk"))
    return _group("ending", _("Tenancies that end soon"), _("Open the tenancy"), rows,
                  lambda row: _tenancy(row, row.last_day), "popups:tenancy-list", state="ending")


def waiting_events(today: date) -> Group:
    rows = events_to_move_on(timezone.now()).select_related("unit").order_by("starts_at", "pk")
    return _group("events", _("Events that wait for you"), _("Open the event"), rows, lambda row: Need(
        f"{row.title}: {row.state.label}", str(row.unit), _page("popups:staff-event", row),
        timezone.localdate(row.starts_at)), "popups:staff-event-list", show="waiting")


def new_reports(today: date) -> Group:
    rows = Report.objects.filter(state=ReportState.NEW).order_by("sent_at", "pk")
    return _group("reports", _("New reports by residents"), _("Look at it"), rows, lambda row: Need(
        row.address or row.get_seen_display(), row.get_seen_display(), reverse("popups:staff-report", args=[row.key]),
        row.seen_on), "popups:staff-report-list")


def due_steps(today: date) -> Group:
    rows = Talk.objects.due(today).select_related("unit", "next_by")
    return _group("steps", _("Next steps with owners"), _("Open the talks"), rows, lambda row: Need(
        f"{row.next_step}: {row.unit.name}", str(row.next_by or ""), reverse("vacancies:talk", args=[row.unit.reference]),
        row.next_on), "popups:owner-board", view=View.LIST.value, due=Due.TODAY.value, everything="on")


def reported_units(today: date) -> Group:
    rows = Unit.objects.filter(record_state=RecordState.REPORTED).order_by("created_at", "pk")
    return _group("reported", _("Reported units to confirm"), _("Check the unit"), rows, lambda row: Need(
        row.name, row.address, _page("vacancies:unit-publish", row), timezone.localdate(row.created_at)),
        "popups:staff-unit-list", record=RecordState.REPORTED.value)


def unpublished_units(today: date) -> Group:
    """Empty and confirmed, as an import leaves them: nobody outside can see or ask for them yet.

    Where the owner said no or asked for a pause, there is nothing to publish. The list behind the link asks the same.
    """
    rows = units_found(UNPUBLISHED, today).order_by("-created_at", "-pk")
    return _group("unpublished", _("Empty units that nobody can see yet"), _("Check and publish"), rows, lambda row: Need(
        row.name, row.address, _page("vacancies:unit-publish", row)), "popups:staff-unit-list", **UNPUBLISHED)


def new_photos(today: date) -> Group:
    """Brought from the street or by residents, and nobody outside can see them yet. Officers know of their own.

    Not for ever: a picture that stays internal on purpose must not stand here every day.
    """
    since = midnight(today - timedelta(days=NEW_PHOTO_DAYS))
    waiting = Photo.objects.filter(released_at=None, added_at__gte=since).exclude(added_by__role=Role.OFFICER)
    rows = Unit.objects.in_register().filter(pk__in=waiting.values("unit")).order_by("sort_key", "pk")
    return _group("photos", _("New photos that nobody outside can see yet"), _("Look and release"), rows, lambda row: Need(
        row.name, row.address, _page("vacancies:photo-list", row)))


def stale_units(today: date) -> Group:
    """Longest not seen first, as on the page of all of them."""
    longest = F("last_seen_on").asc(nulls_first=True)
    rows = due_for_recheck(Unit.objects.in_register(), today).order_by(longest, "sort_key", "pk")
    return _group("recheck", _("Units to look at again"), _("Record what you see"), rows, lambda row: Need(
        row.name, row.address, _page("vacancies:vacancy-list", row), row.last_seen_on), "popups:due-list")


def doubtful_units(today: date) -> Group:
    """Suspected to stand empty because whoever passed by was not sure; what is reported has groups of its own."""
    found = suspected(with_occupancy(Unit.objects.in_register(), today), Suspicion.NOT_SURE)
    rows = with_last_seen(found).order_by("last_seen_on", "sort_key", "pk")
    return _group("doubtful", _("Perhaps empty: somebody was not sure"), _("Record what you see"), rows, lambda row: Need(
        row.name, row.address, _page("vacancies:vacancy-list", row), row.last_seen_on))


def unfinished_imports(today: date) -> Group:
    """Without their reports, which hold hundreds of rows each."""
    rows = ImportRun.objects.left_lying(timezone.now()).defer("report", "corrections")
    return _group("imports", _("Imports that are not finished"), _("Go on"), rows, _import, "vacancies:import-list")


def _import(row: Any) -> Need:
    page = "rows" if row.is_choosing and "columns" in row.mapping else "file"
    stopped = _("It stopped at row %(row)s.") % {"row": row.rows_done}
    return Need(row.file_name, stopped if row.has_stopped else _("Nothing of it is written yet."),
                reverse(f"vacancies:import-{page}", args=[row.key]), timezone.localdate(row.touched_at))


def failing_letters(today: date) -> Group:
    rows = Letter.objects.failing().order_by("written_at", "pk")
    return _group("letters", _("Letters that could not be sent"), _("Open the letter"), rows, lambda row: Need(
        row.subject, row.to_email, reverse("popups:staff-letter", args=[row.key]), timezone.localdate(row.written_at)),
        "popups:staff-letter-list", show="failing")


GROUPS: dict[Role, tuple[Callable[[date], Group], ...]] = {
    Role.OFFICER: (new_applications, proposals, owner_offers, lapsing_offers, answered_offers, starting_tenancies, ending_tenancies,
                   waiting_events, due_steps, new_reports, reported_units, unpublished_units, new_photos, unfinished_imports, stale_units, doubtful_units,
                   failing_letters),
    Role.REVIEWER: (new_applications,),
    Role.SURVEYOR: (stale_units, doubtful_units),
}

# Those that no other list shows have one of their own.
LISTED: dict[str, Callable[[date], Group]] = {
    "proposals": proposals, "owner_offers": owner_offers, "lapsing": lapsing_offers, "answered": answered_offers, "doubtful": doubtful_units,
    "photos": new_photos}


def group_of(code: str, roles: Iterable[Role], today: date) -> Group | None:
    """One of those with a list of their own, for whom it is a need."""
    maker = LISTED.get(code)
    return maker(today) if maker is not None and any(maker in GROUPS[role] for role in roles) else None


def needs_of(roles: Iterable[Role], today: date) -> list[Group]:
    """One query for each group; groups with nothing to do are left out."""
    makers = dict.fromkeys(maker for role in roles for maker in GROUPS[role])
    return [group for group in (maker(today) for maker in makers) if group.needs]
