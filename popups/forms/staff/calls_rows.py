"""Lists of rows that grow and shrink without a script: what was typed is kept, nothing is saved by it."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from django import forms

MOST = 40
COUNT = "rows"
STEPS = {"up": -1, "down": 1}
BUTTONS = ("add", "remove", *STEPS)
RowMaker = Callable[..., forms.Form]


class Rows:
    """Forms of one kind, row-0, row-1, …; the hidden field `rows` says how many.

    Buttons: `add` appends an empty row, `remove` with a number takes that row away, `up` and `down` move it by one.
    """

    def __init__(self, make: RowMaker, *, data: Mapping[str, Any] | None = None, initial: Sequence[dict[str, Any]] = ()) -> None:
        self.make, self.data = make, data
        count = _count(data) if data is not None else len(initial)
        self.forms = [make(data, prefix=f"row-{number}", initial=None if data is not None else initial[number],
                           empty_permitted=True, use_required_attribute=False) for number in range(count)]

    @property
    def count(self) -> int:
        return len(self.forms)

    @property
    def may_grow(self) -> bool:
        return self.count < MOST

    def is_valid(self) -> bool:
        judged = [form.is_valid() for form in self.forms]  # every one, so that all problems are told
        return all(judged)

    def filled(self) -> list[forms.Form]:
        """The rows in which something was written. Valid ones only."""
        return [form for form in self.forms if form.has_changed()]

    def values(self) -> list[Any]:
        """Of each of them, as its kind of row says it."""
        return [cast(Any, form).value() for form in self.filled()]

    def typed(self) -> list[dict[str, Any]]:
        """What stands in each row, as it was typed."""
        return [{name: _raw(form, name) for name in form.fields} for form in self.forms]

    def after(self, button: str, number: str) -> "Rows":
        """The same rows after a button was pressed; none of them is judged yet."""
        rows = self.typed()
        if button == "add" and self.may_grow:
            rows.append({})
        elif number.isdecimal() and int(number) < len(rows):
            row = rows.pop(int(number))
            if button in STEPS:
                rows.insert(max(int(number) + STEPS[button], 0), row)
        return Rows(self.make, initial=rows)


def pressed(data: Mapping[str, Any]) -> str:
    """The button that changes the rows and saves nothing; empty: another one."""
    return next((button for button in BUTTONS if button in data), "")


def _raw(form: forms.Form, name: str) -> Any:
    field = form.fields[name]
    return field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))


def _count(data: Mapping[str, Any]) -> int:
    said = str(data.get(COUNT, "0"))
    return min(int(said), MOST) if re.fullmatch(r"[0-9]{1,3}", said) else 0
