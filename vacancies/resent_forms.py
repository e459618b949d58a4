"""A form that is sent twice is carried out once: the second gets the answer of the first."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from vacancies.models import SentForm

FIELD = "once"


def _token(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _sender(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


class _NotDone(Exception):
    """Rolls the note of the form back, so that a corrected form can be sent with the same token."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def _carry_out(view: Callable, token: UUID, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
    with transaction.atomic():
        form = SentForm.objects.create(token=token, path=request.path[:300], user=_sender(request))
        response = view(request, *args, **kwargs)
        if response.status_code != 302:
            raise _NotDone(response)
        form.answer = response["Location"][:500]
        form.save(update_fields=["answer"])
    return response


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views that create something. The page carries {% include "components/once.html" %}.

    The whole view runs in one transaction with the note of its token: two at once wait for each other,
    and only a redirect (it was done) keeps the note.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = _token(request) if request.method == "POST" else None
        if token is None:
            return view(request, *args, **kwargs)
        try:
            return _carry_out(view, token, request, args, kwargs)
        except _NotDone as not_done:
            return not_done.response
        except IntegrityError:
            done = SentForm.objects.filter(token=token, path=request.path[:300], user=_sender(request)).first()
            if done is None and SentForm.objects.filter(token=token).exists():
                raise Http404 from None  # somebody else's token
            if done is None:
                raise
            return HttpResponseRedirect(done.answer)

    return guarded
