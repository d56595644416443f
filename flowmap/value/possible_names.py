"""Possible names in what was taken in: a role that may be one is left empty, other words are asked about."""

from flowmap.group import Group
from flowmap.group.allowed import allowed_words
from flowmap.identity.names import may_name_somebody
from flowmap.records import Place, Severity
from flowmap.tables import Needs, Problem, Problems, Ratings
from flowmap.value.voices import latest_ratings
from flowmap.words import say

ROLE = "responsible_role"  # shown to other organisations beside a need
FREE_TEXTS = ("in_my_words", "decided_in", ROLE, "action")


def check_possible_names(needs: Needs, ratings: Ratings | None, *, group: Group) -> Problems:
    """Return a warning for each text of needs and of ratings as they stand that may hold a name.

    The place is the sheet and the column that it was written in; a text is never repeated.
    """
    allowed = allowed_words(group)
    problems = []
    for name in FREE_TEXTS:
        at = Place(sheet=say("needs_sheet.name"), column=say(f"column.{name}"))
        found = sum(may_name_somebody(str(text or ""), allowed) for text in needs.frame[name].astype(object))
        rule = "need_role_may_be_name" if name == ROLE else "possible_name"
        problems += [Problem(rule, Severity.WARNING, at)] * found
    comments = [] if ratings is None or not len(ratings) else latest_ratings(ratings).frame["comment"]
    at = Place(sheet=say("rating_sheet.contacts"), column=say("rating_heading.comment"))
    named = sum(may_name_somebody(str(text), allowed) for text in comments if text)
    return Problems.of([*problems, *[Problem("possible_name", Severity.WARNING, at)] * named])


def without_named_roles(needs: Needs, group: Group) -> Needs:
    """Return the needs with a responsible role that may be a name left empty, until it is mended."""
    allowed = allowed_words(group)
    frame = needs.frame.astype({ROLE: object})
    if not len(frame):
        return needs
    kept = frame[ROLE].map(lambda text: "" if may_name_somebody(str(text or ""), allowed) else text)
    rows = frame.assign(**{ROLE: kept}).astype(object)
    return Needs.from_rows(rows.where(rows.notna(), None).to_dict("records"), needs.stamp)
