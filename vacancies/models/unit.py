from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from vacancies.choices import (
    Activity,
    FundingRestriction,
    Loudness,
    OwnerKind,
    OwnerStage,
    RecordState,
    SpaceKind,
    UtilitiesPayer,
    Welcome,
)
from vacancies.kinds import FEATURES, FeatureSpec
from vacancies.latvian import fold
from vacancies.models.remembered import Remembered
from vacancies.rings import Box, Corner, box_of, crossings, within

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


def default_notice_days() -> int:
    return settings.NOTICE_DAYS


class Staged(TypedDict):
    owner_stage: str
    owner_stage_since: datetime


class UnitQuerySet(models.QuerySet["Unit"]):
    def listed(self) -> "UnitQuerySet":
        """What the public may see: published, and known to exist."""
        return self.filter(published_at__isnull=False, record_state=RecordState.CONFIRMED)

    def in_register(self) -> "UnitQuerySet":
        return self.exclude(record_state=RecordState.ARCHIVED)

    def matching_text(self, words: str) -> "UnitQuerySet":
        found = self
        for word in fold(words).split():
            found = found.filter(search_text__contains=word)
        return found

    def in_box(self, box: Box) -> "UnitQuerySet":
        return self.filter(within(box))

    def inside(self, ring: Sequence[Corner]) -> "UnitQuerySet":
        """Whose point lies in a drawn outline. Whole-number SQL on both databases; the box around it is looked at first."""
        return self.in_box(box_of(ring)).alias(_is_odd=crossings(ring) % 2).filter(_is_odd=1)

    def with_owner_stage(self) -> "UnitQuerySet[StagedUnit]":
        """Annotates `owner_stage` (an OwnerStage value) and `owner_stage_since`, when it was reached. Costs no query of its own.

        rules.talks.stage_of() says the same of one unit. The town need not ask itself: what it owns is never “not asked”.
        """
        came = Unit.history.filter(id=OuterRef("pk"), owner=OuterRef("owner"), history_date__gt=OuterRef("talk__changed_at"))
        anothers = Q(talk__owner__isnull=False) & (Q(owner__isnull=True) | ~Q(talk__owner=F("owner")))
        silent = Q(talk__isnull=True) | Q(talk__stage=OwnerStage.NOT_ASKED) | anothers
        return self.annotate(
            owner_stage=Case(
                When(published_at__isnull=False, then=Value(OwnerStage.LISTED.value)),
                When(silent, owner__kind=OwnerKind.MUNICIPALITY, then=Value(OwnerStage.WILLING.value)),
                When(silent, then=Value(OwnerStage.NOT_ASKED.value)), default="talk__stage", output_field=CharField()),
            owner_stage_since=Coalesce("published_at", Case(When(anothers, then=Subquery(came.order_by("history_id").values("history_date")[:1]))),
                                       "talk__changed_at", F("created_at")))


