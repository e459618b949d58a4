"""The parts of the periodic job that let go of what was kept long enough: one for each kind of record, and what follows an erasure."""

from datetime import date
from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from popups.lifecycle.erasing import finish_erasure, unfinished
from popups.lifecycle.retention import due_rows, forget_told, let_go
from popups.rules.retention import KINDS, Kept
from popups.work import Part, Work, for_each


def forget(today: date, *, code: str) -> Work:
    return for_each(due_rows(code, today), lambda row: let_go(row=row, code=code, today=today))


def finish_erasures(today: date) -> Work:
    """What had to be kept of people who asked for erasure, once it need not be any more."""
    return for_each(unfinished(), lambda row: finish_erasure(application=row, today=today))


def forget_addresses(today: date) -> Work:
    return Work(forget_told())


def _said(kind: Kept, count: int) -> str:
    sentence = ngettext("%(label)s: %(number)d was kept long enough and is gone.",
                        "%(label)s: %(number)d were kept long enough and are gone.", count)
    return sentence % {"label": kind.label, "number": count}


FORGETTING = (
    *(Part(kind.label, partial(forget, code=kind.code), partial(_said, kind)) for kind in KINDS),
    Part(_("Finishing erasures"), finish_erasures,
         lambda n: ngettext("%(count)d application of an erased person need not be kept any more.",
                            "%(count)d applications of erased people need not be kept any more.", n)),
    Part(_("Forgetting addresses that no letter needs any more"), forget_addresses,
         lambda n: ngettext("%(count)d address was forgotten.", "%(count)d addresses were forgotten.", n)),
)
