"""What was decided about applications of a call, before and after it is told."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import NotSelectedReason, ObjectionOutcome, Outcome
from popups.models.application import Application
from popups.models.call import Call

PERSON = settings.AUTH_USER_MODEL


class Decision(models.Model):
    """Confirmed by a person, and pending until the results of the call are sent: nobody outside the office knows it.

    reserve_position: 1 is the first to move up. reason and note: of every negative, as the applicant will read them.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="decision")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    reserve_position = models.PositiveSmallIntegerField(_("place on the reserve list"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=30, choices=NotSelectedReason, blank=True)
    note = models.TextField(_("explanation to the applicant"), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["call", "outcome", "reserve_position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="decision_known_outcome"),
            models.CheckConstraint(condition=Q(outcome=Outcome.RESERVE, reserve_position__gte=1)
                                   | (~Q(outcome=Outcome.RESERVE) & Q(reserve_position__isnull=True)),
                                   name="decision_reserve_has_a_position"),
            models.UniqueConstraint(fields=["call", "reserve_position"], name="decision_one_a_reserve_position",
                                    violation_error_message=_("This place on the reserve list is taken already.")),
            models.CheckConstraint(condition=~Q(outcome=Outcome.NOT_SELECTED) | ~Q(reason=""),
                                   name="decision_negative_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.outcome}"

    @property
    def is_place(self) -> bool:
        return self.outcome == Outcome.PLACE


class Objection(models.Model):
    """The applicant does not agree with the outcome, and the answer that the town gave."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="objections")
    text = models.TextField(_("what you object to"), max_length=4000)
    at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=ObjectionOutcome, blank=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["application", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(answered_at__isnull=True, answered_by__isnull=True, outcome="")
                                   | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="")),
                                   name="objection_answered_when_by_and_how"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def answer_by(self) -> date | None:
        """The last day on which the town answers in time; None where it is answered, or that day has gone by."""
        day = timezone.localdate(self.at) + timedelta(days=settings.ANSWER_DAYS)
        return day if self.answered_at is None and day >= timezone.localdate() else None

    @property
    def is_changed(self) -> bool:
        """The objection was right, and another decision took the place of the first."""
        return self.outcome == ObjectionOutcome.CHANGED


class SettledRepeat(models.Model):
    """Two applications that looked like the same one, and what a person said about it. The older is `first`."""

    first = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    is_repeat = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("answer about a repeated application")
        verbose_name_plural = _("answers about repeated applications")
        ordering = ["first", "second"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="repeat_settled_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="repeat_older_first"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id}"
