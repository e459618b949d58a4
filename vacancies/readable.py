"""What people see of a text: one rule for everything that is typed, sent or imported."""

import re
from unicodedata import category

# They count as letters, signs or marks, and show nothing: in the middle of a word as well, or in place of a blank.
_NO_MARK = re.compile("[\u034f\u17b4\u17b5\u180b-\u180d\u180f]")
_BLANK = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")


def readable(text: str, keep: str = "") -> str:
    """As the eye reads it, so that no name is empty to the eye. What is only for a program that lays words out goes: soft
    hyphens, places to break, reading directions. What breaks the line is a blank.

    keep: control characters that mean something there. Marks alone, without a letter or sign to stand on, are nothing.
    """
    if text.isascii() and text.isprintable():
        return text
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() or letter in keep else _instead_of(letter) for letter in text)
    text = _BLANK.sub(" ", _NO_MARK.sub("", text))
    return text if any(category(letter)[0] not in "MZC" for letter in text) else ""


def _instead_of(letter: str) -> str:
    return "" if category(letter) == "Cf" else " "
