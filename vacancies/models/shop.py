from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from vacancies.choices import Activity, ShopKind
from vacancies.models.remembered import Remembered
from vacancies.models.unit import Unit


class ShopQuerySet(models.QuerySet["Shop"]):
    def on(self, day: date) -> "ShopQuerySet":
        return self.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=day),
                           Q(ends_on__isnull=True) | Q(ends_on__gt=day))

    def overlapping(self, start: date, end: date) -> "ShopQuerySet":
        return self.filter(Q(starts_on__isnull=True) | Q(starts_on__lt=end),
                           Q(ends_on__isnull=True) | Q(ends_on__gt=start))

    def listed(self) -> "ShopQuerySet":
        return self.filter(is_listed=True)


class Shop(Remembered):
    """A permanent shop or studio on the shop map, in a registered unit or elsewhere in town."""

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="shops",
                             verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=20, choices=ShopKind, default=ShopKind.SHOP)
    activity = models.CharField(_("activity"), max_length=30, choices=Activity, blank=True)
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    opening_hours = models.JSONField(_("opening hours"), default=dict, blank=True)
    website = models.URLField(_("website"), blank=True)
    shows_making = models.BooleanField(_("visitors can watch it being made"), default=False)
    sells_here = models.BooleanField(_("visitors can buy here"), default=True)
    public_text = models.TextField(_("public description"), blank=True)
    public_text_en = models.TextField(_("public description in English"), blank=True)
    public_text_de = models.TextField(_("public description in German"), blank=True)
    starts_on = models.DateField(_("open since"), null=True, blank=True)
    ends_on = models.DateField(_("closed since"), null=True, blank=True)
    is_listed = models.BooleanField(_("shown on the shop map"), default=True)
    history = HistoricalRecords()

    objects = ShopQuerySet.as_manager()

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ShopKind.values), name="shop_known_kind"),
            models.CheckConstraint(condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True)
                                   | Q(ends_on__gt=F("starts_on")), name="shop_ends_after_start"),
            models.CheckConstraint(condition=Q(latitude__isnull=True, longitude__isnull=True)
                                   | Q(latitude__isnull=False, longitude__isnull=False), name="shop_whole_point"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def public_description(self) -> str:
        return getattr(self, f"public_text_{get_language()}", "") or self.public_text

    @property
    def shown_address(self) -> str:
        return self.unit.address if self.unit else self.address

    @property
    def point(self) -> tuple[float, float] | None:
        """(latitude, longitude) in WGS 84: its own, else its unit's."""
        place = self if self.latitude is not None else self.unit
        if place is None or place.latitude is None or place.longitude is None:
            return None
        return place.latitude, place.longitude
