from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from popups.choices import DeclineReason, EndReason, LegalBasis, OfferStatus, Use
from popups.models.application import Application
from vacancies.choices import Activity, UtilitiesPayer, Welcome
from vacancies.no_overlap import NoOverlap


class Period(models.Model):
    """Days [start, end): `end` is the first day that is free again. People are shown `last_day`."""

    start = models.DateField(_("first day"))
    end = models.DateField(_("first day free again"))

    class Meta:
        abstract = True

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def is_on(self, day: date) -> bool:
        return self.start <= day < self.end


class OfferQuerySet(models.QuerySet["Offer"]):
    def open(self) -> "OfferQuerySet":
        return self.filter(status=OfferStatus.OPEN)

    def lacking_owner(self) -> "OfferQuerySet":
        """Open, without a yes of the owner of today. Offer.lacks_owner says the same of one offer."""
        sold = Q(owner_agreed_by__isnull=False) & (Q(unit__owner__isnull=True) | ~Q(owner_agreed_by=F("unit__owner")))
        return self.open().filter(Q(owner_agreed_on__isnull=True) | sold)

    def awaiting_owner(self) -> "OfferQuerySet":
        """Open, and the applicant has said yes already."""
        return self.open().filter(owner_agreed_on__isnull=True, applicant_agreed_at__isnull=False)

    def lapsed(self, today: date) -> "OfferQuerySet":
        """Open although the last day for answering has gone by."""
        return self.open().filter(answer_by_on__lt=today)


class Offer(Period):
    """These days in this unit on these terms, until this day to answer. Its terms never change afterwards."""

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    unit = models.ForeignKey("vacancies.Unit", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=20, choices=OfferStatus, default=OfferStatus.OPEN, editable=False)
    use = models.CharField(_("how much"), max_length=20, choices=Use, default=Use.WHOLE)
    rent_cents = models.PositiveIntegerField(_("rent, cents per month, without VAT"))
    utilities_payer = models.CharField(_("who pays utilities"), max_length=20, choices=UtilitiesPayer,
                                       default=UtilitiesPayer.TENANT)
    utilities_cents = models.PositiveIntegerField(_("utilities, cents per month"), null=True, blank=True)
    deposit_cents = models.PositiveIntegerField(_("deposit, cents"), default=0)
    notice_days = models.PositiveSmallIntegerField(_("notice, days"))
    legal_basis = models.CharField(_("legal basis"), max_length=20, choices=LegalBasis)
    council_decision = models.CharField(_("council decision number"), max_length=60, blank=True)
    aid_value_cents = models.PositiveIntegerField(_("value of aid (de minimis), cents"), default=0)
    # Two consents, in either order: the offer becomes a tenancy when the second one is there.
    owner_agreed_on = models.DateField(_("the owner agreed on"), null=True, blank=True)
    owner_agreed_by = models.ForeignKey("vacancies.Owner", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
                                        editable=False)  # whose yes it is, where somebody was entered as the owner then
    owner_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    owner_note = models.TextField(blank=True, editable=False)  # what the owner said with the yes or the no
    applicant_agreed_at = models.DateTimeField(null=True, blank=True, editable=False)
    message = models.TextField(_("message to the applicant"), blank=True)
    answer_by_on = models.DateField(_("answer by"))
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True, editable=False)
    decline_note = models.TextField(blank=True, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=OfferStatus.values), name="offer_known_status"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="offer_ends_after_start"),
            models.UniqueConstraint(fields=["application"], condition=Q(status=OfferStatus.OPEN),
                                    name="offer_one_open_an_application",
                                    violation_error_message=_("This application already has an open offer.")),
        ]
        indexes = [models.Index(fields=["status", "answer_by_on"], name="offer_lapsing")]

    def __str__(self) -> str:
        return self.reference

    @property
    def state(self) -> OfferStatus:
        return OfferStatus(self.status)

    @property
    def has_yes_of_former_owner(self) -> bool:
        """Open, and who said yes does not own the unit any more: that yes no longer counts. Asks for the unit."""
        return self.state.is_open and self.owner_agreed_by_id is not None and self.owner_agreed_by_id != self.unit.owner_id

    @property
    def lacks_owner(self) -> bool:
        """Open, and the owner of the unit has not said yes."""
        return self.state.is_open and (self.owner_agreed_on is None or self.has_yes_of_former_owner)

    @property
    def lacks_applicant(self) -> bool:
        return self.state.is_open and self.applicant_agreed_at is None


