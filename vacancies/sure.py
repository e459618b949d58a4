"""What a column may lack, but not here."""

from typing import TypeVar

Value = TypeVar("Value")


def sure(value: Value | None) -> Value:
    """For what the database, the question asked of it or the caller has made sure of; who calls this says which, unless it stands beside."""
    if value is None:
        raise ValueError("This cannot be missing here.")
    return value
