"""What every page shows around its content. For an anonymous visitor it asks the database nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vacancies.choices import Role

SCHEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Link:
    label: str | Promise
    href: str
    is_current: bool = False


STAFF = frozenset(Role)
DESK = frozenset({Role.OFFICER, Role.REVIEWER})
PUBLIC_NAV = (
    ("popups:unit-list", _("Units")),
    ("popups:shop-map", _("Shop map")),
    ("popups:programme", _("Programme")),
)
STAFF_NAV = (
    ("popups:today", _("Today"), STAFF),
    ("popups:dashboard", _("Dashboard"), DESK),
    ("vacancies:unit-table", _("Units"), STAFF),
    ("popups:application-queue", _("Applications"), DESK),
    ("popups:tenancy-timeline", _("Tenancies"), DESK),
    ("popups:programme-desk", _("Programme"), DESK),
    ("vacancies:shop-table", _("Shops"), DESK),
    ("popups:history", _("History"), DESK),
)
FOOTER_NAV = (
    ("popups:accessibility", _("Accessibility statement")),
    ("popups:privacy", _("Privacy")),
    ("popups:source", _("Source code and licence")),
)


def page(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    role = getattr(user, "role", "") if user is not None and user.is_authenticated else ""
    return {
        "page": {
            "town": settings.TOWN_NAME,
            "is_demo": settings.IS_DEMO,
            "scheme": _scheme(request),
            "home": _href("popups:home") or "/",
            "sign_in": _href("account_login"),
            "public_links": _links(request, PUBLIC_NAV),
            "staff_links": _staff_links(request, role),
            "footer_links": _links(request, FOOTER_NAV),
            "is_signed_in": user is not None and user.is_authenticated,
            "user_name": str(user) if user is not None and user.is_authenticated else "",
            "own_page": _own_page(role),
            "is_officer": role == Role.OFFICER,
            "may_see_desk": role in DESK,
            "may_see_staff": role in STAFF,
        }
    }


def _scheme(request: HttpRequest) -> str:
    wish = request.COOKIES.get("scheme", "auto")
    return wish if wish in SCHEMES else "auto"


def _href(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _links(request: HttpRequest, names: Iterable[tuple[str, str | Promise]]) -> list[Link]:
    found = [(label, _href(name)) for name, label in names]
    return [Link(label, href, _is_current(request, href)) for label, href in found if href]


def _is_current(request: HttpRequest, href: str) -> bool:
    """The page itself or one below it: /units/ is current on /units/U-7KQ4/ too."""
    return href != "/" and request.path.startswith(href)


def _staff_links(request: HttpRequest, role: str) -> list[Link]:
    return _links(request, [(name, label) for name, label, roles in STAFF_NAV if role in roles])


def _own_page(role: str) -> Link:
    if role in STAFF:
        return Link(_("Town hall"), _href("popups:today"))
    return Link(_("My page"), _href("popups:my-page"))
