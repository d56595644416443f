"""Column files: which column of an extract means what, and what its codes stand for. One TOML file each."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

import pandas as pd
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from flowmap.errors import SettingsError
from flowmap.identity.headings import plain
from flowmap.journal.choices import known_words
from flowmap.words import listed, say

EXTRACT_FIELDS = (
    "patient", "activity", "start", "start_clock", "end", "end_clock", "journal", "kind", "mode",
    "started_by", "profession", "staff", "unit", "lane", "purpose", "planned", "status", "marker", "in_short",
    "unsure", "is_stay", "is_coerced", "part", "pair_key",
)  # fmt: skip
OTHER_NAMES = {
    "date": "start",
    "clock": "start_clock",
    "until": "end",
    "until_clock": "end_clock",
    "case": "patient",
    "time": "start",
    "timestamp": "start",
    "resource": "staff",
    "lifecycle": "part",
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Where a field's cells stand: in the first filled of ``first`` columns, or ``join`` written together."""

    first: tuple[str, ...] = ()
    join: tuple[str, ...] = ()


def _as_source(value: object) -> object:
    if isinstance(value, str):
        return {"first": (value,)}
    return {"first": tuple(value)} if isinstance(value, list | tuple) else value


class Times(_Strict):
    """How dates and clocks are written, where their forms do not say it themselves.

    ``form`` is one form as ``strptime`` has it. ``offset = "convert"`` moves clocks with an offset to the
    ``zone``'s wall clock; otherwise the offset is kept beside what is written.
    """

    form: str | None = None
    order: Literal["dmy", "mdy"] = "dmy"
    offset: Literal["keep", "convert"] = "keep"
    zone: str = "Europe/Stockholm"

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        try:
            ZoneInfo(self.zone)
            pd.to_datetime(pd.Series(["?"]), format=self.form, errors="coerce")
        except (ValueError, OSError, KeyError):  # what a zone or form that does not exist makes them raise
            raise ValueError(say("columns.wrong_times")) from None
        return self


class ColumnFile(_Strict):
    """What an extract's columns mean."""

    title: str = ""
    source: str = ""
    columns: dict[str, Annotated[Source, BeforeValidator(_as_source)]]
    constants: dict[str, str] = Field(default_factory=dict)
    defaults: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    excluded: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    attributes: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    times: Times = Times()

    @field_validator("columns", "constants", "defaults", "values", mode="before")
    @classmethod
    def _known_fields(cls, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        named = {OTHER_NAMES.get(str(field), str(field)): source for field, source in value.items()}
        unknown = sorted(set(named) - set(EXTRACT_FIELDS))
        if unknown:
            raise ValueError(
                say("columns.unknown_field", found=listed(unknown), allowed=listed([*EXTRACT_FIELDS]))
            )
        return named

    @field_validator("constants", "defaults", "values")
    @classmethod
    def _known_values(cls, value: dict[str, str | dict[str, str]]) -> dict[str, str | dict[str, str]]:
        for field, told in value.items():
            words = known_words(field)
            given = list(told.values()) if isinstance(told, dict) else [told]
            unknown = [text for text in given if text and plain(text) not in words]
            if words and unknown:
                allowed = sorted(set(words.values()))
                raise ValueError(say("columns.unknown_value", found=listed(unknown), allowed=listed(allowed)))
        return value

    @field_validator("columns")
    @classmethod
    def _has_needed(cls, value: dict[str, Source]) -> dict[str, Source]:
        missing = [field for field in ("patient", "start") if field not in value]
        if missing:
            raise ValueError(say("columns.field_missing", missing=listed(missing)))
        return value


def list_column_files() -> list[str]:
    """Return the names of the ready column files."""
    names = (path.name for path in (files("flowmap") / "columns").iterdir())
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def read_column_file(columns: str | Path | Mapping[str, object]) -> ColumnFile:
    """Return a column file by its name, from its path, or from a mapping of fields to columns.

    Raises
    ------
    SettingsError
        Unknown name, not TOML, or a key or field that does not belong; the message says what is allowed.
    """
    if isinstance(columns, Mapping):
        parts = dict(columns) if "columns" in columns else {"columns": dict(columns)}
        name = say("columns.mapping")
    else:
        name = Path(columns).name
        parts = _parts(columns, name)
    try:
        return ColumnFile.model_validate(parts)
    except ValidationError as error:
        raise SettingsError(_explain(name, error)) from None


def _parts(columns: str | Path, name: str) -> dict[str, object]:
    try:
        return tomllib.loads(_text(columns))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise SettingsError(say("columns.not_toml", file=name)) from None


def _text(columns: str | Path) -> str:
    path = Path(columns)
    if path.suffix == ".toml" and path.is_file():
        return path.read_text(encoding="utf-8-sig")
    shipped = files("flowmap") / "columns" / f"{path.name}.toml"
    if path.name == str(columns) and path.name in list_column_files():
        return shipped.read_text(encoding="utf-8")
    raise SettingsError(say("columns.unknown", found=path.name[:40], allowed=", ".join(list_column_files())))


def _explain(name: str, error: ValidationError) -> str:
    lines = []
    for item in error.errors(include_url=False, include_input=False)[:5]:
        key = ".".join(str(part) for part in item["loc"])
        why = item["msg"].removeprefix("Value error, ")
        lines.append(say("columns.wrong_key", file=name, key=key, why=why))
    return " ".join(lines)
