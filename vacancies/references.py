"""Public references such as U-7KQ4: short, opaque, easy to say on the phone, never primary keys."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

_source: ContextVar[random.Random] = ContextVar("references", default=secrets.SystemRandom())  # noqa: B039 (keeps no state)


@contextmanager
def predictable(seed: int) -> Iterator[None]:
    """For the demonstration town and for measurements only: the same references and keys every time."""
    token = _source.set(random.Random(seed))  # noqa: S311 (nothing secret is made inside)
    try:
        yield
    finally:
        _source.reset(token)


def random_key() -> str:
    """32 hexadecimal digits: the name of a stored file, which nobody can guess."""
    return f"{_source.get().getrandbits(128):032x}"


_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")


def as_printed(typed: str) -> str:
    """A reference that somebody copied by hand or through another program: small letters, other hyphens, U left out."""
    text = typed.translate(_HYPHENS).strip().upper()
    return f"U-{text}" if len(text) == 4 and set(text) <= set(ALPHABET) else text


def random_reference(prefix: str, length: int = 4) -> str:
    return f"{prefix}-{''.join(_source.get().choice(ALPHABET) for _ in range(length))}"


def fresh_reference(model: type[models.Model], prefix: str) -> str:
    """A reference that no row has yet. Costs one query; grows longer when the short ones get crowded."""
    for attempt in range(20):
        reference = random_reference(prefix, 4 + attempt // 5)
        if not model._base_manager.filter(reference=reference).exists():
            return reference
    raise RuntimeError(f"No free reference with prefix {prefix} was found in 20 tries.")
