"""Value from the person's side: what each voice says of each contact, and how ratings come in and out."""

from flowmap.value.explain import Explanation, explain_contact, list_proposals
from flowmap.value.rule_checks import check_rules
from flowmap.value.tag import tag_contacts
from flowmap.value.voices import latest_ratings

__all__ = [
    "Explanation",
    "check_rules",
    "explain_contact",
    "latest_ratings",
    "list_proposals",
    "tag_contacts",
]
