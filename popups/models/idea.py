"""What residents wish for, and who wants to hear of what."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from popups.choices import AlertKind, IdeaState
from popups.models.call import Call

PERSON = settings.AUTH_USER_MODEL


class IdeaQuerySet(models.QuerySet["Idea"]):
    def shown(self) -> "IdeaQuerySet":
        return self.filter(state=IdeaState.SHOWN)

    def unread(self) -> "IdeaQuerySet":
        return self.filter(state=IdeaState.NEW)


class Idea(models.Model):
    """What should be in this unit? Said by a resident without an account, shown once somebody has read it.

    sender: a keyed hash of the address it came from, forgotten by `tick`; never the address itself.
    """

    key = models.CharField(max_length=32, unique=True, editable=False)
    unit = models.ForeignKey("vacancies.Unit", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("what should be here?"), max_length=300)
    state = models.CharField(_("state"), max_length=20, choices=IdeaState, default=IdeaState.NEW, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    sender = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    objects = IdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        ordering = ["-made_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=IdeaState.values), name="idea_known_state")]
        indexes = [models.Index(fields=["unit", "state"], name="idea_of_a_unit")]

    def __str__(self) -> str:
        return self.text[:60]


class IdeaSupport(models.Model):
    """One resident's "me too". voter: a keyed hash, so that nobody counts twice and nobody is known."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="supports")
    voter = models.CharField(max_length=64, editable=False)
    sender = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("support for an idea")
        verbose_name_plural = _("support for ideas")
        ordering = ["idea", "pk"]
        constraints = [models.UniqueConstraint(fields=["idea", "voter"], name="idea_support_once_a_voter")]

    def __str__(self) -> str:
        return f"{self.idea_id}"


class Alert(models.Model):
    """Somebody wants an e-mail: when a unit fits their search, or before a call closes. Nothing is sent before
    `confirmed_at`; `key` confirms and ends it."""

    key = models.CharField(max_length=32, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=AlertKind)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    query = models.CharField(max_length=1000, blank=True)  # of the catalogue's address, for kind SEARCH
    call = models.ForeignKey(Call, on_delete=models.CASCADE, null=True, blank=True, related_name="alerts")
    made_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("wish for an e-mail")
        verbose_name_plural = _("wishes for e-mails")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["email", "query"], condition=Q(call__isnull=True), name="alert_once_a_search"),
            models.UniqueConstraint(fields=["email", "call"], condition=Q(call__isnull=False), name="alert_once_a_call"),
            models.CheckConstraint(condition=Q(kind=AlertKind.SEARCH, call__isnull=True)
                                   | Q(kind=AlertKind.CALL, call__isnull=False), name="alert_about_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Erasure(models.Model):
    """That a person's data was erased, what went, and what had to be kept and why. Holds nothing personal itself.

    removed: {"papers": 3, …}. kept: [{"what": code, "count": n, "until": ISO day, "why": code}, …].
    """

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    subject = models.CharField(max_length=64)  # keyed hash of the address
    why = models.CharField(max_length=20)
    removed = models.JSONField(default=dict)
    kept = models.JSONField(default=list)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
