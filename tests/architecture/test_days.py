"""A test may begin before midnight and end after it: which day it is, it asks while it runs, not while it is collected."""

import ast
from collections.abc import Iterator

from tests.architecture.source import our_tests, over_python

CLOCKS = {"days", "today", "now", "localdate"}


def run_at_once(node: ast.AST) -> Iterator[ast.AST]:
    """What is carried out when the module is read: all but the insides of functions; their decorators and defaults too."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        parts = [*getattr(node, "decorator_list", []), *node.args.defaults, *filter(None, node.args.kw_defaults)]
    else:
        parts = list(ast.iter_child_nodes(node))
    for part in parts:
        yield part
        yield from run_at_once(part)


def days_asked_too_early(_module: str, text: str) -> list[str]:
    calls = (node for node in run_at_once(ast.parse(text)) if isinstance(node, ast.Call))
    named = ((call.lineno, getattr(call.func, "attr", getattr(call.func, "id", ""))) for call in calls)
    return [f"{name}() in line {line} is asked before the test begins" for line, name in named if name in CLOCKS]


def test_no_test_asks_for_the_day_before_it_begins():
    assert days_asked_too_early("", "@parametrize('day', [days(3)])\ndef test(day):\n    pass\n")
    assert days_asked_too_early("", "FIRST = make.today()\n")
    assert not days_asked_too_early("", "def test():\n    assert days(3)\nLATER = lambda: days(3)\n")
    assert over_python(days_asked_too_early, our_tests()) == []
