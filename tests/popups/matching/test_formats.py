"""Files in, files out: what cannot be read says why, and equal plans are equal files."""

import json

import pytest
from django.core.management import CommandError, call_command

from popups.matching.formats import FormatError, read_plan, read_problem, write_plan
from popups.matching.judge import violations
from popups.matching.problem import Placement

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
    written = []
    for name in ("one.json", "two.json"):
        call_command("solve", str(problem_file), output=str(tmp_path / name), seconds=1, progress=True)
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
