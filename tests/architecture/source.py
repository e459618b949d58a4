"""The source text that the guards read. A guard itself is a function over text, so that it can be shown to fail."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "popups", "vacancies")  # each may import those after it


@cache
def python_files() -> list[Path]:
    """Our own modules, without migrations: those are a record of what was, not of how we write."""
    found = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


@cache
def our_tests() -> list[Path]:
    return sorted((ROOT / "tests").rglob("*.py"))


@cache
def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt", ".svg"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def module_of(path: Path) -> str:
    """popups/lifecycle/offers.py → popups.lifecycle.offers; a package is its __init__."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """The second word: popups.lifecycle.offers → lifecycle; the app itself has none."""
    return (module.split(".") + [""])[1]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def over_python(check, files: list[Path] | None = None) -> list[str]:
    """Runs `check(module, text)` over our modules; each complaint comes with its file."""
    complaints = []
    for path in python_files() if files is None else files:
        complaints += [f"{name_of(path)}: {said}" for said in check(module_of(path), path.read_text())]
    return complaints


def over_templates(check) -> list[str]:
    """Runs `check(name, text)` over our templates, named as in {% include %}."""
    complaints = []
    for path in templates():
        name = str(path.relative_to(ROOT / "templates"))
        complaints += [f"{name_of(path)}: {said}" for said in check(name, path.read_text())]
    return complaints
