"""Two entries of the register that are one place."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vacancies.models.unit import Unit


class Merge(models.Model):
    """One entry went into another. `moved` names every row that followed, so that it can be undone exactly."""

    key = models.CharField(max_length=32, unique=True, editable=False)
    kept = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    # {"vacancies.Photo": [1, 2], …} rows that follow; fields and states to be put back stand beside them
    moved = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                  related_name="+")

    class Meta:
        verbose_name = _("merge of units")
        verbose_name_plural = _("merges of units")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_of_two"),
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at__isnull=True), name="merge_once"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"


class NotSame(models.Model):
    """Somebody looked at the two entries and said that they are two places. `first` has the smaller number."""

    first = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("two different places")
        verbose_name_plural = _("pairs of different places")
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="not_same_in_order"),
            models.UniqueConstraint(fields=["first", "second"], name="not_same_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
