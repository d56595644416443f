"""What points out a person: finding it, masking it, and pseudonyms keyed with a secret kept elsewhere."""

from flowmap.identity.codes import code_spellings, person_code
from flowmap.identity.finder import (
    MASK,
    Found,
    PersonNumber,
    find_identifiers,
    has_identifier,
    mask_identifiers,
    may_hold_identifier,
    plain_signs,
    read_person_number,
)
from flowmap.identity.keys import is_key_private, key_path, make_key, read_key
from flowmap.identity.pseudonyms import hash_key, is_pseudonym, pseudonym
from flowmap.identity.removed import NOBODY_REMOVED, RemovedPersons, person_names

__all__ = [
    "MASK",
    "NOBODY_REMOVED",
    "Found",
    "PersonNumber",
    "RemovedPersons",
    "code_spellings",
    "find_identifiers",
    "has_identifier",
    "hash_key",
    "is_key_private",
    "is_pseudonym",
    "key_path",
    "make_key",
    "mask_identifiers",
    "may_hold_identifier",
    "person_code",
    "person_names",
    "plain_signs",
    "pseudonym",
    "read_key",
    "read_person_number",
]
