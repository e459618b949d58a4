"""Talks with an owner about one unit: how far they are, what was said, what is to be done next."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from vacancies.choices import ContactChannel, OwnerStage, RecordState, RefusalFamily
from vacancies.models.owner import Owner
from vacancies.models.remembered import Remembered
from vacancies.models.unit import Unit

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Stopped(TypedDict):
    stopped_at: datetime
    said_by: int | None


class TalkQuerySet(models.QuerySet["Talk"]):
    def due(self, today: date) -> "TalkQuerySet":
        """With a next step that is due, the most overdue first. Nobody does anything more about an entry that is archived."""
        planned = self.filter(next_on__lte=today).exclude(next_step="").exclude(unit__record_state=RecordState.ARCHIVED)
        return planned.order_by("next_on", "pk")

    def stopped_by_owner(self) -> "TalkQuerySet[WithAnnotations[Talk, Stopped]]":
        """Paused or refused by owners on their own page, and nobody at the office has spoken with them or entered anything since.

        Each with the moment as `stopped_at`. The newest line of history is the owner's then; a line that only says that
        somebody has read it is the office's.
        """
        newest = Talk.history.filter(id=OuterRef("pk")).order_by("-history_id")
        told = self.annotate(stopped_at=Subquery(newest.values("history_date")[:1]), said_by=Subquery(newest.values("history_user")[:1]))
        spoken = Contact.objects.filter(unit=OuterRef("unit"), by__isnull=False, at__gt=OuterRef("stopped_at"))
        barred = told.filter(stage__in=[stage for stage in OwnerStage if stage.bars_publication], said_by=None, stopped_at__isnull=False)
        barred = barred.filter(Q(owner=None) | Q(owner=F("unit__owner")))
        return barred.exclude(unit__record_state=RecordState.ARCHIVED).exclude(Exists(spoken)).order_by("stopped_at", "pk")


class Talk(Remembered):
    """One for each unit that was ever asked about. No row: not asked. Never shown outside the staff pages.

    `stage` is what `owner` was last known to say; for whoever owns the unit after them the talks begin anew. Listed is
    computed from the unit's publication.
    """

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="talk")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, null=True, blank=True, related_name="talks", editable=False)
    stage = models.CharField(_("stage"), max_length=20, choices=OwnerStage, default=OwnerStage.NOT_ASKED)
    refusal = models.CharField(_("why not"), max_length=20, choices=RefusalFamily, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    next_step = models.CharField(_("what to do next"), max_length=200, blank=True)
    next_on = models.DateField(_("next step due"), null=True, blank=True, db_index=True)
    next_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                related_name="+", verbose_name=_("who does it"))
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    history = HistoricalRecords()

    objects = TalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("talks with an owner")
        verbose_name_plural = _("talks with owners")
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=OwnerStage.values) & ~Q(stage=OwnerStage.LISTED),
                                   name="talk_known_stage"),
            models.CheckConstraint(condition=Q(stage=OwnerStage.REFUSED) & ~Q(refusal="")
                                   | ~Q(stage=OwnerStage.REFUSED) & Q(refusal=""), name="talk_refused_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.get_stage_display()}"


class Contact(models.Model):
    """One time the owner was spoken with or written to. Only ever added to."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="contacts")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    at = models.DateTimeField(_("when"), default=timezone.now)
    channel = models.CharField(_("how"), max_length=20, choices=ContactChannel)
    text = models.TextField(_("what was said"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
                           help_text=_("Empty: the owner, on their own page."))

    class Meta:
        verbose_name = _("contact with an owner")
        verbose_name_plural = _("contacts with owners")
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(channel__in=ContactChannel.values),
                                              name="contact_known_channel")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.get_channel_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("Contacts are only ever added to.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("Contacts are only ever added to.")
