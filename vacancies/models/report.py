from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vacancies.choices import DismissReason, ReportState, Seen
from vacancies.models.facts import FieldVisit
from vacancies.models.photo import PHOTO_WIDTHS
from vacancies.models.unit import Unit


class Report(models.Model):
    """What a resident told about a shop. It counts in no figure until the office has looked at it.

    The picture is our own re-encoded one; when the report is taken over, it becomes a photo of the unit under the
    same key. The e-mail is forgotten after the answer, or with the report's age.
    """

    key = models.CharField(max_length=32, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=ReportState, default=ReportState.NEW, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    # What it became once somebody from the office had checked it; without one it counts in no figure.
    visit = models.OneToOneField(FieldVisit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
                                 editable=False)
    address = models.CharField(_("address or place"), max_length=300, blank=True)
    address_key = models.CharField(max_length=300, editable=False, blank=True, db_index=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    seen = models.CharField(_("what was seen"), max_length=20, choices=Seen)
    seen_on = models.DateField(_("seen on"))
    text = models.TextField(_("remark"), max_length=1000, blank=True)
    photo_key = models.CharField(max_length=32, blank=True, editable=False)
    photo_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    photo_width = models.PositiveIntegerField(null=True, editable=False)
    photo_height = models.PositiveIntegerField(null=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=5)
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)
    handled_at = models.DateTimeField(null=True, blank=True, editable=False)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                   related_name="+", editable=False)
    dismissed_because = models.CharField(max_length=20, choices=DismissReason, blank=True, editable=False)
    answer = models.TextField(_("answer to the reporter"), blank=True)

    class Meta:
        verbose_name = _("resident's report")
        verbose_name_plural = _("residents' reports")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_known_state"),
            models.CheckConstraint(condition=Q(latitude__isnull=True, longitude__isnull=True)
                                   | Q(latitude__isnull=False, longitude__isnull=False), name="report_whole_point"),
        ]

    def __str__(self) -> str:
        return f"{self.get_seen_display()}: {self.address}"

    @property
    def is_new(self) -> bool:
        return self.state == ReportState.NEW

    @property
    def is_dismissed(self) -> bool:
        return self.state == ReportState.DISMISSED

    @property
    def became_a_unit(self) -> bool:
        return self.state == ReportState.NEW_UNIT

    @property
    def has_own_photo(self) -> bool:
        """The picture still belongs to the report: no unit has taken it over."""
        return bool(self.photo_key) and (self.is_new or self.is_dismissed)

    @property
    def point(self) -> tuple[float, float] | None:
        """(latitude, longitude) in WGS 84."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)

    @property
    def photo_url(self) -> str:
        """Only staff may open it while it belongs to no unit."""
        return reverse("vacancies:photo-file", args=[self.photo_key, PHOTO_WIDTHS[1]]) if self.photo_key else ""
