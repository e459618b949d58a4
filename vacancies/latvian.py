"""Search keys and sort keys, because neither database ignores diacritics nor sorts Latvian."""

import re
import unicodedata

_NO_WORD = re.compile(r"[\W_]+")
_PRIMARY = {"č": "c~", "ģ": "g~", "ķ": "k~", "ļ": "l~", "ņ": "n~", "š": "s~", "ž": "z~", "ŗ": "r~"}


class _WithoutMarks(dict[int, str | None]):
    """A table for str.translate, filled as letters are met: combining marks go, everything else stays."""

    def __missing__(self, code: int) -> str | None:
        self[code] = None if unicodedata.combining(chr(code)) else chr(code)
        return self[code]


class _InOrder(dict[int, str]):
    """The same for sort keys: č is c~, which comes after every c and before d."""

    def __missing__(self, code: int) -> str:
        self[code] = _PRIMARY.get(chr(code)) or fold(chr(code))
        return self[code]


_without_marks, _in_order = _WithoutMarks(), _InOrder()


def fold(text: str) -> str:
    """Search key: 'Ķekava' -> 'kekava'."""
    if text.isascii():
        return text.casefold()
    return unicodedata.normalize("NFKD", text.casefold()).translate(_without_marks)


def only_words(text: str) -> str:
    """A blank in place of whatever is neither letter nor digit; blanks side by side become one."""
    return _NO_WORD.sub(" ", text)


def sort_key(text: str) -> str:
    """Sorts as Latvian dictionaries do (č after c) under plain byte order on either database."""
    normal = unicodedata.normalize("NFC", text.casefold())
    return f"{normal.translate(_in_order)} {normal}"
