
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus, NotSelectedReason, PaperKind, Share, Use, Where
from popups.kinds import ONLY_PERFORMS, ApplicantKind, KindSpec, spec_of
from popups.models.call import Call
from vacancies.choices import Activity


class Applicant(models.Model):
    """A maker, NGO, musician or workshop host: a profile that is reused for every application.

    Without `user`: a draft begun without signing in, or a paper application of somebody who has no e-mail.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applicants", null=True,
                             blank=True)
    kind = models.CharField(_("kind of applicant"), max_length=20, choices=ApplicantKind)
    name = models.CharField(_("name of your business, association, group or yourself"), max_length=200)
    contact_name = models.CharField(_("contact person"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    website = models.URLField(_("website or social page"), blank=True)
    about = models.TextField(_("about you"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("applicant")
        verbose_name_plural = _("applicants")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="applicant_one_profile_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=ApplicantKind.values), name="applicant_known_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def spec(self) -> KindSpec:
        return spec_of(self.kind)

    @property
    def addressee(self):
        """Who letters go to; None: nobody has an e-mail here, so the office prints them."""
        return self.user if self.user and self.user.is_active else None


class ApplicationQuerySet(models.QuerySet["Application"]):
    def sent(self) -> "ApplicationQuerySet":
        return self.exclude(status=ApplicationStatus.DRAFT).filter(submitted_at__isnull=False)

    def awaiting_review(self) -> "ApplicationQuerySet":
        return self.filter(status__in=[s for s in ApplicationStatus if s.is_under_consideration])

    def of_user(self, user) -> "ApplicationQuerySet":
        return self.filter(applicant__user=user)


class Application(models.Model):
    """What an applicant asks for. `status` is only its review; see stage_of() for where it stands."""

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="applications")
    # Empty: it came on its own, as applications may at any time.
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, blank=True, related_name="applications")
    # Opens a draft that was begun without signing in, in the browser that began it, until somebody claims it.
    claim_key = models.CharField(max_length=32, unique=True, null=True, blank=True, editable=False)
    # The officer who typed in what came on paper.
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                   related_name="+", editable=False)
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
                                    editable=False)
    status = models.CharField(_("status"), max_length=20, choices=ApplicationStatus, default=ApplicationStatus.DRAFT,
                              editable=False)
    title = models.CharField(_("name of the pop-up"), max_length=120, blank=True)
    activity = models.CharField(_("activity"), max_length=30, choices=Activity, blank=True)
    description = models.TextField(_("what will people find there?"), blank=True)
    answers = models.JSONField(default=dict, blank=True)
    goods = models.JSONField(_("what you deal in"), default=list, blank=True)  # of Goods
    use = models.CharField(_("how much"), max_length=20, choices=Use, default=Use.WHOLE)
    share = models.CharField(_("how you would share"), max_length=20, choices=Share, blank=True)
    share_note = models.CharField(_("how much of it"), max_length=300, blank=True)
    weekdays = models.JSONField(_("on which days of the week"), default=list, blank=True)  # 1 is Monday; empty: any
    wished_areas = models.ManyToManyField("vacancies.Area", related_name="+", blank=True,
                                          verbose_name=_("in which parts of town"))
    where = models.CharField(_("where"), max_length=20, choices=Where, default=Where.UNITS)
    earliest_start_on = models.DateField(_("earliest first day"), null=True, blank=True)
    latest_end_on = models.DateField(_("latest last day"), null=True, blank=True)
    shortest_days = models.PositiveSmallIntegerField(_("shortest stay, days"), null=True, blank=True,
                                                     validators=[MinValueValidator(1), MaxValueValidator(731)])
    longest_days = models.PositiveSmallIntegerField(_("longest stay, days"), null=True, blank=True,
                                                    validators=[MinValueValidator(1), MaxValueValidator(731)])
    needed_features = models.JSONField(_("what the unit must have"), default=list, blank=True)
    smallest_area_m2 = models.PositiveSmallIntegerField(_("smallest floor area, m²"), null=True, blank=True,
                                                        validators=[MinValueValidator(1), MaxValueValidator(5000)])
    budget_cents = models.PositiveIntegerField(_("budget a month, cents"), null=True, blank=True)
    needs_note = models.TextField(_("anything else we should know"), blank=True)
    done_steps = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    search_text = models.TextField(editable=False, blank=True)
    changes_note = models.TextField(_("requested changes"), blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                   related_name="+", editable=False)
    not_selected_reason = models.CharField(max_length=30, choices=NotSelectedReason, blank=True, editable=False)
    decision_note = models.TextField(_("explanation to the applicant"), blank=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ApplicationStatus.values), name="application_known_status"),
            models.CheckConstraint(condition=Q(latest_end_on__isnull=True) | Q(earliest_start_on__isnull=True)
                                   | Q(latest_end_on__gte=F("earliest_start_on")), name="application_ends_after_start"),
            models.CheckConstraint(condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                                   | Q(decided_at__isnull=False, decided_by__isnull=False),
                                   name="application_decided_when_and_by"),
        ]
        indexes = [models.Index(fields=["status", "submitted_at"], name="application_queue")]

    def __str__(self) -> str:
        return f"{self.reference} {self.title or self.applicant_id}"

    @property
    def state(self) -> ApplicationStatus:
        """The status as its enum member, so that templates can ask it questions."""
        return ApplicationStatus(self.status)

    @property
    def spec(self) -> KindSpec:
        return self.applicant.spec

    @property
    def only_performs(self) -> bool:
        """Asks for performances and for no place of its own. Never in a call, which gives places."""
        is_said = self.call_id is None and self.answers.get(ONLY_PERFORMS) is True
        return is_said and any(question.code == ONLY_PERFORMS for question in self.spec.questions)

    @property
    def is_for_part(self) -> bool:
        """A share of a unit, or its window: what the whole costs is then only a measure."""
        return self.use != Use.WHOLE


class Wish(models.Model):
    """One wished-for unit, best first."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="wishes")
    unit = models.ForeignKey("vacancies.Unit", on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        ordering = ["application", "rank", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "unit"], name="wish_once_a_unit")]

    def __str__(self) -> str:
        return f"{self.rank}. {self.unit_id}"


class Paper(models.Model):
    """A document that came with an application; stored under a random name, served only to those who may.

    names_nobody: an officer has looked at it and said so; only then blind reviewers read it.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="papers")
    key = models.CharField(max_length=32, unique=True, editable=False)
    kind = models.CharField(_("what it is"), max_length=20, choices=PaperKind, default=PaperKind.OTHER)
    file_name = models.CharField(_("file name"), max_length=150)
    content_type = models.CharField(max_length=60, editable=False)
    size = models.PositiveIntegerField(editable=False)
    added_at = models.DateTimeField(auto_now_add=True)
    names_nobody = models.BooleanField(_("tells nobody who applies"), default=False, editable=False)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["application", "pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def stored_name(self) -> str:
        return f"papers/{self.key}"


class Comment(models.Model):
    """What staff and reviewers say among themselves about an application."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"), max_length=4000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["application", "at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


