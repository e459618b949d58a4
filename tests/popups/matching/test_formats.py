"""Files in, files out: what cannot be read says why, and equal plans are equal files."""

import json
import math
from copy import deepcopy
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from popups.matching.formats import FormatError, read_plan, read_problem, write_plan, write_problem
from popups.matching.judge import violations
from popups.matching.problem import Placement
from popups.matching.reading import read_foreign_problem
from tests.popups.matching.problems import a_problem

INSTANCE = {
    "format": "shopmatch-instance/1", "horizon": {"start": "2026-01-05", "days": 140}, "streets": [], "locks": [], "forbids": [],
    "rules": {"max_tenancies_per_applicant": 1, "weights": {"per_point": 120, "first_timer_pct": 15, "day": 12, "rank": [360, 240]},
              "mix": [{"street": "S", "category": "craft", "max_concurrent": 1}]},
    "units": [{"id": "U1", "street": "S", "district": "D", "area_m2": 40, "features": [], "uses": ["craft"], "rent_week": 50, "mode": "whole",
               "capacity": 1, "turnaround_days": 0, "windows": [[0, 140]], "break_notice_days": None, "pull": 1}],
    "applicants": [{"id": "P1", "first_timer": True, "kind": "maker"}],
    "applications": [{"id": "A1", "applicant": "P1", "received": 0, "category": "craft", "area_min": 10, "needs": [], "rent_max": 60,
                      "accept": "any", "districts": ["D"], "notice_min": 0, "preferences": ["U1"], "open": True, "earliest": 0, "latest_end": 70,
                      "dur_min": 14, "dur_max": 28, "dur_step": 7, "start_step": 7, "score": 70, "benefit": 100}],
}


@pytest.fixture
def problem_file(tmp_path):
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(INSTANCE), encoding="utf-8")
    return path


@pytest.mark.parametrize(("text", "named"), [
    ("{", "not JSON"), ("[]", "shopmatch-instance/1"), (json.dumps(INSTANCE | {"format": "other"}), "shopmatch-instance/1"),
    (json.dumps({key: value for key, value in INSTANCE.items() if key != "units"}), "units"),
    (json.dumps(INSTANCE | {"horizon": {"start": "tomorrow", "days": 140}}), "tomorrow")])
def test_a_file_that_cannot_be_read_says_what_is_wrong(text, named):
    with pytest.raises(FormatError, match=named):
        read_problem(text)


def test_a_plan_is_written_the_same_whatever_its_order_and_read_back():
    stays = [Placement("A2", "U1", 28, 14), Placement("A1", "U1", 0, 14)]
    text = write_plan(stays, method="skatlogs")
    assert text == write_plan(stays[::-1], method="skatlogs")
    assert read_plan(text) == tuple(sorted(stays))


def test_the_command_writes_a_legal_plan_the_same_each_time(problem_file, tmp_path):
    written: list[str] = []
    for name in ("one.json", "two.json"):
        said = StringIO()
        call_command("solve", str(problem_file), output=str(tmp_path / name), seconds=1, progress=True, stderr=said)
        lines = [line for line in said.getvalue().splitlines() if line.startswith("value")]
        assert lines and len(lines) == len(set(lines)), "what is not new is not told again"
        written.append((tmp_path / name).read_text(encoding="utf-8"))
    assert written[0] == written[1]
    placed = read_plan(written[0])
    assert [(row.application, row.days) for row in placed] == [("A1", 28)]
    assert violations(read_problem(json.dumps(INSTANCE)), placed) == []
    assert json.loads(written[0])["proven"] is True


@pytest.mark.parametrize(("name", "seconds"), [("missing.json", 1), ("problem.json", 0)])
def test_the_command_says_what_it_cannot_do(problem_file, name, seconds):
    with pytest.raises(CommandError):
        call_command("solve", str(problem_file.parent / name), seconds=seconds)


LOCK = {"application": "A1", "unit": "U1", "start": 0, "days": 14}


@pytest.mark.parametrize(("path", "value", "named"), [
    (["horizon", "days"], 10**9, "horizon, days"), (["horizon", "days"], math.inf, "horizon, days"), (["horizon", "days"], 0, "horizon, days"),
    (["units"], [], "at least one"), (["units"], INSTANCE["units"] * 2, "U1 stands twice"), (["units", 0, "rent_week"], math.nan, r"units\[0\], rent_week"),
    (["units", 0, "capacity"], 0, "capacity"), (["units", 0, "windows"], [[0, 1, 2]], "pairs of days"), (["units", 0, "features"], "water", "list of texts"),
    (["units", 0, "turnaround_days"], -1, "turnaround_days"), (["units", 0, "conditions"], [{"code": "x"}], "trait is missing"),
    (["applications", 0, "score"], "70", "score"), (["applications", 0, "dur_step"], 0, "dur_step"), (["applications", 0, "dur_min"], 10**30, "dur_min"),
    (["applications", 0, "traits"], {"kind": []}, "traits"), (["applications", 0, "applicant"], "P9", "P9 is named"),
    (["locks"], [LOCK | {"unit": "U9"}], "U9 is named"), (["locks"], [LOCK | {"start": -50}], "start"), (["locks"], [LOCK | {"days": 10**12}], "days"),
    (["locks"], [LOCK, LOCK], "A1 stands twice"), (["rules", "weights", "day"], 10**30, "day"), (["rules", "mix"], [None], "mix")])
def test_a_file_of_anybody_is_refused_with_the_place_of_what_is_wrong(path, value, named, tmp_path):
    data = deepcopy(INSTANCE)
    row = data
    for name in path[:-1]:
        row = row[name]
    row[path[-1]] = value
    problem = tmp_path / "problem.json"
    problem.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(CommandError, match=named):
        call_command("solve", str(problem), output=str(tmp_path / "plan.json"), seconds=1)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_written_here_is_read_as_a_file_of_anybody_too(seed):
    text = write_problem(a_problem(seed))
    assert read_foreign_problem(text) == read_problem(text)


def test_brackets_without_end_and_bytes_that_are_no_text_are_refused(tmp_path):
    for number, held in enumerate((b"[" * 100_000, b"\xff\xfe")):
        path = tmp_path / f"{number}.json"
        path.write_bytes(held)
        with pytest.raises(CommandError, match="brackets|UTF-8"):
            call_command("solve", str(path), seconds=1)


@pytest.mark.parametrize("options", [{"seconds": math.nan}, {"seconds": math.inf}, {"output": "missing/plan.json"}, {"output": "."}])
def test_nothing_is_thought_about_that_could_not_be_kept(problem_file, tmp_path, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("popups.management.commands.solve.solve", lambda *_, **__: pytest.fail("it began to think"))
    with pytest.raises(CommandError):
        call_command("solve", str(problem_file), **{"seconds": 1, "output": "-"} | options)
