"""Residents' reports: taken in, decided on, answered, forgotten. A report alone never changes a figure."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from popups.choices import LetterKind, Verb
from popups.letters import Addressee, write_letter
from popups.lifecycle.records import lock_unit, write_history
from popups.models import Letter, User
from popups.moments import midnight
from vacancies.addresses import called_by_its_address, normal_address
from vacancies.choices import REPORT_MOVES, DismissReason, RecordState, ReportState, Seen, SeenBy
from vacancies.lifecycle.report_photos import drop_picture, hand_over_picture, remove_picture, store_picture
from vacancies.lifecycle.units import add_unit, record_visit
from vacancies.models import Report, Unit
from vacancies.problem import Problem, Refused
from vacancies.references import random_key

LETTER_KEY = "report-answered:"
MOST_NOTE = 500  # characters of a visit's note
AT_A_TIME = 500  # rows that are forgotten in one transaction


def send_report(*, seen: Seen | str, seen_on: date, key: str = "", unit: Unit | None = None, address: str = "",
                point: tuple[float, float] | None = None, text: str = "", file: File | None = None, email: str = "",
                by: Any = None) -> Report:
    """Takes in what somebody saw; the key is the form's, so that a form sent twice is one report. Raises PhotoProblem.

    The picture is decoded before the transaction begins, and its files go again when the row cannot be written.
    """
    key = key or random_key()
    known = Report.objects.filter(key=key).first()
    if known is not None:
        return known
    address = (unit.address if unit else address).strip()
    report = Report(key=key, seen=seen, seen_on=seen_on, unit=unit, address=address, text=text.strip(),
                    email=email.strip(), language=_language(), address_key=normal_address(address).key if address else "",
                    **(store_picture(file) if file else {}))
    report.latitude, report.longitude = point or (None, None)
    return _kept(report)


def _kept(report: Report) -> Report:
    try:
        with transaction.atomic():
            report.save()
    except BaseException as error:
        if report.photo_key:
            remove_picture(report.photo_key)
        same = Report.objects.filter(key=report.key).first() if isinstance(error, IntegrityError) else None
        if same is None:
            raise
        return same
    return report


def _language() -> str:
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@transaction.atomic
def point_to_unit(*, report: Report, unit: Unit | None, by: Any = None) -> Report:
    """The resident says which known unit was meant. Only a hint: the office decides."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.is_new:
        report.unit = unit
        report.save(update_fields=["unit"])
    return report


def _locked(reports: Sequence[Report], to: ReportState) -> list[Report]:
    """All of them in the order given, held in the order of their keys, so that two officers cannot wait for each other. Refuses what
    is no longer possible. Whoever takes them to a unit holds the lock of that unit already."""
    held = {row.pk: row for row in Report.objects.select_for_update().filter(pk__in=[one.pk for one in reports]).order_by("pk")}
    rows = [held.get(one.pk) for one in reports]
    if any(row is None or to not in REPORT_MOVES[ReportState(row.state)] for row in rows):
        text = _("Somebody has decided on this report already, as you see below. What you sent was not carried out.")
        raise Refused([Problem("already_decided", text)])
    return [row for row in rows if row is not None]


def _decide(report: Report, to: ReportState, by: User, answer: str, reason: str = "") -> None:
    report.state, report.handled_at, report.handled_by = to, timezone.now(), by
    report.answer, report.dismissed_because = answer.strip(), reason
    report.save()
    write_history(Verb.REPORT_HANDLED, by=by, unit=report.unit, reason=reason, note=report.address)
    if report.email and reason != DismissReason.SPAM:
        write_letter(LetterKind.REPORT_ANSWERED, to=Addressee(report.email, report.language), context={"report": report},
                     key=f"{LETTER_KEY}{report.key}")


def _record(report: Report, unit: Unit, by: User, today: date | None) -> None:
    """Only what somebody from the office has checked becomes a visit, with all that follows from one."""
    report.visit = record_visit(unit=unit, seen=report.seen, seen_on=report.seen_on, by=by, source=SeenBy.REPORT,
                                note=report.text[:MOST_NOTE], today=today)


def _take_over(rows: Sequence[Report], to: ReportState, unit: Unit, is_checked: bool, by: User, answer: str, today: date | None) -> None:
    """The first of them is the one that somebody looked at; of the others, what was checked makes a visit only of those that saw the
    same. In the order of their days, for a visit that is entered after a fresher one changes no vacancy."""
    for report in sorted(rows, key=lambda row: (row.seen_on, row.pk)):
        report.unit = unit
        hand_over_picture(report, unit, by)
        if is_checked and report.seen == rows[0].seen:
            _record(report, unit, by, today)
        _decide(report, to, by, answer)


