"""Coordination: how often care changes hands, what goes along, and who comes when I am home again."""

import numpy as np
import pandas as pd

from flowmap.measures.about import find_parts
from flowmap.measures.amounts import Amounts, Undefined, counted, divided
from flowmap.measures.homecoming import Homecomings, find_homecomings
from flowmap.measures.said import if_principal, tells_about, tells_lanes
from flowmap.measures.time import most, row_flags
from flowmap.measures.view import NEVER, Flags, Floats, Ints, View
from flowmap.records import Kind

_MONTH = 365.25 / 12
_SHORTEST_WINDOW = 7  # days: a rate a month over less says nothing
_AT_ONCE = 14  # days within which lanes count as active at once


def measure_changes(view: View) -> list[Amounts]:
    """Measure changes of lane, and of principal, a month.

    Numerator: steps whose next step is in another lane (another principal). Denominator: months in view,
    365.25 / 12 days each. Excluded: about me, bands, the person's own echoes. Unit: changes a month.
    Undefined: not reviewed; a window under 7 days; a log that places no row in a lane (names no principal);
    principals also where none of the patient's steps names one. Source: hand-offs as workshops count them;
    flowmap's own definition.
    """
    first, last = view.window
    days = (last - first + 1).astype(np.float64)
    short = (first == NEVER) | (days < _SHORTEST_WINDOW)
    made = []
    for measure, column in (("lane_changes", "lane_change"), ("principal_changes", "principal_change")):
        rows = view.frame["is_step"].to_numpy() & view.frame[column].to_numpy()
        months = np.where(short, 0.0, days / _MONTH)
        rate = divided(
            measure, part=view.count(rows), whole=months, unit="per_month", why=Undefined.WINDOW_SHORT
        )
        made.append(rate.shown_by(rows))
    lanes, principals = made
    known = lanes.if_known(is_known=tells_lanes(view)), if_principal(view, principals)
    return [rate.if_reviewed(view) for rate in known]


def measure_handovers(view: View) -> list[Amounts]:
    """Count declared handovers, whole and by kind, and the share that carried each marker.

    Numerator: handovers of the kinds that the group file declares; of them, those where the marker is
    seen between the two. Denominator of a share: handovers whose kind should carry that marker. Excluded:
    lane changes that are no declared handover. Unit: handovers; share. Undefined: not reviewed; no
    handover; the group file declares none. Source: the group file declares kinds and what they should
    carry.
    """
    handovers = view.contacts.handovers.frame
    made = [_handed(view, handovers)]
    for rule in view.group.handovers:
        kind = handovers[handovers["handover_id"] == rule.id]
        if len(kind):
            made.append(_handed(view, kind).for_part(f"handover={rule.id}"))
    return made + _carried(view, handovers)


def _handed(view: View, handovers: pd.DataFrame) -> Amounts:
    owner = view.places_of(handovers["patient"])
    number = view.tally(owner)
    rows = row_flags(view, handovers["from_row"].to_numpy(), handovers["to_row"].to_numpy())
    made = Amounts.of("handovers", unit="handovers", amount=number).shown_by(rows)
    made = made.if_known(is_known=bool(view.group.handovers), why=Undefined.NOT_DECLARED)
    return made.if_reviewed(view)


def _carried(view: View, handovers: pd.DataFrame) -> list[Amounts]:
    wanted = sorted({marker for rule in view.group.handovers for marker in rule.carries})
    carried = handovers["carried"].astype(object).fillna("")
    made = []
    for marker in wanted:
        kinds = [rule.id for rule in view.group.handovers if marker in rule.carries]
        due = handovers[handovers["handover_id"].isin(kinds)]
        has_it = np.array([marker in text.split(", ") for text in carried[due.index]], dtype=np.bool_)
        owner = view.places_of(due["patient"])
        part = view.tally(owner[has_it])
        whole = view.tally(owner)
        share = divided("handover_carried", part=part, whole=whole, unit="share", why=Undefined.NO_HANDOVER)
        rows = row_flags(view, due["from_row"].to_numpy()[has_it], due["to_row"].to_numpy()[has_it])
        made.append(share.shown_by(rows).if_reviewed(view).for_part(f"marker={marker}"))
    return made


def measure_about_me(view: View) -> list[Amounts]:
    """Count contacts about me, and those between principals.

    Numerator: rows *om mig* that took place; between principals: those whose own fields name two: the
    journals that the row stands in, its lane, and its unit where contacts in the log show whose that is.
    Denominator of the latter: rows that name both parts (two journals, or two principals). Excluded:
    contacts with me, milestones; what lies near in time says nothing of who took part. Unit: contacts.
    Undefined: not reviewed; a log that holds no contact about anybody, and no review; between principals
    also where there are such rows and none names its other part. Source: the flow mapping's *om mig*;
    flowmap's own definition.
    """
    about = view.has("kind", Kind.ABOUT) & view.frame["took_place"].to_numpy()
    between, named = find_parts(view, about)
    count = counted(view, "about_me_between", rows=between).over(view.count(between), view.count(named))
    silent = (view.count(about) > 0) & (view.count(named) == 0)
    made = counted(view, "about_me", rows=about), count.undefined(silent, Undefined.NOT_RECORDED)
    return [amounts.if_known(is_known=tells_about(view)).if_reviewed(view) for amounts in made]


