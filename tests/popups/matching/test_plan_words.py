"""Every code that the explaining can return has a sentence, in every language."""

import ast
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from popups.choices import Share
from popups.kinds import ApplicantKind
from popups.matching import explaining
from popups.matching.eligible import Failure
from popups.matching.explaining.asked import asked, dates_asked, too_short
from popups.matching.explaining.changes import KINDS, Change
from popups.matching.explaining.remedies import remedies
from popups.matching.explaining.stretches import stretches
from popups.reports.plan_words import (
    CHANGES,
    FAILURES,
    OWNER_CHANGES,
    RULES,
    Words,
    change_sentences,
    failure_sentence,
    feature_name,
    filled_words,
    owner_sentence,
    rule_name,
    value_words,
    worth_words,
)
from tests.popups.matching.explained import a_standing
from vacancies.choices import Activity
from vacancies.kinds import FEATURE_BY_CODE

LANGUAGES = [code for code, _name in settings.LANGUAGES]
WORDS = Words(date(2027, 1, 4), {"U-1": "Pils iela 4"}, {"centrs": "Centrs"})
CALL_CONDITIONS = {"funding": ("maker", "ngo"), "call-kind": ("maker", "ngo"), "businesses-first": ("ngo", "maker"), "call-activity": ("music", "crafts")}
FAILED = {
    "use": ("crafts, food", "music"), "area": (46, 60), "rent": (15000, 12000), "mode": ("whole", "share"), "notice": (14, 30),
    "district": ("", "centrs"), "not-listed": (None, "U-1"), "forbidden": (None, None), "dates": (7, 14), **CALL_CONDITIONS}


def standings():
    return [a_standing(seed) for seed in range(12)]


def test_what_a_move_does_is_said_as_a_share_of_the_plan_and_in_weeks():
    with override("en"):
        assert [worth_words(effect, 260_000) for effect in (0, -8_598, 8_598, -100, 26_000)] == [
            "worth the same", "worth 3.3 % less", "worth 3.3 % more", "worth almost the same", "worth 10 % more"]
        assert worth_words(500, 0) == "worth 100 % more", "there was nothing yet"
        assert [filled_words(days) for days in (0, 7, -14, 3, -1)] == [
            "", "1 week more filled", "2 weeks less filled", "3 days more filled", "1 day less filled"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_that_can_fail_has_a_sentence_with_both_sides(language):
    with override(language):
        for rule, (have, need) in FAILED.items():
            said = failure_sentence(Failure(rule, have, need), WORDS)
            assert len(said) > 10 and "%" not in said and said != rule, rule
            assert rule_name(rule) != rule
        assert failure_sentence(Failure("dates", 0, 14), WORDS) != failure_sentence(Failure("dates", 7, 14), WORDS)
        for need in [*FEATURE_BY_CODE, *(f"share-{share}" for share in Share.values), *(f"weekday-{day}" for day in range(1, 8))]:
            assert feature_name(need) in failure_sentence(Failure(f"feature:{need}", None, need), WORDS)
            assert feature_name(need) != need


def test_no_rule_of_random_problems_is_without_words():
    met, failed, counted = set(), set(), set()
    for standing in standings():
        for row in standing.problem.applications:
            for unit in standing.problem.units:
                failed |= {failure.rule for failure in (*standing.failures(row, unit), too_short(standing, row, unit)) if failure}
                met |= {check.rule for check in asked(standing, row, unit)}
        for stay in standing.rows:
            met |= {check.rule for check in dates_asked(standing.problem.application[stay.application], stay, standing.problem.unit[stay.unit])}
        counted |= {reason.rule for unit in standing.problem.units for row in stretches(standing, unit.id) for reason in row.reasons}
    known = set(RULES)
    plain = {rule for rule in met | failed | counted if not rule.startswith("feature:")}
    assert plain <= known and {rule for rule in failed if not rule.startswith("feature:")} <= set(FAILURES)
    assert len(plain) > 12, "the problems were drawn so that nearly every rule bites"


def test_every_code_written_in_the_explaining_package_is_known():
    """Codes that random problems do not happen to give: the words of Check(…) and Failure(…), and what is yielded as a rule."""
    found = set()
    for path in [*Path(explaining.__file__).parent.glob("*.py"), Path(explaining.__file__).parents[1] / "eligible.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Check", "Failure", "Change"} and node.args:
                found |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
            if isinstance(node, ast.Yield) and isinstance(node.value, ast.Constant):
                found.add(node.value.value)
            if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and isinstance(node.value.elts[0], ast.Constant):
                found.add(node.value.elts[0].value)
    assert {"dates", "length", "limit", "variety", "use", "window"} <= found
    assert {code for code in found if isinstance(code, str)} <= set(RULES) | set(CHANGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_change_has_a_sentence_for_who_could_make_it(language):
    to = {"mode": "whole", "district": "centrs", "feature": "", "unlisted": ""}
    assert set(CHANGES) == set(KINDS)
    with override(language):
        for kind in KINDS:
            for side in ("begin", "end") if kind == "window" else ("",):
                for amount in (1, 14):
                    [said] = change_sentences([Change(kind, amount, to.get(kind, 21), "water" if kind == "feature" else "whole" if kind == "mode" else "U-1", side)], WORDS)
                    assert len(said) > 5 and "%" not in said, kind
        for kind in OWNER_CHANGES:
            for changed, name in ((1, "whole"), (2, "share"), (21, "U-1")):
                given = Change(kind, 7, changed, {"use": "crafts", "feature": "water"}.get(kind, name), "end")
                assert len(owner_sentence(given, WORDS)) > 5, kind


def test_every_change_that_is_found_can_be_said():
    kinds, of_owners = set(), set()
    for standing in standings():
        for row in standing.waiting:
            for remedy in remedies(standing, row.id):
                kinds |= {change.kind for change in remedy.changes}
                assert len(change_sentences(remedy.changes, WORDS)) == len(remedy.changes)
        for unit in standing.problem.units:
            for stretch in stretches(standing, unit.id):
                for opening in stretch.openings:
                    of_owners.add(opening.change.kind)
                    assert owner_sentence(opening.change, WORDS)
    assert len(kinds) > 4 and len(of_owners) > 3


def test_both_sides_of_every_rule_that_is_met_can_be_shown():
    sides = {"use": "music", "area": 46, "rent": 10**9, "mode": "any", "notice": 0, "district": "centrs", "not-listed": "U-1", "forbidden": None,
             "earliest": 7, "latest": 21, "shortest": 14, "longest": 28, "window": 28, "funding": "maker", "call-kind": ", ".join(ApplicantKind.values),
             "call-activity": ", ".join(Activity.values), "businesses-first": "maker", "feature:water": "water"}
    for rule, value in sides.items():
        assert value_words(rule, value, WORDS)
        assert value_words(rule, None, WORDS) if rule not in {"rent", "notice"} else True
    assert value_words("latest", 21, WORDS) == value_words("earliest", 20, WORDS), "the last day is told, not the day after it"
    assert "Centrs" in value_words("district", "centrs|vecpilseta", WORDS) and value_words("not-listed", "U-1", WORDS) == "Pils iela 4"
