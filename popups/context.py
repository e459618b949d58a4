"""What every page shows around its content. For an anonymous visitor it asks the database nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vacancies.access import ALL_STAFF, OFFICERS, READERS, UNIT_KEEPERS, has_role
from vacancies.choices import Role

SCHEMES = ("auto", "light", "dark")
ALUKSNE = "57.4247,27.0464"  # the default of SKATLOGS_MAP_CENTRE


@dataclass(frozen=True)
class Link:
    label: str | Promise
    href: str
    is_current: bool = False


StaffPage = tuple[str, str | Promise, tuple[Role, ...]]
PUBLIC_NAV = (
    ("popups:unit-list", _("Units")),
    ("popups:shop-map", _("Shop map")),
    ("popups:event-list", _("Programme")),
    ("popups:call-list", _("Calls")),
)
STAFF_NAV = (
    ("popups:staff-today", _("Today"), ALL_STAFF),
    ("popups:staff-dashboard", _("Dashboard"), READERS),
    ("popups:staff-unit-list", _("Units"), ALL_STAFF),
    ("popups:staff-application-list", _("Applications"), READERS),
    ("popups:staff-call-list", _("Calls"), OFFICERS),
    ("popups:review-calls", _("Reviews"), READERS),
    ("popups:consultation-list", _("Local group"), OFFICERS),
    ("popups:tenancy-timeline", _("Tenancies"), READERS),
    ("popups:staff-event-list", _("Programme"), READERS),
    ("vacancies:shop-list", _("Shops"), READERS),
    ("popups:staff-history", _("History"), READERS),
)
# The pages of the register, between which one goes to and fro.
REGISTER_NAV = (
    ("popups:staff-unit-list", _("List"), ALL_STAFF),
    ("popups:staff-map", _("Map"), ALL_STAFF),
    ("popups:due-list", _("To look at again"), UNIT_KEEPERS),
    ("vacancies:walk", _("Walk"), UNIT_KEEPERS),
    ("popups:owner-board", _("Owners"), OFFICERS),
    ("popups:staff-report-list", _("Reports"), UNIT_KEEPERS),
    ("popups:staff-idea-list", _("Ideas"), OFFICERS),
    ("popups:duplicate-list", _("Duplicates"), OFFICERS),
    ("popups:area-list", _("Parts of town"), ALL_STAFF),
    ("vacancies:import-list", _("Import"), OFFICERS),
)
FOOTER_NAV = (
    ("popups:own-a-space", _("I own a space")),
    ("popups:report-new", _("Report an empty shop")),
    ("popups:accessibility", _("Accessibility statement")),
    ("popups:privacy", _("Privacy")),
)


def page(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None) or AnonymousUser()
    is_staff = has_role(user, *ALL_STAFF)
    register = _staff_links(request, user, REGISTER_NAV)
    return {
        "page": {
            "town": settings.TOWN_NAME,
            "is_demo": settings.IS_DEMO,
            "scheme": _scheme(request),
            "scheme_href": reverse("popups:scheme-set"),
            "home": reverse("popups:home"),
            "sign_in": reverse("popups:sign-in"),
            "public_links": _links(request, PUBLIC_NAV),
            "staff_links": _marked(_staff_links(request, user, STAFF_NAV), register),
            "register_links": register,
            "footer_links": _links(request, FOOTER_NAV),
            "is_signed_in": user.is_authenticated,
            "user_name": str(user) if user.is_authenticated else "",
            "own_page": _own_page(is_staff),
            **_map(),
            **_flags(user),
        }
    }


def _map() -> dict[str, object]:
    """The ground of maps without tiles: the town's own file where one is set. The drawing of Alūksne is of use there only."""
    base = ""
    if settings.MAP_BASE:
        base = reverse("popups:map-base")
    elif settings.MAP_CENTRE == ALUKSNE:
        base = static("img/aluksne-schematic.geojson")
    return {
        "map_base_url": base,
        "map_base_is_own": bool(settings.MAP_BASE),
        "map_centre": settings.MAP_CENTRE,
        "map_tiles_url": settings.MAP_TILES_URL,
        "map_tiles_attribution": settings.MAP_TILES_ATTRIBUTION,
    }


def _flags(user: Any) -> dict[str, object]:
    """What the person may see, for links; the views decide for themselves."""
    return {
        "is_officer": has_role(user, *OFFICERS),
        "may_keep_units": has_role(user, *UNIT_KEEPERS),
        "may_read_desk": has_role(user, *READERS),
        "may_see_staff": has_role(user, *ALL_STAFF),
    }


def _scheme(request: HttpRequest) -> str:
    wish = request.COOKIES.get("scheme", "auto")
    return wish if wish in SCHEMES else "auto"


def _links(request: HttpRequest, names: Iterable[tuple[str, str | Promise]]) -> list[Link]:
    found = [(label, reverse(name)) for name, label in names]
    return [Link(label, href, _is_current(request, href)) for label, href in found]


def _is_current(request: HttpRequest, href: str) -> bool:
    """The page itself or one below it: /units/ is current on /units/U-7KQ4/ too; /staff/ only on itself."""
    return request.path == href if href in ("/", "/staff/") else request.path.startswith(href)


def _staff_links(request: HttpRequest, user: Any, nav: Iterable[StaffPage]) -> list[Link]:
    return _links(request, [(name, label) for name, label, roles in nav if has_role(user, *roles)])


def _marked(links: list[Link], register: list[Link]) -> list[Link]:
    """Every page of the register belongs to “Units”."""
    is_inside = any(link.is_current for link in register)
    units = reverse(REGISTER_NAV[0][0])
    return [replace(link, is_current=True) if is_inside and link.href == units else link for link in links]


def _own_page(is_staff: bool) -> Link:
    if is_staff:
        return Link(_("Town hall"), reverse("popups:staff-today"))
    return Link(_("My page"), reverse("popups:my-page"))
