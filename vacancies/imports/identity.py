"""By what a row's place is known again: the town's own number where it can be trusted, else address and name."""

import hashlib

from django.conf import settings

from vacancies.addresses import Address, normal_address
from vacancies.imports.columns import RUINED_NUMBER
from vacancies.imports.draft import Draft
from vacancies.imports.headings import Meaning
from vacancies.imports.problems import ProblemCode
from vacancies.imports.words import premises_key
from vacancies.latvian import fold

_MOST_EXACT = 10**15  # beyond it a spreadsheet has already rounded
_LONGEST_KEY = 400
_LONGEST_ADDRESS = 300


def name_and_address(draft: Draft) -> tuple[str, str]:
    """A place whose premises are not named is called by its address."""
    address = _whole_address(draft)
    town = draft.line(Meaning.TOWN)
    if address and town and fold(town) != fold(settings.TOWN_NAME) and fold(town) not in fold(address):
        address = f"{address}, {town}"
    name = draft.line(Meaning.NAME)
    if address and not name:
        if draft.has(Meaning.NAME):
            draft.problem(ProblemCode.NO_NAME, Meaning.NAME)
        name = _name_from(normal_address(address[:_LONGEST_ADDRESS]))
    return name, address


def _whole_address(draft: Draft) -> str:
    """Some registers keep the house, or further lines, in columns of their own."""
    street, house = draft.line(Meaning.ADDRESS), draft.line(Meaning.HOUSE_NUMBER)
    more = [line for meaning in (Meaning.ADDRESS_2, Meaning.ADDRESS_3) if (line := draft.line(meaning))]
    return ", ".join([f"{street} {house}".strip(), *more]) if street else ""


def _name_from(address: Address) -> str:
    """'Unit 12, Admiral Park, Airport Service Road, …' → 'Unit 12, Admiral Park'; else street and number."""
    parts = address.address.split(", ")
    at = next((index for index, part in enumerate(parts) if address.street and address.street in part), 0)
    before = [part for part in parts[:at] if any(letter.isalpha() for letter in part)]
    return ", ".join(before or parts[:at + 1])[:200]


def keys_of(draft: Draft, address: str) -> tuple[list[str], str]:
    """The keys, best first, and the number if it is one."""
    place = f"a:{normal_address(address[:_LONGEST_ADDRESS]).key}|{premises_key(draft.line(Meaning.NAME))}"
    own_number = _own_number(draft)
    keys = [f"n:{fold(own_number)}", place] if own_number else [place]
    return [_short(key) for key in keys], own_number


def _own_number(draft: Draft) -> str:
    cell, text = draft.cell(Meaning.OWN_NUMBER), draft.line(Meaning.OWN_NUMBER)
    is_rounded = isinstance(cell, float) and (not cell.is_integer() or abs(cell) >= _MOST_EXACT)
    if draft.is_own and not is_rounded:
        return text
    if text and (is_rounded or RUINED_NUMBER.fullmatch(text)):
        draft.problem(ProblemCode.RUINED_REFERENCE, Meaning.OWN_NUMBER, text=text)
        return ""
    return text


def _short(key: str) -> str:
    return key if len(key) <= _LONGEST_KEY else key[:300] + hashlib.sha256(key.encode()).hexdigest()
