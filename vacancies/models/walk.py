"""What a phone sent from the street. The keys are made on the phone, so that sending twice does nothing twice."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vacancies.models.facts import FieldVisit
from vacancies.models.photo import Photo
from vacancies.models.unit import Unit


class WalkItem(models.Model):
    """One look at one unit: it became a field visit, and perhaps a new unit."""

    key = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="walk_items")
    visit = models.OneToOneField(FieldVisit, on_delete=models.PROTECT, related_name="walk_item")
    is_new_unit = models.BooleanField(default=False)
    sent = models.JSONField(default=dict)  # as the phone sent it
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("item of a walk")
        verbose_name_plural = _("items of a walk")
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return str(self.key)


class WalkPhoto(models.Model):
    """A photo that arrived for an item. `photo` is empty once somebody removed the picture for good."""

    key = models.UUIDField(unique=True)
    item = models.ForeignKey(WalkItem, on_delete=models.PROTECT, related_name="photos")
    photo = models.ForeignKey(Photo, on_delete=models.SET_NULL, null=True, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("photo of a walk")
        verbose_name_plural = _("photos of a walk")

    def __str__(self) -> str:
        return str(self.key)
