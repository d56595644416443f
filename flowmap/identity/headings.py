"""How headings and words are compared: case, accents, spacing and signs forgiven."""

import re
import unicodedata
from functools import lru_cache

_SIGNS = re.compile(r"[\W_]+", re.UNICODE)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Return ``text`` in lower case without accents and signs, words apart by one space.

    Examples
    --------
    >>> plain("  Vem tog  KONTAKT? "), plain("Återbesök/ny"), plain("careContactCode")
    ('vem tog kontakt', 'aterbesok ny', 'carecontactcode')
    """
    parts = unicodedata.normalize("NFKD", text[:500]).casefold()
    letters = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return _SIGNS.sub(" ", letters).strip()
