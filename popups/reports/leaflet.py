"""The leaflet for owners: one page about what pop-up use means for them, as a PDF that a screen reader can read."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vacancies.dates import day
from vacancies.models import Unit

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
SOURCE = Path(settings.BASE_DIR) / "templates" / "pdf" / "owner_leaflet.typ"


def leaflet(language: str, unit: Unit | None = None) -> bytes:
    """For the owner of a unit, or for everybody. Says nothing of the owner. The words are those of the catalogues.

    Some 50 ms when it is made; the one for everybody is made once a day and language in each process.
    """
    with translation.override(language):
        told = _told(language, unit)
    return _pdf(json.dumps(told, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=16)
def _pdf(told: str) -> bytes:
    try:
        return typst.compile(SOURCE, format="pdf", sys_inputs={"told": told}, ignore_system_fonts=True, pdf_standards="ua-1")
    except typst.TypstError:  # a name with a letter that the font lacks, such as 🏚: the standard forbids the box in its place
        return typst.compile(SOURCE, format="pdf", sys_inputs={"told": told}, ignore_system_fonts=True)


def _told(language: str, unit: Unit | None) -> dict[str, Any]:
    return {
        "language": language,
        "title": _("An empty shop can be lit again"),
        "lead": _("Lend your premises for a few weeks or months to somebody who makes, sells or shows something. "
                  "You keep looking for a permanent tenant, and a lit window is easier to let."),
        "unit": [unit.name, unit.address, _("Reference: %(reference)s") % {"reference": unit.reference}] if unit else [],
        "parts": [{"heading": heading, "lines": lines} for heading, lines in _parts(unit)],
        "contact": [_("Do you have a question? Ask the town hall."), settings.OFFICE_EMAIL, settings.SITE_URL],
        "foot": _("Skatlogs %(town)s, %(day)s") % {
            "town": settings.TOWN_NAME, "day": day(timezone.localdate())},
    }


def _leaves(notice: int) -> str:
    return ngettext("The pop-up leaves. The notice is %(days)d day.", "The pop-up leaves. The notice is %(days)d days.",
                    notice) % {"days": notice}


def _parts(unit: Unit | None) -> list[tuple[str, list[str]]]:
    return [
        (_("What pop-up use is"), [
            _("A maker, an association or a group of musicians uses your premises for a fixed time, with a written agreement."),
            _("Often it is one room, a share of it, or only the shop window."),
        ]),
        (_("What you decide"), [
            _("Whether you want it at all, for what it may be used, from when and until when."),
            _("The rent, or none, and who pays for electricity, water and heating."),
            _("Every single offer: nothing begins before you have said yes. You may pause or stop at any time."),
        ]),
        (_("When you find a permanent tenant"), [
            _leaves(unit.notice_days if unit else settings.NOTICE_DAYS),
            _("You may show the premises to anybody who is interested all the time."),
        ]),
        (_("Who pays"), [
            _("The tenant pays the rent and the utilities that you agreed on. What you do not pass on costs you as much as in an empty shop."),
            _("The tenant answers for damage. The state of the rooms and the meters is written down with photos on the first and the last day."),
        ]),
        (_("What the town hall does"), [
            _("It looks for people who fit, checks what they plan, prepares the agreement and hands over the keys with you."),
            _("It never publishes your name, telephone or e-mail, and passes on messages."),
        ]),
    ]
