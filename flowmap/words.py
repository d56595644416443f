"""The words on screen: one catalogue in Swedish and English, plurals, numbers and dates.

The catalogue lies in ``flowmap/catalogue/*.toml``. A row is a key with its text in each language::

    ["problem.mode_unknown"]
    sv = "{found} är inte känt."
    en = "{found} is not known."

A text that depends on a number ``n`` has ``sv_one``/``sv_other`` and ``en_one``/``en_other`` instead.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from importlib.resources import files

from flowmap.records import Language

_screen = ContextVar("flowmap_screen_language", default=Language.SV)


def screen_language() -> Language:
    """Return the language that texts are shown in; Swedish unless told."""
    return _screen.get()


@contextmanager
def show_in(language: Language | str) -> Iterator[None]:
    """Show texts in ``language`` inside the block."""
    token = _screen.set(Language(language))
    try:
        yield
    finally:
        _screen.reset(token)


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return every key with its texts; a key that stands twice is an error of the catalogue."""
    rows: dict[str, Mapping[str, str]] = {}
    folder = files("flowmap") / "catalogue"
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if not path.name.endswith(".toml"):
            continue
        for key, texts in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if key in rows:
                message = f"the catalogue has {key} twice (again in {path.name})"
                raise KeyError(message)
            rows[key] = texts
    return rows


def has_words(key: str) -> bool:
    """Return whether the catalogue has ``key``."""
    return key in catalogue()


def say(key: str, lang: Language | str | None = None, /, **values: object) -> str:
    r"""Return the text of ``key`` with ``values`` filled in.

    ``n`` chooses singular or plural and is written as the language writes numbers; other integers and
    floats are written so as well. An unknown key raises ``KeyError``: every key has a row.

    Examples
    --------
    >>> say("count.contact", n=1), say("count.contact", n=1200)
    ('1 kontakt', '1\xa0200 kontakter')
    >>> say("count.contact", "en", n=2)
    '2 contacts'
    """
    language = Language(lang) if lang else screen_language()
    text = _text(key, language, values.get("n"))
    return text.format_map({name: _shown(value, language) for name, value in values.items()})


def _text(key: str, language: Language, n: object) -> str:
    texts = catalogue()[key]
    if language.value in texts:
        return texts[language.value]
    return texts[f"{language.value}_{'one' if n == 1 else 'other'}"]


def _shown(value: object, language: Language) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return number(value, lang=language)


def number(value: float, *, digits: int | None = None, lang: Language | str | None = None) -> str:
    r"""Return ``value`` as the language writes it: decimal comma and hard spaces in Swedish.

    Examples
    --------
    >>> number(12345.5), number(0.25, digits=1), number(12345.5, lang="en")
    ('12\xa0345,5', '0,2', '12,345.5')
    """
    language = Language(lang) if lang else screen_language()
    text = f"{value:,}" if digits is None else f"{value:,.{digits}f}"
    if language is Language.EN:
        return text
    return text.replace(",", "\xa0").replace(".", ",")


def percent(share: float, lang: Language | str | None = None) -> str:
    r"""Return a share between 0 and 1 as whole per cent.

    Examples
    --------
    >>> percent(0.55), percent(0.55, "en")
    ('55\xa0%', '55%')
    """
    language = Language(lang) if lang else screen_language()
    return f"{share * 100:.0f}" + ("\xa0%" if language is Language.SV else "%")


def short(value: float) -> float | int:
    """Return a value with at most one decimal, whole where it then is whole.

    Examples
    --------
    >>> short(4.0), short(4.04), short(4.55)
    (4, 4, 4.5)
    """
    rounded = round(float(value), 1)
    return int(rounded) if rounded.is_integer() else rounded


def amount(value: float, unit: str, *, lang: Language | str | None = None) -> str:
    r"""Return a measure's amount with its unit: a share as per cent, else a number that rules the plural.

    Examples
    --------
    >>> amount(1.0, "days"), amount(2.5, "days"), amount(0.25, "share"), amount(3.0, "per_month", lang="en")
    ('1 dag', '2,5 dagar', '25\xa0%', '3 a month')
    """
    if unit in ("share", "seen"):
        return percent(value, lang)
    if has_words(f"amount.{unit}"):
        return say(f"amount.{unit}", lang, n=short(value))
    return f"{number(short(value), lang=lang)} {say(f'amount_unit.{unit}', lang)}"


_MONTHS = {
    Language.SV: ["jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"],
    Language.EN: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}


def day(value: date, *, year: bool = True, lang: Language | str | None = None) -> str:
    """Return a date in words.

    Examples
    --------
    >>> day(date(2026, 4, 8)), day(date(2026, 4, 8), year=False, lang="en")
    ('8 apr 2026', '8 Apr')
    """
    language = Language(lang) if lang else screen_language()
    text = f"{value.day} {_MONTHS[language][value.month - 1]}"
    return f"{text} {value.year}" if year else text


def listed(items: list[str], lang: Language | str | None = None) -> str:
    """Return items as a list in running text.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a", "b"], "en"), listed([])
    ('a, b och c', 'a and b', '')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {say('base.and', lang)} {items[-1]}"


def ranges(numbers: Iterable[int]) -> str:
    """Return whole numbers as a list where those in a row stand as their first and last.

    Examples
    --------
    >>> ranges([42, 5, 43, 44, 46])
    '5, 42–44, 46'
    """
    parts: list[list[int]] = []
    for value in sorted(set(numbers)):
        if parts and parts[-1][-1] == value - 1:
            parts[-1][1:] = [value]
        else:
            parts.append([value])
    return ", ".join("–".join(str(value) for value in part) for part in parts)
