"""What somebody else takes away while a page is at work with it is as unknown as a moment later."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from vacancies.access import View


def unknown_once_gone(*gone: type[Exception]) -> Callable[[View], View]:
    """Answers 404 where the view meets one of these."""

    def guarding(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except gone:
                raise Http404 from None

        return guarded

    return guarding
