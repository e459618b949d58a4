"""What our own files say of how new a row is: the version of the unit's entry, and a mark of its vacancies and visits.

"3v41s118": version 3, newest line of vacancy history 41, newest visit 118. Vacancies and visits raise no version. The letters keep
a spreadsheet from taking it for a number or a day. Files of earlier versions hold the bare version.
"""

import re

NOTHING_KNOWN = "v0s0"
_WHOLE = re.compile(r"(\d{1,9})(v\d+s\d+)")


def say_version(version: int, mark: str) -> str:
    return f"{version}{mark}"


def mark_of(vacancy: int | None, visit: int | None) -> str:
    """The keys of the newest line of vacancy history and of the newest visit."""
    return f"v{vacancy or 0}s{visit or 0}"


def understand_version(text: str) -> tuple[int, str] | None:
    found = _WHOLE.fullmatch(text)
    return (int(found[1]), found[2]) if found else None
