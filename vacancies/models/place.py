"""Where things are: parts of town that somebody drew, and the addresses that are known with their points."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Area(models.Model):
    """A part of town, drawn by hand: a ring of [longitude, latitude] in WGS 84, first point not repeated."""

    key = models.SlugField(max_length=60, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100, unique=True)
    ring = models.JSONField(_("outline"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class KnownAddress(models.Model):
    """One line of the gazetteer, as a town or the state address register gives it."""

    address_key = models.CharField(max_length=300, unique=True)
    address = models.CharField(_("address"), max_length=300)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))

    class Meta:
        verbose_name = _("known address")
        verbose_name_plural = _("known addresses")
        ordering = ["address_key"]

    def __str__(self) -> str:
        return self.address
