"""What an owner does on a page of their own, opened by a link and without an account."""

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from vacancies.choices import ProposalKind, ProposalState
from vacancies.models.owner import Owner
from vacancies.models.unit import Unit

SECRET_LENGTH = 32


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def secret_from(nonce: str) -> str:
    """128 bits; nobody makes one without the installation's own key."""
    return salted_hmac("vacancies.owner_page.link", nonce, algorithm="sha256").hexdigest()[:SECRET_LENGTH]


class OwnerLinkQuerySet(models.QuerySet["OwnerLink"]):
    def valid(self, now: datetime) -> "OwnerLinkQuerySet":
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


class OwnerLink(models.Model):
    """A link to an owner's page. Only the SHA-256 of its secret is kept, so nobody who reads the database can use it.

    The secret is made from `nonce` and the installation's own key, so that a letter can be written without holding it.
    """

    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="links")
    nonce = models.CharField(max_length=32, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                related_name="+")
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = OwnerLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to an owner's page")
        verbose_name_plural = _("links to owners' pages")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.expires_at:%Y-%m-%d}"

    @property
    def secret(self) -> str:
        """Empty where the installation's key was changed after the link was made: then the link is dead for good."""
        secret = secret_from(self.nonce)
        return secret if digest_of(secret) == self.digest else ""


class Proposal(models.Model):
    """What an owner proposed for a unit. The office says yes (then it is entered) or no (with a sentence)."""

    key = models.CharField(max_length=32, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="proposals")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(_("kind"), max_length=20, choices=ProposalKind)
    state = models.CharField(_("state"), max_length=20, choices=ProposalState, default=ProposalState.WAITING,
                             editable=False)
    # terms: rent, utilities, notice, permitted activities, and once answered the terms `before`; closed days: first and last day, as ISO text
    values = models.JSONField(default=dict)
    message = models.TextField(_("message"), blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                    related_name="+", editable=False)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("owner's proposal")
        verbose_name_plural = _("owners' proposals")
        ordering = ["-made_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_known_state")]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.get_kind_display()}"

    @property
    def is_waiting(self) -> bool:
        return self.state == ProposalState.WAITING

    @property
    def is_accepted(self) -> bool:
        return self.state == ProposalState.ACCEPTED

    @property
    def state_colour(self) -> str:
        if self.is_waiting:
            return "warning"
        return "success" if self.is_accepted else "neutral"

    @property
    def is_about_terms(self) -> bool:
        return self.kind == ProposalKind.TERMS

    @property
    def terms_before(self) -> dict[str, Any] | None:
        """The terms that held when the office answered. None while nobody has, and for days."""
        return self.values.get("before")
