"""Which of the units that an import added may have been in the register before it, under another name or address.

Compared once, when the import has been carried out: comparing a register of 100,000 units takes seconds. What was found is kept in the
account of the import, and the page of its result asks of these few whether they are still two entries that are alike.
"""

from collections.abc import Collection
from typing import Any

from vacancies.imports.twins import COLUMNS, KnownUnits, entry_of, known_units
from vacancies.models import ImportedRow, ImportRun, Unit
from vacancies.models.imported import ADDED
from vacancies.reports.duplicates import are_likely_one, settled_pairs

MOST = 500  # added units whose likes are kept
Likes = dict[str, Any]  # {"units": [[key of the added one, keys of those it may be …], …], "more": whether there were others}


def likes_of_added(run: ImportRun, claimed: Collection[int]) -> Likes:
    """claimed: units of the register that other rows of the file are. Two queries; the register is read once, for some fifty
    megabytes at 100,000 units."""
    added = set(ImportedRow.objects.filter(run=run, before__outcome=ADDED).values_list("unit_id", flat=True))
    if not added:
        return {"units": [], "more": False}
    before = KnownUnits(known for known in known_units() if known[0] not in added and known[0] not in claimed)
    found: list[list[int]] = []
    for known in known_units() if before.is_filled else ():
        likes = before.like(entry_of(known)) if known[0] in added else []
        if likes and len(found) == MOST:
            return {"units": found, "more": True}
        if likes:
            found.append([known[0], *likes])
    return {"units": found, "more": False}


def still_alike(likes: Likes) -> int:
    """How many of these added units still are beside one that they may be: neither was set aside, nobody told them apart, and
    what was entered since has not made them different. Two queries."""
    keys = {key for unit in likes["units"] for key in unit}
    entries = {known[0]: entry_of(known) for known in Unit.objects.in_register().filter(pk__in=keys).values_list(*COLUMNS)} if keys else {}
    settled = settled_pairs() if entries else set()
    return sum(any(added in entries and other in entries and (min(added, other), max(added, other)) not in settled
                   and are_likely_one(entries[added], entries[other]) for other in others) for added, *others in likes["units"])
