"""Search keys and sort keys, because neither database ignores diacritics nor sorts Latvian."""

import unicodedata

_PRIMARY = {"č": "c~", "ģ": "g~", "ķ": "k~", "ļ": "l~", "ņ": "n~", "š": "s~", "ž": "z~", "ŗ": "r~"}


def fold(text: str) -> str:
    """Search key: 'Ķekava' -> 'kekava'."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def sort_key(text: str) -> str:
    """Sorts as Latvian dictionaries do (č after c) under plain byte order on either database."""
    normal = unicodedata.normalize("NFC", text.casefold())
    return "".join(_PRIMARY.get(letter) or fold(letter) for letter in normal) + " " + normal
