"""What the register remembers: every row that keeps a history of its fields."""

from typing import Any

from django.db import models


class Remembered(models.Model):
    """django-simple-history looks at these two when the row is saved or deleted; only who writes sets them, and just before."""

    _history_user: Any  # who did it; None: the owner, by their own page, or the clock
    _change_reason: str | None

    class Meta:
        abstract = True
