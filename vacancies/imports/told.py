"""What is kept with an import about its undoing and its photos, in the reader's language."""

from collections import Counter
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vacancies.imports import stored_files
from vacancies.imports.kept import WhyKept, label_of
from vacancies.imports.problems import ProblemCode, RowProblem
from vacancies.imports.runs import archive_of
from vacancies.imports.zip_photos import MESSAGES, Fate, Sent, sent_from
from vacancies.models import ImportRun, Unit
from vacancies.photos import MESSAGES as PHOTO_MESSAGES

# What the command tells with its options, for the page on which there is something to choose.
_ON_THE_PAGE: dict[ProblemCode, Promise] = {
    ProblemCode.UNKNOWN_ENCODING: _("The file does not say how its letters are stored (line %(line)s is no UTF-8). Choose below."),
    ProblemCode.WRONG_ENCODING: _("Line %(line)s cannot be read with these letters. Choose others below."),
    ProblemCode.NO_SUCH_ENCODING: _("These letters are not known here. Choose others below."),
    ProblemCode.NO_HEADER: _("No row of headings was found. Choose below which row names the columns."),
}


def sentence_about(problem: RowProblem | None) -> str:
    """What is wrong with the file as it is read now, and what to do on this page."""
    if problem is None:
        return ""
    said = _ON_THE_PAGE.get(problem.code)
    return str(said) % {"line": problem.row} if said else problem.message


def told_of_undoing(run: ImportRun) -> dict[str, Any] | None:
    """With the reasons in the reader's language."""
    if not run.is_undone or not (undone := run.report.get("undone")):
        return None
    kept = [{"reference": reference, "name": name, "why": WhyKept(why).label, "what": ", ".join(str(label_of(part)) for part in parts)}
            for reference, name, why, parts in undone["kept"]]
    return {"kept_total": len(kept), **undone, "kept": kept}


def message_about(sent: Sent) -> str:
    """Why a photo was not taken; '' where nothing is wrong with it."""
    return str(MESSAGES.get(sent.code) or PHOTO_MESSAGES.get(sent.code, ""))


def told_of_photos(run: ImportRun) -> dict[str, Any] | None:
    """Every file of the archive: added, here already, not matched or refused; the four add up. One query for the units that they went to, or that
    can be chosen, which is so no longer once the import is undone; a unit that went with it is named, but leads nowhere."""
    if (kept := run.report.get("photos")) is None:
        return None
    sent = [sent_from(said) for said in kept]
    if not run.is_applied:
        sent = [replace(one, fits=(), code="") if one.fits else one for one in sent]
    counts = Counter(one.fate for one in sent)
    units = {unit.reference: unit for unit in Unit.objects.filter(reference__in={said for one in sent for said in (one.unit, *one.fits)})}
    files = [{"at": at, "name": one.name, "label": one.fate.label, "is_added": one.fate is Fate.ADDED, "is_known": one.fate is Fate.KNOWN, "unit": one.unit, "is_here": one.unit in units,
              "why": message_about(one), "fits": [units[fit] for fit in one.fits if fit in units],
              "example": f"{one.fits[0]} {PurePosixPath(one.name).name}" if one.fits else ""} for at, one in enumerate(sent)]
    return {"files": sorted(files, key=lambda file: file["is_added"]), "total": len(sent),
            "can_choose": stored_files.is_kept(archive_of(run)), **{str(fate): counts[fate] for fate in Fate}}
