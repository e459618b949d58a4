"""Questions to the local group: who was asked, what they said, and what came of it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from popups.choices import ConsultationState
from popups.models.application import Application
from popups.models.call import Call

PERSON = settings.AUTH_USER_MODEL


class GroupMember(models.Model):
    """Somebody of the local group. They have no account: a signed link opens the question for them."""

    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), unique=True)
    organisation = models.CharField(_("association, business or street"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="lv")
    left_on = models.DateField(_("left the group on"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of the local group")
        verbose_name_plural = _("members of the local group")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def waits_for_the_town(self, now: datetime) -> "ConsultationQuerySet":
        """Nobody can answer any more, and nobody has said what came of it."""
        return self.filter(released_at__isnull=False, closes_at__lte=now, done_at__isnull=True)


class Consultation(models.Model):
    """One question with options about a call, its shortlist, or a unit, open for a time to those invited.

    A draft has no `released_at`. `done_with_it` says what the town did with the answer.
    """

    key = models.CharField(max_length=32, unique=True, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, blank=True, related_name="consultations")
    is_about_shortlist = models.BooleanField(_("about the shortlist of the call"), default=False)
    unit = models.ForeignKey("vacancies.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    question = models.CharField(_("question"), max_length=300)
    explanation = models.TextField(_("what they should know"), blank=True)
    opens_at = models.DateTimeField(_("from"))
    closes_at = models.DateTimeField(_("until"))
    may_choose_several = models.BooleanField(_("several options may be chosen"), default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_with_it = models.TextField(_("what we did with it"), blank=True)
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["-closes_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="consultation_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(call__isnull=False, unit__isnull=True)
                                   | Q(call__isnull=True, unit__isnull=False, is_about_shortlist=False),
                                   name="consultation_about_one_thing"),
            models.CheckConstraint(condition=Q(done_at__isnull=True, done_by__isnull=True)
                                   | Q(done_at__isnull=False, done_by__isnull=False), name="consultation_done_when_and_by"),
        ]

    def __str__(self) -> str:
        return self.question

    def state_at(self, now: datetime) -> ConsultationState:
        if self.released_at is None:
            return ConsultationState.DRAFT
        if now < self.opens_at:
            return ConsultationState.ANNOUNCED
        if now < self.closes_at:
            return ConsultationState.OPEN
        return ConsultationState.DONE if self.done_at else ConsultationState.CLOSED

    @property
    def state(self) -> ConsultationState:
        """As it is now, by the clock."""
        return self.state_at(timezone.now())


class Option(models.Model):
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(_("option"), max_length=300)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["consultation", "position", "pk"]

    def __str__(self) -> str:
        return self.text


class Invitation(models.Model):
    """One member's link to one question; a new `nonce` makes the old link worthless."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="invitations")
    member = models.ForeignKey(GroupMember, on_delete=models.PROTECT, related_name="invitations")
    nonce = models.CharField(max_length=32, unique=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    comment = models.TextField(_("comment"), max_length=4000, blank=True)
    chosen = models.ManyToManyField(Option, related_name="chosen_by", blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["consultation", "pk"]
        constraints = [models.UniqueConstraint(fields=["consultation", "member"], name="invitation_once_a_member")]

    def __str__(self) -> str:
        return f"{self.member_id} / {self.consultation_id}"
