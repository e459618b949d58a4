"""A mark where somebody chose between applications although they stand near to another one of the call: nobody else could."""

from collections.abc import Iterable

from popups.choices import Verb
from popups.models import Application, Call, History, User
from popups.rules.rivals import side_of


def mark_alone(call: Call | None, applications: Iterable[Application], *, by: User) -> None:
    """A line at each of these, after what was done with it. Two queries at most, but for the size of one INSERT. Held by the caller."""
    side = side_of(call, by)
    if side.is_alone:
        note = ", ".join(side.near)
        History.objects.bulk_create(History(verb=Verb.ACTED_BESIDE, by=by, application=row, call=call, note=note) for row in applications)
