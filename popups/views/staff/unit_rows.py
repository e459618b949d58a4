"""One page of the units that a set of filters finds: what the table, the map's list and the change of many have in common."""

from typing import Any

from django.http import QueryDict
from django.utils import timezone

from popups.forms.staff.filters import UnitFilters
from popups.reports.keyset import PAGE, page_of
from popups.reports.staff_units import streets, tell_state, units_found
from vacancies.access import OFFICERS, has_role


def unit_filters(query: QueryDict, user: Any) -> UnitFilters:
    return UnitFilters(query, streets=streets(), sees_owners=has_role(user, *OFFICERS))


def unit_rows(query: QueryDict, user: Any, size: int = PAGE) -> dict[str, Any]:
    """query: the filters and the place in the list, as they stand in the address."""
    filters = unit_filters(query, user)
    found = units_found(filters.wanted(), timezone.localdate())
    page = page_of(found, "sort_key", after=query.get("after", ""), before=query.get("before", ""), size=size)
    for unit in page.rows:
        tell_state(unit)
    return {"filters": filters, "units": page.rows, "listing": page, "count": found.count(),
            "sees_owners": has_role(user, *OFFICERS)}
