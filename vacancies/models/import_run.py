"""An import through the browser, from the uploaded file to its undoing."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vacancies.choices import ImportState

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

DEAD_AFTER = timedelta(minutes=2)  # what is at work and has given no sign of life for so long has stopped
FORGOTTEN_AFTER = timedelta(days=1)
IMPORTED, IMPORT_UNDONE = "import:", "import undone:"  # before a run's key, as the reason of a change in the history


class Standing(TypedDict):
    has_stopped: bool


class ImportRuns(models.QuerySet["ImportRun"]):
    def left_lying(self, now: datetime) -> "ImportRuns[WithAnnotations[ImportRun, Standing]]":
        """Those that need a person: stopped in the middle (has_stopped), or prepared and not written for a day."""
        stopped = self._stopped(now)
        waiting = Q(state=ImportState.CHOOSING, touched_at__lt=now - FORGOTTEN_AFTER)
        return self.with_stopped(now).filter(stopped | waiting).order_by("-has_stopped", "touched_at", "pk")

    def with_stopped(self, now: datetime) -> "ImportRuns[WithAnnotations[ImportRun, Standing]]":
        """has_stopped: its process was killed, or could not go on."""
        return self.annotate(has_stopped=models.ExpressionWrapper(self._stopped(now), output_field=models.BooleanField()))

    def _stopped(self, now: datetime) -> Q:
        return Q(report__has_key="work") & (Q(touched_at__lt=now - DEAD_AFTER) | Q(report__has_key="failure"))


class ImportRun(models.Model):
    """One file and all that was chosen and corrected for it. The file lies in private storage until it is forgotten."""

    key = models.CharField(max_length=32, unique=True, editable=False)
    state = models.CharField(max_length=20, choices=ImportState, default=ImportState.CHOOSING, editable=False)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64, editable=False)
    sheet = models.CharField(max_length=255, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    mapping = models.JSONField(default=dict, blank=True)  # as in a mapping file, docs/import.md
    corrections = models.JSONField(default=dict, blank=True)  # {"17": {"3": "corrected cell"}}: row number, column
    report = models.JSONField(default=dict, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                related_name="+")
    touched_at = models.DateTimeField(auto_now=True)  # of a running one: its last sign of life
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                  related_name="+")

    objects = ImportRuns.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-made_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_known_state")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_choosing(self) -> bool:
        return self.state == ImportState.CHOOSING

    @property
    def is_applied(self) -> bool:
        return self.state == ImportState.APPLIED

    @property
    def is_undoing(self) -> bool:
        return self.state == ImportState.UNDOING

    @property
    def is_undone(self) -> bool:
        return self.state == ImportState.UNDONE

    @property
    def reason(self) -> str:
        """Stands in the history of every row that the import wrote."""
        return f"{IMPORTED}{self.key}"

    @property
    def undo_reason(self) -> str:
        return f"{IMPORT_UNDONE}{self.key}"


class ImportSource(models.Model):
    """How the columns of a certain register were matched last time. `headings` is a fingerprint of its heading row."""

    headings = models.CharField(max_length=64, unique=True)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("known register")
        verbose_name_plural = _("known registers")

    def __str__(self) -> str:
        return self.headings
