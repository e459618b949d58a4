from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from vacancies.choices import OwnerKind
from vacancies.models.remembered import Remembered


def default_language() -> str:
    return settings.LANGUAGE_CODE


class Owner(Remembered):
    """Who owns a unit. Never shown outside the staff pages; an empty name means: kind known, person not."""

    kind = models.CharField(_("kind of owner"), max_length=20, choices=OwnerKind, default=OwnerKind.UNKNOWN)
    name = models.CharField(_("name"), max_length=200, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language of letters"), max_length=5, default=default_language)
    note = models.TextField(_("note"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("owner")
        verbose_name_plural = _("owners")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())
