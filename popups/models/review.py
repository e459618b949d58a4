"""Who reads which application, what they think of it, and who may not."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from popups.choices import AssignedHow
from popups.models.application import Application
from popups.models.call import Criterion

PERSON = settings.AUTH_USER_MODEL


class Assignment(models.Model):
    """This reviewer is asked to score this application."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="assignments")
    how = models.CharField(_("how"), max_length=20, choices=AssignedHow)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["application", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "reviewer"], name="assignment_once")]

    def __str__(self) -> str:
        return f"{self.application_id} → {self.reviewer_id}"


class Conflict(models.Model):
    """This person stands too near to this application: they neither score it nor see what others think of it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="conflicts")
    reviewer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="conflicts")
    reason = models.CharField(_("why"), max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ["application", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "reviewer"], name="conflict_once")]

    def __str__(self) -> str:
        return f"{self.reviewer_id} × {self.application_id}"


class Review(models.Model):
    """One reviewer's opinion. Without `submitted_at` it is a draft that nobody else sees."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="reviews")
    is_abstention = models.BooleanField(_("abstains"), default=False)
    comment = models.TextField(_("in a sentence"), max_length=4000, blank=True)
    saved_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["application", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "reviewer"], name="review_once_a_reviewer")]

    def __str__(self) -> str:
        return f"{self.application_id} / {self.reviewer_id}"


class Score(models.Model):
    """The points for one criterion, with the reason in words."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField(_("points"))
    reason = models.CharField(_("why"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["review", "criterion"]
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="score_once_a_criterion")]

    def __str__(self) -> str:
        return f"{self.points}"


class Look(models.Model):
    """Who of the staff read an application, from when to when, how often: for the record of fairness."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="looks")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("look at an application")
        verbose_name_plural = _("looks at applications")
        ordering = ["application", "first_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "by"], name="look_one_row_a_person"),
            models.CheckConstraint(condition=Q(times__gte=1), name="look_at_least_once"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} ({self.times})"
