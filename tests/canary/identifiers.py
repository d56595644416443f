"""Two hundred invented identifiers of all forms, and names, to plant; and the search for them in bytes."""

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
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


def seen_in(name: str, content: bytes, planted: list[str]) -> list[str]:
    """Return where canaries stand in a file, whatever it is packed in and however it is encoded."""
    found = []
    for place, part in contents(name, content):
        texts = [part.decode("utf-8", "replace"), part.decode("utf-16-le", "replace")]
        joined = "\n".join(texts)
        # Spaces and dashes gone, so that a number is seen however an output writes it.
        packed = re.sub(r"[\s\-–\u2011\u2212\xa0/+]", "", texts[0])
        for canary in planted:
            digits = digits_of(canary)
            if canary in joined or (len(digits) >= 10 and digits in packed):
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
