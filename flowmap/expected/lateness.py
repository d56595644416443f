"""What a rule asks for and that came, only later than its limit: told apart from what is not seen at all."""

import numpy as np

from flowmap.expected.pairs import NOT_KEPT, Pairs
from flowmap.expected.sequence import Flags, Ints, Moments
from flowmap.group import ExpectedRule

_FAR = np.iinfo(np.int64).max


def find_late(rule: ExpectedRule, pairs: Pairs, *, moments: Moments) -> Flags:
    """Return for whom all that was not seen in time is seen later.

    ``response``: for each event that the rule counts from, before the next such event, since what comes
    after that answers to it. ``existence``: for any of them. Other kinds know no lateness.
    """
    people = int(moments.patient.max(initial=-1)) + 1
    late = np.zeros(people, dtype=np.bool_)
    if rule.kind not in {"response", "existence"}:
        return late
    missed = pairs.outcome == NOT_KEPT
    came = missed & (pairs.found >= 0)
    if rule.kind == "response":
        came &= moments.day[pairs.found] < _next_days(moments, pairs)
    late[pairs.patient[came]] = True
    if rule.kind == "response":
        late[pairs.patient[missed & ~came]] = False
    return late


def _next_days(moments: Moments, pairs: Pairs) -> Ints:
    """Return the day of the next event of the same patient that the rule counts from, on a later day."""
    days = moments.day[pairs.anchor]
    begin = int(days.min(initial=_FAR))
    span = int(days.max(initial=begin)) - begin + 1
    keys = pairs.patient * span + days - begin
    ordered = np.append(np.unique(keys), _FAR)
    following = ordered[np.searchsorted(ordered, keys, side="right")]
    return np.where(following // span == pairs.patient, following % span + begin, _FAR)
