from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from popups.choices import LetterKind
from popups.models.application import Application
from popups.models.offer import Offer, Tenancy

MOST_ATTEMPTS = 12


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self, now) -> "LetterQuerySet":
        """Due for an attempt, and not in another sender's hands. Those without an address are printed, not sent."""
        return self.exclude(to_email="").filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=now), sent_at__isnull=True,
                           next_try_at__lte=now, attempts__lt=MOST_ATTEMPTS)

    def to_print(self) -> "LetterQuerySet":
        """To people without an e-mail: the office prints and posts them."""
        return self.filter(to_email="", sent_at__isnull=True)

    def failing(self) -> "LetterQuerySet":
        return self.filter(sent_at__isnull=True, attempts__gte=1)


class Letter(models.Model):
    """An e-mail, written in the same transaction as what it tells, sent after commit, tried again by `tick`.

    `key` makes a letter unique: the same reminder cannot be written twice.
    """

    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=LetterKind)
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    to_email = models.EmailField(_("to"))  # empty: the person has none, so the office prints the letter
    language = models.CharField(max_length=5)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="letters")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, related_name="letters")
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, null=True, related_name="letters")
    message_id = models.CharField(max_length=120, unique=True)
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    next_try_at = models.DateTimeField(db_index=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_to_print(self) -> bool:
        return not self.to_email

    @property
    def is_given_up(self) -> bool:
        return self.sent_at is None and self.attempts >= MOST_ATTEMPTS
