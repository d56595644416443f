"""The settings files as text: with comments for whoever opens them; same settings, same bytes."""

import json
from collections.abc import Sequence
from datetime import date
from itertools import chain

from flowmap.words import say
from flowmap.workspace.settings import (
    AcceptedCheck,
    BasisSetting,
    RemovedSetting,
    RoundSettings,
    WorkspaceSettings,
)

_REMOVED = "[[removed]]"


def workspace_text(settings: WorkspaceSettings) -> str:
    """Return ``flowmap.toml``."""
    return _joined(
        _comment("settings_text.workspace"),
        [f"municipality = {_quoted(settings.municipality)}"],
        [""],
        _comment("settings_text.language"),
        [f"language = {_quoted(settings.language.value)}"],
        [""],
        _comment("settings_text.key"),
        [f"key = {_quoted(settings.key)}"],
    )


def round_text(settings: RoundSettings) -> str:
    """Return ``round.toml``."""
    return _joined(
        _comment("settings_text.round"),
        [f"title = {_quoted(settings.title)}", f"group = {_quoted(settings.group)}"],
        [""],
        _comment("settings_text.inputs"),
        [f"inputs = {_texts(settings.inputs)}"],
        [f"columns = {_quoted(settings.columns)}"] if settings.columns else [],
        [""],
        _comment("settings_text.allowed_words"),
        [f"allowed_words = {_texts(settings.allowed_words)}"],
        [""],
        _comment("settings_text.window"),
        ["[window]", *_day("start", settings.window.start), *_day("end", settings.window.end)],
        [""],
        _comment("settings_text.basis"),
        _basis(settings.basis),
        [""],
        _comment("settings_text.accept"),
        list(chain.from_iterable(_accepted(item) for item in settings.accept)),
        list(chain.from_iterable(_removed(item) for item in settings.removed)),
    )


def with_removed(text: str, item: RemovedSetting) -> str:
    """Return the text of ``round.toml`` with somebody taken out added last; all else as the team wrote it."""
    return _joined([text.rstrip("\n")], _removed(item))


def without_removed(text: str, mark: str) -> str:
    """Return the text of ``round.toml`` without the block with this mark; all else as the team wrote it."""
    kept: list[str] = []
    block: list[str] = []
    for line in [*text.splitlines(), "["]:
        if block and line.lstrip().startswith("["):
            kept += block if f"mark = {_quoted(mark)}" not in block else []
            block = []
        if block or line.strip() == _REMOVED:
            block.append(line)
        else:
            kept.append(line)
    return _joined(kept[:-1])


def _joined(*parts: list[str]) -> str:
    return "\n".join(chain.from_iterable(parts)).rstrip("\n") + "\n"


def _comment(key: str) -> list[str]:
    return [f"# {line}".rstrip() for line in say(key).strip().splitlines()]


def _basis(items: Sequence[BasisSetting]) -> list[str]:
    lines: list[str] = []
    for item in items:
        lines += ["", "[[basis]]", f"patients = {_texts(item.patients)}"]
        lines += [f"journals = {_texts([str(journal) for journal in item.journals])}"]
        lines += [f"basis = {_quoted(item.basis or '')}", f"decided_by = {_quoted(item.decided_by)}"]
        lines += [f"decided_on = {item.decided_on or _quoted('')}"]
        lines += [f"keep_until = {item.keep_until or _quoted('')}"]
    return lines


def _accepted(item: AcceptedCheck) -> list[str]:
    lines = ["", "[[accept]]", f"check = {_quoted(item.check)}", f"because = {_quoted(item.because)}"]
    lines += [f"file = {_quoted(item.file)}"] if item.file else []
    lines += [f"sheet = {_quoted(item.sheet)}"] if item.sheet else []
    return lines + ([f"rows = [{', '.join(map(str, item.rows))}]"] if item.rows else [])


def accept_text(item: AcceptedCheck) -> list[str]:
    """Return the block of ``round.toml`` that accepts a check, as lines to paste."""
    return _accepted(item)[1:]


def _removed(item: RemovedSetting) -> list[str]:
    lines = ["", _REMOVED, *_comment("settings_text.removed"), f"mark = {_quoted(item.mark)}"]
    return [*lines, *_day("on", item.on)]


def _day(name: str, value: date | None) -> list[str]:
    return [f"{name} = {value.isoformat()}"] if value else [f'{name} = ""']


def _texts(values: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, values))}]"


def _quoted(value: str) -> str:
    """Return a TOML string; JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
