"""Two hundred invented identifiers of all forms, and names, to plant; and the search for them in bytes."""

import gzip
import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

NAMES = ("Ragnhild Kvarnlund", "Torvald Bäckmyrsson", "Solveig Åkerstrand")
_SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９")
_DASHES = ("", "-", " ", "–", "\u2011", "\u2212", "\xa0", " - ")


def _check_digit(nine: str) -> str:
    total = sum(sum(divmod(int(sign) * (2 - place % 2), 10)) for place, sign in enumerate(nine))
    return str((10 - total % 10) % 10)


def person_number(n: int, *, coordination: bool = False) -> tuple[str, str, str]:
    """Return century, date and last four digits of the n-th invented number."""
    day = n % 28 + 1 + (60 if coordination else 0)
    nine = f"{30 + n % 60:02d}{n % 12 + 1:02d}{day:02d}{(n * 37) % 900 + 100:03d}"
    return "19", nine[:6], nine[6:] + _check_digit(nine)


def canaries() -> list[str]:
    """Return two hundred identifiers: person, coordination and reserve numbers, phones, addresses."""
    found = []
    for n in range(140):
        century, date, last = person_number(n, coordination=n % 5 == 4)
        text = f"{century if n % 2 else ''}{date}{_DASHES[n % 8]}{last}"
        found.append(text.translate(str.maketrans("0123456789", _SCRIPTS[n // 8 % 4])))
    found += [f"19{30 + n}0{n % 9 + 1}1{n % 9}{'KMX'[n % 3]}{n:03d}" for n in range(15)]
    found += [f"99195{n % 10}12{n:04d}" for n in range(10)]
    found += [f"07{n % 10}-{300 + n} {10 + n} {20 + n}" for n in range(10)]
    found += [f"+46 7{n} {100 + n} {30 + n} {40 + n}" for n in range(10)]
    found += [f"fornamn{n}.efternamn{n}@exempel{n}.se" for n in range(15)]
    return found


@cache
def digits_of(canary: str) -> str:
    """Return what to search for besides the canary itself: its digits in a row, where it has eight."""
    digits = "".join(str(int(sign)) for sign in canary if sign.isdecimal())
    return digits if len(digits) >= 8 else ""


def contents(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file's bytes, and those of everything packed in it."""
    yield name, content
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from contents(f"{name}/{member}", archive.read(member))
    if content[:2] == b"\x1f\x8b":
        yield from contents(f"{name}/gzip", gzip.decompress(content))
    for place, match in enumerate(re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)):
        try:
            yield f"{name}/stream{place}", zlib.decompress(match[1])
        except zlib.error:
            continue


def _readings(content: bytes) -> str:
    """Return a file's bytes as the texts they can be read as, one after the other."""
    texts = [content.decode("utf-8", "replace")]
    if "\0" in texts[0] or "\ufffd" in texts[0]:
        texts += [content.decode(encoding, "replace") for encoding in ("utf-16-le", "utf-16-be")]
    if "&#" in texts[0]:
        texts.append(html.unescape(texts[0]))
    if "\\u" in texts[0]:
        texts.append(re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), texts[0]))
    return "\n".join(texts)


@cache
def _core(canary: str) -> str:
    return max(re.findall(r"\w+", canary), key=len)


def _digit_runs(text: str) -> str:
    """Return the long runs of digits in a text, its spaces and dashes gone, however an output writes them."""
    packed = re.sub(r"[\s\-–\u2011\u2212\xa0/+]", "", text)
    runs = "\n".join(set(re.findall(r"\d{10,}", packed)))
    return runs if runs.isascii() else re.sub(r"\d", lambda sign: str(int(sign[0])), runs)


def seen_in(name: str, content: bytes, planted: list[str]) -> list[str]:
    """Return where canaries stand in a file, whatever it is packed in and however it is encoded."""
    found = []
    for place, part in contents(name, content):
        text = _readings(part)
        words, runs = "\n".join(set(re.findall(r"\w+", text))), _digit_runs(text)
        for canary in planted:
            digits = digits_of(canary)
            is_there = _core(canary) in words and canary in text  # the first is quick, and says no to most
            if is_there or (len(digits) >= 10 and digits in runs):
                found.append(f"{place}: canary {planted.index(canary)}")
    return found


def seen_in_folder(folder: Path, planted: list[str]) -> list[str]:
    """Return where canaries stand in any file of a folder, or in a file's name."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found += seen_in(path.name, path.read_bytes(), planted)
            found += [f"name of {path.name}" for canary in planted if canary in path.name]
    return found
