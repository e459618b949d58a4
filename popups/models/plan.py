"""Plans: who could be placed where and when in a season. A proposal, made by counting; people decide."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.models.application import Application
from popups.models.call import Call
from popups.models.decision import Decision
from popups.models.offer import Offer, Period
from popups.planning_choices import REPAIR_STEPS, PlanKind, PlanState, RulingKind, StartGrid, StoppedBy

PERSON = settings.AUTH_USER_MODEL
DEAD_AFTER = timedelta(seconds=30)  # without a sign of life; a plan in the making gives one every second


def usual_ranks() -> list[int]:
    """What the first wish is worth, the second, and so on."""
    return [360, 240, 120, 60, 60]


class PlanRules(models.Model):
    """What the plans of a call go by. Whole numbers throughout; without a row the usual ones count.

    A placement is worth point × score (0 to 100) × benefit %, first_timer % more for somebody who has had no stay here; day for
    every day of a unit that it fills; and what its wish is worth. benefits: {kind of applicant: %}, 100 where nothing is said.
    variety: [{"street", "activity", "at_once"}, …]. unscored: the score of what nobody has scored. seconds: of thinking.
    bands: scores, falling; whoever has the first or more is placed before anybody below it comes, and so on. Empty: all at once.
    """

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="plan_rules")
    point = models.PositiveIntegerField(_("a point of the score"), default=120, validators=[MaxValueValidator(10_000)])
    first_timer = models.PositiveSmallIntegerField(_("more for a first stay, per cent"), default=15, validators=[MaxValueValidator(100)])
    day = models.PositiveIntegerField(_("a day on which a unit is filled"), default=12, validators=[MaxValueValidator(10_000)])
    ranks = models.JSONField(_("the first wish, the second …"), default=usual_ranks)
    benefits = models.JSONField(_("benefit to the town by kind of applicant, per cent"), default=dict, blank=True)
    limit_each = models.PositiveSmallIntegerField(_("placements for one applicant at most"), default=1, validators=[MinValueValidator(1)])
    turnaround_days = models.PositiveSmallIntegerField(_("days between two stays"), default=0, validators=[MaxValueValidator(60)])
    start_on = models.CharField(_("stays begin"), max_length=10, choices=StartGrid, default=StartGrid.WEEK)
    variety = models.JSONField(_("at most so many of one activity in a street"), default=list, blank=True)
    unscored = models.PositiveSmallIntegerField(_("score of what nobody has scored"), default=50, validators=[MaxValueValidator(100)])
    bands = models.JSONField(_("who comes first, by score"), default=list, blank=True)
    seconds = models.PositiveSmallIntegerField(_("seconds of thinking"), default=20, validators=[MinValueValidator(1), MaxValueValidator(600)])

    class Meta:
        verbose_name = _("rules for plans")
        verbose_name_plural = _("rules for plans")
        constraints = [
            models.CheckConstraint(condition=Q(limit_each__gte=1), name="plan_rules_limit_of_one_or_more"),
            models.CheckConstraint(condition=Q(unscored__lte=100), name="plan_rules_unscored_to_a_hundred"),
        ]

    def __str__(self) -> str:
        return str(self.call_id)


class PlanQuerySet(models.QuerySet["Plan"]):
    def ready(self) -> "PlanQuerySet":
        return self.filter(ended_at__isnull=False)

    def at_work(self) -> "PlanQuerySet":
        return self.filter(ended_at__isnull=True)


class Plan(models.Model):
    """One run of the matching with everything that it went by, so that it can be repeated and judged years later.

    problem: the input as shopmatch-instance/1; problem_hash: its SHA-256. places: by their names in it, the keys of their spaces.
    promised: references of applications whose place was offered already. bound: no legal plan is worth more. changes: the what-ifs
    that were applied to the input. work: seconds of counted thinking. A run that fails leaves no row, only a line of history.
    """

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="plans")
    kind = models.CharField(_("kind"), max_length=20, choices=PlanKind, default=PlanKind.PROPOSAL)
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    changes = models.JSONField(default=list, blank=True)
    problem = models.TextField(editable=False)
    places = models.JSONField(default=dict, editable=False)
    promised = models.JSONField(default=list, editable=False)
    problem_hash = models.CharField(max_length=64, editable=False)
    seed = models.PositiveIntegerField(default=0)
    seconds = models.PositiveSmallIntegerField(default=20)
    versions = models.JSONField(default=dict, editable=False)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", editable=False)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    pulse_at = models.DateTimeField(null=True, blank=True, editable=False)
    stop_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    value = models.BigIntegerField(null=True, blank=True, editable=False)
    bound = models.BigIntegerField(null=True, blank=True, editable=False)
    is_proven = models.BooleanField(default=False, editable=False)
    stopped_by = models.CharField(max_length=10, choices=StoppedBy, blank=True, editable=False)
    work = models.FloatField(null=True, blank=True, editable=False)
    figures = models.JSONField(default=dict, editable=False)  # of reports.plan_figures
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PlanKind.values), name="plan_known_kind"),
            models.CheckConstraint(condition=Q(ended_at__isnull=True) | Q(started_at__isnull=False, value__isnull=False),
                                   name="plan_ends_with_a_value"),
            models.CheckConstraint(condition=Q(bound__isnull=True) | Q(value__isnull=True) | Q(bound__gte=F("value")),
                                   name="plan_not_above_its_bound"),
        ]

    def __str__(self) -> str:
        return self.reference

    def state_at(self, now: datetime) -> PlanState:
        if self.ended_at is not None:
            return PlanState.READY
        if (self.pulse_at or self.asked_at) < now - DEAD_AFTER:
            return PlanState.DEAD
        return PlanState.WAITING if self.started_at is None else PlanState.RUNNING

    @property
    def state(self) -> PlanState:
        """As it is now, by the clock."""
        return self.state_at(timezone.now())

    @property
    def most_seconds(self) -> int:
        """After which it is stopped wherever it is."""
        return self.seconds * (REPAIR_STEPS if self.kind == PlanKind.REPAIR else 1)

    @property
    def share_percent(self) -> float | None:
        """Of what the best plan could be worth at most, in tenths, rounded down: 100 only if it is. None where no bound is known."""
        return self.value * 1000 // self.bound / 10 if self.value is not None and self.bound else None


class Placement(Period):
    """One stay that a plan proposes. place: the unit or the part of it as the problem names it; space: which one, where it is alike to others.

    is_promised: it was offered or agreed already, so no plan may change it. is_pinned: an officer fixed it for this plan.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="placements")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="placements")
    unit = models.ForeignKey("vacancies.Unit", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=40, editable=False)
    space = models.ForeignKey("vacancies.Space", on_delete=models.PROTECT, related_name="+")
    value = models.BigIntegerField(editable=False)
    is_pinned = models.BooleanField(default=False, editable=False)
    is_promised = models.BooleanField(default=False, editable=False)
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="placements", editable=False)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["plan", "unit", "start", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "application"], name="placement_once_a_plan"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="placement_ends_after_start"),
            models.CheckConstraint(condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                                   | Q(approved_at__isnull=False, approved_by__isnull=False), name="placement_approved_when_and_by"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} in {self.place}"

    @property
    def key(self) -> str:
        """As a form sends it."""
        return str(self.pk)


