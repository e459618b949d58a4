"""Values of two entries side by side are written as on every other page."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from tests.make import make_unit
from vacancies.reports.merging import differences

pytestmark = pytest.mark.django_db


def filtered(name, value):
    return Template("{% load words %}{{ value|" + name + " }}").render(Context({"value": value}))


@pytest.mark.parametrize("language", ["lv", "en", "de"])
def test_money_and_measures_of_a_merge_are_written_as_everywhere(language):
    kept, merged = make_unit(asking_rent_cents=125050, utilities_cents=9500), make_unit(asking_rent_cents=0, utilities_cents=1, floor_area_m2=12)
    kept.window_front_m, merged.window_front_m = 3.5, 4
    with override(language):
        told = {one.code: (one.kept, one.merged) for one in differences(kept, merged)}
        money = [filtered("euros", cents) for cents in (125050, 0, 9500, 1)]
        measures = [filtered("m2", 46), filtered("m2", 12), filtered("metres", 3.5), filtered("metres", 4)]
    assert told["asking_rent_cents"] == tuple(money[:2])
    assert [words.split(", ")[-1] for words in told["utilities"]] == money[2:]
    assert [*told["floor_area_m2"], *told["window_front_m"]] == measures
