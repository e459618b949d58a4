from django.db import models
from django.utils.translation import gettext_lazy as _

from vacancies.models.unit import Unit

ADDED = "added"  # in ImportedRow.before["outcome"]: the unit was not there before that import


class ImportedRow(models.Model):
    """What the town's own register last said about a unit.

    A later import compares with this, not with the unit: what an officer corrected since is not undone
    by a file that still says the same as before.
    """

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="imported_row")
    key = models.CharField(max_length=400, unique=True)
    values = models.JSONField(default=dict)
    file_name = models.CharField(max_length=255, blank=True)
    run = models.ForeignKey("vacancies.ImportRun", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # What that run did to the unit, and what stood here before it: see vacancies/imports/ledger.py.
    before = models.JSONField(null=True, blank=True)
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")

    def __str__(self) -> str:
        return self.key