def measure_homecoming(view: View) -> list[Amounts]:
    """Return the share of homecomings after which care came within n days, and who came first.

    Numerator: discharges followed within the group's ``home_contact_days`` by a contact that care
    started, outside the stay's own lane; a part ``lane=…`` says who came first. Denominator: discharges
    followed so long, or with such a contact. Excluded: contacts that I or a relative started (see *called
    care myself*), emergency visits, transfers on the same day, discharges with death or a new stay within
    the days. Unit: share. Undefined: not reviewed; no discharge; not followed long enough. Source: the
    own aims of municipalities for the first days at home; the group file sets the days.
    """
    if view.group.measures.discharge.is_empty:
        return []
    home = find_homecomings(view)
    whole = _home_share(view, home, home.is_reached, "home_contact")
    lanes = view.frame["lane"]
    codes = np.append(lanes.cat.codes.to_numpy(), -1)[home.first_contact]
    parts = []
    for code, lane in enumerate(lanes.cat.categories):
        reached = home.is_reached & (codes == code)
        if reached.any():
            parts.append(_home_share(view, home, reached, "home_contact").for_part(f"lane={lane}"))
    called = _home_share(view, home, home.has_called, "called_from_home")
    return [whole, *parts, called]


def _home_share(view: View, home: Homecomings, rows: Flags, measure: str) -> Amounts:
    counts = home.is_followed | rows
    part = view.tally(home.owner[rows & counts])
    whole = view.tally(home.owner[counts])
    share = divided(measure, part=part, whole=whole, unit="share", why=Undefined.NOT_FOLLOWED)
    none = view.tally(home.owner) == 0
    shows = home.calls if measure == "called_from_home" else home.first_contact
    flags = row_flags(view, home.discharge[counts], shows[rows])
    return share.shown_by(flags).undefined(none, Undefined.NO_DISCHARGE).if_reviewed(view)


def measure_days_to_contact(view: View) -> list[Amounts]:
    """Measure the days from a discharge to the first contact that care started.

    Numerator: whole days, summed. Denominator: discharges with such a contact in view. Excluded: as for
    the share of homecomings. Unit: days (a mean over discharges). Undefined: not reviewed; no discharge;
    no contact seen after one. Source: as for the share of homecomings.
    """
    if view.group.measures.discharge.is_empty:
        return []
    home = find_homecomings(view)
    has = home.first_contact >= 0
    total = view.tally(home.owner[has], home.days[has])
    number = view.tally(home.owner[has])
    mean = divided("home_contact_after_days", part=total, whole=number, unit="days", why=Undefined.NOT_SEEN)
    none = view.tally(home.owner) == 0
    flags = row_flags(view, home.discharge[has], home.first_contact[has])
    return [mean.shown_by(flags).undefined(none, Undefined.NO_DISCHARGE).if_reviewed(view)]


def measure_lanes_at_once(view: View) -> list[Amounts]:
    """Find the most lanes active at once.

    Numerator: the largest number of lanes with a contact that took place, or a band, in 14 days that
    begin with a contact. Excluded: about me, milestones. Unit: lanes. Undefined: not reviewed; no
    contact; a log that places no row in a lane. Denominator: none, it is the largest. Source: flowmap's
    own definition.
    """
    starts = np.flatnonzero(view.is_met)
    active = np.zeros(len(starts))
    lanes = sorted({*view.frame["lane"].cat.categories, *view.bands["lane"].astype(str)})
    for lane in lanes:
        active += _is_active(view, starts, lane)
    amount = most(view, owner=view.owner[starts], amount=active)
    made = Amounts.of("lanes_at_once", unit="lanes", amount=amount).shown_by(view.is_met)
    made = made.undefined(view.count(view.is_met) == 0, Undefined.NO_CONTACT)
    return [made.if_known(is_known=tells_lanes(view)).if_reviewed(view)]


def _is_active(view: View, starts: Ints, lane: str) -> Floats:
    """Return 1 for each start whose 14 days hold a contact or a band of the lane."""
    rows = np.flatnonzero(view.is_met & view.has("lane", lane))
    span = 4 * 10**6
    begin = view.owner[starts] * span + view.day[starts]
    keys = np.sort(view.owner[rows] * span + view.day[rows])
    found = np.searchsorted(keys, begin) < np.searchsorted(keys, begin + _AT_ONCE)
    bands = view.bands[view.bands["lane"] == lane]
    if len(bands):
        pairs = pd.DataFrame({"owner": view.owner[starts], "day": view.day[starts], "at": range(len(starts))})
        pairs = pairs.merge(bands[["owner", "from_day", "to_day"]], on="owner")
        inside = (pairs["from_day"] < pairs["day"] + _AT_ONCE) & (pairs["to_day"] >= pairs["day"])
        found[pairs.loc[inside, "at"].to_numpy()] = True
    return found.astype(np.float64)


COORDINATION = (
    measure_changes,
    measure_handovers,
    measure_about_me,
    measure_homecoming,
    measure_days_to_contact,
    measure_lanes_at_once,
)
