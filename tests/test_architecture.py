"""The limits of the house: how long a file, a function, a view and a template may grow. There are no waivers."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYTHON_LINES, FUNCTION_LINES, VIEW_LINES, TEMPLATE_LINES, CONFTEST_LINES = 300, 40, 30, 120, 150
UNNAMEABLE = {"utils", "helpers", "common", "manager", "misc"}


def python_files() -> list[Path]:
    files = [*(ROOT / "formserver").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").rglob("*.py")]
    return sorted(path for path in files if "migrations/versions" not in path.as_posix())


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text("utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def length(node: ast.FunctionDef) -> int:
    """Lines from the `def` to the end, the docstring left out: explaining must not cost."""
    end = node.end_lineno or node.lineno
    first = node.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    documented = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
    return end - node.lineno + 1 - documented


def is_view(node: ast.FunctionDef) -> bool:
    routes = {"get", "post", "route"}
    return any(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in routes
        for one in node.decorator_list
    )


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", python_files(), ids=name)
def test_a_python_file_stays_short(path: Path) -> None:
    limit = CONFTEST_LINES if path.name == "conftest.py" else PYTHON_LINES
    assert len(path.read_text("utf-8").splitlines()) <= limit


def test_functions_and_views_stay_short() -> None:
    long = [
        f"{name(path)}:{node.lineno} {node.name} {length(node)}"
        for path in python_files()
        for node in functions(path)
        if length(node) > (VIEW_LINES if is_view(node) and "web" in path.parts else FUNCTION_LINES)
    ]
    assert long == []


def test_templates_stay_short() -> None:
    templates = sorted((ROOT / "templates").rglob("*.html"))
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in templates}
    assert {path: lines for path, lines in lengths.items() if lines > TEMPLATE_LINES} == {}


@pytest.mark.parametrize("command", [["ruff", "check", "--select", "C90"], ["lint-imports"]], ids=lambda it: it[0])
def test_nothing_is_tangled_neither_inside_functions_nor_between_modules(command: list[str]) -> None:
    """The limits and layers themselves stand in pyproject.toml."""
    program = Path(sys.executable).with_name(command[0])
    found = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_no_module_is_named_for_nothing() -> None:
    assert [name(path) for path in python_files() if path.stem in UNNAMEABLE] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [name(path) for path in python_files() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []


def test_nothing_is_imported_inside_a_function() -> None:
    """WeasyPrint excepted: importing it costs more than half a second, and only printing pays."""
    hidden = [
        f"{name(path)}:{inner.lineno}"
        for path in python_files()
        if "formserver" in path.parts
        for node in functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom) and "weasyprint" not in ast.unparse(inner)
    ]
    assert hidden == []


def test_no_code_asks_which_kind_a_field_is() -> None:
    """Adding a kind must touch its class, one macro, one line of the dialect: no code asks which kind a field is."""
    asking = []
    for path in sorted((ROOT / "formserver").rglob("*.py")):
        comparisons = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Compare))
        for node in comparisons:
            compared = [ast.unparse(one) for one in (node.left, *node.comparators)]
            if any(one.endswith("field.kind") for one in compared) or _names_a_kind(compared):
                asking.append(f"{name(path)}:{node.lineno} {ast.unparse(node)}")
    assert asking == []


def _names_a_kind(compared: list[str]) -> bool:
    """A definition's kind beside a word in quotes, or several; a set of kinds that `kinds_that` found is none."""
    is_kind = any(re.fullmatch(r".*(\['x-kind'\]|get\('x-kind'\))", one) for one in compared)
    return is_kind and any(re.fullmatch(r"[(\[{]?'\w+'(, '\w+')*,?[)\]}]?", one) for one in compared)


def test_flask_is_known_only_at_the_edge() -> None:
    edge = (
        "formserver/app.py",
        "formserver/extensions.py",
        "formserver/web/",
        "formserver/cli/",
        "formserver/models/user.py",
        # they ask for pages as a browser does, to measure them
        "formserver/bench/hello.py",
        "formserver/bench/designer.py",
    )
    knowing = []
    for path in sorted((ROOT / "formserver").rglob("*.py")):
        text = path.read_text("utf-8")
        is_inside = not name(path).startswith(edge)
        if is_inside and ("import flask" in text or "from flask" in text or "from werkzeug" in text):
            knowing.append(name(path))
    assert knowing == []


@pytest.mark.parametrize("folder", ["forms", "forms/expressions", "forms/lint", "workflow"])
def test_every_module_of_the_engine_has_its_place_in_the_layout(folder: str) -> None:
    layout = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    modules = [path.name for path in (ROOT / "formserver" / folder).glob("*.py") if path.stem != "__init__"]
    assert sorted(one for one in modules if not re.search(rf"\b{re.escape(one)}", layout)) == []
