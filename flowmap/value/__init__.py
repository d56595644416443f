"""Value from the person's side: what each voice says of each contact, and how ratings come in and out."""

from flowmap.value.tag import tag_contacts
from flowmap.value.voices import latest_ratings

__all__ = ["latest_ratings", "tag_contacts"]