class TenancyQuerySet(models.QuerySet["Tenancy"]):
    def on(self, day: date) -> "TenancyQuerySet":
        return self.filter(start__lte=day, end__gt=day)

    def overlapping(self, start: date, end: date) -> "TenancyQuerySet":
        return self.filter(start__lt=end, end__gt=start)

    def upcoming(self, today: date) -> "TenancyQuerySet":
        return self.filter(start__gt=today, end__gt=F("start"))

    def not_over(self, today: date) -> "TenancyQuerySet":
        return self.filter(end__gt=today).exclude(end=F("start"))


class Tenancy(Period):
    """The stay that an accepted offer became. Upcoming, current and ended follow from its days.

    A tenancy that was called off before it began has end == start and an end reason.
    """

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="tenancy")
    unit = models.ForeignKey("vacancies.Unit", on_delete=models.PROTECT, related_name="+")
    use = models.CharField(_("how much"), max_length=20, choices=Use, default=Use.WHOLE)
    activity = models.CharField(_("activity"), max_length=30, choices=Activity, blank=True)
    public_name = models.CharField(_("name on the shop map"), max_length=120)
    public_text = models.TextField(_("what visitors find there"), blank=True)
    opening_hours = models.JSONField(_("opening hours"), default=dict, blank=True)
    performances = models.CharField(_("performances"), max_length=10, choices=Welcome, blank=True)  # empty: ask each time
    begun_at = models.DateTimeField(auto_now_add=True)
    end_reason = models.CharField(_("why it ended"), max_length=20, choices=EndReason, blank=True, editable=False)
    end_note = models.TextField(_("about the end"), blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                 related_name="+", editable=False)

    objects = TenancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tenancy")
        verbose_name_plural = _("tenancies")
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")) | Q(end=F("start")) & ~Q(end_reason=""),
                                   name="tenancy_ends_after_start"),
            models.CheckConstraint(condition=Q(end_reason="") | Q(end_reason__in=EndReason.values),
                                   name="tenancy_known_end_reason"),
            models.CheckConstraint(condition=Q(ended_at__isnull=True, end_reason="")
                                   | Q(ended_at__isnull=False) & ~Q(end_reason=""), name="tenancy_ended_when_and_why"),
        ]
        indexes = [models.Index(fields=["unit", "start", "end"], name="tenancy_by_unit"),
                   models.Index(fields=["end"], name="tenancy_by_end")]

    def __str__(self) -> str:
        return f"{self.reference} {self.public_name}"

    @property
    def notice_days(self) -> int:
        return self.offer.notice_days

    @property
    def applicant(self):
        return self.offer.application.applicant

    @property
    def never_began(self) -> bool:
        return self.end == self.start


class OccupancyQuerySet(models.QuerySet["Occupancy"]):
    def overlapping(self, start: date, end: date) -> "OccupancyQuerySet":
        return self.filter(start__lt=end, end__gt=start)


class Occupancy(Period):
    """One space held for [start, end) by an open offer or by a tenancy; the row that cannot be doubled."""

    space = models.ForeignKey("vacancies.Space", on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="occupancies")
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, null=True, blank=True, related_name="occupancies")

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("occupancy")
        verbose_name_plural = _("occupancies")
        ordering = ["space", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="occupancy_ends_after_start"),
            models.CheckConstraint(condition=Q(offer__isnull=True, tenancy__isnull=False)
                                   | Q(offer__isnull=False, tenancy__isnull=True), name="occupancy_by_offer_or_tenancy"),
            NoOverlap(name="occupancy_no_overlap", group="space", start="start", end="end",
                      violation_error_message=_("This place is already promised to someone on some of these days.")),
        ]
        indexes = [models.Index(fields=["space", "start", "end"], name="occupancy_by_space")]

    def __str__(self) -> str:
        return f"{self.space_id}: {self.start} – {self.end}"
