from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from vacancies.models.remembered import Remembered
from vacancies.models.unit import Unit

PHOTO_WIDTHS = (480, 960, 1600)


class PhotoQuerySet(models.QuerySet["Photo"]):
    def kept(self) -> "PhotoQuerySet":
        return self.filter(removed_at__isnull=True)

    def released(self) -> "PhotoQuerySet":
        return self.filter(released_at__isnull=False)


class KeptPhotos(models.Manager.from_queryset(PhotoQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> PhotoQuerySet:
        return super().get_queryset().kept()


class Photo(Remembered):
    """Our own re-encoded pictures of a unit, without metadata. Internal until an officer releases it.

    The files are named by `key` and width: photos/<key>-480.webp, -960 and -1600 (never the sender's file).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="photos")
    key = models.CharField(max_length=32, unique=True, editable=False)
    alt_text = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                 related_name="+", editable=False)
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                    related_name="+", editable=False)

    # A few WebP bytes as base64: shown blurred until the picture itself is there.
    preview = models.TextField(blank=True, editable=False)
    blurred_at = models.DateTimeField(null=True, blank=True, editable=False)
    # In the bin: gone from every page, its files kept for a while so that it can be taken back.
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                   related_name="+", editable=False)
    history = HistoricalRecords(excluded_fields=["preview"])

    objects = KeptPhotos()
    with_removed = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["unit", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(released_at__isnull=True, released_by__isnull=True)
                                   | Q(released_at__isnull=False, released_by__isnull=False),
                                   name="photo_released_when_and_by"),
            models.CheckConstraint(condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                                   | Q(removed_at__isnull=False, removed_by__isnull=False),
                                   name="photo_removed_when_and_by"),
            models.UniqueConstraint(fields=["unit", "sha256"], condition=Q(removed_at__isnull=True),
                                    name="photo_same_picture_once",
                                    violation_error_message=_("This picture is already here.")),
        ]

    def __str__(self) -> str:
        return self.alt_text or self.key

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    @property
    def preview_url(self) -> str:
        """The picture in some twenty pixels, inside the page itself; empty where there is none."""
        return f"data:image/webp;base64,{self.preview}" if self.preview else ""

    def url(self, width: int) -> str:
        return reverse("vacancies:photo-file", args=[self.key, width])

    @property
    def small_url(self) -> str:
        return self.url(PHOTO_WIDTHS[0])

    @property
    def medium_url(self) -> str:
        return self.url(PHOTO_WIDTHS[1])

    @property
    def large_url(self) -> str:
        return self.url(PHOTO_WIDTHS[2])
