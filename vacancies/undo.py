"""“Saved. [Undo]” instead of “are you sure?”: a message that brings the button that takes the deed back."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise

MARK = "undo:"


def say_with_undo(request: HttpRequest, text: str | Promise, address: str) -> None:
    """A POST to `address` takes back what `text` says was done; it must be harmless when it comes twice."""
    messages.success(request, text, extra_tags=f"{MARK}{address}")


def undo_address(tags: str) -> str:
    """Where the button of such a message leads; empty for all other messages."""
    return tags.removeprefix(MARK) if tags.startswith(MARK) else ""
