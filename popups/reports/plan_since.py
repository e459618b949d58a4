"""What a plan does not know: what was promised since it was made, and for how many the call has places."""

from django.utils.translation import ngettext

from popups.reports.plan_picture import Open
from popups.rules.planning import taken_since


def overtaken_of(shown: Open) -> frozenset[int]:
    """Keys of placements that could not be approved any more, because their days went to somebody else. One query."""
    return taken_since([row for row in shown.placements if row.approved_at is None and not row.is_promised])


def has_ticks(shown: Open, kept: frozenset[int], overtaken: frozenset[int]) -> bool:
    """Whether there is anything that this reader could approve."""
    return any(row.approved_at is None and not row.is_promised and row.application_id not in kept and row.pk not in overtaken for row in shown.placements)


def since_in_words(shown: Open, overtaken: frozenset[int]) -> list[str]:
    """A sentence where days went to somebody else, and one where the plan fills more places than the call promises. No query."""
    said = []
    if number := len(overtaken):
        said.append(ngettext("Since this plan was made, the days of %(number)d placement were promised to somebody else; it is marked below. Mend the plan.",
                             "Since this plan was made, the days of %(number)d placements were promised to somebody else; they are marked below. Mend the plan.",
                             number) % {"number": number})
    places, placed = shown.plan.call.places, len(shown.placements)
    if places and placed > places:
        said.append(ngettext("The call promises %(places)d place, and this plan fills %(placed)d: only so many as it promises can be chosen. Raise the number in the call, or approve the best of them.",
                             "The call promises %(places)d places, and this plan fills %(placed)d: only so many as it promises can be chosen. Raise the number in the call, or approve the best of them.",
                             places) % {"places": places, "placed": placed})
    return said
