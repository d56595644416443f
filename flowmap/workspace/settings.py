"""What ``flowmap.toml`` and ``round.toml`` may say, and one sentence for whatever is wrong in them."""

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from flowmap.errors import SettingsError
from flowmap.identity import mask_identifiers
from flowmap.records import JournalName, Language
from flowmap.words import has_words, say

ALL = "alla"
BASES = ("consent", "disclosure", "own_follow_up")
BasisKind = Literal["consent", "disclosure", "own_follow_up"]


class Strict(BaseModel):
    """A part of a settings file: unknown keys are errors, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str | int) else value


def _blank_is_missing(value: object) -> object:
    return None if value == "" else value


def _basis_of(value: object) -> object:
    """Return the code of a basis that is written in words, in either language; all else as it is."""
    return _by_word("basis_kind", BASES).get(_plain(value), value) if value else None


def _journals_of(value: object) -> object:
    """Return the codes of journals that are written in words, as on screen, in either language."""
    known = _by_word("journal", [journal.value for journal in JournalName])
    values = [value] if isinstance(value, str) else value
    return [known.get(_plain(one), one) for one in values] if isinstance(values, list | tuple) else values


def _by_word(part: str, codes: Sequence[str]) -> dict[str, str]:
    words = {_plain(say(f"{part}.{code}", language)): code for code in codes for language in Language}
    return words | {code: code for code in codes}


def _plain(value: object) -> str:
    return " ".join(str(value).split()).casefold()


def _masked(text: str) -> str:
    return mask_identifiers(text)[0]


Said = Annotated[str, AfterValidator(_masked)]  # words that are shown: identifiers are masked at the door
Texts = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
Numbers = Annotated[tuple[int, ...], BeforeValidator(_as_list)]
Day = Annotated[date | None, BeforeValidator(_blank_is_missing)]
JournalChoice = JournalName | Literal["alla"]


class WorkspaceSettings(Strict):
    """``flowmap.toml``: whose workspace it is, the screen language, and which key makes pseudonyms.

    ``key`` is its name in the user's own configuration folder, or where ``FLOWMAP_KEY`` says.
    """

    municipality: Said = ""
    language: Language = Language.SV
    key: str = ""


class WindowSetting(Strict):
    """First and last day that the round reviews; the sheet *Personer* may narrow it for one person."""

    start: Day = None
    end: Day = None

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.start and self.end and self.end < self.start:
            raise ValueError(say("settings.window_order", start=self.start, end=self.end))
        return self


class BasisSetting(Strict):
    """The basis for reading some persons' journals: which kind, decided by which role, when, kept until."""

    patients: Texts
    journals: Annotated[tuple[JournalChoice, ...], BeforeValidator(_journals_of)]
    basis: Annotated[BasisKind | None, BeforeValidator(_basis_of)] = None
    decided_by: Said = ""
    decided_on: Day = None
    keep_until: Day = None

    def is_whole(self) -> bool:
        """Return whether kind, role, day and last day are all given."""
        return bool(self.basis and self.decided_by and self.decided_on and self.keep_until)

    def speaks_of(self, patient: str, journal: str) -> bool:
        """Return whether it covers this patient's journal."""
        named = patient in self.patients or ALL in self.patients
        return named and (journal in self.journals or ALL in self.journals)


class AcceptedCheck(Strict):
    """A check that the team looked at and accepts, with its reason; the place narrows it where given."""

    check: str = Field(min_length=1)
    because: Said = Field(min_length=3)
    file: str = ""
    sheet: str = ""
    rows: Numbers = ()


class RemovedSetting(Strict):
    """Somebody taken out of the round: a keyed mark that tells nobody who, and the day."""

    mark: str = Field(min_length=3)
    on: Day = None


class RoundSettings(Strict):
    """``round.toml``: title, patient group, window, inputs, basis, accepted checks, and who was taken out."""

    title: Said = ""
    group: str = Field(min_length=1)
    inputs: Texts = ("journal.xlsx",)
    columns: str = ""
    window: WindowSetting = WindowSetting()
    basis: tuple[BasisSetting, ...] = ()
    accept: tuple[AcceptedCheck, ...] = ()
    allowed_words: Texts = ()
    removed: tuple[RemovedSetting, ...] = ()

    def said(self) -> dict[str, str]:
        """Return the words of the team's own that are shown, by the place in the file where they stand."""
        texts = {"title": self.title}
        texts |= {f"basis[{n}].decided_by": item.decided_by for n, item in enumerate(self.basis, start=1)}
        return texts | {f"accept[{n}].because": item.because for n, item in enumerate(self.accept, start=1)}

    def basis_rows(self, pairs: Sequence[tuple[str, str]]) -> list[dict[str, object]]:
        """Return a row (columns of ``Basis``) for each (patient, journal); empty cells where none is given.

        Of several that speak of a pair, the last whole one counts, else the last.
        """
        rows: list[dict[str, object]] = []
        for patient, journal in pairs:
            found = [item for item in self.basis if item.speaks_of(patient, journal)]
            chosen = ([item for item in found if item.is_whole()] or found or [_NO_BASIS])[-1]
            rows.append({"patient": patient, "journal": journal, **_basis_cells(chosen)})
        return rows


