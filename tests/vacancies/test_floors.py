import pytest
from django.utils import translation

from vacancies.floors import floor_words


@pytest.mark.parametrize(("language", "floor", "number"), [("en", 1, "1"), ("de", 1, "1"), ("lv", 1, "2"), ("lv", 4, "5")])
def test_floors_are_counted_as_the_language_counts_them(language, floor, number):
    with translation.override(language):
        assert [word for word in floor_words(floor).replace(".", " ").split() if word.isdigit()] == [number]


def test_nobody_has_to_know_the_floor():
    assert floor_words(None) == ""
