"""Pseudonyms and hashes keyed with a secret kept outside the workspace."""

import base64
import hashlib
import re
import unicodedata
from datetime import date

from flowmap.identity.finder import plain_signs, read_person_number

_FORM = re.compile(r"[a-z2-7]{5}-[a-z2-7]{5}")


def pseudonym(text: str, *, key: bytes, kind: str = "patient", latest_year: int | None = None) -> str:
    """Return the keyed pseudonym of an identifier: ten letters and digits, the same for the same key.

    A person number gives the same pseudonym however it is written; ``latest_year`` (the extract's) decides
    the century of one with ten digits. BLAKE2b, keyed (RFC 7693).
    """
    canonical = _canonical(text, latest_year)
    digest = hashlib.blake2b(
        canonical.encode("utf-8", "replace"), key=key, person=kind.encode()[:16], digest_size=10
    )
    letters = base64.b32encode(digest.digest()).decode().lower()[:10]
    return f"{letters[:5]}-{letters[5:]}"


def is_pseudonym(text: str) -> bool:
    """Return whether ``text`` has the form that ``pseudonym`` gives."""
    return _FORM.fullmatch(text.strip()) is not None


def _canonical(text: str, latest_year: int | None) -> str:
    number = read_person_number(text)
    if number is not None:
        return number.whole(latest_year or date.max.year)
    return re.sub(r"[\s\-]+", "", plain_signs(unicodedata.normalize("NFKC", text))).casefold()


def hash_key(key: bytes, kind: str) -> str:
    """Return the sixteen signs that key ``pandas.util.hash_array`` (SipHash) for one kind of hash.

    Without a key the hashes are the same everywhere, as outside a workspace they must be.
    """
    return hashlib.blake2b(b"flowmap", key=key[:64], person=kind.encode()[:16], digest_size=8).hexdigest()
