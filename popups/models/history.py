from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from popups.choices import Verb
from popups.models.application import Application
from popups.models.call import Call
from popups.models.event import Event
from popups.models.offer import Offer, Tenancy


class HistoryQuerySet(models.QuerySet["History"]):
    def update(self, **kwargs):
        raise TypeError("History is only ever added to.")

    def delete(self):
        raise TypeError("History is only ever added to.")


class History(models.Model):
    """Who did what, when and why. Written by lifecycle in the same transaction as the change itself."""

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
                           verbose_name=_("who"), help_text=_("Empty: the clock, through the periodic job."))
    verb = models.CharField(_("what"), max_length=30, choices=Verb)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="history")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, related_name="history")
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, null=True, related_name="history")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="history")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, related_name="history")
    unit = models.ForeignKey("vacancies.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=30, blank=True)
    note = models.TextField(blank=True)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("history line")
        verbose_name_plural = _("history")
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(verb__in=Verb.values), name="history_known_verb")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_verb_display()}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("History is only ever added to.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("History is only ever added to.")
