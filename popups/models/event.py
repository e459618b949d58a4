from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from popups.choices import LIVE_EVENTS, EventKind, EventStatus
from popups.models.application import Applicant
from popups.models.offer import Tenancy
from vacancies.no_overlap import NoOverlap


class EventQuerySet(models.QuerySet["Event"]):
    def live(self) -> "EventQuerySet":
        return self.filter(status__in=LIVE_EVENTS)

    def public(self) -> "EventQuerySet":
        return self.filter(status__in=[status for status in EventStatus if status.is_public])

    def between(self, start: datetime, end: datetime) -> "EventQuerySet":
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Event(models.Model):
    """A performance or workshop, layered over a tenancy or in a bare unit; no double booking of the tenancy."""

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    unit = models.ForeignKey("vacancies.Unit", on_delete=models.PROTECT, related_name="+")
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    performer = models.ForeignKey(Applicant, on_delete=models.PROTECT, null=True, blank=True, related_name="events",
                                  verbose_name=_("performer or host"))
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind)
    title = models.CharField(_("title"), max_length=160)
    public_text = models.TextField(_("public description"), blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    status = models.CharField(_("status"), max_length=20, choices=EventStatus, default=EventStatus.PROPOSED,
                              editable=False)
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    price_cents = models.PositiveIntegerField(_("price, cents"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    # The host is asked by letter, and says yes (the status tells it) or no.
    host_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    host_refused_at = models.DateTimeField(null=True, blank=True, editable=False)
    host_note = models.TextField(blank=True, editable=False)  # why not, as the performer reads it

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=EventStatus.values), name="event_known_status"),
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_known_kind"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_start"),
            NoOverlap(name="event_one_performance_at_a_time", group="unit", start="starts_at", end="ends_at",
                      only={"kind": [EventKind.PERFORMANCE], "status": LIVE_EVENTS},
                      violation_error_message=_("Another performance is already planned here at that time.")),
        ]
        indexes = [models.Index(fields=["starts_at"], name="event_by_start")]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def state(self) -> EventStatus:
        return EventStatus(self.status)
