"""What a person decided about rows that would be added although their place may be in the register already.

Kept beside the corrections of the import, since they belong to the same reading of the file and go with it:
{"same": {"17": "U-7KQ4", "18": ["U-7KQ4", "U-9XYZ"]}}: row 17 is that unit; row 18 is none of these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DECISIONS = "same"  # no number of a row


@dataclass(frozen=True)
class Decisions:
    """By the number of the row."""

    same: dict[int, str] = field(default_factory=dict)
    other: dict[int, list[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.same) + len(self.other)


def decisions_from(corrections: Mapping[str, Any]) -> Decisions:
    told = {int(row): said for row, said in corrections.get(DECISIONS, {}).items()}
    return Decisions({row: said for row, said in told.items() if isinstance(said, str)},
                     {row: list(said) for row, said in told.items() if not isinstance(said, str)})


def with_decision(corrections: dict[str, Any], number: int, said: str | list[str] | None) -> dict[str, Any]:
    """The corrections with this decision in place of an earlier one. None: it is open again."""
    others = {row: one for row, one in corrections.get(DECISIONS, {}).items() if row != str(number)}
    if said is not None:
        others[str(number)] = said
    rest = {row: cells for row, cells in corrections.items() if row != DECISIONS}
    return rest | ({DECISIONS: others} if others else {})
