"""Public references such as U-7KQ4: short, opaque, easy to say on the phone, never primary keys."""

import secrets

from django.db import models

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def random_reference(prefix: str, length: int = 4) -> str:
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(length))}"


def fresh_reference(model: type[models.Model], prefix: str) -> str:
    """A reference that no row has yet. Costs one query; grows longer when the short ones get crowded."""
    for attempt in range(20):
        reference = random_reference(prefix, 4 + attempt // 5)
        if not model._base_manager.filter(reference=reference).exists():
            return reference
    raise RuntimeError(f"No free reference with prefix {prefix} was found in 20 tries.")