@transaction.atomic
def take_as_known(*, report: Report, unit: Unit, is_checked: bool, by: User, answer: str = "", others: Sequence[Report] = (),
                  today: date | None = None) -> Report:
    """It speaks of a unit that is known, and so do the others: the photos go there, and visits too where somebody has checked it."""
    unit = lock_unit(unit.pk)
    rows = _locked([report, *others], ReportState.KNOWN_UNIT)
    if unit.record_state == RecordState.ARCHIVED:
        raise Refused([Problem("archived", _("This unit is archived. Choose another one, or take it back first."), "unit")])
    _take_over(rows, ReportState.KNOWN_UNIT, unit, is_checked, by, answer, today)
    return rows[0]


@transaction.atomic
def take_as_new(*, report: Report, name: str, address: str, is_checked: bool, by: User, answer: str = "",
                others: Sequence[Report] = (), today: date | None = None) -> Report:
    """It becomes a unit: confirmed and with its visit where somebody has checked it, else only reported. Without a name
    of its own it is called by its address, like what is logged on a walk. The others speak of that unit too."""
    rows = _locked([report, *others], ReportState.NEW_UNIT)
    state = RecordState.CONFIRMED if is_checked else RecordState.REPORTED
    unit = add_unit(by=by, name=name.strip() or called_by_its_address(address), address_typed=address.strip(), latitude=rows[0].latitude,
                    longitude=rows[0].longitude, record_state=state)
    _take_over(rows, ReportState.NEW_UNIT, unit, is_checked, by, answer, today)
    return rows[0]


@transaction.atomic
def dismiss_report(*, report: Report, reason: DismissReason | str, by: User, answer: str = "", others: Sequence[Report] = ()) -> Report:
    """Nothing comes of it, nor of the others. What is no real report loses its picture at once and gets no answer."""
    rows = _locked([report, *others], ReportState.DISMISSED)
    for row in rows:
        if reason == DismissReason.SPAM:
            drop_picture(row)
        _decide(row, ReportState.DISMISSED, by, answer, str(reason))
    return rows[0]


@transaction.atomic
def reopen_report(*, report: Report, by: User, others: Sequence[Report] = ()) -> Report:
    """Takes a dismissal back, and that of the others. A letter that was written is not written again."""
    rows = _locked([report, *others], ReportState.NEW)
    for row in rows:
        row.state, row.handled_at, row.handled_by, row.dismissed_because = ReportState.NEW, None, None, ""
        row.save()
        write_history(Verb.REPORT_HANDLED, by=by, unit=row.unit, note=row.address)
    return rows[0]


def forget_reporters(*, today: date) -> int:
    """The clock's verb: forgets who was answered, or reported long ago, and removes what was dismissed long ago.

    In pieces, each in a transaction of its own: nobody waits long to write, and what was done stays done when a later one fails.
    Returns how many reports were forgotten or removed.
    """
    before = midnight(today - timedelta(days=settings.REPORT_DAYS))
    letters = Letter.objects.filter(kind=LetterKind.REPORT_ANSWERED).exclude(to_email="")
    dismissed = Report.objects.filter(state=ReportState.DISMISSED, handled_at__lt=before)
    return sum((_in_pieces(letters.filter(sent_at__isnull=False), _forget_answered),
                _in_pieces(letters.filter(written_at__lt=before), _forget_address),
                _in_pieces(Report.objects.exclude(email="").filter(sent_at__lt=before), _forget_reporter),
                _in_pieces(dismissed, _remove_dismissed)))


def _in_pieces(rows: QuerySet, forget: Callable[[list[int]], int]) -> int:
    """Until none is left: `forget` makes of each row one that is not among them any more."""
    count = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]):
        with transaction.atomic():
            count += forget(keys)
    return count


def _forget_answered(letters: list[int]) -> int:
    """Their address and that of the reports they answer, together: a report alone would be kept for long."""
    told = Letter.objects.filter(pk__in=letters)
    answered = [key.removeprefix(LETTER_KEY) for key in told.values_list("key", flat=True)]
    told.update(to_email="")
    return Report.objects.exclude(email="").filter(key__in=answered).update(email="")


def _forget_address(letters: list[int]) -> int:
    Letter.objects.filter(pk__in=letters).update(to_email="")
    return 0


def _forget_reporter(reports: list[int]) -> int:
    return Report.objects.filter(pk__in=reports).update(email="")


def _remove_dismissed(reports: list[int]) -> int:
    """Those that nobody took back meanwhile."""
    old = list(Report.objects.select_for_update().filter(pk__in=reports, state=ReportState.DISMISSED).order_by("pk"))
    for report in old:
        drop_picture(report)
        report.delete()
    return len(old)
