"""What applicants and the office write to each other, and who else stands behind an application."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from popups.models.application import Application

PERSON = settings.AUTH_USER_MODEL


class Message(models.Model):
    """One message about an application. `read_at`: when the other side opened the page that shows it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="messages")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    is_from_office = models.BooleanField()
    text = models.TextField(_("message"), max_length=4000)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["application", "at", "pk"]
        indexes = [models.Index(fields=["is_from_office", "read_at"], name="message_unread")]

    def __str__(self) -> str:
        return self.text[:60]


class ChangePoint(models.Model):
    """One thing that the office asked to change. `field`: a code of rules.change_points, empty for the application as a whole.

    before and after: what stood there (rules.change_points.value_of) when it was asked, and when the application was sent again,
    which is `closed_at`. `ticked_at`: the applicant said that it is done.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="change_points")
    field = models.CharField(_("what it is about"), max_length=60, blank=True)
    text = models.CharField(_("what should be changed"), max_length=500)
    before = models.JSONField(null=True, editable=False)
    after = models.JSONField(null=True, editable=False)
    asked_at = models.DateTimeField(auto_now_add=True)
    ticked_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("requested change")
        verbose_name_plural = _("requested changes")
        ordering = ["application", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class CoApplicant(models.Model):
    """Somebody who applies together with the applicant, invited by e-mail; `key` opens the page of the invitation."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="co_applicants")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"))
    key = models.CharField(max_length=32, unique=True, editable=False)
    invited_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_willing = models.BooleanField(null=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("co-applicant")
        verbose_name_plural = _("co-applicants")
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "email"], name="co_applicant_once_an_address"),
            models.CheckConstraint(condition=Q(is_willing__isnull=True, answered_at__isnull=True)
                                   | Q(is_willing__isnull=False, answered_at__isnull=False),
                                   name="co_applicant_answered_when"),
        ]

    def __str__(self) -> str:
        return self.name
