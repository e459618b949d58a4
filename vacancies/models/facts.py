"""Dated facts about a unit: stood empty, was closed, was seen."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from vacancies.choices import ClosedReason, Precision, Seen, SeenBy
from vacancies.models.remembered import Remembered
from vacancies.models.unit import Unit
from vacancies.no_overlap import NoOverlap


def _ends_after_start(start: str, end: str) -> Q:
    return Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": F(start)})


class VacancyQuerySet(models.QuerySet["Vacancy"]):
    def on(self, day: date) -> "VacancyQuerySet":
        return self.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=day),
                           Q(ends_on__isnull=True) | Q(ends_on__gt=day))


class Vacancy(Remembered):
    """The period [starts_on, ends_on) in which a unit stands empty, each end with how exactly it is known."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="vacancies")
    starts_on = models.DateField(_("empty since"), null=True, blank=True)
    starts_precision = models.CharField(_("how exactly"), max_length=10, choices=Precision, default=Precision.DAY)
    ends_on = models.DateField(_("empty until"), null=True, blank=True)
    ends_precision = models.CharField(_("how exactly"), max_length=10, choices=Precision, default=Precision.DAY)
    previous_use = models.CharField(_("previous use"), max_length=200, blank=True)
    as_typed = models.CharField(_("date as typed"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    history = HistoricalRecords()

    objects = VacancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("vacancy")
        verbose_name_plural = _("vacancies")
        ordering = ["unit", "-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=_ends_after_start("starts_on", "ends_on"), name="vacancy_ends_after_start",
                                   violation_error_message=_("The last day must not be before the first day.")),
            models.UniqueConstraint(fields=["unit"], condition=Q(ends_on__isnull=True), name="vacancy_one_open",
                                    violation_error_message=_("This unit already has a vacancy without an end.")),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.starts_on or '?'} – {self.ends_on or '…'}"


class ClosedPeriod(Remembered):
    """Days [starts_on, ends_on) on which nobody can be placed here, although the unit may be empty."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="closed_periods")
    reason = models.CharField(_("reason"), max_length=20, choices=ClosedReason)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("first day open again"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("closed period")
        verbose_name_plural = _("closed periods")
        ordering = ["unit", "starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="closed_period_ends_after_start"),
            NoOverlap(name="closed_period_no_overlap", group="unit", start="starts_on", end="ends_on",
                      violation_error_message=_("The unit is already marked as closed on some of these days.")),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.starts_on} – {self.ends_on}"


class FieldVisit(Remembered):
    """What somebody saw, and when. The freshest one tells how old our knowledge is."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="field_visits")
    seen_on = models.DateField(_("seen on"))
    seen = models.CharField(_("what was seen"), max_length=20, choices=Seen)
    source = models.CharField(_("how it was learned"), max_length=20, choices=SeenBy, default=SeenBy.DESK)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=500, blank=True)
    import_run = models.ForeignKey("vacancies.ImportRun", on_delete=models.SET_NULL, null=True, blank=True,
                                   related_name="+", editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("field visit")
        verbose_name_plural = _("field visits")
        ordering = ["unit", "-seen_on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(seen__in=Seen.values), name="field_visit_known_seen")]
        indexes = [models.Index(fields=["unit", "-seen_on", "-id"], name="field_visit_latest")]

    def __str__(self) -> str:
        return f"{self.seen_on}: {self.get_seen_display()}"
