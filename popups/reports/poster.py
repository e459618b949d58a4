"""The poster for an empty window: “This window is free. What should be here?” in every language, with a code to the page where to say it."""

import json
from pathlib import Path
from typing import Any

import qrcode
import typst
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from vacancies.models import Unit

SOURCE = Path(settings.BASE_DIR) / "templates" / "pdf" / "window_poster.typ"


def poster(unit: Unit) -> bytes:
    """One A4 page. Some 50 ms. Says the place and the town, and nothing of the owner."""
    told = json.dumps(_told(unit), ensure_ascii=False, sort_keys=True)
    given: dict[str, Any] = {"format": "pdf", "sys_inputs": {"told": told}, "ignore_system_fonts": True}
    try:
        return typst.compile(SOURCE, pdf_standards="ua-1", **given)
    except typst.TypstError:  # a name with a letter that the font lacks: the standard forbids the box in its place
        return typst.compile(SOURCE, **given)


def _told(unit: Unit) -> dict[str, Any]:
    """The town's own language first and large."""
    codes = sorted(dict(settings.LANGUAGES), key=lambda code: code != settings.LANGUAGE_CODE)
    href = settings.SITE_URL + reverse("popups:unit-ideas", args=[unit.reference])
    return {"languages": [_said(code) for code in codes], "place": f"{unit.name}, {unit.address}", "href": href,
            "shown_href": href.partition("://")[2].rstrip("/"), "code": _code(href), "town": f"Skatlogs {settings.TOWN_NAME}"}


def _said(language: str) -> dict[str, str]:
    with translation.override(language):
        return {"language": language, "title": _("This window is free."), "question": _("What should be here?"),
                "how": _("Point your phone at the code: say it in one line, or support what others said. No account."),
                "alt": _("QR code that opens the page of this window")}


def _code(href: str) -> list[str]:
    """The rows of the code as words of 0 and 1. Error correction Q: a corner may be dirty or behind a reflection."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_Q)
    code.add_data(href)
    return ["".join("1" if dark else "0" for dark in row) for row in code.get_matrix()]
