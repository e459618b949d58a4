"""Where an address is, for whoever enters a unit."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from vacancies.access import UNIT_KEEPERS, requires
from vacancies.geocoding import geocode

_LONGEST = 300


@require_safe
@requires(*UNIT_KEEPERS)
def address_point(request: HttpRequest) -> JsonResponse:
    found = geocode(request.GET.get("address", "")[:_LONGEST])
    return JsonResponse({"places": [place.as_json() for place in found]})
