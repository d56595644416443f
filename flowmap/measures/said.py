"""What a log says at all: of a column that is silent in the whole log nothing is measured, not even zero.

Where somebody reviewed journals, what is not written down did not happen. A plain event log says nothing of
what its source does not hold.
"""

from flowmap.measures.amounts import Amounts, Undefined
from flowmap.measures.view import View
from flowmap.records import Kind, Principal, Status

_NO_PRINCIPAL = (Principal.UNKNOWN, Principal.ME)


def tells_status(view: View) -> bool:
    """Return whether the log says of any contact that it did not take place as agreed."""
    return view.has_review or not bool(view.has("status", Status.DONE).all())


def tells_about(view: View) -> bool:
    """Return whether the log holds any contact about somebody."""
    return view.has_review or bool(view.has("kind", Kind.ABOUT).any())


def tells_lanes(view: View) -> bool:
    """Return whether the log says of any row, or band, which lane it is in.

    A group's last lane takes what nothing else places, so standing in it alone says nothing.
    """
    rest = view.group.lanes[-1].id if view.group.lanes else ""
    used = {
        *view.frame["lane"].cat.remove_unused_categories().cat.categories,
        *view.bands["lane"].astype(str),
    }
    return bool(used - {rest}) or (view.has_review and any(lane.journals for lane in view.group.lanes))


def tells_principals(view: View) -> bool:
    """Return whether the log says of any row which principal it is under."""
    named = ~view.has("principal", *_NO_PRINCIPAL) & view.frame["principal"].notna().to_numpy()
    in_group = any(lane.journals and lane.principal not in _NO_PRINCIPAL for lane in view.group.lanes)
    return bool(named.any()) or (view.has_review and in_group)


def if_principal(view: View, made: Amounts) -> Amounts:
    """Return the same without an amount of those whose steps name no principal, or of all."""
    steps = view.frame["is_step"].to_numpy()
    silent = (view.count(steps) > 0) & (view.count(steps & ~view.has("principal", *_NO_PRINCIPAL)) == 0)
    return made.undefined(silent, Undefined.NOT_RECORDED).if_known(is_known=tells_principals(view))
