"""The order of the reserve list: 1, 2, 3 … without gaps. Every caller holds the call."""

from collections.abc import Collection, Sequence

from django.db.models import F, Max

from popups.choices import ApplicationStatus, Outcome
from popups.models import Call, Decision

ASIDE = 10_000  # beyond every position in use, so that no two rows ever stand on one while they are moved


def free_position(call: Call) -> int:
    """Behind everybody."""
    last = call.decisions.filter(outcome=Outcome.RESERVE).aggregate(last=Max("reserve_position"))["last"]
    return (last or 0) + 1


def _list(call: Call) -> list[Decision]:
    """Those who withdrew stand behind all others, and nobody waits behind them."""
    rows = call.decisions.filter(outcome=Outcome.RESERVE).select_related("application__applicant").order_by("reserve_position")
    return sorted(rows, key=lambda row: row.application.state is ApplicationStatus.WITHDRAWN)


def _number(rows: Sequence[Decision]) -> None:
    moved = [(row, place) for place, row in enumerate(rows, start=1) if row.reserve_position != place]
    if not moved:
        return
    Decision.objects.filter(pk__in=[row.pk for row, _place in moved]).update(reserve_position=F("reserve_position") + ASIDE)
    for row, place in moved:
        row.reserve_position = place
    Decision.objects.bulk_update([row for row, _place in moved], ["reserve_position"])


def close_gap(call: Call) -> None:
    _number(_list(call))


def put_at(decision: Decision, position: int) -> None:
    """Before whoever stands there now, and never behind those who withdrew."""
    rows = [row for row in _list(decision.call) if row.pk != decision.pk]
    live = [row for row in rows if row.application.state is not ApplicationStatus.WITHDRAWN]
    _number([*live[:position - 1], decision, *live[position - 1:], *rows[len(live):]])


def let_businesses_before(call: Call, new: Collection[int]) -> None:
    """While businesses come first, those that have just come to the end of the list go behind its last business, before everybody else.

    new: keys of their applications. Whoever was put before a business with a reason stays there.
    """
    rows = _list(call)
    coming = [row for row in rows if row.application_id in new and _is_live_business(row)]
    if not coming:
        return
    others = [row for row in rows if row not in coming]
    behind = max((place for place, row in enumerate(others, start=1) if _is_live_business(row)), default=0)
    _number([*others[:behind], *coming, *others[behind:]])


def _is_live_business(row: Decision) -> bool:
    return row.application.spec.is_business and row.application.state is not ApplicationStatus.WITHDRAWN
