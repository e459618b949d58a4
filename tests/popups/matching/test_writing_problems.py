"""A problem that is written reads back as the same problem, whatever it holds."""

from dataclasses import replace

import pytest

from popups.matching.formats import read_problem, write_problem
from popups.matching.problem import Condition, Placement, Variety
from tests.popups.matching.problems import a_problem


@pytest.mark.parametrize("seed", range(20))
def test_a_written_problem_reads_back_as_the_same(seed):
    problem = a_problem(seed)
    rows = tuple(replace(row, is_first_timer=row.applicant == "P1") for row in problem.applications)  # it is a person who comes for the first time
    first = rows[0]
    unit = replace(problem.units[0], conditions=(Condition("funding", "kind", frozenset({"maker", "ngo"})),))
    whole = replace(problem, applications=rows, units=(unit, *problem.units[1:]), variety=(Variety(unit.street, first.category, 1),),
                    pins=(Placement(first.id, unit.id, 0, first.shortest),), forbids=frozenset({(first.id, problem.units[-1].id)}))
    again = read_problem(write_problem(whole))
    assert again == whole
    assert write_problem(again) == write_problem(whole)
