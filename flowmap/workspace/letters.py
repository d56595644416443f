"""An information letter and a checklist for a round, as RTF that any word processor opens, to be adapted."""

from importlib.resources import files
from pathlib import Path

from flowmap.files import Written, write_whole
from flowmap.words import say, screen_language

_LETTERS = ("information", "checklist")
_HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\fswiss Calibri;}{\f1\fnil Segoe UI Symbol;}}"
    r"{\colortbl;\red31\green78\blue95;\red110\green110\blue110;}"
    r"\paperw11906\paperh16838\margl1134\margr1134\margt850\margb850" + "\n"
)
_STYLES = {  # how a line begins, and what its paragraph looks like
    "# ": r"\sb0\sa120\b\fs34\cf1 ",
    "## ": r"\sb140\sa50\keepn\b\fs25\cf1 ",
    "- ": r"\fi-284\li284\sa50\fs21 \bullet\tab ",
    "[ ] ": r"\fi-340\li340\sa50\fs21 ",
    "! ": r"\brdrb\brdrs\brdrw10\brsp80\brdrt\brdrs\brdrw10\brsp80\sa200\i\fs19\cf2 ",
    "": r"\sa90\fs21 ",
}


def write_letters(folder: Path, *, municipality: str, group: str) -> list[Written]:
    """Write the letter and the checklist into a round's folder, in the screen language.

    They are drafts without legal claims; what the team must fill in stands within brackets.

    Raises
    ------
    WorkspaceError
        A file cannot be written.
    """
    named = {"{municipality}": municipality or say("letters.our_municipality"), "{group}": group}
    return [write_whole(folder / say(f"letters.{name}"), _letter(name, named)) for name in _LETTERS]


def _letter(name: str, named: dict[str, str]) -> str:
    source = files("flowmap") / "letters" / f"{name}.{screen_language().value}.txt"
    text = source.read_text(encoding="utf-8")
    for placeholder, value in named.items():
        text = text.replace(placeholder, value)
    paragraphs = [_paragraph(line) for line in text.splitlines() if line.strip()]
    return _HEAD + "".join(paragraphs) + "}\n"


def _paragraph(line: str) -> str:
    mark = next(mark for mark in _STYLES if line.startswith(mark))
    kept = line if mark == "[ ] " else line.removeprefix(mark)
    body = _escaped(kept).replace("[ ]", r"{\f1\u9744?}")
    return rf"\pard\plain\f0{_STYLES[mark]}{body}\par" + "\n"


def _escaped(text: str) -> str:
    """Return text as RTF has it: its own signs escaped, and all but ASCII as numbers."""
    marked = "".join(f"\\{sign}" if sign in "\\{}" else sign for sign in text)
    return "".join(sign if sign.isascii() else _numbered(sign) for sign in marked)


def _numbered(sign: str) -> str:
    units = sign.encode("utf-16-le")
    pairs = (int.from_bytes(units[n : n + 2], "little", signed=True) for n in range(0, len(units), 2))
    return "".join(rf"\u{unit}?" for unit in pairs)
