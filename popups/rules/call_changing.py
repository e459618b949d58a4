"""What may still change once a call has opened: what people relied on only becomes wider."""

from typing import Any

from django.utils.translation import gettext_lazy as _

Rows = list[dict[str, Any]]

# Once open, only in favour of those who apply.
WIDENED = {
    "opens_at": _("The call is open. Its first day stays."),
    "closes_at": _("The last day to apply may only move to a later day: people plan by it."),
    "kinds": _("Those who may apply stay. You may add others."),
    "activities": _("What it is for stays. You may add more."),
    "stays_start": _("The stays may only begin earlier than announced."),
    "stays_end": _("The stays may only end later than announced."),
    "shortest_days": _("The shortest stay may only become shorter."),
    "longest_days": _("The longest stay may only become longer."),
}
# Never once somebody has applied.
HELD = {
    "is_blind": _("Somebody has applied. What reviewers see of them stays as it was said."),
    "commercial_until": _("Somebody has applied. Who goes first stays as it was said."),
}
_SETS = {"kinds", "activities"}  # empty: all of them
_EARLIER_IS_WIDER = {"stays_start", "shortest_days"}  # empty: no limit


def is_narrower(name: str, before: Any, after: Any) -> bool:
    """Whether somebody could be shut out by it. before and after are plain values; days are ISO words, so they compare."""
    if name == "opens_at":
        return True
    if name in _SETS:
        return bool(after) and (not before or not set(before) <= set(after))
    if after is None:
        return name == "closes_at" or name in {"stays_start", "stays_end"}
    if before is None:
        return True
    return after > before if name in _EARLIER_IS_WIDER else after < before


def _is_asked_more(before: Rows, after: Rows) -> bool:
    """A paper that must be there, and was not asked for like this before."""
    known = [{**row, "is_required": True} for row in before if row["is_required"]]
    return any(row["is_required"] and row not in known for row in after)


def _codes(row: dict[str, Any]) -> list[str]:
    return [choice["code"] for choice in row["choices"]]


def _bends_answers(before: Rows, after: Rows) -> bool:
    """An answer that was given would lose its question, or one that must be given would be missing."""
    now = {row["code"]: row for row in after}
    was = {row["code"]: row for row in before}
    lost = any(code not in now or now[code]["widget"] != row["widget"] or set(_codes(row)) - set(_codes(now[code]))
               for code, row in was.items())
    return lost or any(_asks_more(was.get(code), row) for code, row in now.items() if row["is_required"])


def _asks_more(was: dict[str, Any] | None, now: dict[str, Any]) -> bool:
    if was is None or not was["is_required"]:
        return True
    is_wider = was["only_kinds"] and (not now["only_kinds"] or set(now["only_kinds"]) - set(was["only_kinds"]))
    return bool(is_wider) or (bool(was["only_if"]) and now["only_if"] != was["only_if"])


# Once somebody has applied: (what breaks it, the sentence).
FROZEN = {
    "papers": (_is_asked_more, _("Somebody has applied. No further paper can be demanded; it can be asked for.")),
    "questions": (_bends_answers, _("Somebody has applied. Questions stay, and new ones cannot be demanded.")),
}
