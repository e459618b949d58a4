"""Tests wait for what is seen, for as long as it takes, and no longer; what is costly is made once."""

import ast

from tests.architecture.source import our_tests, over_python

CLOCKS = {"monotonic", "perf_counter", "time"}


def idle_waits(_module: str, text: str) -> list[str]:
    """Half a second on every page. tests/axe.py waits until the server has answered."""
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return [f"line {call.lineno} waits for an idle network" for call in calls
            if any(isinstance(given, ast.Constant) and given.value == "networkidle" for given in [*call.args, *(word.value for word in call.keywords)])]


def _asks_the_clock(node: ast.expr) -> bool:
    calls = (part.func for part in ast.walk(node) if isinstance(part, ast.Call))
    return isinstance(node, ast.BinOp) and any(isinstance(call, ast.Attribute) and call.attr in CLOCKS for call in calls)


def stop_watches(_module: str, text: str) -> list[str]:
    """A machine that does other things too is slow: count questions, rows or bytes, or ask for processor time."""
    asserted = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Assert) and isinstance(node.test, ast.Compare))
    return [f"line {node.lineno} asserts how long something took" for node in asserted
            if any(map(_asks_the_clock, [node.test.left, *node.test.comparators]))]


def made_by_each_worker(_module: str, text: str) -> list[str]:
    """Its tests go to one worker together, or each worker makes what they share."""
    shares = any(isinstance(node, ast.keyword) and node.arg == "scope" and getattr(node.value, "value", "") == "module"
                 for node in ast.walk(ast.parse(text)))
    return ["has a fixture for the whole file, but no xdist_group"] if shares and "mark.xdist_group(" not in text else []


def test_no_test_waits_for_a_network_without_traffic():
    assert idle_waits("", "page.wait_for_load_state('networkidle')")
    assert idle_waits("", "page.goto('/', wait_until='networkidle')")
    assert over_python(idle_waits, our_tests()) == []


def test_no_test_holds_a_stop_watch():
    assert stop_watches("", "assert time.monotonic() - begun < 5")
    assert not stop_watches("", "assert time.monotonic() < end\nassert time.process_time() - begun < 5")
    assert over_python(stop_watches, our_tests()) == []


def test_what_a_whole_file_shares_is_made_once():
    assert made_by_each_worker("", "@pytest.fixture(scope='module')\ndef town():\n    pass\n")
    assert over_python(made_by_each_worker, our_tests()) == []