class Unit(Remembered):
    """One shop premises. It outlives its vacancies, its tenants and its owners."""

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    own_number = models.CharField(_("number in the town's own register"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=200)
    address_typed = models.CharField(_("address as typed"), max_length=300, blank=True)
    address = models.CharField(_("address"), max_length=300)
    street = models.CharField(_("street"), max_length=200, blank=True)
    address_key = models.CharField(max_length=300, editable=False, db_index=True)
    search_text = models.TextField(editable=False, blank=True)
    sort_key = models.CharField(max_length=700, editable=False, db_index=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True,
                                 validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(_("longitude"), null=True, blank=True,
                                  validators=[MinValueValidator(-180), MaxValueValidator(180)])
    floor_area_m2 = models.DecimalField(_("floor area, m²"), max_digits=8, decimal_places=2, null=True, blank=True,
                                        validators=[MinValueValidator(Decimal("0.01"))])
    window_front_m = models.DecimalField(_("window front, m"), max_digits=5, decimal_places=2, null=True, blank=True,
                                         validators=[MinValueValidator(Decimal("0"))])
    floor = models.SmallIntegerField(_("floor"), null=True, blank=True,
                                     help_text=_("0 is the ground floor, −1 the basement."))
    has_water = models.BooleanField(_("water"), null=True, blank=True)
    has_wc = models.BooleanField(_("toilet"), null=True, blank=True)
    has_heating = models.BooleanField(_("heating"), null=True, blank=True)
    has_kitchen = models.BooleanField(_("kitchen"), null=True, blank=True)
    is_step_free = models.BooleanField(_("step-free entrance"), null=True, blank=True)
    has_storage = models.BooleanField(_("storage room"), null=True, blank=True)
    is_sound_tolerant = models.BooleanField(_("sound-tolerant"), null=True, blank=True)
    has_strong_power = models.BooleanField(_("strong power (380 V)"), null=True, blank=True)
    asking_rent_cents = models.PositiveIntegerField(_("asking rent, cents per month"), null=True, blank=True)
    utilities_payer = models.CharField(_("who pays utilities"), max_length=20, choices=UtilitiesPayer,
                                       default=UtilitiesPayer.UNKNOWN)
    utilities_cents = models.PositiveIntegerField(_("utilities, cents per month"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("notice, days"), default=default_notice_days)
    funding_restriction = models.CharField(_("funding condition"), max_length=20, choices=FundingRestriction,
                                           default=FundingRestriction.NONE)
    funding_note = models.TextField(_("about the funding condition"), blank=True)
    # While nobody has it; a tenancy says for itself. The hours are those of the town where none are given.
    performances = models.CharField(_("performances"), max_length=10, choices=Welcome, blank=True)
    loudest = models.CharField(_("how loud a performance may be"), max_length=10, choices=Loudness, blank=True)
    play_from = models.TimeField(_("performances from"), null=True, blank=True)
    play_until = models.TimeField(_("performances until"), null=True, blank=True)
    public_text = models.TextField(_("public description"), blank=True)
    public_text_en = models.TextField(_("public description in English"), blank=True)
    public_text_de = models.TextField(_("public description in German"), blank=True)
    internal_note = models.TextField(_("internal note"), blank=True)
    owner = models.ForeignKey("vacancies.Owner", on_delete=models.PROTECT, null=True, blank=True,
                              related_name="units", verbose_name=_("owner"))
    record_state = models.CharField(_("state of the record"), max_length=20, choices=RecordState,
                                    default=RecordState.CONFIRMED)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                     related_name="+", editable=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, editable=False,
                                    related_name="merged_units", verbose_name=_("merged into"))
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # The reason also tells which activities were permitted or no longer so; they have rows of their own.
    history = HistoricalRecords(excluded_fields=["search_text", "sort_key", "address_key"],
                                history_change_reason_field=models.CharField(max_length=300, null=True))

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(record_state__in=RecordState.values), name="unit_known_record_state"),
            models.CheckConstraint(condition=Q(latitude__isnull=True, longitude__isnull=True)
                                   | Q(latitude__isnull=False, longitude__isnull=False), name="unit_whole_point"),
            models.CheckConstraint(condition=Q(published_at__isnull=True, published_by__isnull=True)
                                   | Q(published_at__isnull=False, published_by__isnull=False),
                                   name="unit_published_when_and_by"),
            models.CheckConstraint(condition=Q(play_from__isnull=True) | Q(play_until__isnull=True)
                                   | Q(play_until__gt=F("play_from")), name="unit_plays_until_after_from",
                                   violation_error_message=_("The end must come after the start.")),
            models.UniqueConstraint(fields=["own_number"], condition=~Q(own_number=""), name="unit_own_number_once",
                                    violation_error_message=_("Another unit already has this number.")),
        ]
        # Every list of units walks it in order and stops at the end of its page; published or not is read from it as well.
        # The list of streets leaps from one to the next through the second.
        indexes = [models.Index(fields=["record_state", "sort_key", "id", "published_at"], name="unit_in_order"),
                   models.Index(fields=["street", "record_state"], name="unit_streets")]

    def __str__(self) -> str:
        return self.address if self.address.startswith(self.name) else f"{self.name}, {self.address}"

    def get_absolute_url(self) -> str:
        return reverse("popups:unit-detail", args=[self.reference])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def bears(self) -> Loudness:
        """How loud a performance may be. Where nothing is said: as loud as one likes if it is known to bear sound, else quiet."""
        if self.loudest:
            return Loudness(self.loudest)
        return Loudness.CONCERT if self.is_sound_tolerant else Loudness.TALK

    @property
    def features(self) -> list[FeatureSpec]:
        """Only the features the unit is known to have."""
        return [feature for feature in FEATURES if getattr(self, feature.field)]

    @property
    def public_description(self) -> str:
        """In the reader's language where the town wrote it, else in the town's own."""
        return getattr(self, f"public_text_{get_language()}", "") or self.public_text


if TYPE_CHECKING:
    StagedUnit = WithAnnotations[Unit, Staged]
else:
    StagedUnit = Unit


class PermittedActivity(models.Model):
    """What the owner allows in a unit. No rows: nothing was excluded."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="permitted_activities")
    activity = models.CharField(_("activity"), max_length=30, choices=Activity)

    class Meta:
        verbose_name = _("permitted activity")
        verbose_name_plural = _("permitted activities")
        constraints = [models.UniqueConstraint(fields=["unit", "activity"], name="permitted_activity_once")]

    def __str__(self) -> str:
        return str(self.get_activity_display())


class SpaceQuerySet(models.QuerySet["Space"]):
    def in_use(self) -> "SpaceQuerySet":
        return self.filter(retired_on__isnull=True)


class Space(models.Model):
    """The atom of promising: a unit has one, or several when it is shared."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="spaces")
    kind = models.CharField(_("kind"), max_length=20, choices=SpaceKind, default=SpaceKind.WHOLE)
    name = models.CharField(_("name"), max_length=100, blank=True)
    weekdays = models.JSONField(_("weekdays"), default=list, blank=True)
    floor_area_m2 = models.DecimalField(_("floor area, m²"), max_digits=8, decimal_places=2, null=True, blank=True)
    asking_rent_cents = models.PositiveIntegerField(_("asking rent, cents per month"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(_("no longer offered since"), null=True, blank=True)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("space")
        verbose_name_plural = _("spaces")
        ordering = ["unit", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SpaceKind.values), name="space_known_kind"),
            models.UniqueConstraint(fields=["unit", "name"], condition=Q(retired_on__isnull=True),
                                    name="space_name_once",
                                    violation_error_message=_("This unit already has a space with that name.")),
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())
