"""Codes of persons as the template asks for them, P01 to P99, and the ways that people write them."""

import re

from flowmap.identity.finder import read_person_number

_CODE = re.compile(r"p\s?0?([1-9])|p\s?([1-9]\d)", re.IGNORECASE)


def person_code(text: str) -> str | None:
    """Return the code P01–P99 that ``text`` is, with spacing, case and a missing zero forgiven.

    Examples
    --------
    >>> person_code("p 7"), person_code("P12"), person_code("P100")
    ('P07', 'P12', None)
    """
    match = _CODE.fullmatch(text.strip())
    return f"P{int(match[1] or match[2]):02d}" if match else None


def code_spellings(text: str) -> tuple[str, ...]:
    """Return the ways to write the same person as ``text``, but for case.

    A person number has ten or twelve digits, with a sign before the last four or without; what is neither
    code nor number has one.

    Examples
    --------
    >>> [spelling.replace(" ", "_") for spelling in code_spellings("p7") if spelling.isascii()]
    ['P07', 'P7', 'P_07', 'P_7']
    """
    code = person_code(text)
    if code is None:
        return _number_spellings(text)
    numbers = dict.fromkeys((code[1:], code[1:].lstrip("0")))
    return tuple(f"P{gap}{number}" for gap in ("", " ", "\xa0") for number in numbers)


def _number_spellings(text: str) -> tuple[str, ...]:
    number = read_person_number(text)
    if number is None:
        return (text,)
    day = f"{number.year}{number.month}{number.day}"
    long = [f"{century}{day}" for century in ([number.century] if number.century else ["18", "19", "20"])]
    return tuple(f"{start}{sign}{number.last}" for start in (day, *long) for sign in ("", "-", "+", " "))
