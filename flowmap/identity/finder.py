"""Finding and masking what points out a person.

The finder knows person, coordination and reserve numbers, phone numbers and e-mail addresses, in any
Unicode digits, spaces and dashes. It promises nothing: what it does not find may still be an identifier.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

MASK = "•••"
LONGEST_SEARCHED = 40_000

_GAP = r"[ ./_,\-]{0,3}"
_DASH = r"[ ./_,\-+]{0,3}"
_YEAR = r"(?:(?P<century>1[6-9]|2[01])" + _GAP + r")?(?P<year>\d[ ]?\d)"
_DAY = _GAP + r"(?P<month>[0-3]\d)" + _GAP + r"(?P<day>\d\d)"
_PERSON = re.compile(
    r"(?<!\d)" + _YEAR + _DAY + r"(?P<dash>" + _DASH + r")(?P<last>\d[ \-]?\d[ \-]?\d[ \-]?\d)(?!\d)"
)
_RESERVE = re.compile(
    r"(?<![0-9])(?:\d\d)?\d\d(?P<month>[01]\d)(?P<day>\d\d)[ \-+]{0,3}(?P<last>[a-z0-9]{4})(?![a-z0-9])",
    re.IGNORECASE,
)
_RESERVE_99 = re.compile(r"(?<!\d)99[ \-]?(?:19|20)\d\d[ \-]?\d{2}[ \-]?\d{4}(?!\d)")
_PHONE = re.compile(
    r"(?<![\w])(?<!\d[\-./])(?:(?:\+|00)[ ]?[1-9]\d{0,2}[ \-]{0,2}(?:\(0\)[ ]?)?\d(?:[ \-]{0,2}\d){5,11}"
    r"|\(?0\d{1,3}\)?[ \-/]{0,3}[1-9](?:[ \-]{0,2}\d){4,8})(?![\d])"
)
_AT = r"(?:@|\(at\)|\[at\]| at | snabel-a )"
_DOT = r"(?:\.|\(dot\)|\[dot\])"
_MAIL = re.compile(
    rf"[\w.+'\-]{{1,64}}[ ]?{_AT}[ ]?[\w\-]{{1,63}}(?:[ ]?{_DOT}[ ]?[\w\-]{{2,24}}){{1,4}}", re.IGNORECASE
)
_ADDRESS = ("@", "＠", "﹫", " at ", "at)", "at]", "AT)", "AT]", " AT ", "snabel")
_PAIRS = re.compile(r"[\d ]+")
_RANGE = re.compile(r"[ ./\-]?\d\d[ ./\-]\d\d(?!\d)")


class Found(NamedTuple):
    """One identifier found in a text: its kind and where it stands."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PersonNumber:
    """A person or coordination number in parts; ``century`` is empty where it was written with ten digits."""

    century: str
    year: str
    month: str
    day: str
    last: str
    is_hundred: bool

    def is_checked(self) -> bool:
        """Return whether the check digit is right."""
        digits = f"{self.year}{self.month}{self.day}{self.last}"
        return sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(digits)) % 10 == 0

    def is_day(self) -> bool:
        """Return whether the date part is one, a coordination number's day being 60 higher."""
        day = int(self.day)
        return 1 <= int(self.month) <= 12 and 1 <= (day - 60 if day > 60 else day) <= 31

    def whole(self, latest_year: int) -> str:
        """Return twelve digits; ten become the number of somebody under (or, with ``+``, over) a hundred."""
        if self.century:
            return f"{self.century}{self.year}{self.month}{self.day}{self.last}"
        year = latest_year - (latest_year - int(self.year)) % 100 - (100 if self.is_hundred else 0)
        return f"{year:04d}{self.month}{self.day}{self.last}"


_SIGNS = {0x2212: "-", 0xAD: "-", 0x207B: "-", 0x208B: "-", 0x2043: "-", 0x02D7: "-", 0x30FC: "-"}
_SIGNS |= {0xFF0B: "+", 0xFE62: "+", 0x207A: "+", 0xFF20: "@", 0xFE6B: "@", 0xFF0E: ".", 0xFF0F: "/"}
_SIGNS |= {0x3002: ".", 0x2024: ".", 0x00B7: ".", 0x2022: ".", 0x2044: "/", 0xFF08: "(", 0xFF09: ")"}
_SIGNS |= dict.fromkeys((0, 9, 10, 11, 12, 13), " ")


class _PlainSigns(dict[int, str]):
    """What each sign is read as; worked out when a sign is first met."""

    def __missing__(self, point: int) -> str:
        self[point] = sign = _plain_sign(chr(point))
        return sign


def _plain_sign(sign: str) -> str:
    if "\uff21" <= sign <= "\uff3a" or "\uff41" <= sign <= "\uff5a":
        return chr(ord(sign) - 0xFEE0)
    category = unicodedata.category(sign)
    if category in {"Nd", "No"}:
        digit = unicodedata.digit(sign, None)
        return sign if digit is None else str(digit)
    if category in {"Zs", "Zl", "Zp", "Cf"}:
        return " "
    return "-" if category == "Pd" else sign


_PLAIN = _PlainSigns(_SIGNS)