class PlanAnswer(models.Model):
    """What stood in the way of an application by the plan that the office named, as it was when it was decided. told: of reports.plan_stood."""

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="plan_answer")
    plan = models.CharField(_("plan"), max_length=12)
    told = models.JSONField()

    class Meta:
        verbose_name = _("what a plan says to an applicant")
        verbose_name_plural = _("what plans say to applicants")
        ordering = ["decision"]

    def __str__(self) -> str:
        return f"{self.plan} {self.decision_id}"


class RulingQuerySet(models.QuerySet["Ruling"]):
    def standing(self) -> "RulingQuerySet":
        return self.filter(lifted_at__isnull=True)


class Ruling(models.Model):
    """What an officer fixed for every plan of a call, with the reason: this stay, not this unit, or not this application at all."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="rulings")
    kind = models.CharField(_("what"), max_length=10, choices=RulingKind)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="rulings")
    unit = models.ForeignKey("vacancies.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=40, blank=True, editable=False)
    start = models.DateField(_("first day"), null=True, blank=True)
    end = models.DateField(_("first day free again"), null=True, blank=True)
    reason = models.CharField(_("why"), max_length=300)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", editable=False)
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)
    lifted_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    objects = RulingQuerySet.as_manager()

    class Meta:
        verbose_name = _("ruling for plans")
        verbose_name_plural = _("rulings for plans")
        ordering = ["call", "made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RulingKind.values), name="ruling_known_kind"),
            models.CheckConstraint(condition=~Q(kind=RulingKind.PIN) | Q(unit__isnull=False, start__isnull=False, end__gt=F("start")),
                                   name="ruling_pin_has_unit_and_days"),
            models.CheckConstraint(condition=~Q(kind=RulingKind.FORBID) | Q(unit__isnull=False), name="ruling_forbid_has_unit"),
            models.CheckConstraint(condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                                   | Q(lifted_at__isnull=False, lifted_by__isnull=False), name="ruling_lifted_when_and_by"),
            models.UniqueConstraint(fields=["application"], condition=Q(kind__in=[RulingKind.PIN, RulingKind.EXCLUDE], lifted_at__isnull=True),
                                    name="ruling_pinned_or_excluded_once"),
            models.UniqueConstraint(fields=["application", "unit"], condition=Q(kind=RulingKind.FORBID, lifted_at__isnull=True),
                                    name="ruling_forbidden_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.application_id}"