_NO_BASIS = BasisSetting(patients=(), journals=())


def _basis_cells(item: BasisSetting) -> dict[str, object]:
    return {
        "basis": item.basis,
        "decided_by": item.decided_by or None,
        "decided_on": item.decided_on,
        "keep_until": item.keep_until,
    }


def read_workspace_settings(path: Path) -> WorkspaceSettings:
    """Return what ``flowmap.toml`` says.

    Raises
    ------
    SettingsError
        Not there, not TOML, or an unknown or wrong key; names file, key and what is allowed.
    """
    return _read(path, WorkspaceSettings)


def read_round_settings(path: Path) -> RoundSettings:
    """Return what ``round.toml`` says; errors as in :func:`read_workspace_settings`."""
    return _read(path, RoundSettings)


_Settings = TypeVar("_Settings", bound=Strict)


def _read(path: Path, kind: type[_Settings]) -> _Settings:
    try:
        parts = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(say("settings.missing", file=path.name)) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(say("settings.unreadable", file=path.name)) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(say("settings.not_toml", file=path.name, why=str(error))) from None
    try:
        return kind.model_validate(parts)
    except ValidationError as error:
        raise SettingsError(_explain(path.name, error, kind)) from None


def _explain(file: str, error: ValidationError, kind: type[Strict]) -> str:
    items = error.errors(include_url=False, include_input=False)
    return " ".join(dict.fromkeys(_sentence(file, dict(item), kind) for item in items[:5]))


_WHY = {
    "missing": "settings.why_missing",
    "string_type": "settings.why_text",
    "string_too_short": "settings.why_too_short",
    "int_parsing": "settings.why_number",
    "int_type": "settings.why_number",
    "tuple_type": "settings.why_list",
}


def _sentence(file: str, item: dict[str, Any], kind: type[Strict]) -> str:
    loc, error_type = item["loc"], item["type"]
    key = _place(loc)
    if error_type == "extra_forbidden":
        return say("settings.unknown_key", file=file, key=key, allowed=_allowed(kind, loc))
    if error_type in {"literal_error", "enum"}:
        return say("settings.not_allowed", file=file, key=key, allowed=_choices(loc))
    if error_type.startswith("date"):
        return say("settings.wrong_value", file=file, key=key, why=say("settings.why_date"))
    if error_type == "value_error":
        return say("settings.wrong_value", file=file, key=key, why=str(item["ctx"]["error"]))
    why = say(_WHY.get(error_type, "settings.why_shape"))
    return say("settings.wrong_value", file=file, key=key, why=why)


def _place(loc: Sequence[int | str]) -> str:
    """Return the place in the file as it is said: in which block of its kind, and the key."""
    if len(loc) < 2 or loc[0] not in {"basis", "accept", "removed"} or not isinstance(loc[1], int):
        return _key(loc) or "-"
    number = loc[1] + 1
    own = f"settings.rank_{number}"
    ranked = say(own) if has_words(own) else say("settings.rank_more", n=str(number))
    block = say(f"settings.block_{loc[0]}", nth=ranked)
    inner = _key(loc[2:])
    return say("settings.key_in_block", block=block, key=inner) if inner else block


def _key(loc: Sequence[int | str]) -> str:
    """Return the place in the file, as ``basis[2].decided_on``; unions' inner names left out."""
    text = ""
    for part in loc:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        elif (
            not part.startswith(("literal[", "str-enum[", "function-", "lax-or-strict"))
            and part not in _INNER
        ):
            text += f".{part}" if text else part
    return text


_INNER = {"JournalName", "Language", "date", "str"}


def _choices(loc: Sequence[int | str]) -> str:
    if "journals" in loc:
        return ", ".join([*(say(f"journal.{journal.value}") for journal in JournalName), ALL])
    if "language" in loc:
        return ", ".join(language.value for language in Language)
    return ", ".join(say(f"basis_kind.{kind}") for kind in BASES)


def _allowed(kind: type[Strict], loc: Sequence[int | str]) -> str:
    inner: dict[str, type[Strict]] = {
        "window": WindowSetting,
        "basis": BasisSetting,
        "accept": AcceptedCheck,
        "removed": RemovedSetting,
    }
    model = inner.get(str(loc[0]), kind) if len(loc) > 1 else kind
    return ", ".join(sorted(model.model_fields))