def plain_signs(text: str) -> str:
    """Return ``text`` with any script's digits, spaces and dashes as the plain ones, sign for sign.

    Examples
    --------
    >>> plain_signs("19121212–1212")
    '19121212-1212'
    """
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_PLAIN)


def find_identifiers(text: str) -> list[Found]:
    """Return what in ``text`` points out a person, in order and without overlaps.

    Kinds: ``person_number`` (coordination numbers too), ``reserve_number``, ``phone``, ``mail``.

    Examples
    --------
    >>> [found.kind for found in find_identifiers("ring 070-123 45 67, pnr 191212 1212")]
    ['phone', 'person_number']
    """
    if not may_hold_identifier(text):
        return []
    signs = plain_signs(text[:LONGEST_SEARCHED])
    found = [Found("person_number", *span) for span in _spans(_PERSON, signs, _is_person)]
    found += [Found("reserve_number", *span) for span in _spans(_RESERVE, signs, _is_reserve)]
    found += [Found("reserve_number", *match.span()) for match in _RESERVE_99.finditer(signs)]
    found += [Found("phone", *span) for span in _spans(_PHONE, signs, _is_phone)]
    found += [Found("mail", *match.span()) for match in _MAIL.finditer(signs)]
    return _without_overlaps(found)


def _spans(
    pattern: re.Pattern[str], signs: str, is_one: Callable[[re.Match[str]], bool]
) -> Iterator[tuple[int, int]]:
    """Yield where there is one; what begins as one and is none may hide one that begins within it."""
    match = pattern.search(signs)
    while match:
        is_found = is_one(match)
        if is_found:
            yield match.span()
        match = pattern.search(signs, match.end() if is_found else match.start() + 1)


def may_hold_identifier(text: str) -> bool:
    """Return quickly whether ``text`` could hold an identifier: six digits, or a sign of an address."""
    if len(text) < 5 or text.isalpha():
        return False
    counted = map(text.count, "0123456789") if text.isascii() else (sign.isdigit() for sign in text)
    digits = sum(counted)
    return digits >= 6 or any(sign in text for sign in _ADDRESS)


def has_identifier(text: str) -> bool:
    """Return whether the finder finds anything in ``text``."""
    return bool(find_identifiers(text))


def mask_identifiers(text: str) -> tuple[str, int]:
    """Return ``text`` with what the finder found masked, and how many there were.

    Examples
    --------
    >>> mask_identifiers("Ringde 070-123 45 67")
    ('Ringde •••', 1)
    """
    found = find_identifiers(text)
    for item in reversed(found):
        text = text[: item.start] + MASK + text[item.end :]
    return text, len(found)


def read_person_number(text: str) -> PersonNumber | None:
    """Return the person or coordination number that ``text`` is, or ``None`` where it is none."""
    match = _PERSON.fullmatch(plain_signs(text).strip())
    if match is None:
        return None
    number = _parts(match)
    return number if number.is_day() else None


def _parts(match: re.Match[str]) -> PersonNumber:
    last = re.sub(r"\D", "", match["last"])
    year = re.sub(r"\D", "", match["year"])
    return PersonNumber(
        match["century"] or "", year, match["month"], match["day"], last, "+" in match["dash"]
    )


def _is_person(match: re.Match[str]) -> bool:
    number = _parts(match)
    if not number.is_day():
        return False
    return number.is_checked() or not (_is_date_with_clock(number, match) or _is_date_range(match))


def _is_date_with_clock(number: PersonNumber, match: re.Match[str]) -> bool:
    """Return whether it is as likely a day with a clock: 2026-03-01 1430."""
    if number.century not in {"20", "21"} or "+" in match["dash"]:
        return False
    is_apart = match["dash"].strip() == "" and match["dash"] != ""
    is_compact = match[0].isdigit()
    is_clock = int(number.last[:2]) < 24 and int(number.last[2:]) < 60
    return (is_apart or is_compact) and is_clock and int(number.day) <= 31


def _is_date_range(match: re.Match[str]) -> bool:
    """Return whether the last four digits begin another date: 2026-03-01 – 2026-03-19."""
    if len(match["last"]) > 4 and not _PAIRS.fullmatch(match[0]):
        return True
    return match["last"][:2] in {"19", "20"} and bool(_RANGE.match(match.string, match.end()))


def _is_reserve(match: re.Match[str]) -> bool:
    last = match["last"]
    has_both = any(sign.isdigit() for sign in last) and any(sign.isalpha() for sign in last)
    day = int(match["day"])
    return has_both and 1 <= int(match["month"]) <= 12 and 1 <= (day - 60 if day > 60 else day) <= 31


def _is_phone(match: re.Match[str]) -> bool:
    text = match[0]
    digits = re.sub(r"\D", "", text)
    if text.startswith(("+", "00")):
        return 8 <= len(digits) <= 16
    return 8 <= len(digits) <= 11 and not re.fullmatch(r"0\d[ .]\d\d[ .]\d{4}", text)


def _without_overlaps(found: Iterable[Found]) -> list[Found]:
    kept: list[Found] = []
    for item in sorted(found, key=lambda item: (item.start, -item.end)):
        if kept and item.start < kept[-1].end:
            last = kept[-1]
            kept[-1] = Found(last.kind, last.start, max(last.end, item.end))
        else:
            kept.append(item)
    return kept
