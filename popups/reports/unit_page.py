"""Everything the office knows about one unit, one tab at a time."""

from datetime import date, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from popups.drawing.timeline import lay_out
from popups.models import Application, Event, Tenancy
from popups.reports.carried import StagedApplication
from popups.reports.merging import went_into
from popups.reports.queue import word_for_staff
from popups.reports.resident_reports import open_reports
from popups.reports.stages import with_stage
from popups.reports.timeline import timeline_of
from popups.reports.unit_story import moment_of, unit_story
from popups.rules.reviewing import with_identity
from popups.rules.stage import StageCode
from vacancies.models import Unit

BACK_WEEKS, AHEAD_WEEKS = 8, 44
MOST = 50  # of each kind on the tab


class Tab(TextChoices):
    ABOUT = "about", gettext_lazy("About the unit")
    VACANCY = "vacancy", gettext_lazy("Vacancy and visits")
    USE = "use", gettext_lazy("Tenancies and applications")
    HISTORY = "history", gettext_lazy("History")


def tabs_for(*, sees_deeds: bool) -> list[Tab]:
    """Who keeps only the register sees nothing of the people in it."""
    return [tab for tab in Tab if sees_deeds or tab is not Tab.USE]


def _about(unit: Unit, today: date, reader: Any) -> dict[str, Any]:
    return {
        "photos": list(unit.photos.all()),
        "spaces": list(unit.spaces.in_use()),
        "shops": list(unit.shops.all()),
        "activities": [str(row) for row in unit.permitted_activities.all()],
        "merges": list(went_into(unit)[:MOST]),
    }


def _vacancy(unit: Unit, today: date, reader: Any) -> dict[str, Any]:
    return {
        "vacancies": list(unit.vacancies.all()[:MOST]),
        "closed_periods": list(unit.closed_periods.order_by("-starts_on")[:MOST]),
        "visits": list(unit.field_visits.select_related("by")[:MOST]),
        "reports": list(open_reports(unit)[:MOST]),
    }


def _wishing(unit: Unit, today: date, reader: Any) -> list[StagedApplication]:
    wished = with_identity(reader, Application.objects.filter(wishes__unit=unit)).select_related("applicant")
    rows = list(with_stage(wished, today).order_by("-submitted_at", "-pk")[:MOST])
    for row in rows:
        row.stage_word = word_for_staff(StageCode(row.stage))
    return rows


def _use(unit: Unit, today: date, reader: Any) -> dict[str, Any]:
    monday = today - timedelta(days=today.weekday())
    timeline = timeline_of([unit], start=monday - timedelta(weeks=BACK_WEEKS), end=monday + timedelta(weeks=AHEAD_WEEKS),
                           today=today, caption=_("What the unit is used for:"))
    return {
        "timeline": lay_out(timeline),
        "tenancies": list(Tenancy.objects.filter(unit=unit).order_by("-start", "-pk")[:MOST]),
        "applications": _wishing(unit, today, reader),
        "events": list(Event.objects.filter(unit=unit).order_by("-starts_at", "-pk")[:MOST]),
    }


_PARTS = {Tab.ABOUT: _about, Tab.VACANCY: _vacancy, Tab.USE: _use}


def unit_tab(unit: Unit, tab: Tab, today: date, *, sees_deeds: bool, reader: Any, sees_owners: bool = False,
             before: str = "") -> dict[str, Any]:
    """What one tab shows, in at most eleven queries. before: where a page of the history begins."""
    if tab is Tab.HISTORY:
        return {"story": unit_story(unit, with_deeds=sees_deeds, sees_owners=sees_owners, before=moment_of(before))}
    return _PARTS[tab](unit, today, reader)
