"""“Saved. [Undo]” instead of “are you sure?”: a message that brings the button that takes the deed back, or a link to what came of it; and why a deed was refused."""

from django.contrib import messages
from django.http import HttpRequest

from vacancies.problem import Refused, Sentence

MARK, LINK = "undo:", "link:"


def say_with_undo(request: HttpRequest, text: Sentence, address: str) -> None:
    """A POST to `address` takes back what `text` says was done; it must be harmless when it comes twice."""
    messages.success(request, text, extra_tags=f"{MARK}{address}")


def say_with_link(request: HttpRequest, text: Sentence, address: str, name: str) -> None:
    """`name`: what the link is called."""
    messages.success(request, text, extra_tags=f"{LINK}{address} {name}")


def say_problems(request: HttpRequest, refused: Refused) -> None:
    """For what was asked by a button, which has no fields. The code of each stands behind its sentence as a tag."""
    for problem in refused.problems:
        messages.error(request, problem.message, extra_tags=problem.code)


def link_in(tags: str) -> tuple[str, str]:
    """Address and name of the link of such a message; both empty for all other messages."""
    address, _space, name = tags.removeprefix(LINK).partition(" ") if tags.startswith(LINK) else ("", "", "")
    return address, name


def undo_address(tags: str) -> str:
    """Where the button of such a message leads; empty for all other messages."""
    return tags.removeprefix(MARK) if tags.startswith(MARK) else ""
