"""References as people copy them."""

import pytest

from vacancies.references import as_printed


@pytest.mark.parametrize("typed", ["U-75MM", " u-75mm ", "U\u201075MM", "U\u201375mm", "U\u221275MM", "75mm", "75MM"])
def test_a_reference_is_known_however_it_was_copied(typed):
    assert as_printed(typed) == "U-75MM"


@pytest.mark.parametrize("typed", ["", "A-75MM", "U-75MMX", "75M", "Pils", "0000"])
def test_what_is_no_reference_of_a_unit_is_not_made_one(typed):
    assert as_printed(typed) == typed.upper()
