"""One word a thing: columns, catalogue and enumerations hold the same names, in both languages."""

import ast
import enum
import inspect
import re
import string
from pathlib import Path

import pytest

from flowmap import records, tables
from flowmap.tables import Table
from flowmap.words import catalogue

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "flowmap").rglob("*.py"))


def _table_classes() -> list[type[Table]]:
    found = [c for c in vars(tables).values() if inspect.isclass(c) and issubclass(c, Table)]
    return [c for c in found if c is not Table]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_column_has_a_heading_and_every_heading_a_column() -> None:
    columns = {f"column.{column.name}" for cls in _table_classes() for column in cls.columns}
    headings = {key for key in catalogue() if key.startswith("column.")}
    assert headings == columns


def test_every_column_is_explained_and_every_explanation_has_a_column() -> None:
    """The sheet that explains the tables has a sentence a column, in both languages."""
    columns = {f"column_help.{column.name}" for cls in _table_classes() for column in cls.columns}
    explained = {key: texts for key, texts in catalogue().items() if key.startswith("column_help.")}
    assert set(explained) == columns
    assert [key for key, texts in explained.items() if not all(t.endswith(".") for t in texts.values())] == []
    units = {column.unit.replace(" ", "_") for cls in _table_classes() for column in cls.columns} - {""}
    assert {f"column_unit.{unit}" for unit in units} == {
        k for k in catalogue() if k.startswith("column_unit.")
    }


def test_every_table_has_a_name_on_screen() -> None:
    names = {f"table.{cls.__name__}" for cls in _table_classes()}
    assert names == {key for key in catalogue() if key.startswith("table.")}


def test_a_column_means_one_thing_in_every_table() -> None:
    """The same name never holds text in one table and a number in another.

    A count of a flag carries the flag's name: how many rows were so.
    """
    holds: dict[str, set[str]] = {}
    alike = {"label": "text", "whole": "number", "count": "number", "flag": "number"}
    for cls in _table_classes():
        for column in cls.columns:
            holds.setdefault(column.name, set()).add(alike.get(column.holds, column.holds))
    assert {name: kinds for name, kinds in holds.items() if len(kinds) > 1} == {}


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_both_languages_say_the_same(key: str) -> None:
    texts = catalogue()[key]
    assert set(texts) in ({"sv", "en"}, {"sv_one", "sv_other", "en_one", "en_other"})
    if "sv" in texts:
        assert _fields(texts["sv"]) == _fields(texts["en"])
    else:
        assert _fields(texts["sv_other"]) == _fields(texts["en_other"])
        assert _fields(texts["sv_one"]) | {"n"} == _fields(texts["en_one"]) | {"n"}
    assert all(text.strip() for text in texts.values())


def test_every_member_of_a_closed_list_has_a_word() -> None:
    lists = {
        "kind": records.Kind,
        "journal": records.JournalName,
        "principal": records.Principal,
        "mode": records.Mode,
        "started_by": records.StartedBy,
        "status": records.Status,
        "coverage_status": records.CoverageStatus,
        "value": records.Value,
        "voice": records.Voice,
        "speaker": records.Speaker,
        "rating_basis": records.RatingBasis,
        "reason": records.Reason,
        "outcome": records.Outcome,
        "standing": records.Standing,
        "need_status": records.NeedStatus,
        "decided_in": records.DecidedIn,
        "severity": records.Severity,
        "language": records.Language,
    }
    own = {c for c in vars(records).values() if inspect.isclass(c) and issubclass(c, enum.StrEnum)}
    assert set(lists.values()) == own - {enum.StrEnum}
    missing = [
        f"{name}.{m}" for name, members in lists.items() for m in members if f"{name}.{m}" not in catalogue()
    ]
    assert missing == []


def _said_keys(path: Path) -> set[str]:
    """Return the constant keys that a module asks the catalogue for."""
    calls = (
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    )
    named = {"say", "has_words"}
    keys = set()
    for call in calls:
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        first = call.args[0] if call.args else None
        if name in named and isinstance(first, ast.Constant) and isinstance(first.value, str):
            keys.add(first.value)
        if name == "Problem" and isinstance(first, ast.Constant):
            keys.add(f"problem.{first.value}")
    return keys


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_key_the_code_says_is_in_the_catalogue(path: Path) -> None:
    assert _said_keys(path) - set(catalogue()) == set()


def test_words_of_the_contract_are_used_on_screen() -> None:
    """A round is a kartläggning, everywhere the same word: no runda, and no omgång beside it."""
    swedish = [text for texts in catalogue().values() for key, text in texts.items() if key.startswith("sv")]
    assert [
        text for text in swedish if re.search(r"\b(rund(a|an|or)|omgång\w*)\b", text, re.IGNORECASE)
    ] == []
