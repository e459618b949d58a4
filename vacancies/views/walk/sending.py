"""Taking in what phones send. Each answer can be lost on its way, so each thing may come again."""

from json import JSONDecodeError, dumps, loads
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vacancies.forms.refusal import add_problems
from vacancies.forms.walk import WalkItemForm
from vacancies.lifecycle.walks import add_walk_photo, record_walk_item
from vacancies.models import WalkItem
from vacancies.problem import Refused
from vacancies.views.walk.door import keepers, person_key

REFUSED, ANOTHER_PERSON = 422, 409
MOST_ITEM_BYTES = 20_000
TYPED = {"note", "name", "address"}  # by a person; the rest comes from buttons and from the phone


@require_POST
@keepers
def item_send(request: HttpRequest) -> HttpResponse:
    """One item as JSON. A phone that several people use says for whom it kept the item; nobody sends another's."""
    typed = _typed(request)
    if typed.get("person", "") not in ("", person_key(request.user)):
        return JsonResponse({"another_person": True}, status=ANOTHER_PERSON)
    form = WalkItemForm(typed)
    if form.is_valid():
        try:
            return JsonResponse(_answer(record_walk_item(by=request.user, sent=form.as_sent(), **form.answers())))
        except WalkItem.DoesNotExist:
            raise Http404 from None
        except Refused as refused:
            add_problems(form, refused)
    return JsonResponse({"problems": _problems(form)}, status=REFUSED)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """Empty for what is no JSON object: the form then says what is missing.

    Only text, and the list of features: what else a page could never send is left out. Numbers stay as they are written,
    since the longest of them fit into no float.
    """
    if len(request.body) > MOST_ITEM_BYTES:
        return {}
    try:
        typed = loads(request.body, parse_int=str, parse_float=str, parse_constant=str)
        dumps(typed, ensure_ascii=False).encode()  # half a surrogate pair is text to Python, but to no database
    except (JSONDecodeError, UnicodeError, RecursionError):
        return {}
    fields = typed.items() if isinstance(typed, dict) else ()
    return {name: value for name, value in fields if isinstance(value, str) or name == "features"}


def _problems(form: WalkItemForm) -> list[dict[str, str]]:
    """Read on the phone away from the boxes, so that what was typed is named by its box."""
    return [{"code": error.code or "", "field": name, "message": f"{form.fields[name].label}: {message}" if name in TYPED else message}
            for name, errors in form.errors.as_data().items() for error in errors for message in error.messages]


def _answer(item: WalkItem) -> dict[str, Any]:
    unit = item.unit
    return {"key": str(item.key), "is_new": item.is_new_unit, "seen_on": item.visit.seen_on.isoformat(),
            "unit": {"reference": unit.reference, "name": unit.name, "address": unit.address,
                     "href": reverse("vacancies:unit-edit", args=[unit.reference])}}


@require_POST
@keepers
def photo_send(request: HttpRequest, item: UUID, photo: UUID) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"problems": [{"code": "required", "field": "file", "message": _("The photo did not arrive whole. Send it again.")}]}, status=REFUSED)
    try:
        noted = add_walk_photo(key=photo, item_key=item, file=file, by=request.user)
    except WalkItem.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        return JsonResponse({"problems": [{"code": one.code, "field": one.field, "message": str(one.message)} for one in refused.problems]}, status=REFUSED)
    return JsonResponse({"key": str(noted.key)})
