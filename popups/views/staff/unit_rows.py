"""One page of the units that a set of filters finds: what the table, the map's list and the change of many have in common."""

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from popups.forms.staff.bulk import BulkForm
from popups.forms.staff.filters import UnitFilters
from popups.reports.keyset import PAGE, page_of
from popups.reports.saved_views import usable_views
from popups.reports.staff_units import streets, tell_owner, tell_state, units_found
from popups.reports.suspicion import tell_suspicions
from vacancies.access import OFFICERS, UNIT_KEEPERS, has_role

MOST_PRINTED = 500


def unit_filters(query: QueryDict, user: Any) -> UnitFilters:
    return UnitFilters(query, streets=streets(), sees_owners=has_role(user, *OFFICERS))


def unit_rows(query: QueryDict, user: Any, size: int = PAGE) -> dict[str, Any]:
    """query: the filters and the place in the list, as they stand in the address."""
    filters = unit_filters(query, user)
    found = units_found(filters.wanted(), timezone.localdate())
    page = page_of(found, "sort_key", after=query.get("after", ""), before=query.get("before", ""), size=size)
    for unit in page.rows:
        tell_owner(tell_state(unit))
    tell_suspicions(page.rows)
    return {"filters": filters, "units": page.rows, "listing": page, "count": found.count(),
            "sees_owners": has_role(user, *OFFICERS)}


def list_page(query: QueryDict, user: Any) -> dict[str, Any]:
    """The table with all that stands around it. print: as many rows as a person would put on paper, without the tools."""
    is_print = bool(query.get("print"))
    shown = unit_rows(query, user, MOST_PRINTED if is_print else PAGE)
    filters = shown["filters"]
    may_change = has_role(user, *UNIT_KEEPERS) and not is_print
    bulk = BulkForm(user=user, initial={"query": query.urlencode()}) if may_change else None
    return shown | {"is_print": is_print, "today": timezone.localdate(), "bulk": bulk,
                    "views": usable_views(user, filters.names)}


def place_in_list(query: QueryDict, user: Any) -> str:
    """The way back to where somebody was: known filters and the place in the list, with its question mark. One query."""
    kept = unit_filters(query, user).kept
    place = urlencode({name: query[name] for name in ("after", "before") if query.get(name)})
    both = "&".join(part for part in (kept, place) if part)
    return f"?{both}" if both else ""
