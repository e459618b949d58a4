"""What was withdrawn while an officer had its page open: said in a sentence, not as a page that does not exist."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from popups.choices import ApplicationStatus
from popups.models import Application


def say_withdrawn(request: HttpRequest, call: str, asked: Iterable[str]) -> bool:
    """call, asked: references. Names those of them that were withdrawn; False: none."""
    rows = Application.objects.sent().filter(call__reference=call, reference__in=list(asked), status=ApplicationStatus.WITHDRAWN)
    if not (names := list(rows.order_by("reference").values_list("reference", flat=True))):
        return False
    text = _("Withdrawn meanwhile, so nothing is decided: %(references)s.")
    messages.warning(request, text % {"references": ", ".join(names)}, extra_tags="withdrawn")
    return True


def unless_withdrawn(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Of pages about one application that needs an answer; behind the question who may come in."""

    @wraps(view)
    def guarded(request: HttpRequest, reference: str, asked: str) -> HttpResponse:
        try:
            return view(request, reference, asked)
        except Http404:
            if not say_withdrawn(request, reference, [asked]):
                raise
            return redirect("popups:call-decide", reference)

    return guarded
