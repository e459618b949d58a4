"""Functions, files and templates that can be read in one go."""

import ast

from tests.architecture.source import functions, name_of, our_tests, over_python, over_templates, python_files, room_of

FUNCTION, VIEW, FILE, PAGE, PARTIAL = 25, 20, 400, 120, 40
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "core", "services", "misc", "tools", "lib"}


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From `def` to the end; the docstring is free."""
    docstring = node.body[0] if ast.get_docstring(node) else None
    return node.end_lineno - node.lineno + 1 - (docstring.end_lineno - docstring.lineno + 1 if docstring else 0)


def long_functions(module: str, text: str) -> list[str]:
    most = VIEW if room_of(module) == "views" else FUNCTION
    found = ((node.name, lines_of(node)) for node in functions(ast.parse(text)))
    return [f"{name}() has {lines} lines, at most {most}" for name, lines in found if lines > most]


def long_file(module: str, text: str) -> list[str]:
    lines = len(text.splitlines())
    return [f"{lines} lines, at most {FILE}"] if lines > FILE else []


def long_template(name: str, text: str) -> list[str]:
    is_partial = name.startswith("components/") or name.split("/")[-1].startswith("_")
    most, lines = PARTIAL if is_partial else PAGE, len(text.splitlines())
    return [f"{lines} lines, at most {most}"] if lines > most else []


def names_that_say_nothing(path_name: str) -> list[str]:
    words = path_name.removesuffix(".py").split("/")
    return [f"{path_name}: '{word}' says nothing" for word in words if word in FORBIDDEN]


def test_a_function_fits_on_a_screen():
    long = "def f():\n" + "    x = 1\n" * 25
    assert long_functions("popups.rules", long)
    assert long_functions("popups.views.public", "def f():\n" + "    x = 1\n" * 20)
    assert not long_functions("popups.rules", long.replace("    x = 1\n", '    """Says."""\n', 1))
    assert over_python(long_functions) == []


def test_a_file_can_be_read_in_one_go():
    assert long_file("", "x = 1\n" * 401)
    assert not long_file("", "x = 1\n" * 400)
    assert over_python(long_file) + over_python(long_file, our_tests()) == []


def test_a_template_can_be_read_in_one_go():
    assert long_template("components/card.html", "<p>\n" * 41)
    assert long_template("popups/staff/_row.html", "<p>\n" * 41)
    assert long_template("popups/staff/today.html", "<p>\n" * 121)
    assert not long_template("popups/staff/today.html", "<p>\n" * 41)
    assert over_templates(long_template) == []


def test_a_module_is_named_for_what_it_is():
    assert names_that_say_nothing("popups/utils.py")
    assert names_that_say_nothing("popups/core/offers.py")
    assert [said for path in python_files() for said in names_that_say_nothing(name_of(path))] == []
