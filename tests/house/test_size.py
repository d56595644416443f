"""The size budget: short functions, few arguments, small files, no cycles, heavy packages at home."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "flowmap").rglob("*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef

HOMES = {  # package -> the parts of flowmap that may import it
    "pm4py": ("discovery", "exchange"),
    "matplotlib": ("show",),
    "typst": ("show",),
    "jinja2": ("show",),
    "PIL": ("show",),
    "docx": ("show",),
    "openpyxl": ("archives", "journal", "value", "show"),
    "xlsxwriter": ("journal", "value", "show"),
    "sqlite3": ("rounds",),
}


def _functions(tree: ast.AST) -> Iterator[tuple[Function, bool]]:
    """Yield each function and whether it is a method (its first parameter is itself)."""
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, Function):
                decorators = {getattr(d, "id", "") for d in child.decorator_list}
                yield child, isinstance(node, ast.ClassDef) and "staticmethod" not in decorators


def _body_lines(function: Function) -> int:
    body = function.body
    first = body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    body = body[1:] if has_docstring else body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_there_is_code_to_measure() -> None:
    assert len(CODE) > 20


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_is_under_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_function_has_at_most_40_lines(path: Path) -> None:
    long = {f.name: _body_lines(f) for f, _ in _functions(_tree(path)) if _body_lines(f) > 40}
    assert long == {}


def test_a_function_has_about_ten_lines() -> None:
    lengths = [_body_lines(f) for path in CODE for f, _ in _functions(_tree(path))]
    assert median(lengths) <= 10


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_function_has_at_most_six_parameters_of_which_two_by_place(path: Path) -> None:
    over = []
    for function, is_method in _functions(_tree(path)):
        by_place = function.args.posonlyargs + function.args.args
        by_place = by_place[1:] if is_method else by_place
        is_public = not function.name.startswith("_")
        if len(by_place) + len(function.args.kwonlyargs) > 6 or (is_public and len(by_place) > 2):
            over.append(function.name)
    assert over == []


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_heavy_packages_stay_at_home(path: Path) -> None:
    part = path.relative_to(ROOT / "flowmap").parts[0].removesuffix(".py")
    away = {name for name in _imported(path) & set(HOMES) if part not in HOMES[name]}
    assert away == set()


def test_no_module_is_called_after_nothing() -> None:
    empty_words = {"utils", "util", "helpers", "common", "misc", "process", "data", "params"}
    assert [path for path in CODE if path.stem in empty_words] == []
