"""What makes work at the desk quicker: filters to come back to, and many units changed at once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vacancies.choices import BulkOutcome, BulkVerb
from vacancies.models.unit import Unit


class SavedView(models.Model):
    """A named filter of the list of units. Its query is what stands in the address after the question mark."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)
    is_shared = models.BooleanField(_("for all colleagues"), default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_once",
                                               violation_error_message=_("You already have a view with this name."))]

    def __str__(self) -> str:
        return self.name


class BulkChange(models.Model):
    """One action on many units, with what each was before, so that it can be taken back."""

    key = models.CharField(max_length=32, unique=True, editable=False)
    verb = models.CharField(max_length=30, choices=BulkVerb)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                  related_name="+")

    class Meta:
        verbose_name = _("change of many units")
        verbose_name_plural = _("changes of many units")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"


class BulkChangeRow(models.Model):
    """What became of one unit of a bulk change, and why.

    `version` is the unit's after the change: if it moved on, it is not taken back. `before` is what taking back needs.
    """

    change = models.ForeignKey(BulkChange, on_delete=models.CASCADE, related_name="rows")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=BulkOutcome, default=BulkOutcome.DONE)
    reason = models.CharField(max_length=500, blank=True)
    before = models.JSONField(default=dict)
    version = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("unit of a change of many")
        verbose_name_plural = _("units of changes of many")
        constraints = [
            models.UniqueConstraint(fields=["change", "unit"], name="bulk_change_unit_once"),
            models.CheckConstraint(condition=Q(outcome__in=BulkOutcome.values), name="bulk_change_known_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.change_id}: {self.unit_id}"
